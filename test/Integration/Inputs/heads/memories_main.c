// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// memories_main.c - the same head in two memories and in one arena learns, and
// is saved and loaded, alike.
#include "one/one.h"
#include "two/two.h"

#include <stdio.h>
#include <string.h>

ONE_ARENA(arena);
TWO_ARENAS(fast, slow);

static uint32_t saved_one[ONE_HEAD_BYTES / 4], saved_two[TWO_HEAD_BYTES / 4];

static void write_inputs(unsigned seed) {
  int8_t *one = (int8_t *)one_input_0(arena);
  int8_t *two = (int8_t *)two_input_0(fast, slow);
  for (size_t i = 0; i < ONE_INPUT_0_BYTES; ++i) {
    seed = seed * 1664525u + 1013904223u;
    one[i] = two[i] = (int8_t)((int)(seed >> 24) - 128);
  }
}

static int step(unsigned i) {
  write_inputs(i);
  int failed = one_invoke(arena) | two_invoke(fast, slow);
  failed |= memcmp(one_output_0(arena), two_output_0(fast, slow),
                   ONE_OUTPUT_0_BYTES) != 0;
  return failed | one_learn(arena, i % 3 == 0) |
         two_learn(fast, slow, i % 3 == 0);
}

int main(void) {
  int failed = one_init(arena, sizeof arena) |
               two_init(fast, sizeof fast, slow, sizeof slow);
  for (unsigned i = 0; i < 100; ++i)
    failed |= step(i);
  failed |= one_head_save(arena, saved_one, sizeof saved_one) |
            two_head_save(fast, slow, saved_two, sizeof saved_two);
  failed |= memcmp(saved_one, saved_two, sizeof saved_one) != 0;
  for (unsigned i = 0; i < 50; ++i)
    failed |= step(i);
  failed |= one_head_load(arena, saved_one, sizeof saved_one) |
            two_head_load(fast, slow, saved_two, sizeof saved_two);
  for (unsigned i = 0; i < 50; ++i)
    failed |= step(i);
  puts(failed ? "FAILED" : "all alike");
  return failed;
}
