//===- Convolution.h - convolutions and matrix products ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Results as TFLite Micro's reference kernels give them. int8 accumulates in
// 32 bits modulo 2^32; float32 adds in the order of the filter, bias last.
//
//===----------------------------------------------------------------------===//

#ifndef TINYMLC_DIALECT_NN_REFERENCE_KERNELS_CONVOLUTION_H
#define TINYMLC_DIALECT_NN_REFERENCE_KERNELS_CONVOLUTION_H

#include "tinymlc/Dialect/NN/Reference/Kernels/Tensor.h"
#include "tinymlc/FixedPoint/Parameters.h"

namespace tinymlc::reference {

/// How a filter moves over an image. The padding at the bottom and on the
/// right follows from the output's shape.
struct ConvolutionWindow {
  int64_t strideHeight = 1;
  int64_t strideWidth = 1;
  int64_t dilationHeight = 1;
  int64_t dilationWidth = 1;
  int64_t padTop = 0;
  int64_t padLeft = 0;
};

/// From an int8 product's accumulator to the stored output:
/// clamp(rescale(sum of (x + inputOffset) * w + bias) + outputOffset).
struct ChannelRescaling {
  int32_t inputOffset = 0;
  int32_t outputOffset = 0;
  /// One for each output channel.
  std::vector<QuantizedMultiplier> multipliers;
  ClampRange<int32_t> range = int8Range();
};

/// CONV_2D: input NHWC, filter OHWI, output NHWO; `bias` has O elements or is
/// null. An input of g * I channels is taken as g groups.
void conv2D(TensorRef<const int8_t> input, TensorRef<const int8_t> filter,
            const int32_t *bias, const ConvolutionWindow &window,
            const ChannelRescaling &rescaling, TensorRef<int8_t> output);
void conv2D(TensorRef<const float> input, TensorRef<const float> filter,
            const float *bias, const ConvolutionWindow &window,
            ClampRange<float> range, TensorRef<float> output);

/// DEPTHWISE_CONV_2D: input NHWC, filter 1HW(C*multiplier), output
/// NHW(C*multiplier).
void depthwiseConv2D(TensorRef<const int8_t> input,
                     TensorRef<const int8_t> filter, const int32_t *bias,
                     const ConvolutionWindow &window,
                     const ChannelRescaling &rescaling,
                     TensorRef<int8_t> output);
void depthwiseConv2D(TensorRef<const float> input,
                     TensorRef<const float> filter, const float *bias,
                     const ConvolutionWindow &window, ClampRange<float> range,
                     TensorRef<float> output);

/// FULLY_CONNECTED: filter [units, depth]; input and output are read as
/// [batch, depth] and [batch, units] whatever their shapes.
void fullyConnected(TensorRef<const int8_t> input,
                    TensorRef<const int8_t> filter, const int32_t *bias,
                    const ChannelRescaling &rescaling,
                    TensorRef<int8_t> output);
void fullyConnected(TensorRef<const float> input, TensorRef<const float> filter,
                    const float *bias, ClampRange<float> range,
                    TensorRef<float> output);

} // namespace tinymlc::reference

#endif // TINYMLC_DIALECT_NN_REFERENCE_KERNELS_CONVOLUTION_H
