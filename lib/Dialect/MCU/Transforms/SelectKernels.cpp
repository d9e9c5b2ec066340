//===- SelectKernels.cpp - packed kernels where they are proven equal -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PackKernels.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "tinymlc/Dialect/MCU/Analysis/BufferLiveness.h"
#include "tinymlc/Dialect/MCU/Transforms/Passes.h"

namespace tinymlc::mcu {
#define GEN_PASS_DEF_SELECTKERNELS
#include "tinymlc/Dialect/MCU/Transforms/Passes.h.inc"
} // namespace tinymlc::mcu

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

struct SelectKernelsPass : mcu::impl::SelectKernelsBase<SelectKernelsPass> {
  using SelectKernelsBase::SelectKernelsBase;

  void runOnOperation() override {
    ModelOp model = getOperation();
    auto target = model->getParentOfType<ModuleOp>()->getAttrOfType<TargetAttr>(
        "mcu.target");
    if (!target || !target.getDsp() || target.getOptimizationLevel() == 0 ||
        form == KernelForm::Plain)
      return;
    if (form == KernelForm::Automatic && target.getOptimizeSize())
      form = KernelForm::Compact;
    if (winogradRam >= 0)
      measureLiveBytes(model);
    for (Operation &op : llvm::make_early_inc_range(model.getBody().front()))
      pack(&op, target);
    for (Operation &op : llvm::make_early_inc_range(model.getBody().front()))
      if (isa<ConstantOp, ViewOp>(op) && op.use_empty())
        op.erase();
  }

private:
  /// Bytes of the buffers that are live at each kernel.
  void measureLiveBytes(ModelOp model) {
    BufferLiveness liveness(model);
    SmallVector<int64_t> changes(
        llvm::count_if(model.getBody().front(),
                       llvm::IsaPred<KernelOpInterface>) +
        2);
    for (const LiveRange &range : liveness.ranges) {
      changes[std::max<int64_t>(range.first, 0)] += range.bytes;
      changes[std::min<int64_t>(range.last + 1, changes.size() - 1)] -=
          range.bytes;
    }
    int64_t bytes = 0, step = 0;
    for (auto kernel : model.getBody().front().getOps<KernelOpInterface>()) {
      bytes += changes[step++];
      liveBytes[kernel] = bytes;
    }
  }

  /// Transformed weights stand in flash at -O3; below, kernels take RAM for
  /// them if some is offered.
  std::optional<WinogradRoom> findRoom(Conv2DOp conv, TargetAttr target) {
    bool inFlash = target.getOptimizationLevel() >= 3;
    if (form != KernelForm::Automatic || target.getOptimizationLevel() < 2 ||
        (!inFlash && winogradRam < 0))
      return std::nullopt;
    int64_t bytes = winogradRam < 0 ? std::numeric_limits<int64_t>::max()
                                    : winogradRam - liveBytes.lookup(conv);
    return WinogradRoom{inFlash, bytes};
  }

  void pack(Conv2DOp conv, TargetAttr target) {
    auto room = findRoom(conv, target);
    if (room && succeeded(packWinograd(conv, *room)))
      ++winogradConvolutions;
    else
      packedConvolutions += succeeded(packConvolution(conv, form));
  }

  void pack(Operation *op, TargetAttr target) {
    if (auto conv = dyn_cast<Conv2DOp>(op))
      pack(conv, target);
    else if (auto depthwise = dyn_cast<DepthwiseConv2DOp>(op))
      packedConvolutions += succeeded(packDepthwise(depthwise, form));
    else if (auto binary = dyn_cast<BinaryOp>(op))
      packedBinaries += succeeded(packBinary(binary));
    else if (auto pool = dyn_cast<Pool2DOp>(op))
      packedPools += succeeded(packPool(pool));
    else if (auto mean = dyn_cast<MeanOp>(op))
      packedPools += succeeded(packMean(mean));
    else if (auto product = dyn_cast<DotProductOp>(op))
      packedDotProducts += succeeded(packDotProduct(product, form));
  }

  llvm::DenseMap<Operation *, int64_t> liveBytes;
};

} // namespace
