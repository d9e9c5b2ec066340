//===- KernelsTest.cpp - the reference kernels on small tensors -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/NN/Reference/Kernels.h"
#include "gtest/gtest.h"
#include <cmath>
#include <numeric>

using namespace tinymlc;
using namespace tinymlc::reference;

namespace {

/// A tensor that owns its elements.
template <typename T> struct Owned {
  Shape shape;
  std::vector<T> data;

  Owned(Shape shape, std::vector<T> data) : shape(shape), data(data) {
    EXPECT_EQ(numElements(shape), static_cast<int64_t>(data.size()));
  }
  explicit Owned(Shape shape) : shape(shape), data(numElements(shape)) {}

  TensorRef<const T> read() const { return {data.data(), shape}; }
  TensorRef<T> write() { return {data.data(), shape}; }
};

using Int8 = Owned<int8_t>;
using Float = Owned<float>;

const ClampRange<float> anyFloat =
    calculateFloatActivationRange(FusedActivation::None);
const ClampRange<float> reluFloat =
    calculateFloatActivationRange(FusedActivation::Relu);
const QuantizedMultiplier identity = quantizeMultiplier(1.0);

template <typename T> std::vector<T> iota(int64_t count, T first) {
  std::vector<T> values(count);
  std::iota(values.begin(), values.end(), first);
  return values;
}

TEST(Shapes, StridesAndIndices) {
  EXPECT_EQ(rowMajorStrides({2, 3, 4}), (Shape{12, 4, 1}));
  EXPECT_EQ(numElements({}), 1);
  std::vector<Shape> seen;
  forEachIndex({2, 2}, [&](const Shape &index) { seen.push_back(index); });
  EXPECT_EQ(seen, (std::vector<Shape>{{0, 0}, {0, 1}, {1, 0}, {1, 1}}));
  forEachIndex({2, 0}, [](const Shape &) { FAIL(); });
}

//===----------------------------------------------------------------------===//
// CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED
//===----------------------------------------------------------------------===//

TEST(Convolution, PadsAndStrides) {
  // 3x3 image, 3x3 filter of ones, SAME padding of 1, stride 2: sums of the
  // 2x2 corners.
  Float input({1, 3, 3, 1}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  Float filter({1, 3, 3, 1}, std::vector<float>(9, 1));
  Float output({1, 2, 2, 1});
  ConvolutionWindow window{2, 2, 1, 1, 1, 1};
  float bias = -20;
  conv2D(input.read(), filter.read(), &bias, window, reluFloat, output.write());
  EXPECT_EQ(output.data, (std::vector<float>{0, 0, 4, 8}));
}

TEST(Convolution, Dilates) {
  Float input({1, 3, 3, 1}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  Float filter({1, 2, 2, 1}, {1, 10, 100, 1000});
  Float output({1, 1, 1, 1});
  conv2D(input.read(), filter.read(), nullptr, {1, 1, 2, 2, 0, 0}, anyFloat,
         output.write());
  EXPECT_EQ(output.data[0], 1 + 30 + 700 + 9000);
}

TEST(Convolution, Int8PerChannel) {
  // One pixel of two channels, two 1x1 filters, batch 2. The input's zero
  // point is 1: (x - 1) * w.
  Int8 input({2, 1, 1, 2}, {3, 5, -128, 127});
  Int8 filter({2, 1, 1, 2}, {1, 2, -3, 4});
  int32_t bias[] = {10, -10};
  ChannelRescaling rescaling;
  rescaling.inputOffset = -1;
  rescaling.outputOffset = 5;
  rescaling.multipliers = {identity, quantizeMultiplier(0.5)};
  Int8 output({2, 1, 1, 2});
  conv2D(input.read(), filter.read(), bias, {}, rescaling, output.write());
  // 2 + 8 + 10 = 20; (-6 + 16 - 10) / 2 = 0; -129 + 252 + 10 = 133;
  // (387 + 504 - 10) / 2 = 440.5.
  EXPECT_EQ(output.data, (std::vector<int8_t>{25, 5, 127, 127}));
  rescaling.range = {-128, 20};
  conv2D(input.read(), filter.read(), bias, {}, rescaling, output.write());
  EXPECT_EQ(output.data, (std::vector<int8_t>{20, 5, 20, 20}));
}

TEST(Convolution, PaddingIsTheInputsZeroPoint) {
  Int8 input({1, 1, 1, 1}, {7});
  Int8 filter({1, 3, 3, 1}, std::vector<int8_t>(9, 1));
  ChannelRescaling rescaling;
  rescaling.inputOffset = 100;
  rescaling.multipliers = {identity};
  Int8 output({1, 1, 1, 1});
  conv2D(input.read(), filter.read(), nullptr, {1, 1, 1, 1, 1, 1}, rescaling,
         output.write());
  EXPECT_EQ(output.data[0], 107);
}

TEST(Convolution, AccumulatorWrapsAround) {
  Int8 input({1, 1, 1, 1}, {1});
  Int8 filter({1, 1, 1, 1}, {1});
  int32_t bias = std::numeric_limits<int32_t>::max();
  ChannelRescaling rescaling;
  rescaling.multipliers = {quantizeMultiplier(std::ldexp(1.0, -30))};
  Int8 output({1, 1, 1, 1});
  conv2D(input.read(), filter.read(), &bias, {}, rescaling, output.write());
  EXPECT_EQ(output.data[0], -2);
}

TEST(Convolution, Groups) {
  // Four channels in two groups, one filter for each.
  Float input({1, 1, 1, 4}, {1, 2, 3, 4});
  Float filter({2, 1, 1, 2}, {1, 10, 100, 1000});
  Float output({1, 1, 1, 2});
  conv2D(input.read(), filter.read(), nullptr, {}, anyFloat, output.write());
  EXPECT_EQ(output.data, (std::vector<float>{21, 4300}));
}

TEST(DepthwiseConvolution, MultipliesChannels) {
  // Channel c makes outputs 2c and 2c + 1.
  Float input({1, 1, 2, 2}, {1, 2, 3, 4});
  Float filter({1, 1, 2, 4}, {1, 10, 100, 1000, 2, 20, 200, 2000});
  Float output({1, 1, 1, 4});
  float bias[] = {0, 0, 0, 1};
  depthwiseConv2D(input.read(), filter.read(), bias, {}, anyFloat,
                  output.write());
  EXPECT_EQ(output.data, (std::vector<float>{7, 70, 1000, 10001}));
}

TEST(DepthwiseConvolution, Int8) {
  Int8 input({1, 1, 2, 1}, {10, -20});
  Int8 filter({1, 1, 3, 1}, {1, 2, 3});
  ChannelRescaling rescaling;
  rescaling.inputOffset = 2;
  rescaling.outputOffset = -1;
  rescaling.multipliers = {quantizeMultiplier(0.5)};
  Int8 output({1, 1, 2, 1});
  depthwiseConv2D(input.read(), filter.read(), nullptr, {1, 1, 1, 1, 0, 1},
                  rescaling, output.write());
  // (2 * 12 - 3 * 18) / 2 - 1, (12 - 2 * 18) / 2 - 1
  EXPECT_EQ(output.data, (std::vector<int8_t>{-16, -13}));
}

TEST(FullyConnected, FloatAndInt8) {
  Float input({2, 1, 2}, {1, 2, 3, 4});
  Float filter({3, 2}, {1, 0, 0, 1, -1, -1});
  float bias[] = {0.5f, 0, 0};
  Float output({2, 3});
  fullyConnected(input.read(), filter.read(), bias, reluFloat, output.write());
  EXPECT_EQ(output.data, (std::vector<float>{1.5f, 2, 0, 3.5f, 4, 0}));

  Int8 input8({1, 2}, {4, -6});
  Int8 filter8({2, 2}, {1, 2, 3, -4});
  ChannelRescaling rescaling;
  rescaling.inputOffset = 1;
  rescaling.multipliers = {identity, quantizeMultiplier(0.25)};
  Int8 output8({1, 2});
  fullyConnected(input8.read(), filter8.read(), nullptr, rescaling,
                 output8.write());
  EXPECT_EQ(output8.data, (std::vector<int8_t>{-5, 9})); // 35 / 4 = 8.75
}

//===----------------------------------------------------------------------===//
// Pools
//===----------------------------------------------------------------------===//

TEST(Pooling, BordersDoNotCount) {
  // 2x2 windows on a 2x3 image, stride 2, SAME: the second window hangs over
  // by one column.
  PoolWindow window{2, 2, 2, 2, 0, 0};
  Int8 input({1, 2, 3, 1}, {1, 2, -5, 3, 5, -6});
  Int8 output({1, 1, 2, 1});
  averagePool2D(input.read(), window, int8Range(), output.write());
  // 11 / 4 = 2.75, -11 / 2 = -5.5
  EXPECT_EQ(output.data, (std::vector<int8_t>{3, -6}));
  maxPool2D(input.read(), window, int8Range(), output.write());
  EXPECT_EQ(output.data, (std::vector<int8_t>{5, -5}));
  maxPool2D(input.read(), window, {-3, 4}, output.write());
  EXPECT_EQ(output.data, (std::vector<int8_t>{4, -3}));
}

TEST(Pooling, Float) {
  PoolWindow window{2, 2, 1, 1, 1, 1};
  Float input({1, 1, 1, 2}, {3, -8});
  Float output({1, 1, 1, 2});
  averagePool2D(input.read(), window, anyFloat, output.write());
  EXPECT_EQ(output.data, (std::vector<float>{3, -8}));
  maxPool2D(input.read(), window, reluFloat, output.write());
  EXPECT_EQ(output.data, (std::vector<float>{3, 0}));
}

TEST(Pooling, WindowsOfNothing) {
  PoolWindow window{1, 1, 1, 1, 5, 5};
  Int8 input({1, 1, 1, 1}, {9});
  Int8 output({1, 1, 1, 1});
  averagePool2D(input.read(), window, int8Range(), output.write());
  EXPECT_EQ(output.data[0], 0);
  maxPool2D(input.read(), window, int8Range(), output.write());
  EXPECT_EQ(output.data[0], -128);
}

//===----------------------------------------------------------------------===//
// Elementwise
//===----------------------------------------------------------------------===//

TEST(Elementwise, Broadcasts) {
  Float column({2, 1}, {10, 20});
  Float row({3}, {1, 2, 3});
  Float output({2, 3});
  add(column.read(), row.read(), anyFloat, output.write());
  EXPECT_EQ(output.data, (std::vector<float>{11, 12, 13, 21, 22, 23}));
  sub(row.read(), column.read(), anyFloat, output.write());
  EXPECT_EQ(output.data, (std::vector<float>{-9, -8, -7, -19, -18, -17}));
  mul(column.read(), row.read(), {0, 45}, output.write());
  EXPECT_EQ(output.data, (std::vector<float>{10, 20, 30, 20, 40, 45}));
}

TEST(Elementwise, BroadcastsSixDimensionsAndScalars) {
  Float lhs({2, 1, 1, 2, 1, 2}, iota<float>(8, 1));
  Float rhs({1, 2, 1, 1, 1, 1}, {10, 20});
  Float output({2, 2, 1, 2, 1, 2});
  add(lhs.read(), rhs.read(), anyFloat, output.write());
  EXPECT_EQ(output.data, (std::vector<float>{11, 12, 13, 14, 21, 22, 23, 24, 15,
                                             16, 17, 18, 25, 26, 27, 28}));
  Float scalar(Shape{}, {5});
  Float sum(Shape{});
  add(scalar.read(), scalar.read(), anyFloat, sum.write());
  EXPECT_EQ(sum.data[0], 10);
}

TEST(Elementwise, Int8) {
  QuantParams params{0.5f, 2};
  Int8 lhs({2}, {4, 10});
  Int8 rhs(Shape{}, {6});
  Int8 output({2});
  add(lhs.read(), rhs.read(),
      deriveAddParameters(params, params, params, FusedActivation::None),
      output.write());
  EXPECT_EQ(output.data, (std::vector<int8_t>{8, 14}));
  sub(lhs.read(), rhs.read(),
      deriveSubParameters(params, params, params, FusedActivation::Relu),
      output.write());
  EXPECT_EQ(output.data, (std::vector<int8_t>{2, 6}));
  mul(lhs.read(), rhs.read(),
      deriveMulParameters(params, params, params, FusedActivation::None),
      output.write());
  EXPECT_EQ(output.data, (std::vector<int8_t>{6, 18}));
}

TEST(Elementwise, FloatFunctions) {
  Float input({4}, {-20, -1, 1, 20});
  Float output({4});
  logistic(input.read(), output.write());
  EXPECT_EQ(output.data[0], std::exp(-20.0f));
  EXPECT_FLOAT_EQ(output.data[1], 0.26894143f);
  EXPECT_EQ(output.data[3], 1.0f);
  relu(input.read(), output.write());
  EXPECT_EQ(output.data, (std::vector<float>{0, 0, 1, 20}));
  relu6(input.read(), output.write());
  EXPECT_EQ(output.data, (std::vector<float>{0, 0, 1, 6}));
  leakyRelu(input.read(), 0.5f, output.write());
  EXPECT_EQ(output.data, (std::vector<float>{-10, -0.5f, 1, 20}));
  hardSwish(input.read(), output.write());
  EXPECT_EQ(output.data[0], 0.0f);
  EXPECT_FLOAT_EQ(output.data[1], -1.0f / 3);
  EXPECT_EQ(output.data[3], 20.0f);
  reference::tanh(input.read(), output.write());
  EXPECT_FLOAT_EQ(output.data[2], 0.76159416f);
}

TEST(Elementwise, QuantizesAndLooksUp) {
  QuantParams params{0.5f, -1};
  Float input({3}, {-1, 0.25f, 1000});
  Int8 stored({3});
  quantize(input.read(), params, stored.write());
  EXPECT_EQ(stored.data, (std::vector<int8_t>{-3, 0, 127}));
  Float back({3});
  dequantize(stored.read(), params, back.write());
  EXPECT_EQ(back.data, (std::vector<float>{-1, 0.5f, 64}));
  Int8 looked({3});
  applyTable(relu6Table(params), stored.read(), looked.write());
  EXPECT_EQ(looked.data, (std::vector<int8_t>{-1, 0, 11}));
}

//===----------------------------------------------------------------------===//
// MEAN and SOFTMAX
//===----------------------------------------------------------------------===//

TEST(Mean, OverAnyAxes) {
  Float input({2, 3, 2}, iota<float>(12, 0));
  Float last({2, 3});
  mean(input.read(), {-1}, last.write());
  EXPECT_EQ(last.data,
            (std::vector<float>{0.5f, 2.5f, 4.5f, 6.5f, 8.5f, 10.5f}));
  Float middle({2, 1, 2});
  mean(input.read(), {1, 1}, middle.write());
  EXPECT_EQ(middle.data, (std::vector<float>{2, 3, 8, 9}));
  Float all(Shape{});
  mean(input.read(), {0, 1, 2}, all.write());
  EXPECT_EQ(all.data[0], 5.5f);
  EXPECT_EQ(reducedElements(input.shape, {0, -1}), 4);
}

TEST(Mean, Int8) {
  Int8 input({2, 2}, {10, 13, -128, 127});
  Int8 output({2});
  QuantParams params{0.5f, 1};
  mean(input.read(), {1}, deriveMeanParameters(params, params, 2),
       output.write());
  // 10.5 and -1.5 from the zero point: the multiplication rounds ties up.
  EXPECT_EQ(output.data, (std::vector<int8_t>{12, 0}));
}

TEST(Softmax, Float) {
  Float input({2, 2}, {1, 1, 1000, 0});
  Float output({2, 2});
  softmax(input.read(), 1.0f, output.write());
  EXPECT_EQ(output.data, (std::vector<float>{0.5f, 0.5f, 1, 0}));
}

TEST(Softmax, Int8) {
  Int8 input({2, 3}, {5, 5, 3, -128, 127, 0});
  Int8 output({2, 3});
  softmax(input.read(), deriveSoftmaxParameters(1.0f, 0.5f), output.write());
  // 1, 1, exp(-1) over 2.3679: 108.1, 108.1, 39.8 of 256.
  EXPECT_EQ(output.data, (std::vector<int8_t>{-20, -20, -88, -128, 127, -128}));
}

//===----------------------------------------------------------------------===//
// Data movement
//===----------------------------------------------------------------------===//

TEST(DataMovement, Pads) {
  Int8 input({1, 2}, {1, 2});
  Int8 output({2, 4});
  pad<int8_t>(input.read(), {1, 0, 0, 2}, -7, output.write());
  EXPECT_EQ(output.data, (std::vector<int8_t>{-7, -7, -7, -7, 1, 2, -7, -7}));
}

TEST(DataMovement, Transposes) {
  Float input({2, 3, 1}, iota<float>(6, 0));
  Float output({1, 3, 2});
  transpose(input.read(), {2, 1, 0}, output.write());
  EXPECT_EQ(output.data, (std::vector<float>{0, 3, 1, 4, 2, 5}));
}

TEST(DataMovement, Concatenates) {
  Int8 left({2, 1}, {1, 2});
  Int8 right({2, 2}, {3, 4, 5, 6});
  Int8 output({2, 3});
  concatenate<int8_t>({left.read(), right.read()}, 1, output.write());
  EXPECT_EQ(output.data, (std::vector<int8_t>{1, 3, 4, 2, 5, 6}));
  Int8 tall({4, 1});
  concatenate<int8_t>({left.read(), left.read()}, 0, tall.write());
  EXPECT_EQ(tall.data, (std::vector<int8_t>{1, 2, 1, 2}));
}

TEST(DataMovement, Copies) {
  Int8 input({2, 2}, {1, 2, 3, 4});
  Int8 output({4});
  copy(input.read(), output.write());
  EXPECT_EQ(output.data, input.data);
}

} // namespace
