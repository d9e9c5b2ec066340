//===- Window.cpp - padding of sliding windows ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Window.h"

using namespace mlir;
using namespace tinymlc::tflite;

// The dialect's verifiers have the same bound: windows stay far below 2^31.
static constexpr int64_t maxExtent = 1 << 15;

LogicalResult tinymlc::tflite::checkRank(OperatorReader &reader, size_t i,
                                         const char *what) {
  size_t rank = reader.getInput(i).shape.size();
  if (rank == 4)
    return success();
  return reader.emitError()
         << "the " << what << " has rank " << rank << ", not 4";
}

namespace {

LogicalResult checkExtents(OperatorReader &reader, const char *what,
                           ArrayRef<int64_t> extents) {
  for (int64_t extent : extents)
    if (extent < 1 || extent > maxExtent)
      return reader.emitError()
             << what << ' ' << extent << " is not in 1.." << maxExtent;
  return success();
}

} // namespace

FailureOr<SmallVector<int64_t, 4>>
tinymlc::tflite::resolvePadding(OperatorReader &reader, const Window &window,
                                ArrayRef<int64_t> inputShape) {
  if (failed(checkExtents(reader, "window size", window.sizes)) ||
      failed(checkExtents(reader, "stride", window.strides)) ||
      failed(checkExtents(reader, "dilation", window.dilations)))
    return failure();
  if (window.padding != Padding::SAME && window.padding != Padding::VALID) {
    reader.emitError() << "unknown padding " << int(window.padding);
    return failure();
  }
  SmallVector<int64_t, 4> padding;
  for (unsigned i = 0; i != 2; ++i) {
    int64_t size = inputShape[1 + i], stride = window.strides[i];
    int64_t reach = (window.sizes[i] - 1) * window.dilations[i] + 1;
    int64_t lastStart = (size - 1) / stride * stride;
    int64_t total = window.padding == Padding::VALID
                        ? 0
                        : std::max<int64_t>(lastStart + reach - size, 0);
    padding.push_back(total / 2);
    padding.push_back(total - total / 2);
  }
  return padding;
}
