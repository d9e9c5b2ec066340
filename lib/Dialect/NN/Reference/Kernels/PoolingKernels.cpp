//===- PoolingKernels.cpp - means and maxima over windows -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/NN/Reference/Kernels/Pooling.h"

#include <limits>

using namespace tinymlc;
using namespace tinymlc::reference;

/// For each output element, calls `reduce(count, forEach)`, where
/// `forEach(visit)` visits the `count` input elements under the window, and
/// stores what it returns.
template <typename T, typename Reduction>
static void pool(TensorRef<const T> input, const PoolWindow &window,
                 TensorRef<T> output, Reduction reduce) {
  forEachIndex(output.shape, [&](const Shape &at) {
    int64_t top = at[1] * window.strideHeight - window.padTop;
    int64_t left = at[2] * window.strideWidth - window.padLeft;
    int64_t yBegin = std::max<int64_t>(top, 0);
    int64_t yEnd = std::min(top + window.filterHeight, input.shape[1]);
    int64_t xBegin = std::max<int64_t>(left, 0);
    int64_t xEnd = std::min(left + window.filterWidth, input.shape[2]);
    int64_t count = std::max<int64_t>(yEnd - yBegin, 0) *
                    std::max<int64_t>(xEnd - xBegin, 0);
    auto forEach = [&](auto visit) {
      for (int64_t y = yBegin; y < yEnd; ++y)
        for (int64_t x = xBegin; x < xEnd; ++x)
          visit(input.at(at[0], y, x, at[3]));
    };
    output.at(at[0], at[1], at[2], at[3]) = reduce(count, forEach);
  });
}

void reference::averagePool2D(TensorRef<const int8_t> input,
                              const PoolWindow &window,
                              ClampRange<int32_t> range,
                              TensorRef<int8_t> output) {
  pool(input, window, output, [&](int64_t count, auto forEach) {
    int32_t sum = 0;
    forEach([&](int8_t x) { sum = wrappingAdd(sum, x); });
    return static_cast<int8_t>(
        range.clamp(averageOfStored(sum, static_cast<int32_t>(count))));
  });
}

void reference::averagePool2D(TensorRef<const float> input,
                              const PoolWindow &window, ClampRange<float> range,
                              TensorRef<float> output) {
  pool(input, window, output, [&](int64_t count, auto forEach) {
    float sum = 0.0f;
    forEach([&](float x) { sum += x; });
    return range.clamp(count == 0 ? 0.0f : sum / static_cast<float>(count));
  });
}

template <typename T, typename Bound>
static void takeMaxima(TensorRef<const T> input, const PoolWindow &window,
                       ClampRange<Bound> range, TensorRef<T> output) {
  pool(input, window, output, [&](int64_t, auto forEach) {
    T largest = std::numeric_limits<T>::lowest();
    forEach([&](T x) { largest = std::max(largest, x); });
    return static_cast<T>(range.clamp(largest));
  });
}

void reference::maxPool2D(TensorRef<const int8_t> input,
                          const PoolWindow &window, ClampRange<int32_t> range,
                          TensorRef<int8_t> output) {
  takeMaxima(input, window, range, output);
}

void reference::maxPool2D(TensorRef<const float> input,
                          const PoolWindow &window, ClampRange<float> range,
                          TensorRef<float> output) {
  takeMaxima(input, window, range, output);
}
