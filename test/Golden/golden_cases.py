# golden_cases.py - the models that the golden tests run, and their vectors.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases: folders that hold model.tflite, in_K_I.bin and, recorded by others or
by the interpreter, out_K_J.bin (vector K from 1, input I, output J)."""
import json
import os
import re
import shutil
import subprocess

MLPERF = ("kws", "vww_96", "resnet8", "ad01")


class Case:
    """One model with its vectors."""

    def __init__(self, folder, group):
        self.folder = folder
        self.group = group
        self.label = os.path.basename(folder)
        self.model = os.path.join(folder, "model.mlir")
        if not os.path.exists(self.model):
            self.model = os.path.join(folder, "model.tflite")
        # The generated C is named after the case; C limits what a name holds.
        self.name = "m_" + re.sub(r"\W", "_", self.label)

    def vectors(self):
        """(K, names of the files of vector K), in order."""
        found = {}
        for name in os.listdir(self.folder):
            match = re.fullmatch(r"(?:in|out|fresh|learned)_(\d+)_\d+\.bin", name)
            if match:
                found.setdefault(int(match[1]), []).append(name)
        return sorted(found.items())

    def stage(self, parent, limit=None):
        """A folder of links to the first `limit` vectors, counted from 0."""
        folder = os.path.join(parent, self.label)
        os.makedirs(folder, exist_ok=True)
        for index, (number, names) in enumerate(self.vectors()[:limit]):
            for name in names:
                kind, _, rest = name.split("_")
                link = os.path.join(folder, f"{kind}_{index}_{rest}")
                if not os.path.exists(link):
                    os.symlink(os.path.join(self.folder, name), link)
        return folder


def read_operators(make_model):
    """The operators that the project has, in lower case -> data types."""
    text = subprocess.run([make_model, "list"], check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    words = [line.split() for line in text.splitlines()]
    return {w[1].lower(): w[2:] for w in words if w[0] == "op"}


def _is_supported(meta, operators):
    if meta["op"].lower() not in operators:
        return False
    ends = meta["inputs"] + meta["outputs"]
    return all(t["dtype"] in ("int8", "float32") for t in ends)


def stored_operators(shared, operators):
    """The recorded one-operator cases of the project's operators and types."""
    cases = []
    folder = os.path.join(shared, "ops")
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name, "meta.json")
        if not os.path.exists(path):
            continue
        with open(path) as file:
            meta = json.load(file)
        if _is_supported(meta, operators):
            cases.append(Case(os.path.join(folder, name), "stored operators"))
    return cases


def stored_models(shared):
    """The recorded models of others."""
    folder = os.path.join(shared, "models")
    return [Case(os.path.join(folder, name), "stored models")
            for name in sorted(os.listdir(folder))
            if os.path.exists(os.path.join(folder, name, "model.tflite"))]


def generated_operators(make_model, operators, seeds, folder, deep=False):
    """Random one-operator models; `seeds` is (first, count) for each operator
    and type. Deep ones have the shapes of deep networks."""
    os.makedirs(folder, exist_ok=True)
    cases = []
    first, count = seeds
    for name, types in sorted(operators.items()):
        for dtype in types:
            subprocess.run(
                [make_model, "operator", "-op=" + name.upper(),
                 "-dtype=" + dtype, f"-seed={first}", f"-count={count}",
                 "-vectors=3", "-out-dir=" + folder]
                + (["-deep"] if deep else []), check=True)
            kind = f"{name}_{dtype}" + ("_deep" if deep else "")
            cases += [Case(os.path.join(folder, f"{kind}_{seed:04}"),
                           "generated operators")
                      for seed in range(first, first + count)]
    return cases


# Ways to compile a head, beside that without options: of integers, of floats.
INTEGER_HEADS = {
    "polynomial": ["-pu-polynomial"],
    "narrow": ["-pu-weights=int8"],
    "q24": ["-pu-learn=q24"],
    "q11": ["-pu-learn=q11"],
}
FLOAT_HEADS = {"f32": ["-pu-learn=f32"]}
LEARNING_STEPS = (["-pu-learn-rate=0.3"], ["-pu-learn-decay=0.01"], [])


def _configure_head(tinymlc, case, way, options, vectors):
    """The head of `case` as nn text that says how it is to compute."""
    folder = f"{case.folder}_{way}"
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "model.mlir"), "w") as file:
        subprocess.run([tinymlc, case.model, "-emit=nn", *options], check=True,
                       stdout=file)
    for vector in range(1, vectors + 1):
        name = f"in_{vector}_0.bin"
        shutil.copy(os.path.join(case.folder, name), folder)
    return Case(folder, "heads")


def generated_heads(make_model, tinymlc, seeds, folder):
    """Random heads, alone and behind small networks, in all their forms."""
    os.makedirs(folder, exist_ok=True)
    vectors = 9
    cases = []
    for dtype in ("int8", "int16", "float32"):
        subprocess.run(
            [make_model, "operator", "-op=PU_MLR", "-dtype=" + dtype,
             f"-seed={seeds[0]}", f"-count={seeds[1]}", f"-vectors={vectors}",
             "-out-dir=" + folder], check=True)
        ways = FLOAT_HEADS if dtype == "float32" else INTEGER_HEADS
        for seed in range(seeds[0], seeds[0] + seeds[1]):
            name = f"pu_mlr_{dtype}_{seed:04}"
            case = Case(os.path.join(folder, name), "heads")
            for way, options in ways.items():
                if "learn" in options[0]:
                    options = options + LEARNING_STEPS[seed % 3]
                cases.append(_configure_head(tinymlc, case, way, options,
                                             vectors))
    return cases


class Network:
    """An architecture of the generator and how to draw it."""

    def __init__(self, architecture, seed=1, options=("-small",), vectors=3):
        self.architecture = architecture
        self.seed = seed
        self.options = list(options)
        self.vectors = vectors

    def make(self, make_model, parent):
        words = [self.architecture, *(o.strip("-") for o in self.options),
                 f"{self.seed:04}"]
        folder = os.path.join(parent, "net_" + "_".join(words))
        os.makedirs(folder, exist_ok=True)
        model = os.path.join(folder, "model.tflite")
        subprocess.run(
            [make_model, "network", "-arch=" + self.architecture,
             f"-seed={self.seed}", *self.options, "-o", model], check=True)
        subprocess.run(
            [make_model, "vectors", model, f"-count={self.vectors}",
             f"-seed={self.seed}", "-out-dir=" + folder], check=True)
        return Case(folder, "generated networks")
