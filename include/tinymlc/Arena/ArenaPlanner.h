//===- ArenaPlanner.h - offsets for buffers by live range -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_ARENA_ARENAPLANNER_H
#define TINYMLC_ARENA_ARENAPLANNER_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tinymlc {

/// Bytes that are live from step `first` to step `last`, both included.
struct LiveRange {
  int64_t bytes = 0;
  int64_t first = 0;
  int64_t last = 0;
};

/// Live ranges, by index, of which the output's begins at the step at which the
/// input's ends, and that may share bytes there: when the output starts at most
/// `distance` bytes behind the input's start (before it, when negative), no
/// byte of the output is written before the input's byte in its place is dead.
struct Overlap {
  size_t output = 0;
  size_t input = 0;
  int64_t distance = 0;
};

/// An input as its kernel's output may overlap it.
struct DyingInput {
  int64_t bytes = 0;
  int64_t distance = 0;
};

/// Bytes that an output has at most in common with inputs that lie apart.
int64_t getLargestOverlap(int64_t outputBytes, std::vector<DyingInput> inputs);

/// One offset in bytes for each live range, in their order.
struct ArenaPlan {
  std::vector<int64_t> offsets;
  /// End of the highest buffer.
  int64_t bytes = 0;
  /// Bytes of the largest set that lives at once, rounded up to the alignment
  /// buffer by buffer, less what overlaps can save there: no plan can be
  /// smaller.
  int64_t largestLiveSet = 0;
  /// The first step at which that set lives.
  int64_t largestLiveStep = 0;
  /// What no plan can be smaller than, as far as it is proven: the largest live
  /// set, or more. The plan is optimal when it is `bytes`.
  int64_t lowerBound = 0;
};

/// How long a search may take, in operations on single buffers: a count, so
/// that the same input gives the same plan on every machine.
constexpr int64_t defaultArenaEffort = 30'000'000;

/// Places buffers so that those which live at the same step share no byte but
/// where `overlaps` allow it, each at a multiple of `alignment`: first fit in
/// many orders, then, unless the result is the largest live set, a
/// branch-and-bound search that proves it optimal or betters it.
ArenaPlan planArena(const std::vector<LiveRange> &ranges,
                    const std::vector<Overlap> &overlaps, int64_t alignment,
                    int64_t effort = defaultArenaEffort);

} // namespace tinymlc

#endif // TINYMLC_ARENA_ARENAPLANNER_H
