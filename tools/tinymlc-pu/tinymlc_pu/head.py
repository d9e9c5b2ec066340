# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""head.py - a pu_mlr head and the JSON file that holds it."""
import dataclasses
import json
import math

import numpy as np
from scipy.special import expit

from . import files, quantisation
from .diagnostics import InputError
from .objective import class_probability
from .quantisation import Quantisation

FORMAT, VERSION = "pu_mlr_head", 1


@dataclasses.dataclass
class Head:
    """w: (n,) weights of real features; gamma: logit(c); threshold: of
    p(y|x); input: the tensor that the head reads; fit: how it was made."""
    w: np.ndarray
    w0: float
    gamma: float
    threshold: float
    input: Quantisation
    fit: dict = dataclasses.field(default_factory=dict)

    @property
    def c(self):
        return float(expit(self.gamma))

    @property
    def b(self):
        return math.exp(-self.gamma / 2)

    @property
    def folded_bias(self):
        """What w.x is compared with at p(y|x) = 1/2: w0 + log(1 + b^2)."""
        return self.w0 + float(np.logaddexp(0.0, -self.gamma))

    def probability(self, features):
        """p(y=1|x) of real features, (samples,)."""
        return class_probability(features @ self.w + self.w0, self.gamma)

    def to_json(self):
        stored = {"dtype": self.input.dtype}
        if not self.input.is_float:
            stored |= {"scale": self.input.scale,
                       "zero_point": self.input.zero_point}
        data = {"format": FORMAT, "version": VERSION, "n": len(self.w),
                "input": stored, "w": [float(x) for x in self.w],
                "w0": float(self.w0), "b": self.b, "c": self.c,
                "folded_bias": self.folded_bias, "threshold": self.threshold}
        if self.fit:
            data["fit"] = self.fit
        return json.dumps(data, indent=0, allow_nan=False) + "\n"

    def write(self, path):
        files.write_text(path, self.to_json())


def _number(path, data, key):
    value = data.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or \
            not math.isfinite(value):
        raise InputError(path, f"'{key}' is not a finite number")
    return float(value)


def _read_gamma(path, data):
    """logit(c) from b or c; both may be there if they agree."""
    if "b" not in data and "c" not in data:
        raise InputError(path, "has neither 'b' nor 'c'; give one of them")
    if "b" not in data:
        c = _number(path, data, "c")
        if not 0 < c < 1:
            raise InputError(path, f"'c' is {c}, not between 0 and 1")
        return math.log(c) - math.log1p(-c)
    b = _number(path, data, "b")
    if b == 0:
        raise InputError(path, "'b' is 0; a fitted head has another value")
    gamma = -2 * math.log(abs(b))
    if "c" in data and abs(_number(path, data, "c") - expit(gamma)) > 1e-6:
        raise InputError(path, "'c' is not 1 / (1 + b^2); leave one of them "
                         "out or make them agree")
    return gamma


def _read_input(path, data):
    stored = data.get("input", {"dtype": "float32"})
    if not isinstance(stored, dict) or stored.get("dtype") not in (
            "float32", "int8", "int16"):
        raise InputError(path, "'input' has no 'dtype' of float32, int8 or "
                         "int16")
    if stored["dtype"] == "float32":
        return Quantisation("float32")
    zero_point = _number(path, stored, "zero_point")
    if zero_point != int(zero_point):
        raise InputError(path, "'zero_point' is not an integer")
    return quantisation.check(path, Quantisation(
        stored["dtype"], _number(path, stored, "scale"), int(zero_point)))


def _read_weights(path, data):
    w = data.get("w")
    if not isinstance(w, list) or not w:
        raise InputError(path, "'w' is not a list of weights")
    weights = np.array([_number(path, {"w": x}, "w") for x in w])
    if data.get("n", len(w)) != len(w):
        raise InputError(path, f"'n' is {data['n']}, but 'w' has "
                         f"{len(w)} weights")
    return weights


def read_head(path):
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except OSError as error:
        raise InputError(path, f"cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(path, f"is not JSON: {error}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise InputError(path, f"is not a head: 'format' is not '{FORMAT}'")
    if data.get("version") != VERSION:
        raise InputError(path, f"has the version {data.get('version')}; this "
                         f"program reads {VERSION}")
    threshold = _number(path, data, "threshold") if "threshold" in data else 0.5
    if not 0 < threshold < 1:
        raise InputError(path, f"'threshold' is {threshold}, not between 0 "
                         "and 1")
    return Head(_read_weights(path, data), _number(path, data, "w0"),
                _read_gamma(path, data), threshold, _read_input(path, data))
