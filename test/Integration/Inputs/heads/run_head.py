# run_head.py - compiles head_main.c with a generated head and runs it.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""run_head.py FOLDER [TARGET [FLAG ...]]: FOLDER holds data.h and head/, which tinymlc
wrote for TARGET: host (under AddressSanitizer and UBSan) or a Cortex-M, which
QEMU runs. Flags are the compiler's. Prints what the program prints."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BOARDS = os.path.join(HERE, "..", "..", "..", "..", "runtime", "boards")
MACHINES = {"cortex-m0plus": "mps2-an385", "cortex-m3": "mps2-an385",
            "cortex-m4": "mps2-an386"}
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]


def board(*names):
    return [os.path.join(BOARDS, name) for name in names]


def main(folder, target="host", *flags):
    head = os.path.join(folder, "head")
    code = os.path.join(head, "head.c")
    program = os.path.join(folder, "program." + target)
    common = ["-std=gnu11", "-O2", "-I" + folder, "-I" + head, "-I" + BOARDS,
              *flags]
    if target == "host":
        compiler = ["gcc", "-g", "-fsanitize=address,undefined",
                    "-fno-sanitize-recover=all"]
        link = board("hosted.c", "board_text.c") + ["-lm"]
        run = [program]
    else:
        compiler = ["arm-none-eabi-gcc", "-mthumb", "-mcpu=" + target]
        link = board("startup.c", "semihost.c", "board_text.c") + [
            "-nostartfiles", "-nostdlib", "-L" + BOARDS, "-T",
            MACHINES[target] + ".ld", "-Wl,--start-group", "-lm", "-lc",
            "-lgcc", "-Wl,--end-group"]
        run = ["qemu-system-arm", "-M", MACHINES[target], "-display", "none",
               "-monitor", "none", "-serial", "none", "-semihosting-config",
               "enable=on,target=native", "-kernel", program]
    if not os.path.exists(code):
        code = os.path.join(head, "head.o")
    else:
        subprocess.run(compiler + common + WARNINGS +
                       ["-c", code, "-o", program + ".o"], check=True)
        code = program + ".o"
    subprocess.run(compiler + common +
                   [os.path.join(HERE, "head_main.c"), code] + link +
                   ["-o", program], check=True)
    return subprocess.run(run, check=False, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
