# compare_folded.py - that channel folding changes no byte of generated networks.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""compare_folded.py FOLDER FIRST_SEED COUNT ARCHITECTURE...

For each architecture and seed: makes a network with dead channels, interprets
it as it is and with its channels folded, and compares the outputs."""
import glob
import os
import re
import subprocess
import sys

PIPELINE = "builtin.module(func.func(nn-fuse-pad,nn-fold-channels))"
VECTORS = 2


def run(*words, **options):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True,
                          **options).stdout


def interpret(model, inputs, outputs):
    run("tinymlc-run", model, *(f"--input={path}" for path in inputs),
        *(f"--output={path}" for path in outputs))
    contents = []
    for path in outputs:
        with open(path, "rb") as file:
            contents.append(file.read())
    return contents


def count_outputs(text):
    """The values that the function returns."""
    returned = re.search(r"^ *return (.*?) :", text, re.MULTILINE)
    return len(returned[1].split(","))


def compare(folder, architecture, seed):
    """How many channels went, and how many outputs differ."""
    os.makedirs(folder, exist_ok=True)
    model, folded = f"{folder}/model.tflite", f"{folder}/folded.mlir"
    dead = (10, 30, 50, 80)[seed % 4]
    run("tinymlc-make-model", "network", f"-arch={architecture}", "-small",
        f"-seed={seed}", f"-dead={dead}", "-o", model)
    run("tinymlc-make-model", "vectors", model, f"-count={VECTORS}",
        f"-seed={seed}", f"-out-dir={folder}")
    text = run("tinymlc-opt", f"--pass-pipeline={PIPELINE}", "-",
               input=run("tinymlc-import", model))
    with open(folded, "w") as file:
        file.write(text)
    differing = 0
    for vector in range(1, VECTORS + 1):
        inputs = sorted(glob.glob(f"{folder}/in_{vector}_*.bin"))
        outputs = [f"{folder}/out_{i}.bin" for i in range(count_outputs(text))]
        expected = interpret(model, inputs, outputs)
        found = interpret(folded, inputs, outputs)
        differing += sum(a != b for a, b in zip(expected, found))
    channels = sum(map(int, re.findall(r"nn.folded = {channels = (\d+)", text)))
    return channels, differing


def main():
    parent, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    networks = folded = channels = differing = 0
    for architecture in sys.argv[4:]:
        for seed in range(first, first + count):
            gone, different = compare(f"{parent}/{architecture}_{seed}",
                                      architecture, seed)
            networks += 1
            folded += gone != 0
            channels += gone
            differing += different
            if different:
                print(f"{architecture}, seed {seed}: {different} outputs differ")
    print(f"{networks} networks, {folded} folded, {channels} channels, "
          f"{differing} outputs differ")


main()
