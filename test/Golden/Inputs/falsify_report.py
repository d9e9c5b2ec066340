# falsify_report.py - reports with a defect each, for poison.test.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import json
import sys

source, early, fewer = sys.argv[1:]
with open(source) as file:
    report = json.load(file)
inner = [b for b in report["arena"]["buffers"]
         if b["last_kernel"] < len(report["operators"])]
inner[0]["last_kernel"] -= 1
with open(early, "w") as file:
    json.dump(report, file)
inner[0]["last_kernel"] += 1
report["operators"].pop()
with open(fewer, "w") as file:
    json.dump(report, file)
