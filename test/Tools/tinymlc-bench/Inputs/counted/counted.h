// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// counted.h - a generated folder written by hand, of known cost.
#ifndef COUNTED_H
#define COUNTED_H

#include <stddef.h>
#include <stdint.h>

#define COUNTED_ARENA_BYTES 24
#define COUNTED_NUM_INPUTS 1
#define COUNTED_NUM_OUTPUTS 1
#define COUNTED_INPUT_0_BYTES 8
#define COUNTED_INPUT_0_LEN 8
#define COUNTED_INPUT_0_SCALE 0.5
#define COUNTED_INPUT_0_ZERO_POINT 0
#define COUNTED_OUTPUT_0_BYTES 8
#define COUNTED_OUTPUT_0_LEN 8
#define COUNTED_OUTPUT_0_SCALE 0.25
#define COUNTED_OUTPUT_0_ZERO_POINT -4

int counted_init(void *arena, size_t bytes);
int8_t *counted_input_0(void *arena);
const int8_t *counted_output_0(const void *arena);
int counted_invoke(void *arena);
void counted_reset(void *arena);

#endif // COUNTED_H
