# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""standardisation.py - features with mean 0 and deviation 1, while fitting."""
import numpy as np


class Standardisation:
    """x' = (x - mean) / deviation, for the features that vary.

    A deviation counts as `step` (the type's smallest difference) at least:
    else a feature that differs in a few samples by one step would get a weight
    that dwarfs the others, and cost them their precision as integers.
    """

    def __init__(self, features, step):
        self.varies = np.ptp(features, axis=0) > 0
        kept = features[:, self.varies]
        self.mean = kept.mean(axis=0)
        self.deviation = np.maximum(kept.std(axis=0), step)

    def apply(self, features):
        return (features[:, self.varies] - self.mean) / self.deviation

    def penalty(self, l2):
        """What w'_j^2 / 2 costs if w_j^2 / 2 costs `l2`."""
        return l2 / self.deviation**2

    def fold(self, weights):
        """(w, w0) of the features themselves; constant ones weigh 0."""
        w = np.zeros(len(self.varies))
        w[self.varies] = weights[:-1] / self.deviation
        return w, weights[-1] - w[self.varies] @ self.mean
