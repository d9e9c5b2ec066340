//===- SlidingRows.h - the rows under a row of windows ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_SLIDINGROWS_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_SLIDINGROWS_H

#include "AssemblyFunctions.h"
#include "ImageRows.h"

namespace tinymlc {

/// Columns of the input that a tile of a window kernel reads, and how many of
/// padding are on either side of them.
struct ColumnTile {
  int64_t first, count, left, right;

  /// Of the kernel's tile number `index`.
  static ColumnTile make(mcu::PackedConv2DOp op, int64_t index);
};

/// The rows of input that a window kernel holds in its scratch, widened to i16
/// and padded. They always begin at the scratch's first byte, so that windows
/// are at the same place for every output row: to go on, what is still needed
/// moves up. Row 0 is the first of the padding above the image.
class SlidingRows {
public:
  SlidingRows(LoopBuilder &b, mcu::PackedConv2DOp op, mlir::Value input,
              mlir::Value scratch, const ImageRows &rows, ColumnTile tile,
              AssemblyFunctions &functions, LayerNumbers &numbers);

  /// Whether a kernel's rows are long enough for code that layers share.
  static bool haveSharedForm(mcu::PackedConv2DOp op);

  /// Writes the padding beside the image, which stays.
  void fillSides();
  /// Makes `first` the first row; rows before `held` are there already.
  /// Returns the row behind the last.
  mlir::Value slide(mlir::Value first, mlir::Value held);

private:
  using Value = mlir::Value;
  using Number = LayerNumbers::Number;

  int32_t padWord();
  int64_t rowHalves() const { return tile.count * in[3]; }
  /// Words that hold a row's pixels.
  int64_t rowWords() const { return (rowHalves() + 1) / 2; }
  int64_t leftBytes() const { return 2 * tile.left * in[3]; }
  Value read(Number number) { return numbers.read(number); }
  Value slot(Value index) {
    return b.move(scratch, b.mul(index, read(slotBytes)));
  }
  void addFillNumbers();
  void fillSharedSides();
  void fillShapedSides();
  void keep(Value rows);
  bool leavesImage();
  void load(Value row, Value place);
  void fill(Value place);
  void fillShared(Value place, Number turns, Number last);
  void widen(Value y, Value place);

  LoopBuilder &b;
  mcu::PackedConv2DOp op;
  AssemblyFunctions &functions;
  LayerNumbers &numbers;
  mcu::WidenedRows layout;
  llvm::ArrayRef<int64_t> in, padding;
  ColumnTile tile;
  Value input, scratch;
  ImageRows rows;
  Number pad, count, slotBytes, slotWords, left, inputBytes, widenTurns;
  /// Turns that fill all rows or one, and where the last words begin.
  Number allTurns, allLast, fillTurns, fillLast;
};

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_SLIDINGROWS_H
