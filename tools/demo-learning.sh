#!/bin/sh
# demo-learning.sh - trains a detector on labelled and unlabelled samples,
# compiles it, and lets it learn on a simulated Cortex-M4 from a new wearer.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -eu
cd "$(dirname "$0")/.."
. tools/setup.sh
# shellcheck disable=SC2086
install_packages $build_packages $board_packages $fit_packages

cmake -G Ninja -S . -B build -DTINYMLC_BUILD_TESTS=OFF
ninja -C build tinymlc
folder=build/demo/wearable
/usr/bin/python3 docs/examples/wearable/make_samples.py "$folder"
build/bin/tinymlc-pu fit \
  --features="$folder/train_x.npy" --scale=1/128 \
  --labels="$folder/train_s.npy" -o "$folder/head.json"
build/bin/tinymlc "$folder/head.json" -target=cortex-m4 -name=wearable \
  -pu-learn=q24 -pu-learn-rate=0.3 -o "$folder/wearable" -q
/usr/bin/python3 docs/examples/wearable/learn_on_board.py "$folder"
