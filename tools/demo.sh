#!/bin/sh
# demo.sh - builds the compiler, compiles a keyword-spotting model and runs it
# on a simulated Cortex-M4: its answer, and its cost.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -eu
cd "$(dirname "$0")/.."
. tools/setup.sh
# shellcheck disable=SC2086
install_packages $build_packages $board_packages

cmake -G Ninja -S . -B build -DTINYMLC_BUILD_TESTS=OFF
ninja -C build tinymlc tinymlc-bench
build/bin/tinymlc docs/examples/kws.tflite -target=cortex-m4 -o build/demo/kws \
  -report=build/demo/kws/kws.json
build/bin/tinymlc-bench build/demo/kws -input=docs/examples/kws_input.bin \
  -expect=docs/examples/kws_output.bin
