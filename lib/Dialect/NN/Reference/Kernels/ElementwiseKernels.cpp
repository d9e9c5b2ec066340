//===- ElementwiseKernels.cpp - functions of one or two elements ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/NN/Reference/Kernels/Elementwise.h"

#include <algorithm>
#include <cmath>

using namespace tinymlc;
using namespace tinymlc::reference;

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

/// Strides of `shape` for the dimensions of a tensor of `rank` that it is
/// broadcast to: 0 where it is repeated.
static Shape broadcastStrides(const Shape &shape, size_t rank) {
  Shape own = rowMajorStrides(shape);
  Shape strides(rank, 0);
  size_t missing = rank - shape.size();
  for (size_t i = 0; i < shape.size(); ++i)
    if (shape[i] != 1)
      strides[missing + i] = own[i];
  return strides;
}

static int64_t offsetOf(const Shape &index, const Shape &strides) {
  int64_t offset = 0;
  for (size_t i = 0; i < index.size(); ++i)
    offset += index[i] * strides[i];
  return offset;
}

/// output = function(lhs, rhs), element by element of the output.
template <typename T, typename Function>
static void broadcast(TensorRef<const T> lhs, TensorRef<const T> rhs,
                      TensorRef<T> output, Function function) {
  Shape lhsStrides = broadcastStrides(lhs.shape, output.shape.size());
  Shape rhsStrides = broadcastStrides(rhs.shape, output.shape.size());
  T *next = output.data;
  forEachIndex(output.shape, [&](const Shape &index) {
    *next++ = function(lhs.data[offsetOf(index, lhsStrides)],
                       rhs.data[offsetOf(index, rhsStrides)]);
  });
}

void reference::add(TensorRef<const int8_t> lhs, TensorRef<const int8_t> rhs,
                    const AddParameters &parameters, TensorRef<int8_t> output) {
  broadcast(lhs, rhs, output,
            [&](int8_t a, int8_t b) { return parameters.add(a, b); });
}

void reference::add(TensorRef<const float> lhs, TensorRef<const float> rhs,
                    ClampRange<float> range, TensorRef<float> output) {
  broadcast(lhs, rhs, output,
            [&](float a, float b) { return range.clamp(a + b); });
}

void reference::sub(TensorRef<const int8_t> lhs, TensorRef<const int8_t> rhs,
                    const AddParameters &parameters, TensorRef<int8_t> output) {
  broadcast(lhs, rhs, output,
            [&](int8_t a, int8_t b) { return parameters.sub(a, b); });
}

void reference::sub(TensorRef<const float> lhs, TensorRef<const float> rhs,
                    ClampRange<float> range, TensorRef<float> output) {
  broadcast(lhs, rhs, output,
            [&](float a, float b) { return range.clamp(a - b); });
}

void reference::mul(TensorRef<const int8_t> lhs, TensorRef<const int8_t> rhs,
                    const MulParameters &parameters, TensorRef<int8_t> output) {
  broadcast(lhs, rhs, output,
            [&](int8_t a, int8_t b) { return parameters.mul(a, b); });
}

void reference::mul(TensorRef<const float> lhs, TensorRef<const float> rhs,
                    ClampRange<float> range, TensorRef<float> output) {
  broadcast(lhs, rhs, output,
            [&](float a, float b) { return range.clamp(a * b); });
}

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

template <typename In, typename Out, typename Function>
static void map(TensorRef<const In> input, TensorRef<Out> output,
                Function function) {
  std::transform(input.data, input.data + input.size(), output.data, function);
}

void reference::applyTable(const Int8Table &table,
                           TensorRef<const int8_t> input,
                           TensorRef<int8_t> output) {
  map(input, output, [&](int8_t x) { return lookUp(table, x); });
}

float reference::logistic(float x) {
  // The reference's cut-offs: beyond them the exact formula rounds to 1, or
  // loses bits that exp(x) keeps.
  if (x > 16.619047164916992188f)
    return 1.0f;
  if (x < -9.0f)
    return std::exp(x);
  return 1.0f / (1.0f + std::exp(-x));
}

float reference::hardSwish(float x) {
  return x * std::min(6.0f, std::max(0.0f, x + 3.0f)) / 6.0f;
}

void reference::logistic(TensorRef<const float> input,
                         TensorRef<float> output) {
  map(input, output, [](float x) { return logistic(x); });
}

void reference::tanh(TensorRef<const float> input, TensorRef<float> output) {
  map(input, output, [](float x) { return std::tanh(x); });
}

void reference::relu(TensorRef<const float> input, TensorRef<float> output) {
  map(input, output, [](float x) { return x < 0.0f ? 0.0f : x; });
}

void reference::relu6(TensorRef<const float> input, TensorRef<float> output) {
  map(input, output,
      [](float x) { return x > 6.0f ? 6.0f : (x < 0.0f ? 0.0f : x); });
}

void reference::leakyRelu(TensorRef<const float> input, float alpha,
                          TensorRef<float> output) {
  map(input, output, [=](float x) { return x > 0.0f ? x : x * alpha; });
}

void reference::hardSwish(TensorRef<const float> input,
                          TensorRef<float> output) {
  map(input, output, [](float x) { return hardSwish(x); });
}

void reference::quantize(TensorRef<const float> input, QuantParams params,
                         TensorRef<int8_t> output) {
  map(input, output, [&](float x) { return quantizeFloat(x, params); });
}

void reference::dequantize(TensorRef<const int8_t> input, QuantParams params,
                           TensorRef<float> output) {
  map(input, output, [&](int8_t x) { return dequantizeInt8(x, params); });
}
