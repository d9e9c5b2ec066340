//===- PackDotProduct.cpp - dot products by words -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PackKernels.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

/// The weights of `op` in the packed order, as a constant.
template <typename T>
static Value packConstant(DotProductOp op, ArrayRef<int64_t> order) {
  auto constant = op.getWeights().getDefiningOp<ConstantOp>();
  auto values = cast<DenseElementsAttr>(constant.getValue()).getValues<T>();
  std::vector<T> flat(values.begin(), values.end()), packed;
  for (int64_t feature : order)
    packed.push_back(feature < int64_t(flat.size()) ? flat[feature] : T(0));
  OpBuilder builder(op);
  return makeConstant<T>(builder, op.getLoc(), "weights", packed);
}

LogicalResult mcu::packDotProduct(DotProductOp op, KernelForm form) {
  BufferType input = op.getInput().getType(),
             weights = op.getWeights().getType();
  if (input.getElementType().isF32() || op.getPacked() ||
      !op.getWeights().getDefiningOp<ConstantOp>())
    return failure();
  SmallVector<int64_t> order =
      packWeights(input.getNumElements(), input.getElementBytes(),
                  weights.getElementBytes());
  int64_t behind = static_cast<int64_t>(order.size()) - input.getNumElements();
  if (failed(addSlack(op.getInput(), behind * input.getElementBytes())))
    return failure();
  bool isInt8 = weights.getElementType().isInteger(8);
  op.getWeightsMutable().assign(isInt8 ? packConstant<int8_t>(op, order)
                                       : packConstant<int16_t>(op, order));
  op.setPacked(true);
  op.setCompact(form == KernelForm::Compact);
  return success();
}
