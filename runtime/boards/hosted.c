// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// hosted.c - the board interface on the machine that runs the tests.
#include "board.h"

#include <stdio.h>
#include <stdlib.h>

void board_write(const char *text) {
  fputs(text, stdout);
  fflush(stdout); // What was written must survive a sanitizer's abort.
}

_Noreturn void board_exit(int code) { exit(code); }

/// The host's stack says nothing about a microcontroller's: always 0.
uint32_t board_stack_of(int (*run)(void *), void *argument, int *status) {
  *status = run(argument);
  return 0;
}

void bench_start(void) {}
void bench_stop(void) {}
