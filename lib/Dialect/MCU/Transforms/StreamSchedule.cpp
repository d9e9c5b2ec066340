//===- StreamSchedule.cpp - which kernels could run as streams ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "StreamSchedule.h"
#include "tinymlc/Dialect/MCU/Analysis/EstimateCycles.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

//===----------------------------------------------------------------------===//
// Segments
//===----------------------------------------------------------------------===//

SmallVector<Operation *> mcu::listKernels(ModelOp model) {
  SmallVector<Operation *> kernels;
  for (Operation &op : model.getBody().front())
    if (isa<KernelOpInterface>(op))
      kernels.push_back(&op);
  return kernels;
}

SegmentFinder::SegmentFinder(ModelOp model, bool hasFPU, bool mayTile)
    : kernels(listKernels(model)), hasFPU(hasFPU), mayTile(mayTile),
      liveness(model) {
  for (auto [i, buffer] : llvm::enumerate(liveness.buffers))
    indices[buffer] = i;
}

void SegmentFinder::find() {
  // Longer streams save next to nothing: their buffers add up.
  constexpr size_t maxKernels = 64;
  for (size_t first = 0; first < kernels.size(); ++first) {
    addKernel(first);
    size_t end = std::min(kernels.size(), first + maxKernels);
    for (size_t last = first + 1; last < end; ++last)
      addGroups(first, last);
  }
}

void SegmentFinder::addKernel(size_t place) {
  auto step = static_cast<int64_t>(place);
  Segment segment{place, place, StripSize(), 0,
                  estimateCycles(kernels[place], hasFPU)};
  for (const LiveRange &range : liveness.ranges)
    if (range.first <= step && step <= range.last)
      segment.bytes += llvm::alignTo(range.bytes, 4);
  std::vector<DyingInput> inputs;
  int64_t outputBytes = 0;
  for (const Overlap &overlap : liveness.overlaps) {
    if (liveness.ranges[overlap.output].first != step)
      continue;
    outputBytes = liveness.ranges[overlap.output].bytes;
    inputs.push_back({liveness.ranges[overlap.input].bytes, overlap.distance});
  }
  if (!inputs.empty())
    segment.bytes -= getLargestOverlap(outputBytes, inputs);
  segments.push_back(segment);
}

/// Bytes that live on while the group runs.
int64_t SegmentFinder::bytesBeside(const RowGroup &group, size_t first,
                                   size_t last) {
  int64_t bytes = 0;
  for (auto [buffer, range] : llvm::zip(liveness.buffers, liveness.ranges))
    if (range.first < static_cast<int64_t>(first) &&
        range.last > static_cast<int64_t>(last) &&
        !llvm::is_contained(group.inputs, buffer))
      bytes += llvm::alignTo(range.bytes, 4);
  return bytes;
}

int64_t SegmentFinder::wholeBytes(const RowGroup &group, size_t last) {
  int64_t bytes = bytesOf(group.output);
  std::vector<DyingInput> dying;
  for (BufferOp input : group.inputs) {
    bytes += bytesOf(input);
    auto distance = getStreamOverlapDistance(group.strips, group.turns,
                                             group.output, input);
    if (distance && rangeOf(input).last <= static_cast<int64_t>(last))
      dying.push_back({bytesOf(input), *distance});
  }
  return dying.empty()
             ? bytes
             : bytes - getLargestOverlap(bytesOf(group.output), dying);
}

int64_t SegmentFinder::cyclesOf(const RowGroup &group) {
  int64_t cycles = 0;
  // Planes that are kept in part are filled in part, as follows.
  for (Operation *fill : group.fills)
    if (fill->getOperand(0) == group.strips.back().output)
      cycles += estimateCycles(fill, hasFPU);
  for (auto [kernel, strip, tiles] :
       llvm::zip(group.kernels, group.strips, group.columnTiles)) {
    cycles += estimateCycles(kernel, hasFPU);
    if (auto conv = dyn_cast<PackedConv2DOp>(kernel))
      cycles += estimateTileCycles(conv, tiles);
    cycles += estimateStripCycles(kernel, strip.schedule, strip.height);
    auto buffer = strip.output.getDefiningOp<BufferOp>();
    auto kept = group.keptRows.find(buffer);
    if (kept == group.keptRows.end())
      continue;
    BufferType type = group.getStripType(buffer);
    int64_t times = llvm::divideCeil(type.getShape()[1], strip.schedule.rows);
    if (kept->second > strip.schedule.rows)
      cycles += times * estimateSlideCycles(type, strip.schedule.rows);
    // Before the stream as many rows are filled as slide.
    if (type.getPlanes())
      cycles += times * estimateBorderCycles(type, strip.schedule.rows) +
                (kept->second - strip.schedule.rows) * type.getRowBytes() / 2;
  }
  return cycles;
}

void SegmentFinder::addGroups(size_t first, size_t last) {
  for (int64_t rows : {1, 2, 3, 4, 5, 6, 8, 10, 12, 16})
    addGroup(first, last, {rows, 1});
  for (int64_t every : {2, 4, 8})
    addGroup(first, last, {1, every});
}

void SegmentFinder::addGroup(size_t first, size_t last, StripSize size) {
  auto group =
      RowGroup::make(ArrayRef(kernels).slice(first, last - first + 1), size);
  if (!group)
    return;
  int64_t bytes = wholeBytes(*group, last) + bytesBeside(*group, first, last);
  Segment whole{first, last, size, bytes + group->getStripBytes(),
                cyclesOf(*group)};
  segments.push_back(whole);
  if (!mayTile || !group->makeColumnTiles())
    return;
  Segment tiled{first,
                last,
                size,
                bytes + group->getStripBytes(),
                cyclesOf(*group),
                /*hasColumnTiles=*/true};
  if (tiled.bytes < whole.bytes)
    segments.push_back(tiled);
}

//===----------------------------------------------------------------------===//
// Schedules
//===----------------------------------------------------------------------===//

int64_t mcu::planBytes(ModelOp model) {
  BufferLiveness liveness(model);
  constexpr int64_t effort = 200'000;
  return planArena(liveness.ranges, liveness.overlaps, /*alignment=*/4, effort)
      .bytes;
}

Schedule Partition::run(int64_t maxBytes, int64_t cyclesAByte) const {
  struct Progress {
    std::optional<int64_t> cost;
    const Segment *last = nullptr;
  };
  std::vector<Progress> progress(kernels + 1);
  progress[0].cost = 0;
  for (size_t end = 0; end < kernels; ++end)
    for (const Segment *segment : byEnd[end]) {
      auto before = progress[segment->first].cost;
      if (!before || segment->bytes > maxBytes)
        continue;
      Progress &best = progress[end + 1];
      int64_t cost = *before + segment->cycles + cyclesAByte * segment->bytes;
      if (!best.cost || cost < *best.cost)
        best = {cost, segment};
    }
  Schedule schedule;
  for (size_t end = kernels; end > 0 && progress[end].cost;
       end = schedule.back()->first)
    schedule.push_back(progress[end].last);
  std::reverse(schedule.begin(), schedule.end());
  return schedule;
}

int64_t mcu::cyclesOf(ArrayRef<const Segment *> schedule) {
  int64_t cycles = 0;
  for (const Segment *segment : schedule)
    cycles += segment->cycles;
  return cycles;
}
