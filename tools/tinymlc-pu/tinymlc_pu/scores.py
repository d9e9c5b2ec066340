# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""scores.py - p(y|x) as a compiled head wrote it."""
import os

import numpy as np

from . import quantisation
from .arrays import check_finite, read_array
from .diagnostics import InputError, count
from .quantisation import Quantisation

# How compiled heads store p(y|x).
OUTPUTS = {"int8": Quantisation("int8", 1 / 256, -128),
           "int16": Quantisation("int16", 1 / 32768, 0),
           "float32": Quantisation("float32")}


def _read_bytes(path, dtype):
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise InputError(path, f"cannot be read: {error.strerror}") from None
    size = np.dtype(dtype).itemsize
    if len(data) % size:
        raise InputError(path, f"has {len(data)} bytes, not a multiple of the "
                         f"{size} of {dtype}; give the --score-type")
    scores = np.frombuffer(data, np.dtype(dtype).newbyteorder("<"))
    check_finite(path, scores)
    return scores


def read_scores(path, samples, dtype=None, scale=None, zero_point=None):
    """(samples,) probabilities from a .npy or .csv file or raw little-endian
    bytes, and their type. `dtype` defaults to the file's, or int8; scale and
    zero point to those of compiled heads."""
    if os.path.splitext(path)[1].lower() in (".npy", ".csv"):
        scores = read_array(path).reshape(-1)
        dtype = dtype or ("float32" if scores.dtype.kind == "f"
                          else scores.dtype.name)
        if dtype not in OUTPUTS:
            raise InputError(path, f"holds {dtype}; scores are "
                             f"{', '.join(OUTPUTS)}")
        scores = quantisation.convert_stored(path, scores, dtype)
    else:
        dtype = dtype or "int8"
        scores = _read_bytes(path, dtype)
    if len(scores) != samples:
        raise InputError(path, f"has {count(len(scores), f'{dtype} score')} "
                         f"for {count(samples, 'sample')}; give the score of "
                         "every sample, in the same order, and the "
                         "--score-type")
    default = OUTPUTS[dtype]
    if scale is None:
        scale = default.scale
    if zero_point is None:
        zero_point = default.zero_point
    stored = quantisation.check(path, Quantisation(dtype, scale, zero_point))
    p = stored.to_real(scores)
    if (p < 0).any() or (p > 1).any():
        raise InputError(path, "stands for probabilities beyond 0 to 1; give "
                         "the --score-scale and --score-zero-point of the "
                         "output")
    return p, stored
