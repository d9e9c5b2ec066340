//===- PlanArena.cpp - give every buffer its offset -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "tinymlc/Arena/ArenaPlanner.h"
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

/// Widens the live range of every buffer that `op`, the kernel of `step`,
/// reads or writes.
void recordUses(Operation *op, int64_t step,
                llvm::DenseMap<Value, LiveRange> &ranges) {
  auto effects = dyn_cast<MemoryEffectOpInterface>(op);
  if (!effects)
    return;
  SmallVector<MemoryEffects::EffectInstance> instances;
  effects.getEffects(instances);
  for (const auto &effect : instances) {
    Value buffer = effect.getValue();
    if (!buffer)
      continue;
    buffer = getUnderlyingBuffer(buffer);
    if (!buffer.getDefiningOp<BufferOp>())
      continue;
    auto [entry, isNew] = ranges.try_emplace(buffer);
    if (isNew)
      entry->second.first = step;
    entry->second.last = step;
  }
}

struct PlanArenaPass : mcu::impl::PlanArenaBase<PlanArenaPass> {
  void runOnOperation() override {
    ModelOp model = getOperation();
    llvm::DenseMap<Value, LiveRange> uses;
    int64_t step = -1;
    for (Operation &op : *model.getBody().begin()) {
      // All inputs are written before the first kernel, all outputs read
      // after the last one, and what a head learns from as well.
      bool isEnd = isa<OutputOp, PuLearnOp>(op);
      if (isa<KernelOpInterface>(op))
        ++step;
      if (isa<InputOp>(op) || isEnd || isa<KernelOpInterface>(op))
        recordUses(&op, isEnd ? step + 1 : step, uses);
    }
    // States keep their bytes from before the first kernel to after the last.
    for (auto state : model.getOps<StateOp>())
      uses[getUnderlyingBuffer(state.getBuffer())] = {0, -1, step + 1};
    SmallVector<BufferOp> buffers(model.getOps<BufferOp>());
    std::vector<LiveRange> ranges;
    for (BufferOp buffer : buffers) {
      LiveRange range = uses.lookup(buffer);
      range.bytes =
          buffer.getType().getNumBytes() + buffer.getSlack().value_or(0);
      ranges.push_back(range);
    }
    ArenaPlan plan = planArena(ranges, bufferAlignment);
    if (plan.bytes > std::numeric_limits<int32_t>::max()) {
      model.emitError("needs an arena of ")
          << plan.bytes << " bytes, expected less than 2^31";
      return signalPassFailure();
    }
    Builder builder(&getContext());
    for (auto [buffer, range, offset] :
         llvm::zip(buffers, ranges, plan.offsets)) {
      buffer.setOffsetAttr(builder.getI64IntegerAttr(offset));
      buffer.setLiveAttr(
          builder.getDenseI64ArrayAttr({range.first, range.last}));
    }
    model.setArenaBytesAttr(builder.getI64IntegerAttr(plan.bytes));
    model.setLiveBytesAttr(builder.getI64IntegerAttr(plan.largestLiveSet));
    model.setLiveStepAttr(builder.getI64IntegerAttr(plan.largestLiveStep));
    arenaBytes = plan.bytes;
    liveBytes = plan.largestLiveSet;
  }
};

} // namespace
