//===- RowWindow.h - which input rows an output row needs -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_MCU_IR_ROWWINDOW_H
#define TINYMLC_DIALECT_MCU_IR_ROWWINDOW_H

#include <cstdint>

namespace tinymlc::mcu {

/// Output row y depends on the input rows from y * stride - top on, `size` of
/// them; those outside the image are padding. Rows are computed `multiple` at a
/// time: strips begin at multiples of it, and what they have behind the image's
/// last row is overwritten.
struct RowWindow {
  int64_t size = 1, stride = 1, top = 0, multiple = 1;

  /// The first input row that rows from `row` on need.
  int64_t begin(int64_t row) const { return row * stride - top; }
  /// The input row behind those that rows before `row` need.
  int64_t end(int64_t row) const { return begin(row - 1) + size; }
};

} // namespace tinymlc::mcu

#endif // TINYMLC_DIALECT_MCU_IR_ROWWINDOW_H
