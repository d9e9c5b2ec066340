//===- Memories.h - the memories that a user names --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_MCU_TRANSFORMS_MEMORIES_H
#define TINYMLC_DIALECT_MCU_TRANSFORMS_MEMORIES_H

#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace tinymlc::mcu {

/// A memory of the chip's, as far as buffers may take it.
struct Memory {
  std::string name;
  int64_t bytes = 0;
};

/// Reads memories, the fastest first, such as `dtcm:64K,sram:192K`.
llvm::Expected<std::vector<Memory>> parseMemories(llvm::StringRef text);

/// A number of bytes or cycles: 65536, 64K or 1M; none for anything else.
std::optional<int64_t> parseAmount(llvm::StringRef text);

} // namespace tinymlc::mcu

#endif // TINYMLC_DIALECT_MCU_TRANSFORMS_MEMORIES_H
