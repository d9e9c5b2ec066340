# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""fit.py - maximises the likelihood of the labels, full batch, second order.

A trust-region Newton method with the exact Hessian: the likelihood is not
concave in (w, gamma), and near w = 0 a line search would leave along the wrong
direction. Steps of bounded length also make early stopping fine-grained: the
path from w = 0 runs through ever larger weights, as that of a falling penalty
would.
"""
import dataclasses

import numpy as np
from scipy.optimize import minimize

from .diagnostics import InputError, count
from .head import Head
from .objective import Objective, class_probability
from .standardisation import Standardisation

# Of standardised weights. 0.25 and 1 give heads of the same accuracy.
EARLY_STOPPING_STEP = 0.5
# Steps after which the held-out loss has to be better, by so much at least:
# what comes later is larger weights more than a better head.
PATIENCE, LEAST_GAIN = 8, 1e-4
GRADIENT_TOLERANCE = 1e-9
# b of 3e-4 to 3e3: float32 can still tell c from 0 and 1.
LARGEST_GAMMA = 16.0


@dataclasses.dataclass(frozen=True)
class Options:
    """l2: of w_j^2 / 2 beside the mean loss; hold_out: the part of the samples
    that decides when to stop; seed: of the draw of that part; gamma: fixed, if
    given (infinity: logistic regression of s)."""
    l2: float = 0.0
    hold_out: float = 0.2
    max_steps: int = 500
    seed: int = 0
    threshold: float = 0.5
    gamma: float = None


@dataclasses.dataclass
class Step:
    """A point of the path. held_out is None where nothing is held out."""
    number: int
    theta: np.ndarray
    loss: float
    held_out: float


class _Stopped(Exception):
    """Ends scipy's loop: the held-out likelihood gains no more."""


class _Path:
    """Follows the optimisation and keeps the step that is to be used."""

    def __init__(self, train, held_out, progress):
        self.train, self.held_out, self.progress = train, held_out, progress
        self.number = 0
        self.best = self._measure(train.start())

    def _measure(self, theta):
        held_out = self.held_out and self.held_out.loss(theta)
        return Step(self.number, theta.copy(), self.train.loss(theta), held_out)

    def __call__(self, theta):
        self.number += 1
        step = self._measure(theta)
        self.progress(step)
        if self.held_out is None or \
                step.held_out < self.best.held_out - LEAST_GAIN:
            self.best = step
        elif self.number - self.best.number >= PATIENCE:
            raise _Stopped


def optimise(train, held_out, max_steps, progress):
    """The best step on the way to the optimum of `train`, and why it is:
    "converged", "stopped" (by `held_out`, which may be None) or "cut short"."""
    path = _Path(train, held_out, progress)
    longest = EARLY_STOPPING_STEP if held_out else 1e3
    try:
        result = minimize(
            train.value, train.start(), jac=train.gradient, hess=train.hessian,
            method="trust-exact", callback=path,
            options={"gtol": GRADIENT_TOLERANCE, "maxiter": max_steps,
                     "initial_trust_radius": EARLY_STOPPING_STEP / 2,
                     "max_trust_radius": longest})
    except _Stopped:
        return path.best, "stopped"
    # Status 2: no step improves any more, to the last bit.
    converged = result.success or (result.status == 2 and
                                   np.abs(result.jac).max() < 1e-6)
    if not converged:
        return path.best, "cut short"
    # On the last steps to the optimum the held-out loss may gain nothing.
    last = path.best.number == path.number
    return path.best, "converged" if last else "stopped"


def hold_out_mask(s, part, seed):
    """Which samples are held out: the same part of the labelled and of the
    unlabelled, drawn at random."""
    mask = np.zeros(len(s), dtype=bool)
    # The generator whose numbers no version of numpy changes.
    generator = np.random.RandomState(seed)
    for value in (0, 1):
        members = generator.permutation(np.flatnonzero(s == value))
        mask[members[:round(part * len(members))]] = True
    return mask


def check_labels(path, s, hold_out):
    """Refuses labels that nothing can be learned from."""
    labelled = int(s.sum())
    if labelled in (0, len(s)):
        raise InputError(path, f"labels every sample {int(s[0])}; learning "
                         "needs labelled (1) and unlabelled (0) samples")
    fewest = min(labelled, len(s) - labelled)
    if hold_out and (round(hold_out * fewest) == 0 or
                     round(hold_out * fewest) == fewest):
        name = "labelled" if labelled == fewest else "unlabelled"
        raise InputError(path, f"has {count(fewest, f'{name} sample')}, too "
                         f"few to hold out {hold_out:g} of them; give more, or "
                         "--hold-out=0 with an --l2 of 1e-5 or so")


def check_features(path, features):
    if not np.ptp(features, axis=0).any():
        raise InputError(path, "holds the same features in every sample; "
                         "there is nothing to tell them apart by")


def check_head(path, head):
    """Refuses weights that no head can hold."""
    with np.errstate(over="ignore"):
        weights = np.append(head.w, head.w0).astype(np.float32)
    if not np.isfinite(weights).all():
        raise InputError(path, "leads to weights beyond float32, as features "
                         "that hardly differ do; scale them to about 1")


def fit(features, s, stored, options, progress=lambda step: None):
    """Fits a head to `features` (samples, n), real, as float64, and `s`
    (samples,). Returns the head, the last step and the reason to end there."""
    scaling = Standardisation(features, stored.step)
    scaled = scaling.apply(features)
    penalty = scaling.penalty(options.l2)

    def part(rows):
        return Objective(scaled[rows], s[rows], penalty, options.gamma)

    if options.hold_out:
        mask = hold_out_mask(s, options.hold_out, options.seed)
        train, held_out = part(~mask), part(mask)
    else:
        train, held_out = part(slice(None)), None
    step, reason = optimise(train, held_out, options.max_steps, progress)
    weights, gamma = train.split(step.theta)
    w, w0 = scaling.fold(weights)
    head = Head(w, w0, float(np.clip(gamma, -LARGEST_GAMMA, LARGEST_GAMMA)),
                options.threshold, stored)
    head.fit = {"samples": len(s), "labelled": int(s.sum()),
                "unlabelled": int(len(s) - s.sum()),
                "positive": float(class_probability(
                    scaled @ weights[:-1] + weights[-1], gamma).mean()),
                "constant_features": int((~scaling.varies).sum()),
                "l2": options.l2, "hold_out": options.hold_out,
                "steps": step.number, "end": reason, "loss": step.loss}
    if held_out:
        head.fit["held_out_loss"] = step.held_out
    return head


def find_faults(head):
    """Warnings about a fit that ran into a corner."""
    share = head.fit["labelled"] / head.fit["samples"]
    if head.fit["steps"] == 0:
        yield ("no step predicted the held-out labels better than no features "
               "at all: the head weighs nothing; check that samples and labels "
               "are in the same order, and that the features fit the task")
    if head.c > 0.9:
        yield (f"c ran towards 1 ({head.c:.4f}), as if hardly a positive were "
               "unlabelled: the head is nearly plain logistic regression of "
               "the labels; if many are unlabelled, lower --l2 or give more "
               "samples")
    elif head.fit["positive"] > 0.95:
        yield (f"c ran to P(s=1) ({head.c:.4f} and {share:.4f}): the head "
               "calls nearly every sample positive; check that the unlabelled "
               "samples hold negatives, and that the features tell them apart")
    if head.fit["end"] == "cut short":
        yield (f"no optimum after {head.fit['steps']} steps, as where the "
               "labelled can be told apart exactly: hold samples out, or give "
               "--l2 or a larger --max-steps")
