//===- MatrixProductCases.cpp - random convolutions and products ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorCase.h"

#include <algorithm>

using namespace tinymlc;
using namespace tinymlc::models;
using tflite::BuiltinOperator;
using tflite::BuiltinOptions;
using tflite::TensorType;

namespace {

/// A window that moves over one dimension.
struct Window {
  int32_t extent, filter, stride, dilation;

  int32_t reach() const { return (filter - 1) * dilation + 1; }
  int32_t outputs(tflite::Padding padding) const {
    if (padding == tflite::Padding::SAME)
      return (extent + stride - 1) / stride;
    return (extent - reach()) / stride + 1;
  }
};

/// Filter, bias and the quantization of what they give.
struct Weights {
  int filter;
  int bias;
  double deviation;
};

} // namespace

static Window drawWindow(OperatorCase &test, tflite::Padding padding) {
  Random &random = test.random;
  Window window;
  window.filter =
      random.chance(40) ? random.pick<int32_t>({1, 3}) : random.between(1, 7);
  window.stride = random.chance(50) ? 1 : random.between(1, 3);
  window.dilation = random.chance(75) ? 1 : random.between(2, 3);
  window.extent = random.between(1, 12);
  if (padding == tflite::Padding::VALID)
    window.extent = std::max(window.extent, window.reach());
  return window;
}

static std::vector<float> drawScales(OperatorCase &test, int32_t channels) {
  double scale = test.random.octaves(0.002, 0.1);
  if (test.random.chance(25))
    return {static_cast<float>(scale)};
  std::vector<float> scales(static_cast<size_t>(channels));
  for (float &each : scales)
    each = static_cast<float>(scale * test.random.octaves(0.25, 4));
  // Pruned channels leave scales that are next to nothing.
  if (test.random.chance(10))
    scales[0] = 1e-9f;
  return scales;
}

static int addFloatFilter(OperatorCase &test, const Shape &shape,
                          double deviation) {
  std::vector<float> values(elementsIn(shape));
  for (float &value : values)
    value = static_cast<float>(deviation * test.random.normal());
  return test.model.addConstant(shape, TensorType::FLOAT32, values, {},
                                "filter");
}

static int addInt8Filter(OperatorCase &test, const Shape &shape,
                         const Quantization &quantization) {
  std::vector<int8_t> values(elementsIn(shape));
  bool isExtreme = test.random.chance(10);
  for (int8_t &value : values)
    value =
        static_cast<int8_t>(isExtreme ? test.random.pick<int>({-127, 127, -128})
                                      : test.random.between(-127, 127));
  return test.model.addConstant(shape, TensorType::INT8, values, quantization,
                                "filter");
}

static int addFloatBias(OperatorCase &test, int32_t channels) {
  std::vector<float> values(static_cast<size_t>(channels));
  for (float &value : values)
    value = static_cast<float>(test.random.normal());
  return test.model.addConstant({channels}, TensorType::FLOAT32, values, {},
                                "bias");
}

/// `steps` is how far the accumulator of a channel goes.
static int addInt8Bias(OperatorCase &test, int32_t channels, float inputScale,
                       std::vector<float> scales, double steps) {
  std::vector<int32_t> values(static_cast<size_t>(channels));
  for (int32_t &value : values)
    value = static_cast<int32_t>(steps * test.random.real(-1.5, 1.5));
  for (float &scale : scales)
    scale *= inputScale;
  return test.model.addConstant({channels}, TensorType::INT32, values,
                                {std::move(scales), 0, 0}, "bias");
}

/// The filter has `channels` slices along dimension `axis`; each output sums
/// `terms` products.
static Weights addWeights(OperatorCase &test, int input, const Shape &shape,
                          int32_t axis, int32_t channels, int32_t terms) {
  bool hasBias = test.random.chance(80);
  if (test.isFloat()) {
    double deviation = std::sqrt(1.0 / terms);
    Weights weights{addFloatFilter(test, shape, deviation), -1, 2};
    if (hasBias)
      weights.bias = addFloatBias(test, channels);
    return weights;
  }
  std::vector<float> scales = drawScales(test, channels);
  float inputScale = test.model.scaleOf(input);
  double products = test.rootMeanSquare(input) * 73 * std::sqrt(double(terms));
  Weights weights{addInt8Filter(test, shape, {scales, 0, axis}), -1,
                  products * scales.back()};
  if (hasBias)
    weights.bias =
        addInt8Bias(test, channels, inputScale, scales, products / inputScale);
  return weights;
}

/// An absent bias is a missing input in some files, and -1 in others.
static std::vector<int32_t> operands(OperatorCase &test, int input,
                                     const Weights &weights) {
  std::vector<int32_t> inputs = {input, weights.filter};
  if (weights.bias >= 0 || test.random.chance(50))
    inputs.push_back(weights.bias);
  return inputs;
}

template <typename Options>
static void setWindows(Options &options, const Window &rows,
                       const Window &columns) {
  options.stride_h = rows.stride;
  options.stride_w = columns.stride;
  options.dilation_h_factor = rows.dilation;
  options.dilation_w_factor = columns.dilation;
}

static tflite::Padding drawPadding(OperatorCase &test) {
  return test.random.chance(50) ? tflite::Padding::SAME
                                : tflite::Padding::VALID;
}

/// Often windows as networks have them, square and dense, which compilers
/// treat apart.
template <typename Options>
static bool drawUsualWindows(OperatorCase &test, Options &options,
                             std::vector<int32_t> sizes, Window &rows,
                             Window &columns) {
  Random &random = test.random;
  if (!random.chance(60))
    return false;
  options.fused_activation_function = tflite::ActivationFunctionType::NONE;
  rows.filter = columns.filter = random.pick(sizes);
  rows.stride = columns.stride = random.chance(60) ? 1 : 2;
  rows.dilation = columns.dilation = 1;
  for (Window *window : {&rows, &columns})
    window->extent = random.between(window->filter, 14);
  return true;
}

/// All that a convolution's tensors depend on.
struct ConvolutionShape {
  Window rows, columns;
  int32_t batch, groups;
  /// Input channels of a group, and output channels of all.
  int32_t depth, channels;
};

static void addConv2D(OperatorCase &test, const ConvolutionShape &shape,
                      tflite::Conv2DOptionsT options) {
  const Window &rows = shape.rows, &columns = shape.columns;
  setWindows(options, rows, columns);
  int input = test.addInput(
      {shape.batch, rows.extent, columns.extent, shape.depth * shape.groups});
  int32_t terms = rows.filter * columns.filter * shape.depth;
  Weights weights = addWeights(
      test, input, {shape.channels, rows.filter, columns.filter, shape.depth},
      0, shape.channels, terms);
  int output =
      test.addOutput({shape.batch, rows.outputs(options.padding),
                      columns.outputs(options.padding), shape.channels},
                     test.drawOutputQuantization(weights.deviation));
  test.model.addOperator(BuiltinOperator::CONV_2D,
                         operands(test, input, weights), output,
                         BuiltinOptions::Conv2DOptions, options, 3);
}

void models::makeConv2D(OperatorCase &test) {
  tflite::Conv2DOptionsT options;
  options.padding = drawPadding(test);
  options.fused_activation_function = test.drawActivation();
  ConvolutionShape shape;
  shape.rows = drawWindow(test, options.padding);
  shape.columns = drawWindow(test, options.padding);
  if (test.random.chance(25))
    shape.rows.filter = shape.columns.filter = 1;
  bool isUsual =
      drawUsualWindows(test, options, {1, 3, 5}, shape.rows, shape.columns);
  shape.batch =
      isUsual || test.random.chance(80) ? 1 : test.random.between(2, 3);
  shape.groups = test.random.chance(85) ? 1 : test.random.between(2, 4);
  shape.depth =
      shape.groups == 1 ? test.drawChannels() : test.random.between(1, 5);
  shape.channels = shape.groups == 1 ? test.drawChannels()
                                     : shape.groups * test.random.between(1, 4);
  addConv2D(test, shape, options);
}

/// Windows of 3x3 one pixel apart over many channels, which kernels take in
/// tiles.
void models::makeDeepConv2D(OperatorCase &test) {
  Random &random = test.random;
  tflite::Conv2DOptionsT options;
  options.padding = drawPadding(test);
  if (random.chance(10))
    options.fused_activation_function = test.drawActivation();
  int32_t rows = random.between(4, 13), columns = random.between(8, 21);
  int32_t border = options.padding == tflite::Padding::VALID ? 2 : 0;
  ConvolutionShape shape{{rows + border, 3, 1, 1},
                         {columns + border, 3, 1, 1},
                         /*batch=*/1,
                         /*groups=*/1,
                         4 * random.between(1, 10),
                         2 * random.between(1, 12)};
  if (random.chance(10))
    shape.depth += random.between(1, 3);
  if (random.chance(10))
    ++shape.channels;
  addConv2D(test, shape, options);
}

void models::makeDepthwiseConv2D(OperatorCase &test) {
  tflite::DepthwiseConv2DOptionsT options;
  options.padding = drawPadding(test);
  options.fused_activation_function = test.drawActivation();
  Window rows = drawWindow(test, options.padding);
  Window columns = drawWindow(test, options.padding);
  bool isUsual = drawUsualWindows(test, options, {3}, rows, columns);
  if (isUsual && test.random.chance(50))
    for (Window *window : {&rows, &columns}) {
      window->filter = test.random.pick<int32_t>({1, 2, 3, 4, 5, 6, 7, 10});
      window->extent = std::max(window->extent, window->filter);
    }
  setWindows(options, rows, columns);
  int32_t batch =
      isUsual || test.random.chance(80) ? 1 : test.random.between(2, 3);
  int32_t depth = test.drawChannels();
  options.depth_multiplier =
      test.random.chance(65) ? 1 : test.random.between(2, 8);
  int32_t channels = depth * options.depth_multiplier;

  int input = test.addInput({batch, rows.extent, columns.extent, depth});
  Weights weights =
      addWeights(test, input, {1, rows.filter, columns.filter, channels}, 3,
                 channels, rows.filter * columns.filter);
  int output = test.addOutput({batch, rows.outputs(options.padding),
                               columns.outputs(options.padding), channels},
                              test.drawOutputQuantization(weights.deviation));
  test.model.addOperator(BuiltinOperator::DEPTHWISE_CONV_2D,
                         operands(test, input, weights), output,
                         BuiltinOptions::DepthwiseConv2DOptions, options, 3);
}

void models::makeFullyConnected(OperatorCase &test) {
  tflite::FullyConnectedOptionsT options;
  options.fused_activation_function = test.drawActivation();
  options.keep_num_dims = test.random.chance(30);
  int32_t units = test.random.between(1, 40);
  Shape shape = test.drawShape(1, options.keep_num_dims ? 3 : 4, 5);
  shape.push_back(test.random.between(1, 60));
  if (!options.keep_num_dims && test.random.chance(50))
    shape = {test.random.between(1, 3), test.random.between(1, 60)};
  // The product reads any tail of the input's dimensions as its depth.
  int32_t depth = shape.back();
  if (!options.keep_num_dims && test.random.chance(30))
    depth = static_cast<int32_t>(elementsIn(shape)) / shape[0];
  int32_t rows = static_cast<int32_t>(elementsIn(shape)) / depth;

  int input = test.addInput(shape);
  Weights weights = addWeights(test, input, {units, depth}, 0, units, depth);
  Shape result = {rows, units};
  if (options.keep_num_dims) {
    result = shape;
    result.back() = units;
  }
  int output =
      test.addOutput(result, test.drawOutputQuantization(weights.deviation));
  test.model.addOperator(BuiltinOperator::FULLY_CONNECTED,
                         operands(test, input, weights), output,
                         BuiltinOptions::FullyConnectedOptions, options, 4);
}
