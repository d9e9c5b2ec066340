//===- VerifyHeads.cpp - constraints of positive-unlabelled heads' kernels ===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "KernelChecks.h"

using namespace mlir;
using namespace tinymlc::mcu;

namespace {

int64_t countOf(Value value) { return bufferType(value).getNumElements(); }

bool isInteger(Type type) { return type.isInteger(8) || type.isInteger(16); }
bool isOne(Value value, unsigned bits) {
  return countOf(value) == 1 && elementOf(value).isInteger(bits);
}

/// pu_score_c2 and what is common to pu_score_c1 and pu_learn_c1
template <typename Op> LogicalResult checkHead(Op op) {
  Type element = elementOf(op.getInput());
  bool isFloat = op.getForm() == PuLearning::F32;
  if (!isInteger(element) && !(isFloat && element.isF32()))
    return op.emitOpError("learns in ")
           << stringifyPuLearning(op.getForm()) << " from " << element;
  bool isShort = op.getForm() == PuLearning::Q11;
  int64_t features = countOf(op.getInput());
  int64_t words = isShort ? 5 + (features + 1) / 2 : 4 + features;
  if (!elementOf(op.getState()).isInteger(32) ||
      countOf(op.getState()) != words)
    return op.emitOpError("expects a state of ")
           << words << " i32, has " << bufferType(op.getState());
  return success();
}

} // namespace

SmallVector<int64_t> tinymlc::mcu::packWeights(int64_t features,
                                               int64_t featureBytes,
                                               int64_t weightBytes) {
  // SXTB16 takes bytes 0 and 2 of a word: what comes from bytes beside what
  // comes as halfwords changes the order of the middle two.
  int64_t group = featureBytes == 2 && weightBytes == 2 ? 2 : 4;
  bool permutes = featureBytes != weightBytes;
  SmallVector<int64_t> order;
  for (int64_t first = 0; first < features; first += group)
    for (int64_t i = 0; i < group; ++i)
      order.push_back(first + (permutes ? (i % 2) * 2 + i / 2 : i));
  return order;
}

LogicalResult DotProductOp::verify() {
  // dot_product_c1
  Type input = elementOf(getInput()), weights = elementOf(getWeights());
  bool isFloat = input.isF32();
  if (isFloat ? !weights.isF32() || getPacked()
              : !isInteger(input) || !isInteger(weights))
    return emitOpError("multiplies ") << input << " by " << weights;
  Type sum = isFloat ? input : IntegerType::get(getContext(), 32);
  if (getStart().getType() != sum || elementOf(getOutput()) != sum)
    return emitOpError("sums ") << elementOf(getOutput()) << " from a start of "
                                << getStart().getType();
  // dot_product_c2
  int64_t expected = countOf(getInput());
  if (getPacked())
    expected = static_cast<int64_t>(
        packWeights(expected, bufferType(getInput()).getElementBytes(),
                    bufferType(getWeights()).getElementBytes())
            .size());
  if (countOf(getOutput()) != 1 || countOf(getWeights()) != expected)
    return emitOpError("has ") << countOf(getWeights()) << " weights, expected "
                               << expected << ", and one sum";
  return checkWritten(*this);
}

LogicalResult ThresholdLookupOp::verify() {
  // threshold_lookup_c1
  if (!isOne(getInput(), 32) || !isOne(getOutput(), 8) ||
      !elementOf(getThresholds()).isInteger(32) ||
      countOf(getThresholds()) != 255)
    return emitOpError("expects one i32, 255 thresholds of i32 and one i8");
  return checkWritten(*this);
}

LogicalResult SigmoidOp::verify() {
  // sigmoid_c1
  if (!isOne(getInput(), 32) || !isOne(getOutput(), 32))
    return emitOpError("expects one i32 and one i32");
  // sigmoid_c2
  auto shift = static_cast<int32_t>(getShift());
  auto offset = static_cast<int64_t>(getOffset());
  constexpr int64_t limit = int64_t(1) << 62;
  if (shift < 0 || shift > 31 || offset <= -limit || offset >= limit)
    return emitOpError("has a shift of ")
           << shift << " and an offset of " << offset;
  return checkWritten(*this);
}

LogicalResult NarrowProbabilityOp::verify() {
  // narrow_probability_c1
  if (!isOne(getInput(), 32) ||
      (!isOne(getOutput(), 8) && !isOne(getOutput(), 16)))
    return emitOpError("expects one i32 and one i8 or i16");
  return checkWritten(*this);
}

LogicalResult AtLeastOp::verify() {
  // at_least_c1
  Type element = elementOf(getInput());
  if (countOf(getInput()) != 1 || !isOne(getOutput(), 8) ||
      (!element.isInteger(32) && !element.isF32()) ||
      getMinimum().getType() != element)
    return emitOpError("compares ")
           << element << " with " << getMinimum().getType()
           << ", expected one i32 or f32, and one i8";
  return checkWritten(*this);
}

LogicalResult PuScoreOp::verify() {
  // pu_score_c1, pu_score_c2
  if (failed(checkHead(*this)))
    return failure();
  bool isFloat = elementOf(getInput()).isF32();
  if (countOf(getOutput()) != 1 ||
      (isFloat ? !elementOf(getOutput()).isF32()
               : !elementOf(getOutput()).isInteger(32)))
    return emitOpError("writes ") << bufferType(getOutput());
  return checkWritten(*this);
}

LogicalResult PuLearnOp::verify() {
  // pu_learn_c1
  if (failed(checkHead(*this)))
    return failure();
  if (bufferType(getState()).getConstant())
    return emitOpError("writes a const buffer");
  return success();
}
