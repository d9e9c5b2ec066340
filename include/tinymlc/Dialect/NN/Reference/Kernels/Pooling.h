//===- Pooling.h - means and maxima over windows ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_REFERENCE_KERNELS_POOLING_H
#define TINYMLC_DIALECT_NN_REFERENCE_KERNELS_POOLING_H

#include "tinymlc/Dialect/NN/Reference/Kernels/Tensor.h"
#include "tinymlc/FixedPoint/Parameters.h"

namespace tinymlc::reference {

/// How a pool moves over an image; what hangs over the border does not count.
struct PoolWindow {
  int64_t filterHeight = 1;
  int64_t filterWidth = 1;
  int64_t strideHeight = 1;
  int64_t strideWidth = 1;
  int64_t padTop = 0;
  int64_t padLeft = 0;
};

/// AVERAGE_POOL_2D, NHWC: int8 rounds the stored numbers' mean half away from
/// zero, without taking the zero point off. Of no elements the mean is 0.
void averagePool2D(TensorRef<const int8_t> input, const PoolWindow &window,
                   ClampRange<int32_t> range, TensorRef<int8_t> output);
void averagePool2D(TensorRef<const float> input, const PoolWindow &window,
                   ClampRange<float> range, TensorRef<float> output);

/// MAX_POOL_2D, NHWC.
void maxPool2D(TensorRef<const int8_t> input, const PoolWindow &window,
               ClampRange<int32_t> range, TensorRef<int8_t> output);
void maxPool2D(TensorRef<const float> input, const PoolWindow &window,
               ClampRange<float> range, TensorRef<float> output);

} // namespace tinymlc::reference

#endif // TINYMLC_DIALECT_NN_REFERENCE_KERNELS_POOLING_H
