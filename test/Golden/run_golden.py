#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""run_golden.py - compares every form of a compiled model with what is known.

Stored models and operators (../shared, where it is there) are known from others;
for generated ones the interpreter says what is right. The quick level takes a
fixed part of all this, the sweep level everything.
"""
import argparse
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]
import features  # noqa: E402
import golden_cases  # noqa: E402
import golden_forms  # noqa: E402
from golden_cases import Network  # noqa: E402

# Of the stored operators, the quick level compiles each sixth.
QUICK_STRIDE = 6
QUICK_SEEDS = (1, 2)
SWEEP_SEEDS = (1, 200)
HEAD_SEEDS = (1, 3)
# Four of these are taken by kernels of tiles.
DEEP_SEEDS = (5, 5)
# Graphs in all forms, and those that run on the host alone.
QUICK_GRAPHS, SWEEP_GRAPHS, HOST_GRAPHS = 40, 200, 2000
FIRST_GRAPH = 1001
OPTIMAL_PERCENT = 95
CHUNK = 250
# Vectors of a float model of others: cores without a float unit take their time.
FLOAT_VECTORS = 2


class Tally:
    """Counts and prints results."""

    def __init__(self):
        self.passed = self.failed = 0
        self.skipped = []

    def add(self, step, results, seconds):
        failures = [(case, why) for case, why in results if why is not None]
        for case, why in failures:
            print(f"FAIL golden: {step}: {case.label}: {why}", flush=True)
        self.passed += len(results) - len(failures)
        self.failed += len(failures)
        print(f"golden: {step}: {len(results) - len(failures)} passed, "
              f"{len(failures)} failed ({seconds:.0f} s)", flush=True)

    def skip(self, step, reason):
        self.skipped.append((step, reason))
        print(f"SKIPPED golden: {step}: {reason}", flush=True)


class Golden:
    """The tools of a build and the run's folder."""

    def __init__(self, site, options):
        self.options = options
        self.shared = features.find_shared(site.shared)
        self.missing = {name: reason for name, reason in
                        features.missing_features(self.shared).items()
                        if reason}
        self.bin = os.path.join(site.binary_dir, "bin")
        self.work = options.work or os.path.join(
            site.binary_dir, "test", "golden-" + options.level)
        self.make_model = os.path.join(self.bin, "tinymlc-make-model")
        self.operators = golden_cases.read_operators(self.make_model)
        self.tally = Tally()

    def program(self, name):
        return os.path.join(self.bin, name)

    def folder(self, name):
        return os.path.join(self.work, name)

    def is_plan(self, step, cases):
        """Whether this run only says what it would do; then says it."""
        if self.options.plan:
            print(f"golden: {step}: would run {len(cases)}")
        return self.options.plan

    # ---- The interpreter ----------------------------------------------------

    def compare(self, step, cases):
        """The interpreter against what others recorded."""
        if self.is_plan(f"interpreter, {step}", cases):
            return
        start = time.time()
        done = subprocess.run(
            [self.program("tinymlc-run"), "--compare",
             *(case.folder for case in cases)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False)
        passed = {line.partition(": ")[0] for line in done.stdout.splitlines()
                  if line.partition(": ")[2].startswith("passed")}
        text = {line.partition(": ")[0]: line.partition(": ")[2]
                for line in done.stdout.splitlines()}
        results = [(c, None if c.label in passed else
                    text.get(c.label, "no result")) for c in cases]
        self.tally.add(f"interpreter, {step}", results, time.time() - start)

    def record(self, step, cases):
        """Lets the interpreter say what is right; the cases that it took."""
        if self.is_plan(f"interpreter takes {step}", cases):
            return cases
        start = time.time()
        done = subprocess.run(
            [self.program("tinymlc-record"), *(case.folder for case in cases)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            check=False)
        failed = set(done.stdout.splitlines())
        # A crash leaves the rest without results.
        failed |= {c.folder for c in cases
                   if not os.path.exists(os.path.join(c.folder, "out_1_0.bin"))}
        results = [(c, done.stderr.strip()[:600] if c.folder in failed else
                    None) for c in cases]
        self.tally.add(f"interpreter takes {step}", results,
                       time.time() - start)
        return [case for case, why in results if why is None]

    # ---- The compiler -------------------------------------------------------

    def run_forms(self, step, cases, forms, limit=None):
        for form in forms:
            lacking = [self.missing[n] for n in form.needs if n in self.missing]
            if lacking:
                self.tally.skip(f"{step}, {form.name}", "; ".join(lacking))
        usable = [f for f in forms
                  if not any(n in self.missing for n in f.needs)
                  and not self.is_plan(f"{step}, {f.name}", cases)]
        results = {form: [] for form in usable}
        seconds = dict.fromkeys(usable, 0)
        compiler = golden_forms.Compiler(self.program("tinymlc"),
                                         self.folder("compiled"),
                                         self.options.jobs)
        for first in range(0, len(cases), CHUNK):
            for form in usable:
                start = time.time()
                results[form] += golden_forms.run_form(
                    form, cases[first:first + CHUNK], compiler,
                    self.folder("vectors"), self.options.jobs, limit)
                shutil.rmtree(self.folder("vectors"), ignore_errors=True)
                seconds[form] += time.time() - start
            compiler.clear()
        for form in usable:
            self.tally.add(f"{step}, {form.name}", results[form],
                           seconds[form])
        if compiler.arenas:
            print(f"golden: {step}: {compiler.arenas} arenas are sound, "
                  f"{compiler.optimal} proven optimal, {compiler.overlaps} "
                  f"pairs of buffers overlap, {compiler.streams} streams",
                  flush=True)
        return compiler

    def select(self, cases):
        wanted = self.options.filter
        return [c for c in cases if wanted in c.label] if wanted else cases

    def check_generated(self, step, cases, forms):
        cases = self.select(cases)
        if cases:
            return self.run_forms(step, self.record(step, cases), forms)
        return None

    def check_stored(self, step, cases, forms, limit=None):
        cases = self.select(cases)
        if cases:
            self.run_forms(step, cases, forms, limit)


def quick_networks():
    names = ("ad01", "float_io", "hello_world", "inception", "kws",
             "micro_speech", "multi_io", "pass_through", "person_detect",
             "resnet8", "vww")
    networks = [Network(name) for name in names]
    networks += [Network(name, options=("-small", "-float"))
                 for name in ("inception", "kws", "multi_io", "resnet8")]
    networks += [Network(name, options=("-small", "-dead=50"))
                 for name in ("inception", "resnet8", "vww")]
    return networks + [Network("random", seed) for seed in range(1, 9)]


def sweep_networks():
    networks = []
    for name in ("ad01", "float_io", "hello_world", "inception", "kws",
                 "micro_speech", "multi_io", "pass_through", "person_detect",
                 "resnet8", "vww"):
        networks += [Network(name, seed, options) for seed in (2, 3)
                     for options in ((), ("-small",), ("-small", "-float"))]
    return networks + [Network("random", seed, options)
                       for seed in range(9, 209)
                       for options in ((), ("-float",), ("-dead=40",))]


def check_stored_models(golden, is_quick):
    models = golden.select(golden_cases.stored_models(golden.shared))
    golden.compare("stored models", models)
    floats = [m for m in models if m.label.endswith("_float")]
    integers = [m for m in models if m not in floats]
    mlperf = [m for m in models if m.label in golden_cases.MLPERF]
    if is_quick:
        integers = [m for m in integers if m.label not in ("vww_96", "resnet8",
                                                           "person_detect")]
        floats = [m for m in floats if m.label in ("hello_world_float",)]
    golden.check_stored("stored int8 models", integers,
                        golden_forms.MAIN_FORMS)
    golden.check_stored("stored float models", floats,
                        golden_forms.MAIN_FORMS, FLOAT_VECTORS)
    if not is_quick:
        golden.check_stored("MLPerf Tiny models", mlperf,
                            golden_forms.CORE_FORMS)


def check_stored_operators(golden, is_quick):
    cases = golden.select(
        golden_cases.stored_operators(golden.shared, golden.operators))
    golden.compare("stored operators", cases)
    stride = QUICK_STRIDE if is_quick else 1
    if is_quick:
        print(f"golden: stored operators: {len(cases[::stride])} of "
              f"{len(cases)} are compiled, check-sweep compiles all")
    golden.check_stored("stored operators", cases[::stride],
                        golden_forms.MAIN_FORMS)


def check_stored(golden, is_quick):
    if "shared" in golden.missing:
        for step in ("stored models", "stored operators"):
            golden.tally.skip(step, golden.missing["shared"])
        return
    check_stored_models(golden, is_quick)
    check_stored_operators(golden, is_quick)


def check_generated_operators(golden, is_quick):
    seeds = QUICK_SEEDS if is_quick else (SWEEP_SEEDS[0], golden.options.seeds)
    if is_quick:
        print(f"golden: generated operators: {seeds[1]} seeds, check-sweep "
              f"takes {SWEEP_SEEDS[1]}")
    cases = golden_cases.generated_operators(
        golden.make_model, golden.operators, seeds, golden.folder("operators"))
    golden.check_generated("generated operators", cases,
                           golden_forms.MAIN_FORMS)
    convolutions = [case for case in cases if case.label.startswith(
        ("conv_2d_int8", "depthwise_conv_2d_int8", "fully_connected_int8"))]
    golden.check_generated("convolutions of small cores", convolutions,
                           golden_forms.SMALL_CORE_FORMS)
    deep = golden_cases.generated_operators(
        golden.make_model, {"conv_2d": ["int8"]},
        DEEP_SEEDS if is_quick else seeds, golden.folder("operators"),
        deep=True)
    golden.check_generated("deep convolutions", deep,
                           golden_forms.SPEED_FORMS +
                           golden_forms.SMALL_CORE_FORMS)


def check_heads(golden, is_quick):
    """Positive-unlabelled heads in all their forms; those that learn in
    integers also make every step that the interpreter's state makes."""
    seeds = HEAD_SEEDS if is_quick else (SWEEP_SEEDS[0], golden.options.seeds)
    cases = golden_cases.generated_heads(
        golden.make_model, golden.program("tinymlc"), seeds,
        golden.folder("heads"))
    golden.check_generated("heads", cases,
                           golden_forms.MAIN_FORMS + [golden_forms.M0_PLUS])


def check_generated_networks(golden, is_quick):
    networks = quick_networks() if is_quick else sweep_networks()
    cases = [network.make(golden.make_model, golden.folder("networks"))
             for network in networks]
    golden.check_generated("generated networks", cases,
                           golden_forms.MAIN_FORMS)
    few = [c for c in cases if not is_quick or c.label in (
        "net_kws_small_0001", "net_inception_small_0001",
        "net_kws_small_float_0001")]
    golden.check_stored("generated networks", golden.select(few),
                        golden_forms.FLAG_FORMS + golden_forms.CORE_FORMS)
    integers = [c for c in golden.select(few) if "_float_" not in c.label]
    golden.check_stored("generated networks", integers,
                        [golden_forms.SHARED_OBJECT])
    deep = [c for c in cases if c.label.startswith("net_resnet8_")
            and "_float_" not in c.label]
    golden.check_stored("deep networks", deep, golden_forms.SPEED_FORMS)


def check_random_graphs(golden, step, first, count, forms):
    """Outputs over dying inputs and rows instead of images change no byte, what
    is poisoned is never touched, and nearly all arenas are proven optimal."""
    networks = [Network("random_chain" if seed % 3 else "random", seed,
                        options=("-small",) if seed // 3 % 3 else ())
                for seed in range(first, first + count)]
    with concurrent.futures.ThreadPoolExecutor(golden.options.jobs) as pool:
        cases = list(pool.map(
            lambda n: n.make(golden.make_model, golden.folder("graphs")),
            networks))
    compiler = golden.check_generated(step, cases, forms)
    if compiler and compiler.arenas:
        enough = compiler.optimal * 100 >= compiler.arenas * OPTIMAL_PERCENT
        golden.tally.add(
            f"{OPTIMAL_PERCENT} % of arenas are optimal",
            [(cases[0], None if enough else
              f"{compiler.optimal} of {compiler.arenas}")], 0)


def check_arenas(golden, is_quick):
    count = QUICK_GRAPHS if is_quick else SWEEP_GRAPHS
    if is_quick:
        print(f"golden: arenas: {count} random graphs, check-sweep takes "
              f"{SWEEP_GRAPHS}, and {HOST_GRAPHS} on the host")
    check_random_graphs(golden, "arenas of random graphs", FIRST_GRAPH, count,
                        golden_forms.RAM_FORMS)


def check_graphs(golden, _):
    check_random_graphs(golden, "random graphs", golden.options.first_graph,
                        golden.options.graphs, golden_forms.GRAPH_FORMS)


STEPS = {
    "arenas": check_arenas,
    "stored": check_stored,
    "operators": check_generated_operators,
    "heads": check_heads,
    "networks": check_generated_networks,
    "graphs": check_graphs,
}
QUICK_STEPS = [step for step in STEPS if step != "graphs"]


def read_site(path):
    """The variables of lit.site.cfg.py."""
    class Site:
        pass
    site = Site()
    with open(path) as file:
        exec(file.read(), {"config": site, "lit_config": None})
    return site


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--site", required=True, help="lit.site.cfg.py of the build")
    add("--level", choices=["quick", "sweep"], default="quick")
    add("--steps", help="which of " + ", ".join(STEPS) + " (default: all, "
        "at the quick level but graphs)")
    add("--filter", default="", help="only cases whose names contain this")
    add("--seeds", type=int, default=SWEEP_SEEDS[1],
        help="sweep: seeds for each operator and type")
    add("--graphs", type=int, default=HOST_GRAPHS, help="graphs: how many")
    add("--first-graph", type=int, default=FIRST_GRAPH,
        help="graphs: seed of the first")
    add("--jobs", type=int, default=os.cpu_count())
    add("--json", help="file for the counts")
    add("--plan", action="store_true", help="say what would be run")
    add("--work", help="folder for models, vectors and programs")
    add("--keep", action="store_true", help="keep the run's folder")
    return parser.parse_args()


def main():
    options = read_arguments()
    golden = Golden(read_site(options.site), options)
    shutil.rmtree(golden.work, ignore_errors=True)
    is_quick = options.level == "quick"
    steps = options.steps.split(",") if options.steps else (
        QUICK_STEPS if is_quick else STEPS)
    for step in steps:
        STEPS[step](golden, is_quick)
    tally = golden.tally
    if not options.keep and not tally.failed:
        shutil.rmtree(golden.work, ignore_errors=True)
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"passed": tally.passed, "failed": tally.failed,
                       "skipped": tally.skipped}, file)
    print(f"golden: {tally.passed} passed, {tally.failed} failed, "
          f"{len(tally.skipped)} skipped")
    return 1 if tally.failed or not (tally.passed or options.plan) else 0


if __name__ == "__main__":
    sys.exit(main())
