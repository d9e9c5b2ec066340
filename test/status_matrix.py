#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""status_matrix.py - tries every operator and writes docs/status.md.

For each operator that the importer takes and each data type, random models
go through the stages; a cell says yes when all of them pass. Prints the
document; --check FILE compares instead, and fails where they differ.
"""
import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile

DTYPES = ("int8", "int16", "float32")
STAGES = ("import", "verify", "interpret", "lower", "SIMD")
# Operations of the loops level that compute on more than one value at once.
SIMD = re.compile(r"\bmcu\.(smlad|smuad|smlaw|sxtb16|sxtab16|max8|smmla|smmul|mve)")
MODELS = 6

HEADER = """# Status of the operators

Made by `test/status_matrix.py`, which tries %d random models for each row; do not edit. *import*: from .tflite to the nn
dialect; *verify*: the nn text is read back and verified; *interpret*: the reference interpreter runs it; *lower*: down to
loops, from which both C and objects are printed; *SIMD*: some kernel of it computes several values in one instruction.

| operator | dtype | %s |
|---|---|%s
""" % (MODELS, " | ".join(STAGES), "---|" * len(STAGES))


def run(*command, text=None):
    """(whether it succeeded, what it printed)"""
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, check=False)
    return done.returncode == 0, done.stdout


class Tools:
    def __init__(self, folder):
        self.folder = folder

    def __getattr__(self, name):
        return os.path.join(self.folder, name.replace("_", "-"))


def try_model(tools, model):
    """The stages that one model passes."""
    folder = os.path.dirname(model)
    passed = set()
    imported, nn_text = run(tools.tinymlc, model, "-emit=nn")
    if imported:
        passed.add("import")
        if run(tools.tinymlc_opt, "-", text=nn_text)[0]:
            passed.add("verify")
    inputs = sorted(glob.glob(os.path.join(folder, "in_1_*.bin")))
    arguments = [f"--input={path}" for path in inputs]
    if run(tools.tinymlc_run, model, *arguments,
           f"--output={folder}/out.bin")[0]:
        passed.add("interpret")
    lowered, loops = run(tools.tinymlc, model, "-emit=loops")
    if lowered and "nn." not in loops:
        passed.add("lower")
        if SIMD.search(loops):
            passed.add("SIMD")
    return passed


def row(tools, operator, dtype):
    """A row of the table, or None where there is no such operator."""
    with tempfile.TemporaryDirectory() as folder:
        made, _ = run(tools.tinymlc_make_model, "operator", f"-op={operator}",
                      f"-dtype={dtype}", "-seed=1", f"-count={MODELS}",
                      "-vectors=1", f"-out-dir={folder}")
        models = sorted(glob.glob(os.path.join(folder, "*", "model.tflite")))
        if not made or not models:
            return None
        passed = [try_model(tools, model) for model in models]
    everywhere = set.intersection(*passed)
    # One layer whose shape suits is enough to have SIMD code.
    everywhere |= {"SIMD"} & set.union(*passed)
    cells = ["yes" if stage in everywhere else "no" for stage in STAGES]
    return f"| {operator} | {dtype} | {' | '.join(cells)} |\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bin", nargs="?", default="",
                        help="folder of the programs, if not on PATH")
    parser.add_argument("--check", metavar="FILE")
    arguments = parser.parse_args()
    tools = Tools(arguments.bin)
    names = run(tools.tinymlc, "-list-ops")[1].split()
    rows = [row(tools, name, dtype) for name in names for dtype in DTYPES]
    document = HEADER + "".join(found for found in rows if found)
    if not arguments.check:
        sys.stdout.write(document)
        return 0
    with open(arguments.check) as file:
        if file.read() == document:
            return 0
    print(f"{arguments.check} is out of date; write it anew with\n"
          f"  test/status_matrix.py build/bin > docs/status.md")
    return 1


if __name__ == "__main__":
    sys.exit(main())
