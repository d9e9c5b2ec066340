//===- VerifyDataMovement.cpp - verifiers of operators that copy ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorChecks.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

LogicalResult ConstantOp::verify() {
  auto type = cast<RankedTensorType>(getOutput().getType());
  // constant_c1
  if (getValue().getShapedType().getShape() != type.getShape())
    return emitOpError("has a value and an output of different shapes");
  // constant_c2
  Type storage = getStorageType(type.getElementType());
  if (getValue().getElementType() != storage)
    return emitOpError() << "has a value of " << getValue().getElementType()
                         << ", expected " << storage;
  return success();
}

LogicalResult ReshapeOp::verify() {
  // reshape_c1
  int64_t numInputs = getTensorType(getInput()).getNumElements();
  int64_t numOutputs = getTensorType(getOutput()).getNumElements();
  if (numInputs != numOutputs)
    return emitOpError() << "has " << numInputs << " input elements and "
                         << numOutputs << " output elements";
  // reshape_c2
  return checkSameElementType(*this, getInput(), getOutput());
}

LogicalResult PadOp::verify() {
  SmallVector<int64_t> expected(nn::getShape(getInput()));
  // pad_c1
  if (getPaddings().size() != 2 * expected.size())
    return emitOpError() << "has " << getPaddings().size() << " paddings for "
                         << expected.size() << " dimensions";
  for (auto [i, padding] : llvm::enumerate(getPaddings())) {
    if (padding < 0)
      return emitOpError() << "has padding " << padding;
    // Compared with sizes below, so this stands in for all that are larger.
    expected[i / 2] += std::min<int64_t>(padding, int64_t(1) << 32);
  }
  // pad_c2
  if (failed(checkShape(*this, "output", getOutput(), expected)))
    return failure();
  // pad_c3
  if (failed(checkSameElementType(*this, getInput(), getOutput())))
    return failure();
  // pad_c4
  Type storage = getStorageType(getElementType(getOutput()));
  if (cast<TypedAttr>(getValue()).getType() != storage)
    return emitOpError() << "has a value of "
                         << cast<TypedAttr>(getValue()).getType()
                         << ", expected " << storage;
  return success();
}

LogicalResult TransposeOp::verify() {
  ArrayRef<int64_t> inputShape = nn::getShape(getInput());
  // transpose_c1
  llvm::SmallBitVector seen(inputShape.size());
  for (int64_t dimension : getPermutation()) {
    if (dimension < 0 || dimension >= int64_t(inputShape.size()) ||
        seen.test(dimension))
      return emitOpError() << "has dimension " << dimension
                           << " out of range or twice in its permutation";
    seen.set(dimension);
  }
  if (!seen.all())
    return emitOpError("has a permutation that misses dimensions");
  // transpose_c2
  SmallVector<int64_t> expected;
  for (int64_t dimension : getPermutation())
    expected.push_back(inputShape[dimension]);
  if (failed(checkShape(*this, "output", getOutput(), expected)))
    return failure();
  // transpose_c3
  return checkSameElementType(*this, getInput(), getOutput());
}

LogicalResult SliceOp::verify() {
  ArrayRef<int64_t> inputs = nn::getShape(getInput()),
                    outputs = nn::getShape(getOutput());
  // slice_c1
  if (getOffsets().size() != inputs.size() || outputs.size() != inputs.size())
    return emitOpError() << "has " << getOffsets().size() << " offsets for "
                         << inputs.size() << " dimensions of input and "
                         << outputs.size() << " of output";
  for (auto [i, offset] : llvm::enumerate(getOffsets()))
    if (offset < 0 || offset > inputs[i] - outputs[i])
      return emitOpError() << "takes " << outputs[i] << " elements from "
                           << offset << " on along dimension " << i << " of "
                           << inputs[i];
  // slice_c2
  return checkSameElementType(*this, getInput(), getOutput());
}

namespace {

/// All inputs have the output's shape, up to the axis, which they fill.
LogicalResult checkConcatenatedShapes(ConcatenationOp op) {
  SmallVector<int64_t> expected(nn::getShape(op.getOutput()));
  int64_t axis = op.getAxis(), total = 0;
  for (Value input : op.getInputs()) {
    if (nn::getShape(input).size() != expected.size())
      return op.emitOpError("has an input and an output of different rank");
    expected[axis] = nn::getShape(input)[axis];
    total += expected[axis];
    if (failed(checkShape(op, "input", input, expected)))
      return failure();
  }
  expected[axis] = total;
  return checkShape(op, "output", op.getOutput(), expected);
}

} // namespace

LogicalResult ConcatenationOp::verify() {
  // concatenation_c1
  int64_t axis = getAxis(), rank = nn::getShape(getOutput()).size();
  if (getInputs().empty() || axis < 0 || axis >= rank)
    return emitOpError() << "has " << getInputs().size() << " inputs and axis "
                         << axis << " for rank " << rank;
  // concatenation_c2
  if (failed(checkConcatenatedShapes(*this)))
    return failure();
  // concatenation_c3
  for (Value input : getInputs())
    if (failed(checkSameElementType(*this, input, getOutput())))
      return failure();
  // concatenation_c4
  if (getActivation() != Activation::NONE)
    return emitOpError("expects no fused activation");
  return success();
}
