//===- BufferAccesses.h - how much kernels use buffers ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_MCU_ANALYSIS_BUFFERACCESSES_H
#define TINYMLC_DIALECT_MCU_ANALYSIS_BUFFERACCESSES_H

#include "tinymlc/Dialect/MCU/IR/MCU.h"

namespace tinymlc::mcu {

/// About how many bytes one run reads from and writes to each of the buffers,
/// the caller's share and all turns of streams included.
std::vector<int64_t> countAccesses(ModelOp model,
                                   llvm::ArrayRef<BufferOp> buffers);

} // namespace tinymlc::mcu

#endif // TINYMLC_DIALECT_MCU_ANALYSIS_BUFFERACCESSES_H
