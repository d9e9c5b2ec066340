//===- Interpreter.cpp - runs the nn dialect ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/NN/Reference/Interpreter.h"
#include "mlir/IR/Diagnostics.h"
#include "tinymlc/Dialect/NN/IR/NN.h"

using namespace mlir;
using namespace tinymlc::nn;

/// The arguments' values, or failure if they do not fit.
static LogicalResult bindInputs(func::FuncOp function,
                                ArrayRef<TensorValue> inputs,
                                llvm::DenseMap<Value, TensorValue> &values) {
  if (inputs.size() != function.getNumArguments())
    return function.emitError("takes ")
           << function.getNumArguments() << " inputs, but was given "
           << inputs.size();
  for (auto [argument, input] : llvm::zip(function.getArguments(), inputs)) {
    if (argument.getType() != input.getType())
      return function.emitError("input ")
             << argument.getArgNumber() << " is " << argument.getType()
             << ", but was given " << input.getType();
    values.insert({argument, input});
  }
  return success();
}

FailureOr<SmallVector<TensorValue>>
tinymlc::nn::interpret(func::FuncOp function, ArrayRef<TensorValue> inputs,
                       Observer observe) {
  llvm::DenseMap<Value, TensorValue> values;
  if (failed(bindInputs(function, inputs, values)))
    return failure();
  for (Operation &op : function.front()) {
    SmallVector<TensorValue> operands;
    for (Value operand : op.getOperands())
      operands.push_back(values.at(operand));
    if (isa<func::ReturnOp>(op))
      return operands;
    FailureOr<SmallVector<TensorValue>> results = evaluate(&op, operands);
    if (failed(results))
      return failure();
    for (auto [value, result] : llvm::zip(op.getResults(), *results)) {
      values.insert({value, result});
      if (observe)
        observe(&op, result);
    }
  }
  return function.emitError("does not return");
}
