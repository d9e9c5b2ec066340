# golden_plan.py - when invoke uses which bytes, from the compiler's report.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tables for golden_poison.c: a model's buffers and the kernels it calls."""
import itertools
import json
import os


def find_report(folder, name):
    """The JSON report in the folder or beside it; None without one that has the
    arena's buffers."""
    for path in (os.path.join(folder, name + ".json"), folder + ".json"):
        if os.path.exists(path):
            with open(path) as file:
                report = json.load(file)
            return report if "arena" in report else None
    return None


def list_calls(operators):
    """The kernels, by index, in the order in which invoke calls them: those of
    a stream turn after turn, and only in turns in which they have rows."""
    calls = []
    numbered = list(enumerate(operators))
    # A kernel outside streams is a group of its own.
    for _, group in itertools.groupby(
            numbered, lambda item: item[1].get("stream", ~item[0])):
        group = list(group)
        turns = [(i, range(op.get("first_turn", 0), op.get("last_turn", 0) + 1,
                           op.get("every", 1)))
                 for i, op in group]
        for turn in range(max(when.stop for _, when in turns)):
            calls += [i for i, when in turns if turn in when]
    return calls


def write_tables(report, key):
    """The C of a struct golden_plan named golden_<key>_plan."""
    arena, operators = report["arena"], report["operators"]
    fields = ("offset", "bytes", "first_kernel", "last_kernel")
    buffers = ["{" + ", ".join(str(buffer[f]) for f in fields) + "}"
               for buffer in arena["buffers"]]
    calls = [str(call) for call in list_calls(operators)]
    return (
        f"static const struct golden_buffer golden_{key}_buffers[] = "
        f"{{{', '.join(buffers) or '{0, 0, 0, 0}'}}};\n"
        f"static const uint16_t golden_{key}_calls[] = "
        f"{{{', '.join(calls) or '0'}}};\n"
        f"static const struct golden_plan golden_{key}_plan = {{"
        f"golden_{key}_buffers, golden_{key}_calls, {len(buffers)}, "
        f"{len(calls)}, {len(operators)}, {arena['bytes']}}};")
