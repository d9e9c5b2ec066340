//===- BufferLiveness.cpp - when the arena's buffers are in use -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/MCU/Analysis/BufferLiveness.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

/// The arena's buffer that a value shows; null for constants.
static BufferOp bufferOf(Value value) {
  return getUnderlyingBuffer(value).getDefiningOp<BufferOp>();
}

static SmallVector<MemoryEffects::EffectInstance> effectsOf(Operation *op) {
  SmallVector<MemoryEffects::EffectInstance> effects;
  if (auto interface = dyn_cast<MemoryEffectOpInterface>(op))
    interface.getEffects(effects);
  return effects;
}

SmallVector<BufferOp> mcu::getUsedBuffers(Operation *op) {
  llvm::SetVector<BufferOp> buffers;
  for (const auto &effect : effectsOf(op))
    if (effect.getValue())
      if (BufferOp buffer = bufferOf(effect.getValue()))
        buffers.insert(buffer);
  return buffers.takeVector();
}

bool mcu::writesTo(Operation *op, BufferOp buffer) {
  return llvm::any_of(effectsOf(op), [&](const auto &effect) {
    return isa<MemoryEffects::Write>(effect.getEffect()) && effect.getValue() &&
           bufferOf(effect.getValue()) == buffer;
  });
}

int64_t mcu::getArenaBytes(BufferOp buffer) {
  return buffer.getType().getNumBytes() +
         static_cast<int64_t>(buffer.getSlack().value_or(0));
}

SmallVector<OverlapOperand> mcu::getOverlapOperands(KernelOpInterface kernel) {
  // A buffer that several operands show dies with the last of them.
  llvm::MapVector<BufferOp, std::optional<int64_t>> distances;
  for (OpOperand &operand : kernel->getOpOperands()) {
    BufferOp buffer = bufferOf(operand.get());
    if (!buffer || writesTo(kernel, buffer))
      continue;
    std::optional<int64_t> distance =
        kernel.getOverlapDistance(operand.getOperandNumber());
    auto [known, isNew] = distances.try_emplace(buffer, distance);
    if (!isNew)
      known->second = known->second && distance
                          ? std::optional(std::min(*known->second, *distance))
                          : std::nullopt;
  }
  SmallVector<OverlapOperand> result;
  for (auto [buffer, distance] : distances)
    if (distance)
      result.push_back({buffer, *distance});
  return result;
}

BufferLiveness::BufferLiveness(ModelOp model)
    : buffers(model.getOps<BufferOp>()) {
  llvm::DenseMap<BufferOp, size_t> indices;
  for (auto [i, buffer] : llvm::enumerate(buffers)) {
    indices[buffer] = i;
    ranges.push_back({getArenaBytes(buffer), 0, -1});
  }
  // All inputs are written before the first kernel; all outputs, and what a
  // head learns from, are read after the last one.
  int64_t step = -1;
  auto use = [&](Operation &op, int64_t when) {
    for (BufferOp buffer : getUsedBuffers(&op)) {
      LiveRange &range = ranges[indices[buffer]];
      if (range.first > range.last)
        range.first = when;
      range.last = when;
    }
  };
  SmallVector<KernelOpInterface> kernels;
  for (Operation &op : model.getBody().front()) {
    if (auto kernel = dyn_cast<KernelOpInterface>(op)) {
      kernels.push_back(kernel);
      ++step;
    }
    if (isa<KernelOpInterface, InputOp>(op))
      use(op, step);
    else if (isa<OutputOp, PuLearnOp>(op))
      use(op, step + 1);
  }
  // States keep their bytes from one run to the next.
  for (auto state : model.getOps<StateOp>()) {
    LiveRange &range = ranges[indices[bufferOf(state.getBuffer())]];
    range.first = -1;
    range.last = step + 1;
  }
  for (LiveRange &range : ranges)
    range.last = std::max(range.first, range.last);
  for (auto [when, kernel] : llvm::enumerate(kernels)) {
    auto now = static_cast<int64_t>(when);
    BufferOp output = bufferOf(kernel->getOperands().back());
    if (!output || ranges[indices[output]].first != now)
      continue;
    for (const OverlapOperand &operand : getOverlapOperands(kernel))
      if (ranges[indices[operand.buffer]].last == now)
        overlaps.push_back(
            {indices[output], indices[operand.buffer], operand.distance});
  }
}
