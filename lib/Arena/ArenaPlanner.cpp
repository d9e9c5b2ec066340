//===- ArenaPlanner.cpp - offsets for buffers by live range ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Arena/ArenaPlanner.h"

#include <algorithm>
#include <map>
#include <numeric>

using namespace tinymlc;

namespace {

int64_t alignTo(int64_t value, int64_t alignment) {
  return (value + alignment - 1) / alignment * alignment;
}

bool livesWith(const LiveRange &a, const LiveRange &b) {
  return a.first <= b.last && b.first <= a.last;
}

using Order = std::vector<size_t>;

/// Puts the buffers one after the other into the lowest gap that holds each.
ArenaPlan placeInOrder(const std::vector<LiveRange> &ranges, const Order &order,
                       int64_t alignment) {
  ArenaPlan plan;
  plan.offsets.assign(ranges.size(), 0);
  Order placed; // by offset
  for (size_t buffer : order) {
    int64_t offset = 0;
    for (size_t other : placed) {
      if (!livesWith(ranges[buffer], ranges[other]))
        continue;
      if (offset + ranges[buffer].bytes <= plan.offsets[other])
        break;
      offset =
          std::max(offset, alignTo(plan.offsets[other] + ranges[other].bytes,
                                   alignment));
    }
    plan.offsets[buffer] = offset;
    plan.bytes = std::max(plan.bytes, offset + ranges[buffer].bytes);
    auto position =
        std::find_if(placed.begin(), placed.end(), [&](size_t other) {
          return plan.offsets[other] > offset;
        });
    placed.insert(position, buffer);
  }
  return plan;
}

template <typename Key> Order sortedBy(size_t count, Key key) {
  Order order(count);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return key(a) < key(b); });
  return order;
}

void findLargestLiveSet(const std::vector<LiveRange> &ranges, int64_t alignment,
                        ArenaPlan &plan) {
  std::map<int64_t, int64_t> change; // of the live bytes, at a step
  for (const LiveRange &range : ranges) {
    change[range.first] += alignTo(range.bytes, alignment);
    change[range.last + 1] -= alignTo(range.bytes, alignment);
  }
  int64_t live = 0;
  for (auto [step, bytes] : change) {
    live += bytes;
    if (live <= plan.largestLiveSet)
      continue;
    plan.largestLiveSet = live;
    plan.largestLiveStep = step;
  }
}

} // namespace

ArenaPlan tinymlc::planArena(const std::vector<LiveRange> &ranges,
                             int64_t alignment) {
  auto bytes = [&](size_t i) { return -ranges[i].bytes; };
  auto area = [&](size_t i) {
    return -ranges[i].bytes * (ranges[i].last - ranges[i].first + 1);
  };
  auto length = [&](size_t i) { return ranges[i].first - ranges[i].last; };
  auto start = [&](size_t i) { return ranges[i].first; };
  size_t count = ranges.size();
  ArenaPlan best = placeInOrder(ranges, sortedBy(count, bytes), alignment);
  for (const Order &order : {sortedBy(count, area), sortedBy(count, length),
                             sortedBy(count, start)}) {
    ArenaPlan plan = placeInOrder(ranges, order, alignment);
    if (plan.bytes < best.bytes)
      best = std::move(plan);
  }
  best.bytes = alignTo(best.bytes, alignment);
  findLargestLiveSet(ranges, alignment, best);
  return best;
}
