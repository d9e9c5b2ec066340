//===- StreamRows.cpp - rows instead of tensors ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "RowGroup.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "tinymlc/Dialect/MCU/Analysis/BufferLiveness.h"
#include "tinymlc/Dialect/MCU/Analysis/EstimateCycles.h"
#include "tinymlc/Dialect/MCU/Transforms/Passes.h"

namespace tinymlc::mcu {
#define GEN_PASS_DEF_STREAMROWS
#include "tinymlc/Dialect/MCU/Transforms/Passes.h.inc"
} // namespace tinymlc::mcu

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

/// Kernels [first, last] of the model: one that runs alone, or a group that
/// runs as a stream, with the rows of a turn.
struct Segment {
  size_t first, last;
  int64_t rows;
  /// Bytes of the arena while it runs, and an estimate of its cycles.
  int64_t bytes, cycles;
};

//===----------------------------------------------------------------------===//
// What could run as a stream, and what that takes
//===----------------------------------------------------------------------===//

SmallVector<Operation *> listKernels(ModelOp model) {
  SmallVector<Operation *> kernels;
  for (Operation &op : model.getBody().front())
    if (isa<KernelOpInterface>(op))
      kernels.push_back(&op);
  return kernels;
}

class SegmentFinder {
public:
  SegmentFinder(ModelOp model, bool hasFPU)
      : kernels(listKernels(model)), hasFPU(hasFPU), liveness(model) {
    for (auto [i, buffer] : llvm::enumerate(liveness.buffers))
      indices[buffer] = i;
  }

  void find();

  SmallVector<Operation *> kernels;
  std::vector<Segment> segments;

private:
  const LiveRange &rangeOf(BufferOp buffer) {
    return liveness.ranges[indices.lookup(buffer)];
  }
  int64_t bytesOf(BufferOp buffer) {
    return llvm::alignTo(rangeOf(buffer).bytes, 4);
  }
  void addKernel(size_t place);
  void addGroups(size_t first, size_t last);
  int64_t bytesBeside(const RowGroup &group, size_t first, size_t last);
  int64_t wholeBytes(const RowGroup &group, size_t last);
  int64_t cyclesOf(const RowGroup &group);

  bool hasFPU;
  BufferLiveness liveness;
  llvm::DenseMap<BufferOp, size_t> indices;
};

void SegmentFinder::find() {
  for (size_t first = 0; first < kernels.size(); ++first) {
    addKernel(first);
    for (size_t last = first + 1; last < kernels.size(); ++last)
      addGroups(first, last);
  }
}

void SegmentFinder::addKernel(size_t place) {
  auto step = static_cast<int64_t>(place);
  Segment segment{place, place, 0, 0, estimateCycles(kernels[place], hasFPU)};
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
  for (Operation *fill : group.fills)
    cycles += estimateCycles(fill, hasFPU);
  for (auto [kernel, strip] : llvm::zip(group.kernels, group.strips)) {
    cycles += estimateCycles(kernel, hasFPU);
    cycles += estimateStripCycles(kernel, strip.schedule);
    auto buffer = strip.output.getDefiningOp<BufferOp>();
    auto kept = group.keptRows.find(buffer);
    if (kept != group.keptRows.end() && kept->second > strip.schedule.rows)
      cycles += group.turns * estimateSlideCycles(group.getStripType(buffer),
                                                  strip.schedule.rows);
  }
  return cycles;
}

void SegmentFinder::addGroups(size_t first, size_t last) {
  for (int64_t rows : {1, 2, 3, 4, 5, 6, 8, 10, 12, 16}) {
    auto group =
        RowGroup::make(ArrayRef(kernels).slice(first, last - first + 1), rows);
    if (!group)
      continue;
    int64_t strips = 0;
    for (size_t place = 0; place < group->kernels.size(); ++place)
      strips = std::max(strips, group->getStripBytes(place));
    segments.push_back(
        {first, last, rows,
         strips + wholeBytes(*group, last) + bytesBeside(*group, first, last),
         cyclesOf(*group)});
  }
}

//===----------------------------------------------------------------------===//
// What is chosen
//===----------------------------------------------------------------------===//

using Schedule = SmallVector<const Segment *>;

/// Splits the model into segments: by dynamic programming, over how many
/// kernels have been placed.
class Partition {
public:
  Partition(ArrayRef<Segment> segments, size_t kernels) : kernels(kernels) {
    byEnd.resize(kernels);
    for (const Segment &segment : segments)
      byEnd[segment.last].push_back(&segment);
  }

  /// The schedule of the least cost whose segments take at most so many bytes:
  /// a segment's cycles, and so many more for each of its bytes. Empty where
  /// nothing fits.
  Schedule run(int64_t maxBytes, int64_t cyclesAByte) const;

private:
  size_t kernels;
  std::vector<std::vector<const Segment *>> byEnd;
};

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

int64_t cyclesOf(ArrayRef<const Segment *> schedule) {
  int64_t cycles = 0;
  for (const Segment *segment : schedule)
    cycles += segment->cycles;
  return cycles;
}

//===----------------------------------------------------------------------===//
// How it is made
//===----------------------------------------------------------------------===//

/// Makes a stream of a group.
class StreamMaker {
public:
  StreamMaker(RowGroup &group) : group(group), builder(group.kernels.back()) {}

  StreamOp make();

private:
  void add(StripSchedule schedule) {
    first.push_back(schedule.first);
    rows.push_back(schedule.rows);
  }
  void keepRows(BufferOp buffer);
  void moveKernel(Operation *kernel, const StripKernel &strip);
  void addFillBelow(const StripKernel &strip);
  void addSlides(size_t place);

  RowGroup &group;
  OpBuilder builder;
  SmallVector<int64_t> first, rows;
};

void StreamMaker::keepRows(BufferOp buffer) {
  int64_t slack = group.getStripSlack(buffer);
  if (slack > 0)
    buffer.setSlack(slack);
  buffer.getResult().setType(group.getStripType(buffer));
}

void StreamMaker::moveKernel(Operation *kernel, const StripKernel &strip) {
  kernel->moveBefore(builder.getInsertionBlock(), builder.getInsertionPoint());
  add(strip.schedule);
}

/// Windows reach below the image where planes have rows for that.
void StreamMaker::addFillBelow(const StripKernel &strip) {
  auto buffer = strip.output.getDefiningOp<BufferOp>();
  for (Operation *op : group.fills) {
    auto fill = cast<FillOp>(op);
    if (fill.getOutput() != strip.output || buffer == group.output)
      continue;
    fill.setBorder(false);
    FillOp::create(builder, fill.getLoc(), strip.output, fill.getValue(),
                   /*border=*/false, /*below=*/true);
    add(strip.schedule);
  }
}

/// Slides what the kernel at `place` is the last to read, so that there is room
/// for others until new rows come.
void StreamMaker::addSlides(size_t place) {
  for (Value image : group.strips[place].inputs) {
    auto kept = group.keptRows.find(image.getDefiningOp<BufferOp>());
    if (kept == group.keptRows.end() || group.readersOf(image).back() != place)
      continue;
    size_t producer = group.producerOf(image);
    StripSchedule schedule = group.strips[producer].schedule;
    if (kept->second == schedule.rows)
      continue;
    SlideOp::create(builder, group.kernels[producer]->getLoc(), image,
                    schedule.rows);
    add(schedule);
  }
}

StreamOp StreamMaker::make() {
  Operation *place = group.kernels.back();
  for (Operation *fill : group.fills)
    fill->moveBefore(place);
  builder.setInsertionPoint(place);
  auto stream = StreamOp::create(builder, place->getLoc(), group.turns,
                                 ArrayRef<int64_t>(), ArrayRef<int64_t>());
  builder.createBlock(&stream.getBody());
  for (Operation *kernel : group.kernels)
    for (OpOperand &operand : kernel->getOpOperands())
      operand.set(getImage(operand));
  for (auto [place, strip] : llvm::enumerate(group.strips)) {
    moveKernel(group.kernels[place], strip);
    if (strip.output != group.output.getResult())
      keepRows(strip.output.getDefiningOp<BufferOp>());
    addFillBelow(strip);
    addSlides(place);
  }
  stream.setFirst(first);
  stream.setRows(rows);
  for (Operation *kernel : group.kernels)
    if (auto depthwise = dyn_cast<PackedDepthwiseConv2DOp>(kernel))
      if (Value scratch = depthwise.getScratch())
        scratch.setType(BufferType::get(scratch.getContext(),
                                        {depthwise.getScratchWords()},
                                        builder.getI32Type(), false));
  return stream;
}

/// Makes the streams of a schedule; returns how many.
unsigned makeStreams(ModelOp model, ArrayRef<const Segment *> schedule) {
  SmallVector<Operation *> kernels = listKernels(model);
  unsigned count = 0;
  for (const Segment *segment : schedule) {
    if (segment->rows == 0)
      continue;
    auto group =
        RowGroup::make(ArrayRef(kernels).slice(
                           segment->first, segment->last - segment->first + 1),
                       segment->rows);
    StreamMaker(*group).make();
    ++count;
  }
  return count;
}

/// A schedule, and what it takes.
struct Candidate {
  Schedule schedule;
  int64_t bytes, cycles;
};

struct StreamRowsPass : mcu::impl::StreamRowsBase<StreamRowsPass> {
  using StreamRowsBase::StreamRowsBase;

  void runOnOperation() override {
    ModelOp model = getOperation();
    auto module = model->getParentOfType<ModuleOp>();
    auto target =
        module ? module->getAttrOfType<TargetAttr>("mcu.target") : TargetAttr();
    SegmentFinder finder(model, target && target.getFpu());
    if (finder.kernels.empty())
      return;
    finder.find();
    streams += makeStreams(model, choose(finder));
  }

private:
  /// Bytes of the arena, as far as a short search finds them.
  int64_t planBytes(ArrayRef<const Segment *> schedule) {
    OwningOpRef<ModelOp> copy = getOperation().clone();
    makeStreams(*copy, schedule);
    BufferLiveness liveness(*copy);
    constexpr int64_t effort = 200'000;
    return planArena(liveness.ranges, liveness.overlaps, /*alignment=*/4,
                     effort)
        .bytes;
  }

  /// Schedules of segments up to several sizes. Streams follow each other more
  /// or less well in one arena, which only a plan shows: those of smaller
  /// segments are tried, too.
  std::vector<Candidate> listCandidates(const Partition &partition) {
    std::vector<Candidate> candidates;
    llvm::SmallVector<Schedule> seen;
    int64_t largest = 0;
    for (const Segment *segment :
         partition.run(std::numeric_limits<int64_t>::max(), 0))
      largest = std::max(largest, segment->bytes);
    constexpr int64_t percent = 98;
    for (int64_t bytes = largest; bytes > 0; bytes = bytes * percent / 100)
      for (int64_t cyclesAByte : {0, 1, 2, 3, 5, 8, 16}) {
        Schedule schedule = partition.run(bytes, cyclesAByte);
        if (schedule.empty())
          return candidates;
        if (llvm::is_contained(seen, schedule))
          continue;
        seen.push_back(schedule);
        candidates.push_back(
            {schedule, planBytes(schedule), cyclesOf(schedule)});
      }
    return candidates;
  }

  /// Whether a candidate takes no more bytes or cycles than are allowed; such
  /// that are near the limit are relaxed first.
  bool isAllowed(Candidate &candidate, int64_t fastest,
                 ArrayRef<Segment> segments) {
    constexpr int64_t percent = 105, relaxedPercent = 112;
    if (maxRam > 0)
      return candidate.bytes <= maxRam;
    if (goal != StreamGoal::Balanced)
      return true;
    if (candidate.cycles > fastest / 100 * relaxedPercent)
      return false;
    relax(candidate, segments);
    return candidate.cycles <= fastest / 100 * percent;
  }

  /// The fewest bytes of what is allowed, or the fewest cycles; if nothing is,
  /// the fewest bytes.
  Schedule choose(const SegmentFinder &finder) {
    Partition partition(finder.segments, finder.kernels.size());
    std::vector<Candidate> candidates = listCandidates(partition);
    int64_t fastest = candidates.front().cycles;
    bool forSpeed = maxRam > 0 || goal == StreamGoal::Speed;
    llvm::stable_sort(candidates, [&](const Candidate &a, const Candidate &b) {
      return forSpeed ? std::pair(a.cycles, a.bytes) <
                            std::pair(b.cycles, b.bytes)
                      : std::pair(a.bytes, a.cycles) <
                            std::pair(b.bytes, b.cycles);
    });
    auto best = llvm::find_if(candidates, [&](Candidate &candidate) {
      return isAllowed(candidate, fastest, finder.segments);
    });
    if (best == candidates.end())
      best = llvm::min_element(candidates,
                               [](const Candidate &a, const Candidate &b) {
                                 return a.bytes < b.bytes;
                               });
    relax(*best, finder.segments);
    return best->schedule;
  }

  /// Replaces streams by faster ones of the same kernels, or by the kernels
  /// alone, where the arena stays as small.
  void relax(Candidate &best, ArrayRef<Segment> segments) {
    Schedule streams = best.schedule;
    llvm::erase_if(streams, [](const Segment *s) { return s->rows == 0; });
    for (const Segment *stream : streams)
      for (const Schedule &other : listFaster(*stream, segments))
        if (replaceStream(best, stream, other))
          break;
  }

  /// What could take a stream's place, the fastest first.
  static std::vector<Schedule> listFaster(const Segment &stream,
                                          ArrayRef<Segment> segments) {
    std::vector<Schedule> others(1);
    for (const Segment &other : segments) {
      bool isWithin =
          stream.first <= other.first && other.last <= stream.last;
      if (isWithin && other.rows == 0)
        others.front().push_back(&other);
      else if (other.first == stream.first && other.last == stream.last)
        others.push_back({&other});
    }
    llvm::erase_if(others, [&](const Schedule &other) {
      return cyclesOf(other) >= stream.cycles;
    });
    llvm::stable_sort(others, [](const Schedule &a, const Schedule &b) {
      return cyclesOf(a) < cyclesOf(b);
    });
    return others;
  }

  bool replaceStream(Candidate &best, const Segment *stream,
                     ArrayRef<const Segment *> others) {
    Schedule changed;
    for (const Segment *segment : best.schedule) {
      if (segment == stream)
        changed.append(others.begin(), others.end());
      else
        changed.push_back(segment);
    }
    int64_t bytes = planBytes(changed);
    if (bytes > best.bytes)
      return false;
    best = {changed, bytes, cyclesOf(changed)};
    return true;
  }
};

} // namespace
