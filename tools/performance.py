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
GOALS = ("optimize=speed", "optimize=balanced", "optimize=ram", "max-ram=128K")
PLAIN_CORES = ("cortex-m3", "cortex-m0plus")

HEADER = """# Performance

Made by `tools/performance.py` (its head says how); do not edit. One invoke on a Cortex-M4 (mps2-an386 under QEMU): cycles by
the timings of Arm's Technical Reference Manual, zero wait states; a real board with flash wait states takes about 1.3 times
as many. Flash is what the linker puts there: code, and constants (weights, biases, multipliers, tables). Every answer
was compared byte for byte with its reference.
"""


class Programs:
    """What the tools say of a model; each run is made once."""

    def __init__(self, folder):
        self.folder = folder
        self.results = {}

    def _run(self, program, option, model, options):
        key = (program, model, *options)
        if key in self.results:
            return self.results[key]
        path = model
        if os.path.isdir(model):
            path = os.path.join(model, "model.tflite")
        with tempfile.NamedTemporaryFile(suffix=".json") as result:
            command = [os.path.join(self.folder, program), path,
                       f"-{option}={result.name}", *options]
            done = subprocess.run(command, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True,
                                  check=False)
            if done.returncode != 0:
                sys.exit(f"{' '.join(command)}\n{done.stdout}")
            self.results[key] = json.load(open(result.name))
        return self.results[key]

    def bench(self, model, options):
        vectors = []
        if os.path.isdir(model):
            vectors = [f"-input={model}/in_5_0.bin",
                       f"-expect={model}/out_5_0.bin"]
        return self._run("tinymlc-bench", "json", model, [*vectors, *options])

    def report(self, model):
        with tempfile.TemporaryDirectory() as folder:
            return self._run("tinymlc", "report", model, ["-q", f"-o={folder}"])


def name_of(model):
    base = os.path.basename(os.path.normpath(model))
    return os.path.splitext(base)[0]


def totals(programs, models):
    yield "\n## Models\n\n| model | output | level | cycles | cycles/MAC "
    yield "| code | constants | arena | stack |\n"
    yield "|---|---|---|---|---|---|---|---|---|\n"
    for model in models:
        for form, options in FORMS:
            for level in LEVELS:
                result = programs.bench(model, (*options, level))
                total = result["total"]
                yield (f"| {name_of(model)} | {form} | {level} "
                       f"| {total['cycles']:,} "
                       f"| {total['cycles_per_mac']:.2f} "
                       f"| {result['flash']['code']:,} "
                       f"| {result['flash']['constants']:,} "
                       f"| {result['arena_bytes']:,} | {result['stack_bytes']:,} |\n")


def goals(programs, models):
    yield "\n## Memory against cycles\n\nWhat is chosen at -O2 (C, gcc): whole "
    yield "images, strips of rows at nearly full speed (`balanced`, the\n"
    yield "default), the smallest arena, or kernels that take RAM for speed "
    yield "where `-max-ram` leaves it.\n\n| model | option | arena | cycles "
    yield "| of the fastest | code |\n|---|---|---|---|---|---|\n"
    for model in models:
        fastest = None
        for goal in GOALS:
            result = programs.bench(model, ("-emit=c", "-O2",
                                       f"-tinymlc-flag=-{goal}"))
            cycles = result["total"]["cycles"]
            fastest = fastest or cycles
            yield (f"| {name_of(model)} | -{goal} "
                   f"| {result['arena_bytes']:,} | {cycles:,} "
                   f"| {100 * cycles / fastest:.1f} % "
                   f"| {result['flash']['code']:,} |\n")


def sum_by_operator(kernels, key):
    """{operator: sum over its kernels}, in the model's order."""
    sums = {}
    for kernel in kernels:
        source = kernel["name"].split("'")[0].strip()
        sums[source] = sums.get(source, 0) + kernel[key]
    return dict(sorted(sums.items(), key=lambda item: int(
        item[0].removeprefix("op ").split()[0])))


def layers(programs, models):
    yield "\n## Layer by layer\n\nCycles of an operator with all that it "
    yield "needs (borders, slides), in brackets for a MAC; flash is its "
    yield "constants at -O2.\nWhat outputs and levels share are the assembly "
    yield "functions: most numbers differ by what a compiler makes around "
    yield "them.\n"
    forms = [(f"{form} {level}", (*options, level))
             for form, options in FORMS for level in LEVELS]
    for model in models:
        yield f"\n### {name_of(model)}\n\n| operator | MACs | flash | "
        yield " | ".join(name for name, _ in forms)
        yield " |\n|---|---|---|" + "---|" * len(forms) + "\n"
        runs = [programs.bench(model, options)["operators"]
                for _, options in forms]
        macs = sum_by_operator(runs[1], "macs")
        flash = sum_by_operator(programs.report(model)["operators"],
                                "constants")
        cycles = [sum_by_operator(run, "cycles") for run in runs]
        for source, count in macs.items():
            cells = (f"{run[source]:,}" +
                     (f" ({run[source] / count:.2f})" if count else "")
                     for run in cycles)
            yield (f"| {source} | {count:,} | {flash[source]:,} | "
                   f"{' | '.join(cells)} |\n")


def plain_cores(programs, models):
    yield "\n## Cores without the DSP extension\n\n"
    yield "Instructions of one invoke (C, gcc), which these cores' counts "
    yield "mean something of: of plain loops (tinymlc -O0, gcc -O3),\n"
    yield "and of the register-blocked ones (-O2).\n\n"
    yield "| model | core | plain loops | blocked | ratio |\n"
    yield "|---|---|---|---|---|\n"
    for model in models:
        for core in PLAIN_CORES:
            plain, blocked = (
                programs.bench(model, (f"-target={core}", *options))
                ["total"]["instructions"]
                for options in (("-O3", "-tinymlc-flag=-O0"), ("-O2",)))
            yield (f"| {name_of(model)} | {core} | {plain:,} | {blocked:,} "
                   f"| {plain / blocked:.2f} |\n")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    programs = Programs(sys.argv[1])
    models = sys.argv[2:]
    parts = [HEADER]
    for table in (totals, goals, layers, plain_cores):
        parts.extend(table(programs, models))
    # Nothing half-written: the tables come when all are measured.
    sys.stdout.write("".join(parts))


if __name__ == "__main__":
    main()
