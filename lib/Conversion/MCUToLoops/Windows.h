//===- Windows.h - where windows meet the input's border --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_WINDOWS_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_WINDOWS_H

#include "LoopBuilder.h"

namespace tinymlc {

/// Windows along one spatial dimension.
struct Windows {
  int64_t input, output, size, stride, dilation, padding;

  /// Outputs [interiorBegin, interiorEnd) have windows within the input.
  int64_t interiorBegin() const {
    return std::min((padding + stride - 1) / stride, output);
  }
  int64_t interiorEnd() const {
    int64_t room = input + padding - (size - 1) * dilation - 1;
    int64_t end = room < 0 ? 0 : room / stride + 1;
    return std::max(std::min(end, output), interiorBegin());
  }
  bool hasBorder() const {
    return interiorBegin() > 0 || interiorEnd() < output;
  }
};

/// The taps of one window that lie within the input: [begin, end), and the
/// input position of tap 0, which may be negative.
struct Taps {
  mlir::Value begin, end, origin;
};

/// What of a dimension may be known at run time only: positions of padding
/// before the input, and of input.
struct WindowRange {
  mlir::Value padding, input;
};
WindowRange knownRange(LoopBuilder &b, const Windows &windows);

/// The taps of the window at `output`, clipped at run time.
Taps clipTaps(LoopBuilder &b, const Windows &windows, const WindowRange &range,
              mlir::Value output);
/// The taps of a window that is known to lie within the input.
Taps allTaps(LoopBuilder &b, const Windows &windows, const WindowRange &range,
             mlir::Value output);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_WINDOWS_H
