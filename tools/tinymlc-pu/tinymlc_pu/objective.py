# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""objective.py - the log-likelihood of the Modified Logistic Regression.

With z = w.x + w0, c = sigmoid(gamma), b^2 = exp(-gamma):

    p(s=1|x) = 1 / (1 + b^2 + exp(-z)) = sigmoid(u),  u = -log(e^-gamma + e^-z)
    p(y=1|x) = p(s=1|x) / c            = sigmoid(z + log(1 + b^2))
    y0       = sigmoid(z - gamma)      = du/dgamma,   1 - y0 = du/dz

u is below both z and gamma: the label's logit is a soft minimum of the score
and of the ceiling that c sets. Everything follows from u and y0, and neither
overflows, whatever z is.
"""
import numpy as np
from scipy.special import expit


def log_one_plus_b2(gamma):
    """log(1 + b^2) = -log c, for any gamma."""
    return np.logaddexp(0.0, -gamma)


def label_logit(z, gamma):
    """The logit of p(s=1|x)."""
    return -np.logaddexp(-gamma, -z)


def label_probability(z, gamma):
    """p(s=1|x): never above c."""
    return expit(label_logit(z, gamma))


def class_probability(z, gamma):
    """p(y=1|x)."""
    return expit(z + log_one_plus_b2(gamma))


def negative_log_likelihood(z, s, gamma):
    """-log p(s|x) of every sample."""
    u = label_logit(z, gamma)
    return np.logaddexp(0.0, u) - s * u


def likelihood_gradient(z, s, gamma):
    """d log p(s|x) of every sample, by z and by gamma."""
    residual = s - label_probability(z, gamma)
    y0 = expit(z - gamma)
    # Not 1 - y0, which is 0 where expit(gamma - z) is small but counts.
    return residual * expit(gamma - z), residual * y0


class Objective:
    """Mean negative log-likelihood and L2 penalty of theta = (w, w0, gamma).

    features: (samples, n) float64; s: (samples,) of 0 and 1; penalty: (n,),
    what each w_j^2 / 2 costs. w0 and gamma are free. With `gamma` given, it is
    fixed and theta is (w, w0); infinity makes it plain logistic regression.
    """

    def __init__(self, features, s, penalty, gamma=None):
        ones = np.ones((len(features), 1))
        self.design = np.hstack([features, ones])
        self.s = np.asarray(s, dtype=np.float64)
        self.penalty = np.append(penalty, 0.0)
        self.gamma = gamma

    def start(self):
        """w = 0, b = 1. b = 0 would be a fixed point: c stays 1 there."""
        return np.zeros(self.design.shape[1] + (self.gamma is None))

    def split(self, theta):
        """The weights (w, w0) and gamma."""
        if self.gamma is None:
            return theta[:-1], theta[-1]
        return theta, self.gamma

    def loss(self, theta):
        """The mean negative log-likelihood, without the penalty."""
        weights, gamma = self.split(theta)
        z = self.design @ weights
        return negative_log_likelihood(z, self.s, gamma).mean()

    def value(self, theta):
        weights, _ = self.split(theta)
        return self.loss(theta) + 0.5 * self.penalty @ weights**2

    def gradient(self, theta):
        weights, gamma = self.split(theta)
        by_z, by_gamma = likelihood_gradient(self.design @ weights, self.s,
                                             gamma)
        gradient = -self.design.T @ by_z / len(self.s)
        gradient += self.penalty * weights
        if self.gamma is not None:
            return gradient
        return np.append(gradient, -by_gamma.mean())

    def hessian(self, theta):
        weights, gamma = self.split(theta)
        z = self.design @ weights
        p_s = label_probability(z, gamma)
        y0, y1 = expit(z - gamma), expit(gamma - z)
        curvature = p_s * expit(-label_logit(z, gamma))
        # u bends by -y0 y1 in (z, -gamma), which the residual weighs.
        bend = (p_s - self.s) * y0 * y1
        samples = len(self.s)
        by_zz = (curvature * y1**2 - bend) / samples
        hessian = self.design.T @ (by_zz[:, None] * self.design)
        hessian += np.diag(self.penalty)
        if self.gamma is not None:
            return hessian
        by_zg = self.design.T @ (curvature * y0 * y1 + bend) / samples
        by_gg = (curvature * y0**2 - bend).mean()
        return np.block([[hessian, by_zg[:, None]], [by_zg, by_gg]])
