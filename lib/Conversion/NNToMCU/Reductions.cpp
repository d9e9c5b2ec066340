//===- Reductions.cpp - pools, means, softmax -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ModelLowering.h"
#include "tinymlc/FixedPoint/Softmax.h"

using namespace mlir;
using namespace tinymlc;

template <typename Op>
LogicalResult ModelLowering::lowerPool(Op op, mcu::PoolKind kind) {
  auto [minimum, maximum] =
      clampBounds(builder, op.getOutput(), op.getActivation());
  Value input = getBuffer(op.getInput());
  mcu::Pool2DOp::create(builder, op.getLoc(), input, makeBuffer(op.getOutput()),
                        kind, op.getFilterSize(), op.getStrides(),
                        op.getPadding(), minimum, maximum);
  return success();
}

LogicalResult ModelLowering::lower(nn::AveragePool2DOp op) {
  return lowerPool(op, mcu::PoolKind::Average);
}

LogicalResult ModelLowering::lower(nn::MaxPool2DOp op) {
  return lowerPool(op, mcu::PoolKind::Max);
}

LogicalResult ModelLowering::lower(nn::MeanOp op) {
  MeanParameters parameters{};
  if (!isFloat(op.getOutput())) {
    int64_t count = 1;
    for (int64_t axis : op.getAxes())
      count *= shapeOf(op.getInput())[axis];
    parameters = deriveMeanParameters(quantParams(op.getInput()),
                                      quantParams(op.getOutput()), count);
  }
  Value input = getBuffer(op.getInput());
  mcu::MeanOp::create(builder, op.getLoc(), input, makeBuffer(op.getOutput()),
                      op.getAxes(), parameters.sumOffset,
                      parameters.outputOffset, parameters.multiplier.multiplier,
                      parameters.multiplier.shift);
  return success();
}

LogicalResult ModelLowering::lower(nn::SoftmaxOp op) {
  Value input = getBuffer(op.getInput()), table;
  if (!isFloat(op.getOutput())) {
    SoftmaxTable exponentials = softmaxExponentials(deriveSoftmaxParameters(
        op.getBeta().convertToFloat(), quantParams(op.getInput()).scale));
    table =
        makeConstant("exponentials", {256}, ArrayRef<int32_t>(exponentials));
  }
  mcu::SoftmaxOp::create(builder, op.getLoc(), input, table,
                         makeBuffer(op.getOutput()), op.getBetaAttr());
  return success();
}
