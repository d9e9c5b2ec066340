//===- Interpreter.h - runs the nn dialect ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_REFERENCE_INTERPRETER_H
#define TINYMLC_DIALECT_NN_REFERENCE_INTERPRETER_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Operation.h"
#include "tinymlc/Dialect/NN/Reference/TensorValue.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace tinymlc::nn {

/// Computes the results of a verified operator of the nn dialect from the
/// values of its operands, as TFLite Micro's reference kernels do. Fails, with
/// a diagnostic, for any other operation.
mlir::FailureOr<llvm::SmallVector<TensorValue>>
evaluate(mlir::Operation *op, llvm::ArrayRef<TensorValue> operands);

/// Is told each operator's results as soon as they are known, in their order.
using Observer =
    llvm::function_ref<void(mlir::Operation *op, const TensorValue &result)>;

/// Runs `function`, a single block of nn operators, on `inputs`, whose types
/// are those of its arguments; returns the values that it returns.
mlir::FailureOr<llvm::SmallVector<TensorValue>>
interpret(mlir::func::FuncOp function, llvm::ArrayRef<TensorValue> inputs,
          Observer observe = nullptr);

} // namespace tinymlc::nn

#endif // TINYMLC_DIALECT_NN_REFERENCE_INTERPRETER_H
