# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""refuse.py TEST - runs the commands of a test's "PU:" lines in one process,
since starting it takes longer than they do, and prints what each says. Every
one is to fail, and to leave no file."""
import contextlib
import os
import shlex
import sys

from tinymlc_pu.command_line import main


def refuse(command):
    sys.argv = ["tinymlc-pu", *shlex.split(command)]
    try:
        status = main()
    except SystemExit as end:
        status = end.code
    assert status in (1, 2), (status, command)


with open(sys.argv[1], encoding="utf-8") as test:
    commands = [line[3:].strip() for line in test if line.startswith("PU:")]
files = os.listdir(".")
with contextlib.redirect_stderr(sys.stdout):
    for each in commands:
        refuse(each)
assert os.listdir(".") == files, os.listdir(".")
print(f"{len(commands)} refused")
