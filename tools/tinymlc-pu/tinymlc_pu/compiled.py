# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""compiled.py - p(y|x) by the integers that a compiled head computes."""
import dataclasses
import os
import tempfile

from .extractor import Extractor


def compiled_probability(path, head, features, stored):
    """(samples,) p(y|x) of real features, as the interpreter, and with it every
    program that tinymlc makes of the head, computes it from features that are
    `stored` so; and how it is stored. `path`: the head, for messages."""
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "head.json")
        dataclasses.replace(head, input=stored).write(copy)
        interpreter = Extractor(copy, name=path)
        p = interpreter.features(stored.to_stored(features))
    return p[:, 0], interpreter.stored()
