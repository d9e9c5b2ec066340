//===- SelectInstructions.h - loops level to instructions -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_TARGET_ASSEMBLY_SELECTINSTRUCTIONS_H
#define TINYMLC_LIB_TARGET_ASSEMBLY_SELECTINSTRUCTIONS_H

#include "MachineFunction.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tinymlc {

/// One instruction for each operation, in their order; reports an operation
/// that has none. Loops run at least once. The fifth argument and those behind
/// it are read from `[sp, #arguments + 4 * i]`, where "#arguments" stands for
/// the bytes that the function itself has pushed.
mlir::FailureOr<MachineFunction>
selectInstructions(mlir::func::FuncOp function);

} // namespace tinymlc

#endif // TINYMLC_LIB_TARGET_ASSEMBLY_SELECTINSTRUCTIONS_H
