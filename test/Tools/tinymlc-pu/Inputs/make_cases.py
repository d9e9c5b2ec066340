# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""make_cases.py FOLDER - samples and labels, good and bad, as .npy files."""
import os
import sys

import numpy as np

SAMPLES, FEATURES = 200, 3


def main():
    random = np.random.RandomState(5)
    y = np.arange(SAMPLES) % 2
    x = random.normal(0, 1, (SAMPLES, FEATURES)) + 1.5 * y[:, None]
    s = (y * (random.uniform(size=SAMPLES) < 0.5)).astype(np.uint8)
    nan = x.copy()
    nan[7, 2] = np.nan
    apart = x + 100 * s[:, None]
    # Nothing is negative, but far below a feature's mean nothing is labelled.
    random = np.random.RandomState(1)
    positive = random.normal(size=(400, 2))
    tagged = random.uniform(size=400) < 0.3 * (positive[:, 0] > -2)
    cases = {
        "x": x, "y": y, "s": s, "x_int8": np.round(10 * x).astype(np.int8),
        "x_int64": np.round(10 * x).astype(np.int64), "x_nan": nan,
        "x_huge": x * 1e39, "x_flat": x[:, 0], "x_two": x[:, :2],
        "x_constant": np.ones_like(x), "x_apart": apart, "x_complex": x * 1j,
        "x_faint": x * 1e-44, "x_empty": x[:0], "x_positive": positive,
        "s_positive": tagged.astype(np.uint8),
        "s_short": s[:-1], "s_all": 0 * s + 1,
        "s_none": 0 * s, "s_one": np.eye(1, SAMPLES, 3)[0], "s_two": s + 1,
        "s_noise": (random.uniform(size=SAMPLES) < 0.3).astype(np.uint8),
        "s_pairs": np.stack([s, s], axis=1),
        "scores": np.full(SAMPLES, 100, np.int8),
        "scores_int16": np.full(SAMPLES, -5, np.int16),
        "scores_short": np.full(SAMPLES - 1, 100, np.int8)}
    for name, array in cases.items():
        np.save(os.path.join(sys.argv[1], name + ".npy"), array)
    objects = os.path.join(sys.argv[1], "x_objects.npy")
    np.save(objects, np.array([{}, []], dtype=object), allow_pickle=True)
    # A header that promises more than the file has.
    with open(os.path.join(sys.argv[1], "x.npy"), "rb") as file:
        text = file.read()
    with open(os.path.join(sys.argv[1], "x_cut.npy"), "wb") as file:
        file.write(text[:-8])


main()
