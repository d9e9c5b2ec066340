//===- ModelFunctions.h - the functions that a user calls -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_MODELFUNCTIONS_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_MODELFUNCTIONS_H

#include "LoopBuilder.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tinymlc {

/// Where an argument of a kernel lies: in a global, or in the arena.
struct KernelArgument {
  mlir::StringAttr global;
  int64_t arenaOffset;
};

/// One kernel's turn in invoke.
struct KernelCall {
  mlir::Operation *kernel;
  mlir::func::FuncOp function;
  llvm::SmallVector<KernelArgument> arguments;
};

/// Adds the interface and the public functions: <name>_init, _reset, _invoke,
/// _input_<i>, _output_<i>.
void addModelFunctions(LoopBuilder &b, mcu::ModelOp model,
                       llvm::ArrayRef<KernelCall> calls);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_MODELFUNCTIONS_H
