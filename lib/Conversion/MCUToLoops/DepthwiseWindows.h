//===- DepthwiseWindows.h - depthwise windows of any size -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_DEPTHWISEWINDOWS_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_DEPTHWISEWINDOWS_H

#include "DSPBuilder.h"

namespace tinymlc {

/// What a channel's code depends on.
struct WindowKernel {
  mcu::ShortRequantizeAttr requantize;
  int64_t height, width, stride;
  /// Of the plane and the output, in bytes.
  int64_t inputRow, outputRow, outputPixel;
  int64_t outputWidth;
  /// A loop over the window's rows: less code, more cycles.
  bool rolled;
};

/// Computes `rows` rows, in a register, of a channel's outputs from its plane
/// and its words of the stream.
void buildDepthwiseWindows(DSPBuilder &b, const WindowKernel &kernel,
                           mlir::Value plane, mlir::Value words, mlir::Value to,
                           mlir::Value rows);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_DEPTHWISEWINDOWS_H
