//===- ArenaPlannerTest.cpp - offsets share no byte while both live -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Arena/ArenaPlanner.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <limits>
#include <numeric>

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

using Overlaps = std::vector<Overlap>;

bool mayShare(const ArenaPlan &plan, const Overlaps &overlaps, size_t a,
              size_t b) {
  for (const Overlap &overlap : overlaps)
    if ((overlap.output == a && overlap.input == b) ||
        (overlap.output == b && overlap.input == a))
      return plan.offsets[overlap.output] - plan.offsets[overlap.input] <=
             overlap.distance;
  return false;
}

void expectValid(const std::vector<LiveRange> &ranges, const Overlaps &overlaps,
                 const ArenaPlan &plan, int64_t alignment) {
  ASSERT_EQ(plan.offsets.size(), ranges.size());
  EXPECT_GE(plan.lowerBound, plan.largestLiveSet);
  EXPECT_GE(plan.bytes, plan.lowerBound);
  for (size_t i = 0; i < ranges.size(); ++i) {
    EXPECT_EQ(plan.offsets[i] % alignment, 0);
    EXPECT_GE(plan.offsets[i], 0);
    EXPECT_LE(plan.offsets[i] + ranges[i].bytes, plan.bytes);
    for (size_t j = 0; j < i; ++j) {
      bool live = ranges[i].first <= ranges[j].last &&
                  ranges[j].first <= ranges[i].last;
      bool apart = plan.offsets[i] + ranges[i].bytes <= plan.offsets[j] ||
                   plan.offsets[j] + ranges[j].bytes <= plan.offsets[i];
      EXPECT_TRUE(!live || apart || mayShare(plan, overlaps, i, j))
          << "buffers " << i << " and " << j;
    }
  }
}

/// The smallest arena, by trying every order of buffers and, for each, what the
/// buffers before demand: slow, simple, and not the planner's own code.
int64_t findSmallest(const std::vector<LiveRange> &ranges,
                     const Overlaps &overlaps) {
  auto gap = [&](size_t below, size_t above) {
    for (const Overlap &overlap : overlaps)
      if (overlap.output == below && overlap.input == above)
        return std::max(-overlap.distance, -ranges[above].bytes);
    return ranges[below].bytes;
  };
  std::vector<size_t> order(ranges.size());
  std::iota(order.begin(), order.end(), 0);
  int64_t smallest = std::numeric_limits<int64_t>::max();
  do {
    std::vector<int64_t> offsets(ranges.size(), 0);
    int64_t end = 0;
    for (size_t i = 0; i < order.size(); ++i) {
      size_t above = order[i];
      for (size_t k = 0; k < i; ++k) {
        size_t below = order[k];
        if (ranges[above].first <= ranges[below].last &&
            ranges[below].first <= ranges[above].last)
          offsets[above] =
              std::max(offsets[above], offsets[below] + gap(below, above));
      }
      end = std::max(end, offsets[above] + ranges[above].bytes);
    }
    smallest = std::min(smallest, end);
  } while (std::next_permutation(order.begin(), order.end()));
  return smallest;
}

/// Buffers as a network has them: each kernel reads one or two of the last
/// ones, and writes one, which may overlap what dies.
void makeNetwork(Random &random, int64_t kernels,
                 std::vector<LiveRange> &ranges, Overlaps &overlaps) {
  ranges = {{4 * (1 + random.below(100)), -1, -1}};
  for (int64_t kernel = 0; kernel < kernels; ++kernel) {
    for (int64_t reads = 1 + random.below(2); reads > 0; --reads) {
      auto back = std::min<int64_t>(random.below(4),
                                    static_cast<int64_t>(ranges.size()) - 1);
      ranges[ranges.size() - 1 - static_cast<size_t>(back)].last = kernel;
    }
    ranges.push_back({4 * (1 + random.below(100)), kernel, kernel});
    if (random.below(3) == 0) // scratch
      ranges.insert(ranges.end() - 1,
                    {4 * (1 + random.below(30)), kernel, kernel});
  }
  for (size_t output = 0; output < ranges.size(); ++output)
    for (size_t input = 0; input < output; ++input)
      if (ranges[input].last == ranges[output].first &&
          ranges[input].first < ranges[input].last && random.below(3) > 0) {
        int64_t inside = ranges[input].bytes - ranges[output].bytes;
        overlaps.push_back(
            {output, input,
             inside + 4 * random.below(10) - 4 * random.below(30)});
      }
}

TEST(ArenaPlanner, NoBuffersTakeNothing) {
  ArenaPlan plan = planArena({}, {}, 4);
  EXPECT_EQ(plan.bytes, 0);
  EXPECT_EQ(plan.largestLiveSet, 0);
}

TEST(ArenaPlanner, ChainAlternatesBetweenTwoPlaces) {
  std::vector<LiveRange> chain = {{100, 0, 1}, {80, 1, 2}, {100, 2, 3}};
  ArenaPlan plan = planArena(chain, {}, 4);
  expectValid(chain, {}, plan, 4);
  EXPECT_EQ(plan.bytes, 180);
  EXPECT_EQ(plan.largestLiveSet, 180);
  EXPECT_EQ(plan.largestLiveStep, 1);
}

TEST(ArenaPlanner, OneStepOfOverlapKeepsBuffersApart) {
  std::vector<LiveRange> ranges = {{16, 0, 3}, {16, 3, 5}};
  EXPECT_EQ(planArena(ranges, {}, 4).bytes, 32);
  ranges[1].first = 4;
  EXPECT_EQ(planArena(ranges, {}, 4).bytes, 16);
}

TEST(ArenaPlanner, OffsetsAndSizeAreAligned) {
  std::vector<LiveRange> ranges = {{5, 0, 1}, {3, 0, 1}, {1, 0, 1}};
  ArenaPlan plan = planArena(ranges, {}, 4);
  expectValid(ranges, {}, plan, 4);
  EXPECT_EQ(plan.bytes, 16);
  EXPECT_EQ(plan.largestLiveSet, 16);
}

TEST(ArenaPlanner, FillsTheGapBetweenTwoLiveBuffers) {
  // The long buffer lies beside both others, which share their bytes.
  std::vector<LiveRange> ranges = {{64, 0, 4}, {32, 0, 1}, {32, 2, 4}};
  EXPECT_EQ(planArena(ranges, {}, 8).bytes, 96);
}

TEST(ArenaPlanner, AnOutputTakesItsInputsPlace) {
  std::vector<LiveRange> ranges = {{64, -1, 0}, {64, 0, 1}};
  ArenaPlan plan = planArena(ranges, {{1, 0, 0}}, 4);
  expectValid(ranges, {{1, 0, 0}}, plan, 4);
  EXPECT_EQ(plan.bytes, 64);
  EXPECT_EQ(plan.largestLiveSet, 64);
}

TEST(ArenaPlanner, OnlyLiveInputsSaveBytes) {
  std::vector<LiveRange> ranges = {{64, -1, 0}, {64, 0, 1}, {48, 1, 2}};
  ArenaPlan plan = planArena(ranges, {{1, 0, 0}}, 4);
  EXPECT_EQ(plan.largestLiveSet, 112);
  EXPECT_EQ(plan.largestLiveStep, 1);
  EXPECT_EQ(plan.bytes, 112);
}

TEST(ArenaPlanner, AnOutputKeepsItsDistance) {
  // It starts 8 bytes or more below its input, which it outgrows.
  std::vector<LiveRange> ranges = {{32, -1, 0}, {64, 0, 1}};
  EXPECT_EQ(planArena(ranges, {{1, 0, -32}}, 4).bytes, 64);
  EXPECT_EQ(planArena(ranges, {{1, 0, -40}}, 4).bytes, 72);
  EXPECT_EQ(planArena(ranges, {{1, 0, -42}}, 4).bytes, 76);
  EXPECT_EQ(planArena(ranges, {{1, 0, -100}}, 4).bytes, 96);
}

TEST(ArenaPlanner, AnOutputCoversTwoInputs) {
  // It lies below the first, from which it sticks out by the second.
  std::vector<LiveRange> ranges = {{32, -1, 0}, {48, -1, 0}, {64, 0, 1}};
  ArenaPlan plan = planArena(ranges, {{2, 0, -32}, {2, 1, -16}}, 4);
  EXPECT_EQ(plan.bytes, 96);
  EXPECT_EQ(plan.largestLiveSet, 96);
}

TEST(ArenaPlanner, AnOutputMayTrailItsInput) {
  // What keeps the output from the ground lies there from the start.
  std::vector<LiveRange> ranges = {
      {16, 0, 1}, {64, -1, 0}, {16, 0, 1}, {64, 1, 2}};
  Overlaps overlaps = {{2, 1, 48}, {3, 2, -48}};
  ArenaPlan plan = planArena(ranges, overlaps, 4);
  expectValid(ranges, overlaps, plan, 4);
  EXPECT_EQ(plan.bytes, 80);
}

TEST(ArenaPlanner, BoundIsProvenAboveTheLiveSet) {
  // Found among random instances: no order reaches the largest live set.
  Random random(3);
  int above = 0;
  for (int round = 0; round < 60; ++round) {
    std::vector<LiveRange> ranges;
    Overlaps overlaps;
    makeNetwork(random, 5, ranges, overlaps);
    if (ranges.size() > 8)
      continue;
    ArenaPlan plan = planArena(ranges, overlaps, 4);
    expectValid(ranges, overlaps, plan, 4);
    int64_t smallest = findSmallest(ranges, overlaps);
    EXPECT_LE(plan.lowerBound, smallest);
    EXPECT_EQ(plan.bytes, smallest);
    above += plan.lowerBound > plan.largestLiveSet;
  }
  EXPECT_GT(above, 0);
}

TEST(ArenaPlanner, EffortBoundsTheSearch) {
  Random random(5);
  std::vector<LiveRange> ranges;
  Overlaps overlaps;
  makeNetwork(random, 60, ranges, overlaps);
  ArenaPlan plan = planArena(ranges, overlaps, 4, /*effort=*/100);
  expectValid(ranges, overlaps, plan, 4);
}

TEST(ArenaPlanner, NetworksAreProvenOptimal) {
  Random random(7);
  constexpr int rounds = 300;
  int optimal = 0;
  for (int round = 0; round < rounds; ++round) {
    std::vector<LiveRange> ranges;
    Overlaps overlaps;
    makeNetwork(random, 4 + random.below(20), ranges, overlaps);
    ArenaPlan plan = planArena(ranges, overlaps, 4);
    expectValid(ranges, overlaps, plan, 4);
    optimal += plan.bytes == plan.lowerBound;
  }
  EXPECT_GE(optimal * 100, rounds * 95) << optimal << " of " << rounds;
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
    ArenaPlan plan = planArena(ranges, {}, 4);
    expectValid(ranges, {}, plan, 4);
    EXPECT_EQ(plan.bytes, plan.lowerBound);
    EXPECT_EQ(plan.offsets, planArena(ranges, {}, 4).offsets);
  }
}

} // namespace
