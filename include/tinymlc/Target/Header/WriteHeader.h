//===- WriteHeader.h - the API header of a compiled model -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TARGET_HEADER_WRITEHEADER_H
#define TINYMLC_TARGET_HEADER_WRITEHEADER_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>

namespace tinymlc {

/// Writes <name>.h from the mcu.interface of `loops`: sizes as macros, the
/// functions, aliases by the names of the model's signature, and the contract
/// between caller and model as a comment; <NAME>_STACK_BYTES where the stack
/// that invoke takes is known. Fails, having emitted a diagnostic, if there is
/// not exactly one interface.
mlir::LogicalResult writeHeader(mlir::ModuleOp loops, llvm::raw_ostream &os,
                                std::optional<int64_t> stackBytes = {});

} // namespace tinymlc

#endif // TINYMLC_TARGET_HEADER_WRITEHEADER_H
