# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""diagnostics.py - errors and warnings, in the compiler's style."""
import sys


class InputError(Exception):
    """What is wrong with a file or an option, and what to do about it."""

    def __init__(self, where, message):
        super().__init__(f"{where}: error: {message}")


def warn(where, message):
    print(f"{where}: warning: {message}", file=sys.stderr)


def count(number, noun):
    """"1 sample", "2 samples"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
