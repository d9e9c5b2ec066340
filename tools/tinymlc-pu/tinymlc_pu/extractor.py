# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""extractor.py - features from a model's interpreter, tinymlc-run."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

import numpy as np

from . import quantisation
from .arrays import read_array
from .diagnostics import InputError, count
from .quantisation import Quantisation

# Samples of one run of the interpreter: progress shows after each.
BATCH = 64


def find_interpreter():
    """tinymlc-run beside this program, or on the PATH."""
    beside = os.path.join(os.path.dirname(os.path.realpath(sys.argv[0])),
                          "tinymlc-run")
    found = beside if os.access(beside, os.X_OK) else shutil.which(
        "tinymlc-run")
    if not found:
        raise InputError("tinymlc-run", "was not found beside tinymlc-pu nor "
                         "on the PATH; models and integer heads need it")
    return found


class Extractor:
    """A model with one input, and the tensor whose values are features: its
    output, or the one that `tensor` names. Messages call it `name`."""

    def __init__(self, model, tensor=None, name=None):
        self.model = name or model
        self.command = [find_interpreter(), model]
        if tensor is not None:
            self.command.append(f"-tensor={tensor}")
        signature = json.loads(self._run("-signature"))
        self.input = self._only(signature, "input")
        self.output = self._only(signature, "output")

    def _run(self, *options):
        done = subprocess.run([*self.command, *options], text=True,
                              capture_output=True, check=False)
        if done.returncode != 0:
            text = done.stderr.strip() or \
                f"tinymlc-run ended with {done.returncode}"
            raise InputError(self.model, text.split("error: ", 1)[-1])
        return done.stdout

    def _only(self, signature, kind):
        tensors = signature[kind + "s"]
        if len(tensors) == 1:
            return tensors[0]
        advice = ", or from its --tensor" if kind == "output" else ""
        raise InputError(self.model, f"has {count(len(tensors), kind)}; "
                         f"features come from a model with one{advice}")

    def stored(self):
        """How the features are stored."""
        if self.output["dtype"] == "float32":
            return Quantisation("float32")
        if "scale" not in self.output:
            raise InputError(self.model, "gives numbers without a single "
                             "scale, which are no features")
        return quantisation.check(self.model, Quantisation(
            self.output["dtype"], self.output["scale"],
            self.output["zero_point"]))

    def read_inputs(self, path, dtype=None):
        """(samples, elements) in the type of the model's input; its quantised
        values, where it is an integer type. uint8 files are int8 plus 128."""
        array = read_array(path)
        samples = array.reshape(len(array), -1)
        wanted = self.input["dtype"]
        size = int(np.prod(self.input["shape"]))
        if samples.shape[1] != size:
            raise InputError(path, f"has {samples.shape[1]} values a sample, "
                             f"but the input of {self.model} takes {size}")
        if wanted == "int8" and "uint8" in (dtype, samples.dtype.name):
            samples = quantisation.convert_stored(path, samples, "uint8")
            return (samples.astype(np.int16) - 128).astype(np.int8)
        if wanted != "float32" and samples.dtype.kind == "f" and dtype is None \
                and path.lower().endswith(".npy"):
            raise InputError(path, f"holds real numbers, but the input of "
                             f"{self.model} takes {wanted}; quantise them")
        return quantisation.convert_stored(path, samples, wanted).astype(wanted)

    def features(self, samples, progress=lambda done, total: None):
        """(samples, n) real float64 features of stored inputs."""
        rows = []
        for first in range(0, len(samples), BATCH):
            rows.append(self._run_batch(samples[first:first + BATCH]))
            progress(min(first + BATCH, len(samples)), len(samples))
        return self.stored().to_real(np.concatenate(rows))

    def _run_batch(self, batch):
        with tempfile.TemporaryDirectory() as folder:
            source = os.path.join(folder, "input")
            result = os.path.join(folder, "output")
            batch.tofile(source)
            self._run(f"-input={source}", f"-output={result}")
            return np.fromfile(result, dtype=self.output["dtype"]).reshape(
                len(batch), -1)
