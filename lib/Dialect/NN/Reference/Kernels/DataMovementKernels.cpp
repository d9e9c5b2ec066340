//===- DataMovementKernels.cpp - elements in other places -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/NN/Reference/Kernels/DataMovement.h"

#include <algorithm>

using namespace tinymlc;
using namespace tinymlc::reference;

template <typename T>
void reference::copy(TensorRef<const T> input, TensorRef<T> output) {
  std::copy_n(input.data, input.size(), output.data);
}

template <typename T>
void reference::pad(TensorRef<const T> input,
                    const std::vector<int64_t> &paddings, T value,
                    TensorRef<T> output) {
  std::fill_n(output.data, output.size(), value);
  Shape strides = rowMajorStrides(output.shape);
  const T *next = input.data;
  forEachIndex(input.shape, [&](const Shape &index) {
    int64_t position = 0;
    for (size_t i = 0; i < index.size(); ++i)
      position += (index[i] + paddings[2 * i]) * strides[i];
    output.data[position] = *next++;
  });
}

/// Output element i is the one `strides` times i behind `from`.
template <typename T>
static void gather(const T *from, const Shape &strides, TensorRef<T> output) {
  T *next = output.data;
  forEachIndex(output.shape, [&](const Shape &index) {
    int64_t position = 0;
    for (size_t i = 0; i < index.size(); ++i)
      position += index[i] * strides[i];
    *next++ = from[position];
  });
}

template <typename T>
void reference::transpose(TensorRef<const T> input,
                          const std::vector<int64_t> &permutation,
                          TensorRef<T> output) {
  Shape strides = rowMajorStrides(input.shape), permuted;
  for (int64_t dimension : permutation)
    permuted.push_back(strides[dimension]);
  gather(input.data, permuted, output);
}

template <typename T>
void reference::slice(TensorRef<const T> input,
                      const std::vector<int64_t> &offsets,
                      TensorRef<T> output) {
  Shape strides = rowMajorStrides(input.shape);
  int64_t first = 0;
  for (size_t i = 0; i < offsets.size(); ++i)
    first += offsets[i] * strides[i];
  gather(input.data + first, strides, output);
}

template <typename T>
void reference::concatenate(const std::vector<TensorRef<const T>> &inputs,
                            int64_t axis, TensorRef<T> output) {
  auto begin = output.shape.begin();
  int64_t outer = numElements(Shape(begin, begin + axis));
  int64_t inner = numElements(Shape(begin + axis + 1, output.shape.end()));
  T *next = output.data;
  for (int64_t i = 0; i < outer; ++i)
    for (const TensorRef<const T> &input : inputs) {
      int64_t length = input.shape[axis] * inner;
      next = std::copy_n(input.data + i * length, length, next);
    }
}

#define INSTANTIATE(T)                                                         \
  template void reference::copy(TensorRef<const T>, TensorRef<T>);             \
  template void reference::pad(TensorRef<const T>,                             \
                               const std::vector<int64_t> &, T, TensorRef<T>); \
  template void reference::transpose(                                          \
      TensorRef<const T>, const std::vector<int64_t> &, TensorRef<T>);         \
  template void reference::slice(TensorRef<const T>,                           \
                                 const std::vector<int64_t> &, TensorRef<T>);  \
  template void reference::concatenate(                                        \
      const std::vector<TensorRef<const T>> &, int64_t, TensorRef<T>);
INSTANTIATE(int8_t)
INSTANTIATE(float)
#undef INSTANTIATE
