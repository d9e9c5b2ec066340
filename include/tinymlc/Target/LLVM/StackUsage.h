//===- StackUsage.h - how deep a model's stack gets -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TARGET_LLVM_STACKUSAGE_H
#define TINYMLC_TARGET_LLVM_STACKUSAGE_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"

namespace tinymlc {

/// What the functions of an object take of the stack, in bytes, saved registers
/// included.
struct StackFrames {
  /// By function; one without a frame is missing.
  llvm::StringMap<int64_t> compiled, assembly;
  /// Whether the object calls functions of the C or the compiler's library.
  bool callsLibrary = false;
};

/// Bytes of the stack that a call of `entry` takes at most, when the functions
/// of `loops` have those frames: the sum along the deepest path of calls.
int64_t getWorstStack(mlir::ModuleOp loops, llvm::StringRef entry,
                      const StackFrames &frames);

/// The same for C, which another compiler makes the frames of: no proof, but an
/// allowance that tests with gcc and clang hold from -O1 on. Assembly functions
/// count as they are.
int64_t getWorstStackOfC(mlir::ModuleOp loops, llvm::StringRef entry,
                         const StackFrames &frames);

} // namespace tinymlc

#endif // TINYMLC_TARGET_LLVM_STACKUSAGE_H
