//===- ArenaPlannerTest.cpp - offsets share no byte while both live -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Arena/ArenaPlanner.h"
#include "gtest/gtest.h"

using namespace tinymlc;

namespace {

/// splitmix64, so that every machine sees the same cases.
class Random {
public:
  explicit Random(uint64_t seed) : state(seed) {}
  int64_t below(int64_t bound) {
    uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return static_cast<int64_t>((z ^ (z >> 31)) % static_cast<uint64_t>(bound));
  }

private:
  uint64_t state;
};

void expectValid(const std::vector<LiveRange> &ranges, const ArenaPlan &plan,
                 int64_t alignment) {
  ASSERT_EQ(plan.offsets.size(), ranges.size());
  EXPECT_GE(plan.bytes, plan.largestLiveSet);
  for (size_t i = 0; i < ranges.size(); ++i) {
    EXPECT_EQ(plan.offsets[i] % alignment, 0);
    EXPECT_GE(plan.offsets[i], 0);
    EXPECT_LE(plan.offsets[i] + ranges[i].bytes, plan.bytes);
    for (size_t j = 0; j < i; ++j) {
      bool live = ranges[i].first <= ranges[j].last &&
                  ranges[j].first <= ranges[i].last;
      bool apart = plan.offsets[i] + ranges[i].bytes <= plan.offsets[j] ||
                   plan.offsets[j] + ranges[j].bytes <= plan.offsets[i];
      EXPECT_TRUE(!live || apart) << "buffers " << i << " and " << j;
    }
  }
}

TEST(ArenaPlanner, NoBuffersTakeNothing) {
  ArenaPlan plan = planArena({}, 4);
  EXPECT_EQ(plan.bytes, 0);
  EXPECT_EQ(plan.largestLiveSet, 0);
}

TEST(ArenaPlanner, ChainAlternatesBetweenTwoPlaces) {
  std::vector<LiveRange> chain = {{100, 0, 1}, {80, 1, 2}, {100, 2, 3}};
  ArenaPlan plan = planArena(chain, 4);
  expectValid(chain, plan, 4);
  EXPECT_EQ(plan.bytes, 180);
  EXPECT_EQ(plan.largestLiveSet, 180);
  EXPECT_EQ(plan.largestLiveStep, 1);
}

TEST(ArenaPlanner, OneStepOfOverlapKeepsBuffersApart) {
  std::vector<LiveRange> ranges = {{16, 0, 3}, {16, 3, 5}};
  EXPECT_EQ(planArena(ranges, 4).bytes, 32);
  ranges[1].first = 4;
  EXPECT_EQ(planArena(ranges, 4).bytes, 16);
}

TEST(ArenaPlanner, OffsetsAndSizeAreAligned) {
  std::vector<LiveRange> ranges = {{5, 0, 1}, {3, 0, 1}, {1, 0, 1}};
  ArenaPlan plan = planArena(ranges, 4);
  expectValid(ranges, plan, 4);
  EXPECT_EQ(plan.bytes, 16);
  EXPECT_EQ(plan.largestLiveSet, 16);
}

TEST(ArenaPlanner, FillsTheGapBetweenTwoLiveBuffers) {
  // The long buffer lies beside both others, which share their bytes.
  std::vector<LiveRange> ranges = {{64, 0, 4}, {32, 0, 1}, {32, 2, 4}};
  EXPECT_EQ(planArena(ranges, 8).bytes, 96);
}

TEST(ArenaPlanner, RandomPlansAreValidAndRepeatable) {
  Random random(1);
  for (int round = 0; round < 500; ++round) {
    std::vector<LiveRange> ranges(static_cast<size_t>(random.below(20)));
    for (LiveRange &range : ranges) {
      range.bytes = 1 + random.below(100);
      range.first = random.below(10);
      range.last = range.first + random.below(5);
    }
    ArenaPlan plan = planArena(ranges, 4);
    expectValid(ranges, plan, 4);
    EXPECT_EQ(plan.offsets, planArena(ranges, 4).offsets);
  }
}

} // namespace
