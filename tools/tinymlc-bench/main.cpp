// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// main.cpp - the entry point of tinymlc-bench.
#include "Bench.h"

int main(int argc, char **argv) {
  return tinymlc::bench::benchMain(argc, argv);
}
