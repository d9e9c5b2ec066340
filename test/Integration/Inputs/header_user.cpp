// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// header_user.cpp - a C++ program that uses a model.
#define TML_STATIC_ARENA
#include "tiny/tiny.h"

#include "vectors.h"

#include <cstdio>
#include <cstring>

int main() {
  TINY_ARENA(arena);
  if (tiny_init(arena, sizeof arena) != 0)
    return 1;
  std::memcpy(tiny_input_pixels(arena), tiny_in_0, TINY_INPUT_0_BYTES);
  int status = tiny_invoke(arena);
  const int8_t *scores = tiny_output_probabilities(arena);
  bool same = std::memcmp(scores, tiny_out_0, TINY_OUTPUT_0_BYTES) == 0;
  int8_t in[TINY_INPUT_0_LEN] = {}, out[TINY_OUTPUT_0_LEN];
  status |= tiny_run(in, out);
  std::puts(status == 0 && same ? "same bytes" : "FAILED");
}
