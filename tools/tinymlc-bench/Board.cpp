// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Board.cpp - the table of simulated boards.
#include "Board.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace tinymlc::bench;

// QEMU has no Cortex-M0+ board with enough memory; a Cortex-M3 runs its code.
static const Board boards[] = {
    {"cortex-m0plus", "mps2-an385", "thumbv6m-none-eabi", false},
    {"cortex-m3", "mps2-an385", "thumbv7m-none-eabi", false},
    {"cortex-m4", "mps2-an386", "thumbv7em-none-eabi", true},
    {"cortex-m7", "mps2-an500", "thumbv7em-none-eabi", true},
    {"cortex-m33", "mps2-an505", "thumbv8m.main-none-eabi", true},
    {"cortex-m55", "mps3-an547", "thumbv8.1m.main-none-eabi", true},
};

Expected<const Board *> tinymlc::bench::findBoard(StringRef target) {
  for (const Board &board : boards)
    if (board.target == target)
      return &board;
  auto names = map_range(boards, [](const Board &b) { return b.target; });
  return createStringError("no simulated board for target '" + target +
                           "'; there is one for " + join(names, ", "));
}
