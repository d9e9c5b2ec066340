# check_stack.py - that a model's painted stack is within what its header says.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""check_stack.py MODEL WORK CORE EMIT COMPILER LEVEL SPARE

Compiles MODEL for the core, runs it under QEMU on a painted stack, and compares
with <NAME>_STACK_BYTES, which may be at most SPARE bytes too large."""
import json
import os
import re
import subprocess
import sys

model, work, core, emit, compiler, level, spare = sys.argv[1:]
folder = os.path.join(work, "-".join((core, emit, compiler, level)))
subprocess.run(["tinymlc", model, "-target=" + core, "-emit=" + emit,
                "-name=net", "-q", "-o", folder], check=True)
with open(os.path.join(folder, "net.h")) as header:
    promised = int(re.search(r"define NET_STACK_BYTES (\d+)",
                             header.read())[1])
result = os.path.join(folder, "bench.json")
subprocess.run(["tinymlc-bench", folder, "-target=" + core, "-cc=" + compiler,
                "-O" + level, "-json=" + result], check=True,
               stdout=subprocess.DEVNULL)
with open(result) as file:
    measured = json.load(file)["stack_bytes"]
print(f"{core} {emit} {compiler} -O{level}: {measured} of {promised} bytes")
if not 0 < measured <= promised <= measured + int(spare):
    sys.exit("the promise does not fit")
