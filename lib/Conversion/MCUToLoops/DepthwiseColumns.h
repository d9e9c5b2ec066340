//===- DepthwiseColumns.h - depthwise windows of 3x3 ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_DEPTHWISECOLUMNS_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_DEPTHWISECOLUMNS_H

#include "Steps.h"
#include <optional>

namespace tinymlc {

/// What a channel's code depends on.
struct PlaneKernel {
  mcu::ShortRequantizeAttr requantize;
  int64_t stride;
  /// Output rows of a column, and those that a turn of the loop computes.
  int64_t rows, rowsATurn;

  /// Rows behind the loop, which need not begin all that a row in it begins.
  int64_t lastRows() const {
    int64_t least = stride == 1 ? 2 : 1;
    return std::min(rows, least + (rows - least) % rowsATurn);
  }
};

/// All the steps of a layer; in code that shapes share also how many pairs of
/// columns there are, turns of a column's loop, and the rescaling's offset.
struct LayerSteps {
  Step plane, inputRow, inputColumns, firstInputColumns;
  Step channel, outputRow, outputPixel, outputColumns, firstOutputColumns;
  mlir::Value columnPairs, turns, offset;
};

/// The words of a channel in registers.
struct ChannelWords {
  mlir::Value outer[3], middle[2], start, multiplier, correction;
  /// Only of code that layers share.
  mlir::Value offset;
};

/// A pointer that code has moved, and by how many bytes if it knows.
struct MovedPointer {
  mlir::Value pointer;
  std::optional<int64_t> moved;

  /// The place that is a step behind `start`, where the pointer was: taken from
  /// the pointer, `start` need not be kept.
  mlir::Value nextFrom(DSPBuilder &b, mlir::Value start, Step step) const {
    return moved && !step.inRegister ? b.move(pointer, step.bytes - *moved)
                                     : step.from(b, start);
  }
};

struct ColumnsEnd {
  MovedPointer input, output;
};

/// Computes a column of a channel's outputs, or two side by side; returns where
/// that leaves the pointers.
ColumnsEnd buildDepthwiseColumns(DSPBuilder &b, const PlaneKernel &kernel,
                                 const ChannelWords &words,
                                 const LayerSteps &steps, mlir::Value input,
                                 mlir::Value output, size_t columns);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_DEPTHWISECOLUMNS_H
