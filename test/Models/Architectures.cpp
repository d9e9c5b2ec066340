//===- Architectures.cpp - the networks that the generator knows ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// kws, vww, resnet8 and ad01 have the layers of the MLPerf Tiny reference
// models (keyword spotting, visual wake words, image classification, anomaly
// detection), hello_world, micro_speech and person_detect those of TensorFlow
// Lite Micro's examples; all weights are random.

#include "Architectures.h"

using namespace tinymlc;
using namespace tinymlc::models;
using tflite::Padding;
using Activation = NetworkBuilder::Activation;

static WindowShape square(int32_t filter, int32_t stride = 1) {
  return {{filter, filter}, {stride, stride}};
}

static WindowShape wholeImage(const Value &value) {
  Extent2D extent{value.shape[1], value.shape[2]};
  return {extent, extent, Padding::VALID};
}

static Value flatten(NetworkBuilder &net, const Value &value) {
  return net.reshape(value, {1, static_cast<int32_t>(elementsIn(value.shape))});
}

/// Average over the image, then the class scores.
static void classify(NetworkBuilder &net, const Value &features,
                     int32_t classes) {
  Value pooled = net.averagePool(features, wholeImage(features));
  Value scores = net.dense(flatten(net, pooled), classes, Activation::NONE);
  net.output(net.softmax(scores));
}

//===----------------------------------------------------------------------===//
// Keyword spotting
//===----------------------------------------------------------------------===//

static void buildKws(NetworkBuilder &net, Random &, bool isSmall) {
  int32_t width = isSmall ? 12 : 64;
  Value x = net.input({1, 49, 10, 1}, -123, 26);
  x = net.conv(x, width, {{10, 4}, {2, 2}});
  for (int block = 0; block < (isSmall ? 2 : 4); ++block) {
    x = net.depthwise(x, 1, square(3));
    x = net.conv(x, width, square(1));
  }
  classify(net, x, 12);
}

static void buildMicroSpeech(NetworkBuilder &net, Random &, bool isSmall) {
  Extent2D image = isSmall ? Extent2D{25, 20} : Extent2D{49, 40};
  Value x = net.input({1, image.height * image.width}, 0, 26);
  x = net.reshape(x, {1, image.height, image.width, 1});
  x = net.depthwise(x, 8, {{10, 8}, {2, 2}});
  net.output(net.softmax(net.dense(x, 4, Activation::NONE)));
}

//===----------------------------------------------------------------------===//
// Visual wake words
//===----------------------------------------------------------------------===//

namespace {
struct SeparableLayer {
  int32_t channels, stride;
};
} // namespace

/// MobileNet v1 of a quarter of the width.
static std::vector<SeparableLayer> mobilenetLayers(bool isSmall) {
  if (isSmall)
    return {{8, 1}, {12, 2}, {12, 1}, {24, 2}};
  return {{16, 1},  {32, 2},  {32, 1},  {64, 2},  {64, 1},  {128, 2}, {128, 1},
          {128, 1}, {128, 1}, {128, 1}, {128, 1}, {256, 2}, {256, 1}};
}

static void buildVww(NetworkBuilder &net, Random &, bool isSmall) {
  int32_t side = isSmall ? 32 : 96;
  Value x = net.input({1, side, side, 3}, 0, 1);
  x = net.conv(x, 8, square(3, 2));
  for (SeparableLayer layer : mobilenetLayers(isSmall)) {
    x = net.depthwise(x, 1, square(3, layer.stride));
    x = net.conv(x, layer.channels, square(1));
  }
  classify(net, x, 2);
}

static void buildPersonDetect(NetworkBuilder &net, Random &, bool isSmall) {
  int32_t side = isSmall ? 32 : 96;
  Value x = net.input({1, side, side, 1}, -1, 1);
  x = net.depthwise(x, 8, square(3, 2), Activation::RELU6);
  for (SeparableLayer layer : mobilenetLayers(isSmall)) {
    x = net.depthwise(x, 1, square(3, layer.stride), Activation::RELU6);
    x = net.conv(x, layer.channels, square(1), Activation::RELU6);
  }
  x = net.averagePool(x, {{x.shape[1], x.shape[2]}, {2, 2}, Padding::VALID});
  x = net.conv(x, 2, square(1), Activation::NONE);
  net.output(net.softmax(net.reshape(x, {1, 2})));
}

//===----------------------------------------------------------------------===//
// Image classification
//===----------------------------------------------------------------------===//

static Value residualBlock(NetworkBuilder &net, const Value &in,
                           int32_t channels, int32_t stride) {
  Value x = net.conv(in, channels, square(3, stride));
  x = net.conv(x, channels, square(3), Activation::NONE);
  if (stride == 1 && in.shape[3] == channels)
    return net.add(in, x, Activation::RELU);
  Value skip = net.conv(in, channels, square(1, stride), Activation::NONE);
  return net.add(skip, x, Activation::RELU);
}

static void buildResnet8(NetworkBuilder &net, Random &, bool isSmall) {
  int32_t side = isSmall ? 16 : 32, width = isSmall ? 6 : 16;
  Value x = net.input({1, side, side, 3}, 0, 255);
  x = net.conv(x, width, square(3));
  x = residualBlock(net, x, width, 1);
  x = residualBlock(net, x, 2 * width, 2);
  x = residualBlock(net, x, 4 * width, 2);
  classify(net, x, 10);
}

//===----------------------------------------------------------------------===//
// Dense networks
//===----------------------------------------------------------------------===//

static void buildAd01(NetworkBuilder &net, Random &, bool isSmall) {
  int32_t features = isSmall ? 80 : 640, width = isSmall ? 24 : 128;
  Value x = net.input({1, features}, -60, 30);
  for (int32_t units :
       {width, width, width, width, 8, width, width, width, width})
    x = net.dense(x, units);
  net.output(net.dense(x, features, Activation::NONE));
}

static void buildHelloWorld(NetworkBuilder &net, Random &, bool) {
  Value x = net.input({1, 1}, 0, 6.25);
  x = net.dense(net.dense(x, 16), 16);
  net.output(net.dense(x, 1, Activation::NONE));
}

//===----------------------------------------------------------------------===//
// What the others do not have
//===----------------------------------------------------------------------===//

/// Three branches of one input, joined, with a gate for each channel.
static void buildInception(NetworkBuilder &net, Random &, bool isSmall) {
  int32_t side = isSmall ? 12 : 24, width = isSmall ? 6 : 16;
  Value x = net.conv(net.input({1, side, side, 3}, -1, 1), width, square(3));
  Value left = net.conv(x, width, square(1));
  Value middle = net.hardSwish(net.conv(net.pad(x, 1), width,
                                        {{3, 3}, {1, 1}, Padding::VALID},
                                        Activation::NONE));
  Value right = net.conv(net.maxPool(x, square(3)), width,
                         {{3, 3}, {1, 1}, Padding::SAME, {2, 2}});
  Value joined = net.concatChannels({left, middle, right});
  Value gate = net.logistic(net.conv(net.globalMean(joined, /*keepDims=*/true),
                                     3 * width, square(1), Activation::NONE));
  x = net.averagePool(net.mul(joined, gate), square(2, 2));
  x = net.leakyRelu(net.sub(x, net.constant({1, 1, 1, 3 * width})), 0.1f);
  net.output(net.softmax(
      net.dense(net.globalMean(x, /*keepDims=*/false), 5, Activation::NONE)));
}

/// Two inputs; outputs at the end, in the middle, and at both ends at once.
static void buildMultiIO(NetworkBuilder &net, Random &, bool isSmall) {
  int32_t side = isSmall ? 8 : 16;
  Value image = net.input({1, side, side, 2}, -1, 1);
  Value features = net.input({1, 12}, -2, 2);
  Value seen = net.conv(image, 8, square(3, 2));
  Value bias = net.reshape(net.dense(features, 8), {1, 1, 1, 8});
  Value mixed = net.add(seen, bias);
  net.output(net.tanh(net.dense(mixed, 6, Activation::NONE)));
  net.output(mixed);
  net.output(net.transpose(net.conv(mixed, 4, square(1))));
}

/// Outputs that nothing computes, one that is listed twice, an idle input.
static void buildPassThrough(NetworkBuilder &net, Random &, bool) {
  Value used = net.input({1, 4, 4, 3}, -1, 1);
  Value idle = net.input({1, 5}, -1, 1);
  Value twice = net.conv(used, 4, square(3));
  net.output(used);
  net.output(twice);
  net.output(net.constant({1, 7}));
  net.output(twice);
  (void)idle;
}

/// Real numbers outside, int8 inside, as converters leave it by default.
static void buildFloatIO(NetworkBuilder &net, Random &, bool isSmall) {
  int32_t side = isSmall ? 8 : 16;
  Value x = net.quantize(net.floatInput({1, side, side, 3}, -1, 1));
  x = net.conv(net.conv(x, 8, square(3, 2)), 8, square(3, 2));
  net.output(net.dequantize(net.dense(x, 4, Activation::NONE)));
}

const std::vector<Architecture> &models::architectures() {
  static const std::vector<Architecture> list = {
      {"ad01", buildAd01},
      {"float_io", buildFloatIO},
      {"hello_world", buildHelloWorld},
      {"inception", buildInception},
      {"kws", buildKws},
      {"micro_speech", buildMicroSpeech},
      {"multi_io", buildMultiIO},
      {"pass_through", buildPassThrough},
      {"person_detect", buildPersonDetect},
      {"random", buildRandomGraph},
      {"random_chain", buildRandomChain},
      {"resnet8", buildResnet8},
      {"vww", buildVww},
  };
  return list;
}
