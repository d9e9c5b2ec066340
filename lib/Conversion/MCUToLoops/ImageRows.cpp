//===- ImageRows.cpp - the rows that a kernel's call works on -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ImageRows.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tinymlc;

static int64_t heightOf(Value image) {
  ArrayRef<int64_t> shape = cast<mcu::BufferType>(image.getType()).getShape();
  return shape.size() == 4 ? shape[1] : 1;
}

/// Planes hold their border, which is read like the image.
static bool leavesImage(Operation *kernel, mcu::RowWindow window) {
  Value input = kernel->getOperand(0);
  return !cast<mcu::BufferType>(input.getType()).getPlanes() &&
         (window.begin(0) < 0 ||
          window.end(heightOf(kernel->getOperands().back())) > heightOf(input));
}

unsigned tinymlc::countRowArguments(Operation *kernel) {
  if (!mcu::getStripSchedule(kernel) || isa<mcu::SlideOp>(kernel))
    return 0;
  if (isa<mcu::FillOp>(kernel))
    return 3;
  if (cast<mcu::KernelOpInterface>(kernel).getRowSums())
    return 2;
  auto window = cast<mcu::KernelOpInterface>(kernel).getRowWindow();
  return leavesImage(kernel, *window) ? 3 : 1;
}

/// The distinct numbers of rows that strips have, whole strips first.
static SmallVector<int64_t> listStripSizes(mcu::StripSchedule strip,
                                           int64_t height) {
  llvm::SmallSetVector<int64_t, 4> sizes;
  sizes.insert(strip.rows);
  for (int64_t row = strip.first; row < height; row += strip.rows) {
    int64_t size =
        std::min(row + strip.rows, height) - std::max<int64_t>(row, 0);
    if (size > 0)
      sizes.insert(size);
  }
  return sizes.takeVector();
}

ImageRows tinymlc::readImageRows(LoopBuilder &b, Operation *kernel,
                                 ValueRange rowArguments) {
  ImageRows rows;
  auto padding = kernel->getAttrOfType<DenseI64ArrayAttr>("padding");
  rows.above = b.i32(padding ? padding[0] : 0);
  rows.input = b.i32(heightOf(kernel->getOperand(0)));
  rows.usualOutput = heightOf(kernel->getOperands().back());
  rows.output = b.i32(rows.usualOutput);
  auto strip = mcu::getStripSchedule(kernel);
  if (!strip)
    return rows;
  rows.usualOutput = strip->rows;
  if (rowArguments.empty())
    return rows;
  rows.vary = true;
  rows.outputCounts = listStripSizes(*strip, mcu::countStripRows(kernel));
  rows.output = rowArguments.back();
  if (rowArguments.size() == 2) {
    rows.first = rowArguments[0];
    rows.input = rows.output;
    return rows;
  }
  if (rowArguments.size() == 3) {
    rows.above = rowArguments[0];
    rows.input = rowArguments[1];
    return rows;
  }
  auto window = cast<mcu::KernelOpInterface>(kernel).getRowWindow();
  rows.above = b.i32(0);
  rows.input =
      b.add(b.mul(b.add(rows.output, -1), window->stride), window->size);
  return rows;
}

Value tinymlc::countElements(LoopBuilder &b, Value output,
                             const ImageRows &rows) {
  auto type = cast<mcu::BufferType>(output.getType());
  return b.mul(rows.output, type.getNumElements() / heightOf(output));
}
