# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""check_vectors.py FOLDER - the likelihood's formulas against recorded values:
single scores up to +-800, and a run of stochastic gradient ascent on b."""
import json
import os
import sys

import numpy as np
from tinymlc_pu import objective

FOLDER = sys.argv[1]


def gamma_of(b):
    return -2 * np.log(np.abs(b))


def by_b(by_gamma, b):
    """d gamma / db = -2 / b."""
    return by_gamma * -2 / b


def load(name):
    path = os.path.join(FOLDER, name)
    if name.endswith(".npy"):
        return np.load(path)
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def check_scalars():
    worst = 0.0
    vectors = load("scalar_vectors.json")
    for vector in vectors:
        z, b = vector["z"], vector["b"]
        gamma = gamma_of(b)
        actual = {"p_s": objective.label_probability(z, gamma),
                  "p_y": objective.class_probability(z, gamma)}
        for s in (0, 1):
            by_z, by_gamma = objective.likelihood_gradient(z, s, gamma)
            actual[f"dlogL_dz_s{s}"] = by_z
            actual[f"dlogL_db_s{s}"] = by_b(by_gamma, b)
        for key, value in actual.items():
            assert np.isfinite(value), (key, vector)
            worst = max(worst, abs(value - vector[key]) /
                        max(1, abs(vector[key])))
    assert vectors and worst < 1e-10, worst
    print(f"{len(vectors)} vectors agree")


def check_trace():
    recorded = load("sgd_trace_8x8_c025.json")
    features = load("mnist35_8x8_train_x_u8.npy") / 255
    labels = load("mnist35_train_s_c025_seed0.npy")
    expected = {point["step"]: point for point in recorded["trace"]}
    w, w0, b, rate = np.zeros(64), 0.0, 1.0, recorded["lr"]
    for step, (x, s) in enumerate(zip(features, labels), 1):
        by_z, by_gamma = objective.likelihood_gradient(x @ w + w0, s,
                                                       gamma_of(b))
        w, w0 = w + rate * by_z * x, w0 + rate * by_z
        b += rate * by_b(by_gamma, b)
        point = expected.pop(step, None)
        if point:
            error = max(np.abs(w - point["w"]).max(), abs(w0 - point["w0"]),
                        abs(b - point["b"]))
            assert error < 1e-6, (step, error)
    assert not expected
    print(f"{len(recorded['trace'])} points of the trace agree")


np.seterr(over="raise", invalid="raise", divide="raise")
check_scalars()
check_trace()
