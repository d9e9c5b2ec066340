// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// linked_main.c - runs three models that were compiled apart, in turns, and
// compares their outputs with the interpreter's.
#include "first/first.h"
#include "second/second.h"
#include "third/third.h"

#include "vectors.h"

#include "board.h"

FIRST_ARENA(first_arena);
SECOND_ARENA(second_arena);
THIRD_ARENA(third_arena);

static int failures;

static void copy(void *to, const unsigned char *from, size_t count) {
  for (size_t i = 0; i < count; ++i)
    ((unsigned char *)to)[i] = from[i];
}

static void expect(const char *what, const void *found,
                   const unsigned char *wanted, size_t count) {
  for (size_t i = 0; i < count; ++i)
    if (((const unsigned char *)found)[i] != wanted[i]) {
      board_write(what);
      board_write(" differs\n");
      ++failures;
      return;
    }
}

int main(void) {
  failures += first_init(first_arena, sizeof first_arena) != 0;
  failures += second_init(second_arena, sizeof second_arena) != 0;
  failures += third_init(third_arena, sizeof third_arena) != 0;
  copy(first_input_0(first_arena), first_in_0, FIRST_INPUT_0_BYTES);
  copy(second_input_0(second_arena), second_in_0, SECOND_INPUT_0_BYTES);
  for (int round = 0; round < 2; ++round) {
    copy(third_input_0(third_arena), third_in_0, THIRD_INPUT_0_BYTES);
    failures += third_invoke(third_arena) != 0;
    expect("third 0", third_output_0(third_arena), third_out_0,
           THIRD_OUTPUT_0_BYTES);
    expect("third 1", third_output_1(third_arena), third_out_1,
           THIRD_OUTPUT_1_BYTES);
    expect("third 2", third_output_2(third_arena), third_out_2,
           THIRD_OUTPUT_2_BYTES);
    expect("third 3", third_output_3(third_arena), third_out_3,
           THIRD_OUTPUT_3_BYTES);
  }
  failures += first_invoke(first_arena) != 0;
  failures += second_invoke(second_arena) != 0;
  expect("first", first_output_0(first_arena), first_out_0,
         FIRST_OUTPUT_0_BYTES);
  expect("second", second_output_0(second_arena), second_out_0,
         SECOND_OUTPUT_0_BYTES);
  board_write(failures ? "FAILED\n" : "all equal\n");
  return failures;
}
