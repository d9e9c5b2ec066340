# vectors.py - inputs for a model, and what the interpreter makes of them, as C
# arrays; usage: vectors.py MODEL FOLDER NAME, FOLDER being what tinymlc wrote
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import os
import random
import re
import struct
import subprocess
import sys


def tensors(macros, kind):
    prefix = f"{sys.argv[3].upper()}_{kind}_"
    for i in range(int(macros[f"{sys.argv[3].upper()}_NUM_{kind}S"])):
        isfloat = f"{prefix}{i}_SCALE" not in macros
        yield int(macros[f"{prefix}{i}_BYTES"]), isfloat


def make_input(size, isfloat):
    if isfloat:
        values = [random.randint(-64, 64) / 16 for _ in range(size // 4)]
        return struct.pack(f"<{size // 4}f", *values)
    return bytes(random.randrange(256) for _ in range(size))


def main():
    model, folder, name = sys.argv[1:]
    random.seed(name)
    with open(os.path.join(folder, name + ".h")) as file:
        macros = dict(re.findall(r"#define (\w+) (\S+)\n", file.read()))
    arrays, arguments, outputs = [], [], []
    for i, (size, isfloat) in enumerate(tensors(macros, "INPUT")):
        path = os.path.join(folder, f"in_{i}.bin")
        arrays.append((f"{name}_in_{i}", make_input(size, isfloat)))
        with open(path, "wb") as file:
            file.write(arrays[-1][1])
        arguments.append("--input=" + path)
    for i, _ in enumerate(tensors(macros, "OUTPUT")):
        outputs.append(os.path.join(folder, f"out_{i}.bin"))
        arguments.append("--output=" + outputs[-1])
    subprocess.run(["tinymlc-run", model] + arguments, check=True,
                   stdout=subprocess.DEVNULL)
    for i, path in enumerate(outputs):
        with open(path, "rb") as file:
            arrays.append((f"{name}_out_{i}", file.read()))
    for array, data in arrays:
        text = ", ".join(str(byte) for byte in data)
        print(f"static const unsigned char {array}[] = {{{text}}};")


if __name__ == "__main__":
    main()
