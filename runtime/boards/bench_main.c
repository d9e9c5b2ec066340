// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// bench_main.c - the program tinymlc-bench measures: one counted inference, or
// a step of learning after it, then an inference on a painted stack.
// bench_model.h is written for each model.
#include "bench_model.h"
#include "board.h"

#include <stddef.h>

// 16 is more than any model asks for, and keeps cycles comparable.
static uint8_t arena[BENCH_ARENA_BYTES] __attribute__((aligned(16)));

static void copy_bytes(void *to, const uint8_t *from, uint32_t count) {
  volatile uint8_t *target = to;
  for (uint32_t i = 0; i < count; ++i)
    target[i] = from[i];
}

#define DECLARE_INPUT(INDEX, ACCESS, BYTES)                                    \
  extern const uint8_t bench_input_##INDEX[];
#define WRITE_INPUT(INDEX, ACCESS, BYTES)                                      \
  copy_bytes(BENCH_AT(ACCESS, arena), bench_input_##INDEX, BYTES);
#define PRINT_OUTPUT(INDEX, ACCESS, BYTES)                                     \
  board_write("output ");                                                      \
  board_write_hex(BENCH_AT(ACCESS, arena), BYTES);                             \
  board_write("\n");

BENCH_INPUTS(DECLARE_INPUT)

static void write_inputs(void) { BENCH_INPUTS(WRITE_INPUT) }

static void print_outputs(void) { BENCH_OUTPUTS(PRINT_OUTPUT) }

static void print(const char *label, uint32_t value) {
  board_write(label);
  board_write_u32(value);
  board_write("\n");
}

int main(void) {
  int status = bench_init(arena, sizeof arena);
  print("init ", (uint32_t)status);
  if (status != 0)
    return 1;
  write_inputs();
#ifdef bench_learn
  status = bench_invoke(arena);
  bench_start();
  status |= bench_learn(arena, 0);
  bench_stop();
#else
  bench_start();
  status = bench_invoke(arena);
  bench_stop();
#endif
  print("invoke ", (uint32_t)status);
  print_outputs();
  bench_reset(arena);
  write_inputs();
  print("stack ", board_stack_of(bench_invoke, arena, &status));
  return status != 0;
}
