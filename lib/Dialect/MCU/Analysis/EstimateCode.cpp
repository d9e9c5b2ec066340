//===- EstimateCode.cpp - code besides what kernels' forms decide ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes as arm-none-eabi-gcc makes them of the models measured; what a model
// takes in all comes within a tenth.
//
//===----------------------------------------------------------------------===//

#include "tinymlc/Dialect/MCU/Analysis/KernelForms.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

/// Counts functions once that kernels share.
class CodeCount {
public:
  explicit CodeCount(ModelOp model);
  void add(Operation *kernel);
  int64_t bytes = 0;

private:
  void share(StringRef name, int64_t size) {
    if (names.try_emplace(name, size).second)
      bytes += size;
  }
  void addConvolution(PackedConv2DOp op);
  void addWindows(PackedConv2DOp op);
  void addDepthwise(PackedDepthwiseConv2DOp op);
  void addFill(FillOp op);
  void addPool(Value output, ArrayRef<int64_t> size);
  void addSlide();

  llvm::StringMap<int64_t> names;
  int64_t windowLayers = 0;
};

CodeCount::CodeCount(ModelOp model) {
  model.walk([&](PackedConv2DOp op) {
    windowLayers += op.getKernel() == ConvKernel::Window;
  });
}

/// The rows under a window are widened and kept, and in a stream counted, by
/// code that several layers share.
void CodeCount::addWindows(PackedConv2DOp op) {
  if (windowLayers > 1 && op.getColumnTiles() == 1) {
    bytes += 25 + (getStripSchedule(op) ? 15 : 0);
    share("rows", 170);
    share("fill", 48);
    share("sides", 82);
  } else {
    bytes += 172 + 84 + (getStripSchedule(op) ? 20 : 0);
  }
  share("slide", 104);
  bool isShallow = op.getInput().getType().getShape()[3] % 4 != 0;
  share(isShallow ? "widen shallow" : "widen", isShallow ? 112 : 76);
}

void CodeCount::addConvolution(PackedConv2DOp op) {
  ArrayRef<int64_t> out = op.getOutput().getType().getShape();
  if (op.getKernel() == ConvKernel::Vector) {
    bytes += 12;
    return;
  }
  if (op.getKernel() == ConvKernel::Pointwise) {
    bytes += out[1] * out[2] % 2 != 0 ? 80 : 18;
    return;
  }
  addWindows(op);
  if (!listForms(op).empty())
    return;
  PackedSchedule schedule = op.getSchedule();
  int64_t unroll =
      schedule.period < 6 && schedule.turns() > 1 && !op.getCompact() ? 2 : 1;
  bytes += 320 + 52 * unroll * schedule.period;
}

void CodeCount::addDepthwise(PackedDepthwiseConv2DOp op) {
  bytes += op.getScratch() ? 68 : 22;
  if (op.getScratch())
    bytes += op.getInput().getType().getShape()[3] == 1 ? 76 : 300;
  if (listForms(op).empty())
    bytes += 500;
}

/// Callers, of functions that most fills share.
void CodeCount::addFill(FillOp op) {
  if (!op.getStrip()) {
    share("fill", 48);
    share("border", 32);
    bytes += 10;
    return;
  }
  // Wide borders and numbers of planes that turns do not divide have code for
  // one shape.
  BufferType type = op.getOutput().getType();
  if (type.getPlanes().getLeft() > 1 || type.getShape()[3] % 8 != 0) {
    bytes += 205;
    return;
  }
  share("strip fill", 206);
  bytes += 12;
}

void CodeCount::addSlide() {
  bytes += 16;
  share("slide", 104);
}

/// Small ones are compact.
void CodeCount::addPool(Value output, ArrayRef<int64_t> size) {
  int64_t elements =
      cast<BufferType>(output.getType()).getNumElements() * size[0] * size[1];
  bytes += elements < 4200 ? 160 : 340;
}

void CodeCount::add(Operation *kernel) {
  // A call, and in a stream which rows it is for.
  bool isInStream = isa<StreamOp>(kernel->getParentOp());
  bytes += isInStream && !isa<SlideOp>(kernel) ? 42 : 10;
  llvm::TypeSwitch<Operation *>(kernel)
      .Case<PackedConv2DOp>([&](auto op) { addConvolution(op); })
      .Case<PackedDepthwiseConv2DOp>([&](auto op) { addDepthwise(op); })
      .Case<FillOp>([&](auto op) { addFill(op); })
      .Case<SlideOp>([&](auto) { addSlide(); })
      .Case<SoftmaxOp>([&](auto) { share("softmax", 420); })
      .Case<PackedAveragePoolOp, PackedMaxPoolOp>(
          [&](auto op) { addPool(op.getOutput(), op.getFilterSize()); })
      .Case<PackedSumOp, PackedProductOp>([&](auto op) {
        bytes += 50;
        share(op->getName().getStringRef(), 390);
      })
      .Default([&](auto) { bytes += 300; });
}

} // namespace

int64_t tinymlc::mcu::estimateOtherCode(ModelOp model) {
  CodeCount count(model);
  // The public functions.
  count.bytes = 80;
  model.walk([&](KernelOpInterface kernel) { count.add(kernel); });
  return count.bytes;
}
