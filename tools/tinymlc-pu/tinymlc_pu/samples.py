# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""samples.py - the features of all samples, as real numbers."""
import numpy as np

from . import quantisation
from .arrays import read_array
from .diagnostics import InputError
from .quantisation import INTEGER_TYPES, Quantisation


def stored_type(path, array, dtype):
    """What the features of a file are stored in: a name of `INTEGER_TYPES` or
    float32. `dtype`, of the command line, tells where the file does not."""
    if dtype is not None:
        return dtype
    if array.dtype.kind == "f":
        return "float32"
    if array.dtype.name in INTEGER_TYPES:
        return array.dtype.name
    raise InputError(path, f"holds {array.dtype}; features are float32, "
                     f"{', '.join(INTEGER_TYPES)}: give --type for another "
                     "reading of the values")


def read_table(path):
    """A row for each sample."""
    array = read_array(path)
    if array.ndim != 2:
        raise InputError(path, f"has the shape {array.shape}; features are a "
                         "row for each sample and a column for each feature")
    return array


def read_features(path, dtype=None, scale=None, zero_point=None):
    """(samples, n) real float64 features, and how they are stored."""
    array = read_table(path)
    dtype = stored_type(path, array, dtype)
    values = quantisation.convert_stored(path, array, dtype)
    if dtype == "float32":
        if scale is not None or zero_point is not None:
            raise InputError(path, "holds real numbers, which have no scale; "
                             "leave --scale and --zero-point out, or give "
                             "--type")
        return np.array(values, dtype=np.float64), Quantisation("float32")
    if scale is None:
        raise InputError(path, f"holds {dtype} values; give --scale (and "
                         "--zero-point) of the tensor that they come from")
    stored = quantisation.check(path, Quantisation(dtype, scale,
                                                   zero_point or 0))
    return stored.to_real(values), stored.as_head_input()


def read_features_for(head, path, dtype=None):
    """(samples, n) real float64 features of a head whose input says how
    integers are stored; uint8 values stand for int8 ones plus 128."""
    array = read_table(path)
    dtype = stored_type(path, array, dtype)
    values = quantisation.convert_stored(path, array, dtype)
    check_count(path, values, head)
    if dtype == "float32":
        return np.array(values, dtype=np.float64)
    if dtype == "uint8":
        values, dtype = values.astype(np.int16) - 128, "int8"
    if dtype != head.input.dtype:
        raise InputError(path, f"holds {dtype} values, but the head reads "
                         f"{head.input.dtype}")
    return head.input.to_real(values)


def check_count(path, features, head):
    if features.shape[1] != len(head.w):
        raise InputError(path, f"has {features.shape[1]} features, but the "
                         f"head has {len(head.w)} weights; give the features "
                         "that it was fitted to")
