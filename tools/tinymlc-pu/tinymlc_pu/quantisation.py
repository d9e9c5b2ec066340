# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""quantisation.py - what the numbers of a tensor stand for."""
import dataclasses
import math

import numpy as np

from .arrays import check_finite
from .diagnostics import InputError

INTEGER_TYPES = ("int8", "uint8", "int16")


@dataclasses.dataclass(frozen=True)
class Quantisation:
    """real = scale * (q - zero_point); float32 values are real already."""
    dtype: str
    scale: float = 1.0
    zero_point: int = 0

    @property
    def is_float(self):
        return self.dtype == "float32"

    @property
    def step(self):
        """The smallest difference that the type can tell."""
        return 0.0 if self.is_float else self.scale

    def to_real(self, values):
        """Stored values as float64."""
        values = np.asarray(values, dtype=np.float64)
        return values if self.is_float else self.scale * (values -
                                                          self.zero_point)

    def to_stored(self, real):
        """The nearest values that the type has."""
        info = np.iinfo(self.dtype)
        values = np.round(real / self.scale) + self.zero_point
        return np.clip(values, info.min, info.max).astype(self.dtype)

    def as_head_input(self):
        """The type of the tensor that a head reads: TFLite's has no uint8."""
        if self.dtype != "uint8":
            return self
        return Quantisation("int8", self.scale, self.zero_point - 128)

    def describe(self):
        if self.is_float:
            return self.dtype
        return f"{self.dtype}, scale {self.scale:.6g}, zero point " \
               f"{self.zero_point}"


def check(where, quantisation):
    """The quantisation, if a tensor can have it."""
    info = None if quantisation.is_float else np.iinfo(quantisation.dtype)
    if not (math.isfinite(quantisation.scale) and quantisation.scale > 0):
        raise InputError(where, f"the scale {quantisation.scale} is not a "
                         "positive number")
    if info and not info.min <= quantisation.zero_point <= info.max:
        raise InputError(where, f"the zero point {quantisation.zero_point} is "
                         f"no {quantisation.dtype}")
    return quantisation


def convert_stored(path, values, dtype):
    """Values of a CSV, which has no types, in the type that they are in."""
    if dtype == "float32":
        check_finite(path, values)
        return values
    info = np.iinfo(dtype)
    wrong = (values != np.round(values)) | (values < info.min) | (values >
                                                                  info.max)
    if wrong.any():
        raise InputError(path, f"holds {values[wrong][0]:g}, which is no "
                         f"{dtype}; give the type that the values have")
    return values.astype(dtype)
