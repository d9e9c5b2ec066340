# check_arena.py - that no two buffers of a JSON report share a byte while both
# are in use, but where the compiler says that one may replace the other.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import json
import sys


def check(path):
    with open(path) as file:
        arena = json.load(file)["arena"]
    buffers = arena["buffers"]
    distances = {(o["output"], o["input"]): o["distance"]
                 for o in arena["overlaps"]}

    def may_share(output, input):
        """The input's last kernel is the output's first."""
        a, b = buffers[output], buffers[input]
        return ((output, input) in distances
                and a["first_kernel"] == b["last_kernel"]
                and a["offset"] - b["offset"] <= distances[output, input])

    assert arena["largest_live_set"] <= arena["lower_bound"] <= arena["bytes"]
    shared = 0
    for i, a in enumerate(buffers):
        assert a["offset"] % 4 == 0
        assert a["offset"] + a["bytes"] <= arena["bytes"]
        for j, b in enumerate(buffers[:i]):
            together = (a["first_kernel"] <= b["last_kernel"]
                        and b["first_kernel"] <= a["last_kernel"])
            apart = (a["offset"] + a["bytes"] <= b["offset"]
                     or b["offset"] + b["bytes"] <= a["offset"])
            if together and not apart:
                assert may_share(i, j) or may_share(j, i), (path, a, b)
                shared += 1
    return shared


shared = sum(check(path) for path in sys.argv[1:])
print(f"{len(sys.argv) - 1} arenas are sound, {shared} pairs overlap")
