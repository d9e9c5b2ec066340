# features.py - what this machine has that some tests need.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Features of the machine, each with the reason why it is missing."""
import functools
import os
import shutil
import subprocess
import tempfile


def find_shared(default):
    """The folder of recorded results: TINYMLC_SHARED or the default."""
    return os.path.abspath(os.environ.get("TINYMLC_SHARED", default))


def _missing_programs(*programs):
    missing = [p for p in programs if not shutil.which(p)]
    return ", ".join(missing) + " not installed" if missing else None


@functools.lru_cache(maxsize=None)
def _missing_sanitizers():
    """Linking shows whether the sanitizers' libraries are there as well."""
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "empty.c")
        with open(source, "w") as file:
            file.write("int main(void) { return 0; }\n")
        try:
            subprocess.run(["gcc", "-fsanitize=address,undefined", source,
                            "-o", os.path.join(folder, "empty")], check=True,
                           stderr=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError):
            return "gcc cannot link AddressSanitizer"
    return None


def missing_features(shared):
    """Feature -> None, or the reason why it is not there."""
    reasons = {
        "arm-gcc": _missing_programs("arm-none-eabi-gcc"),
        "clang-22": _missing_programs("clang-22"),
        "gcc": _missing_programs("gcc"),
        "sanitizers": _missing_sanitizers(),
        # The boards' programs are linked by the cross gcc.
        "qemu-arm": _missing_programs("qemu-system-arm", "arm-none-eabi-gcc"),
        "shared": None,
    }
    if not os.path.isdir(os.path.join(shared, "models")):
        reasons["shared"] = "../shared (recorded results) is not there"
    # Tests of what is skipped, and why, hide what is there.
    for name in os.environ.get("TINYMLC_HIDE_FEATURES", "").split():
        reasons[name] = "hidden by TINYMLC_HIDE_FEATURES"
    return reasons
