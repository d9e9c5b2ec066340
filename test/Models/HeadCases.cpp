//===- HeadCases.cpp - random positive-unlabelled heads -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The custom operator PU_MLR, alone or behind a small network. Its numbers are
// such that logits deviate by 0.5 to 4 over features that are spread evenly,
// and that every form of learning can begin from them.
//
//===----------------------------------------------------------------------===//

// FlexBuffers would ask libflatbuffers for its locale, which is not linked.
#define FLATBUFFERS_LOCALE_INDEPENDENT 0

#include "NetworkBuilder.h"
#include "OperatorCase.h"

#include <algorithm>
#include <flatbuffers/flexbuffers.h>

using namespace tinymlc;
using namespace tinymlc::models;
using tflite::TensorType;

namespace {

class HeadWriter {
public:
  HeadWriter(OperatorCase &test, int input)
      : test(test), random(test.random), model(test.model), input(input),
        count(elementsIn(model.shapeOf(input))) {}

  void write();

private:
  bool isShort() const { return test.type() == TensorType::INT16; }
  double half() const { return isShort() ? 32768 : 128; }
  double inputScale() const {
    return test.isFloat() ? 1 : double(model.scaleOf(input));
  }
  /// The input's stored values, less the zero point: the largest, and the root
  /// of their mean square.
  double reach() const {
    return half() + std::abs(double(model.zeroPointOf(input)));
  }
  double spread() const;

  void addWeights();
  void addFloatWeights(double deviation);
  template <typename T> void addStoredWeights(TensorType type, int64_t limit);
  void addBias();
  void drawFrequency();
  void addOutputs();
  int addProbability(double factor, TensorType type);
  std::vector<uint8_t> options();

  OperatorCase &test;
  Random &random;
  ModelWriter &model;
  int input;
  size_t count;
  double weightScale = 1;
  int weights = -1, bias = -1;
  /// Which of b and c is given, and c itself.
  bool givesB = false;
  double given = 0, frequency = 0;
  /// 0, 1 and 2 in the order of the outputs.
  std::vector<int> kinds;
  bool listsKinds = false;
  std::vector<int32_t> outputs;
};

} // namespace

double HeadWriter::spread() const {
  if (test.isFloat())
    return 2;
  double middle = double(model.zeroPointOf(input)) + 0.5;
  return std::sqrt(half() * half() / 3 + middle * middle);
}

//===----------------------------------------------------------------------===//
// Weights and bias
//===----------------------------------------------------------------------===//

void HeadWriter::addFloatWeights(double deviation) {
  std::vector<float> values(count);
  for (float &value : values)
    value = static_cast<float>(random.real(-1.7, 1.7) * deviation);
  int32_t length = static_cast<int32_t>(count);
  weights = model.addConstant({length}, TensorType::FLOAT32, values);
}

template <typename T>
void HeadWriter::addStoredWeights(TensorType type, int64_t limit) {
  bool isExtreme = random.chance(15);
  std::vector<T> values(count);
  for (T &value : values)
    value = static_cast<T>(isExtreme ? random.pick<int64_t>({limit, -limit, 0})
                                     : random.between(-limit, limit));
  int32_t length = static_cast<int32_t>(count);
  weights = model.addConstant({length}, type, values,
                              Quantization::perTensor(weightScale, 0));
}

void HeadWriter::addWeights() {
  double target = random.octaves(0.5, 4);
  double all = spread() * inputScale() * std::sqrt(double(count));
  if (test.isFloat() || random.chance(25))
    return addFloatWeights(target / all);
  bool isNarrow = random.chance(40);
  // As large as their type and int32 accumulators allow.
  double room = 2147483646.0 / (reach() * double(count));
  auto limit =
      static_cast<int64_t>(std::min<double>(isNarrow ? 127 : 32767, room));
  weightScale =
      static_cast<float>(target * 1.7 / (all * static_cast<double>(limit)));
  if (isNarrow)
    addStoredWeights<int8_t>(TensorType::INT8, limit);
  else
    addStoredWeights<int16_t>(TensorType::INT16, limit);
}

void HeadWriter::addBias() {
  double value = random.real(-3, 3);
  if (test.isFloat() || random.chance(40)) {
    std::vector<float> values = {static_cast<float>(value)};
    bias = model.addConstant({1}, TensorType::FLOAT32, values);
    return;
  }
  double stored = value / (inputScale() * weightScale);
  stored = std::clamp<double>(stored, -2147483647, 2147483647);
  bias = model.addIndices({static_cast<int32_t>(stored)});
}

//===----------------------------------------------------------------------===//
// What it gives
//===----------------------------------------------------------------------===//

void HeadWriter::drawFrequency() {
  givesB = random.chance(50);
  given = givesB ? random.real(0.3, 4) : random.real(0.05, 0.95);
  frequency = givesB ? 1 / (1 + given * given) : given;
}

/// `factor` is what p(y|x) is multiplied by.
int HeadWriter::addProbability(double factor, TensorType type) {
  Quantization quantization;
  if (type == TensorType::INT8)
    quantization = Quantization::perTensor(factor / 256, -128);
  else if (type == TensorType::INT16)
    quantization = Quantization::perTensor(factor / 32768, 0);
  return model.addTensor({1, 1}, type, quantization, "probability");
}

void HeadWriter::addOutputs() {
  auto number = static_cast<size_t>(random.between(1, 3));
  kinds = {0, 1, 2};
  listsKinds = random.chance(70);
  if (listsKinds)
    random.shuffle(kinds);
  kinds.resize(number);
  TensorType type = test.type();
  if (!test.isFloat())
    type = random.chance(50) ? TensorType::INT8 : TensorType::INT16;
  for (int kind : kinds) {
    int output = kind == 2 ? model.addTensor({1}, TensorType::INT8,
                                             Quantization::perTensor(1, 0))
                           : addProbability(kind == 1 ? frequency : 1, type);
    outputs.push_back(output);
    model.addOutput(output);
  }
}

std::vector<uint8_t> HeadWriter::options() {
  static constexpr const char *names[] = {"positive", "labelled", "decision"};
  bool hasThreshold = random.chance(70);
  double threshold = random.real(0.05, 0.95);
  flexbuffers::Builder builder;
  builder.Map([&] {
    builder.Double(givesB ? "b" : "c", given);
    if (hasThreshold)
      builder.Double("threshold", threshold);
    if (listsKinds)
      builder.Vector("outputs", [&] {
        for (int kind : kinds)
          builder.String(names[kind]);
      });
  });
  builder.Finish();
  return builder.GetBuffer();
}

void HeadWriter::write() {
  addWeights();
  addBias();
  drawFrequency();
  addOutputs();
  model.addCustomOperator("PU_MLR", {input, weights, bias}, outputs, options());
}

//===----------------------------------------------------------------------===//
// What is in front of it
//===----------------------------------------------------------------------===//

/// A convolution, and its mean or all of it.
static int addExtractor(OperatorCase &test) {
  Random &random = test.random;
  NetworkBuilder net(test.model, random, test.isFloat());
  int32_t side = random.between(4, 9), channels = random.between(1, 4);
  Value x = net.input({1, side, side, channels}, -1, 1);
  x = net.conv(x, random.between(2, 13), {{3, 3}, {2, 2}});
  if (random.chance(50))
    x = net.globalMean(x, /*keepDims=*/random.chance(50));
  return x.tensor;
}

static int addFeatures(OperatorCase &test) {
  Shape shape = test.drawShape(1, 3, 7);
  if (test.isFloat())
    return test.addInput(shape);
  double scale = test.random.octaves(0.002, 0.03);
  int64_t zeroPoint = test.drawZeroPoint();
  if (test.type() == TensorType::INT16) {
    scale /= 256;
    zeroPoint = test.random.chance(70) ? 0 : 255 * zeroPoint;
  }
  return test.addInput(shape, Quantization::perTensor(scale, zeroPoint));
}

void models::makePuMlr(OperatorCase &test) {
  bool isAlone = test.type() == TensorType::INT16 || test.random.chance(60);
  HeadWriter(test, isAlone ? addFeatures(test) : addExtractor(test)).write();
}
