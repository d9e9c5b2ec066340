//===- StridedNest.h - loops over strided operands --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_STRIDEDNEST_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_STRIDEDNEST_H

#include "LoopBuilder.h"

namespace tinymlc {

/// An index space and, for each operand, its stride along each dimension (0
/// where it is broadcast).
struct StridedNest {
  llvm::SmallVector<int64_t> sizes;
  llvm::SmallVector<llvm::SmallVector<int64_t>> strides; // [operand][dimension]

  /// Drops dimensions of size 1 and merges neighbours that every operand
  /// walks as one.
  void simplify();
  /// Loops over all indices; `body` gets each operand's element index.
  void build(LoopBuilder &b,
             llvm::function_ref<void(llvm::ArrayRef<mlir::Value>)> body) const;
};

/// Row-major strides of `shape`, aligned to the right of `rank` dimensions
/// and 0 where a dimension is 1: how an operand broadcasts.
llvm::SmallVector<int64_t> broadcastStrides(llvm::ArrayRef<int64_t> shape,
                                            size_t rank);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_STRIDEDNEST_H
