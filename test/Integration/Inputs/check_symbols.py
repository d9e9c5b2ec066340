# check_symbols.py - that objects define and ask for what they may; usage:
# check_symbols.py NM NAME=OBJECT...
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import re
import subprocess
import sys

FUNCTIONS = {"init", "reset", "invoke"}
LIBRARY = re.compile(r"memcpy|memset|expf|__aeabi_(?!mem)\w+|__\w+[sd]i[234]|"
                     r"__gnu_thumb1_case_\w+")

for argument in sys.argv[2:]:
    name, _, path = argument.partition("=")
    lines = subprocess.run([sys.argv[1], path], capture_output=True, text=True,
                           check=True).stdout.splitlines()
    defined = set()
    for line in lines:
        kind, symbol = line.split()[-2:]
        if kind == "U":
            assert LIBRARY.fullmatch(symbol), f"{path} asks for {symbol}"
        elif kind.isupper():
            assert symbol.startswith(name + "_"), f"{path} defines {symbol}"
            defined.add(symbol[len(name) + 1:])
    assert FUNCTIONS < defined, f"{path} defines only {defined}"
    others = {s for s in defined - FUNCTIONS
              if not re.fullmatch(r"(input|output)_\d+", s)}
    assert not others, f"{path} also defines {others}"
