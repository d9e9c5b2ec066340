//===- NetworkProducts.cpp - layers with weights --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "NetworkBuilder.h"

#include <algorithm>

using namespace tinymlc;
using namespace tinymlc::models;
using tflite::BuiltinOperator;
using tflite::BuiltinOptions;
using tflite::Padding;
using tflite::TensorType;

/// A filter as [channels][height][width][depth], whatever the format's order.
struct models::Product {
  int32_t channels;
  Extent2D filter;
  int32_t depth;
  std::vector<float> values;
  std::vector<float> bias;
  bool isDense = false;
  bool isDepthwise = false;

  size_t terms() const {
    return size_t(filter.height) * size_t(filter.width) * size_t(depth);
  }
};

int32_t models::windowPositions(int32_t extent, int32_t filter, int32_t stride,
                                int32_t dilation, Padding padding) {
  int32_t reach = (filter - 1) * dilation + 1;
  int32_t span = padding == Padding::SAME ? extent : extent - reach + 1;
  return (span + stride - 1) / stride;
}

namespace {

/// The taps of a window along one dimension.
struct Taps {
  int32_t extent, filter, stride, dilation, before;

  Taps(int32_t extent, int32_t filter, int32_t stride, int32_t dilation,
       int32_t positions)
      : extent(extent), filter(filter), stride(stride), dilation(dilation) {
    int32_t covered = (positions - 1) * stride + (filter - 1) * dilation + 1;
    before = std::max(0, covered - extent) / 2;
  }
  /// The input index of `tap` at `position`, outside 0 to extent - 1 in the
  /// padding.
  int32_t at(int32_t position, int32_t tap) const {
    return position * stride - before + tap * dilation;
  }
  bool contains(int32_t index) const { return index >= 0 && index < extent; }
};

/// One output element: where its window lies.
struct Position {
  const float *sample;
  int32_t y, x, channel;
};

} // namespace

static float sumWindow(const Position &at, const Taps &rows,
                       const Taps &columns, int32_t inDepth, int32_t groups,
                       const Product &product) {
  const float *filter =
      product.values.data() + size_t(at.channel) * product.terms();
  int32_t first = at.channel / (product.channels / groups) * product.depth;
  double sum = 0;
  for (int32_t ky = 0; ky < rows.filter; ++ky) {
    for (int32_t kx = 0; kx < columns.filter; ++kx) {
      int32_t y = rows.at(at.y, ky), x = columns.at(at.x, kx);
      if (rows.contains(y) && columns.contains(x)) {
        const float *from =
            at.sample + (y * columns.extent + x) * inDepth + first;
        for (int32_t i = 0; i < product.depth; ++i)
          sum += double(from[i]) * double(filter[i]);
      }
      filter += product.depth;
    }
  }
  return static_cast<float>(sum);
}

/// `in` and `result` are height, width, channels; the reals hold samples.
static std::vector<float> convolve(const std::vector<float> &reals,
                                   const Shape &in, const Shape &result,
                                   const WindowShape &window, int32_t groups,
                                   const Product &product) {
  Taps rows(in[0], window.filter.height, window.stride.height,
            window.dilation.height, result[0]);
  Taps columns(in[1], window.filter.width, window.stride.width,
               window.dilation.width, result[1]);
  std::vector<float> sums;
  for (size_t at = 0; at < reals.size(); at += elementsIn(in))
    for (int32_t y = 0; y < result[0]; ++y)
      for (int32_t x = 0; x < result[1]; ++x)
        for (int32_t channel = 0; channel < result[2]; ++channel)
          sums.push_back(sumWindow({reals.data() + at, y, x, channel}, rows,
                                   columns, in[2], groups, product));
  return sums;
}

/// Mean and deviation of every channel (the last dimension).
static void measure(const std::vector<float> &reals, size_t channels,
                    std::vector<double> &means,
                    std::vector<double> &variances) {
  means.assign(channels, 0);
  variances.assign(channels, 0);
  double count = double(reals.size() / channels);
  for (size_t i = 0; i < reals.size(); ++i)
    means[i % channels] += double(reals[i]) / count;
  for (size_t i = 0; i < reals.size(); ++i) {
    double off = double(reals[i]) - means[i % channels];
    variances[i % channels] += off * off / count;
  }
}

/// Scales and shifts each channel as batch normalisation, folded into the
/// weights, would. Variances are taken as `least` at least.
static void normalise(std::vector<float> &sums, Product &product,
                      Random &random, double least) {
  std::vector<double> means, variances;
  auto channels = size_t(product.channels);
  measure(sums, channels, means, variances);
  double typical = least;
  for (double variance : variances)
    typical += variance / double(channels);
  std::vector<float> gains(channels);
  product.bias.resize(channels);
  for (size_t c = 0; c < channels; ++c) {
    double gain =
        random.real(0.6, 1.4) / std::sqrt(variances[c] + 0.05 * typical);
    gains[c] = static_cast<float>(gain);
    product.bias[c] =
        static_cast<float>(0.3 * random.normal() - means[c] * gain);
  }
  for (size_t i = 0; i < product.values.size(); ++i)
    product.values[i] *= gains[i / product.terms()];
  for (size_t i = 0; i < sums.size(); ++i)
    sums[i] = sums[i] * gains[i % channels] + product.bias[i % channels];
}

static void activate(std::vector<float> &reals,
                     NetworkBuilder::Activation activation) {
  if (activation == NetworkBuilder::Activation::NONE)
    return;
  for (float &real : reals) {
    real = std::max(real, 0.0f);
    if (activation == NetworkBuilder::Activation::RELU6)
      real = std::min(real, 6.0f);
  }
}

/// One scale for each channel, dense layers one for all.
static std::vector<float> filterScales(const Product &product) {
  std::vector<float> largest(product.isDense ? 1 : size_t(product.channels),
                             1e-6f);
  for (size_t i = 0; i < product.values.size(); ++i) {
    float &so_far = largest[product.isDense ? 0 : i / product.terms()];
    so_far = std::max(so_far, std::fabs(product.values[i]));
  }
  for (float &each : largest)
    each /= 127;
  return largest;
}

/// Zeroes what reads some channels of the input. Depthwise filters, of depth 1,
/// lose all weights of some channels. The first channel always lives, lest a
/// tensor vanish with its scale.
void NetworkBuilder::ignoreChannels(Product &product, int32_t inDepth) {
  auto period = product.isDepthwise ? product.terms() * size_t(product.channels)
                                    : size_t(inDepth);
  size_t run = product.isDepthwise ? product.terms() : 1;
  for (size_t first = run; first < period; first += run)
    if (deadRandom.chance(deadPercent))
      for (size_t i = first; i < product.values.size(); i += period)
        std::fill_n(product.values.begin() + ptrdiff_t(i), run, 0.0f);
}

/// Lets some channels be 0, another constant, or what the activation cuts off;
/// not the first.
void NetworkBuilder::makeConstant(Product &product, std::vector<float> &sums,
                                  Activation activation) {
  auto channels = size_t(product.channels);
  for (size_t c = 1; c < channels; ++c) {
    if (!deadRandom.chance(deadPercent))
      continue;
    int32_t kind = deadRandom.between(0, 2);
    bool isCutOff = kind == 2 && activation != Activation::NONE;
    float shift = isCutOff ? -1000.0f - product.bias[c] : 0.0f;
    if (!isCutOff) {
      product.bias[c] = kind == 0 ? 0.0f : float(deadRandom.real(-2, 2));
      std::fill_n(product.values.begin() + ptrdiff_t(c * product.terms()),
                  product.terms(), 0.0f);
    }
    for (size_t i = c; i < sums.size(); i += channels)
      sums[i] = isCutOff ? sums[i] + shift : product.bias[c];
    product.bias[c] += shift;
  }
}

int NetworkBuilder::addFilter(const Product &product,
                              const std::vector<float> &scales) {
  Shape shape = {product.channels, product.filter.height, product.filter.width,
                 product.depth};
  if (product.isDense)
    shape = {product.channels, product.depth};
  if (product.isDepthwise)
    shape = {1, product.filter.height, product.filter.width, product.channels};
  size_t terms = product.terms(), channels = size_t(product.channels);
  std::vector<float> reals(product.values.size());
  std::vector<int8_t> stored(reals.size());
  for (size_t i = 0; i < reals.size(); ++i) {
    size_t channel = i / terms, term = i % terms;
    size_t to = product.isDepthwise ? term * channels + channel : i;
    reals[to] = product.values[i];
    float scale = scales[product.isDense ? 0 : channel];
    stored[to] = static_cast<int8_t>(
        std::clamp(std::lround(product.values[i] / scale), -127L, 127L));
  }
  if (isFloat)
    return model.addConstant(shape, TensorType::FLOAT32, reals, {}, "filter");
  return model.addConstant(shape, TensorType::INT8, stored,
                           {scales, 0, product.isDepthwise ? 3 : 0}, "filter");
}

int NetworkBuilder::addBias(const Value &in, const Product &product,
                            const std::vector<float> &scales) {
  Shape shape = {product.channels};
  if (isFloat)
    return model.addConstant(shape, TensorType::FLOAT32, product.bias, {},
                             "bias");
  std::vector<float> products;
  for (float scale : scales)
    products.push_back(scale * model.scaleOf(in.tensor));
  std::vector<int32_t> stored;
  for (size_t c = 0; c < product.bias.size(); ++c) {
    double steps =
        double(product.bias[c]) / double(products[product.isDense ? 0 : c]);
    stored.push_back(static_cast<int32_t>(
        std::lround(std::clamp(steps, -1073741824.0, 1073741824.0))));
  }
  return model.addConstant(shape, TensorType::INT32, stored, {products, 0, 0},
                           "bias");
}

static Product drawProduct(Random &random, int32_t channels, Extent2D filter,
                           int32_t depth) {
  Product product;
  product.channels = channels;
  product.filter = filter;
  product.depth = depth;
  product.values.resize(size_t(channels) * product.terms());
  for (float &value : product.values)
    value = static_cast<float>(random.normal());
  return product;
}

Value NetworkBuilder::finishProduct(const Value &in, Product &product,
                                    const Shape &result,
                                    std::vector<float> sums,
                                    Activation activation,
                                    std::vector<int32_t> &operands) {
  // What reads nothing but constants does not vary.
  normalise(sums, product, random, deadPercent == 0 ? 1e-12 : 1e-2);
  std::vector<float> scales = filterScales(product);
  makeConstant(product, sums, activation);
  activate(sums, activation);
  int filter = addFilter(product, scales);
  int bias = addBias(in, product, scales);
  operands = {in.tensor, filter, bias};
  Quantization quantization = rangeOf(sums);
  return declare(result, std::move(sums), quantization);
}

/// The result's height, width, channels.
static Shape resultImage(const Value &in, int32_t channels,
                         const WindowShape &window) {
  return {windowPositions(in.shape[1], window.filter.height,
                          window.stride.height, window.dilation.height,
                          window.padding),
          windowPositions(in.shape[2], window.filter.width, window.stride.width,
                          window.dilation.width, window.padding),
          channels};
}

static Shape withBatch(const Shape &image) {
  return {1, image[0], image[1], image[2]};
}

template <typename Options>
static void setWindow(Options &options, const WindowShape &window,
                      NetworkBuilder::Activation activation) {
  options.padding = window.padding;
  options.stride_h = window.stride.height;
  options.stride_w = window.stride.width;
  options.dilation_h_factor = window.dilation.height;
  options.dilation_w_factor = window.dilation.width;
  options.fused_activation_function = activation;
}

Value NetworkBuilder::conv(const Value &in, int32_t channels,
                           const WindowShape &window, Activation activation) {
  Shape image(in.shape.begin() + 1, in.shape.end());
  Product product = drawProduct(random, channels, window.filter, image[2]);
  ignoreChannels(product, image[2]);
  Shape result = resultImage(in, channels, window);
  std::vector<int32_t> operands;
  Value value =
      finishProduct(in, product, withBatch(result),
                    convolve(in.reals, image, result, window, 1, product),
                    activation, operands);
  tflite::Conv2DOptionsT options;
  setWindow(options, window, activation);
  model.addOperator(BuiltinOperator::CONV_2D, operands, value.tensor,
                    BuiltinOptions::Conv2DOptions, options, 3);
  return value;
}

Value NetworkBuilder::depthwise(const Value &in, int32_t multiplier,
                                const WindowShape &window,
                                Activation activation) {
  Shape image(in.shape.begin() + 1, in.shape.end());
  int32_t channels = image[2] * multiplier;
  Product product = drawProduct(random, channels, window.filter, 1);
  product.isDepthwise = true;
  ignoreChannels(product, image[2]);
  Shape result = resultImage(in, channels, window);
  std::vector<int32_t> operands;
  Value value = finishProduct(
      in, product, withBatch(result),
      convolve(in.reals, image, result, window, image[2], product), activation,
      operands);
  tflite::DepthwiseConv2DOptionsT options;
  setWindow(options, window, activation);
  options.depth_multiplier = multiplier;
  model.addOperator(BuiltinOperator::DEPTHWISE_CONV_2D, operands, value.tensor,
                    BuiltinOptions::DepthwiseConv2DOptions, options, 3);
  return value;
}

Value NetworkBuilder::dense(const Value &in, int32_t units,
                            Activation activation) {
  auto depth = static_cast<int32_t>(elementsIn(in.shape));
  Product product = drawProduct(random, units, {1, 1}, depth);
  product.isDense = true;
  ignoreChannels(product, in.shape.back());
  std::vector<int32_t> operands;
  Value value = finishProduct(
      in, product, {1, units},
      convolve(in.reals, {1, 1, depth}, {1, 1, units}, {{1, 1}}, 1, product),
      activation, operands);
  tflite::FullyConnectedOptionsT options;
  options.fused_activation_function = activation;
  model.addOperator(BuiltinOperator::FULLY_CONNECTED, operands, value.tensor,
                    BuiltinOptions::FullyConnectedOptions, options, 4);
  return value;
}
