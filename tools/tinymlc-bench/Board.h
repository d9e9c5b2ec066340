// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Board.h - which simulated board and compiler flags a target takes.
#ifndef TINYMLC_BENCH_BOARD_H
#define TINYMLC_BENCH_BOARD_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace tinymlc::bench {

/// A core that QEMU simulates.
struct Board {
  llvm::StringLiteral target;  ///< As in `-target=` and `-mcpu=`.
  llvm::StringLiteral machine; ///< QEMU's name, also of the linker script.
  llvm::StringLiteral triple;  ///< For clang.
  bool hasFPU;
};

/// The board for `target`, or an error that lists the known ones.
llvm::Expected<const Board *> findBoard(llvm::StringRef target);

} // namespace tinymlc::bench

#endif // TINYMLC_BENCH_BOARD_H
