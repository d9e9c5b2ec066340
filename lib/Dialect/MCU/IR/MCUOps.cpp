//===- MCUOps.cpp - what the mcu dialect's operators know of themselves ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/Builders.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"

using namespace mlir;
using namespace tinymlc::mcu;

int64_t Conv2DOp::getMacs() {
  // Every output element reads one filter's worth of input; places in the
  // padding count, as the field counts them.
  int64_t channels = getOutput().getType().getShape().back();
  return getOutput().getType().getNumElements() *
         (getFilter().getType().getNumElements() / channels);
}

int64_t DepthwiseConv2DOp::getMacs() {
  int64_t channels = getOutput().getType().getShape().back();
  return getOutput().getType().getNumElements() *
         (getFilter().getType().getNumElements() / channels);
}

int64_t PackedConv2DOp::getMacs() {
  int64_t window = getFilterSize()[0] * getFilterSize()[1];
  return getOutput().getType().getNumElements() * window *
         getInput().getType().getShape().back();
}

WindowPair PackedConv2DOp::getWindowPair() {
  return {getFilterSize()[0],
          getFilterSize()[1],
          getInput().getType().getShape()[3],
          getStrides()[0],
          getStrides()[1],
          pairsRows(getOutput().getType().getShape()[2])};
}

/// Each of several tiles has room for the columns of its windows, padding or
/// not.
WidenedRows PackedConv2DOp::getWidenedRows(int64_t tiles) {
  WindowPair windows = getWindowPair();
  if (tiles == 1)
    return makeWidenedRows(windows, getInput().getType().getShape()[2],
                           getPadding()[2], getPadding()[3]);
  int64_t outputs = getOutput().getType().getShape()[2] / tiles;
  int64_t columns = (outputs - 1) * windows.columnStride + windows.width;
  return makeWidenedRows(windows, columns, /*left=*/0, /*right=*/0);
}

bool PackedConv2DOp::hasColumnTiles(int64_t tiles) {
  if (tiles == 1)
    return true;
  int64_t width = getOutput().getType().getShape()[2];
  if (getKernel() != ConvKernel::Window || tiles < 1 ||
      width % (2 * tiles) != 0 || !isPermuted(getWindowPair().depth))
    return false;
  WindowPair windows = getWindowPair();
  int64_t step = width / tiles * windows.columnStride;
  return getPadding()[2] <= step && getPadding()[2] < windows.width &&
         getPadding()[3] <= step && getPadding()[3] < windows.width;
}

PackedSchedule PackedConv2DOp::getSchedule() {
  int64_t depth = getInput().getType().getShape()[3];
  if (getKernel() == ConvKernel::Vector)
    return makePointwiseSchedule(depth, /*multiple=*/1);
  if (getKernel() == ConvKernel::Pointwise)
    return makePointwiseSchedule(depth,
                                 pointwiseStepMultiple(depth, getUnrolled()));
  return makeWindowSchedule(getWindowPair(), getWidenedRows().rowBytes,
                            getCompact());
}

SmallVector<int64_t> PackedConv2DOp::getGroups() {
  bool inFours = getKernel() != ConvKernel::Vector || getCompact();
  return llvm::to_vector(
      groupChannels(inFours, getOutput().getType().getShape()[3]));
}

int64_t PackedConv2DOp::getWrittenChannels() {
  return llvm::sum_of(getGroups());
}

int64_t PackedConv2DOp::getStreamWords() {
  bool corrects =
      getRequantize().getForm() == RequantizeForm::SignedMultiplyAdd;
  int64_t steps = static_cast<int64_t>(getSchedule().steps.size());
  // A start value and the words of each step, then what rescales a pair.
  return getWrittenChannels() / 2 * (1 + steps + (corrects ? 5 : 3));
}

int64_t WinogradConv2DOp::getMacs() {
  return getOutput().getType().getNumElements() * 9 *
         getInput().getType().getShape().back();
}

WinogradLayout WinogradConv2DOp::getLayout() {
  ArrayRef<int64_t> in = getInput().getType().getShape();
  return makeWinogradLayout(in[2], in[3], getPadding(), getTileRows());
}

int64_t WinogradConv2DOp::getPairWords() {
  int64_t depth = getInput().getType().getShape()[3];
  return (getTileRows() > 0 ? winogradFilterWords(depth)
                            : winogradWeightWords(depth)) +
         winogradConstantWords(getRequantize().getForm() ==
                               RequantizeForm::SignedMultiplyAdd);
}

int64_t PackedDepthwiseConv2DOp::getMacs() {
  return getOutput().getType().getNumElements() * getFilterSize()[0] *
         getFilterSize()[1];
}

static int64_t stripRows(Operation *op) {
  auto strip = getStripSchedule(op);
  return strip ? strip->rows : 0;
}

PlanesAttr PackedDepthwiseConv2DOp::getPlanes() {
  return getPlanes(stripRows(*this));
}

PlanesAttr PackedDepthwiseConv2DOp::getPlanes(int64_t stripRows) {
  ArrayRef<int64_t> in = getInput().getType().getShape(),
                    out = getOutput().getType().getShape();
  int64_t stride = getStrides()[0], top = getPadding()[0],
          left = getPadding()[2];
  int64_t inRows = in[1], outRows = out[1];
  if (stripRows != 0) {
    // A strip's padding is among its rows.
    inRows = top = 0;
    outRows = stripRows;
  }
  int64_t width =
      std::max(left + in[2], (out[2] - 1) * stride + getFilterSize()[1]);
  int64_t height =
      std::max(top + inRows, (outRows - 1) * stride + getFilterSize()[0]);
  return PlanesAttr::get(getContext(), height, (width + 3) / 4 * 4, top, left);
}

int64_t PackedDepthwiseConv2DOp::getScratchWords() {
  return getScratchWords(stripRows(*this));
}

int64_t PackedDepthwiseConv2DOp::getScratchWords(int64_t stripRows) {
  // Words of input hold four channels, whether there are four or not.
  int64_t planes = getInput().getType().getShape()[3] == 1 ? 1 : 4;
  return (planes * getPlanes(stripRows).getPlaneBytes() + planeOverread + 3) /
         4;
}

int64_t PackedDepthwiseConv2DOp::getStreamWords() {
  bool corrects =
      getRequantize().getForm() == RequantizeForm::SignedMultiplyAdd;
  return getOutput().getType().getShape()[3] *
         (countDepthwiseWords(getFilterSize()[0], getFilterSize()[1]) +
          (corrects ? 1 : 0));
}

int64_t DotProductOp::getMacs() {
  return getInput().getType().getNumElements();
}
int64_t PuScoreOp::getMacs() { return getInput().getType().getNumElements(); }

int64_t ThresholdLookupOp::getMacs() { return 0; }
int64_t SigmoidOp::getMacs() { return 0; }
int64_t NarrowProbabilityOp::getMacs() { return 0; }
int64_t AtLeastOp::getMacs() { return 0; }
int64_t Pool2DOp::getMacs() { return 0; }
int64_t PackedSumOp::getMacs() { return 0; }
int64_t PackedProductOp::getMacs() { return 0; }
int64_t PackedAveragePoolOp::getMacs() { return 0; }
int64_t PackedMaxPoolOp::getMacs() { return 0; }
int64_t BinaryOp::getMacs() { return 0; }
int64_t TableLookupOp::getMacs() { return 0; }
int64_t UnaryOp::getMacs() { return 0; }
int64_t CopyOp::getMacs() { return 0; }
int64_t FillOp::getMacs() { return 0; }
int64_t SlideOp::getMacs() { return 0; }
int64_t SoftmaxOp::getMacs() { return 0; }
int64_t MeanOp::getMacs() { return 0; }

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

/// Whether both are images of the same rows, one behind the other.
static bool areImagesAlike(Value a, Value b) {
  auto first = cast<BufferType>(a.getType()),
       second = cast<BufferType>(b.getType());
  return first.getShape().size() == 4 && first.getShape()[0] == 1 &&
         first.getShape() == second.getShape();
}

/// Row y of the output is made of row y of each input.
static std::optional<RowWindow> elementwiseWindow(Operation *op) {
  Value output = op->getOperands().back();
  if (!areImagesAlike(output, output))
    return std::nullopt;
  for (OpOperand *image : getInputImages(op))
    if (!areImagesAlike(image->get(), output))
      return std::nullopt;
  return RowWindow();
}

template <typename Op>
static std::optional<RowWindow> convolutionWindow(Op op) {
  ArrayRef<int64_t> out = op.getOutput().getType().getShape();
  if (out[0] != 1)
    return std::nullopt;
  return RowWindow{op.getFilterSize()[0], op.getStrides()[0],
                   op.getPadding()[0]};
}

template <typename Op> static std::optional<RowWindow> dilatedWindow(Op op) {
  auto window = convolutionWindow(op);
  if (window)
    window->size = (window->size - 1) * op.getDilations()[0] + 1;
  return window;
}

std::optional<RowWindow> Conv2DOp::getRowWindow() {
  return dilatedWindow(*this);
}
std::optional<RowWindow> DepthwiseConv2DOp::getRowWindow() {
  return dilatedWindow(*this);
}
// Windows of an odd number in a row are computed in two rows at once.
std::optional<RowWindow> PackedConv2DOp::getRowWindow() {
  if (getKernel() == ConvKernel::Vector)
    return std::nullopt;
  auto window = convolutionWindow(*this);
  if (window && getKernel() == ConvKernel::Window &&
      pairsRows(getOutput().getType().getShape()[2]))
    window->multiple = 2;
  return window;
}
std::optional<RowWindow> PackedDepthwiseConv2DOp::getRowWindow() {
  return convolutionWindow(*this);
}
/// Constants in place of an image have rows of their own.
static std::optional<RowWindow> binaryWindow(Operation *op) {
  for (Value operand : op->getOperands())
    if (cast<BufferType>(operand.getType()).getConstant())
      return std::nullopt;
  return elementwiseWindow(op);
}
std::optional<RowWindow> PackedSumOp::getRowWindow() {
  return binaryWindow(*this);
}
std::optional<RowWindow> PackedProductOp::getRowWindow() {
  return binaryWindow(*this);
}
std::optional<RowWindow> BinaryOp::getRowWindow() {
  return binaryWindow(*this);
}
std::optional<RowWindow> TableLookupOp::getRowWindow() {
  return elementwiseWindow(*this);
}
std::optional<RowWindow> UnaryOp::getRowWindow() {
  return elementwiseWindow(*this);
}

template <typename Op>
static std::optional<RowWindow> poolWindow(Op op, int64_t top = 0) {
  if (op.getInput().getType().getShape()[0] != 1)
    return std::nullopt;
  return RowWindow{op.getFilterSize()[0], op.getStrides()[0], top};
}
std::optional<RowWindow> Pool2DOp::getRowWindow() {
  return poolWindow(*this, getPadding()[0]);
}
std::optional<RowWindow> PackedAveragePoolOp::getRowWindow() {
  return getRowSums() ? RowWindow() : poolWindow(*this);
}
std::optional<RowWindow> PackedMaxPoolOp::getRowWindow() {
  return poolWindow(*this);
}

/// Sums of four channels are two words.
BufferType PackedAveragePoolOp::getRowSumsType() {
  ArrayRef<int64_t> in = getInput().getType().getShape(),
                    out = getOutput().getType().getShape();
  bool isWhole =
      in[0] == 1 && out[1] * out[2] == 1 && getFilterSize() == in.slice(1, 2);
  if (!isWhole)
    return {};
  return BufferType::get(getContext(),
                         {static_cast<int64_t>(llvm::alignTo(in[3], 4))},
                         IntegerType::get(getContext(), 16), false);
}

SmallVector<OpOperand *> tinymlc::mcu::getInputImages(Operation *kernel) {
  SmallVector<OpOperand *> images;
  Value sums = cast<KernelOpInterface>(kernel).getRowSums();
  for (OpOperand &operand : kernel->getOpOperands()) {
    SmallVector<MemoryEffects::EffectInstance> effects;
    cast<MemoryEffectOpInterface>(kernel).getEffectsOnValue(operand.get(),
                                                            effects);
    bool isRead = llvm::any_of(effects, [](const auto &effect) {
      return isa<MemoryEffects::Read>(effect.getEffect());
    });
    if (isRead && operand.get() != sums &&
        !cast<BufferType>(operand.get().getType()).getConstant() &&
        operand.getOperandNumber() + 1 != kernel->getNumOperands())
      images.push_back(&operand);
  }
  return images;
}

int64_t tinymlc::mcu::countStripRows(Operation *op) {
  auto kernel = cast<KernelOpInterface>(op);
  Value image =
      kernel.getRowSums() ? op->getOperand(0) : Value(op->getOperands().back());
  return cast<BufferType>(image.getType()).getShape()[1];
}

#include "tinymlc/Dialect/MCU/IR/MCUOpInterfaces.cpp.inc"
#define GET_OP_CLASSES
#include "tinymlc/Dialect/MCU/IR/MCUOps.cpp.inc"
