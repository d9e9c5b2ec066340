# lit.cfg.py - how lit runs the tests of this folder.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import os
import sys

import lit.formats

sys.path.insert(0, os.path.join(config.source_dir, "test"))
import features  # noqa: E402

config.name = "TinyMLC"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test", ".json"]
config.excludes = ["Inputs", "Unit", "Models", "CMakeLists.txt"]
config.test_source_root = os.path.join(config.source_dir, "test")
config.test_exec_root = os.path.join(config.binary_dir, "test")

path = [os.path.join(config.binary_dir, "bin"), config.llvm_bin]
config.environment["PATH"] = os.pathsep.join(path + [os.environ["PATH"]])
for name in ("TINYMLC_SHARED", "TINYMLC_HIDE_FEATURES", "ASAN_OPTIONS"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

shared = features.find_shared(config.shared)
for feature, reason in features.missing_features(shared).items():
    if reason is None:
        config.available_features.add(feature)
# The Python that CMake found for tinymlc-pu, with numpy and scipy.
if config.pu_python:
    config.available_features.add("python-scipy")

# lit replaces in order: a name that another begins with comes after it.
# %json_to_tflite model.json model.tflite: the file that a JSON text describes.
schema = os.path.join(config.source_dir, "lib/Frontend/TFLite/tflite.fbs")
config.substitutions += [
    ("%json_to_tflite",
     f"{config.python} {config.test_source_root}/json_to_tflite.py "
     f"--flatc={config.flatc} --schema={schema}"),
    ("%pu_python",
     f"env PYTHONPATH={config.source_dir}/tools/tinymlc-pu {config.pu_python}"),
    ("%python", config.python),
    ("%shared", shared),
    ("%schema", schema),
    ("%flatc", config.flatc),
    ("%lit", config.lit),
    ("%run_tests", f"{config.python} {config.test_source_root}/run_tests.py "
     f"--site={config.test_exec_root}/lit.site.cfg.py"),
    ("%run_golden",
     f"{config.python} {config.test_source_root}/Golden/run_golden.py "
     f"--site={config.test_exec_root}/lit.site.cfg.py"),
    ("%source_dir", config.source_dir),
    ("%build_dir", config.binary_dir),
]
