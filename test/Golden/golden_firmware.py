#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""golden_firmware.py - runs generated models on golden vectors.

Builds programs that hold many generated models each, with their inputs and
expected outputs, runs them on a simulated Cortex-M board (or, with --host, on
this machine under AddressSanitizer and UBSan) and compares.

A model is given as GENERATED:VECTORS, on the command line or one per line in
--list=FILE. GENERATED is a folder that tinymlc wrote; VECTORS holds in_K_I.bin
and out_K_J.bin (vector K, input I, output J, raw little-endian bytes), for
stateful models also fresh_K_J.bin (vector K from the initial state), for heads
that learn learned_K_0.bin (the head's words after vector K, of which every
second one, from the first on, was labelled).
"""
import argparse
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile

import golden_plan

HERE = os.path.dirname(os.path.abspath(__file__))
BOARDS = os.path.join(HERE, "..", "..", "runtime", "boards")

MACHINES = {
    "cortex-m0plus": "mps2-an385",
    "cortex-m3": "mps2-an385",
    "cortex-m4": "mps2-an386",
    "cortex-m7": "mps2-an500",
    "cortex-m33": "mps2-an505",
    "cortex-m55": "mps3-an547",
}
TRIPLES = {
    "cortex-m0plus": "thumbv6m-none-eabi",
    "cortex-m3": "thumbv7m-none-eabi",
    "cortex-m4": "thumbv7em-none-eabi",
    "cortex-m7": "thumbv7em-none-eabi",
    "cortex-m33": "thumbv8m.main-none-eabi",
    "cortex-m55": "thumbv8.1m.main-none-eabi",
}
MAX_MODELS = 60
MAX_BYTES = 1500000


class Failure(Exception):
    """A model that cannot be built or run; the text says why."""


def read_macros(header):
    """The object-like macros of a generated header, as text."""
    with open(header) as file:
        found = re.findall(r"^#define[ \t]+(\w+)[ \t]+(.+?)[ \t]*$",
                           file.read(), re.M)
    return dict(found)


class Model:
    """A generated folder together with its vectors."""

    def __init__(self, generated, vectors):
        self.folder = os.path.abspath(generated)
        self.vectors = vectors
        self.label = os.path.basename(os.path.normpath(vectors))
        self.problem = None
        self.verdict = None
        try:
            self._read_header()
            self._read_vectors()
            self.report = golden_plan.find_report(self.folder, self.name)
        except (Failure, OSError, KeyError, ValueError) as error:
            self.problem = f"{type(error).__name__}: {error}"

    def _read_header(self):
        names = sorted(os.listdir(self.folder))
        stems = [n[:-2] for n in names if n.endswith(".h")]
        stems = [s for s in stems if s + ".c" in names or s + ".o" in names]
        if len(stems) != 1:
            raise Failure(f"{self.folder}: expected one NAME.h with NAME.c "
                          "or NAME.o")
        self.name = stems[0]
        self.sources = [n for n in names if n.endswith((".c", ".o"))]
        if self.name + ".c" in names:
            self.sources = [n for n in self.sources if n.endswith(".c")]
        macros = read_macros(os.path.join(self.folder, self.name + ".h"))
        self.prefix = self.name.upper()
        self.arena = int(macros[self.prefix + "_ARENA_BYTES"])
        self.input_bytes = self._sizes(macros, "INPUT")
        self.output_bytes = self._sizes(macros, "OUTPUT")
        # Two slots, which begin with four words.
        self.saved_bytes = int(macros.get(self.prefix + "_HEAD_BYTES", 0))
        self.learns = self.saved_bytes != 0
        self.learned_bytes = []

    def _sizes(self, macros, kind):
        count = int(macros[f"{self.prefix}_NUM_{kind}S"])
        return [int(macros[f"{self.prefix}_{kind}_{i}_BYTES"])
                for i in range(count)]

    def _read_vectors(self):
        data = []
        # Vectors are numbered from 0 or from 1.
        self.first_vector = vector = 0 if os.path.exists(
            os.path.join(self.vectors, "out_0_0.bin")) else 1
        self.stateful = os.path.exists(
            os.path.join(self.vectors, f"fresh_{vector}_0.bin"))
        if os.path.exists(os.path.join(self.vectors,
                                       f"learned_{vector}_0.bin")):
            self.learned_bytes = [self.saved_bytes // 2 - 16]
        while os.path.exists(os.path.join(self.vectors,
                                          f"out_{vector}_0.bin")):
            data += self._files("in", vector, self.input_bytes)
            data += self._files("out", vector, self.output_bytes)
            if self.stateful:
                data += self._files("fresh", vector, self.output_bytes)
            data += self._files("learned", vector, self.learned_bytes)
            vector += 1
        if vector == self.first_vector:
            raise Failure(f"{self.vectors}: no out_0_0.bin, no out_1_0.bin")
        self.num_vectors = vector - self.first_vector
        self.data = b"".join(data)
        code = sum(os.path.getsize(os.path.join(self.folder, s)) // 4
                   for s in self.sources)
        self.weight = len(self.data) + code

    def _files(self, kind, vector, sizes):
        for index, size in enumerate(sizes):
            name = f"{kind}_{vector}_{index}.bin"
            with open(os.path.join(self.vectors, name), "rb") as file:
                data = file.read()
            if len(data) != size:
                raise Failure(f"{name} has {len(data)} bytes, the model "
                              f"takes {size}")
            yield data

    def table(self, key, offset):
        """The C that describes the model to golden_main.c."""
        lines = [f'#include "{self.folder}/{self.name}.h"']
        for i in range(len(self.input_bytes)):
            lines.append(f"static void *golden_{key}_in{i}(void *a) "
                         f"{{ return {self.name}_input_{i}(a); }}")
        for i in range(len(self.output_bytes)):
            lines.append(f"static const void *golden_{key}_out{i}"
                         f"(const void *a) "
                         f"{{ return {self.name}_output_{i}(a); }}")
        lines.append(f"static int golden_{key}_init(void *a, uint32_t n) "
                     f"{{ return {self.name}_init(a, n); }}")
        inputs = ", ".join(f"{{golden_{key}_in{i}, {size}}}"
                           for i, size in enumerate(self.input_bytes))
        outputs = ", ".join(
            f"{{golden_{key}_out{i}, {size}, _Generic({self.name}_output_{i}"
            f"((const void *)0), const float *: 1, default: 0)}}"
            for i, size in enumerate(self.output_bytes))
        # A model without inputs is rare, but an empty list is not C99.
        lines.append("static const struct golden_input "
                     f"golden_{key}_inputs[] = {{{inputs or '{0, 0}'}}};")
        lines.append("static const struct golden_output "
                     f"golden_{key}_outputs[] = {{{outputs}}};")
        entry = (f"{{{self.arena}, golden_{key}_init, {self.name}_invoke, "
                 f"{self.name}_reset, golden_{key}_inputs, "
                 f"golden_{key}_outputs, "
                 f"{len(self.input_bytes)}, {len(self.output_bytes)}, "
                 f"{self.num_vectors}, {int(self.stateful)}, "
                 f"{self._learning()}, {offset}, {self._plan(key, lines)}}}")
        return "\n".join(lines), entry

    def _plan(self, key, lines):
        """Adds the tables of the buffers' lives, if they are known."""
        if not self.report:
            return "0"
        lines.append(golden_plan.write_tables(self.report, key))
        return f"&golden_{key}_plan"

    def _learning(self):
        """How the model learns, in C."""
        if not self.learns:
            return "0, 0, 0"
        return (f"{self.name}_learn, {self.name}_head_save, "
                f"{sum(self.learned_bytes)}")


class Toolchain:
    """How to compile, link and run for one target."""

    def __init__(self, options, work):
        self.options = options
        self.work = work
        self.flags = options.cflags.split()
        self.model_flags = ["-std=c99"]
        if options.host:
            self._set_up_host()
        else:
            self._set_up_board()
        self.flags += ["-I" + BOARDS, "-I" + HERE,
                       f"-DGOLDEN_NANO_LIMIT={round(options.limit * 1e9)}u"]
        self._shared = None

    def _set_up_host(self):
        self.compiler = [self.options.cc or "gcc"]
        self.linker = self.compiler
        sanitizers = self.options.sanitizers
        if sanitizers:
            self.flags += ["-g", "-fsanitize=" + sanitizers,
                           "-fno-sanitize-recover=all",
                           "-DGOLDEN_GUARD_BYTES=0"]
        if "address" in sanitizers.split(","):
            self.flags.append("-DGOLDEN_POISON")
            # What the runtime's header has is inlined in every inner loop.
            self.model_flags += [
                "-finstrument-functions",
                "-finstrument-functions-exclude-file-list=tml_runtime.h"]
        self.link_flags = self.flags + ["-lm"]
        self.board_sources = ["hosted.c", "board_text.c"]

    def _set_up_board(self):
        target = self.options.target
        cpu = ["-mthumb", "-mcpu=" + target]
        if self.options.float_abi:
            cpu.append("-mfloat-abi=" + self.options.float_abi)
        compiler = self.options.cc or "arm-none-eabi-gcc"
        self.compiler = [compiler]
        if "clang" in os.path.basename(compiler):
            if compiler == "clang" and shutil.which("clang-22"):
                self.compiler = ["clang-22"]
            self.compiler.append("--target=" + TRIPLES[target])
        self.flags += cpu + ["-ffunction-sections", "-fdata-sections"]
        # The cross gcc finds the C library and the compiler's runtime library
        # of the core, whichever compiler made the objects.
        self.linker = ["arm-none-eabi-gcc"]
        self.link_flags = cpu + [
            "-nostartfiles", "-nostdlib", "-Wl,--gc-sections", "-L" + BOARDS,
            "-T", MACHINES[target] + ".ld", "-Wl,--start-group", "-lm", "-lc",
            "-lgcc", "-Wl,--end-group"]
        self.board_sources = ["startup.c", "semihost.c", "board_text.c"]

    def compile(self, source, output, extra=()):
        run(self.compiler + self.flags + list(extra) +
            ["-c", source, "-o", output])

    def shared_objects(self):
        """What every program holds besides the models, compiled once."""
        if self._shared is None:
            sources = [os.path.join(BOARDS, s) for s in self.board_sources]
            sources += [os.path.join(HERE, name)
                        for name in ("golden_main.c", "golden_poison.c")]
            self._shared = []
            for source in sources:
                output = os.path.join(self.work, os.path.basename(source)
                                      .replace(".c", ".o"))
                self.compile(source, output, ["-std=c11"])
                self._shared.append(output)
        return self._shared

    def run_program(self, program):
        """The program's console output, whatever its exit code was."""
        command = [program]
        if not self.options.host:
            command = ["qemu-system-arm", "-M", MACHINES[self.options.target],
                       "-display", "none", "-monitor", "none", "-serial",
                       "none", "-semihosting-config",
                       "enable=on,target=native", "-kernel", program]
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, timeout=self.options.timeout,
                check=False)
            return done.stdout.decode(errors="replace")
        except subprocess.TimeoutExpired as error:
            text = (error.stdout or b"").decode(errors="replace")
            return text + f"timeout after {self.options.timeout} s\n"


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise Failure(" ".join(command) + "\n" +
                      done.stdout.decode(errors="replace"))


def compile_model(tools, model, number):
    """Leaves the model's objects in model.objects or its problem."""
    if model.problem:
        return
    model.objects = []
    try:
        for source in model.sources:
            path = os.path.join(model.folder, source)
            if source.endswith(".o"):
                model.objects.append(path)
                continue
            output = os.path.join(tools.work, f"{number}-{source}.model.o")
            tools.compile(path, output, tools.model_flags)
            model.objects.append(output)
    except Failure as error:
        model.problem = f"does not compile: {error}"


def make_batches(models):
    """Groups models so that names differ and the memory of a board holds."""
    batches = []
    for model in models:
        for batch in batches:
            if (len(batch) < MAX_MODELS
                    and all(m.name != model.name for m in batch)
                    and sum(m.weight for m in batch) + model.weight
                    <= MAX_BYTES):
                batch.append(model)
                break
        else:
            batches.append([model])
    return batches


def write_batch_sources(folder, batch):
    """Writes the table of models and the file that includes the vectors."""
    declarations, entries, data = [], [], b""
    for key, model in enumerate(batch):
        text, entry = model.table(key, len(data))
        declarations.append(text)
        entries.append(entry)
        data += model.data
    with open(os.path.join(folder, "vectors.bin"), "wb") as file:
        file.write(data + b"\0")
    with open(os.path.join(folder, "vectors.S"), "w") as file:
        file.write(".section .rodata\n.global golden_vectors\n"
                   "golden_vectors:\n"
                   f'.incbin "{folder}/vectors.bin"\n')
        file.write('.section .note.GNU-stack,"",%progbits\n')
    with open(os.path.join(folder, "table.c"), "w") as file:
        file.write('#include "golden_main.h"\n#include <stddef.h>\n')
        file.write("\n".join(declarations))
        file.write("\nconst struct golden_model golden_models[] = {\n")
        file.write(",\n".join(entries) + "};\n")
        file.write(f"const uint32_t golden_num_models = {len(batch)};\n")


def build_batch(tools, batch, folder):
    """The program that runs the models of the batch."""
    os.makedirs(folder)
    write_batch_sources(folder, batch)
    objects = list(tools.shared_objects())
    pool = ["-DGOLDEN_POOL_BYTES=" + str(max(m.arena for m in batch))]
    arena = os.path.join(HERE, "golden_arena.c")
    for source, extra in (
            (os.path.join(folder, "table.c"), ["-std=c11"]),
            (os.path.join(folder, "vectors.S"), []),
            (arena, ["-std=c11"] + ([] if tools.options.host else pool))):
        output = os.path.join(folder, os.path.basename(source) + ".o")
        tools.compile(source, output, extra)
        objects.append(output)
    for model in batch:
        objects += model.objects
    program = os.path.join(folder, "golden.elf")
    run(tools.linker + objects + tools.link_flags + ["-o", program])
    return program


def read_verdicts(text, batch):
    """Fills model.verdict from the program's lines."""
    for line in re.findall(r"^model (\d+ .*)$", text, re.M):
        words = line.split()
        verdict = dict(zip(words[1::2], map(int, words[2::2])))
        batch[int(words[0])].verdict = verdict


def run_batch(tools, batch, folder):
    """Runs the batch; after a crash goes on behind the model to blame."""
    while batch:
        try:
            program = build_batch(tools, batch, folder)
        except Failure as error:
            if len(batch) == 1:
                batch[0].problem = f"does not link: {error}"
                return
            middle = len(batch) // 2
            run_batch(tools, batch[:middle], folder + "a")
            run_batch(tools, batch[middle:], folder + "b")
            return
        text = tools.run_program(program)
        read_verdicts(text, batch)
        rest = [m for m in batch if m.verdict is None]
        if rest:
            shown = re.sub(r"^model \d+ .*\n", "", text, flags=re.M)
            rest[0].problem = "crashed: " + shown.strip()[:1500]
        batch = rest[1:]
        folder += "x"


def describe(model, limit):
    """(passed, one line) for a model that has been run."""
    if model.problem:
        return False, model.problem
    verdict = model.verdict
    words = [f"{verdict['differ']} differing bytes"]
    if verdict["error"]:
        words.append(f"max error {verdict['error'] * 1e-9:.2e}")
    passed = verdict["differ"] == 0 and verdict["error"] <= limit * 1e9
    if not passed and verdict["first"]:
        words.append(f"first in vector {model.first_vector + verdict['first'] - 1}")
    for key, text in (("status", "status {}"),
                      ("unstable", "{} vectors not repeatable"),
                      ("learned", "{} differing bytes of learned heads"),
                      ("guards", "wrote around the arena")):
        if verdict[key]:
            passed = False
            words.append(text.format(verdict[key]))
    return passed, ", ".join(words)


def read_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("models", nargs="*", metavar="GENERATED:VECTORS")
    add("--list", help="file with one GENERATED:VECTORS per line")
    add("--target", default="cortex-m4", choices=sorted(MACHINES))
    add("--host", action="store_true", help="run on this machine instead")
    add("--sanitizers", default="address,undefined",
        help="with --host (default: address,undefined); \"address\" poisons "
        "the arena's free\nbytes, too, where the compiler's report lies in "
        "GENERATED or beside it")
    add("--cc", help="compiler (default: arm-none-eabi-gcc; gcc with --host)")
    add("--cflags", default="-O2", help="flags, as one word (default: -O2)")
    add("--float-abi", choices=["soft", "softfp", "hard"])
    add("--limit", type=float, default=1e-5,
        help="error that a float may have (default: 1e-5)")
    add("--jobs", type=int, default=2)
    add("--timeout", type=float, default=600, help="seconds per program")
    add("--keep", help="folder for the programs, kept")
    add("-q", "--quiet", action="store_true", help="print failures only")
    return parser.parse_args()


def read_models(options):
    pairs = list(options.models)
    if options.list:
        with open(options.list) as file:
            pairs += [line.strip() for line in file if line.strip()]
    models = []
    for pair in pairs:
        generated, separator, vectors = pair.rpartition(":")
        if not separator:
            sys.exit(f"golden_firmware.py: expected GENERATED:VECTORS, "
                     f"not '{pair}'")
        models.append(Model(generated, vectors))
    return models


def run_all(options, models, work):
    tools = Toolchain(options, work)
    tools.shared_objects()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        numbers = range(len(models))
        list(pool.map(lambda n: compile_model(tools, models[n], n), numbers))
        batches = make_batches([m for m in models if not m.problem])
        list(pool.map(
            lambda n: run_batch(tools, batches[n],
                                os.path.join(work, f"batch{n}")),
            range(len(batches))))


def report(options, models):
    failed = 0
    for model in models:
        passed, text = describe(model, options.limit)
        failed += not passed
        if not passed or not options.quiet:
            print(f"{'PASS' if passed else 'FAIL'} {model.label}: {text}")
    print(f"{len(models) - failed} passed, {failed} failed")
    return failed


def main():
    options = read_arguments()
    models = read_models(options)
    if options.keep:
        os.makedirs(options.keep, exist_ok=True)
    work = tempfile.mkdtemp(prefix="golden-", dir=options.keep)
    try:
        run_all(options, models, os.path.abspath(work))
    except Failure as error:
        sys.exit(f"golden_firmware.py: {error}")
    finally:
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)
    # A run of nothing must not look like success.
    return 1 if report(options, models) or not models else 0


if __name__ == "__main__":
    sys.exit(main())
