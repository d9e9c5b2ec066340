// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// board.h - what a simulator board (or the host in its place) offers to a test.
#ifndef TINYMLC_BOARDS_BOARD_H
#define TINYMLC_BOARDS_BOARD_H

#include <stdint.h>

/// Writes a NUL-terminated string to the simulator's console.
void board_write(const char *text);

/// Writes `value` in decimal.
void board_write_u32(uint32_t value);

/// Writes `count` bytes as pairs of hexadecimal digits, first byte first.
void board_write_hex(const void *bytes, uint32_t count);

/// Ends the simulation; `code` becomes the simulator's exit code.
_Noreturn void board_exit(int code);

/// Calls `run(argument)`, stores its result in `*status` and returns how many
/// bytes of stack the call used, its own frame included. Source: the stack
/// below the caller is painted first and searched for the deepest change.
uint32_t board_stack_of(int (*run)(void *), void *argument, int *status);

/// The counting plugin counts from the entry of the one to that of the other.
void bench_start(void);
void bench_stop(void);

#endif // TINYMLC_BOARDS_BOARD_H
