//===- Tensor.h - shapes and views that kernels take ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_REFERENCE_KERNELS_TENSOR_H
#define TINYMLC_DIALECT_NN_REFERENCE_KERNELS_TENSOR_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tinymlc::reference {

/// Sizes of the dimensions, outermost first; empty for a scalar.
using Shape = std::vector<int64_t>;

inline int64_t numElements(const Shape &shape) {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  return count;
}

/// How many elements apart neighbours along each dimension are.
inline Shape rowMajorStrides(const Shape &shape) {
  Shape strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  return strides;
}

/// A dense tensor, rows last, that someone else owns.
template <typename T> struct TensorRef {
  T *data;
  Shape shape;

  int64_t size() const { return numElements(shape); }
  /// An element of a tensor of rank 4.
  T &at(int64_t n, int64_t h, int64_t w, int64_t c) const {
    return data[((n * shape[1] + h) * shape[2] + w) * shape[3] + c];
  }
};

/// Calls `visit(index)` for each index into `shape`, last dimension fastest.
template <typename Visitor>
void forEachIndex(const Shape &shape, Visitor visit) {
  Shape index(shape.size(), 0);
  for (int64_t left = numElements(shape); left > 0; --left) {
    visit(index);
    for (size_t i = shape.size(); i-- > 0;) {
      if (++index[i] < shape[i])
        break;
      index[i] = 0;
    }
  }
}

} // namespace tinymlc::reference

#endif // TINYMLC_DIALECT_NN_REFERENCE_KERNELS_TENSOR_H
