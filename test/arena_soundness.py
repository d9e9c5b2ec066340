#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""arena_soundness.py - checks the arenas of JSON reports.

No two buffers share a byte while both are in use, but where the compiler says
that a kernel's output may replace what the kernel has read; buffers of different
memories never do. Prints how many pairs do, and of how many reports all arenas are
proven smallest."""
import json
import sys


def list_memories(report):
    """The arenas: the only one, or each memory's."""
    return report["arena"].get("memories", [report["arena"]])


def find_fault(report):
    """(What is wrong with the arena or None, pairs of buffers that share)."""
    arena = report["arena"]
    buffers = arena["buffers"]
    distances = {(o["output"], o["input"]): o["distance"]
                 for o in arena["overlaps"]}

    def streams_of(buffer):
        """Those in which it begins or ends; planes are filled before one."""
        kernels = [k for k in (buffer["first_kernel"], buffer["last_kernel"])
                   if 0 <= k < len(report["operators"])]
        return {report["operators"][k].get("stream") for k in kernels} - {None}

    def may_share(output, input):
        """The input's last kernel is the output's first, or both are in one
        stream."""
        a, b = buffers[output], buffers[input]
        return ((output, input) in distances
                and (a["first_kernel"] == b["last_kernel"]
                     or streams_of(a) & streams_of(b))
                and a["offset"] - b["offset"] <= distances[output, input])

    sizes = {}
    for memory in list_memories(report):
        if not (memory["largest_live_set"] <= memory["lower_bound"]
                <= memory["bytes"] <= memory.get("size", memory["bytes"])):
            return "the bounds are not in order", 0
        sizes[memory.get("name")] = memory["bytes"]
    shared = 0
    for i, a in enumerate(buffers):
        place = a.get("memory")
        if a["offset"] % 4 or a["offset"] + a["bytes"] > sizes[place]:
            return f"{a} lies askew or outside", shared
        for j, b in enumerate(buffers[:i]):
            together = (a["first_kernel"] <= b["last_kernel"]
                        and b["first_kernel"] <= a["last_kernel"])
            apart = (a["offset"] + a["bytes"] <= b["offset"]
                     or b["offset"] + b["bytes"] <= a["offset"])
            if together and not apart and place == b.get("memory"):
                if not may_share(i, j) and not may_share(j, i):
                    return f"{a} and {b} share bytes", shared
                shared += 1
    return None, shared


def main():
    shared = optimal = 0
    for path in sys.argv[1:]:
        with open(path) as file:
            report = json.load(file)
        fault, pairs = find_fault(report)
        if fault:
            sys.exit(f"{path}: {fault}")
        shared += pairs
        optimal += all(m["optimal"] for m in list_memories(report))
    print(f"{len(sys.argv) - 1} sound, {shared} pairs overlap, "
          f"{optimal} optimal")


if __name__ == "__main__":
    main()
