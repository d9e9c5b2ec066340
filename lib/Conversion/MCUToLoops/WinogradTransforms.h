//===- WinogradTransforms.h - inputs, weights and sums of tiles -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_WINOGRADTRANSFORMS_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_WINOGRADTRANSFORMS_H

#include "DSPBuilder.h"
#include "tinymlc/Dialect/MCU/IR/WinogradLayout.h"

namespace tinymlc {

/// Sums at a position of a transformed block: two output channels' of each
/// tile.
constexpr int64_t winogradSums = 2 * mcu::winogradTiles;

using StoreRow = llvm::function_ref<void(int64_t row, mlir::Value)>;

/// Transforms `words` words of each of six rows of bytes, of which the four in
/// the middle lie side by side, along columns.
void transformRows(DSPBuilder &b, mlir::ValueRange arguments, int64_t words,
                   int64_t inputBytes, int64_t rowBytes);

/// Transforms the ten columns of a block along rows.
void transformColumns(DSPBuilder &b, mlir::ValueRange arguments,
                      const mcu::WinogradLayout &layout);

/// Transforms two output channels' weights as winograd_conv_2d's stream has
/// them, to where multiply reads them.
void transformWeights(DSPBuilder &b, mlir::ValueRange arguments, int64_t depth);

/// Sums back to outputs, of a block and two channels.
void finishBlock(DSPBuilder &b, mlir::ValueRange arguments,
                 mcu::ShortRequantizeAttr requantize, int64_t width,
                 int64_t channels);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_WINOGRADTRANSFORMS_H
