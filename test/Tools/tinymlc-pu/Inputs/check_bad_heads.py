# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""check_bad_heads.py HEAD - spoils a head in every way and prints what
tinymlc-pu eval says."""
import contextlib
import copy
import io
import json
import sys

from tinymlc_pu.command_line import main as tinymlc_pu

NOTHING = object()
CHANGES = [("format", "head"), ("version", 2), ("n", 4), ("w", 3),
           ("w", [1, 2, "3"]), ("w", [1, 2, float("nan")]),
           ("w0", float("inf")), ("b", 0), ("c", 0.99), ("b c", NOTHING),
           ("b", NOTHING, "c", 1.0), ("input", "int8"),
           ("input", {"dtype": "int8", "scale": -1, "zero_point": 0}),
           ("input", {"dtype": "int8", "scale": 1, "zero_point": 0.5}),
           ("threshold", 1.0)]


def refuse(text):
    """The message about a head, which is to be an error."""
    with open("bad.json", "w", encoding="utf-8") as file:
        file.write(text)
    sys.argv = ["tinymlc-pu", "eval", "--head=bad.json", "--features=x.npy",
                "--labels=y.npy"]
    with contextlib.redirect_stderr(io.StringIO()) as output:
        status = tinymlc_pu()
    said = output.getvalue()
    assert status == 1 and said.startswith("bad.json: "), said
    return said.removeprefix("bad.json: ").strip()


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        good = json.load(file)
    print(refuse(json.dumps(good)[:-1]))
    for change in CHANGES:
        head = copy.deepcopy(good)
        for keys, value in zip(change[::2], change[1::2]):
            for key in keys.split():
                head[key] = value
                if value is NOTHING:
                    del head[key]
        print(refuse(json.dumps(head)))
    print("every bad head is refused")


main()
