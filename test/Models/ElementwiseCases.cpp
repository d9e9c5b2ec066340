//===- ElementwiseCases.cpp - random sums, products and functions ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorCase.h"

using namespace tinymlc;
using namespace tinymlc::models;
using tflite::BuiltinOperator;
using tflite::BuiltinOptions;
using tflite::TensorType;

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

namespace {
struct Operands {
  int lhs, rhs;
  Shape shape;
};
} // namespace

/// A shape that broadcasts to `shape`: some extents 1, some leading dimensions
/// missing.
static Shape drawBroadcast(OperatorCase &test, const Shape &shape) {
  if (test.random.chance(15))
    return {};
  Shape result = shape;
  if (test.random.chance(30) && !shape.empty()) {
    for (size_t i = 0; i + 1 < shape.size(); ++i)
      result[i] = 1;
  } else {
    for (int32_t &extent : result)
      if (test.random.chance(50))
        extent = 1;
  }
  while (!result.empty() && result[0] == 1 && test.random.chance(30))
    result.erase(result.begin());
  return result;
}

static Shape broadcast(const Shape &lhs, const Shape &rhs) {
  Shape result = lhs.size() >= rhs.size() ? lhs : rhs;
  const Shape &other = lhs.size() >= rhs.size() ? rhs : lhs;
  size_t lead = result.size() - other.size();
  for (size_t i = 0; i < other.size(); ++i)
    if (result[lead + i] == 1)
      result[lead + i] = other[i];
  return result;
}

static Operands addOperands(OperatorCase &test) {
  Shape lhs = test.drawShape(0, 4), rhs = lhs;
  if (test.random.chance(60))
    rhs = drawBroadcast(test, lhs);
  if (test.random.chance(30))
    lhs = drawBroadcast(test, lhs);
  if (test.random.chance(50))
    std::swap(lhs, rhs);
  Shape shape = broadcast(lhs, rhs);
  if (lhs == rhs && test.random.chance(8)) {
    int both = test.addInput(lhs);
    return {both, both, shape};
  }
  int constant = test.random.chance(35) ? test.random.between(0, 1) : -1;
  auto add = [&](const Shape &operand, int side) {
    if (side == constant)
      return test.addConstant(operand, test.drawQuantization());
    return test.addInput(operand);
  };
  int first = add(lhs, 0);
  return {first, add(rhs, 1), shape};
}

template <typename Options>
static void makeBinary(OperatorCase &test, BuiltinOperator code,
                       BuiltinOptions kind) {
  Options options;
  options.fused_activation_function = test.drawActivation();
  Operands operands = addOperands(test);
  double a = test.rootMeanSquare(operands.lhs);
  double b = test.rootMeanSquare(operands.rhs);
  double deviation =
      code == BuiltinOperator::MUL ? a * b : std::sqrt(a * a + b * b);
  int output =
      test.addOutput(operands.shape, test.drawOutputQuantization(deviation));
  test.model.addOperator(code, {operands.lhs, operands.rhs}, output, kind,
                         options, 2);
}

void models::makeAdd(OperatorCase &test) {
  makeBinary<tflite::AddOptionsT>(test, BuiltinOperator::ADD,
                                  BuiltinOptions::AddOptions);
}

void models::makeSub(OperatorCase &test) {
  makeBinary<tflite::SubOptionsT>(test, BuiltinOperator::SUB,
                                  BuiltinOptions::SubOptions);
}

void models::makeMul(OperatorCase &test) {
  makeBinary<tflite::MulOptionsT>(test, BuiltinOperator::MUL,
                                  BuiltinOptions::MulOptions);
}

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

/// The format fixes the int8 quantization of outputs of known range.
static Quantization fixed(const OperatorCase &test, double scale,
                          int64_t zeroPoint) {
  if (test.isFloat())
    return {};
  return Quantization::perTensor(scale, zeroPoint);
}

static int addSame(OperatorCase &test, int input, const Quantization &result) {
  return test.addOutput(test.model.shapeOf(input), result);
}

void models::makeSoftmax(OperatorCase &test) {
  tflite::SoftmaxOptionsT options;
  options.beta = test.random.pick<float>({1, 1, 1, 0.5f, 2, 10, 0.1f});
  int input = test.addInput(test.drawShape(1, 4));
  int output = addSame(test, input, fixed(test, 1.0 / 256, -128));
  test.model.addOperator(BuiltinOperator::SOFTMAX, {input}, output,
                         BuiltinOptions::SoftmaxOptions, options, 2);
}

void models::makeLogistic(OperatorCase &test) {
  int input = test.addInput(test.drawShape(1, 4));
  int output = addSame(test, input, fixed(test, 1.0 / 256, -128));
  test.model.addOperator(BuiltinOperator::LOGISTIC, {input}, output, 2);
}

void models::makeTanh(OperatorCase &test) {
  int input = test.addInput(test.drawShape(1, 4));
  int output = addSame(test, input, fixed(test, 1.0 / 128, 0));
  test.model.addOperator(BuiltinOperator::TANH, {input}, output, 2);
}

/// Keeps the input's quantization, or changes it a little.
static Quantization drawNear(OperatorCase &test, int input) {
  if (test.isFloat() || test.random.chance(40))
    return test.quantizationOf(input);
  double scale = test.model.scaleOf(input) * test.random.octaves(0.3, 2.4);
  return Quantization::perTensor(scale, test.drawZeroPoint());
}

void models::makeRelu(OperatorCase &test) {
  int input = test.addInput(test.drawShape(1, 4));
  int output = addSame(test, input, drawNear(test, input));
  test.model.addOperator(BuiltinOperator::RELU, {input}, output, 2);
}

void models::makeRelu6(OperatorCase &test) {
  int input = test.addInput(test.drawShape(1, 4));
  int output = addSame(test, input, drawNear(test, input));
  test.model.addOperator(BuiltinOperator::RELU6, {input}, output, 2);
}

void models::makeLeakyRelu(OperatorCase &test) {
  tflite::LeakyReluOptionsT options;
  options.alpha =
      test.random.pick<float>({0.01f, 0.1f, 0.2f, 0.3f, 0, -0.25f, 1.5f});
  int input = test.addInput(test.drawShape(1, 4));
  int output = addSame(test, input, drawNear(test, input));
  test.model.addOperator(BuiltinOperator::LEAKY_RELU, {input}, output,
                         BuiltinOptions::LeakyReluOptions, options, 2);
}

void models::makeHardSwish(OperatorCase &test) {
  int input = test.addInput(test.drawShape(1, 4));
  int output = addSame(test, input, drawNear(test, input));
  test.model.addOperator(BuiltinOperator::HARD_SWISH, {input}, output);
}

void models::makeQuantize(OperatorCase &test) {
  Shape shape = test.drawShape(0, 4);
  int input = test.addInput(shape);
  Quantization quantization;
  if (test.isFloat()) {
    double scale = test.random.octaves(0.004, 0.2);
    quantization = Quantization::perTensor(scale, test.drawZeroPoint());
  } else {
    quantization = drawNear(test, input);
  }
  int output =
      test.model.addTensor(shape, TensorType::INT8, quantization, "output");
  test.model.addOutput(output);
  test.model.addOperator(BuiltinOperator::QUANTIZE, {input}, output);
}

void models::makeDequantize(OperatorCase &test) {
  Shape shape = test.drawShape(0, 4);
  int input = test.addInput(shape);
  int output = test.model.addTensor(shape, TensorType::FLOAT32, {}, "output");
  test.model.addOutput(output);
  test.model.addOperator(BuiltinOperator::DEQUANTIZE, {input}, output, 2);
}
