//===- NetworkBuilder.h - random networks that behave like trained ones ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TEST_MODELS_NETWORKBUILDER_H
#define TINYMLC_TEST_MODELS_NETWORKBUILDER_H

#include "ModelWriter.h"
#include "Random.h"

namespace tinymlc::models {

/// A tensor of the network and its reals for each calibration sample, one
/// sample after the other.
struct Value {
  int tensor = -1;
  Shape shape;
  std::vector<float> reals;
};

/// Height and width.
struct Extent2D {
  int32_t height, width;
};

/// Where a convolution or pool looks.
struct WindowShape {
  Extent2D filter;
  Extent2D stride{1, 1};
  tflite::Padding padding = tflite::Padding::SAME;
  Extent2D dilation{1, 1};
};

struct Product;

/// Adds layers with random weights and evaluates them on a few random inputs
/// as it goes. Weights and biases are set so that every channel comes out with
/// mean 0 and a deviation around 1, as batch normalisation leaves it, and int8
/// scales are taken from the ranges that were seen: activations neither
/// saturate nor vanish, however deep the network is.
class NetworkBuilder {
public:
  using Activation = tflite::ActivationFunctionType;

  NetworkBuilder(ModelWriter &model, Random &random, bool isFloat)
      : model(model), random(random), isFloat(isFloat) {}

  /// Lets `percent` of the channels that layers compute be constant, and of
  /// those that they read go unread. The other draws stay as they are.
  void setDeadChannels(int percent, uint64_t seed) {
    deadPercent = percent;
    deadRandom = Random(seed, "dead channels");
  }

  /// `low` and `high` bound the input's reals; the calibration draws between.
  Value input(const Shape &shape, double low, double high);
  Value floatInput(const Shape &shape, double low, double high);
  Value constant(const Shape &shape);

  Value conv(const Value &in, int32_t channels, const WindowShape &window,
             Activation activation = Activation::RELU);
  Value depthwise(const Value &in, int32_t multiplier,
                  const WindowShape &window,
                  Activation activation = Activation::RELU);
  Value dense(const Value &in, int32_t units,
              Activation activation = Activation::RELU);

  Value add(const Value &lhs, const Value &rhs,
            Activation activation = Activation::NONE);
  Value sub(const Value &lhs, const Value &rhs);
  Value mul(const Value &lhs, const Value &rhs);

  Value relu(const Value &in);
  Value relu6(const Value &in);
  Value leakyRelu(const Value &in, float alpha);
  Value hardSwish(const Value &in);
  Value logistic(const Value &in);
  Value tanh(const Value &in);
  Value softmax(const Value &in);

  Value averagePool(const Value &in, const WindowShape &window);
  Value maxPool(const Value &in, const WindowShape &window);
  Value globalMean(const Value &in, bool keepDims);

  Value reshape(const Value &in, const Shape &shape);
  Value pad(const Value &in, int32_t border);
  /// Swaps height and width.
  Value transpose(const Value &in);
  /// Rows from `first` on.
  Value sliceRows(const Value &in, int32_t first, int32_t rows);
  Value concatChannels(const std::vector<Value> &parts);

  Value quantize(const Value &in);
  Value dequantize(const Value &in);

  void output(const Value &value) { model.addOutput(value.tensor); }

private:
  Value finishProduct(const Value &in, Product &product, const Shape &result,
                      std::vector<float> sums, Activation activation,
                      std::vector<int32_t> &operands);
  void ignoreChannels(Product &product, int32_t inDepth);
  void makeConstant(Product &product, std::vector<float> &sums,
                    Activation activation);
  int addFilter(const Product &product, const std::vector<float> &scales);
  int addBias(const Value &in, const Product &product,
              const std::vector<float> &scales);
  Value binary(tflite::BuiltinOperator code, const Value &lhs, const Value &rhs,
               float (*apply)(float, float), Activation activation);
  Value unary(tflite::BuiltinOperator code, const Value &in,
              float (*apply)(float), const Quantization &quantization);
  Value pool(tflite::BuiltinOperator code, const Value &in,
             const WindowShape &window);
  Value requantized(const Value &in, const Quantization &quantization);

  tflite::TensorType type() const {
    return isFloat ? tflite::TensorType::FLOAT32 : tflite::TensorType::INT8;
  }
  Quantization rangeOf(const std::vector<float> &reals) const;
  Quantization quantizationOf(const Value &value) const;
  Quantization fixed(double scale, int64_t zeroPoint) const;
  Value declare(const Shape &shape, std::vector<float> reals,
                const Quantization &quantization);

  ModelWriter &model;
  Random &random;
  bool isFloat;
  int deadPercent = 0;
  Random deadRandom{0};
};

/// The output extent of a window over one dimension.
int32_t windowPositions(int32_t extent, int32_t filter, int32_t stride,
                        int32_t dilation, tflite::Padding padding);

} // namespace tinymlc::models

#endif // TINYMLC_TEST_MODELS_NETWORKBUILDER_H
