// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// golden_arena.c - arenas between guard bytes, on the heap where there is one.
#include "golden_main.h"

#include <stddef.h>

// AddressSanitizer guards the heap by itself, and against reads too.
#ifndef GOLDEN_GUARD_BYTES
#define GOLDEN_GUARD_BYTES 64
#endif

enum { GUARD_BYTES = GOLDEN_GUARD_BYTES, GUARD = 0x69, SHIFT = 8 };

static uint8_t *guarded, *limit, *arena;
static uint32_t arena_bytes;

#ifdef GOLDEN_POOL_BYTES
static uint8_t pool[GOLDEN_POOL_BYTES + 2 * GUARD_BYTES + SHIFT]
    __attribute__((aligned(16)));

static uint8_t *acquire(uint32_t bytes) {
  return bytes <= sizeof pool ? pool : NULL;
}
static void release(void) {}
#else
#include <stdlib.h>

static uint8_t *acquire(uint32_t bytes) { return malloc(bytes); }
static void release(void) { free(guarded); }
#endif

static void fill(uint8_t *from, const uint8_t *to) {
  while (from < to)
    *(volatile uint8_t *)from++ = GUARD;
}

static int is_filled(const uint8_t *from, const uint8_t *to) {
  while (from < to)
    if (*from++ != GUARD)
      return 0;
  return 1;
}

uint8_t *golden_arena(uint32_t bytes, int shifted) {
  uint32_t shift = shifted ? SHIFT : 0;
  uint32_t all = bytes + 2 * GUARD_BYTES + shift;
  guarded = acquire(all);
  if (!guarded)
    return NULL;
  limit = guarded + all;
  arena = guarded + GUARD_BYTES + shift;
  arena_bytes = bytes;
  // What is read before it is written shows, too.
  fill(guarded, limit);
  return arena;
}

int golden_arena_release(void) {
  int intact =
      is_filled(guarded, arena) && is_filled(arena + arena_bytes, limit);
  release();
  return intact;
}
