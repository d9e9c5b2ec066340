//===- StreamRows.cpp - rows instead of tensors ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ChooseForms.h"
#include "StreamSchedule.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "tinymlc/Dialect/MCU/Transforms/Passes.h"

namespace tinymlc::mcu {
#define GEN_PASS_DEF_STREAMROWS
#include "tinymlc/Dialect/MCU/Transforms/Passes.h.inc"
} // namespace tinymlc::mcu

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

/// A schedule, and what it takes.
struct Candidate {
  Schedule schedule;
  int64_t bytes, cycles;
  SlideTime slideTime;
};

struct StreamRowsPass : mcu::impl::StreamRowsBase<StreamRowsPass> {
  using StreamRowsBase::StreamRowsBase;

  void runOnOperation() override {
    ModelOp model = getOperation();
    auto module = model->getParentOfType<ModuleOp>();
    auto target =
        module ? module->getAttrOfType<TargetAttr>("mcu.target") : TargetAttr();
    SegmentFinder finder(model, target && target.getFpu(),
                         goal == StreamGoal::Ram || maxRam > 0);
    if (finder.kernels.empty())
      return;
    finder.find();
    codeBudget = getCodeBudget(target);
    Candidate best = choose(finder);
    streams += makeStreams(model, best.schedule, best.slideTime);
    if (goal != StreamGoal::Speed || maxRam > 0)
      refineStreams(model);
  }

private:
  OwningOpRef<ModelOp> copyWithStreams(ArrayRef<const Segment *> schedule,
                                       SlideTime slideTime) {
    OwningOpRef<ModelOp> copy = getOperation().clone();
    makeStreams(*copy, schedule, slideTime);
    return copy;
  }

  /// Rows slide when that takes the fewest bytes.
  Candidate plan(const Schedule &schedule) {
    auto time = SlideTime::BehindReaders;
    OwningOpRef<ModelOp> copy = copyWithStreams(schedule, time);
    int64_t bytes = mcu::planBytes(*copy);
    bool hasStream = llvm::any_of(
        schedule, [](const Segment *segment) { return segment->isStream(); });
    if (hasStream) {
      OwningOpRef<ModelOp> other =
          copyWithStreams(schedule, SlideTime::AtTheEnd);
      int64_t late = mcu::planBytes(*other);
      if (late < bytes) {
        bytes = late;
        time = SlideTime::AtTheEnd;
        copy = std::move(other);
      }
    }
    // Code costs cycles which has to be small: strips of several heights and
    // their borders take code. Of many kernels that takes too long to count.
    constexpr size_t maxSegments = 100;
    int64_t cycles = cyclesOf(schedule);
    if (codeBudget && schedule.size() <= maxSegments)
      cycles += countFormCycles(*copy, *codeBudget);
    return {schedule, bytes, cycles, time};
  }

  /// Bytes of the largest segment.
  static int64_t peakOf(const Schedule &schedule) {
    int64_t peak = 0;
    for (const Segment *segment : schedule)
      peak = std::max(peak, segment->bytes);
    return peak;
  }

  /// Adds schedules of segments of at most so many bytes; gives the smallest
  /// peak, or none where nothing fits.
  std::optional<int64_t> addCandidates(const Partition &partition,
                                       int64_t bytes,
                                       std::vector<Candidate> &candidates) {
    int64_t smallest = bytes;
    for (int64_t cyclesAByte : {0, 1, 2, 3, 5, 8, 16}) {
      Schedule schedule = partition.run(bytes, cyclesAByte);
      if (schedule.empty())
        return std::nullopt;
      smallest = std::min(smallest, peakOf(schedule));
      bool isKnown = llvm::any_of(candidates, [&](const Candidate &candidate) {
        return candidate.schedule == schedule;
      });
      if (!isKnown)
        candidates.push_back(plan(schedule));
    }
    return smallest;
  }

  /// Schedules of segments up to several sizes. Streams follow each other more
  /// or less well in one arena, which only a plan shows: those of smaller
  /// segments are tried, too. Below the last step, the next smaller ones.
  std::vector<Candidate> listCandidates(const Partition &partition) {
    constexpr int64_t maxLastSteps = 8;
    std::vector<Candidate> candidates;
    // The more kernels there are, the longer each plan takes.
    auto kernels = static_cast<int64_t>(partition.size());
    int64_t percent = 100 - std::clamp<int64_t>(kernels / 20, 2, 50);
    int64_t bytes =
        peakOf(partition.run(std::numeric_limits<int64_t>::max(), 0));
    int64_t smallest = bytes;
    for (; bytes > 0; bytes = bytes * percent / 100) {
      auto peak = addCandidates(partition, bytes, candidates);
      if (!peak)
        break;
      smallest = *peak;
    }
    for (int64_t step = 0; step < maxLastSteps && smallest > 0; ++step)
      smallest = addCandidates(partition, smallest - 1, candidates).value_or(0);
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

  /// What the goal asks for, then the rest. Balanced, a percent of the bytes is
  /// worth a percent of the cycles.
  std::pair<int64_t, int64_t> priceOf(const Candidate &candidate) const {
    if (maxRam > 0 || goal == StreamGoal::Speed)
      return {candidate.cycles, candidate.bytes};
    if (goal == StreamGoal::Ram)
      return {candidate.bytes, candidate.cycles};
    return {candidate.bytes * candidate.cycles, candidate.bytes};
  }

  /// The best of what is allowed; if nothing is, the fewest bytes.
  Candidate choose(const SegmentFinder &finder) {
    Partition partition(finder.segments, finder.kernels.size());
    std::vector<Candidate> candidates = listCandidates(partition);
    int64_t fastest = candidates.front().cycles;
    llvm::stable_sort(candidates, [&](const Candidate &a, const Candidate &b) {
      return priceOf(a) < priceOf(b);
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
    return *best;
  }

  /// Replaces streams by faster ones of the same kernels, or by the kernels
  /// alone, where the arena stays as small.
  void relax(Candidate &best, ArrayRef<Segment> segments) {
    Schedule streams = best.schedule;
    llvm::erase_if(streams, [](const Segment *s) { return !s->isStream(); });
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
      bool isWithin = stream.first <= other.first && other.last <= stream.last;
      if (isWithin && !other.isStream())
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
    Candidate other = plan(changed);
    if (other.bytes > best.bytes)
      return false;
    best = std::move(other);
    return true;
  }

  std::optional<int64_t> codeBudget;
};

} // namespace
