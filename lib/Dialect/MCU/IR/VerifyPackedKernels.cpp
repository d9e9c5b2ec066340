//===- VerifyPackedKernels.cpp - constraints of packed kernels ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "KernelChecks.h"

using namespace mlir;
using namespace tinymlc::mcu;

namespace {

constexpr int64_t noDilation[] = {1, 1};

/// packed_conv_2d_c1
LogicalResult checkPackedImages(Operation *op, Value input, Value output) {
  if (failed(checkImages(op, input, output)))
    return failure();
  if (!elementOf(input).isInteger(8) || !elementOf(output).isInteger(8) ||
      shapeOf(input)[0] != 1)
    return op->emitOpError("expects one batch of i8");
  return success();
}

/// packed_conv_2d_c2
LogicalResult checkPackedWindow(const WindowCheck &window) {
  constexpr int64_t limit = 1 << 15;
  if (failed(window.checkNumbers()) || failed(window.checkShape()))
    return failure();
  for (ArrayRef<int64_t> values :
       {window.sizes, window.strides, window.padding})
    if (llvm::any_of(values, [](int64_t value) { return value > limit; }))
      return window.op->emitOpError("has a filter size, stride or padding "
                                    "above ")
             << limit;
  return success();
}

LogicalResult checkWords(Operation *op, Value buffer, int64_t words,
                         StringRef what) {
  if (elementOf(buffer).isInteger(32) &&
      bufferType(buffer).getNumElements() == words)
    return success();
  return op->emitOpError("has a ") << what << " of " << buffer.getType()
                                   << ", expected " << words << " words";
}

} // namespace

LogicalResult PackedConv2DOp::verify() {
  if (failed(checkWritten(*this)) ||
      failed(checkPackedImages(*this, getInput(), getOutput())) ||
      failed(checkPackedWindow({*this, getInput(), getOutput(), getFilterSize(),
                                getStrides(), noDilation, getPadding()})))
    return failure();
  // packed_conv_2d_c4
  ArrayRef<int64_t> out = shapeOf(getOutput());
  bool isWindow = getKernel() == ConvKernel::Window;
  bool isVector = getKernel() == ConvKernel::Vector;
  bool isPoint = getFilterSize()[0] * getFilterSize()[1] == 1 &&
                 llvm::all_of(getPadding(), [](int64_t p) { return p == 0; });
  if (!isWindow && !isPoint)
    return emitOpError("has a window, which its kernel does not take");
  if (isVector != (out[1] * out[2] == 1))
    return emitOpError("has ") << out[1] * out[2] << " pixels";
  if (!isVector && pairsRows(out[2]) && (isWindow ? out[1] < 2 : out[2] < 2))
    return emitOpError("has no two pixels side by side");
  // packed_conv_2d_c7
  if (!hasColumnTiles(getColumnTiles()))
    return emitOpError("cannot compute its columns in ")
           << getColumnTiles() << " tiles";
  // packed_conv_2d_c3
  if (failed(checkWords(*this, getStream(), getStreamWords(), "stream")))
    return failure();
  if (isVector != !getScratch())
    return emitOpError("has a scratch that does not fit its kernel");
  // packed_conv_2d_c5
  if (isVector && getOutput().getType().getPlanes())
    return emitOpError("writes planes, which its kernel does not");
  // packed_conv_2d_c6
  if (getUnrolled() && (getKernel() != ConvKernel::Pointwise || getCompact() ||
                        shapeOf(getInput())[3] > maxUnrolledDepth))
    return emitOpError("is not of a kernel that can be unrolled");
  // packed_conv_2d_c8
  bool takesLongTurns =
      isVector
          ? !getLean() && shapeOf(getInput())[3] % (4 * wordsOfLongTurn) == 0
          : getKernel() == ConvKernel::Pointwise && !getUnrolled() &&
                getSchedule().steps.size() % stepsOfLongTurn == 0;
  if (getLongTurns() && (getCompact() || !takesLongTurns))
    return emitOpError("is not of a kernel that can take long turns");
  if (isVector)
    return success();
  int64_t words = isWindow ? getWidenedRows().bytes() / 4
                           : pointwiseScratchWords(shapeOf(getInput())[3]);
  return checkWords(*this, getScratch(), words, "scratch");
}

LogicalResult WinogradConv2DOp::verify() {
  // winograd_conv_2d_c1
  if (failed(checkWritten(*this)) ||
      failed(checkPackedImages(*this, getInput(), getOutput())))
    return failure();
  // winograd_conv_2d_c2
  constexpr int64_t sizes[] = {3, 3}, strides[] = {1, 1};
  WindowCheck window{*this,   getInput(), getOutput(), sizes,
                     strides, noDilation, getPadding()};
  if (failed(window.checkNumbers()) || failed(window.checkShape()))
    return failure();
  ArrayRef<int64_t> in = shapeOf(getInput()), out = shapeOf(getOutput());
  if (llvm::any_of(getPadding(), [](int64_t pad) { return pad > 1; }))
    return emitOpError("has a padding above 1");
  if (out[1] < winogradRows || out[2] < winogradBlockColumns)
    return emitOpError("has an output of ")
           << out[1] << "x" << out[2] << ", smaller than a block of tiles";
  // winograd_conv_2d_c3
  if (in[3] % 4 != 0 || out[3] % 2 != 0)
    return emitOpError("goes from ")
           << in[3] << " to " << out[3]
           << " channels, expected multiples of 4 and of 2";
  // winograd_conv_2d_c5
  auto tileRows = static_cast<int64_t>(getTileRows());
  if (tileRows < 0 || tileRows > (out[1] + winogradRows - 1) / winogradRows)
    return emitOpError("transforms weights for ")
           << tileRows << " rows of tiles, of an output of " << out[1]
           << " rows";
  // winograd_conv_2d_c4
  if (failed(checkWords(*this, getStream(), out[3] / 2 * getPairWords(),
                        "stream")))
    return failure();
  return checkWords(*this, getScratch(), getLayout().words(), "scratch");
}

namespace {

/// packed_sum_c1 and packed_product_c1
LogicalResult checkWordwise(Operation *op) {
  for (Value operand : op->getOperands())
    if (!elementOf(operand).isInteger(8) ||
        bufferType(operand).getNumElements() !=
            bufferType(op->getOperand(0)).getNumElements())
      return op->emitOpError("expects i8, and as many elements everywhere");
  return checkWritten(op);
}

/// packed_pool_c1 and packed_pool_c2
LogicalResult checkPackedPool(Operation *op, ArrayRef<int64_t> sizes,
                              ArrayRef<int64_t> strides) {
  Value input = op->getOperand(0), output = op->getOperands().back();
  if (failed(checkWritten(op)) || failed(checkImages(op, input, output)))
    return failure();
  if (!elementOf(input).isInteger(8) || !elementOf(output).isInteger(8))
    return op->emitOpError("expects i8");
  if (shapeOf(input)[3] != shapeOf(output)[3])
    return op->emitOpError("expects one number of channels");
  return checkPackedWindow(
      {op, input, output, sizes, strides, {1, 1}, {0, 0, 0, 0}});
}

} // namespace

LogicalResult PackedSumOp::verify() {
  // packed_sum_c2
  if (getShift() > 31)
    return emitOpError("has shift ")
           << static_cast<int32_t>(getShift()) << ", expected 0..31";
  return checkWordwise(*this);
}

LogicalResult PackedProductOp::verify() {
  // packed_product_c2
  for (uint32_t offset : {getLhsOffset(), getRhsOffset()})
    if (std::abs(static_cast<int32_t>(offset)) > 128)
      return emitOpError("has offset ")
             << static_cast<int32_t>(offset) << ", expected -128..128";
  if (!llvm::isPowerOf2_32(getScale()) || getScale() > 1 << 14)
    return emitOpError("has scale ") << static_cast<int32_t>(getScale())
                                     << ", expected a power of two up to 2^14";
  return checkWordwise(*this);
}

LogicalResult PackedAveragePoolOp::verify() {
  if (failed(checkPackedPool(*this, getFilterSize(), getStrides())))
    return failure();
  // packed_average_pool_c1
  int64_t taps = getFilterSize()[0] * getFilterSize()[1];
  if (taps > 256)
    return emitOpError("has a window of ")
           << taps << " elements, expected up to 256";
  if (getScale() < 1 || getScale() > 1 << 14)
    return emitOpError("has scale ")
           << static_cast<int32_t>(getScale()) << ", expected 1..2^14";
  // packed_average_pool_c2
  if (getRowSums() && (getRowSums().getType() != getRowSumsType() ||
                       !isa<StreamOp>((*this)->getParentOp())))
    return emitOpError("has row sums of ")
           << getRowSums().getType()
           << ", expected those of a whole image in a stream";
  return success();
}

LogicalResult PackedMaxPoolOp::verify() {
  return checkPackedPool(*this, getFilterSize(), getStrides());
}

LogicalResult PackedDepthwiseConv2DOp::verify() {
  // packed_depthwise_conv_2d_c1
  if (failed(checkWritten(*this)) ||
      failed(checkPackedImages(*this, getInput(), getOutput())))
    return failure();
  if (shapeOf(getOutput())[3] % shapeOf(getInput())[3] != 0)
    return emitOpError("has ")
           << shapeOf(getOutput())[3] << " output channels of "
           << shapeOf(getInput())[3] << " input channels";
  // packed_depthwise_conv_2d_c2
  WindowCheck window{*this,        getInput(), getOutput(), getFilterSize(),
                     getStrides(), noDilation, getPadding()};
  if (failed(window.checkNumbers()) || failed(window.checkShape()))
    return failure();
  ArrayRef<int64_t> filter = getFilterSize(), padding = getPadding();
  if (!isDepthwiseWindow(filter[0], filter[1]) ||
      getStrides()[0] != getStrides()[1] || getStrides()[0] > 2 ||
      shapeOf(getOutput())[2] < 2 ||
      std::max(padding[0], padding[1]) >= std::max<int64_t>(filter[0], 2) ||
      std::max(padding[2], padding[3]) >= std::max<int64_t>(filter[1], 2))
    return emitOpError("has a window that the kernel does not take");
  // packed_depthwise_conv_2d_c3
  if (failed(checkWords(*this, getStream(), getStreamWords(), "stream")))
    return failure();
  PlanesAttr given = getInput().getType().getPlanes();
  if (static_cast<bool>(given) == static_cast<bool>(getScratch()))
    return emitOpError("expects either planes or scratch");
  if (!given)
    return checkWords(*this, getScratch(), getScratchWords(), "scratch");
  // packed_depthwise_conv_2d_c4
  PlanesAttr needed = getPlanes();
  bool isKept = getInput().getType().getKeptRows() != 0;
  bool isStrip = getStripSchedule(*this).has_value();
  int64_t width = shapeOf(getInput())[2] + getBorder();
  if (given.getLeft() != needed.getLeft() ||
      (isKept    ? given.getRowBytes() < width
       : isStrip ? given.getRowBytes() != needed.getRowBytes()
                 : given != needed))
    return emitOpError("has an input of planes ")
           << given << ", expected " << needed;
  return success();
}
