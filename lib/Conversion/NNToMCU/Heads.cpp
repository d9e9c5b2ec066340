//===- Heads.cpp - positive-unlabelled heads ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ModelLowering.h"

using namespace mlir;
using namespace tinymlc;
using nn::PuMlrOutput;

namespace {

Type storageOf(Value tensor) {
  return nn::getStorageType(tensorType(tensor).getElementType());
}

/// Weights as a constant of the narrowest type that `bits` fit.
template <typename T>
std::vector<T> narrowed(const std::vector<int32_t> &values) {
  return std::vector<T>(values.begin(), values.end());
}

} // namespace

Value ModelLowering::makeTemporary(Location loc, StringRef name,
                                   ArrayRef<int64_t> shape, Type element) {
  auto type = mcu::BufferType::get(builder.getContext(), shape, element, false);
  return mcu::BufferOp::create(builder, loc, type, builder.getStringAttr(name));
}

/// The accumulator of quantized features, or the logit of floats.
Value ModelLowering::lowerSum(nn::PuMlrOp op, const PuMlrWeights &weights) {
  auto count = static_cast<int64_t>(op.getW().size());
  Value input = getBuffer(op.getInput()), constant;
  TypedAttr start;
  if (isFloat(op.getInput())) {
    std::vector<float> w(op.getW().begin(), op.getW().end());
    constant = makeConstant("weights", {count}, ArrayRef<float>(w));
    start = builder.getF32FloatAttr(static_cast<float>(op.getFoldedBias()));
  } else {
    int64_t sum = 0;
    for (int64_t value : weights.values)
      sum += value;
    if (op.getWeightBits() == 8)
      constant =
          makeConstant("weights", {count},
                       ArrayRef<int8_t>(narrowed<int8_t>(weights.values)));
    else
      constant =
          makeConstant("weights", {count},
                       ArrayRef<int16_t>(narrowed<int16_t>(weights.values)));
    // Fits: it is the accumulator of features of 0, or beside one that is.
    start = builder.getI32IntegerAttr(static_cast<int32_t>(
        -int64_t(quantParams(op.getInput()).zeroPoint) * sum));
  }
  Value output =
      makeTemporary(op.getLoc(), "sum", {1},
                    isFloat(op.getInput()) ? builder.getF32Type()
                                           : Type(builder.getI32Type()));
  mcu::DotProductOp::create(builder, op.getLoc(), input, constant, output,
                            start, /*packed=*/false, /*compact=*/false);
  return output;
}

/// p(y|x) into `output`, by the form that the operator asks for.
void ModelLowering::lowerProbability(nn::PuMlrOp op, Value sum,
                                     PuMlrLogit logit, Value output) {
  Location loc = op.getLoc();
  Type element = cast<mcu::BufferType>(output.getType()).getElementType();
  if (element.isF32()) {
    mcu::UnaryOp::create(builder, loc, sum, output, mcu::UnaryKind::Logistic,
                         llvm::APFloat(1.0f), 0);
    return;
  }
  if (element.isInteger(8) && !op.getPolynomial()) {
    SigmoidThresholds thresholds = sigmoidThresholds(logit);
    Value table =
        makeConstant("thresholds", {255}, ArrayRef<int32_t>(thresholds));
    mcu::ThresholdLookupOp::create(builder, loc, sum, table, output);
    return;
  }
  PolynomialLogit polynomial = derivePolynomialLogit(logit);
  Value probability =
      makeTemporary(loc, "probability", {1}, builder.getI32Type());
  mcu::SigmoidOp::create(builder, loc, sum, probability, polynomial.multiplier,
                         polynomial.shift, polynomial.offset);
  mcu::NarrowProbabilityOp::create(builder, loc, probability, output);
}

/// p(s|x): the integers of p(y|x) under another scale, or c times the float.
void ModelLowering::lowerLabelled(nn::PuMlrOp op, Value probability) {
  Value labelled = op.getOutput(PuMlrOutput::Labelled);
  if (!isFloat(labelled)) {
    buffers[labelled] = makeView(probability, shapeOf(labelled));
    return;
  }
  auto c = static_cast<float>(op.getFrequency());
  Value factor = makeConstant("constant", {1}, ArrayRef<float>(c));
  auto [minimum, maximum] =
      clampBounds(builder, labelled, nn::Activation::NONE);
  Value one = makeView(probability, {1});
  mcu::BinaryOp::create(
      builder, op.getLoc(), one, factor, makeView(makeBuffer(labelled), {1}),
      mcu::BinaryKind::Mul, ArrayRef<int64_t>(), minimum, maximum);
}

/// p(y|x), which `lower` writes, and what is made of it.
void ModelLowering::lowerProbabilities(
    nn::PuMlrOp op, llvm::function_ref<void(Value output)> lower) {
  Value positive = op.getOutput(PuMlrOutput::Positive);
  Value labelled = op.getOutput(PuMlrOutput::Labelled);
  if (!positive && !labelled)
    return;
  Value output;
  if (positive)
    output = makeBuffer(positive);
  else
    output = makeTemporary(op.getLoc(), "probability", shapeOf(labelled),
                           storageOf(labelled));
  lower(output);
  if (labelled)
    lowerLabelled(op, output);
}

LogicalResult ModelLowering::lower(nn::PuMlrOp op) {
  if (op.getLearn())
    return lowerLearning(op);
  PuMlrWeights weights;
  PuMlrLogit head{1, 0};
  bool isReal = isFloat(op.getInput());
  if (!isReal) {
    weights = *op.quantizeWeights();
    head = op.getLogit(weights);
  }
  Value sum = lowerSum(op, weights);
  lowerProbabilities(
      op, [&](Value output) { lowerProbability(op, sum, head, output); });
  if (Value decision = op.getOutput(PuMlrOutput::Decision)) {
    double threshold = op.getThreshold().convertToDouble();
    TypedAttr minimum;
    if (isReal)
      minimum = builder.getF32FloatAttr(static_cast<float>(logit(threshold)));
    else
      minimum = builder.getI32IntegerAttr(decisionMinimum(head, threshold));
    mcu::AtLeastOp::create(builder, op.getLoc(), sum, makeBuffer(decision),
                           minimum);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Heads that learn
//===----------------------------------------------------------------------===//

LogicalResult ModelLowering::lowerLearning(nn::PuMlrOp op) {
  if (learner)
    return op.emitError("more than one head learns; let only one do");
  Location loc = op.getLoc();
  PuMlrLearning learning = op.getLearning();
  auto form = static_cast<mcu::PuLearning>(*op.getLearn());
  std::vector<int32_t> words = *op.makeState();
  auto count = static_cast<int64_t>(words.size());
  Value initial = makeConstant("head", {count}, ArrayRef<int32_t>(words));
  Value state = makeTemporary(loc, "head", {count}, builder.getI32Type());
  mcu::StateOp::create(builder, loc, state, initial);
  Value input = getBuffer(op.getInput());
  bool isReal = isFloat(op.getInput());
  Value probability =
      makeTemporary(loc, "probability", {1},
                    isReal ? builder.getF32Type() : Type(builder.getI32Type()));
  auto scale = builder.getF64FloatAttr(learning.scale);
  auto zeroPoint = builder.getI32IntegerAttr(learning.zeroPoint);
  auto formAttr = mcu::PuLearningAttr::get(builder.getContext(), form);
  mcu::PuScoreOp::create(builder, loc, input, state, probability, formAttr,
                         scale, zeroPoint);
  lowerProbabilities(op, [&](Value output) {
    if (isReal)
      copyWhole(loc, probability, output);
    else
      mcu::NarrowProbabilityOp::create(builder, loc, probability, output);
  });
  if (Value decision = op.getOutput(PuMlrOutput::Decision)) {
    double threshold = op.getThreshold().convertToDouble();
    TypedAttr minimum;
    if (isReal)
      minimum = builder.getF32FloatAttr(static_cast<float>(threshold));
    else
      minimum = builder.getI32IntegerAttr(
          static_cast<int32_t>(std::ceil(std::ldexp(threshold, 16))));
    mcu::AtLeastOp::create(builder, loc, probability, makeBuffer(decision),
                           minimum);
  }
  learner = [=, this] {
    mcu::PuLearnOp::create(builder, loc, input, state, formAttr, scale,
                           zeroPoint, builder.getF64FloatAttr(learning.rate),
                           builder.getF64FloatAttr(learning.decay));
  };
  return success();
}
