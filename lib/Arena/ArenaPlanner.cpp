//===- ArenaPlanner.cpp - offsets for buffers by live range ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Placement.h"

#include <algorithm>
#include <numeric>

using namespace tinymlc;

namespace {

using Order = std::vector<size_t>;

/// splitmix64: the same numbers on every machine.
class Random {
public:
  size_t below(size_t bound) {
    uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return static_cast<size_t>((z ^ (z >> 31)) % bound);
  }

private:
  uint64_t state = 1;
};

/// Makes the smallest plan that it finds within its effort.
class Planner {
public:
  Planner(const Placement &placement, int64_t effort)
      : placement(placement), effort(effort) {}

  void run(const std::vector<LiveRange> &ranges);

  std::vector<int64_t> offsets;
  /// In units of the alignment.
  int64_t size = 0, bound = 0;

private:
  void boundByLiveSets();
  void tryOrder(const Order &order);
  void tryOrders(const std::vector<LiveRange> &ranges);
  void varyOrder();
  void search(int64_t share, int64_t capacity);

  const Placement &placement;
  int64_t effort;
  Order best;
};

template <typename Key> Order sortedBy(size_t count, Key key) {
  Order order(count);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return key(a) < key(b); });
  return order;
}

void Planner::boundByLiveSets() {
  for (const Placement::LiveSet &live : placement.getLiveSets())
    bound = std::max(bound, placement.sumApart(live));
}

void Planner::tryOrder(const Order &order) {
  std::vector<int64_t> tried(placement.count(), notPlaced);
  int64_t end = placement.placeInOrder(order, tried);
  if (!best.empty() && end >= size)
    return;
  offsets = std::move(tried);
  size = end;
  best = order;
}

void Planner::tryOrders(const std::vector<LiveRange> &ranges) {
  auto bytes = [&](size_t i) { return -ranges[i].bytes; };
  auto area = [&](size_t i) {
    return -ranges[i].bytes * (ranges[i].last - ranges[i].first + 1);
  };
  auto length = [&](size_t i) { return ranges[i].first - ranges[i].last; };
  auto start = [&](size_t i) { return ranges[i].first; };
  auto end = [&](size_t i) { return -ranges[i].last; };
  size_t count = ranges.size();
  for (const Order &order :
       {sortedBy(count, bytes), sortedBy(count, area), sortedBy(count, length),
        sortedBy(count, start), sortedBy(count, end)})
    if (best.empty() || size > bound)
      tryOrder(order);
}

/// Moves single buffers to other places of the best order, at random.
void Planner::varyOrder() {
  constexpr int tries = 3000;
  size_t count = placement.count();
  Random random;
  for (int i = 0; i < tries && size > bound && effort > 0 && count > 1; ++i) {
    Order order = best;
    size_t from = random.below(count), to = random.below(count);
    size_t buffer = order[from];
    order.erase(order.begin() + static_cast<ptrdiff_t>(from));
    order.insert(order.begin() + static_cast<ptrdiff_t>(to), buffer);
    std::vector<int64_t> tried(count, notPlaced);
    int64_t end = placement.placeInOrder(order, tried);
    effort -= static_cast<int64_t>(8 * count);
    // Steps that change nothing lead away from dead ends.
    if (end > size)
      continue;
    best = std::move(order);
    offsets = std::move(tried);
    size = end;
  }
}

/// Looks for a placement of at most `capacity`.
void Planner::search(int64_t share, int64_t capacity) {
  share = std::min(share, effort);
  effort -= share;
  SearchResult result = searchPlacement(placement, capacity, share, offsets);
  effort += share;
  if (result == SearchResult::Impossible)
    bound = capacity + 1;
  if (result != SearchResult::Found)
    return;
  size = 0;
  for (size_t i = 0; i < placement.count(); ++i)
    size = std::max(size, offsets[i] + placement.size(i));
}

void Planner::run(const std::vector<LiveRange> &ranges) {
  boundByLiveSets();
  tryOrders(ranges);
  varyOrder();
  // What most often is possible first, then what is least to be gained.
  if (size > bound)
    search(effort / 2, bound);
  while (size > bound && effort > 0)
    search(effort, size - 1);
}

} // namespace

ArenaPlan tinymlc::planArena(const std::vector<LiveRange> &ranges,
                             const std::vector<Overlap> &overlaps,
                             int64_t alignment, int64_t effort) {
  Placement placement(ranges, overlaps, alignment);
  ArenaPlan plan;
  for (const Placement::LiveSet &live : placement.getLiveSets()) {
    int64_t bytes = alignment * placement.sumApart(live);
    if (bytes <= plan.largestLiveSet)
      continue;
    plan.largestLiveSet = bytes;
    plan.largestLiveStep = live.step;
  }
  Planner planner(placement, effort);
  planner.run(ranges);
  for (int64_t offset : planner.offsets)
    plan.offsets.push_back(offset * alignment);
  plan.bytes = planner.size * alignment;
  plan.lowerBound = planner.bound * alignment;
  return plan;
}
