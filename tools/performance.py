#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""performance.py - measures models with tinymlc-bench and writes the tables of
docs/performance.md.

  tools/performance.py build/bin ../shared/models/{vww_96,resnet8,kws,ad01,person_detect} \\
      > docs/performance.md

A model is a folder with model.tflite and, for the check of the answer, vector 5
as in_5_0.bin and out_5_0.bin; or a .tflite file.
"""
import json
import os
import subprocess
import sys
import tempfile

FORMS = (("C, gcc", ("-emit=c",)),
         ("C, clang", ("-emit=c", "-cc=clang")),
         ("object", ("-emit=obj",)))
LEVELS = ("-Os", "-O2", "-O3")
GOALS = ("speed", "balanced", "ram")
PLAIN_CORES = ("cortex-m3", "cortex-m0plus")

HEADER = """# Performance

Made by `tools/performance.py` (its head says how); do not edit. One invoke on a Cortex-M4 (mps2-an386 under QEMU): cycles by
the timings of Arm's Technical Reference Manual, zero wait states; a real board with flash wait states takes about 1.3 times
as many. Flash is what the linker puts there: code, and constants (weights, biases, multipliers, tables). Every answer
was compared byte for byte with its reference.
"""


class Bench:
    def __init__(self, program):
        self.program = program

    def run(self, model, options):
        """The bench's JSON for a model."""
        path, vectors = model, []
        if os.path.isdir(model):
            path = os.path.join(model, "model.tflite")
            vectors = [f"-input={model}/in_5_0.bin",
                       f"-expect={model}/out_5_0.bin"]
        with tempfile.NamedTemporaryFile(suffix=".json") as result:
            command = [self.program, path, f"-json={result.name}", *vectors,
                       *options]
            done = subprocess.run(command, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True,
                                  check=False)
            if done.returncode != 0:
                sys.exit(f"{' '.join(command)}\n{done.stdout}")
            return json.load(open(result.name))


def name_of(model):
    base = os.path.basename(os.path.normpath(model))
    return os.path.splitext(base)[0]


def totals(bench, models):
    yield "\n## Models\n\n| model | output | level | cycles | cycles/MAC "
    yield "| code | constants | arena | stack |\n"
    yield "|---|---|---|---|---|---|---|---|---|\n"
    for model in models:
        for form, options in FORMS:
            for level in LEVELS:
                result = bench.run(model, (*options, level))
                total = result["total"]
                yield (f"| {name_of(model)} | {form} | {level} "
                       f"| {total['cycles']:,} "
                       f"| {total['cycles_per_mac']:.2f} "
                       f"| {result['flash']['code']:,} "
                       f"| {result['flash']['constants']:,} "
                       f"| {result['arena_bytes']:,} | {result['stack_bytes']:,} |\n")


def goals(bench, models):
    yield "\n## Memory against cycles\n\nWhat `-optimize=` chooses at -O2 (C, "
    yield "gcc): whole images, strips of rows at nearly full speed (the\n"
    yield "default), or the smallest arena.\n\n| model | goal | arena | cycles "
    yield "| of the fastest | code |\n|---|---|---|---|---|---|\n"
    for model in models:
        fastest = None
        for goal in GOALS:
            result = bench.run(model, ("-emit=c", "-O2",
                                       f"-tinymlc-flag=-optimize={goal}"))
            cycles = result["total"]["cycles"]
            fastest = fastest or cycles
            yield (f"| {name_of(model)} | {goal} "
                   f"| {result['arena_bytes']:,} | {cycles:,} "
                   f"| {100 * cycles / fastest:.1f} % "
                   f"| {result['flash']['code']:,} |\n")


def layers(bench, models):
    for model in models:
        result = bench.run(model, ("-emit=c", "-O2"))
        yield f"\n## {name_of(model)}, layer by layer (C, gcc -O2)\n\n"
        yield "| kernel | operator | MACs | cycles | cycles/MAC |\n"
        yield "|---|---|---|---|---|\n"
        for operator in result["operators"]:
            source = operator["name"].split("'")[0].strip()
            ratio = operator.get("cycles_per_mac")
            yield (f"| {operator['index']} | {source} | {operator['macs']:,} "
                   f"| {operator['cycles']:,} "
                   f"| {f'{ratio:.2f}' if ratio else ''} |\n")


def plain_cores(bench, models):
    yield "\n## Cores without the DSP extension\n\n"
    yield "Instructions of one invoke (C, gcc), which these cores' counts "
    yield "mean something of: of plain loops (tinymlc -O0, gcc -O3),\n"
    yield "and of the register-blocked ones (-O2).\n\n"
    yield "| model | core | plain loops | blocked | ratio |\n"
    yield "|---|---|---|---|---|\n"
    for model in models:
        for core in PLAIN_CORES:
            plain, blocked = (
                bench.run(model, (f"-target={core}", *options))
                ["total"]["instructions"]
                for options in (("-O3", "-tinymlc-flag=-O0"), ("-O2",)))
            yield (f"| {name_of(model)} | {core} | {plain:,} | {blocked:,} "
                   f"| {plain / blocked:.2f} |\n")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    bench = Bench(os.path.join(sys.argv[1], "tinymlc-bench"))
    models = sys.argv[2:]
    parts = [HEADER]
    for table in (totals, goals, layers, plain_cores):
        parts.extend(table(bench, models))
    # Nothing half-written: the tables come when all are measured.
    sys.stdout.write("".join(parts))


if __name__ == "__main__":
    main()
