// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// golden_main.h - the table of models that golden_main.c runs.
#ifndef TINYMLC_TEST_GOLDEN_MAIN_H
#define TINYMLC_TEST_GOLDEN_MAIN_H

#include <stddef.h>
#include <stdint.h>

struct golden_input {
  void *(*at)(void *arena);
  uint32_t bytes;
};

struct golden_output {
  const void *(*at)(const void *arena);
  uint32_t bytes;
  int is_float;
};

/// A buffer of the arena, live from one kernel to another; -1 is before the
/// first kernel.
struct golden_buffer {
  uint32_t offset, bytes;
  int32_t first_kernel, last_kernel;
};

/// When invoke uses which bytes.
struct golden_plan {
  const struct golden_buffer *buffers;
  const uint16_t *calls; ///< Kernels in the order in which they are called.
  uint32_t num_buffers, num_calls;
  int32_t num_kernels;
  uint32_t arena_bytes;
};

/// One generated model and its vectors: for each vector all inputs, then all
/// expected outputs; with `stateful` then also the outputs that the vector
/// gives from the initial state; then the `learned_bytes` of the head that the
/// device has learned.
struct golden_model {
  uint32_t arena_bytes;
  int (*init)(void *arena, uint32_t bytes);
  int (*invoke)(void *arena);
  void (*reset)(void *arena);
  const struct golden_input *inputs;
  const struct golden_output *outputs;
  uint32_t num_inputs, num_outputs, num_vectors;
  int stateful;
  /// Null for models that do not learn.
  int (*learn)(void *arena, int labelled);
  int (*head_save)(const void *arena, void *buffer, size_t bytes);
  uint32_t learned_bytes;
  uint32_t vector_offset;         ///< Into golden_vectors.
  const struct golden_plan *plan; ///< Null where it is not known.
};

extern const struct golden_model golden_models[];
extern const uint32_t golden_num_models;
extern const uint8_t golden_vectors[];

/// A place for an arena of `bytes` at an address that is 0 (`shifted` == 0) or
/// 8 modulo 16, with guard bytes around it.
uint8_t *golden_arena(uint32_t bytes, int shifted);

/// 1 when the bytes around the arena are untouched, then gives it back.
int golden_arena_release(void);

/// Runs invoke; where it can, with all bytes poisoned that no buffer holds.
int golden_invoke(const struct golden_model *model, uint8_t *arena);

#endif // TINYMLC_TEST_GOLDEN_MAIN_H
