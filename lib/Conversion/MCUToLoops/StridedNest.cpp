//===- StridedNest.cpp - loops over strided operands ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "StridedNest.h"

using namespace mlir;
using namespace tinymlc;

void StridedNest::simplify() {
  SmallVector<int64_t> newSizes;
  SmallVector<SmallVector<int64_t>> newStrides(strides.size());
  for (size_t d = 0; d < sizes.size(); ++d) {
    if (sizes[d] == 1)
      continue;
    bool merges = !newSizes.empty();
    for (size_t i = 0; merges && i < strides.size(); ++i)
      merges = newStrides[i].back() == strides[i][d] * sizes[d];
    if (merges)
      newSizes.back() *= sizes[d];
    else
      newSizes.push_back(sizes[d]);
    for (size_t i = 0; i < strides.size(); ++i) {
      if (merges)
        newStrides[i].back() = strides[i][d];
      else
        newStrides[i].push_back(strides[i][d]);
    }
  }
  sizes = newSizes;
  strides = newStrides;
}

void StridedNest::build(LoopBuilder &b,
                        llvm::function_ref<void(ArrayRef<Value>)> body) const {
  std::function<void(size_t, SmallVector<Value>)> nest =
      [&](size_t dimension, SmallVector<Value> indices) {
        if (dimension == sizes.size())
          return body(indices);
        b.forLoop(0, sizes[dimension], 1, [&](Value i) {
          SmallVector<Value> inner(indices);
          for (auto [index, stride] : llvm::zip(inner, strides))
            index = b.add(index, b.mul(i, stride[dimension]));
          nest(dimension + 1, inner);
        });
      };
  nest(0, SmallVector<Value>(strides.size(), b.i32(0)));
}

SmallVector<int64_t> tinymlc::broadcastStrides(ArrayRef<int64_t> shape,
                                               size_t rank) {
  SmallVector<int64_t> strides(rank, 0);
  int64_t stride = 1;
  for (size_t i = shape.size(); i-- > 0;) {
    if (shape[i] != 1)
      strides[rank - shape.size() + i] = stride;
    stride *= shape[i];
  }
  return strides;
}
