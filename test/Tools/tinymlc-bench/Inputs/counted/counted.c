// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// counted.c - a generated folder written by hand, of known cost.
#include "counted.h"

// A call's jump adds 2 cycles to what it jumps to.

// 1 + 100 * (SUBS 1 + BNE 1) + 99 taken * 2 + BX 1 + jump 2 = 402 cycles,
// 202 instructions.
__attribute__((naked, noinline)) static void loop(void *arena) {
  (void)arena;
  __asm__("movs r1, #100\n"
          "1: subs r1, #1\n"
          "bne 1b\n"
          "bx lr");
}

// LDR 2 and a second 1, MLA 1, UDIV 7, STR 1 and a second 1, BX 1, jump 2:
// 16 cycles, 7 instructions. Copies the 8 bytes of the input.
__attribute__((naked, noinline)) static void copy(void *arena) {
  (void)arena;
  __asm__("ldr r1, [r0]\n"
          "ldr r2, [r0, #4]\n"
          "mla r3, r1, r2, r0\n"
          "udiv r3, r3, r0\n"
          "str r1, [r0, #8]\n"
          "str r2, [r0, #12]\n"
          "bx lr");
}

// The same function for two operators; PUSH 1 + 2, BL 1, POP 1 + 2 and 404
// with the return from the loop; jump 2: 413 cycles, 205 instructions.
__attribute__((naked, noinline)) static void nested(void *arena) {
  (void)arena;
  __asm__("push {r4, lr}\n"
          "bl %c0\n"
          "pop {r4, pc}" ::"i"(loop));
}

int counted_init(void *arena, size_t bytes) {
  (void)arena;
  return bytes < COUNTED_ARENA_BYTES;
}

int8_t *counted_input_0(void *arena) { return arena; }

const int8_t *counted_output_0(const void *arena) {
  return (const int8_t *)arena + 8;
}

int counted_invoke(void *arena) {
  loop(arena);
  nested(arena);
  copy(arena);
  nested(arena);
  return 0;
}

void counted_reset(void *arena) { (void)arena; }
