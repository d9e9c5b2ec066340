//===- Reduction.h - MEAN and SOFTMAX ---------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_REFERENCE_KERNELS_REDUCTION_H
#define TINYMLC_DIALECT_NN_REFERENCE_KERNELS_REDUCTION_H

#include "tinymlc/Dialect/NN/Reference/Kernels/Tensor.h"
#include "tinymlc/FixedPoint/Parameters.h"
#include "tinymlc/FixedPoint/Softmax.h"

namespace tinymlc::reference {

/// How many elements of `shape` go into one mean over `axes`. Axes may be
/// negative, counted from the end, and repeat.
int64_t reducedElements(const Shape &shape, const std::vector<int64_t> &axes);

/// MEAN over `axes`. The output has the remaining elements in order, whether
/// its shape keeps the axes as 1 or not. `params` come from
/// deriveMeanParameters with `reducedElements`. Without any input elements the
/// output is all zeros.
void mean(TensorRef<const int8_t> input, const std::vector<int64_t> &axes,
          const MeanParameters &parameters, TensorRef<int8_t> output);
void mean(TensorRef<const float> input, const std::vector<int64_t> &axes,
          TensorRef<float> output);

/// SOFTMAX along the last axis. int8 goes to int8 or int16.
void softmax(TensorRef<const int8_t> input, SoftmaxParameters parameters,
             TensorRef<int8_t> output);
void softmax(TensorRef<const int8_t> input, SoftmaxParameters parameters,
             TensorRef<int16_t> output);
void softmax(TensorRef<const float> input, float beta, TensorRef<float> output);

} // namespace tinymlc::reference

#endif // TINYMLC_DIALECT_NN_REFERENCE_KERNELS_REDUCTION_H
