// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// head_main.c - runs a compiled head over recorded examples: compares with what
// is expected, or learns and says what it has become.
#include "board.h"
#include "data.h"
#include "head.h"

#define FEATURES HEAD_INPUT_0_LEN
#define NUM_TEST (sizeof test_x / sizeof test_x[0] / FEATURES)

HEAD_ARENA(arena);

static int32_t probability(const feature *x) {
  feature *input = head_input_0(arena);
  for (int i = 0; i < FEATURES; ++i)
    input[i] = x[i];
  if (head_invoke(arena) != 0)
    board_write("invoke failed\n");
  return *head_output_0(arena);
}

static void report(const char *what, uint32_t value) {
  board_write(what);
  board_write(" ");
  board_write_u32(value);
  board_write("\n");
}

#ifdef LEARNS

#define NUM_TRAIN (sizeof train_s)
static uint32_t saved[HEAD_HEAD_BYTES / 4], other[HEAD_HEAD_BYTES / 4];

static uint32_t correct(void) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < NUM_TEST; ++i)
    count += (probability(test_x + i * FEATURES) >= 0) == (test_y[i] != 0);
  return count;
}

static void expect(int holds, const char *what) {
  if (!holds) {
    board_write("broken: ");
    board_write(what);
    board_write("\n");
  }
}

static int same_words(const uint32_t *a, const uint32_t *b) {
  for (uint32_t i = 0; i < HEAD_HEAD_BYTES / 4; ++i)
    if (a[i] != b[i])
      return 0;
  return 1;
}

static int load(const uint32_t *buffer) {
  return head_head_load(arena, buffer, HEAD_HEAD_BYTES);
}

static void learn_all(uint32_t passes) {
  for (uint32_t pass = 0; pass < passes; ++pass)
    for (uint32_t i = 0; i < NUM_TRAIN; ++i) {
      probability(train_x + i * FEATURES);
      if (head_learn(arena, train_s[i]) != 0)
        board_write("learn failed\n");
    }
}

// Two slots: what is damaged or cut off leaves the one before.
static void test_saving(void) {
  const uint32_t half = HEAD_HEAD_BYTES / 8;
  const feature *x = test_x + 7 * FEATURES;
  const int32_t before = probability(x);
  expect(load(saved) == 4, "an empty buffer is refused");
  expect(probability(x) == before, "the head stays after a refusal");
  expect(head_head_save(arena, saved, sizeof saved - 1) == 2, "bytes count");
  expect(head_head_save(arena, (char *)saved + 1, sizeof saved) == 3,
         "alignment counts");
  expect(head_head_save(arena, 0, sizeof saved) == 1, "null is refused");
  expect(head_head_save(arena, saved, sizeof saved) == 0, "the first saving");
  probability(x);
  expect(head_learn(arena, 1) == 0, "one more step");
  const int32_t after = probability(x);
  expect(head_head_save(arena, saved, sizeof saved) == 0, "the second saving");
  head_reset(arena);
  expect(probability(x) == after, "reset keeps what was learned");
  expect(head_init(arena, sizeof arena) == 0, "init");
  expect(load(saved) == 0, "loading");
  expect(probability(x) == after, "the newest head is loaded");
  for (uint32_t i = 0; i < HEAD_HEAD_BYTES / 4; ++i)
    other[i] = saved[i];
  for (uint32_t word = 0; word < half; ++word) {
    other[half + word] ^= 1u << (word % 32);
    expect(load(other) == 0, "the older slot is whole");
    expect(probability(x) == before, "the older head is loaded");
    other[word] ^= 1u << (31 - word % 32);
    expect(load(other) == 4, "both are damaged");
    expect(probability(x) == before, "the head stays");
    other[half + word] = saved[half + word];
    expect(load(other) == 0, "the newer slot is whole");
    expect(probability(x) == after, "the newer head is loaded");
    other[word] = saved[word];
  }
  // The third saving writes the first slot.
  expect(load(saved) == 0, "loading again");
  expect(head_head_save(arena, saved, sizeof saved) == 0, "the third saving");
  expect(same_words(saved, other) == 0, "a slot was written");
  for (uint32_t word = 0; word < half; ++word)
    expect(saved[half + word] == other[half + word], "the newest was kept");
}

static void run(void) {
  report("correct at first", correct());
  learn_all(PASSES);
  report("correct after learning", correct());
  report("of", NUM_TEST);
  head_head_save(arena, saved, sizeof saved);
  board_write("head ");
  board_write_hex(saved, HEAD_HEAD_BYTES / 2);
  board_write("\n");
  for (uint32_t i = 0; i < HEAD_HEAD_BYTES / 4; ++i)
    saved[i] = 0x5a5a5a5au * i;
  test_saving();
  head_init(arena, sizeof arena);
  report("correct after init", correct());
}

#else

#ifndef DECIDED
#define DECIDED decided_int16
#endif

static void run(void) {
  uint32_t wrong = 0, near = 0;
  for (uint32_t i = 0; i < NUM_TEST; ++i) {
    int32_t difference =
        probability(test_x + i * FEATURES) - (int32_t)expected[i];
    wrong += difference > TOLERANCE || difference < -TOLERANCE;
    near += difference != 0;
#if HEAD_NUM_OUTPUTS > 1
    wrong += *head_output_1(arena) != DECIDED[i];
#endif
  }
  report("examples", NUM_TEST);
  report("wrong", wrong);
  report("different", near);
}

#endif

int main(void) {
  if (head_init(arena, sizeof arena) != 0)
    board_write("init failed\n");
  run();
  board_exit(0);
}
