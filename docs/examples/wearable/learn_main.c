// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// learn_main.c - a detector meets a new wearer: how often it is right before
// and after it has learned from windows that the wearer labelled, or did not.
#include "board.h"
#include "samples.h"
#include "wearable.h"

#define FEATURES WEARABLE_INPUT_0_LEN
#define PASSES 3

WEARABLE_ARENA(arena);

// At least one half: probabilities are (q + 128) / 256.
static int is_positive(const int8_t *window) {
  int8_t *input = wearable_input_0(arena);
  for (int i = 0; i < FEATURES; ++i)
    input[i] = window[i];
  if (wearable_invoke(arena) != 0)
    board_write("invoke failed\n");
  return *wearable_output_0(arena) >= 0;
}

static void report(const char *when) {
  uint32_t right = 0;
  for (uint32_t i = 0; i < TEST_WINDOWS; ++i)
    right += is_positive(test_x + i * FEATURES) == test_y[i];
  board_write(when);
  board_write(": right on ");
  board_write_u32(right);
  board_write(" of ");
  board_write_u32(TEST_WINDOWS);
  board_write(" windows\n");
}

static void learn_all(void) {
  for (uint32_t i = 0; i < LEARN_WINDOWS; ++i) {
    is_positive(learn_x + i * FEATURES);
    if (wearable_learn(arena, learn_s[i]) != 0)
      board_write("learn failed\n");
  }
}

int main(void) {
  if (wearable_init(arena, sizeof arena) != 0)
    board_write("init failed\n");
  report("as shipped");
  for (int pass = 0; pass < PASSES; ++pass) {
    learn_all();
    report("after learning");
  }
  return 0;
}
