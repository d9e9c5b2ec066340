# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""check_reference.py RECORDED FOLDER - fits heads to the end, in FOLDER, and
compares them and their evaluations with the recorded optima."""
import json
import subprocess
import sys

import numpy as np


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def objective(x, s, head, l2):
    """From the definition of p(s|x), whose exponentials are small here."""
    w = np.array(head["w"])
    p_s = 1 / (1 + head["b"]**2 + np.exp(-(x @ w + head["w0"])))
    loss = -np.log(np.where(s, p_s, 1 - p_s)).mean()
    return loss + l2 / 2 * w @ w


def fit(folder, name, scale, labels, output):
    subprocess.run(["tinymlc-pu", "fit", "--quiet", "--hold-out=0",
                    "--l2=1e-5", f"--features={folder}/{name}.npy",
                    f"--scale={scale}", f"--labels={labels}", "-o", output],
                   check=True, stdout=subprocess.DEVNULL)
    return load(output)


def evaluate(folder, name, head, output, *options):
    subprocess.run(["tinymlc-pu", "eval", f"--features={folder}/{name}.npy",
                    f"--labels={folder}/mnist35_test_y.npy", f"--head={head}",
                    f"--json={output}", *options], check=True,
                   stdout=subprocess.DEVNULL)
    return load(output)


def check_compiled(evaluation):
    """The recorded outputs with int16 weights are one step off at most (where
    int8 ends below 1), and as accurate."""
    floating, compiled = evaluation["forms"]
    assert evaluation["difference"]["largest"] <= 1.01 / 256
    assert abs(floating["accuracy"] - compiled["accuracy"]) < 0.003


def check_task(recorded_folder, folder, kind, labelled):
    task = f"{kind}_{labelled}"
    suffix, scale = {"8x8": ("x_u8", 1 / 255),
                     "pca16": ("x_i8", 1 / 64)}[kind]
    train, test = (f"mnist35_{kind}_{part}_{suffix}"
                   for part in ("train", "test"))
    labels = f"{recorded_folder}/mnist35_train_s_{labelled}_seed0.npy"
    head = fit(recorded_folder, train, scale, labels, f"{folder}/{task}.json")
    recorded = load(f"{recorded_folder}/ref_{task}.json")
    value = objective(np.load(f"{recorded_folder}/{train}.npy") * scale,
                      np.load(labels), head, recorded["l2"])
    assert abs(value - recorded["objective_value"]) < 1e-6, value
    assert abs(head["c"] - recorded["c_hat"]) < 1e-3, head["c"]
    expected = load(f"{recorded_folder}/head_{task}.json")
    for key in ("format", "version", "n", "input", "threshold"):
        assert head[key] == expected[key], key
    evaluation = evaluate(
        recorded_folder, test, f"{folder}/{task}.json",
        f"{folder}/{task}.eval.json", f"--scores={recorded_folder}/"
        f"golden_{task}_i8in_int16w_i8out.npy")
    check_compiled(evaluation)
    form = evaluation["forms"][0]
    assert form["confusion"] == recorded["test"]["confusion"], form["confusion"]
    for key in ("accuracy", "f1", "auc"):
        assert abs(form[key] - recorded["test"][key]) < 1e-5, key
    print(f"{task} agrees")


def main():
    for kind in ("8x8", "pca16"):
        for labelled in ("c025", "c050"):
            check_task(*sys.argv[1:], kind, labelled)


main()
