# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""compare_heads.py A B TOLERANCE - weights, bias and c of two heads."""
import json
import sys

import numpy as np


def numbers(path):
    with open(path, encoding="utf-8") as file:
        head = json.load(file)
    return np.array([*head["w"], head["w0"], head["c"]]), head


a, b = numbers(sys.argv[1]), numbers(sys.argv[2])
difference = np.abs(a[0] - b[0]).max() / np.abs(a[0]).max()
assert difference <= float(sys.argv[3]), difference
assert a[1]["input"]["dtype"] == b[1]["input"]["dtype"]
print(f"heads differ by {difference:.1e} of the largest weight")
