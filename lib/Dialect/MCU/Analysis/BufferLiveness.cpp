//===- BufferLiveness.cpp - when the arena's buffers are in use -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/MCU/Analysis/BufferLiveness.h"
#include "tinymlc/Dialect/MCU/Analysis/StripAccess.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

/// The arena's buffer that a value shows; null for constants.
static BufferOp bufferOf(Value value) {
  return getUnderlyingBuffer(value).getDefiningOp<BufferOp>();
}

/// Those of a stream's kernels are its own.
static SmallVector<MemoryEffects::EffectInstance> effectsOf(Operation *op) {
  return getEffectsRecursively(op).value_or(
      SmallVector<MemoryEffects::EffectInstance>());
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
  // Distances are those of operands; of a buffer some may show a part.
  int64_t outputOffset = getUnderlyingOffset(kernel->getOperands().back());
  // A buffer that several operands show dies with the last of them.
  llvm::MapVector<BufferOp, std::optional<int64_t>> distances;
  for (OpOperand &operand : kernel->getOpOperands()) {
    BufferOp buffer = bufferOf(operand.get());
    if (!buffer || writesTo(kernel, buffer))
      continue;
    std::optional<int64_t> distance =
        kernel.getOverlapDistance(operand.getOperandNumber());
    if (distance)
      *distance += getUnderlyingOffset(operand.get()) - outputOffset;
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

namespace {

/// Numbers a model's kernels and follows its buffers through them.
class LivenessBuilder {
public:
  LivenessBuilder(ModelOp model, BufferLiveness &liveness)
      : model(model), liveness(liveness) {
    for (auto [i, buffer] : llvm::enumerate(liveness.buffers))
      indices[buffer] = i;
  }

  void findRanges();
  void findOverlaps();

private:
  LiveRange &rangeOf(BufferOp buffer) {
    return liveness.ranges[indices.lookup(buffer)];
  }
  void use(Operation *op, int64_t when);
  void addStream(StreamOp stream);
  void addKernelOverlaps(KernelOpInterface kernel, int64_t when);
  void addStreamOverlaps(StreamOp stream, int64_t first, int64_t last);
  void addNewRowsOverlap(const NewRows &rows, BufferOp other, int64_t first);
  void addNewRowsOverlaps(StreamOp stream, int64_t first);
  void addUsedRowsOverlaps(const NewRows &rows, ArrayRef<NewRows> newRows);

  ModelOp model;
  BufferLiveness &liveness;
  llvm::DenseMap<BufferOp, size_t> indices;
  /// The last kernel's step.
  int64_t step = -1;
};

void LivenessBuilder::use(Operation *op, int64_t when) {
  for (BufferOp buffer : getUsedBuffers(op)) {
    LiveRange &range = rangeOf(buffer);
    if (range.first > range.last)
      range.first = when;
    range.last = when;
  }
}

/// What one turn leaves to the next lives from the first kernel to the last.
void LivenessBuilder::addStream(StreamOp stream) {
  int64_t first = step + 1;
  for (Operation &op : stream.getBody().front())
    use(&op, ++step);
  for (BufferOp buffer : getUsedBuffers(stream)) {
    if (isMadeAnew(stream, buffer))
      continue;
    LiveRange &range = rangeOf(buffer);
    range.first = std::min(range.first, first);
    range.last = step;
  }
}

/// All inputs are written before the first kernel; all outputs, and what a head
/// learns from, are read after the last one.
void LivenessBuilder::findRanges() {
  for (Operation &op : model.getBody().front()) {
    if (auto stream = dyn_cast<StreamOp>(op))
      addStream(stream);
    else if (isa<KernelOpInterface>(op))
      use(&op, ++step);
    else if (isa<InputOp>(op))
      use(&op, step);
    else if (isa<OutputOp, PuLearnOp>(op))
      use(&op, step + 1);
  }
  // States keep their bytes from one run to the next.
  for (auto state : model.getOps<StateOp>()) {
    LiveRange &range = rangeOf(bufferOf(state.getBuffer()));
    range.first = -1;
    range.last = step + 1;
  }
  for (LiveRange &range : liveness.ranges)
    range.last = std::max(range.first, range.last);
}

void LivenessBuilder::addKernelOverlaps(KernelOpInterface kernel,
                                        int64_t when) {
  BufferOp output = bufferOf(kernel->getOperands().back());
  if (!output || rangeOf(output).first != when)
    return;
  for (const OverlapOperand &operand : getOverlapOperands(kernel))
    if (rangeOf(operand.buffer).last == when)
      liveness.overlaps.push_back(
          {indices[output], indices[operand.buffer], operand.distance});
}

/// A stream's output may follow its input as that is used up; what turns leave
/// to each other, and scratch, lies where it is in the first of them.
void LivenessBuilder::addStreamOverlaps(StreamOp stream, int64_t first,
                                        int64_t last) {
  SmallVector<StripKernel> kernels = getStripKernels(stream);
  auto strips = static_cast<int64_t>(stream.getStrips());
  for (BufferOp output : getUsedBuffers(stream))
    for (BufferOp input : getUsedBuffers(stream)) {
      bool areWritten = rangeOf(output).first == first,
           areRead = rangeOf(input).last == last;
      std::optional<int64_t> distance;
      if (areWritten && areRead)
        distance = getStreamOverlapDistance(kernels, strips, output, input);
      if (!distance && areRead)
        distance = getInnerOverlapDistance(stream, output, input);
      if (!distance && areWritten && output != input)
        distance = getLateOverlapDistance(stream, output, input);
      if (distance)
        liveness.overlaps.push_back(
            {indices[output], indices[input], *distance});
    }
}

/// The place for a turn's new rows is free until they are written, and once the
/// kept ones have moved up, or that of the rows that they will replace; and
/// that of rows that are used up, until others move there: for what is made and
/// used up meanwhile.
void LivenessBuilder::addNewRowsOverlap(const NewRows &rows, BufferOp other,
                                        int64_t first) {
  int64_t begin = rangeOf(other).first - first,
          end = rangeOf(other).last - first;
  size_t kept = indices[rows.buffer], free = indices[other];
  bool isApart = end < rows.from || begin > rows.to;
  bool isBehindReaders = begin > rows.read && end < rows.to;
  if ((isApart && rows.areFirst) || isBehindReaders)
    liveness.overlaps.push_back(
        {free, kept, rows.bytes - getArenaBytes(other)});
  else if (isApart)
    liveness.overlaps.push_back(
        {kept, free,
         rows.bytes - BufferOp(rows.buffer).getType().getNumBytes()});
}

/// The new rows of other images, which move up first, may take the place of
/// rows that are used up.
void LivenessBuilder::addUsedRowsOverlaps(const NewRows &rows,
                                          ArrayRef<NewRows> newRows) {
  for (const NewRows &other : newRows)
    if (!other.areFirst && other.from > rows.read && other.to < rows.to)
      liveness.overlaps.push_back(
          {indices[other.buffer], indices[rows.buffer],
           std::min(other.bytes -
                        BufferOp(other.buffer).getType().getNumBytes(),
                    rows.bytes - getArenaBytes(other.buffer))});
}

void LivenessBuilder::addNewRowsOverlaps(StreamOp stream, int64_t first) {
  SmallVector<NewRows> newRows = listNewRows(stream);
  for (const NewRows &rows : newRows) {
    for (BufferOp other : getUsedBuffers(stream))
      if (isMadeAnew(stream, other))
        addNewRowsOverlap(rows, other, first);
    addUsedRowsOverlaps(rows, newRows);
  }
}

void LivenessBuilder::findOverlaps() {
  int64_t now = 0;
  for (Operation &op : model.getBody().front()) {
    if (auto stream = dyn_cast<StreamOp>(op)) {
      int64_t first = now;
      now += llvm::range_size(stream.getBody().front());
      addStreamOverlaps(stream, first, now - 1);
      addNewRowsOverlaps(stream, first);
    } else if (auto kernel = dyn_cast<KernelOpInterface>(op)) {
      addKernelOverlaps(kernel, now++);
    }
  }
}

} // namespace

BufferLiveness::BufferLiveness(ModelOp model)
    : buffers(model.getOps<BufferOp>()) {
  for (BufferOp buffer : buffers)
    ranges.push_back({getArenaBytes(buffer), 0, -1});
  LivenessBuilder builder(model, *this);
  builder.findRanges();
  builder.findOverlaps();
}
