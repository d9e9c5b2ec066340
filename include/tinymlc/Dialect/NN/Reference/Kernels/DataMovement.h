//===- DataMovement.h - elements in other places ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_REFERENCE_KERNELS_DATAMOVEMENT_H
#define TINYMLC_DIALECT_NN_REFERENCE_KERNELS_DATAMOVEMENT_H

#include "tinymlc/Dialect/NN/Reference/Kernels/Tensor.h"

namespace tinymlc::reference {

// Each is there for T = int8_t and float. RESHAPE, SQUEEZE and EXPAND_DIMS
// only rename the shape: `copy`.

/// output[i] = input[i].
template <typename T> void copy(TensorRef<const T> input, TensorRef<T> output);

/// PAD, PADV2: `paddings` has the elements before and after for each
/// dimension in turn; the border is `value`.
template <typename T>
void pad(TensorRef<const T> input, const std::vector<int64_t> &paddings,
         T value, TensorRef<T> output);

/// TRANSPOSE: output dimension i is input dimension permutation[i].
template <typename T>
void transpose(TensorRef<const T> input,
               const std::vector<int64_t> &permutation, TensorRef<T> output);

/// SLICE: output element i is input element offsets + i.
template <typename T>
void slice(TensorRef<const T> input, const std::vector<int64_t> &offsets,
           TensorRef<T> output);

/// CONCATENATION along `axis` (0 or more). int8 tensors are copied as stored:
/// the reference refuses inputs whose scale is not the output's.
template <typename T>
void concatenate(const std::vector<TensorRef<const T>> &inputs, int64_t axis,
                 TensorRef<T> output);

} // namespace tinymlc::reference

#endif // TINYMLC_DIALECT_NN_REFERENCE_KERNELS_DATAMOVEMENT_H
