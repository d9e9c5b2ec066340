//===- SelectKernels.cpp - packed kernels where they are proven equal -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PackKernels.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
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
    for (Operation &op : llvm::make_early_inc_range(model.getBody().front()))
      pack(&op, target);
    for (Operation &op : llvm::make_early_inc_range(model.getBody().front()))
      if (isa<ConstantOp, ViewOp>(op) && op.use_empty())
        op.erase();
  }

private:
  void pack(Conv2DOp conv, TargetAttr target) {
    bool isSpeedAll =
        target.getOptimizationLevel() >= 3 && form == KernelForm::Automatic;
    if (isSpeedAll && succeeded(packWinograd(conv)))
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
};

} // namespace
