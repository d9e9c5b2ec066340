//===- Signature.h - what a model takes and gives ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TOOLS_TINYMLC_RUN_SIGNATURE_H
#define TINYMLC_TOOLS_TINYMLC_RUN_SIGNATURE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/raw_ostream.h"

namespace tinymlc::run {

/// Prints the types of inputs and outputs as JSON; scale and zero point are
/// those of tensors that have a single pair.
void printSignature(llvm::raw_ostream &stream, mlir::func::FuncOp function);

} // namespace tinymlc::run

#endif // TINYMLC_TOOLS_TINYMLC_RUN_SIGNATURE_H
