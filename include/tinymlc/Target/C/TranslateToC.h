//===- TranslateToC.h - the C of a module at the loops level ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TARGET_C_TRANSLATETOC_H
#define TINYMLC_TARGET_C_TRANSLATETOC_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

namespace tinymlc {

/// Writes `loops` as one C99 file that includes <name>.h (the name of its
/// mcu.interface, if it has one) and tml_runtime.h. `loops` itself is not
/// changed. Fails, having emitted a diagnostic, on an operator without C form.
mlir::LogicalResult translateToC(mlir::ModuleOp loops, llvm::raw_ostream &os);

} // namespace tinymlc

#endif // TINYMLC_TARGET_C_TRANSLATETOC_H
