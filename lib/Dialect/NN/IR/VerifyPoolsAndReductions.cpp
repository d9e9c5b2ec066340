//===- VerifyPoolsAndReductions.cpp - verifiers of pools and means --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorChecks.h"
#include "mlir/IR/Diagnostics.h"
#include <cmath>

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

namespace {

// 2^23 times -128 or 127 fits int32 with a bit to spare.
constexpr int64_t maxSummands = 1 << 23;
constexpr int64_t noDilation[] = {1, 1};

template <typename Op> WindowAttributes getWindow(Op op) {
  return {op.getFilterSize(), op.getStrides(), noDilation, op.getPadding()};
}

/// One type, up to the rounding of scales that converters leave behind.
LogicalResult checkPoolTypes(Operation *op, Value input, Value output) {
  constexpr float tolerance = 1.0e-6f;
  if (failed(checkOneKind(op, {input, output})))
    return failure();
  if (!isInt8Activation(input))
    return success();
  QuantParams from = getQuantParams(input), to = getQuantParams(output);
  if (from.zeroPoint == to.zeroPoint &&
      std::abs(from.scale - to.scale) <= tolerance)
    return success();
  return op->emitOpError("expects input and output of one scale and zero "
                         "point");
}

/// Constraints c1 to c5 of both pools.
template <typename Op> LogicalResult checkPool(Op op) {
  Value input = op.getInput(), output = op.getOutput();
  // c1
  if (nn::getShape(input).size() != 4 || nn::getShape(output).size() != 4)
    return op.emitOpError("expects input and output of rank 4");
  // c2
  if (failed(checkWindow(op, getWindow(op))))
    return failure();
  // c3
  if (failed(checkWindowedShape(op, getWindow(op), input, output,
                                nn::getShape(input)[3])))
    return failure();
  // c4
  if (failed(checkPoolTypes(op, input, output)))
    return failure();
  // c5
  return checkActivation(op, op.getActivation(), output);
}

LogicalResult checkSummands(Operation *op, int64_t count) {
  if (count <= maxSummands)
    return success();
  return op->emitOpError() << "sums " << count << " elements, more than 2^23";
}

} // namespace

LogicalResult AveragePool2DOp::verify() {
  // average_pool_2d_c1 to average_pool_2d_c5
  if (failed(checkPool(*this)))
    return failure();
  // average_pool_2d_c6
  return checkSummands(*this, getFilterSize()[0] * getFilterSize()[1]);
}

// max_pool_2d_c1 to max_pool_2d_c5
LogicalResult MaxPool2DOp::verify() { return checkPool(*this); }

LogicalResult MeanOp::verify() {
  ArrayRef<int64_t> inputShape = nn::getShape(getInput());
  // mean_c1
  int64_t previous = -1;
  for (int64_t axis : getAxes()) {
    if (axis <= previous || axis >= int64_t(inputShape.size()))
      return emitOpError() << "has axis " << axis << " after " << previous
                           << ", expected increasing axes below "
                           << inputShape.size();
    previous = axis;
  }
  // mean_c2
  SmallVector<int64_t> expected;
  int64_t count = 1;
  for (auto [i, size] : llvm::enumerate(inputShape)) {
    bool isReduced = llvm::is_contained(getAxes(), int64_t(i));
    count *= isReduced ? size : 1;
    if (!isReduced || getKeepDims())
      expected.push_back(isReduced ? 1 : size);
  }
  if (failed(checkShape(*this, "output", getOutput(), expected)))
    return failure();
  // mean_c3
  if (failed(checkOneKind(*this, {getInput(), getOutput()})))
    return failure();
  // mean_c4
  if (isInt8Activation(getInput()) &&
      failed(checkMultiplier(*this,
                             double(getQuantParams(getInput()).scale) /
                                 double(getQuantParams(getOutput()).scale))))
    return failure();
  // mean_c5
  return checkSummands(*this, count);
}
