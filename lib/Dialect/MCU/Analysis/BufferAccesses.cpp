//===- BufferAccesses.cpp - how much kernels use buffers ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Estimates: they decide which buffers get the fastest memory, nothing else.
//
//===----------------------------------------------------------------------===//

#include "tinymlc/Dialect/MCU/Analysis/BufferAccesses.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

/// All elements once: in a stream those that all turns make.
int64_t elementBytes(Value operand) {
  auto type = cast<BufferType>(operand.getType());
  return type.getNumElements() * type.getElementBytes();
}

/// What a convolution's inner loop reads: the widened input in its scratch,
/// and otherwise the input, once for each group of output channels.
int64_t countReads(PackedConv2DOp op, Value operand) {
  bool isVector = op.getKernel() == ConvKernel::Vector;
  auto groups = static_cast<int64_t>(op.getGroups().size());
  int64_t reads =
      op.getMacs() * groups / op.getOutput().getType().getShape()[3];
  if (operand == op.getScratch())
    return 2 * reads;
  if (operand == op.getInput() && isVector)
    return reads;
  return elementBytes(operand);
}

/// A third of the products, for two output channels at a time.
int64_t countReads(WinogradConv2DOp op, Value operand) {
  return operand == op.getScratch() ? op.getMacs() / 3 : elementBytes(operand);
}

/// Three rows of each channel's plane for each row of outputs.
int64_t countReads(PackedDepthwiseConv2DOp op, Value operand) {
  bool isPlane =
      operand == (op.getScratch() ? op.getScratch() : Value(op.getInput()));
  return isPlane ? op.getMacs() / 3 : elementBytes(operand);
}

int64_t countReads(Conv2DOp op, Value operand) {
  if (operand != op.getInput())
    return elementBytes(operand);
  return op.getMacs() / static_cast<int64_t>(op.getTile()) *
         op.getInput().getType().getElementBytes();
}

int64_t countReads(DepthwiseConv2DOp op, Value operand) {
  if (operand != op.getInput())
    return elementBytes(operand);
  return op.getMacs() * op.getInput().getType().getElementBytes();
}

/// Rows that stay, in each turn: read here, written there.
int64_t countMoves(SlideOp op) {
  BufferType type = op.getBuffer().getType();
  int64_t kept = type.getKeptRows(),
          moved = kept - static_cast<int64_t>(op.getRows());
  return 2 * countBusyTurns(op) * type.getNumBytes() * moved / kept;
}

int64_t countAccesses(Operation *op, Value operand) {
  return llvm::TypeSwitch<Operation *, int64_t>(op)
      .Case<PackedConv2DOp, WinogradConv2DOp, PackedDepthwiseConv2DOp, Conv2DOp,
            DepthwiseConv2DOp>(
          [&](auto kernel) { return countReads(kernel, operand); })
      .Case<SlideOp>([&](SlideOp slide) { return countMoves(slide); })
      .Case<Pool2DOp, PackedAveragePoolOp, PackedMaxPoolOp>([&](auto pool) {
        int64_t window = operand == pool.getInput()
                             ? pool.getFilterSize()[0] * pool.getFilterSize()[1]
                             : 1;
        return window * elementBytes(pool.getOutput());
      })
      .Default([&](Operation *) { return elementBytes(operand); });
}

} // namespace

std::vector<int64_t> mcu::countAccesses(ModelOp model,
                                        ArrayRef<BufferOp> buffers) {
  llvm::DenseMap<Operation *, int64_t> accesses;
  model.walk([&](Operation *op) {
    if (!isa<KernelOpInterface, InputOp, OutputOp, StateOp, PuLearnOp>(op))
      return;
    for (Value operand : op->getOperands())
      accesses[getUnderlyingBuffer(operand).getDefiningOp()] +=
          ::countAccesses(op, operand);
  });
  std::vector<int64_t> result;
  for (BufferOp buffer : buffers)
    result.push_back(accesses.lookup(buffer));
  return result;
}
