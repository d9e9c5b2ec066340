# compile_everywhere.py - compiles generated C with every warning as an error;
# usage: compile_everywhere.py GROUP FILE.c, GROUP being arm-gcc, clang or gcc
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import concurrent.futures
import itertools
import os
import subprocess
import sys

WARNINGS = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion",
            "-Werror", "-c", "-o", os.devnull]
LEVELS = ["-O0", "-Os", "-O2"]
# What -mfloat-abi=hard takes where there is a float unit; gcc wants it named.
CORES = {
    "cortex-m0plus": ("thumbv6m-none-eabi", None),
    "cortex-m3": ("thumbv7m-none-eabi", None),
    "cortex-m4": ("thumbv7em-none-eabi", "fpv4-sp-d16"),
    "cortex-m7": ("thumbv7em-none-eabi", "fpv5-sp-d16"),
    "cortex-m33": ("thumbv8m.main-none-eabi", "fpv5-sp-d16"),
    "cortex-m55": ("thumbv8.1m.main-none-eabi", "auto"),
}


def compilers(group):
    if group == "gcc":
        yield ["gcc", "-fsigned-char"]
        yield ["gcc", "-m32", "-ffreestanding", "-funsigned-char"] \
            if supports_m32() else ["gcc", "-ffreestanding", "-funsigned-char"]
        return
    for cpu, (triple, unit) in CORES.items():
        command = ["arm-none-eabi-gcc"]
        if group == "clang":
            command = ["clang-22", "--target=" + triple, "-ffreestanding"]
        command += ["-mthumb", "-mcpu=" + cpu]
        yield command
        if unit:
            more = ["-mfpu=" + unit] if group == "arm-gcc" else []
            yield command + ["-mfloat-abi=hard"] + more


def supports_m32():
    done = subprocess.run(["gcc", "-m32", "-fsyntax-only", "-xc", "-"],
                          input="#include <stdint.h>\n", text=True,
                          stderr=subprocess.DEVNULL, check=False)
    return done.returncode == 0


def compile_one(command):
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True,
                          check=False)
    return "" if done.returncode == 0 else " ".join(command) + "\n" + \
        done.stderr


def main():
    group, source = sys.argv[1:]
    commands = [compiler + [level] + WARNINGS + [source]
                for compiler, level in itertools.product(compilers(group),
                                                         LEVELS)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        errors = [text for text in pool.map(compile_one, commands) if text]
    for text in errors[:3]:
        print(text)
    print(f"{len(commands) - len(errors)} of {len(commands)} compiled")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
