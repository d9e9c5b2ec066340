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

RowWindow PackedConv2DOp::getRowWindow() {
  ArrayRef<int64_t> in = getInput().getType().getShape();
  return makeRowWindow(in[2], in[3], getFilterSize()[0], getStrides()[0],
                       getPadding()[2], getPadding()[3],
                       pairsRows(getOutput().getType().getShape()[2]));
}

PackedSchedule PackedConv2DOp::getSchedule() {
  int64_t depth = getInput().getType().getShape()[3];
  if (getKernel() == ConvKernel::Vector)
    return makePointwiseSchedule(depth, /*multiple=*/1);
  if (getKernel() == ConvKernel::Pointwise)
    return makePointwiseSchedule(depth,
                                 pointwiseStepMultiple(depth, getCompact()));
  return makeWindowSchedule(getFilterSize()[0], getFilterSize()[1], depth,
                            getStrides()[1], getRowWindow().rowBytes,
                            getCompact());
}

int64_t PackedConv2DOp::getStreamWords() {
  int64_t group = getGroup();
  int64_t channels = getOutput().getType().getShape()[3];
  int64_t groups = (channels + group - 1) / group;
  bool corrects =
      getRequantize().getForm() == RequantizeForm::SignedMultiplyAdd;
  int64_t steps = static_cast<int64_t>(getSchedule().steps.size());
  // A start value and the words of each step, then what rescales a pair.
  return groups * (group / 2) * (1 + steps + (corrects ? 5 : 3));
}

int64_t WinogradConv2DOp::getMacs() {
  return getOutput().getType().getNumElements() * 9 *
         getInput().getType().getShape().back();
}

WinogradLayout WinogradConv2DOp::getLayout() {
  ArrayRef<int64_t> in = getInput().getType().getShape(),
                    padding = getPadding();
  return makeWinogradLayout(in[2], in[3], padding[2], padding[3],
                            padding[0] + padding[1] > 0);
}

int64_t WinogradConv2DOp::getPairWords() {
  return winogradPairWords(getInput().getType().getShape()[3],
                           getRequantize().getForm() ==
                               RequantizeForm::SignedMultiplyAdd);
}

int64_t PackedDepthwiseConv2DOp::getMacs() {
  return getOutput().getType().getNumElements() * getFilterSize()[0] *
         getFilterSize()[1];
}

PlanesAttr PackedDepthwiseConv2DOp::getPlanes() {
  ArrayRef<int64_t> in = getInput().getType().getShape(),
                    out = getOutput().getType().getShape();
  int64_t stride = getStrides()[0], top = getPadding()[0],
          left = getPadding()[2];
  // Two windows side by side read a word, and with stride 2 a byte more.
  int64_t width = std::max(left + in[2], (out[2] - 2) * stride + 3 + stride);
  int64_t height = std::max(top + in[1], (out[1] - 1) * stride + 3);
  return PlanesAttr::get(getContext(), height, (width + 3) / 4 * 4, top, left);
}

int64_t PackedDepthwiseConv2DOp::getScratchWords() {
  // Words of input hold four channels, whether there are four or not.
  int64_t planes = getInput().getType().getShape()[3] == 1 ? 1 : 4;
  return (planes * getPlanes().getPlaneBytes() + planeOverread + 3) / 4;
}

int64_t PackedDepthwiseConv2DOp::getStreamWords() {
  bool corrects =
      getRequantize().getForm() == RequantizeForm::SignedMultiplyAdd;
  return getOutput().getType().getShape()[3] *
         (depthwiseStreamWords + (corrects ? 1 : 0));
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
int64_t SoftmaxOp::getMacs() { return 0; }
int64_t MeanOp::getMacs() { return 0; }

#include "tinymlc/Dialect/MCU/IR/MCUOpInterfaces.cpp.inc"
#define GET_OP_CLASSES
#include "tinymlc/Dialect/MCU/IR/MCUOps.cpp.inc"
