// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// main.c - runs one model as two, which must agree.
#include "small_model.h"
#include "tiny.h"

#include <stdio.h>
#include <string.h>

int main(void) {
  TINY_ARENA(a);
  SMALL_MODEL_ARENA(b);
  int status = tiny_init(a, sizeof a) | small_model_init(b, sizeof b);
  for (int i = 0; i < TINY_INPUT_0_LEN; ++i)
    tiny_input_0(a)[i] = small_model_input_0(b)[i] = (int8_t)(9 * i - 70);
  status |= tiny_invoke(a) | small_model_invoke(b);
  int same = memcmp(tiny_output_0(a), small_model_output_0(b),
                    TINY_OUTPUT_0_BYTES) == 0;
  puts(status == 0 && same ? "installed and running" : "FAILED");
}
