//===- Placement.cpp - which buffers exclude one another ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Placement.h"

#include <algorithm>
#include <set>

using namespace tinymlc;

static int64_t divideUp(int64_t value, int64_t divisor) {
  return (value + divisor - 1) / divisor;
}

/// Rounds towards minus infinity.
static int64_t divideDown(int64_t value, int64_t divisor) {
  return value >= 0 ? value / divisor : -divideUp(-value, divisor);
}

static bool livesWith(const LiveRange &a, const LiveRange &b) {
  return a.first <= b.last && b.first <= a.last;
}

int64_t tinymlc::getLargestOverlap(int64_t outputBytes,
                                   std::vector<DyingInput> inputs) {
  std::vector<LiveRange> ranges = {{outputBytes, 1, 1}};
  std::vector<Overlap> overlaps;
  for (const DyingInput &input : inputs) {
    overlaps.push_back({0, ranges.size(), input.distance});
    ranges.push_back({input.bytes, 0, 1});
  }
  return Placement(ranges, overlaps, 1).getCommon(0, [](size_t) {
    return true;
  });
}

Placement::Placement(const std::vector<LiveRange> &ranges,
                     const std::vector<Overlap> &overlaps, int64_t alignment) {
  size_t n = ranges.size();
  for (const LiveRange &range : ranges)
    sizes.push_back(std::max<int64_t>(1, divideUp(range.bytes, alignment)));
  neighbours.resize(n);
  pairs.resize(n);
  for (size_t a = 0; a < n; ++a)
    for (size_t b = 0; b < n; ++b)
      if (a != b && livesWith(ranges[a], ranges[b]))
        neighbours[a].push_back({b, sizes[a], sizes[b]});
  for (const Overlap &overlap : overlaps)
    setOverlap(overlap, alignment);
  for (std::vector<Pair> &inputs : pairs)
    std::stable_sort(
        inputs.begin(), inputs.end(),
        [](const Pair &a, const Pair &b) { return a.lag < b.lag; });
  findLiveSets(ranges);
}

Placement::Neighbour *Placement::findNeighbour(size_t buffer, size_t other) {
  for (Neighbour &neighbour : neighbours[buffer])
    if (neighbour.buffer == other)
      return &neighbour;
  return nullptr;
}

void Placement::setOverlap(const Overlap &overlap, int64_t alignment) {
  int64_t output = sizes[overlap.output], input = sizes[overlap.input];
  // Behind the input's end it lies apart.
  int64_t distance = std::min(divideDown(overlap.distance, alignment), input);
  Neighbour *below = findNeighbour(overlap.output, overlap.input);
  Neighbour *above = findNeighbour(overlap.input, overlap.output);
  if (!below || distance <= -output)
    return;
  below->below = above->above = -distance;
  pairs[overlap.output].push_back(
      {overlap.input, std::max<int64_t>(0, -distance)});
}

void Placement::findLiveSets(const std::vector<LiveRange> &ranges) {
  // A set that no other contains begins with some buffer's first step.
  std::set<int64_t> steps;
  for (const LiveRange &range : ranges)
    steps.insert(range.first);
  for (int64_t step : steps) {
    LiveSet live{step, {}};
    for (size_t i = 0; i < ranges.size(); ++i)
      if (ranges[i].first <= step && step <= ranges[i].last)
        live.buffers.push_back(i);
    if (!liveSets.empty() &&
        std::includes(live.buffers.begin(), live.buffers.end(),
                      liveSets.back().buffers.begin(),
                      liveSets.back().buffers.end()))
      liveSets.pop_back();
    liveSets.push_back(std::move(live));
  }
}

int64_t Placement::sumApart(const LiveSet &liveSet) const {
  auto isIncluded = [&](size_t input) {
    return std::binary_search(liveSet.buffers.begin(), liveSet.buffers.end(),
                              input);
  };
  int64_t sum = 0;
  for (size_t buffer : liveSet.buffers)
    sum += size(buffer) - getCommon(buffer, isIncluded);
  return sum;
}

int64_t Placement::findLowest(size_t buffer,
                              const std::vector<int64_t> &offsets) const {
  // Each placed buffer forbids what lies strictly between two offsets.
  std::vector<std::pair<int64_t, int64_t>> forbidden;
  for (const Neighbour &other : neighbours[buffer])
    if (int64_t offset = offsets[other.buffer]; offset != notPlaced)
      forbidden.push_back({offset - other.below, offset + other.above});
  std::sort(forbidden.begin(), forbidden.end());
  int64_t offset = 0;
  for (auto [low, high] : forbidden) {
    if (offset <= low)
      break;
    offset = std::max(offset, high);
  }
  return offset;
}

int64_t Placement::placeInOrder(const std::vector<size_t> &order,
                                std::vector<int64_t> &offsets) const {
  for (size_t buffer : order)
    offsets[buffer] = findLowest(buffer, offsets);
  int64_t end = 0;
  for (size_t i = 0; i < count(); ++i)
    end = std::max(end, offsets[i] + size(i));
  return end;
}
