# model_head.py - what a head learns, computed in Python's integers and floats.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""model_head.py SHARED TASK HEAD.json FORM STEPS RATE < program's output

Learns on from the head over the first STEPS recorded examples, as
FixedPoint/PuMlrLearning.h says, and compares with the head that the program
printed. FORM is q24, q11, or f32, whose floats are compared with what double
precision gives. Written apart from the compiler."""
import array
import json
import math
import re
import sys

from head_data import Task, read_npy

EXP2 = (1073739835, -1488318639, 1028420271, -457332482, 117662042)
LOG2E = 774541002
ONE = 1 << 30


def clamp(x, low, high):
    return max(low, min(high, x))


def exp2_negative(x):
    fraction = (x & ((1 << 26) - 1)) << 5
    result = EXP2[4]
    for coefficient in EXP2[3::-1]:
        result = coefficient + (fraction * result >> 32)
    return result >> (x >> 26)


def ratio16(numerator, denominator):
    shift = 32 - denominator.bit_length()
    d, n = (denominator << shift) >> 8, (numerator << shift) >> 8
    high = (n << 8) // d
    return (high << 8) + (((n << 8) - high * d) << 8) // d


def frequency(gamma):
    logit = gamma * LOG2E >> 27
    e = exp2_negative(abs(logit))
    share = ((e >> 7) << 24) // ((ONE + e) >> 7) << 6
    return share if logit < 0 else ONE - share


def estimate(logit, c):
    e = exp2_negative(abs(logit))
    ce, re_ = (c * e >> 32) * 4, ((ONE - c) * e >> 32) * 4
    if logit < 0:
        return ratio16(e, e + c), ratio16(re_, re_ + c)
    return 65535 - ratio16(ce, ce + ONE), 65535 - ratio16(ce, ce + ONE - c)


class Head:
    """The state of a head on int8 features."""

    def __init__(self, head, form, rate):
        self.form, self.zero_point = form, head["input"]["zero_point"]
        scale = head["input"]["scale"]
        self.bias, self.gamma = 0, 0  # w0 is 0 and c 1/2 in these
        self.c, self.rate, self.random = frequency(0), ONE, 2463534242
        weight_rate = rate * (scale * 128) ** 2
        self.bits = 24 if form == "q24" else 11
        self.w = [math.floor(w * scale * 128 * 2 ** self.bits + 0.5)
                  for w in head["w"]]
        self.shift = clamp(21 - math.frexp(weight_rate)[1] - 24 + 7, 0, 30)
        if form == "q11":
            self.shift = 16
        self.weight_step = round(weight_rate * 2 ** (self.bits - 7 + self.shift + 2))
        self.bias_step = round(rate * 2 ** 26)

    def draw(self):
        x = self.random
        x ^= x << 13 & 0xffffffff
        x ^= x >> 17
        self.random = x ^ (x << 5 & 0xffffffff)

    def learn(self, stored, labelled):
        x = [q - self.zero_point for q in stored]
        total = sum(a * b for a, b in zip(x, self.w)) << (24 - self.bits)
        z = clamp((total >> 7) + self.bias, -(21 << 24), 21 << 24)
        positive, unknown = estimate(z * LOG2E >> 27, self.c)
        move = ((65536 if labelled else unknown) - positive) * self.rate >> 16
        gamma = ((ONE - self.c) * positive >> 30) - (0 if labelled else unknown)
        gamma = gamma * self.rate >> 16
        factor = move * self.weight_step >> 32
        limit = 1 << (30 if self.form == "q24" else 15)
        for i, value in enumerate(x):
            rounding = 1 << self.shift >> 1
            if self.form == "q11":
                if i % 2 == 0:
                    self.draw()
                rounding = self.random >> (16 * (i % 2)) & 0xffff
            moved = self.w[i] + (factor * value + rounding >> self.shift)
            self.w[i] = clamp(moved, -limit, limit - 1)
        half = 1 << 31
        self.bias = clamp(self.bias + (move * self.bias_step + half >> 32),
                          -ONE, ONE - 1)
        self.gamma = clamp(self.gamma + (gamma * self.bias_step + half >> 32),
                           -(8 << 24), 8 << 24)
        self.c = frequency(self.gamma)

    def payload(self):
        words = [self.bias, self.gamma, self.c, self.rate]
        data = array.array("i", words).tobytes()
        if self.form == "q24":
            return data + array.array("i", self.w).tobytes()
        data += array.array("I", [self.random]).tobytes()
        return data + array.array("h", self.w).tobytes()


class FloatHead:
    """The same in double precision, by the formulas of docs/pu-mlr.md."""

    def __init__(self, head, rate):
        self.input, self.rate = head["input"], rate
        self.w, self.bias, self.gamma = list(head["w"]), 0.0, 0.0

    def learn(self, stored, labelled):
        x = [self.input["scale"] * (q - self.input["zero_point"])
             for q in stored]
        z = self.bias + sum(a * b for a, b in zip(x, self.w))
        c = 1 / (1 + math.exp(-self.gamma))
        positive = 1 / (1 + c * math.exp(-z))
        unknown = 1 / (1 + c / (1 - c) * math.exp(-z))
        move = self.rate * ((1 if labelled else unknown) - positive)
        self.w = [w + move * value for w, value in zip(self.w, x)]
        self.bias += move
        self.gamma += self.rate * ((1 - c) * positive -
                                   (0 if labelled else unknown))

    def distance(self, payload):
        """How far the floats of a state are from this one."""
        c = 1 / (1 + math.exp(-self.gamma))
        learned = array.array("f", payload).tolist()
        return max(abs(a - b) for a, b in zip(
            learned, [self.bias, self.gamma, c, 1.0, *self.w], strict=True))


def compare_floats(model, payload):
    distance = model.distance(payload)
    if not distance < 2e-5:
        sys.exit(f"{distance} away from the model's head")
    print("near the model's head")


def main(shared, name, head, form, steps, rate):
    task = Task(shared, name)
    n = task.head["n"]
    with open(head) as file:
        head = json.load(file)
    if form == "f32":
        model = FloatHead(head, float(rate))
    else:
        model = Head(head, form, float(rate))
    x = task.examples("train")
    labels = read_npy(task.path(f"mnist35_train_s_{task.rate}_seed0.npy"), "B")
    for i in range(int(steps)):
        model.learn(x[n * i:n * i + n], labels[i])
    printed = re.search(r"^head ([0-9a-f]+)$", sys.stdin.read(), re.M)[1]
    if form == "f32":
        return compare_floats(model, bytes.fromhex(printed[32:]))
    if printed[32:] != model.payload().hex():
        sys.exit("another head than the model's")
    limit = 1 << (30 if form == "q24" else 15)
    print(f"the model's head, {sum(w in (-limit, limit - 1) for w in model.w)} "
          "weights at their limits")


if __name__ == "__main__":
    main(*sys.argv[1:])
