//===- MemoryPlanner.cpp - buffers in several memories --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Arena/MemoryPlanner.h"

#include <algorithm>
#include <numeric>

using namespace tinymlc;

namespace {

using Buffers = std::vector<size_t>;

/// Hands buffers to memories.
class MemoryPlanner {
public:
  explicit MemoryPlanner(const MemoryProblem &problem)
      : problem(problem), isFirst(problem.ranges.size(), false) {}

  MemoryPlan run(int64_t effort);

private:
  bool isHotter(size_t a, size_t b) const;
  Buffers orderBuffers() const;
  ArenaPlan planMembers(const Buffers &buffers, int64_t effort) const;
  bool addTo(size_t memory, size_t buffer);
  bool addAnywhere(size_t buffer);
  bool addAll();
  MemoryPlan collect(int64_t effort) const;

  const MemoryProblem &problem;
  /// Buffers that found no place once.
  std::vector<bool> isFirst;
  std::vector<Buffers> members; // by memory, in the order of the buffers
  size_t homeless = 0;
  std::vector<int64_t> missing;
};

/// By the accesses to each of their bytes; products need more than 64 bits.
bool MemoryPlanner::isHotter(size_t a, size_t b) const {
  auto accesses = [&](size_t i) {
    return static_cast<double>(problem.accesses[i]);
  };
  auto bytes = [&](size_t i) {
    return static_cast<double>(problem.ranges[i].bytes);
  };
  return accesses(a) * bytes(b) > accesses(b) * bytes(a);
}

Buffers MemoryPlanner::orderBuffers() const {
  Buffers order(problem.ranges.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    if (isFirst[a] != isFirst[b])
      return bool(isFirst[a]);
    if (isFirst[a])
      return problem.ranges[a].bytes > problem.ranges[b].bytes;
    return isHotter(a, b);
  });
  return order;
}

ArenaPlan MemoryPlanner::planMembers(const Buffers &buffers,
                                     int64_t effort) const {
  std::vector<LiveRange> ranges;
  for (size_t buffer : buffers)
    ranges.push_back(problem.ranges[buffer]);
  auto find = [&](size_t buffer) {
    return static_cast<size_t>(
        std::lower_bound(buffers.begin(), buffers.end(), buffer) -
        buffers.begin());
  };
  std::vector<Overlap> overlaps;
  for (const Overlap &overlap : problem.overlaps) {
    size_t output = find(overlap.output), input = find(overlap.input);
    bool areHere = output < buffers.size() && input < buffers.size() &&
                   buffers[output] == overlap.output &&
                   buffers[input] == overlap.input;
    if (areHere)
      overlaps.push_back({output, input, overlap.distance});
  }
  return planArena(ranges, overlaps, problem.alignment, effort);
}

bool MemoryPlanner::addTo(size_t memory, size_t buffer) {
  constexpr int64_t shortEffort = 200'000;
  Buffers together = members[memory];
  together.insert(std::lower_bound(together.begin(), together.end(), buffer),
                  buffer);
  int64_t bytes = planMembers(together, shortEffort).bytes;
  missing[memory] = bytes - problem.memories[memory];
  if (missing[memory] > 0)
    return false;
  members[memory] = std::move(together);
  return true;
}

bool MemoryPlanner::addAnywhere(size_t buffer) {
  size_t count = problem.memories.size();
  missing.assign(count, 0);
  for (size_t i = 0; i < count; ++i)
    if (addTo(isFirst[buffer] ? count - 1 - i : i, buffer))
      return true;
  homeless = buffer;
  return false;
}

bool MemoryPlanner::addAll() {
  members.assign(problem.memories.size(), {});
  for (size_t buffer : orderBuffers())
    if (!addAnywhere(buffer))
      return false;
  return true;
}

MemoryPlan MemoryPlanner::collect(int64_t effort) const {
  MemoryPlan plan;
  plan.memories.resize(problem.ranges.size());
  plan.offsets.resize(problem.ranges.size());
  for (size_t memory = 0; memory < members.size(); ++memory) {
    plan.arenas.push_back(planMembers(members[memory], effort));
    for (size_t i = 0; i < members[memory].size(); ++i) {
      plan.memories[members[memory][i]] = memory;
      plan.offsets[members[memory][i]] = plan.arenas.back().offsets[i];
    }
  }
  return plan;
}

MemoryPlan MemoryPlanner::run(int64_t effort) {
  while (!addAll()) {
    if (isFirst[homeless]) {
      MemoryPlan plan;
      plan.isComplete = false;
      plan.homeless = homeless;
      plan.missing = missing;
      return plan;
    }
    isFirst[homeless] = true;
  }
  return collect(effort);
}

} // namespace

MemoryPlan tinymlc::planMemories(const MemoryProblem &problem, int64_t effort) {
  return MemoryPlanner(problem).run(effort);
}
