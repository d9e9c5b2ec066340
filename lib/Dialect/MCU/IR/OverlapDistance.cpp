//===- OverlapDistance.cpp - how far outputs reach into their inputs ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each answer follows the order of a kernel's loads and stores, which is that
// of its loops in Conversion/MCUToLoops and of nothing between them and the
// core: compilers may not move a load over a store that could be to its place.
//
//===----------------------------------------------------------------------===//

#include "tinymlc/Dialect/MCU/IR/MCU.h"

using namespace mlir;
using namespace tinymlc::mcu;

namespace {

/// Follows a kernel through its run.
class AccessOrder {
public:
  /// The output is written up to byte `written`, behind the last one, when the
  /// input is still to be read from byte `needed` on.
  void write(int64_t written, int64_t needed) {
    distance = std::min(distance, needed - written);
  }

  int64_t distance = std::numeric_limits<int64_t>::max();
};

/// Element by element, each read before its result is written.
int64_t elementwiseDistance(Value input, BufferType output) {
  auto type = cast<BufferType>(input.getType());
  int64_t bytes = type.getElementBytes() - output.getElementBytes();
  return bytes < 0 ? bytes * output.getNumElements() : bytes;
}

/// Of an operand that is not broadcast.
std::optional<int64_t> elementwiseDistanceOf(Value operand, BufferType output) {
  if (cast<BufferType>(operand.getType()).getNumElements() !=
      output.getNumElements())
    return std::nullopt;
  return elementwiseDistance(operand, output);
}

/// Where the windows of an image begin; offsets are in elements.
struct WindowOrder {
  ArrayRef<int64_t> in, out, strides;
  int64_t top, left;

  int64_t inputRow() const { return in[2] * in[3]; }
  int64_t outputRow() const { return out[2] * out[3]; }
  int64_t lines() const { return out[0] * out[1]; }

  /// The first element that an output row reads, padding left out; rows are
  /// counted through all images.
  int64_t rowStart(int64_t line) const {
    if (line == lines())
      return in[0] * in[1] * inputRow();
    int64_t y = std::max<int64_t>(0, line % out[1] * strides[0] - top);
    return (line / out[1] * in[1] + y) * inputRow();
  }
  /// The first element that a pixel or one behind it in its row reads.
  int64_t pixelStart(int64_t line, int64_t x) const {
    return rowStart(line) + std::max<int64_t>(0, x * strides[1] - left) * in[3];
  }
  /// What the first pixel's row reads may be what the next row reads as well.
  int64_t firstNeeded(int64_t line, int64_t x) const {
    if (x == out[2])
      return rowStart(line + 1);
    return std::min(pixelStart(line, x), rowStart(line + 1));
  }
};

/// Windows in the order of the output, a pixel's channels in theirs: the pixel
/// reads each channel before it writes it, and `dummies` behind the last.
int64_t poolDistance(const WindowOrder &order, int64_t elementBytes,
                     int64_t dummies = 0) {
  AccessOrder access;
  int64_t depth = order.out[3];
  for (int64_t line = 0; line < order.lines(); ++line)
    for (int64_t x = 0; x < order.out[2]; ++x) {
      int64_t pixel = (line * order.out[2] + x) * depth;
      access.write(pixel, order.pixelStart(line, x));
      access.write(pixel + depth + dummies, order.firstNeeded(line, x + 1));
    }
  return access.distance * elementBytes;
}

/// Pixels in their order, each channel from the whole window; or, where a row's
/// inner pixels come before its outer ones, rows in theirs.
int64_t convolutionDistance(const WindowOrder &order, bool hasBorder,
                            int64_t elementBytes) {
  AccessOrder access;
  for (int64_t line = 0; line < order.lines(); ++line) {
    if (hasBorder) {
      access.write((line + 1) * order.outputRow(), order.rowStart(line));
      continue;
    }
    for (int64_t x = 0; x < order.out[2]; ++x)
      access.write((line * order.out[2] + x + 1) * order.out[3],
                   order.firstNeeded(line, x));
  }
  return access.distance * elementBytes;
}

template <typename Op>
WindowOrder windowOrderOf(Op op, int64_t top, int64_t left) {
  return {op.getInput().getType().getShape(),
          op.getOutput().getType().getShape(), op.getStrides(), top, left};
}

template <typename Op> int64_t plainDistance(Op op) {
  return convolutionDistance(
      windowOrderOf(op, op.getPadding()[0], op.getPadding()[2]), op.hasBorder(),
      op.getInput().getType().getElementBytes());
}

} // namespace

//===----------------------------------------------------------------------===//
// Plain kernels
//===----------------------------------------------------------------------===//

// Operands but the input are constants, which do not die.

std::optional<int64_t> Conv2DOp::getOverlapDistance(unsigned operand) {
  return operand == 0 ? std::optional(plainDistance(*this)) : std::nullopt;
}

std::optional<int64_t> DepthwiseConv2DOp::getOverlapDistance(unsigned operand) {
  return operand == 0 ? std::optional(plainDistance(*this)) : std::nullopt;
}

std::optional<int64_t> Pool2DOp::getOverlapDistance(unsigned) {
  return poolDistance(windowOrderOf(*this, getPadding()[0], getPadding()[2]),
                      getInput().getType().getElementBytes());
}

std::optional<int64_t> BinaryOp::getOverlapDistance(unsigned operand) {
  return elementwiseDistanceOf(getOperand(operand), getOutput().getType());
}

std::optional<int64_t> TableLookupOp::getOverlapDistance(unsigned operand) {
  return operand == 0 ? elementwiseDistanceOf(getInput(), getOutput().getType())
                      : std::nullopt;
}

std::optional<int64_t> UnaryOp::getOverlapDistance(unsigned) {
  return elementwiseDistanceOf(getInput(), getOutput().getType());
}

// The last pass over a row reads an element, then writes its result.
std::optional<int64_t> SoftmaxOp::getOverlapDistance(unsigned operand) {
  return operand == 0 ? elementwiseDistanceOf(getInput(), getOutput().getType())
                      : std::nullopt;
}

/// Where elements are read from the first to the last, each is needed until it
/// is copied.
std::optional<int64_t> CopyOp::getOverlapDistance(unsigned) {
  auto distance = static_cast<int64_t>(getInputOffset() - getOutputOffset());
  int64_t inner = 0;
  for (auto [size, from, to] : llvm::reverse(llvm::zip_equal(
           getSizes(), getInputStrides(), getOutputStrides()))) {
    if (size > 1 && from <= inner)
      return std::nullopt;
    inner += (size - 1) * from;
    distance += std::min<int64_t>(0, (size - 1) * (from - to));
  }
  return distance * getInput().getType().getElementBytes();
}

//===----------------------------------------------------------------------===//
// Packed kernels
//===----------------------------------------------------------------------===//

// Each turn loads its words before it stores.
std::optional<int64_t> PackedSumOp::getOverlapDistance(unsigned operand) {
  return elementwiseDistanceOf(getOperand(operand), getOutput().getType());
}

std::optional<int64_t> PackedProductOp::getOverlapDistance(unsigned operand) {
  return elementwiseDistanceOf(getOperand(operand), getOutput().getType());
}

/// Channels are computed four at a time.
template <typename Op> static int64_t packedPoolDistance(Op op) {
  int64_t channels = op.getOutput().getType().getShape()[3];
  return poolDistance(windowOrderOf(op, 0, 0), 1, (4 - channels % 4) % 4);
}

std::optional<int64_t> PackedAveragePoolOp::getOverlapDistance(unsigned) {
  return packedPoolDistance(*this);
}

std::optional<int64_t> PackedMaxPoolOp::getOverlapDistance(unsigned) {
  return packedPoolDistance(*this);
}

namespace {

/// A packed convolution writes up to `dummies` channels behind the last one of
/// what it computes together.
struct PackedOrder {
  PackedConv2DOp op;
  ArrayRef<int64_t> in = op.getInput().getType().getShape(),
                    out = op.getOutput().getType().getShape();
  int64_t dummies = op.getWrittenChannels() - out[3];
  int64_t inputRow = in[2] * in[3], outputRow = out[2] * out[3];
  int64_t inputBytes = in[1] * inputRow;

  int64_t pointwise();
  int64_t window();
  int64_t vector();
};

/// Two pixels are widened, then their outputs written; the last of an odd
/// number goes with the one before, again.
int64_t PackedOrder::pointwise() {
  AccessOrder access;
  bool isDense = op.getStrides() == ArrayRef<int64_t>{1, 1};
  int64_t rows = isDense ? 1 : out[1];
  int64_t pixels = isDense ? out[1] * out[2] : out[2];
  int64_t step = op.getStrides()[1] * in[3];
  for (int64_t y = 0; y < rows; ++y) {
    int64_t from = y * op.getStrides()[0] * inputRow, to = y * outputRow;
    int64_t next =
        y + 1 < rows ? from + op.getStrides()[0] * inputRow : inputBytes;
    bool isOdd = pixels % 2 != 0;
    for (int64_t done = 2; done <= pixels; done += 2) {
      int64_t needed = isOdd ? std::min(done, pixels - 2) : done;
      access.write(to + done * out[3] + dummies,
                   done == pixels ? next : from + needed * step);
    }
    access.write(to + pixels * out[3] + dummies, next);
  }
  return access.distance;
}

/// Input rows are widened as far as a step's windows reach, then the step's
/// outputs are written.
int64_t PackedOrder::window() {
  AccessOrder access;
  int64_t top = op.getPadding()[0], widened = top;
  int64_t rows = pairsRows(out[2]) ? 2 : 1;
  for (int64_t step = 0; step * rows < out[1]; ++step) {
    int64_t y = std::min(step * rows, out[1] - rows);
    widened =
        std::max(widened, y * op.getStrides()[0] + op.getWidenedRows().rows);
    access.write((y + rows) * outputRow + dummies,
                 std::min(in[1], widened - top) * inputRow);
  }
  return access.distance;
}

/// Each group of channels reads all of the input.
int64_t PackedOrder::vector() {
  AccessOrder access;
  int64_t written = op.getWrittenChannels(), last = op.getGroups().back();
  if (written > last)
    access.write(written - last, 0);
  access.write(written, inputBytes);
  return access.distance;
}

} // namespace

// An output in planes is written all over from the first pixel on, one in tiles
// before the other tiles' columns are read.
std::optional<int64_t> PackedConv2DOp::getOverlapDistance(unsigned operand) {
  if (operand != 0 || getOutput().getType().getPlanes() || getColumnTiles() > 1)
    return std::nullopt;
  PackedOrder order{*this};
  switch (getKernel()) {
  case ConvKernel::Pointwise:
    return order.pointwise();
  case ConvKernel::Window:
    return order.window();
  case ConvKernel::Vector:
    return order.vector();
  }
  llvm_unreachable("every kernel has a case");
}
