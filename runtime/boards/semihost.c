// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// semihost.c - console, exit, markers and stack measurement on a Cortex-M.
#include "board.h"

enum { SYS_WRITE0 = 0x04, SYS_EXIT_EXTENDED = 0x20 };
static const uint32_t ApplicationExit = 0x20026;
static const uint32_t StackPaint = 0xC5A35A3Cu;

extern uint32_t __stack_limit[];

/// One semihosting request (Arm's "Semihosting for AArch32 and AArch64").
static void semihost(uint32_t operation, const void *argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

void board_write(const char *text) { semihost(SYS_WRITE0, text); }

_Noreturn void board_exit(int code) {
  uint32_t block[2] = {ApplicationExit, (uint32_t)code};
  semihost(SYS_EXIT_EXTENDED, block);
  for (;;)
    ;
}

__attribute__((noinline)) uint32_t board_stack_of(int (*run)(void *),
                                                  void *argument, int *status) {
  // This function's frame lies above its stack pointer, so everything below
  // it may be painted, and nothing of it is counted.
  uint32_t *top;
  __asm__ volatile("mov %0, sp" : "=r"(top));
  for (volatile uint32_t *word = __stack_limit; word < top; ++word)
    *word = StackPaint;
  *status = run(argument);
  const volatile uint32_t *deepest = __stack_limit;
  while (deepest < top && *deepest == StackPaint)
    ++deepest;
  return (uint32_t)(top - deepest) * (uint32_t)sizeof *top;
}

__attribute__((noinline)) void bench_start(void) { __asm__ volatile(""); }
__attribute__((noinline)) void bench_stop(void) { __asm__ volatile(""); }
