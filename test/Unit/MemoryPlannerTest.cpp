//===- MemoryPlannerTest.cpp - hot buffers lie in the first memory --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Arena/MemoryPlanner.h"
#include "gtest/gtest.h"

using namespace tinymlc;

namespace {

using Ranges = std::vector<LiveRange>;
using Overlaps = std::vector<Overlap>;

TEST(MemoryPlanner, HottestComeFirst) {
  Ranges ranges = {{64, 0, 1}, {64, 0, 1}, {32, 0, 1}};
  Overlaps none;
  // By byte the last is the hottest, by its accesses the second.
  MemoryPlan plan =
      planMemories({ranges, none, {100, 1000, 800}, {64, 1024}, 4});
  ASSERT_TRUE(plan.isComplete);
  EXPECT_EQ(plan.memories, (std::vector<size_t>{1, 1, 0}));
  EXPECT_EQ(plan.arenas[0].bytes, 32);
  EXPECT_EQ(plan.arenas[1].bytes, 128);
}

TEST(MemoryPlanner, EachArenaIsPlanned) {
  // Those that do not live at once share bytes, in either memory.
  Ranges ranges = {{64, 0, 1}, {64, 2, 3}, {64, 0, 1}, {64, 2, 3}};
  Overlaps none;
  MemoryPlan plan = planMemories({ranges, none, {9, 9, 1, 1}, {64, 64}, 4});
  ASSERT_TRUE(plan.isComplete);
  EXPECT_EQ(plan.memories, (std::vector<size_t>{0, 0, 1, 1}));
  EXPECT_EQ(plan.offsets, (std::vector<int64_t>{0, 0, 0, 0}));
}

TEST(MemoryPlanner, OverlapsHoldWithinOneMemory) {
  Ranges ranges = {{64, 0, 1}, {64, 1, 2}};
  Overlaps overlaps = {{1, 0, 0}};
  MemoryPlan together = planMemories({ranges, overlaps, {9, 9}, {64, 1024}, 4});
  EXPECT_EQ(together.memories, (std::vector<size_t>{0, 0}));
  EXPECT_EQ(together.arenas[0].bytes, 64);
  Ranges larger = {{64, 0, 1}, {68, 1, 2}};
  MemoryPlan apart = planMemories({larger, overlaps, {9, 9}, {64, 1024}, 4});
  EXPECT_EQ(apart.memories, (std::vector<size_t>{0, 1}));
  EXPECT_EQ(apart.arenas[1].bytes, 68);
  EXPECT_EQ(apart.arenas[1].lowerBound, 68);
}

TEST(MemoryPlanner, WhatFindsNoPlaceChoosesFirst) {
  // The hot ones would fill both memories before the large one comes.
  Ranges ranges = {{40, 0, 1}, {40, 0, 1}, {80, 0, 1}};
  Overlaps none;
  MemoryPlan plan = planMemories({ranges, none, {900, 800, 1}, {80, 100}, 4});
  ASSERT_TRUE(plan.isComplete);
  EXPECT_EQ(plan.memories, (std::vector<size_t>{0, 0, 1}));
  MemoryPlan tight = planMemories({ranges, none, {900, 800, 1}, {60, 100}, 4});
  EXPECT_FALSE(tight.isComplete);
}

TEST(MemoryPlanner, SaysWhatIsMissing) {
  Ranges ranges = {{40, 0, 1}, {120, 1, 2}};
  Overlaps none;
  MemoryPlan plan = planMemories({ranges, none, {9, 1}, {100, 110}, 4});
  ASSERT_FALSE(plan.isComplete);
  EXPECT_EQ(plan.homeless, 1u);
  EXPECT_EQ(plan.missing, (std::vector<int64_t>{20, 10}));
}

TEST(MemoryPlanner, MemoriesMayStayEmpty) {
  Ranges ranges = {{8, 0, 0}};
  Overlaps none;
  MemoryPlan plan = planMemories({ranges, none, {1}, {64, 64, 64}, 4});
  ASSERT_TRUE(plan.isComplete);
  EXPECT_EQ(plan.arenas[0].bytes, 8);
  EXPECT_EQ(plan.arenas[1].bytes, 0);
  EXPECT_EQ(plan.arenas[2].bytes, 0);
}

} // namespace
