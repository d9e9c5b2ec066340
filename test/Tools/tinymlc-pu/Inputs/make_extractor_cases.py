# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""make_extractor_cases.py INPUT - 70 disturbed copies of a model's int8 input,
half of them turned round, a part of the others labelled."""
import sys

import numpy as np

random = np.random.RandomState(2)
source = np.fromfile(sys.argv[1], np.int8).astype(int)
x = source + np.round(random.normal(0, 30, (70, len(source)))).astype(int)
x[::2] = x[::2, ::-1]
x = np.clip(x, -128, 127).astype(np.int8)
np.save("x.npy", x)
np.save("x_float.npy", x.astype(np.float32))
x.tofile("x.bin")
np.save("s.npy", (np.arange(70) % 4 == 1).astype(np.uint8))
