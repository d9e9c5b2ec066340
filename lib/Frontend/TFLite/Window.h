//===- Window.h - sliding windows and their padding -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_FRONTEND_TFLITE_WINDOW_H
#define TINYMLC_LIB_FRONTEND_TFLITE_WINDOW_H

#include "OperatorReader.h"

namespace tinymlc::tflite {

/// A window over height and width.
struct Window {
  Padding padding = Padding::VALID;
  llvm::SmallVector<int64_t, 2> sizes;
  llvm::SmallVector<int64_t, 2> strides;
  llvm::SmallVector<int64_t, 2> dilations = {1, 1};
};

/// An error unless input `i`, called `what`, has rank 4.
mlir::LogicalResult checkRank(OperatorReader &reader, size_t i,
                              const char *what);

/// Rows and columns to add to an NHWC input: top, bottom, left, right. SAME
/// makes ceil(size / stride) outputs; an odd row or column goes to the end.
/// An error if a size, stride or dilation is out of range.
mlir::FailureOr<llvm::SmallVector<int64_t, 4>>
resolvePadding(OperatorReader &reader, const Window &window,
               llvm::ArrayRef<int64_t> inputShape);

} // namespace tinymlc::tflite

#endif // TINYMLC_LIB_FRONTEND_TFLITE_WINDOW_H
