//===- NetworkLayers.cpp - inputs and layers without weights --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "NetworkBuilder.h"

#include <algorithm>

using namespace tinymlc;
using namespace tinymlc::models;
using tflite::BuiltinOperator;
using tflite::BuiltinOptions;
using tflite::Padding;
using tflite::TensorType;

static constexpr size_t kSamples = 6;

//===----------------------------------------------------------------------===//
// Ranges
//===----------------------------------------------------------------------===//

static Quantization coverRange(double low, double high) {
  low = std::min(low, 0.0);
  high = std::max(high, low + 1e-3);
  double scale = (high - low) / 255;
  long zeroPoint = std::lround(-128 - low / scale);
  return Quantization::perTensor(scale, std::clamp(zeroPoint, -128L, 127L));
}

/// Covers what was seen, bar the farthest outliers.
Quantization NetworkBuilder::rangeOf(const std::vector<float> &reals) const {
  if (isFloat)
    return {};
  double mean = 0, variance = 0, low = 0, high = 0;
  double count = double(reals.size());
  for (float real : reals)
    mean += double(real) / count;
  for (float real : reals) {
    variance += (double(real) - mean) * (double(real) - mean) / count;
    low = std::min(low, double(real));
    high = std::max(high, double(real));
  }
  double far = 4 * std::sqrt(variance);
  return coverRange(std::max(low, mean - far), std::min(high, mean + far));
}

Quantization NetworkBuilder::quantizationOf(const Value &value) const {
  if (isFloat)
    return {};
  return Quantization::perTensor(model.scaleOf(value.tensor),
                                 model.zeroPointOf(value.tensor));
}

Quantization NetworkBuilder::fixed(double scale, int64_t zeroPoint) const {
  if (isFloat)
    return {};
  return Quantization::perTensor(scale, zeroPoint);
}

Value NetworkBuilder::declare(const Shape &shape, std::vector<float> reals,
                              const Quantization &quantization) {
  return {model.addTensor(shape, type(), quantization), shape,
          std::move(reals)};
}

//===----------------------------------------------------------------------===//
// Sources
//===----------------------------------------------------------------------===//

static std::vector<float> drawSamples(Random &random, const Shape &shape,
                                      double low, double high) {
  std::vector<float> reals(kSamples * elementsIn(shape));
  for (float &real : reals)
    real = static_cast<float>(random.real(low, high));
  return reals;
}

Value NetworkBuilder::input(const Shape &shape, double low, double high) {
  Quantization quantization;
  if (!isFloat)
    quantization = coverRange(low, high);
  return {model.addInput(shape, type(), quantization), shape,
          drawSamples(random, shape, low, high)};
}

Value NetworkBuilder::floatInput(const Shape &shape, double low, double high) {
  return {model.addInput(shape, TensorType::FLOAT32), shape,
          drawSamples(random, shape, low, high)};
}

Value NetworkBuilder::constant(const Shape &shape) {
  std::vector<float> reals(elementsIn(shape));
  for (float &real : reals)
    real = static_cast<float>(random.normal());
  Quantization quantization = rangeOf(reals);
  Value value;
  value.shape = shape;
  if (isFloat) {
    value.tensor = model.addConstant(shape, TensorType::FLOAT32, reals);
  } else {
    std::vector<int8_t> stored;
    for (float real : reals)
      stored.push_back(static_cast<int8_t>(
          std::clamp(std::lround(real / quantization.scales[0]) +
                         static_cast<long>(quantization.zeroPoint),
                     -128L, 127L)));
    value.tensor =
        model.addConstant(shape, TensorType::INT8, stored, quantization);
  }
  for (size_t sample = 0; sample < kSamples; ++sample)
    value.reals.insert(value.reals.end(), reals.begin(), reals.end());
  return value;
}

//===----------------------------------------------------------------------===//
// Elementwise
//===----------------------------------------------------------------------===//

/// Index into an operand of `from` shape for element `at` of `to`, both of one
/// rank.
static size_t broadcastIndex(const Shape &from, const Shape &to, size_t at) {
  size_t index = 0, stride = 1;
  for (size_t i = to.size(); i-- > 0;) {
    size_t position = at % size_t(to[i]);
    at /= size_t(to[i]);
    if (from[i] != 1)
      index += position * stride;
    stride *= size_t(from[i]);
  }
  return index;
}

Value NetworkBuilder::binary(BuiltinOperator code, const Value &lhs,
                             const Value &rhs, float (*apply)(float, float),
                             Activation activation) {
  Shape shape = lhs.shape;
  for (size_t i = 0; i < shape.size(); ++i)
    shape[i] = std::max(shape[i], rhs.shape[i]);
  std::vector<float> reals(kSamples * elementsIn(shape));
  size_t count = elementsIn(shape);
  for (size_t i = 0; i < reals.size(); ++i) {
    size_t sample = i / count;
    float a = lhs.reals[sample * elementsIn(lhs.shape) +
                        broadcastIndex(lhs.shape, shape, i % count)];
    float b = rhs.reals[sample * elementsIn(rhs.shape) +
                        broadcastIndex(rhs.shape, shape, i % count)];
    reals[i] = apply(a, b);
    if (activation != Activation::NONE)
      reals[i] = std::max(reals[i], 0.0f);
  }
  Quantization quantization = rangeOf(reals);
  Value value = declare(shape, std::move(reals), quantization);
  model.addOperator(code, {lhs.tensor, rhs.tensor}, value.tensor, 2);
  return value;
}

Value NetworkBuilder::add(const Value &lhs, const Value &rhs,
                          Activation activation) {
  Value value = binary(
      BuiltinOperator::ADD, lhs, rhs, [](float a, float b) { return a + b; },
      activation);
  tflite::AddOptionsT options;
  options.fused_activation_function = activation;
  model.setOptions(BuiltinOptions::AddOptions, options);
  return value;
}

Value NetworkBuilder::sub(const Value &lhs, const Value &rhs) {
  Value value = binary(
      BuiltinOperator::SUB, lhs, rhs, [](float a, float b) { return a - b; },
      Activation::NONE);
  model.setOptions(BuiltinOptions::SubOptions, tflite::SubOptionsT());
  return value;
}

Value NetworkBuilder::mul(const Value &lhs, const Value &rhs) {
  Value value = binary(
      BuiltinOperator::MUL, lhs, rhs, [](float a, float b) { return a * b; },
      Activation::NONE);
  model.setOptions(BuiltinOptions::MulOptions, tflite::MulOptionsT());
  return value;
}

Value NetworkBuilder::unary(BuiltinOperator code, const Value &in,
                            float (*apply)(float),
                            const Quantization &quantization) {
  std::vector<float> reals = in.reals;
  for (float &real : reals)
    real = apply(real);
  Quantization range =
      quantization.scales.empty() ? rangeOf(reals) : quantization;
  Value value = declare(in.shape, std::move(reals), range);
  model.addOperator(code, {in.tensor}, value.tensor, 2);
  return value;
}

Value NetworkBuilder::relu(const Value &in) {
  return unary(BuiltinOperator::RELU, in,
               [](float x) { return std::max(x, 0.0f); }, {});
}

Value NetworkBuilder::relu6(const Value &in) {
  return unary(BuiltinOperator::RELU6, in,
               [](float x) { return std::clamp(x, 0.0f, 6.0f); }, {});
}

Value NetworkBuilder::leakyRelu(const Value &in, float alpha) {
  std::vector<float> reals = in.reals;
  for (float &real : reals)
    real = real < 0 ? alpha * real : real;
  Quantization quantization = rangeOf(reals);
  Value value = declare(in.shape, std::move(reals), quantization);
  tflite::LeakyReluOptionsT options;
  options.alpha = alpha;
  model.addOperator(BuiltinOperator::LEAKY_RELU, {in.tensor}, value.tensor,
                    BuiltinOptions::LeakyReluOptions, options, 2);
  return value;
}

Value NetworkBuilder::hardSwish(const Value &in) {
  return unary(BuiltinOperator::HARD_SWISH, in,
               [](float x) { return x * std::clamp(x + 3, 0.0f, 6.0f) / 6; },
               {});
}

// The standard library's exp and tanh may differ in their last bits from one
// machine to the next; ranges after them need no more than the curve's shape.
static float soften(float x) { return x / (1 + std::fabs(x)); }

Value NetworkBuilder::logistic(const Value &in) {
  return unary(
      BuiltinOperator::LOGISTIC, in,
      [](float x) { return 0.5f + soften(x) / 2; }, fixed(1.0 / 256, -128));
}

Value NetworkBuilder::tanh(const Value &in) {
  return unary(BuiltinOperator::TANH, in, soften, fixed(1.0 / 128, 0));
}

Value NetworkBuilder::softmax(const Value &in) {
  Value value = unary(
      BuiltinOperator::SOFTMAX, in,
      [](float x) { return 0.5f + soften(x) / 2; }, fixed(1.0 / 256, -128));
  tflite::SoftmaxOptionsT options;
  options.beta = 1;
  model.setOptions(BuiltinOptions::SoftmaxOptions, options);
  return value;
}

//===----------------------------------------------------------------------===//
// Pools and means
//===----------------------------------------------------------------------===//

/// Mean or maximum of the window at (y, x) of one channel.
static float poolWindow(const float *sample, const Shape &shape,
                        const WindowShape &window, Extent2D at, int32_t channel,
                        bool isMean) {
  float sum = 0, largest = -INFINITY;
  int count = 0;
  for (int32_t y = at.height; y < at.height + window.filter.height; ++y) {
    for (int32_t x = at.width; x < at.width + window.filter.width; ++x) {
      if (y < 0 || x < 0 || y >= shape[1] || x >= shape[2])
        continue;
      float real = sample[(y * shape[2] + x) * shape[3] + channel];
      sum += real;
      largest = std::max(largest, real);
      ++count;
    }
  }
  return isMean ? sum / static_cast<float>(count) : largest;
}

static int32_t paddingBefore(int32_t extent, int32_t filter, int32_t stride,
                             int32_t positions) {
  return std::max(0, (positions - 1) * stride + filter - extent) / 2;
}

static std::vector<float> evaluatePool(const Value &in, const Shape &shape,
                                       const WindowShape &window, bool isMean) {
  int32_t top = paddingBefore(in.shape[1], window.filter.height,
                              window.stride.height, shape[1]);
  int32_t left = paddingBefore(in.shape[2], window.filter.width,
                               window.stride.width, shape[2]);
  std::vector<float> reals;
  for (size_t at = 0; at < in.reals.size(); at += elementsIn(in.shape))
    for (int32_t y = 0; y < shape[1]; ++y)
      for (int32_t x = 0; x < shape[2]; ++x)
        for (int32_t channel = 0; channel < shape[3]; ++channel)
          reals.push_back(poolWindow(
              in.reals.data() + at, in.shape, window,
              {y * window.stride.height - top, x * window.stride.width - left},
              channel, isMean));
  return reals;
}

Value NetworkBuilder::pool(BuiltinOperator code, const Value &in,
                           const WindowShape &window) {
  Shape shape = {1,
                 windowPositions(in.shape[1], window.filter.height,
                                 window.stride.height, 1, window.padding),
                 windowPositions(in.shape[2], window.filter.width,
                                 window.stride.width, 1, window.padding),
                 in.shape[3]};
  bool isMean = code == BuiltinOperator::AVERAGE_POOL_2D;
  Value value = declare(shape, evaluatePool(in, shape, window, isMean),
                        quantizationOf(in));
  tflite::Pool2DOptionsT options;
  options.padding = window.padding;
  options.stride_h = window.stride.height;
  options.stride_w = window.stride.width;
  options.filter_height = window.filter.height;
  options.filter_width = window.filter.width;
  model.addOperator(code, {in.tensor}, value.tensor,
                    BuiltinOptions::Pool2DOptions, options, 2);
  return value;
}

Value NetworkBuilder::averagePool(const Value &in, const WindowShape &window) {
  return pool(BuiltinOperator::AVERAGE_POOL_2D, in, window);
}

Value NetworkBuilder::maxPool(const Value &in, const WindowShape &window) {
  return pool(BuiltinOperator::MAX_POOL_2D, in, window);
}

Value NetworkBuilder::globalMean(const Value &in, bool keepDims) {
  Shape kept = {1, 1, 1, in.shape[3]};
  WindowShape all{{in.shape[1], in.shape[2]}, {1, 1}, Padding::VALID};
  std::vector<float> reals = evaluatePool(in, kept, all, /*isMean=*/true);
  Quantization quantization = rangeOf(reals);
  Value value = declare(keepDims ? kept : Shape{1, in.shape[3]},
                        std::move(reals), quantization);
  tflite::ReducerOptionsT options;
  options.keep_dims = keepDims;
  int axes = model.addIndices({1, 2});
  model.addOperator(BuiltinOperator::MEAN, {in.tensor, axes}, value.tensor,
                    BuiltinOptions::ReducerOptions, options, 2);
  return value;
}

//===----------------------------------------------------------------------===//
// Data movement
//===----------------------------------------------------------------------===//

Value NetworkBuilder::reshape(const Value &in, const Shape &shape) {
  Value value = declare(shape, in.reals, quantizationOf(in));
  int indices = model.addIndices(shape);
  model.addOperator(BuiltinOperator::RESHAPE, {in.tensor, indices},
                    value.tensor);
  return value;
}

Value NetworkBuilder::pad(const Value &in, int32_t border) {
  Shape shape = {1, in.shape[1] + 2 * border, in.shape[2] + 2 * border,
                 in.shape[3]};
  std::vector<float> reals(kSamples * elementsIn(shape));
  size_t row = size_t(in.shape[2]) * size_t(in.shape[3]);
  size_t rows = in.reals.size() / row, height = size_t(in.shape[1]);
  for (size_t i = 0; i < rows; ++i) {
    size_t to = (i / height * size_t(shape[1]) + i % height + size_t(border)) *
                    size_t(shape[2]) +
                size_t(border);
    std::copy_n(in.reals.begin() + long(i * row), row,
                reals.begin() + long(to * size_t(shape[3])));
  }
  Value value = declare(shape, std::move(reals), quantizationOf(in));
  int paddings = model.addConstant<int32_t>(
      {4, 2}, TensorType::INT32, {0, 0, border, border, border, border, 0, 0});
  model.addOperator(BuiltinOperator::PAD, {in.tensor, paddings}, value.tensor,
                    2);
  return value;
}

Value NetworkBuilder::transpose(const Value &in) {
  Shape shape = {1, in.shape[2], in.shape[1], in.shape[3]};
  std::vector<float> reals;
  auto depth = long(in.shape[3]);
  for (size_t at = 0; at < in.reals.size(); at += elementsIn(in.shape)) {
    for (int32_t y = 0; y < shape[1]; ++y) {
      for (int32_t x = 0; x < shape[2]; ++x) {
        auto from =
            in.reals.begin() + long(at) + (long(x) * in.shape[2] + y) * depth;
        reals.insert(reals.end(), from, from + depth);
      }
    }
  }
  Value value = declare(shape, std::move(reals), quantizationOf(in));
  int permutation = model.addIndices({0, 2, 1, 3});
  model.addOperator(BuiltinOperator::TRANSPOSE, {in.tensor, permutation},
                    value.tensor, 2);
  return value;
}

Value NetworkBuilder::sliceRows(const Value &in, int32_t first, int32_t rows) {
  Shape shape = in.shape;
  shape[1] = rows;
  std::vector<float> reals;
  auto rowElements = long(in.shape[2]) * in.shape[3];
  for (size_t at = 0; at < in.reals.size(); at += elementsIn(in.shape)) {
    auto from = in.reals.begin() + long(at) + first * rowElements;
    reals.insert(reals.end(), from, from + rows * rowElements);
  }
  Value value = declare(shape, std::move(reals), quantizationOf(in));
  int begin = model.addIndices({0, first, 0, 0});
  int size = model.addIndices({-1, rows, -1, -1});
  model.addOperator(BuiltinOperator::SLICE, {in.tensor, begin, size},
                    value.tensor, 2);
  return value;
}

/// Converters rescale the parts first: a concatenation only moves bytes.
Value NetworkBuilder::concatChannels(const std::vector<Value> &parts) {
  Shape shape = parts[0].shape;
  shape[3] = 0;
  for (const Value &part : parts)
    shape[3] += part.shape[3];
  std::vector<float> reals;
  size_t pixels = kSamples * elementsIn(shape) / size_t(shape[3]);
  for (size_t pixel = 0; pixel < pixels; ++pixel) {
    for (const Value &part : parts) {
      auto from = part.reals.begin() + long(pixel) * part.shape[3];
      reals.insert(reals.end(), from, from + part.shape[3]);
    }
  }
  Quantization quantization = rangeOf(reals);
  std::vector<int32_t> inputs;
  for (const Value &part : parts)
    inputs.push_back(isFloat ? part.tensor
                             : requantized(part, quantization).tensor);
  Value value = declare(shape, std::move(reals), quantization);
  tflite::ConcatenationOptionsT options;
  options.axis = 3;
  model.addOperator(BuiltinOperator::CONCATENATION, inputs, value.tensor,
                    BuiltinOptions::ConcatenationOptions, options, 2);
  return value;
}

//===----------------------------------------------------------------------===//
// Between types
//===----------------------------------------------------------------------===//

Value NetworkBuilder::requantized(const Value &in,
                                  const Quantization &quantization) {
  Value value = declare(in.shape, in.reals, quantization);
  model.addOperator(BuiltinOperator::QUANTIZE, {in.tensor}, value.tensor);
  return value;
}

Value NetworkBuilder::quantize(const Value &in) {
  return isFloat ? in : requantized(in, rangeOf(in.reals));
}

Value NetworkBuilder::dequantize(const Value &in) {
  if (isFloat)
    return in;
  Value value = in;
  value.tensor = model.addTensor(in.shape, TensorType::FLOAT32);
  model.addOperator(BuiltinOperator::DEQUANTIZE, {in.tensor}, value.tensor, 2);
  return value;
}
