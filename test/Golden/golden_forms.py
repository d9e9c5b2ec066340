# golden_forms.py - the forms in which the golden tests run a model.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A form is a target, an output of the compiler, and who builds and runs it."""
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import arena_soundness  # noqa: E402

CORES = ("cortex-m0plus", "cortex-m3", "cortex-m7", "cortex-m33", "cortex-m55")


class Form:
    """How a model is compiled by tinymlc, built and run."""

    def __init__(self, name, target, emit, needs, flags, options=()):
        self.name = name
        self.target = target
        self.emit = emit
        self.needs = needs
        self.flags = flags
        self.options = tuple(options)


def _board(name, target, emit="c", needs=(), flags=(), options=()):
    return Form(name, target, emit, ("qemu-arm", *needs),
                ["--target=" + target, *flags], options)


# -O2 takes the sanitizers' checks twice as long to compile, for nothing.
HOST = Form("host C, gcc, ASan and UBSan", "host", "c", ("sanitizers",),
            ["--host", "--cflags=-O1"])
PORTABLE = Form("cortex-m4 C on the host, ASan and UBSan", "cortex-m4", "c",
                ("sanitizers",), ["--host", "--cflags=-O1"])
M4_GCC = _board("cortex-m4 C, gcc -O2", "cortex-m4")
M4_CLANG = _board("cortex-m4 C, clang -O2", "cortex-m4", needs=("clang-22",),
                  flags=("--cc=clang-22",))
M4_OBJECT = _board("cortex-m4 object", "cortex-m4", "obj")
MAIN_FORMS = [HOST, M4_GCC, M4_CLANG, M4_OBJECT]

FLAG_FORMS = [
    PORTABLE,
    _board("cortex-m4 C, gcc -O0", "cortex-m4", flags=("--cflags=-O0",)),
    _board("cortex-m4 C, gcc -Os", "cortex-m4", flags=("--cflags=-Os",)),
    _board("cortex-m4 C, compact kernels", "cortex-m4",
           options=("-kernels=compact",)),
    _board("cortex-m4 C, specialized kernels", "cortex-m4",
           options=("-kernels=specialized",)),
    _board("cortex-m4 C, gcc -O2, hard float", "cortex-m4",
           flags=("--float-abi=hard",)),
    _board("cortex-m4 object for hard float", "cortex-m4", "obj",
           flags=("--float-abi=hard",), options=("-float-abi=hard",)),
]
# No float crosses the interface of an int8 model, so one object serves both.
SHARED_OBJECT = _board("cortex-m4 object in a hard-float program", "cortex-m4",
                       "obj", flags=("--float-abi=hard",))
# Kernels that only -O3 has, or what gives RAM for speed.
SPEED_FORMS = [
    Form("cortex-m4 C of -O3 on the host, ASan and UBSan", "cortex-m4", "c",
         ("sanitizers",), ["--host", "--cflags=-O1"], ("-O3",)),
    _board("cortex-m4 C of -O3, gcc -O2", "cortex-m4", options=("-O3",)),
    _board("cortex-m4 C of -O3, clang -O2", "cortex-m4", needs=("clang-22",),
           flags=("--cc=clang-22",), options=("-O3",)),
    _board("cortex-m4 object of -O3", "cortex-m4", "obj", options=("-O3",)),
    Form("cortex-m4 C of -max-ram=1M on the host, ASan and UBSan", "cortex-m4",
         "c", ("sanitizers",), ["--host", "--cflags=-O1"], ("-max-ram=1M",)),
    _board("cortex-m4 object of -max-ram=1M", "cortex-m4", "obj",
           options=("-max-ram=1M",)),
]
# Kernels on strips of rows wherever that takes fewer bytes.
RAM_FORMS = [
    Form("host C of -optimize=ram, gcc, ASan and UBSan", "host", "c",
         ("sanitizers",), ["--host", "--cflags=-O1"], ("-optimize=ram",)),
    Form("cortex-m4 C of -optimize=ram on the host, ASan and UBSan",
         "cortex-m4", "c", ("sanitizers",), ["--host", "--cflags=-O1"],
         ("-optimize=ram",)),
    _board("cortex-m4 C of -optimize=ram, gcc -O2", "cortex-m4",
           options=("-optimize=ram",)),
    _board("cortex-m4 object of -optimize=ram", "cortex-m4", "obj",
           options=("-optimize=ram",)),
]
# Of thousands of models compiling takes longer than running.
GRAPH_FORMS = [
    Form(f"{core} C of -optimize=ram, ASan and poison", core, "c",
         ("sanitizers",), ["--host", "--cflags=-O0", "--sanitizers=address"],
         ("-optimize=ram",)) for core in ("host", "cortex-m4")]
M0_PLUS = _board("cortex-m0plus C, gcc -O2", "cortex-m0plus")
# Convolutions that only ARMv6-M has.
SMALL_CORE_FORMS = [
    Form("cortex-m0plus C on the host, ASan and UBSan", "cortex-m0plus", "c",
         ("sanitizers",), ["--host", "--cflags=-O1"]),
    M0_PLUS,
    _board("cortex-m0plus object", "cortex-m0plus", "obj"),
]
CORE_FORMS = [_board(f"{core} {'object' if emit == 'obj' else 'C, gcc -O2'}",
                     core, emit)
              for core in CORES for emit in ("c", "obj")]


class Compiler:
    """Runs tinymlc, once for each model and way to compile it."""

    def __init__(self, tinymlc, work, jobs):
        self.tinymlc = tinymlc
        self.work = work
        self.jobs = jobs
        self.done = {}
        self.lock = threading.Lock()
        self.arenas = self.overlaps = self.optimal = self.streams = 0

    def _folder(self, case, form):
        way = "".join([form.target, "-", form.emit, *form.options])
        return os.path.join(self.work, way, case.label)

    def report_path(self, case, form):
        """The report lies beside the folder, which holds code alone."""
        return self._folder(case, form) + ".json"

    def _compile(self, case, form):
        """(folder, None) or (None, why not)."""
        folder = self._folder(case, form)
        os.makedirs(folder, exist_ok=True)
        command = [self.tinymlc, case.model, "-q", "-target=" + form.target,
                   "-emit=" + form.emit, "-name=" + case.name, "-o", folder,
                   "-report=" + self.report_path(case, form), *form.options]
        try:
            done = subprocess.run(command, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True,
                                  timeout=120, check=False)
        except subprocess.TimeoutExpired:
            return None, "tinymlc ran for 120 s"
        if done.returncode != 0:
            text = done.stdout.strip()[:600]
            return None, f"tinymlc: exit code {done.returncode}: {text}"
        with open(self.report_path(case, form)) as file:
            report = json.load(file)
        fault, pairs = arena_soundness.find_fault(report)
        if fault:
            return None, f"arena: {fault}"
        with self.lock:
            self.arenas += 1
            self.overlaps += pairs
            self.optimal += report["arena"]["optimal"]
            self.streams += len({op["stream"] for op in report["operators"]
                                 if "stream" in op})
        return folder, None

    def compile(self, cases, form):
        """A list of (folder or None, why not), one for each case."""
        def key(case):
            return case.label, form.target, form.emit, form.options
        missing = [c for c in cases if key(c) not in self.done]
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            results = pool.map(lambda c: self._compile(c, form), missing)
            for case, result in zip(missing, results):
                self.done[key(case)] = result
        return [self.done[key(case)] for case in cases]

    def clear(self):
        """Forgets and removes what was compiled."""
        self.done = {}
        shutil.rmtree(self.work, ignore_errors=True)


def run_form(form, cases, compiler, stage, jobs, limit=None):
    """(case, None) or (case, what is wrong) for each case."""
    compiled = compiler.compile(cases, form)
    results = [(case, why) for case, (folder, why) in zip(cases, compiled)
               if not folder]
    runnable = [(case, folder) for case, (folder, why) in zip(cases, compiled)
                if folder]
    os.makedirs(stage, exist_ok=True)
    listing = os.path.join(stage, "models.txt")
    with open(listing, "w") as file:
        for case, folder in runnable:
            file.write(f"{folder}:{case.stage(stage, limit)}\n")
    return results + _read_results(form, runnable, listing, jobs)


def _read_results(form, runnable, listing, jobs):
    if not runnable:
        return []
    done = subprocess.run(
        [sys.executable, os.path.join(HERE, "golden_firmware.py"),
         "--list=" + listing, f"--jobs={jobs}", *form.flags],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False)
    verdicts, current = [], None
    for line in done.stdout.splitlines():
        word, _, rest = line.partition(" ")
        if word in ("PASS", "FAIL"):
            current = [word == "PASS", rest.partition(": ")[2]]
            verdicts.append(current)
        elif current and not current[0]:
            current[1] += "\n    " + line
    if len(verdicts) != len(runnable):
        text = "golden_firmware.py: " + done.stdout.strip()[-600:]
        return [(case, text) for case, _ in runnable]
    return [(case, None if passed else text)
            for (case, _), (passed, text) in zip(runnable, verdicts)]
