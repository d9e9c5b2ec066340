//===- ArenaPlanner.h - offsets for buffers by live range -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_ARENA_ARENAPLANNER_H
#define TINYMLC_ARENA_ARENAPLANNER_H

#include <cstdint>
#include <vector>

namespace tinymlc {

/// Bytes that are live from step `first` to step `last`, both included.
struct LiveRange {
  int64_t bytes = 0;
  int64_t first = 0;
  int64_t last = 0;
};

/// One offset in bytes for each live range, in their order.
struct ArenaPlan {
  std::vector<int64_t> offsets;
  /// End of the highest buffer.
  int64_t bytes = 0;
  /// Bytes of the largest set that lives at once, rounded up to the alignment
  /// buffer by buffer: no plan can be smaller.
  int64_t largestLiveSet = 0;
  /// The first step at which that set lives.
  int64_t largestLiveStep = 0;
};

/// Places buffers so that those which live at the same step share no byte,
/// each at a multiple of `alignment`. Tries a few orders and takes the best;
/// the same input gives the same plan.
ArenaPlan planArena(const std::vector<LiveRange> &ranges, int64_t alignment);

} // namespace tinymlc

#endif // TINYMLC_ARENA_ARENAPLANNER_H
