//===- ConvolutionKernels.cpp - convolutions and matrix products ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/NN/Reference/Kernels/Convolution.h"

using namespace tinymlc;
using namespace tinymlc::reference;

namespace {

/// The arithmetic of one int8 output: from a sum of products to a stored value.
struct Int8Arithmetic {
  const int32_t *bias;
  const ChannelRescaling &rescaling;

  void accumulate(int32_t &sum, int8_t x, int8_t w) const {
    sum = wrappingAdd(sum, (x + rescaling.inputOffset) * w);
  }
  int8_t finish(int32_t sum, int64_t channel) const {
    if (bias)
      sum = wrappingAdd(sum, bias[channel]);
    int32_t scaled =
        multiplyByQuantizedMultiplier(sum, rescaling.multipliers[channel]);
    return static_cast<int8_t>(
        rescaling.range.clamp(wrappingAdd(scaled, rescaling.outputOffset)));
  }
};

/// The same for one float32 output.
struct FloatArithmetic {
  const float *bias;
  ClampRange<float> range;

  void accumulate(float &sum, float x, float w) const { sum += x * w; }
  float finish(float sum, int64_t channel) const {
    return range.clamp(sum + (bias ? bias[channel] : 0.0f));
  }
};

/// The type that sums of products of T are kept in.
template <typename T> struct SumOf { using Type = T; };
template <> struct SumOf<int8_t> { using Type = int32_t; };

/// Calls `visit(in row, in column, filter row, filter column)` for the places
/// of the filter that lie on the image when it is placed for output (y, x).
template <typename Visitor>
void forEachTap(const Shape &image, const Shape &filter,
                const ConvolutionWindow &window, int64_t y, int64_t x,
                Visitor visit) {
  for (int64_t fy = 0; fy < filter[1]; ++fy) {
    int64_t iy =
        y * window.strideHeight - window.padTop + fy * window.dilationHeight;
    if (iy < 0 || iy >= image[1])
      continue;
    for (int64_t fx = 0; fx < filter[2]; ++fx) {
      int64_t ix =
          x * window.strideWidth - window.padLeft + fx * window.dilationWidth;
      if (ix >= 0 && ix < image[2])
        visit(iy, ix, fy, fx);
    }
  }
}

template <typename T, typename Arithmetic>
void convolve(TensorRef<const T> input, TensorRef<const T> filter,
              const ConvolutionWindow &window, TensorRef<T> output,
              const Arithmetic &arithmetic) {
  int64_t depth = filter.shape[3];
  int64_t groups = input.shape[3] / depth;
  int64_t filtersPerGroup = output.shape[3] / groups;
  forEachIndex(output.shape, [&](const Shape &at) {
    int64_t firstChannel = at[3] / filtersPerGroup * depth;
    typename SumOf<T>::Type sum = 0;
    forEachTap(input.shape, filter.shape, window, at[1], at[2],
               [&](int64_t iy, int64_t ix, int64_t fy, int64_t fx) {
                 const T *xs = &input.at(at[0], iy, ix, firstChannel);
                 const T *ws = &filter.at(at[3], fy, fx, 0);
                 for (int64_t c = 0; c < depth; ++c)
                   arithmetic.accumulate(sum, xs[c], ws[c]);
               });
    output.at(at[0], at[1], at[2], at[3]) = arithmetic.finish(sum, at[3]);
  });
}

template <typename T, typename Arithmetic>
void convolveDepthwise(TensorRef<const T> input, TensorRef<const T> filter,
                       const ConvolutionWindow &window, TensorRef<T> output,
                       const Arithmetic &arithmetic) {
  int64_t multiplier = output.shape[3] / input.shape[3];
  forEachIndex(output.shape, [&](const Shape &at) {
    typename SumOf<T>::Type sum = 0;
    forEachTap(input.shape, filter.shape, window, at[1], at[2],
               [&](int64_t iy, int64_t ix, int64_t fy, int64_t fx) {
                 arithmetic.accumulate(
                     sum, input.at(at[0], iy, ix, at[3] / multiplier),
                     filter.at(0, fy, fx, at[3]));
               });
    output.at(at[0], at[1], at[2], at[3]) = arithmetic.finish(sum, at[3]);
  });
}

template <typename T, typename Arithmetic>
void multiplyMatrix(TensorRef<const T> input, TensorRef<const T> filter,
                    TensorRef<T> output, const Arithmetic &arithmetic) {
  int64_t units = filter.shape[0];
  int64_t depth = filter.shape[1];
  for (int64_t i = 0, e = output.size(); i < e; ++i) {
    const T *xs = input.data + i / units * depth;
    const T *ws = filter.data + i % units * depth;
    typename SumOf<T>::Type sum = 0;
    for (int64_t d = 0; d < depth; ++d)
      arithmetic.accumulate(sum, xs[d], ws[d]);
    output.data[i] = arithmetic.finish(sum, i % units);
  }
}

} // namespace

void reference::conv2D(TensorRef<const int8_t> input,
                       TensorRef<const int8_t> filter, const int32_t *bias,
                       const ConvolutionWindow &window,
                       const ChannelRescaling &rescaling,
                       TensorRef<int8_t> output) {
  convolve(input, filter, window, output, Int8Arithmetic{bias, rescaling});
}

void reference::conv2D(TensorRef<const float> input,
                       TensorRef<const float> filter, const float *bias,
                       const ConvolutionWindow &window, ClampRange<float> range,
                       TensorRef<float> output) {
  convolve(input, filter, window, output, FloatArithmetic{bias, range});
}

void reference::depthwiseConv2D(TensorRef<const int8_t> input,
                                TensorRef<const int8_t> filter,
                                const int32_t *bias,
                                const ConvolutionWindow &window,
                                const ChannelRescaling &rescaling,
                                TensorRef<int8_t> output) {
  convolveDepthwise(input, filter, window, output,
                    Int8Arithmetic{bias, rescaling});
}

void reference::depthwiseConv2D(TensorRef<const float> input,
                                TensorRef<const float> filter,
                                const float *bias,
                                const ConvolutionWindow &window,
                                ClampRange<float> range,
                                TensorRef<float> output) {
  convolveDepthwise(input, filter, window, output,
                    FloatArithmetic{bias, range});
}

void reference::fullyConnected(TensorRef<const int8_t> input,
                               TensorRef<const int8_t> filter,
                               const int32_t *bias,
                               const ChannelRescaling &rescaling,
                               TensorRef<int8_t> output) {
  multiplyMatrix(input, filter, output, Int8Arithmetic{bias, rescaling});
}

void reference::fullyConnected(TensorRef<const float> input,
                               TensorRef<const float> filter, const float *bias,
                               ClampRange<float> range,
                               TensorRef<float> output) {
  multiplyMatrix(input, filter, output, FloatArithmetic{bias, range});
}
