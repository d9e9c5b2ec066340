//===- PlanArena.cpp - give every buffer its offset -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Quant/IR/Quant.h"
#include "tinymlc/Dialect/MCU/Analysis/BufferLiveness.h"
#include "tinymlc/Dialect/MCU/Transforms/Passes.h"

namespace tinymlc::mcu {
#define GEN_PASS_DEF_PLANARENA
#include "tinymlc/Dialect/MCU/Transforms/Passes.h.inc"
} // namespace tinymlc::mcu

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

/// Buffers start on words, so that kernels may load words from them.
constexpr int64_t bufferAlignment = 4;

struct PlanArenaPass : mcu::impl::PlanArenaBase<PlanArenaPass> {
  void runOnOperation() override {
    ModelOp model = getOperation();
    BufferLiveness liveness(model);
    ArenaPlan plan =
        planArena(liveness.ranges, liveness.overlaps, bufferAlignment);
    if (plan.bytes > std::numeric_limits<int32_t>::max()) {
      model.emitError("needs an arena of ")
          << plan.bytes << " bytes, expected less than 2^31";
      return signalPassFailure();
    }
    Builder builder(&getContext());
    for (auto [buffer, range, offset] :
         llvm::zip(liveness.buffers, liveness.ranges, plan.offsets)) {
      buffer.setOffsetAttr(builder.getI64IntegerAttr(offset));
      buffer.setLiveAttr(
          builder.getDenseI64ArrayAttr({range.first, range.last}));
    }
    model.setArenaBytesAttr(builder.getI64IntegerAttr(plan.bytes));
    model.setLiveBytesAttr(builder.getI64IntegerAttr(plan.largestLiveSet));
    model.setLiveStepAttr(builder.getI64IntegerAttr(plan.largestLiveStep));
    model.setBoundBytesAttr(builder.getI64IntegerAttr(plan.lowerBound));
    arenaBytes = plan.bytes;
    liveBytes = plan.largestLiveSet;
    boundBytes = plan.lowerBound;
  }
};

} // namespace
