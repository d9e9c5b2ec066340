# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""metrics.py - how well probabilities match true labels."""
import numpy as np
from scipy.stats import rankdata

CALIBRATION_BINS = 10
HISTOGRAM_BINS = 20


def _ratio(part, whole):
    """0 where nothing is counted, as is the custom for precision and F1."""
    return float(part / whole) if whole else 0.0


def confusion(positive, y):
    """Counts of decisions (bool) against true labels."""
    y = y.astype(bool)
    return {"tp": int((positive & y).sum()), "fp": int((positive & ~y).sum()),
            "fn": int((~positive & y).sum()),
            "tn": int((~positive & ~y).sum())}


def decision_metrics(counts):
    tp, fp, fn, tn = (counts[key] for key in ("tp", "fp", "fn", "tn"))
    recall, specificity = _ratio(tp, tp + fn), _ratio(tn, tn + fp)
    return {"accuracy": _ratio(tp + tn, tp + fp + fn + tn),
            "precision": _ratio(tp, tp + fp), "recall": recall,
            "f1": _ratio(2 * tp, 2 * tp + fp + fn),
            "balanced_accuracy": (recall + specificity) / 2}


def roc_auc(p, y):
    """The probability that a positive ranks above a negative; ties count
    half (Mann and Whitney's U)."""
    positives = int(y.sum())
    pairs = positives * (len(y) - positives)
    ranks = rankdata(p)[y == 1].sum() - positives * (positives + 1) / 2
    return float(ranks / pairs)


def roc_curve(p, y):
    """False and true positive rates from (0, 0) to (1, 1), at every threshold
    where the curve turns; samples of equal p are one step."""
    order = np.argsort(-p, kind="stable")
    last = np.append(np.diff(p[order]) != 0, True)
    hits = np.append(0, np.cumsum(y[order])[last])
    misses = np.append(0, np.cumsum(1 - y[order])[last])
    turns = np.diff(hits[:-1]) * np.diff(misses[1:]) != np.diff(
        hits[1:]) * np.diff(misses[:-1])
    kept = np.concatenate([[True], turns, [True]])
    return misses[kept] / misses[-1], hits[kept] / hits[-1]


def calibration(p, y):
    """Of equal intervals of p: samples, mean p, part of true positives."""
    index = np.minimum((p * CALIBRATION_BINS).astype(int),
                       CALIBRATION_BINS - 1)
    bins = []
    for i in range(CALIBRATION_BINS):
        inside = index == i
        if inside.any():
            bins.append({"samples": int(inside.sum()),
                         "mean": float(p[inside].mean()),
                         "positive": float(y[inside].mean())})
    return bins


def calibration_error(bins):
    """The mean distance of p from the part of positives, over the samples."""
    samples = sum(b["samples"] for b in bins)
    return sum(b["samples"] * abs(b["mean"] - b["positive"])
               for b in bins) / samples


def histogram(p, y):
    """Samples of either class in equal intervals of p."""
    def heights(kept):
        return np.histogram(p[kept], HISTOGRAM_BINS, (0, 1))[0].tolist()
    return {"positive": heights(y == 1), "negative": heights(y == 0)}


def evaluate(p, y, threshold):
    """Everything that is reported of p(y=1|x), (samples,); y holds both 0 and
    1."""
    counts = confusion(p >= threshold, y)
    bins = calibration(p, y)
    false_rate, true_rate = roc_curve(p, y)
    return {"confusion": counts, **decision_metrics(counts),
            "auc": roc_auc(p, y), "calibration_error": calibration_error(bins),
            "calibration": bins, "histogram": histogram(p, y),
            "roc": {"false_positive_rate": false_rate.tolist(),
                    "true_positive_rate": true_rate.tolist()}}
