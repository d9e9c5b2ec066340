#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""elkan_noto.py - what pu_mlr gains over Elkan and Noto's method.

  tools/tinymlc-pu/elkan_noto.py ../shared/pumlr [8x8|pca16] [SEEDS] [C...]

Elkan and Noto (KDD 2008) fit a logistic regression p(s|x) to the labels,
estimate c as its mean over labelled samples that it has not seen, and divide.
Here it sees standardised features, c comes from five-fold cross-validation, and
then it is fitted to all samples, with a penalty of

  regularised   the one of 1e-6, 1e-4, 3e-4 ... 1e-1 of the best cross-validated
                likelihood; once more divided by the true c, to tell the share
                of the estimate from that of the model
  plain         1e-6

pu_mlr is `tinymlc-pu fit` with its defaults. A logistic regression of the true
labels, regularised alike, shows what the features allow. Prints the table of
docs/pu-mlr-fitting.md: means over SEEDS (5) draws of the labelled, C (0.1 0.25
0.5 0.75) of the positives, and for the differences their standard errors. Takes
some minutes.
"""
import os
import sys

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from tinymlc_pu import fit, metrics  # noqa: E402
from tinymlc_pu.objective import Objective  # noqa: E402
from tinymlc_pu.objective import negative_log_likelihood  # noqa: E402
from tinymlc_pu.quantisation import Quantisation  # noqa: E402
from tinymlc_pu.standardisation import Standardisation  # noqa: E402

PENALTIES = (1e-6, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1)
FOLDS = 5
METHODS = ("true labels", "pu_mlr", "Elkan-Noto, regularised",
           "regularised, true c", "Elkan-Noto, plain")


class Digits:
    """Threes against fives: real features, how they are stored, labels."""

    def __init__(self, folder, kind):
        suffix, self.stored = {
            "8x8": ("x_u8", Quantisation("uint8", 1 / 255)),
            "pca16": ("x_i8", Quantisation("int8", 1 / 64))}[kind]

        def load(name):
            return np.load(os.path.join(folder, f"mnist35_{name}.npy"))
        self.x, self.test_x = (
            self.stored.to_real(load(f"{kind}_{part}_{suffix}"))
            for part in ("train", "test"))
        self.y, self.test_y = load("train_y"), load("test_y")
        scaling = Standardisation(self.x, self.stored.step)
        self.scaled_x = scaling.apply(self.x)
        self.scaled_test_x = scaling.apply(self.test_x)

    def label(self, part, seed):
        """s: a random part of the positives."""
        positives = np.flatnonzero(self.y)
        drawn = np.random.RandomState(seed).permutation(positives)
        s = np.zeros(len(self.y))
        s[drawn[:int(part * len(drawn))]] = 1
        return s


def logistic_regression(x, s, penalty):
    """(w, w0) of p(s|x) = sigmoid(w.x + w0), the objective with c = 1."""
    problem = Objective(x, s, np.full(x.shape[1], penalty), gamma=np.inf)
    return minimize(problem.value, problem.start(), jac=problem.gradient,
                    method="L-BFGS-B",
                    options={"gtol": 1e-6, "maxiter": 1000}).x


def score(x, weights):
    return x @ weights[:-1] + weights[-1]


def draw_folds(s):
    """The fold of each sample; labelled and unlabelled are dealt alike."""
    folds, random = np.zeros(len(s), dtype=int), np.random.RandomState(0)
    for value in (0, 1):
        members = random.permutation(np.flatnonzero(s == value))
        folds[members] = np.arange(len(members)) % FOLDS
    return folds


def cross_validate(x, s, penalty):
    """The score of each sample by a fit that has not seen it."""
    folds, z = draw_folds(s), np.zeros(len(s))
    for fold in range(FOLDS):
        inside = folds == fold
        z[inside] = score(x[inside], logistic_regression(
            x[~inside], s[~inside], penalty))
    return z


def elkan_noto(digits, s, penalties):
    """p(s|x) of the test samples, and c."""
    unseen = {penalty: cross_validate(digits.scaled_x, s, penalty)
              for penalty in penalties}
    best = min(penalties, key=lambda penalty: negative_log_likelihood(
        unseen[penalty], s, np.inf).mean())
    weights = logistic_regression(digits.scaled_x, s, best)
    c = expit(unseen[best][s == 1]).mean()
    return expit(score(digits.scaled_test_x, weights)), c


def run(digits, part, seed):
    """(accuracy, F1, AUC, c) of every method."""
    s = digits.label(part, seed)
    head = fit.fit(digits.x, s, digits.stored, fit.Options())
    oracle, _ = elkan_noto(digits, digits.y.astype(float), PENALTIES)
    smooth, smooth_c = elkan_noto(digits, s, PENALTIES)
    rough, rough_c = elkan_noto(digits, s, PENALTIES[:1])
    results = [(oracle, 1.0), (head.probability(digits.test_x), head.c),
               (smooth / smooth_c, smooth_c), (smooth / part, part),
               (rough / rough_c, rough_c)]
    rows = []
    for p, c in results:
        form = metrics.evaluate(np.minimum(p, 1.0), digits.test_y, 0.5)
        rows.append((form["accuracy"], form["f1"], form["auc"], c))
    return rows


def describe_gain(figures, baseline):
    """Points of accuracy and relative F1 gained, with standard errors."""
    accuracy = 100 * (figures[:, 1, 0] - figures[:, baseline, 0])
    f1 = 100 * (figures[:, 1, 1] / figures[:, baseline, 1] - 1)
    error = np.sqrt(len(figures))
    return (f"{accuracy.mean():+.2f} ± {accuracy.std(ddof=1) / error:.2f} | "
            f"{f1.mean():+.2f} ± {f1.std(ddof=1) / error:.2f} %")


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    kind = sys.argv[2] if len(sys.argv) > 2 else "8x8"
    seeds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    parts = [float(c) for c in sys.argv[4:]] or [0.1, 0.25, 0.5, 0.75]
    digits = Digits(sys.argv[1], kind)
    print("| c | method | accuracy | F1 | AUC | c found | pu_mlr: accuracy, "
          "points | pu_mlr: F1 |\n|---|---|---|---|---|---|---|---|")
    for part in parts:
        figures = np.array([run(digits, part, seed) for seed in range(seeds)])
        for i, (name, mean) in enumerate(zip(METHODS, figures.mean(axis=0))):
            gain = describe_gain(figures, i) if i != 1 else " | "
            print(f"| {part:g} | {name} | {100 * mean[0]:.2f} % | "
                  f"{mean[1]:.4f} | {mean[2]:.4f} | "
                  f"{f'{mean[3]:.3f}' if i else ''} | {gain} |", flush=True)


if __name__ == "__main__":
    main()
