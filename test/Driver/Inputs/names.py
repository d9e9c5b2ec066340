# names.py - what tinymlc makes of names; usage: names.py MODEL FOLDER
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import os
import subprocess
import sys
import tempfile

sys.stdout.reconfigure(encoding="utf-8")
for name in ("net", "Net_2", "a-b.c", "3d", "für", "_x", "int", "class",
             "stdint", "tml_x", "--", "音"):
    with tempfile.TemporaryDirectory(dir=sys.argv[2]) as folder:
        done = subprocess.run(
            ["tinymlc", sys.argv[1], "-q", "-name=" + name, "-o", folder],
            stderr=subprocess.PIPE, text=True, check=False)
        result = " ".join(sorted(os.listdir(folder)))
        if done.returncode != 0:
            result += "error: " + done.stderr.partition("error: ")[2].strip()
        print(name, "->", result)
