#!/bin/sh
# check.sh - builds everything and passes the tests. Arguments name other
# targets than `check`, such as check-sweep.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -eu
cd "$(dirname "$0")/.."
. tools/setup.sh
# shellcheck disable=SC2086
install_packages $build_packages $board_packages $fit_packages \
  $test_packages

cmake -G Ninja -S . -B build -DTINYMLC_BUILD_TESTS=ON
ninja -C build "${@:-check}"
