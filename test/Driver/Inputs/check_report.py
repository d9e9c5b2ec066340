# check_report.py - that the JSON report of tiny.mlir is right and adds up.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import json
import sys

with open(sys.argv[1]) as file:
    report = json.load(file)
assert report["name"] == "tiny" and report["target"] == "cortex-m3"
assert report["macs"] == 960 == sum(op["macs"] for op in report["operators"])
assert [op["operator"] for op in report["operators"]] == [0, 2, 3]
assert [op["index"] for op in report["operators"]] == [0, 1, 2]
assert report["operators"][0]["function"] == "tiny_0_conv_2d"
assert report["fused"] == ["op 1 RESHAPE 'flat'"]
assert report["folded"] == []
assert report["rescaling"] == {"multiply": 0, "multiply_add": 0,
                               "signed_multiply_add": 0, "exact": 8}
arena = report["arena"]
assert arena["bytes"] == 88 and arena["largest_live_set"] == 88
assert arena["lower_bound"] == 88 and arena["optimal"]
flash = report["flash"]
assert flash["weights"] == 5 * 9 + 3 * 80
assert flash["parameters"] == 4 * (5 * 4 + 3 * 3)
assert flash["tables"] == 256 * 4 and flash["code"] > 0
assert [t["name"] for t in report["inputs"]] == ["image"]
assert [t["name"] for t in report["outputs"]] == ["scores"]
