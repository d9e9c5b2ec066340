/* tiny_main.c - runs tiny.mlir through its API header.
   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define TML_STATIC_ARENA
#include "tiny.h"

int main(void) {
  static const int8_t in[TINY_INPUT_0_LEN] = {1, -2, 3, -4, 5, -128, 127, 8};
  static const int8_t expected[TINY_OUTPUT_0_LEN] = {33, 21, 26, 121};
  int8_t out[TINY_OUTPUT_0_LEN];
  int turn, i;
  for (turn = 0; turn < 2; ++turn) {
    if (tiny_run(in, out) != 0)
      return 1;
    for (i = 0; i < TINY_OUTPUT_0_LEN; ++i)
      if (out[i] != expected[i])
        return 2;
  }
  return 0;
}
