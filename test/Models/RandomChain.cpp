//===- RandomChain.cpp - chains of random layers on images ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Architectures.h"

#include <algorithm>

using namespace tinymlc;
using namespace tinymlc::models;
using tflite::Padding;
using Activation = NetworkBuilder::Activation;

namespace {

/// Draws one layer after another, most of which compilers can run on strips of
/// rows.
class ChainBuilder {
public:
  ChainBuilder(NetworkBuilder &net, Random &random, bool isSmall)
      : net(net), random(random), maxDepth(isSmall ? 8 : 24) {}

  Value extend(const Value &in);

private:
  WindowShape drawWindow(const Value &in, bool mayShrink);
  Activation drawActivation() {
    return random.pick<Activation>(
        {Activation::NONE, Activation::RELU, Activation::RELU6});
  }
  Value extendByProduct(const Value &in, bool mayShrink);
  Value extendByBlock(const Value &in);
  WindowShape drawPool(const Value &in);
  Value drawBranch(const Value &in, Extent2D stride);
  Value extendByBranches(const Value &in);

  NetworkBuilder &net;
  Random &random;
  int32_t maxDepth;
};

} // namespace

/// With `mayShrink`, the output may be smaller than the image.
WindowShape ChainBuilder::drawWindow(const Value &in, bool mayShrink) {
  WindowShape window;
  auto size = [&](int32_t extent) {
    return std::min(random.chance(60) ? 3 : random.between(1, 5), extent);
  };
  window.filter = {size(in.shape[1]), size(in.shape[2])};
  if (!mayShrink)
    return window;
  bool hasRoom = in.shape[1] > 6 && in.shape[2] > 6;
  if (hasRoom && random.chance(35))
    window.stride = random.chance(70)
                        ? Extent2D{2, 2}
                        : Extent2D{random.between(1, 3), random.between(1, 2)};
  else if (hasRoom && random.chance(20) && window.filter.height <= 3 &&
           window.filter.width <= 3)
    window.dilation = {random.between(1, 3), random.between(1, 3)};
  window.padding = random.chance(75) ? Padding::SAME : Padding::VALID;
  return window;
}

Value ChainBuilder::extendByProduct(const Value &in, bool mayShrink) {
  Activation activation = drawActivation();
  int32_t channels = mayShrink ? random.between(1, maxDepth) : in.shape[3];
  WindowShape window = drawWindow(in, mayShrink);
  if (random.chance(30))
    return net.conv(in, channels, {{1, 1}}, activation);
  if (random.chance(55))
    return net.depthwise(in, mayShrink && random.chance(15) ? 2 : 1, window,
                         activation);
  return net.conv(in, channels, window, activation);
}

/// A few layers beside a way past them.
Value ChainBuilder::extendByBlock(const Value &in) {
  Value inner = in;
  for (int i = random.between(1, 3); i > 0; --i)
    inner = extendByProduct(inner, /*mayShrink=*/false);
  return random.chance(70) ? net.add(in, inner, drawActivation())
                           : net.mul(inner, in);
}

WindowShape ChainBuilder::drawPool(const Value &in) {
  WindowShape window = drawWindow(in, /*mayShrink=*/true);
  window.dilation = {1, 1};
  return window;
}

/// Padding SAME: branches of one stride have images of one size.
Value ChainBuilder::drawBranch(const Value &in, Extent2D stride) {
  WindowShape window = drawWindow(in, /*mayShrink=*/false);
  window.stride = stride;
  if (random.chance(25))
    return random.chance(50) ? net.maxPool(in, window)
                             : net.averagePool(in, window);
  int32_t channels = random.chance(40) ? 0 : random.between(1, maxDepth);
  Activation activation = drawActivation();
  Value branch = channels == 0 ? net.depthwise(in, 1, window, activation)
                               : net.conv(in, channels, window, activation);
  return random.chance(50) ? extendByProduct(branch, /*mayShrink=*/false)
                           : branch;
}

/// Two or three ways from one image to the channels of another.
Value ChainBuilder::extendByBranches(const Value &in) {
  bool isStrided = in.shape[1] > 6 && in.shape[2] > 6 && random.chance(40);
  Extent2D stride = isStrided ? Extent2D{2, 2} : Extent2D{1, 1};
  std::vector<Value> branches;
  for (int i = random.between(2, 3); i > 0; --i)
    branches.push_back(drawBranch(in, stride));
  if (!isStrided && random.chance(30))
    branches.push_back(in);
  return net.concatChannels(branches);
}

Value ChainBuilder::extend(const Value &in) {
  int32_t dice = random.between(0, 99);
  if (dice < 58)
    return extendByProduct(in, /*mayShrink=*/true);
  if (dice < 72)
    return extendByBlock(in);
  if (dice < 82)
    return extendByBranches(in);
  if (dice < 87)
    return net.maxPool(in, drawPool(in));
  if (dice < 92)
    return net.averagePool(in, drawPool(in));
  return random.chance(50) ? net.hardSwish(in) : net.leakyRelu(in, 0.2f);
}

void models::buildRandomChain(NetworkBuilder &net, Random &random,
                              bool isSmall) {
  int32_t smallest = isSmall ? 7 : 12, largest = isSmall ? 16 : 40;
  Value value =
      net.input({1, random.between(smallest, largest),
                 random.between(smallest, largest), random.between(1, 4)},
                -1, 1);
  ChainBuilder chain(net, random, isSmall);
  for (int i = random.between(3, isSmall ? 6 : 9); i > 0; --i)
    if (value.shape[1] > 3 && value.shape[2] > 3)
      value = chain.extend(value);
  if (random.chance(30))
    net.output(value);
  net.output(net.dense(net.globalMean(value, /*keepDims=*/false),
                       random.between(2, 9), Activation::NONE));
}
