//===- QuantizeInterface.cpp - int8 instead of float at the borders -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "tinymlc/Dialect/NN/IR/NN.h"
#include "tinymlc/Dialect/NN/Transforms/Passes.h"

namespace tinymlc::nn {
#define GEN_PASS_DEF_QUANTIZEINTERFACE
#include "tinymlc/Dialect/NN/Transforms/Passes.h.inc"
} // namespace tinymlc::nn

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

namespace {

bool isFloat(Value tensor) {
  return cast<ShapedType>(tensor.getType()).getElementType().isF32();
}

/// Gives an argument the type to which all its readers quantize it.
LogicalResult quantizeArgument(BlockArgument argument) {
  Type type;
  for (Operation *user : argument.getUsers()) {
    auto quantize = dyn_cast<QuantizeOp>(user);
    if (!quantize || (type && quantize.getOutput().getType() != type))
      return failure();
    type = quantize.getOutput().getType();
  }
  if (!type)
    return failure();
  argument.setType(type);
  for (Operation *user : llvm::make_early_inc_range(argument.getUsers())) {
    user->getResult(0).replaceAllUsesWith(argument);
    user->erase();
  }
  return success();
}

/// Returns what a result is dequantized from.
LogicalResult quantizeResult(OpOperand &result) {
  auto dequantize = result.get().getDefiningOp<DequantizeOp>();
  if (!dequantize)
    return failure();
  result.set(dequantize.getInput());
  if (dequantize->use_empty())
    dequantize.erase();
  return success();
}

struct QuantizeInterfacePass
    : nn::impl::QuantizeInterfaceBase<QuantizeInterfacePass> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.getBody().empty())
      return;
    Block &body = function.getBody().front();
    for (BlockArgument argument : body.getArguments())
      if (isFloat(argument) && failed(quantizeArgument(argument)))
        refuse("input", argument.getArgNumber(),
               "is not only read by QUANTIZE to one type");
    Operation *terminator = body.getTerminator();
    for (OpOperand &result : terminator->getOpOperands())
      if (isFloat(result.get()) && failed(quantizeResult(result)))
        refuse("output", result.getOperandNumber(),
               "is not the result of DEQUANTIZE");
    function.setType(FunctionType::get(&getContext(), body.getArgumentTypes(),
                                       terminator->getOperandTypes()));
  }

private:
  void refuse(StringRef kind, unsigned index, StringRef reason) {
    getOperation().emitError() << "cannot have int8 as " << kind << " " << index
                               << ", which " << reason;
    signalPassFailure();
  }
};

} // namespace
