//===- ReductionKernels.cpp - MEAN and SOFTMAX ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/NN/Reference/Kernels/Reduction.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace tinymlc;
using namespace tinymlc::reference;

//===----------------------------------------------------------------------===//
// MEAN
//===----------------------------------------------------------------------===//

/// Which dimensions of a tensor of `rank` are among `axes`.
static std::vector<bool> reducedDimensions(size_t rank,
                                           const std::vector<int64_t> &axes) {
  std::vector<bool> reduced(rank, false);
  // The axes of a scalar go unused.
  if (rank == 0)
    return reduced;
  for (int64_t axis : axes)
    reduced[axis < 0 ? axis + static_cast<int64_t>(rank) : axis] = true;
  return reduced;
}

int64_t reference::reducedElements(const Shape &shape,
                                   const std::vector<int64_t> &axes) {
  std::vector<bool> reduced = reducedDimensions(shape.size(), axes);
  int64_t count = 1;
  for (size_t i = 0; i < shape.size(); ++i)
    if (reduced[i])
      count *= shape[i];
  return count;
}

/// The sums over `axes`, added up by `add` in the order of the input.
template <typename Sum, typename T, typename Add>
static std::vector<Sum> sumOver(TensorRef<const T> input,
                                const std::vector<int64_t> &axes,
                                int64_t outputs, Add add) {
  std::vector<bool> reduced = reducedDimensions(input.shape.size(), axes);
  std::vector<Sum> sums(outputs, Sum(0));
  const T *next = input.data;
  forEachIndex(input.shape, [&](const Shape &index) {
    int64_t position = 0;
    for (size_t i = 0; i < index.size(); ++i)
      if (!reduced[i])
        position = position * input.shape[i] + index[i];
    sums[position] = add(sums[position], *next++);
  });
  return sums;
}

void reference::mean(TensorRef<const int8_t> input,
                     const std::vector<int64_t> &axes,
                     const MeanParameters &parameters,
                     TensorRef<int8_t> output) {
  if (input.size() == 0) {
    std::fill_n(output.data, output.size(), int8_t(0));
    return;
  }
  std::vector<int32_t> sums =
      sumOver<int32_t>(input, axes, output.size(), wrappingAdd);
  std::transform(sums.begin(), sums.end(), output.data,
                 [&](int32_t sum) { return parameters.apply(sum); });
}

void reference::mean(TensorRef<const float> input,
                     const std::vector<int64_t> &axes,
                     TensorRef<float> output) {
  if (input.size() == 0) {
    std::fill_n(output.data, output.size(), 0.0f);
    return;
  }
  auto count = static_cast<float>(reducedElements(input.shape, axes));
  std::vector<float> sums = sumOver<float>(
      input, axes, output.size(), [](float sum, float x) { return sum + x; });
  std::transform(sums.begin(), sums.end(), output.data,
                 [&](float sum) { return sum / count; });
}

//===----------------------------------------------------------------------===//
// SOFTMAX
//===----------------------------------------------------------------------===//

/// Calls `visit(input row, output row, length)` for each row along the last
/// axis; a scalar is a row of one.
template <typename In, typename Out, typename Visitor>
static void forEachRow(TensorRef<const In> input, TensorRef<Out> output,
                       Visitor visit) {
  int64_t depth = input.shape.empty() ? 1 : input.shape.back();
  for (int64_t i = 0, e = input.size(); i < e; i += depth)
    visit(input.data + i, output.data + i, depth);
}

/// `toOutput` is softmaxOutput or softmaxOutput16.
template <typename T, typename Function>
static void integerSoftmax(TensorRef<const int8_t> input,
                           SoftmaxParameters parameters, TensorRef<T> output,
                           Function toOutput) {
  SoftmaxTable exponentials = softmaxExponentials(parameters);
  forEachRow(input, output, [&](const int8_t *xs, T *ys, int64_t depth) {
    int32_t largest = *std::max_element(xs, xs + depth);
    int32_t sum = 0;
    for (int64_t c = 0; c < depth; ++c)
      sum = wrappingAdd(sum, exponentialForSum(exponentials[largest - xs[c]]));
    SoftmaxReciprocal reciprocal = softmaxReciprocal(sum);
    for (int64_t c = 0; c < depth; ++c)
      ys[c] = toOutput(reciprocal, exponentials[largest - xs[c]]);
  });
}

void reference::softmax(TensorRef<const int8_t> input,
                        SoftmaxParameters parameters,
                        TensorRef<int8_t> output) {
  integerSoftmax(input, parameters, output, softmaxOutput);
}

void reference::softmax(TensorRef<const int8_t> input,
                        SoftmaxParameters parameters,
                        TensorRef<int16_t> output) {
  integerSoftmax(input, parameters, output, softmaxOutput16);
}

void reference::softmax(TensorRef<const float> input, float beta,
                        TensorRef<float> output) {
  forEachRow(input, output, [&](const float *xs, float *ys, int64_t depth) {
    float largest = *std::max_element(xs, xs + depth);
    float sum = 0.0f;
    for (int64_t c = 0; c < depth; ++c) {
      ys[c] = std::exp((xs[c] - largest) * beta);
      sum += ys[c];
    }
    for (int64_t c = 0; c < depth; ++c)
      ys[c] /= sum;
  });
}
