//===- OperatorCase.cpp - what all one-operator models draw ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorCase.h"

using namespace tinymlc;
using namespace tinymlc::models;

Shape OperatorCase::drawShape(int minRank, int maxRank, int maxExtent) {
  Shape shape(static_cast<size_t>(random.between(minRank, maxRank)));
  for (int32_t &extent : shape)
    extent = random.chance(15) ? 1 : random.between(1, maxExtent);
  return shape;
}

int OperatorCase::drawChannels() {
  if (random.chance(30))
    return random.pick<int>({4, 8, 12, 16, 32});
  return random.between(1, random.chance(20) ? 37 : 19);
}

int64_t OperatorCase::drawZeroPoint() {
  if (random.chance(50))
    return random.pick<int64_t>({-128, 127, 0});
  return random.between(-128, 127);
}

Quantization OperatorCase::drawQuantization() {
  if (isFloat())
    return {};
  double scale = random.octaves(0.004, 0.2);
  return Quantization::perTensor(scale, drawZeroPoint());
}

tflite::ActivationFunctionType OperatorCase::drawActivation() {
  using Activation = tflite::ActivationFunctionType;
  if (random.chance(40))
    return Activation::NONE;
  return random.pick<Activation>(
      {Activation::RELU, Activation::RELU6, Activation::RELU_N1_TO_1});
}

int OperatorCase::addConstant(const Shape &shape,
                              const Quantization &quantization) {
  size_t count = elementsIn(shape);
  if (isFloat()) {
    std::vector<float> values(count);
    for (float &value : values)
      value = static_cast<float>(2 * random.normal());
    return model.addConstant(shape, type(), values);
  }
  std::vector<int8_t> values(count);
  for (int8_t &value : values)
    value = static_cast<int8_t>(random.between(-128, 127));
  return model.addConstant(shape, type(), values, quantization);
}

double OperatorCase::rootMeanSquare(int tensor) const {
  if (isFloat())
    return 2;
  double middle = double(model.zeroPointOf(tensor)) + 0.5;
  return model.scaleOf(tensor) * std::sqrt(256.0 * 256 / 12 + middle * middle);
}

Quantization OperatorCase::drawOutputQuantization(double deviation) {
  if (isFloat())
    return {};
  // Arguments are evaluated in no set order, draws must be.
  double scale = deviation * random.octaves(0.005, 0.08);
  return Quantization::perTensor(scale, drawZeroPoint());
}

Quantization OperatorCase::quantizationOf(int tensor) const {
  if (isFloat())
    return {};
  return Quantization::perTensor(model.scaleOf(tensor),
                                 model.zeroPointOf(tensor));
}

const std::vector<OperatorEntry> &models::operatorEntries() {
  static const std::vector<OperatorEntry> entries = {
      {"ADD", makeAdd},
      {"AVERAGE_POOL_2D", makeAveragePool2D},
      {"CONCATENATION", makeConcatenation},
      {"CONV_2D", makeConv2D, true, true, makeDeepConv2D},
      {"DEPTHWISE_CONV_2D", makeDepthwiseConv2D},
      {"DEQUANTIZE", makeDequantize, true, false},
      {"EXPAND_DIMS", makeExpandDims},
      {"FULLY_CONNECTED", makeFullyConnected},
      {"HARD_SWISH", makeHardSwish},
      {"LEAKY_RELU", makeLeakyRelu},
      {"LOGISTIC", makeLogistic},
      {"MAX_POOL_2D", makeMaxPool2D},
      {"MEAN", makeMean},
      {"MUL", makeMul},
      {"PAD", makePad},
      {"PADV2", makePadV2},
      {"PU_MLR", makePuMlr, true, true, nullptr, true},
      {"QUANTIZE", makeQuantize},
      {"RELU", makeRelu},
      {"RELU6", makeRelu6},
      {"RESHAPE", makeReshape},
      {"SLICE", makeSlice},
      {"SOFTMAX", makeSoftmax},
      {"SPLIT", makeSplit},
      {"SPLIT_V", makeSplitV},
      {"SQUEEZE", makeSqueeze},
      {"SUB", makeSub},
      {"TANH", makeTanh},
      {"TRANSPOSE", makeTranspose},
  };
  return entries;
}
