# check_costs.py - what the bench measured against limits.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""check_costs.py RESULT.json CYCLES FLASH: at most so many cycles, and bytes of
code and constants."""
import json
import sys


def main(result, cycles, flash):
    with open(result) as file:
        measured = json.load(file)
    costs = (measured["total"]["cycles"], measured["flash"]["total"])
    if not (0 < costs[0] <= int(cycles) and 0 < costs[1] <= int(flash)):
        sys.exit(f"{costs[0]} cycles, {costs[1]} bytes of flash")


main(*sys.argv[1:])
