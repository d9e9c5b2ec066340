# mutate_models.py - feeds mutated .tflite files to the compiler.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Mutates model files and classifies what a program makes of each.

usage: mutate_models.py --program=PROGRAM [--count=10000] [--seed=1]
                        [--keep=DIR] [--arguments="..."] MODEL.tflite...

Every mutant must end in success (exit code 0) or in an error (1, with an error
message), not in a signal, another exit code or a hang of over 10 seconds. What
ends otherwise is kept in DIR. A PROGRAM called tinymlc-import takes many files
at a time; any other is run once for each, with --arguments in which {} stands
for a folder that may be written. The same options give the same mutants.
"""
import argparse
import collections
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile

TIMEOUT_SECONDS = 10
BATCH = 250
WORDS = [0, 1, 2, 3, 4, 7, 8, 16, 64, 127, 128, 255, 256, 32767, 65535, 65536,
         2**24, 2**30, 2**31 - 1, 2**31, 2**32 - 1, 2**32 - 2, 2**32 - 128,
         0x7f800000, 0x7fc00000, 0x00000001, 0x3f800000, 0xbf800000]


def flip_bits(data, rng, _):
    for _ in range(rng.choice([1, 1, 2, 8, 32])):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def overwrite_bytes(data, rng, _):
    for _ in range(rng.choice([1, 2, 4])):
        data[rng.randrange(len(data))] = rng.randrange(256)


def overwrite_words(data, rng, _):
    for _ in range(rng.choice([1, 1, 2, 4])):
        place = rng.randrange(max(len(data) - 3, 1)) & ~3
        word = rng.choice(WORDS + [rng.randrange(2**32), len(data)])
        data[place:place + 4] = struct.pack("<I", word)


def nudge_words(data, rng, _):
    """Offsets, counts and indices that are almost right."""
    for _ in range(rng.choice([1, 2])):
        place = rng.randrange(max(len(data) - 3, 1)) & ~3
        word = int.from_bytes(data[place:place + 4], "little")
        word += rng.choice([-8, -4, -1, 1, 4, 8])
        data[place:place + 4] = struct.pack("<I", word % 2**32)


def truncate(data, rng, _):
    del data[rng.randrange(len(data)):]


def append(data, rng, _):
    data += rng.randbytes(rng.randrange(1, 64))


def splice_tables(data, rng, others):
    """Puts a part of another model, aligned as tables are, over this one."""
    other = rng.choice(others)
    size = rng.choice([4, 16, 64, 256])
    source = rng.randrange(len(other)) & ~3
    target = rng.randrange(len(data)) & ~3
    data[target:target + size] = other[source:source + size]


def move_within(data, rng, _):
    size = rng.choice([4, 8, 32])
    source = rng.randrange(len(data)) & ~3
    target = rng.randrange(len(data)) & ~3
    data[target:target + size] = data[source:source + size]


def remove_part(data, rng, _):
    place = rng.randrange(len(data)) & ~3
    del data[place:place + rng.choice([4, 8, 64])]


MUTATIONS = [flip_bits, overwrite_bytes, overwrite_words, overwrite_words,
             nudge_words, nudge_words, truncate, append, splice_tables,
             splice_tables, move_within, remove_part]


def make_mutant(models, rng):
    data = bytearray(rng.choice(models))
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        if data:
            rng.choice(MUTATIONS)(data, rng, models)
    return bytes(data)


def classify(returncode, messages):
    if returncode == 0:
        return "success"
    if returncode == 1 and "error:" in messages:
        return "error"
    if returncode is None:
        return "hang"
    return "signal" if returncode < 0 else "bad exit"


def run(command):
    """Exit code (None after a time-out) and all that was printed."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False,
                              stderr=subprocess.STDOUT, errors="replace",
                              timeout=TIMEOUT_SECONDS)
        return done.returncode, done.stdout
    except subprocess.TimeoutExpired:
        return None, ""


def run_each(options, paths, folder):
    """Runs the program once for each file."""
    verdicts = {}
    for path in paths:
        output = os.path.join(folder, "out")
        arguments = options.arguments.replace("{}", output).split()
        verdicts[path] = classify(*run([options.program, path] + arguments))
        shutil.rmtree(output, ignore_errors=True)
    return verdicts


def run_batch(options, paths, folder):
    """Runs tinymlc-import on all files; on each by itself if any fails."""
    code, output = run([options.program, "-brief"] + paths)
    lines = [line.split(" ", 1) for line in output.splitlines()]
    found = {line[1]: line[0] for line in lines if len(line) == 2
             and line[0] in ("ok", "error") and line[1] in paths}
    if code not in (0, 1) or len(found) != len(paths):
        return run_each(options, paths, folder)
    return {path: "success" if found[path] == "ok" else "error"
            for path in paths}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--arguments", default="")
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", default="mutants")
    parser.add_argument("models", nargs="+")
    options = parser.parse_args()
    models = []
    for path in sorted(options.models):
        with open(path, "rb") as file:
            models.append(file.read())
    rng = random.Random(options.seed)
    takes_many = "tinymlc-import" in os.path.basename(options.program)
    totals = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, options.count, BATCH):
            paths = []
            for index in range(start, min(start + BATCH, options.count)):
                paths.append(os.path.join(folder, f"{index}.tflite"))
                with open(paths[-1], "wb") as file:
                    file.write(make_mutant(models, rng))
            verdicts = (run_batch if takes_many else run_each)(options, paths,
                                                               folder)
            for path, verdict in verdicts.items():
                totals[verdict] += 1
                if verdict not in ("success", "error"):
                    os.makedirs(options.keep, exist_ok=True)
                    shutil.copy(path, options.keep)
                    print(f"{verdict}: {os.path.basename(path)}")
                os.remove(path)
    print(", ".join(f"{totals[verdict]} {verdict}"
                    for verdict in ("success", "error", "signal", "bad exit",
                                    "hang")))
    return 0 if set(totals) <= {"success", "error"} else 1


if __name__ == "__main__":
    sys.exit(main())
