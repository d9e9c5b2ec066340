// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// board_text.c - numbers as text, for programs without stdio.
#include "board.h"

void board_write_u32(uint32_t value) {
  char text[11];
  char *cursor = text + sizeof text - 1;
  *cursor = '\0';
  do {
    *--cursor = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  board_write(cursor);
}

void board_write_hex(const void *bytes, uint32_t count) {
  static const char digits[] = "0123456789abcdef";
  const uint8_t *source = bytes;
  char text[129];
  // One console call costs the simulator far more than a character does.
  while (count != 0) {
    uint32_t chunk = count < 64 ? count : 64;
    for (uint32_t i = 0; i < chunk; ++i) {
      text[2 * i] = digits[source[i] >> 4];
      text[2 * i + 1] = digits[source[i] & 15];
    }
    text[2 * chunk] = '\0';
    board_write(text);
    source += chunk;
    count -= chunk;
  }
}
