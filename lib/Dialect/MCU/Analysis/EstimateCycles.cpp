//===- EstimateCycles.cpp - what kernels take on a Cortex-M4 --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rates fitted to measurements of tinymlc-bench (a Cortex-M4's timings, no wait
// states), in which they come within a tenth of whole models; single kernels of
// few pixels are further off.
//
//===----------------------------------------------------------------------===//

#include "tinymlc/Dialect/MCU/Analysis/EstimateCycles.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tinymlc;
using mcu::ConvKernel;

namespace {

/// A call and what stands before its loops.
constexpr double callCycles = 100;

double bytesOf(Value buffer) {
  return static_cast<double>(
      cast<mcu::BufferType>(buffer.getType()).getNumBytes());
}

double elementsOf(Value buffer) {
  return static_cast<double>(
      cast<mcu::BufferType>(buffer.getType()).getNumElements());
}

/// Each step multiplies two inputs; a window's row of an odd number of them has
/// one in vain.
double estimate(mcu::PackedConv2DOp op) {
  auto macs = static_cast<double>(op.getMacs());
  double outputs = elementsOf(op.getOutput()),
         inputs = elementsOf(op.getInput());
  if (op.getKernel() == ConvKernel::Vector)
    return 1.25 * macs + 15 * outputs;
  auto taps = 2 * static_cast<double>(op.getSchedule().steps.size());
  return 0.94 * taps * outputs + 8 * outputs + 2.5 * inputs +
         static_cast<double>(mcu::estimateTileCycles(op, op.getColumnTiles()));
}

double estimate(mcu::PackedDepthwiseConv2DOp op) {
  bool isPlanar = op.getScratch() == nullptr;
  auto macs = static_cast<double>(op.getMacs());
  if (op.getFilterSize() != ArrayRef<int64_t>{3, 3})
    return (isPlanar ? 2.1 : 2.3) * macs + 8 * elementsOf(op.getOutput());
  double rate =
      op.getStrides()[0] == 1 ? (isPlanar ? 1.5 : 1.8) : (isPlanar ? 2.0 : 2.8);
  if (op.getCompact())
    rate *= 1.4;
  return rate * macs;
}

/// 24 products take the place of 72; each pixel is transformed, and here and
/// there each weight.
double estimate(mcu::WinogradConv2DOp op) {
  ArrayRef<int64_t> out = op.getOutput().getType().getShape();
  auto tileRows = static_cast<int64_t>(op.getTileRows());
  double weights = 0;
  if (tileRows > 0)
    weights = 84 * static_cast<double>(
                       llvm::divideCeil(out[1], mcu::winogradRows * tileRows) *
                       out[3] * op.getInput().getType().getShape()[3]);
  return 0.375 * static_cast<double>(op.getMacs()) + weights +
         12 * (elementsOf(op.getInput()) + elementsOf(op.getOutput()));
}

/// Loops of plain kernels, in C.
template <typename Op> double estimatePlain(Op op, bool hasFPU) {
  bool isFloat = op.getInput().getType().getElementType().isF32();
  double rate = !isFloat ? 5 : hasFPU ? 6 : 80;
  return rate * static_cast<double>(op.getMacs()) +
         20 * elementsOf(op.getOutput());
}

/// What reads each input element once, or computes each output element.
double estimateOther(Operation *op, bool hasFPU) {
  auto output = cast<mcu::BufferType>(op->getOperands().back().getType());
  bool isFloat = output.getElementType().isF32();
  double outputs = static_cast<double>(output.getNumElements());
  double inputs = elementsOf(op->getOperand(0));
  double floatRate = hasFPU ? 15 : 150;
  return llvm::TypeSwitch<Operation *, double>(op)
      .Case<mcu::PackedSumOp>([&](auto) { return 6 * outputs; })
      .Case<mcu::PackedProductOp>([&](auto) { return 7 * outputs; })
      .Case<mcu::PackedAveragePoolOp, mcu::PackedMaxPoolOp>([&](auto pool) {
        ArrayRef<int64_t> size = pool.getFilterSize();
        return outputs * (static_cast<double>(size[0] * size[1]) + 4);
      })
      .Case<mcu::Pool2DOp>([&](auto pool) {
        ArrayRef<int64_t> size = pool.getFilterSize();
        return outputs * static_cast<double>(size[0] * size[1]) *
               (isFloat ? floatRate : 6);
      })
      .Case<mcu::MeanOp>(
          [&](auto) { return inputs * (isFloat ? floatRate : 6); })
      .Case<mcu::SoftmaxOp>(
          [&](auto) { return outputs * (isFloat ? 10 * floatRate : 78); })
      .Case<mcu::TableLookupOp>([&](auto) { return 5 * outputs; })
      .Case<mcu::CopyOp>([&](auto copy) {
        double count = 1;
        for (int64_t size : copy.getSizes())
          count *= static_cast<double>(size);
        return 6 * count;
      })
      .Case<mcu::FillOp>([&](auto fill) {
        return bytesOf(op->getOperand(0)) / (fill.getBorder() ? 6 : 2.6);
      })
      .Case<mcu::BinaryOp>(
          [&](auto) { return outputs * (isFloat ? floatRate : 40); })
      .Default([&](Operation *) { return outputs * 4 * floatRate; });
}

} // namespace

int64_t tinymlc::mcu::estimateCycles(Operation *kernel, bool hasFPU) {
  double cycles =
      llvm::TypeSwitch<Operation *, double>(kernel)
          .Case<mcu::PackedConv2DOp, mcu::WinogradConv2DOp,
                mcu::PackedDepthwiseConv2DOp>(
              [](auto op) { return estimate(op); })
          .Case<mcu::Conv2DOp, mcu::DepthwiseConv2DOp>(
              [&](auto op) { return estimatePlain(op, hasFPU); })
          .Case<SlideOp>([](SlideOp op) {
            return estimateSlideCycles(op.getBuffer().getType(), op.getRows());
          })
          .Case<FillOp>([&](FillOp op) {
            return op.getStrip()
                       ? estimateBorderCycles(op.getOutput().getType(),
                                              getStripSchedule(op)->rows)
                       : estimateOther(op, hasFPU);
          })
          .Default([&](Operation *op) { return estimateOther(op, hasFPU); });
  return static_cast<int64_t>(cycles + callCycles);
}

/// Channels begin anew in each strip, and of 3x3 their columns: those of a
/// narrow image's short strips without a loop.
static double estimateStrips(mcu::PackedDepthwiseConv2DOp op,
                             mcu::StripSchedule schedule) {
  ArrayRef<int64_t> out = op.getOutput().getType().getShape();
  int64_t pairs = (out[2] + 1) / 2, beginning = 25 * out[3];
  if (op.getFilterSize() == ArrayRef<int64_t>{3, 3}) {
    bool isUnrolled = !op.getCompact() && out[2] <= 7 && schedule.rows <= 3;
    beginning = out[3] * (isUnrolled ? 10 + 6 * pairs : 25 + 12 * pairs);
  }
  int64_t missing = std::max<int64_t>(0, -schedule.first) / schedule.rows;
  int64_t strips =
      llvm::divideCeil(out[1] - schedule.first, schedule.rows) - missing;
  return static_cast<double>((strips - 1) * beginning);
}

int64_t mcu::estimateStripCycles(Operation *kernel, StripSchedule schedule,
                                 int64_t height) {
  constexpr double turnCycles = 60;
  auto output = cast<BufferType>(kernel->getOperands().back().getType());
  double turns = static_cast<double>(
      llvm::divideCeil(height - schedule.first, schedule.rows));
  double cycles = turnCycles * turns;
  if (auto depthwise = dyn_cast<PackedDepthwiseConv2DOp>(kernel))
    cycles += estimateStrips(depthwise, schedule);
  // Pixels come in pairs: of an odd number one is computed twice.
  auto conv = dyn_cast<PackedConv2DOp>(kernel);
  if (conv && conv.getKernel() == ConvKernel::Pointwise &&
      output.getShape()[2] * schedule.rows % 2 != 0)
    cycles += turns * static_cast<double>(conv.getMacs()) /
              static_cast<double>(output.getShape()[1] * output.getShape()[2]);
  // Rows between strips are widened twice.
  if (conv && conv.getKernel() == ConvKernel::Window)
    cycles +=
        turns * 1.8 *
        static_cast<double>(conv.getFilterSize()[0] - conv.getStrides()[0]) *
        bytesOf(conv.getInput()) /
        static_cast<double>(conv.getInput().getType().getShape()[1]);
  return static_cast<int64_t>(cycles);
}

/// Each begins anew, and some columns are widened for two of them.
int64_t mcu::estimateTileCycles(PackedConv2DOp conv, int64_t tiles) {
  constexpr double tileCycles = 150;
  if (tiles == 1)
    return 0;
  double shared = conv.getFilterSize()[1] - conv.getStrides()[1],
         columnBytes = conv.getInput().getType().getShape()[3],
         rows = conv.getOutput().getType().getShape()[1];
  double widened = 1.8 * std::max(0.0, shared) * columnBytes *
                   static_cast<double>(conv.getFilterSize()[0]);
  return static_cast<int64_t>(static_cast<double>(tiles - 1) * rows *
                              (tileCycles + widened));
}

int64_t mcu::estimateSlideCycles(BufferType type, int64_t rows) {
  auto moved =
      static_cast<double>(type.getRowBytes() * (type.getKeptRows() - rows));
  return static_cast<int64_t>(40 + 0.65 * moved);
}

int64_t mcu::estimateBorderCycles(BufferType type, int64_t rows) {
  int64_t gap = type.getPlanes().getRowBytes() - type.getShape()[2];
  return 60 + rows * (20 + 5 * type.getShape()[3] * gap / 4);
}
