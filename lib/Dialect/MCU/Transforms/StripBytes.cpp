//===- StripBytes.cpp - what kernels take that run as a stream ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "RowGroup.h"
#include "tinymlc/Dialect/MCU/Analysis/BufferLiveness.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

static BufferType typeOf(Value image) {
  return cast<BufferType>(image.getType());
}

/// Of planes, what their readers reach beside an image.
BufferType RowGroup::getStripType(BufferOp buffer) const {
  int64_t border = 0;
  for (size_t reader : readersOf(buffer))
    if (auto depthwise = dyn_cast<PackedDepthwiseConv2DOp>(kernels[reader]))
      border = std::max(border, depthwise.getBorder());
  return buffer.getType().keepRows(keptRows.lookup(buffer), border);
}

/// Channels that a kernel writes behind the last one are part of kept planes.
int64_t RowGroup::getStripSlack(BufferOp buffer) const {
  auto slack = static_cast<int64_t>(buffer.getSlack().value_or(0));
  return buffer.getType().getPlanes() ? std::min(slack, planeOverread) : slack;
}

/// Words that only one kernel uses, and its strips' own planes.
static int64_t scratchBytes(Operation *kernel, StripSchedule schedule,
                            int64_t columnTiles) {
  int64_t bytes = 0;
  for (Value operand : kernel->getOperands()) {
    auto buffer = operand.getDefiningOp<BufferOp>();
    if (buffer && typeOf(operand).getElementType().isInteger(32) &&
        writesTo(kernel, buffer))
      bytes += getArenaBytes(buffer);
  }
  if (auto depthwise = dyn_cast<PackedDepthwiseConv2DOp>(kernel))
    if (bytes > 0)
      bytes = 4 * depthwise.getScratchWords(schedule.rows);
  if (columnTiles > 1)
    bytes = cast<PackedConv2DOp>(kernel).getWidenedRows(columnTiles).bytes();
  return bytes;
}

bool RowGroup::makeColumnTiles() {
  constexpr int64_t tiles = 2;
  bool hasAny = false;
  for (auto [kernel, count] : llvm::zip(kernels, columnTiles)) {
    auto conv = dyn_cast<PackedConv2DOp>(kernel);
    if (!conv || !conv.hasColumnTiles(tiles))
      continue;
    count = tiles;
    hasAny = true;
  }
  return hasAny;
}

/// New rows lie there from the producer to the last reader only.
void RowGroup::addStripBytes(BufferOp buffer, int64_t kept,
                             SmallVectorImpl<int64_t> &bytes) const {
  size_t made = producerOf(buffer), last = readersOf(buffer).back();
  BufferType type = getStripType(buffer);
  int64_t used = type.getNumBytes() + getStripSlack(buffer);
  int64_t idle = type.getRowBytes() * (kept - strips[made].schedule.rows);
  for (size_t place = 0; place < bytes.size(); ++place)
    bytes[place] +=
        llvm::alignTo(made <= place && place <= last ? used : idle, 4);
}

int64_t RowGroup::getStripBytes() const {
  SmallVector<int64_t> bytes;
  for (auto [kernel, strip, tiles] : llvm::zip(kernels, strips, columnTiles))
    bytes.push_back(scratchBytes(kernel, strip.schedule, tiles));
  for (auto [buffer, kept] : keptRows)
    addStripBytes(buffer, kept, bytes);
  int64_t sums = 0;
  if (strips.back().addsRows)
    sums =
        cast<KernelOpInterface>(kernels.back()).getRowSumsType().getNumBytes();
  return *llvm::max_element(bytes) + sums;
}
