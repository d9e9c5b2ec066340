//===- WinogradLayout.h - exact Winograd convolutions -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A tile is the outputs of four rows and two columns: F(4,3) along columns,
// F(2,3) along rows (Winograd: Arithmetic Complexity of Computations, 1980;
// Lavin, Gray: Fast Algorithms for Convolutional Neural Networks, 2016). It
// takes 6x4 = 24 products for each input channel instead of 72. The matrices
// for the weights are scaled to integers, by 24 and by 2, so that nothing is
// rounded: a tile is 48 times the sums of the convolution.
//
//===----------------------------------------------------------------------===//

#ifndef TINYMLC_DIALECT_MCU_IR_WINOGRADLAYOUT_H
#define TINYMLC_DIALECT_MCU_IR_WINOGRADLAYOUT_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>

namespace tinymlc::mcu {

/// What a tile's outputs are times the sums of products, before the shift by
/// two that joins the start value; and behind it.
constexpr int32_t winogradScale = 24 * 2 * 4;

/// A tile, and the tiles side by side that are computed together.
constexpr int64_t winogradRows = 4, winogradColumns = 2, winogradTiles = 4;
constexpr int64_t winogradBlockColumns = winogradColumns * winogradTiles;
/// Rows and columns of a transformed tile.
constexpr int64_t winogradInputRows = winogradRows + 2;
constexpr int64_t winogradInputColumns = winogradColumns + 2;
constexpr int64_t winogradPositions = winogradInputRows * winogradInputColumns;

/// What the kernel's scratch holds, in bytes.
struct WinogradLayout {
  int64_t depth = 0;
  /// A row of input with its left and right border, transformed along columns,
  /// as i16; one for each row of a transformed tile.
  int64_t rowBytes = 0;
  /// Blocks side by side.
  int64_t rowBlocks = 0;
  /// Places of what follows these rows.
  int64_t block = 0, products = 0, weights = 0, border = 0, bytes = 0;

  /// Of a block, transformed along rows too: for each position each pair of
  /// channels as a word, of each tile.
  int64_t positionBytes() const { return depth / 2 * winogradTiles * 4; }
  int64_t blockBytes() const { return winogradPositions * positionBytes(); }
  int64_t words() const { return bytes / 4; }
};

/// Words of a pair of output channels in the stream: at each position, for each
/// pair of input channels, a word of either; then what rescales them.
constexpr int64_t winogradWeightWords(int64_t depth) {
  return winogradPositions * depth;
}
/// Their weights before they are transformed: nine words of four i8 for four
/// input channels of either.
constexpr int64_t winogradFilterWords(int64_t depth) { return 9 * depth / 2; }
constexpr int64_t winogradConstantWords(bool corrects) {
  return 2 * (corrects ? 3 : 2);
}

/// `padding` is that of top, bottom, left and right, 0 or 1. With `tileRows`
/// there is room for the blocks of so many rows of tiles and for the weights of
/// two output channels.
inline WinogradLayout makeWinogradLayout(int64_t width, int64_t depth,
                                         llvm::ArrayRef<int64_t> padding,
                                         int64_t tileRows) {
  int64_t columns = padding[2] + width + padding[3];
  WinogradLayout layout;
  layout.depth = depth;
  layout.rowBytes = columns * depth * 2;
  layout.rowBlocks =
      (columns - 2 + winogradBlockColumns - 1) / winogradBlockColumns;
  layout.block = winogradInputRows * layout.rowBytes;
  int64_t blocks = tileRows > 0 ? tileRows * layout.rowBlocks : 1;
  layout.products = layout.block + blocks * layout.blockBytes();
  // Of two output channels.
  layout.weights = layout.products + winogradPositions * 2 * winogradTiles * 4;
  layout.border =
      layout.weights + (tileRows > 0 ? 4 * winogradWeightWords(depth) : 0);
  bool hasBorder = padding[0] + padding[1] > 0;
  layout.bytes = layout.border + (hasBorder ? width * depth : 0);
  return layout;
}

/// How many pairs of input channels the kernel takes without a loop, or in a
/// turn of one.
inline int64_t winogradUnroll(int64_t depth) {
  int64_t pairs = depth / 2, unroll = pairs < 16 ? pairs : 16;
  while (pairs % unroll != 0)
    --unroll;
  return unroll;
}

} // namespace tinymlc::mcu

#endif // TINYMLC_DIALECT_MCU_IR_WINOGRADLAYOUT_H
