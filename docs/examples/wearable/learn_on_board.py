#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""learn_on_board.py - lets a compiled detector learn on a simulated Cortex-M4.

  docs/examples/wearable/learn_on_board.py FOLDER

FOLDER holds what make_samples.py wrote and, in wearable/, what tinymlc made of
a head with -pu-learn=q24 -name=wearable -target=cortex-m4. Prints how often the
detector is right on a new wearer's windows, before and after it has learned
from others of them.
"""
import os
import subprocess
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
BOARDS = os.path.join(HERE, "..", "..", "..", "runtime", "boards")
MACHINE = "mps2-an386"
ARRAYS = (("int8_t", "learn_x", "wearer_x"), ("uint8_t", "learn_s", "wearer_s"),
          ("int8_t", "test_x", "wearer_test_x"),
          ("uint8_t", "test_y", "wearer_test_y"))


def write_samples(folder):
    with open(os.path.join(folder, "samples.h"), "w") as file:
        file.write("#include <stdint.h>\n")
        for ctype, name, source in ARRAYS:
            values = np.load(os.path.join(folder, source + ".npy"))
            numbers = ",".join(str(value) for value in values.ravel())
            file.write(f"static const {ctype} {name}[] = {{{numbers}}};\n")
        file.write("#define LEARN_WINDOWS (sizeof learn_s)\n"
                   "#define TEST_WINDOWS (sizeof test_y)\n")


def build(folder):
    program = os.path.join(folder, "wearable.elf")
    code = os.path.join(folder, "wearable")
    sources = [os.path.join(HERE, "learn_main.c"),
               os.path.join(code, "wearable.c"),
               *(os.path.join(BOARDS, name)
                 for name in ("startup.c", "semihost.c", "board_text.c"))]
    subprocess.run(
        ["arm-none-eabi-gcc", "-std=gnu11", "-mthumb", "-mcpu=cortex-m4",
         "-O2", "-I" + folder, "-I" + code, "-I" + BOARDS, *sources,
         "-nostartfiles", "-nostdlib", "-L" + BOARDS, "-T", MACHINE + ".ld",
         "-Wl,--start-group", "-lc", "-lgcc", "-Wl,--end-group",
         "-o", program], check=True)
    return program


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write_samples(sys.argv[1])
    program = build(sys.argv[1])
    return subprocess.run(
        ["qemu-system-arm", "-M", MACHINE, "-display", "none", "-monitor",
         "none", "-serial", "none", "-semihosting-config",
         "enable=on,target=native", "-kernel", program], check=False,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
