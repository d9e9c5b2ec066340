#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""make_samples.py - windows of a simulated accelerometer on a wrist.

  docs/examples/wearable/make_samples.py FOLDER

The detector is to notice hand washing. Wearers press a button while they wash,
in a quarter of the cases: s = 1. All other windows have s = 0, washing and
everything else alike. A window is 2.56 s of three axes at 50 Hz, reduced to 16
int8 features (scale 1/128, zero point 0) that a small controller can compute.

Written, all as .npy, samples x 16 int8 features x, uint8 labels s and true
labels y: train_{x,s,y}, test_{x,y}, of twelve wearers; wearer_{x,s,y} and
wearer_test_{x,y}, of a new one, who wears the device on the other wrist and
presses the button in half of the cases. The same files on every run.
"""
import os
import sys

import numpy as np

RATE, WINDOW = 50, 128
WEARERS, TRAIN_WINDOWS, TEST_WINDOWS, NEW_WINDOWS = 12, 240, 60, 600
POSITIVES, LABELLED, LABELLED_BY_NEW = 0.4, 0.25, 0.5
CHANGING = 0.4
TIME = np.arange(WINDOW) / RATE

# (Hz, amplitude in g of each axis, gravity's direction, noise in g)
WASHING = (3.2, (0.45, 0.30, 0.25), (0.2, -0.5, 0.8), 0.10)
OTHERS = {"walking": (1.9, (0.35, 0.20, 0.30), (-0.9, 0.1, 0.3), 0.08),
          "running": (2.8, (0.90, 0.50, 0.80), (-0.5, 0.3, 0.7), 0.15),
          "typing": (5.0, (0.03, 0.04, 0.06), (0.1, -0.1, 1.0), 0.03),
          "resting": (0.3, (0.02, 0.02, 0.02), (-0.3, 0.4, 0.8), 0.01),
          "cooking": (2.8, (0.40, 0.25, 0.30), (0.0, -0.2, 0.9), 0.12),
          "driving": (8.0, (0.05, 0.05, 0.10), (0.3, 0.5, 0.8), 0.06)}


class Wearer:
    """Someone's tempo and strength, and how the device sits on the wrist."""

    def __init__(self, random, axes=(1, 1, 1)):
        self.random = random
        self.tempo = random.uniform(0.9, 1.1)
        self.strength = random.uniform(0.75, 1.33)
        self.tilt = random.normal(0, 0.15, 3)
        self.axes = np.array(axes)

    def window(self, motion):
        """(WINDOW, 3) accelerations in g."""
        rate, amplitude, gravity, noise = motion
        random = self.random
        rate = rate * self.tempo * random.lognormal(0, 0.2)
        phase = random.uniform(0, 2 * np.pi) + random.normal(0, 0.7, 3)
        strength = self.strength * random.lognormal(0, 0.4)
        wave = np.sin(2 * np.pi * rate * TIME[:, None] + phase)
        wave += 0.3 * np.sin(4 * np.pi * rate * TIME[:, None] + 2 * phase)
        direction = np.array(gravity) + self.tilt + random.normal(0, 0.3, 3)
        direction /= np.linalg.norm(direction)
        return self.axes * (direction + strength * np.array(amplitude) * wave
                            + random.normal(0, noise, (WINDOW, 3)))


def features(window):
    """16 numbers of about -1 to 1: means, logarithms of deviation and of
    change, crossings of the mean, correlations, and the range of |a|."""
    mean, deviation = window.mean(axis=0), window.std(axis=0)
    moving = window - mean
    change = np.abs(np.diff(window, axis=0)).mean(axis=0)
    crossings = (np.diff(moving > 0, axis=0) != 0).mean(axis=0)
    correlation = np.corrcoef(moving.T)[[0, 1, 0], [1, 2, 2]]
    return np.concatenate([
        mean / 1.5, (np.log2(deviation) + 3.5) / 4, (np.log2(change) + 4) / 4,
        2 * crossings - 0.8, correlation,
        [np.ptp(np.linalg.norm(window, axis=1)) / 2 - 0.8]])


def quantise(rows):
    """int8 with scale 1/128 and zero point 0."""
    return np.clip(np.round(np.array(rows) * 128), -128, 127).astype(np.int8)


def choose_motion(random, positive):
    others = list(OTHERS.values())
    return WASHING if positive else others[random.randint(len(others))]


def record(wearer, windows):
    """Features and true labels of a wearer's windows. In some, one motion
    gives way to another; the longer one counts."""
    random, rows, labels = wearer.random, [], []
    for _ in range(windows):
        positive, next_positive = random.uniform(size=2) < POSITIVES
        window = wearer.window(choose_motion(random, positive))
        if random.uniform() < CHANGING:
            following = wearer.window(choose_motion(random, next_positive))
            end = random.randint(WINDOW)
            window[end:] = following[end:]
            positive = positive if 2 * end >= WINDOW else next_positive
        rows.append(features(window))
        labels.append(positive)
    return quantise(rows), np.array(labels, dtype=np.uint8)


def press_button(random, y, part):
    """s: a random part of the positives."""
    return (y * (random.uniform(size=len(y)) < part)).astype(np.uint8)


def write(folder, name, **arrays):
    for key, array in arrays.items():
        np.save(os.path.join(folder, f"{name}_{key}.npy"), array)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    # The generator whose numbers no version of numpy changes.
    random = np.random.RandomState(1)
    wearers = [Wearer(random) for _ in range(WEARERS)]
    for name, windows in (("train", TRAIN_WINDOWS), ("test", TEST_WINDOWS)):
        x, y = (np.concatenate(parts) for parts in
                zip(*[record(wearer, windows) for wearer in wearers]))
        write(folder, name, x=x, y=y)
        if name == "train":
            write(folder, name, s=press_button(random, y, LABELLED))
    new = Wearer(random, axes=(-1, 1, 1))
    x, y = record(new, NEW_WINDOWS)
    write(folder, "wearer", x=x, y=y,
          s=press_button(random, y, LABELLED_BY_NEW))
    x, y = record(new, NEW_WINDOWS)
    write(folder, "wearer_test", x=x, y=y)


if __name__ == "__main__":
    main()
