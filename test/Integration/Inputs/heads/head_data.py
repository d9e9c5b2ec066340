# head_data.py - recorded digits as C arrays for head_main.c, and heads for it.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes data.h: test examples as stored, what is expected of them, and, with
--train, examples to learn from.

  head_data.py SHARED TASK --golden=FILE [--int16] [--tolerance=N] > data.h
  head_data.py SHARED TASK --train=N [--passes=N] > data.h
  head_data.py SHARED TASK --even=W > head.json    a head of weights W and -W,
                                                   with 0 one that knows nothing

TASK is 8x8_c025 and so on; SHARED holds pumlr/.
"""
import argparse
import array
import json
import math
import os


def read_npy(path, code):
    """The elements of a .npy file, flat."""
    with open(path, "rb") as file:
        data = file.read()
    header = 10 + int.from_bytes(data[8:10], "little")
    values = array.array(code)
    values.frombytes(data[header:])
    return values.tolist()


class Task:
    """One of the recorded tasks: features as int8, labels, a trained head."""

    def __init__(self, shared, name):
        self.folder = os.path.join(shared, "pumlr")
        self.name = name
        self.features, self.rate = name.split("_")
        with open(self.path(f"head_{name}.json")) as file:
            self.head = json.load(file)

    def path(self, name):
        return os.path.join(self.folder, name)

    def examples(self, part):
        """Stored int8 features of a part, train or test."""
        if self.features == "8x8":
            pixels = read_npy(self.path(f"mnist35_8x8_{part}_x_u8.npy"), "B")
            return [x - 128 for x in pixels]
        return read_npy(self.path(f"mnist35_{self.features}_{part}_x_i8.npy"),
                        "b")

    def examples16(self):
        """The test part as int16, as the goldens have it."""
        if self.features == "8x8":
            return [math.floor((x + 128) / 255 * 32767 + 0.5)
                    for x in self.examples("test")]
        return [x * 256 for x in self.examples("test")]

    def decisions(self):
        """What the recorded weights of int16, and of int8, decide."""
        with open(self.path(f"ref_{self.name}.json")) as file:
            forms = json.load(file)["quantised"]
        x, n = self.examples("test"), self.head["n"]
        zero = self.head["input"]["zero_point"]
        for form in (forms["int16"], forms["int8"]):
            yield [int(sum((x[i + k] - zero) * form["w_q"][k]
                           for k in range(n)) >= form["decision_acc_min"])
                   for i in range(0, len(x), n)]

    def head16(self):
        """The head on int16 features."""
        scale = self.head["input"]["scale"] / 256
        if self.features == "8x8":
            scale = 1 / 32767
        head = dict(self.head)
        head["input"] = {"dtype": "int16", "scale": scale, "zero_point": 0}
        return head

    def even_head(self, weight):
        head = dict(self.head)
        w = [weight if i % 8 < 3 else -weight for i in range(head["n"])]
        head.update(w=w, w0=0.0, b=1.0, c=0.5)
        del head["folded_bias"]
        return head


def write_array(kind, name, values):
    print(f"static const {kind} {name}[] = {{")
    for i in range(0, len(values), 32):
        print(" ".join(f"{v}," for v in values[i:i + 32]))
    print("};")


def write_test(task, options):
    kind = "int16_t" if options.int16 else "int8_t"
    x = task.examples16() if options.int16 else task.examples("test")
    print(f"typedef {kind} feature;\n#define TOLERANCE {options.tolerance}")
    write_array(kind, "test_x", x)
    for name, decided in zip(("decided_int16", "decided_int8"),
                             task.decisions()):
        write_array("int8_t", name, decided)
    write_array(kind, "expected", read_npy(task.path(options.golden),
                                           "h" if options.int16 else "b"))


def write_train(task, options):
    n = task.head["n"]
    print("typedef int8_t feature;\n#define LEARNS 1\n"
          f"#define PASSES {options.passes}")
    write_array("int8_t", "test_x", task.examples("test"))
    write_array("int8_t", "test_y",
                read_npy(task.path("mnist35_test_y.npy"), "B"))
    write_array("int8_t", "train_x", task.examples("train")[:n * options.train])
    labels = read_npy(task.path(f"mnist35_train_s_{task.rate}_seed0.npy"), "B")
    write_array("int8_t", "train_s", labels[:options.train])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared")
    parser.add_argument("task")
    parser.add_argument("--golden")
    parser.add_argument("--int16", action="store_true")
    parser.add_argument("--head16", action="store_true")
    parser.add_argument("--tolerance", type=int, default=0)
    parser.add_argument("--train", type=int, default=0)
    parser.add_argument("--passes", type=int, default=1)
    parser.add_argument("--even", type=float)
    options = parser.parse_args()
    task = Task(options.shared, options.task)
    if options.even is not None:
        print(json.dumps(task.even_head(options.even)))
    elif options.head16:
        print(json.dumps(task.head16()))
    elif options.golden:
        write_test(task, options)
    else:
        write_train(task, options)


if __name__ == "__main__":
    main()
