//===- DataMovement.cpp - views, and the rest as strided copies -----------===//
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
                      cast<TypedAttr>(op.getValue()), /*border=*/false,
                      /*strip=*/false, /*rows=*/IntegerAttr());
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

/// Whether a box of elements is one piece in row-major order: behind the first
/// axis of more than one everything is in it.
static bool isOnePiece(ArrayRef<int64_t> whole, ArrayRef<int64_t> box) {
  size_t axis = 0;
  while (axis < box.size() && box[axis] == 1)
    ++axis;
  return axis >= box.size() ||
         whole.drop_front(axis + 1) == box.drop_front(axis + 1);
}

LogicalResult ModelLowering::lower(nn::SliceOp op) {
  Value input = getBuffer(op.getInput());
  ArrayRef<int64_t> shape = shapeOf(op.getOutput());
  SmallVector<int64_t> strides = stridesOf(shapeOf(op.getInput()));
  int64_t offset = 0;
  for (auto [first, stride] : llvm::zip_equal(op.getOffsets(), strides))
    offset += first * stride;
  auto type = cast<mcu::BufferType>(input.getType());
  int64_t byte = offset * type.getElementBytes();
  // Kernels load words.
  if (isOnePiece(shapeOf(op.getInput()), shape) && byte % 4 == 0 &&
      !type.getConstant()) {
    auto part = mcu::BufferType::get(builder.getContext(), shape,
                                     type.getElementType(), false);
    buffers[op.getOutput()] = mcu::ViewOp::create(
        builder, op.getLoc(), part, input, builder.getI64IntegerAttr(byte));
    return success();
  }
  Value output = makeBuffer(op.getOutput());
  copy(op.getLoc(), input, output, shape, strides, stridesOf(shape), 0, offset);
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
