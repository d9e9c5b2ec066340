//===- DataMovement.cpp - reshapes as views, the rest as strided copies ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ModelLowering.h"

using namespace mlir;
using namespace tinymlc;

LogicalResult ModelLowering::lower(nn::ReshapeOp op) {
  buffers[op.getOutput()] =
      makeView(getBuffer(op.getInput()), shapeOf(op.getOutput()));
  return success();
}

LogicalResult ModelLowering::lower(nn::PadOp op) {
  Value input = getBuffer(op.getInput()), output = makeBuffer(op.getOutput());
  SmallVector<int64_t> outStrides = stridesOf(shapeOf(op.getOutput()));
  int64_t offset = 0;
  for (auto [i, stride] : llvm::enumerate(outStrides))
    offset += op.getPaddings()[2 * i] * stride;
  mcu::FillOp::create(builder, op.getLoc(), output,
                      cast<TypedAttr>(op.getValue()));
  copy(op.getLoc(), input, output, shapeOf(op.getInput()),
       stridesOf(shapeOf(op.getInput())), outStrides, offset);
  return success();
}

LogicalResult ModelLowering::lower(nn::TransposeOp op) {
  Value input = getBuffer(op.getInput()), output = makeBuffer(op.getOutput());
  SmallVector<int64_t> inStrides = stridesOf(shapeOf(op.getInput()));
  SmallVector<int64_t> permuted;
  for (int64_t dimension : op.getPermutation())
    permuted.push_back(inStrides[dimension]);
  copy(op.getLoc(), input, output, shapeOf(op.getOutput()), permuted,
       stridesOf(shapeOf(op.getOutput())), 0);
  return success();
}

LogicalResult ModelLowering::lower(nn::ConcatenationOp op) {
  Value output = makeBuffer(op.getOutput());
  SmallVector<int64_t> outStrides = stridesOf(shapeOf(op.getOutput()));
  int64_t position = 0;
  for (Value input : op.getInputs()) {
    copy(op.getLoc(), getBuffer(input), output, shapeOf(input),
         stridesOf(shapeOf(input)), outStrides,
         position * outStrides[op.getAxis()]);
    position += shapeOf(input)[op.getAxis()];
  }
  return success();
}
