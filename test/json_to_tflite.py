# json_to_tflite.py - makes the .tflite file that a JSON text describes.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs flatc, which names its output after its input, in a folder of its own.

usage: json_to_tflite.py --flatc=PROGRAM --schema=FILE IN.json OUT.tflite
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flatc", required=True)
    parser.add_argument("--schema", required=True)
    parser.add_argument("text")
    parser.add_argument("model")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "model.json")
        shutil.copyfile(options.text, copy)
        done = subprocess.run([options.flatc, "--binary", "-o", folder,
                               options.schema, copy], check=False)
        if done.returncode == 0:
            shutil.move(os.path.join(folder, "model.tflite"), options.model)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
