// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// golden_poison.c - runs invoke, under AddressSanitizer with the arena's free
// bytes poisoned.
//
// Models are compiled with -finstrument-functions, so that the code that is
// tested stays as it was generated. Whenever invoke calls a kernel, the bytes
// of all buffers that the planner takes for dead then are poisoned: a kernel
// that reads or writes them is reported.
#include "golden_main.h"

#ifndef GOLDEN_POISON
int golden_invoke(const struct golden_model *model, uint8_t *arena) {
  return model->invoke(arena);
}
#else
#include "board.h"

#include <sanitizer/asan_interface.h>
#include <stdlib.h>

static const struct golden_plan *plan;
static uint8_t *base;
/// Functions of the model that are running, invoke included; the kernels that
/// it has called.
static uint32_t depth, num_called;

/// Of granules of eight bytes AddressSanitizer marks what is behind their first
/// bytes: free bytes before a buffer's first, if any, stay unmarked.
static void unpoison_live(int32_t kernel) {
  for (uint32_t i = 0; i < plan->num_buffers; ++i) {
    const struct golden_buffer *buffer = &plan->buffers[i];
    if (buffer->first_kernel <= kernel && kernel <= buffer->last_kernel)
      ASAN_UNPOISON_MEMORY_REGION(base + buffer->offset, buffer->bytes);
  }
}

static void fail(const char *why) {
  board_write(why);
  abort();
}

void __cyg_profile_func_enter(void *function, void *site) {
  (void)function;
  (void)site;
  // Functions below the kernels work for them.
  if (!plan || ++depth != 2)
    return;
  if (num_called == plan->num_calls)
    fail("invoke calls more kernels than the report has\n");
  ASAN_POISON_MEMORY_REGION(base, plan->arena_bytes);
  unpoison_live(plan->calls[num_called++]);
}

void __cyg_profile_func_exit(void *function, void *site) {
  (void)function;
  (void)site;
  depth -= plan != NULL;
}

int golden_invoke(const struct golden_model *model, uint8_t *arena) {
  plan = model->plan;
  if (!plan)
    return model->invoke(arena);
  base = arena;
  depth = num_called = 0;
  int status = model->invoke(arena);
  if (num_called != plan->num_calls)
    fail("invoke calls fewer kernels than the report has\n");
  // The next inputs are written before invoke, these outputs read behind it.
  unpoison_live(-1);
  unpoison_live(plan->num_kernels);
  plan = NULL;
  return status;
}
#endif
