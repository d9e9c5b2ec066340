//===- PlanArena.cpp - give every buffer its offset -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Quant/IR/Quant.h"
#include "tinymlc/Arena/MemoryPlanner.h"
#include "tinymlc/Dialect/MCU/Analysis/BufferAccesses.h"
#include "tinymlc/Dialect/MCU/Analysis/BufferLiveness.h"
#include "tinymlc/Dialect/MCU/Transforms/Memories.h"
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

/// Says of a buffer that no memory has room for it.
void reportHomeless(BufferOp buffer, const MemoryPlan &plan,
                    ArrayRef<Memory> memories) {
  InFlightDiagnostic error = buffer.emitError("buffer '")
                             << buffer.getName() << "' of "
                             << getArenaBytes(buffer)
                             << " bytes fits into no memory: ";
  for (auto [i, memory] : llvm::enumerate(memories))
    error << (i == 0 ? "" : ", ") << plan.missing[i]
          << (i == 0 ? " bytes are missing in '" : " in '") << memory.name
          << "'";
}

struct PlanArenaPass : mcu::impl::PlanArenaBase<PlanArenaPass> {
  using PlanArenaBase::PlanArenaBase;

  void runOnOperation() override {
    ModelOp model = getOperation();
    BufferLiveness liveness(model);
    if (failed(memory.empty() ? planOne(model, liveness)
                              : planSeveral(model, liveness)))
      signalPassFailure();
  }

private:
  void place(BufferOp buffer, const LiveRange &range, int64_t offset) {
    Builder builder(&getContext());
    buffer.setOffsetAttr(builder.getI64IntegerAttr(offset));
    buffer.setLiveAttr(builder.getDenseI64ArrayAttr({range.first, range.last}));
  }

  LogicalResult planOne(ModelOp model, const BufferLiveness &liveness) {
    ArenaPlan plan =
        planArena(liveness.ranges, liveness.overlaps, bufferAlignment);
    if (plan.bytes > std::numeric_limits<int32_t>::max())
      return model.emitError("needs an arena of ")
             << plan.bytes << " bytes, expected less than 2^31";
    for (auto [buffer, range, offset] :
         llvm::zip(liveness.buffers, liveness.ranges, plan.offsets))
      place(buffer, range, offset);
    Builder builder(&getContext());
    model.setArenaBytesAttr(builder.getI64IntegerAttr(plan.bytes));
    model.setLiveBytesAttr(builder.getI64IntegerAttr(plan.largestLiveSet));
    model.setLiveStepAttr(builder.getI64IntegerAttr(plan.largestLiveStep));
    model.setBoundBytesAttr(builder.getI64IntegerAttr(plan.lowerBound));
    arenaBytes = plan.bytes;
    liveBytes = plan.largestLiveSet;
    boundBytes = plan.lowerBound;
    return success();
  }

  LogicalResult planSeveral(ModelOp model, const BufferLiveness &liveness) {
    auto memories = parseMemories(memory);
    if (!memories)
      return model.emitError(llvm::toString(memories.takeError()));
    std::vector<int64_t> sizes;
    for (const Memory &entry : *memories)
      sizes.push_back(entry.bytes);
    MemoryPlan plan = planMemories({liveness.ranges, liveness.overlaps,
                                    countAccesses(model, liveness.buffers),
                                    sizes, bufferAlignment});
    if (!plan.isComplete) {
      reportHomeless(liveness.buffers[plan.homeless], plan, *memories);
      return failure();
    }
    Builder builder(&getContext());
    for (size_t i = 0; i < liveness.buffers.size(); ++i) {
      BufferOp buffer = liveness.buffers[i];
      place(buffer, liveness.ranges[i], plan.offsets[i]);
      buffer.setMemoryAttr(
          builder.getI64IntegerAttr(static_cast<int64_t>(plan.memories[i])));
    }
    setMemories(model, *memories, plan.arenas);
    return success();
  }

  void setMemories(ModelOp model, ArrayRef<Memory> memories,
                   ArrayRef<ArenaPlan> arenas) {
    SmallVector<Attribute> attributes;
    int64_t bytes = 0;
    for (auto [entry, arena] : llvm::zip(memories, arenas)) {
      attributes.push_back(MemoryAttr::get(
          &getContext(), entry.name, entry.bytes, arena.bytes,
          arena.largestLiveSet, arena.largestLiveStep, arena.lowerBound));
      bytes += arena.bytes;
      liveBytes += arena.largestLiveSet;
      boundBytes += arena.lowerBound;
    }
    Builder builder(&getContext());
    model.setArenaBytesAttr(builder.getI64IntegerAttr(bytes));
    model.setMemoriesAttr(builder.getArrayAttr(attributes));
    arenaBytes = bytes;
  }
};

} // namespace
