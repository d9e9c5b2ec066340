//===- MemoryPlanner.h - buffers in several memories ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_ARENA_MEMORYPLANNER_H
#define TINYMLC_ARENA_MEMORYPLANNER_H

#include "tinymlc/Arena/ArenaPlanner.h"

namespace tinymlc {

/// What is to be placed where. Vectors of one length belong together.
struct MemoryProblem {
  const std::vector<LiveRange> &ranges;
  const std::vector<Overlap> &overlaps;
  /// How many bytes are read from and written to each buffer.
  std::vector<int64_t> accesses;
  /// Bytes of each memory, the fastest first.
  std::vector<int64_t> memories;
  int64_t alignment = 4;
};

struct MemoryPlan {
  /// The memory of each buffer, and its offset there.
  std::vector<size_t> memories;
  std::vector<int64_t> offsets;
  /// What each memory's arena takes; offsets are those of its own buffers.
  std::vector<ArenaPlan> arenas;
  /// A buffer that fits nowhere, if there is one, and how many bytes it lacks
  /// in each memory.
  bool isComplete = true;
  size_t homeless = 0;
  std::vector<int64_t> missing;
};

/// Gives the buffers that are accessed most, for their size, to the first
/// memory as long as a short search finds a placement there, the others to the
/// next. Buffers that find no place that way choose before all others, from
/// the last memory on. Overlaps hold within one memory.
MemoryPlan planMemories(const MemoryProblem &problem,
                        int64_t effort = defaultArenaEffort);

} // namespace tinymlc

#endif // TINYMLC_ARENA_MEMORYPLANNER_H
