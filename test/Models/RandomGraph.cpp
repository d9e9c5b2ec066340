//===- RandomGraph.cpp - graphs of random operators -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Architectures.h"

#include <algorithm>

using namespace tinymlc;
using namespace tinymlc::models;
using tflite::Padding;
using Activation = NetworkBuilder::Activation;

namespace {

/// Grows a graph value by value; what nothing has read at the end becomes an
/// output.
class GraphGrower {
public:
  GraphGrower(NetworkBuilder &net, Random &random) : net(net), random(random) {}

  void start();
  void grow();
  void finish();

private:
  struct Node {
    Value value;
    bool isRead = false;
  };

  /// A value to read, rather a late one than an early one.
  const Value &take();
  void keep(Value value) { nodes.push_back({std::move(value)}); }
  WindowShape drawWindow(const Value &in);
  void drawDilation(const Value &in, WindowShape &window);
  Value growProduct();
  Value growUnary();
  Value growBinary();
  Value growMovement();

  NetworkBuilder &net;
  Random &random;
  std::vector<Node> nodes;
};

} // namespace

void GraphGrower::start() {
  int32_t height = random.between(5, 12), width = random.between(5, 12);
  for (int i = random.between(1, 2); i > 0; --i) {
    int32_t depth = random.between(1, 6);
    keep(net.input({1, height, width, depth}, -1, 1));
  }
}

const Value &GraphGrower::take() {
  size_t from = nodes.size() > 3 ? nodes.size() - 3 : 0;
  size_t last = nodes.size() - 1;
  if (random.chance(25))
    from = 0;
  Node &node = nodes[size_t(random.between(int64_t(from), int64_t(last)))];
  node.isRead = true;
  return node.value;
}

WindowShape GraphGrower::drawWindow(const Value &in) {
  WindowShape window;
  window.filter.height = std::min(random.between(1, 4), in.shape[1]);
  window.filter.width = std::min(random.between(1, 4), in.shape[2]);
  if (in.shape[1] > 4 && in.shape[2] > 4) {
    window.stride.height = random.between(1, 2);
    window.stride.width = random.between(1, 2);
  }
  window.padding = random.chance(60) ? Padding::SAME : Padding::VALID;
  return window;
}

/// Of windows that then still fit.
void GraphGrower::drawDilation(const Value &in, WindowShape &window) {
  if (window.stride.height * window.stride.width > 1 || !random.chance(30))
    return;
  if (window.filter.height * 2 - 1 <= in.shape[1])
    window.dilation.height = random.between(1, 2);
  if (window.filter.width * 2 - 1 <= in.shape[2])
    window.dilation.width = random.between(1, 2);
}

Value GraphGrower::growProduct() {
  const Value in = take();
  Activation activation = random.pick<Activation>(
      {Activation::NONE, Activation::RELU, Activation::RELU6});
  WindowShape window = drawWindow(in);
  drawDilation(in, window);
  if (random.chance(30))
    return net.conv(in, random.between(1, 12), {{1, 1}}, activation);
  if (random.chance(50) && in.shape[3] < 16)
    return net.depthwise(in, random.chance(70) ? 1 : 2, window, activation);
  return net.conv(in, random.between(1, 12), window, activation);
}

Value GraphGrower::growUnary() {
  const Value in = take();
  switch (random.between(0, 6)) {
  case 0:
    return net.relu(in);
  case 1:
    return net.relu6(in);
  case 2:
    return net.leakyRelu(in, 0.2f);
  case 3:
    return net.hardSwish(in);
  case 4:
    return net.logistic(in);
  case 5:
    return net.tanh(in);
  default:
    return net.quantize(in);
  }
}

/// With another value of the same shape, with a gate, or with a constant.
Value GraphGrower::growBinary() {
  const Value lhs = take();
  Value rhs;
  for (Node &node : nodes) {
    if (node.value.shape == lhs.shape && random.chance(60)) {
      node.isRead = true;
      rhs = node.value;
    }
  }
  if (rhs.tensor < 0 && random.chance(40))
    rhs = net.globalMean(lhs, /*keepDims=*/true);
  if (rhs.tensor < 0)
    rhs = net.constant({1, 1, 1, lhs.shape[3]});
  switch (random.between(0, 2)) {
  case 0:
    return net.add(lhs, rhs,
                   random.chance(50) ? Activation::RELU : Activation::NONE);
  case 1:
    return net.sub(lhs, rhs);
  default:
    return net.mul(lhs, rhs);
  }
}

Value GraphGrower::growMovement() {
  const Value in = take();
  switch (random.between(0, 5)) {
  case 0:
    return net.pad(in, 1);
  case 1:
    return net.transpose(in);
  case 2:
    return net.maxPool(in, drawWindow(in));
  case 3:
    return net.averagePool(in, drawWindow(in));
  case 4: {
    int32_t first = random.between(0, in.shape[1] - 1);
    return net.sliceRows(in, first, random.between(1, in.shape[1] - first));
  }
  default:
    break;
  }
  std::vector<Value> parts = {in};
  for (Node &node : nodes) {
    if (parts.size() < 4 && node.value.shape[1] == in.shape[1] &&
        node.value.shape[2] == in.shape[2] && random.chance(50)) {
      node.isRead = true;
      parts.push_back(node.value);
    }
  }
  return net.concatChannels(parts);
}

void GraphGrower::grow() {
  int32_t dice = random.between(0, 99);
  if (dice < 40)
    keep(growProduct());
  else if (dice < 55)
    keep(growUnary());
  else if (dice < 75)
    keep(growBinary());
  else
    keep(growMovement());
}

void GraphGrower::finish() {
  Value last = take();
  net.output(
      net.softmax(net.dense(last, random.between(2, 9), Activation::NONE)));
  for (const Node &node : nodes)
    if (!node.isRead || random.chance(10))
      net.output(node.value);
}

void models::buildRandomGraph(NetworkBuilder &net, Random &random,
                              bool isSmall) {
  GraphGrower grower(net, random);
  grower.start();
  for (int i = isSmall ? random.between(3, 7) : random.between(6, 16); i > 0;
       --i)
    grower.grow();
  grower.finish();
}
