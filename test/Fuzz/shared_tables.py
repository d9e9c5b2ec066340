# shared_tables.py - small .tflite files that stand for huge models.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a model whose operators are all one table, its tensors another.

usage: shared_tables.py --operators=N --tensors=N --inputs=N
                        [--scales=N] [--bytes=N] OUT.tflite

A FlatBuffer may refer to one table from many places, so that a file of some
kilobytes describes billions of operands. Operators are CONCATENATION of the
first tensors; a tensor is int8 of --bytes elements, constant data if there are
more than one, with --scales scales. flatc cannot write such files.
"""
import argparse
import struct

TFLITE_INT8, CONCATENATION = 9, 2


class Writer:
    """Appends tables, each behind what refers to it."""

    def __init__(self):
        self.bytes = bytearray(struct.pack("<I4s", 0, b"TFL3"))

    def align(self, alignment):
        self.bytes += bytes(-len(self.bytes) % alignment)

    def refer(self, place):
        """Makes the offset at `place` point to what is appended next."""
        self.align(4)
        struct.pack_into("<I", self.bytes, place, len(self.bytes) - place)

    def table(self, places, **fields):
        """A table at `places` of 4-byte fields, named f<id>: the value, or None
        for an offset. Returns the places of the fields."""
        ids = [int(name[1:]) for name in fields]
        count = max(ids, default=-1) + 1
        slots = {field: 4 + 4 * slot for slot, field in enumerate(ids)}
        self.align(4)
        vtable = len(self.bytes)
        self.bytes += struct.pack("<HH", 4 + 2 * count, 4 + 4 * len(ids))
        for field in range(count):
            self.bytes += struct.pack("<H", slots.get(field, 0))
        self.align(4)
        start = len(self.bytes)
        for place in places:
            struct.pack_into("<I", self.bytes, place, start - place)
        self.bytes += struct.pack("<i", start - vtable)
        for value in fields.values():
            self.bytes += struct.pack("<I", value or 0)
        return {field: start + slot for field, slot in slots.items()}

    def vector(self, place, values, code="I"):
        """A vector; returns the places of its elements."""
        self.refer(place)
        self.bytes += struct.pack("<I", len(values))
        start = len(self.bytes)
        self.bytes += struct.pack(f"<{len(values)}{code}", *values)
        return range(start, len(self.bytes), struct.calcsize(code))


def write_model(options):
    writer = Writer()
    model = writer.table([0], f0=3, f1=None, f2=None, f4=None)
    codes = writer.vector(model[1], [0])
    writer.table(codes, f3=CONCATENATION)
    graph = writer.table(writer.vector(model[2], [0]),
                         f0=None, f2=None, f3=None)
    buffers = writer.vector(model[4], [0, 0])
    writer.table(buffers[:1])
    data = writer.table(buffers[1:], f0=None)
    is_constant = options.bytes > 1
    writer.vector(data[0], bytes(options.bytes * is_constant), "B")
    writer.vector(graph[2], [0])
    # The type is one byte, the others of its four are padding.
    tensor = writer.table(writer.vector(graph[0], [0] * options.tensors),
                          f0=None, f1=TFLITE_INT8, f2=int(is_constant), f4=None)
    writer.vector(tensor[0], [options.bytes])
    scales = writer.table([tensor[4]], f2=None)
    writer.vector(scales[2], [0.5] * options.scales, "f")
    operator = writer.table(writer.vector(graph[3], [0] * options.operators),
                            f0=0, f1=None)
    writer.vector(operator[1], list(range(options.inputs)), "i")
    return writer.bytes


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, default in (("operators", None), ("tensors", None),
                          ("inputs", None), ("scales", 1), ("bytes", 1)):
        parser.add_argument(f"--{name}", type=int, default=default,
                            required=default is None)
    parser.add_argument("output")
    options = parser.parse_args()
    with open(options.output, "wb") as file:
        file.write(write_model(options))


if __name__ == "__main__":
    main()
