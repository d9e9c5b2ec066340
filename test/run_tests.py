#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""run_tests.py - runs lit, GoogleTest and the golden tests and adds them up.

Ends with one line, "N passed, N failed, N skipped"; fails when a test failed or
none passed. What is skipped is printed with its reason.
"""
import argparse
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "Golden")]
import features  # noqa: E402
from run_golden import read_site  # noqa: E402

LIT_PASSED = ("PASS", "XFAIL", "FLAKYPASS")
LIT_SKIPPED = ("UNSUPPORTED", "SKIPPED", "EXCLUDED")


class Counts:
    """What has passed, failed and been skipped."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def skip(self, name, reason):
        self.skipped += 1
        print(f"SKIPPED {name}: {reason}")


def read_json(path):
    """None where a program ended before it wrote its results."""
    try:
        with open(path) as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def remove(path):
    if os.path.exists(path):
        os.remove(path)


def explain(output, reasons):
    """Why lit skipped a test, from its text and the missing features."""
    for line in output.splitlines():
        if "unavailable features:" in line:
            names = line.partition("features:")[2].replace(",", " ").split()
            known = [reasons.get(n) or f"this build has no {n}" for n in names]
            return "; ".join(known)
    return output.strip().splitlines()[-1] if output.strip() else "by lit"


def run(command):
    """The exit code, or what kept the program from running."""
    try:
        return subprocess.run(command, check=False).returncode
    except OSError as error:
        return error


def run_lit(site, counts):
    result = os.path.join(site.binary_dir, "test", "lit.json")
    remove(result)
    code = run([site.lit, "-sv", "--no-progress-bar", "--output", result,
                os.path.join(site.binary_dir, "test")])
    found = read_json(result)
    if found is None:
        print(f"FAIL lit: ended with {code}")
        counts.failed += 1
        return
    reasons = features.missing_features(features.find_shared(site.shared))
    for test in found["tests"]:
        if test["code"] in LIT_PASSED:
            counts.passed += 1
        elif test["code"] in LIT_SKIPPED:
            counts.skip(test["name"], explain(test["output"], reasons))
        else:
            counts.failed += 1


def run_unit(site, counts):
    result = os.path.join(site.binary_dir, "test", "unit.json")
    remove(result)
    code = run([os.path.join(site.binary_dir, "bin", "TinyMLCUnitTests"),
                "--gtest_brief=1", "--gtest_output=json:" + result])
    found = read_json(result)
    if found is None:
        print(f"FAIL unit tests: ended with {code}")
        counts.failed += 1
        return
    for suite in found["testsuites"]:
        for test in suite["testsuite"]:
            name = f"{suite['name']}.{test['name']}"
            if test.get("failures"):
                counts.failed += 1
            elif test["status"] == "NOTRUN" or test["result"] == "SKIPPED":
                counts.skip(name, "disabled or skipped by the test")
            else:
                counts.passed += 1


GOLDEN_PARTS = {
    "golden": ["--level=quick"],
    "graphs": ["--level=sweep", "--steps=graphs"],
    "sweep": ["--level=sweep"],
}


def run_golden(options, part, counts):
    result = os.path.join(os.path.dirname(options.site), f"{part}.json")
    remove(result)
    code = run([sys.executable, os.path.join(HERE, "Golden/run_golden.py"),
                "--site=" + options.site, "--json=" + result,
                *GOLDEN_PARTS[part]])
    found = read_json(result)
    if found is None:
        print(f"FAIL golden: ended with {code}")
        counts.failed += 1
        return
    counts.passed += found["passed"]
    counts.failed += found["failed"]
    # run_golden.py has printed them.
    counts.skipped += len(found["skipped"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", required=True,
                        help="lit.site.cfg.py of the build")
    parser.add_argument("parts", nargs="+",
                        choices=["lit", "unit", "golden", "graphs", "sweep"])
    options = parser.parse_args()
    site = read_site(options.site)
    counts = Counts()
    for part in options.parts:
        print(f"== {part}", flush=True)
        if part == "lit":
            run_lit(site, counts)
        elif part == "unit":
            run_unit(site, counts)
        else:
            run_golden(options, part, counts)
    print(f"{counts.passed} passed, {counts.failed} failed, "
          f"{counts.skipped} skipped")
    return 1 if counts.failed or not counts.passed else 0


if __name__ == "__main__":
    sys.exit(main())
