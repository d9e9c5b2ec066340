//===- ImageRows.h - the rows that a kernel's call works on -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_IMAGEROWS_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_IMAGEROWS_H

#include "LoopBuilder.h"

namespace tinymlc {

/// The rows of its images that a call works on: all of them, or, in a stream, a
/// strip, which the caller knows. Pointers lead to the first rows.
struct ImageRows {
  /// Rows of padding above the input's first row, and rows of the input; what
  /// a window reaches behind them is padding.
  mlir::Value above, input;
  /// Rows of the output, at least one.
  mlir::Value output;
  /// Of a kernel that adds rows up, the number of the input's first row.
  mlir::Value first = nullptr;
  /// The number of output rows that most calls compute, and whether calls say
  /// how many.
  int64_t usualOutput = 0;
  bool vary = false;
  /// All the numbers that calls say, the usual one first.
  llvm::SmallVector<int64_t> outputCounts;
};

/// What a kernel's function takes behind the pointers when it works on strips:
/// the rows of the output, and before them, where windows may leave the image,
/// those above and those of the input. A kernel that adds rows up takes the
/// number of the first and how many they are, one that fills around a strip the
/// rows above the image, those of it, and those below.
unsigned countRowArguments(mlir::Operation *kernel);

/// Reads the function's arguments behind the pointers, or knows all rows of the
/// kernel's images.
ImageRows readImageRows(LoopBuilder &b, mlir::Operation *kernel,
                        mlir::ValueRange rowArguments);

/// Elements of an image's rows that a call computes, or of all else.
mlir::Value countElements(LoopBuilder &b, mlir::Value output,
                          const ImageRows &rows);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_IMAGEROWS_H
