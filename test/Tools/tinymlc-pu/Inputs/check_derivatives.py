# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Gradient and Hessian of the objective against central differences, and the
formulas far out, where exponentials overflow."""
import numpy as np
from tinymlc_pu import objective
from tinymlc_pu.objective import Objective

STEP = 1e-5


def differences(function, theta):
    """(parameters, ...) derivatives of a function of theta."""
    return np.array([(function(theta + STEP * axis) -
                      function(theta - STEP * axis)) / (2 * STEP)
                     for axis in np.eye(len(theta))])


def relative_error(actual, expected):
    return np.abs(actual - expected).max() / (1 + np.abs(expected).max())


def check_objective(random, gamma):
    features = random.normal(0, 2, (60, 5))
    s = random.randint(0, 2, 60)
    problem = Objective(features, s, random.uniform(0, 0.1, 5), gamma)
    for spread in (0, 0.3, 3):
        theta = problem.start() + spread * random.normal(
            size=len(problem.start()))
        by_theta = relative_error(problem.gradient(theta),
                                  differences(problem.value, theta))
        curvature = relative_error(problem.hessian(theta),
                                   differences(problem.gradient, theta))
        assert by_theta < 1e-8 and curvature < 1e-8, (gamma, spread, by_theta,
                                                      curvature)


def check_far_out():
    """Nothing overflows, and probabilities stay in order."""
    z, gamma = np.meshgrid([-1e4, -800, -88, 0, 88, 800, 1e4],
                           [-700, -16, 0, 16, 700])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        p_s = objective.label_probability(z, gamma)
        p_y = objective.class_probability(z, gamma)
        parts = [objective.negative_log_likelihood(z, s, gamma)
                 for s in (0, 1)]
        parts += [part for s in (0, 1)
                  for part in objective.likelihood_gradient(z, s, gamma)]
    assert all(np.isfinite(part).all() for part in parts)
    assert (p_s <= p_y).all() and (p_s >= 0).all() and (p_y <= 1).all()
    # -log p(s=1) = log(1 + b^2 + e^-z), which is -z far below.
    assert parts[1][0, 0] == 1e4


def main():
    random = np.random.RandomState(3)
    for gamma in (None, 1.0, np.inf):
        check_objective(random, gamma)
    check_far_out()
    print("derivatives agree")


main()
