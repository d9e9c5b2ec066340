//===- Placement.h - which buffers exclude one another ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_ARENA_PLACEMENT_H
#define TINYMLC_LIB_ARENA_PLACEMENT_H

#include "tinymlc/Arena/ArenaPlanner.h"
#include <algorithm>

namespace tinymlc {

/// Buffers in units of the alignment, and what each pair of them demands.
class Placement {
public:
  Placement(const std::vector<LiveRange> &ranges,
            const std::vector<Overlap> &overlaps, int64_t alignment);

  size_t count() const { return sizes.size(); }
  int64_t size(size_t buffer) const { return sizes[buffer]; }
  /// A buffer that lives at the same time, and the least distances between the
  /// starts with this one below it, and above it.
  struct Neighbour {
    size_t buffer;
    int64_t below, above;
  };
  const std::vector<Neighbour> &getNeighbours(size_t buffer) const {
    return neighbours[buffer];
  }
  /// Buffers that live at a step. Steps whose set another one contains are left
  /// out.
  struct LiveSet {
    int64_t step;
    std::vector<size_t> buffers;
  };
  const std::vector<LiveSet> &getLiveSets() const { return liveSets; }
  /// What a live set takes at least: outputs count for what they cannot have in
  /// common with their inputs.
  int64_t sumApart(const LiveSet &liveSet) const;

  /// The lowest place for a buffer beside those that are placed (offset at
  /// least 0).
  int64_t findLowest(size_t buffer, const std::vector<int64_t> &offsets) const;
  /// Places the buffers one after the other, each at its lowest place; those
  /// that `offsets` holds keep theirs. Gives the end of the highest.
  int64_t placeInOrder(const std::vector<size_t> &order,
                       std::vector<int64_t> &offsets) const;

  /// Units that an output has at most in common with those of its kernel's
  /// inputs for which `isIncluded` holds.
  template <typename Predicate>
  int64_t getCommon(size_t output, Predicate isIncluded) const;

private:
  Neighbour *findNeighbour(size_t buffer, size_t other);
  void setOverlap(const Overlap &overlap, int64_t alignment);
  void findLiveSets(const std::vector<LiveRange> &ranges);

  std::vector<int64_t> sizes;
  std::vector<std::vector<Neighbour>> neighbours;
  /// An input, and the least distance at which it starts behind its output.
  struct Pair {
    size_t input;
    int64_t lag;
  };
  std::vector<std::vector<Pair>> pairs; // by output, the least lag first
  std::vector<LiveSet> liveSets;
};

/// The offset of a buffer that has none yet.
constexpr int64_t notPlaced = -1;

template <typename Predicate>
int64_t Placement::getCommon(size_t output, Predicate isIncluded) const {
  // Inputs lie apart from each other: one behind the other, as early as their
  // lags allow, they cover most of the output.
  int64_t common = 0, end = 0;
  for (const Pair &pair : pairs[output]) {
    if (!isIncluded(pair.input))
      continue;
    int64_t start = std::max(end, pair.lag);
    end = start + size(pair.input);
    common += std::max<int64_t>(0, std::min(end, size(output)) - start);
  }
  return common;
}

/// What a search for a placement within `capacity` has come to.
enum class SearchResult { Found, Impossible, GaveUp };

/// Looks for offsets by branch and bound; takes what it does off `effort` and
/// gives up when that is used up.
SearchResult searchPlacement(const Placement &placement, int64_t capacity,
                             int64_t &effort, std::vector<int64_t> &offsets);

} // namespace tinymlc

#endif // TINYMLC_LIB_ARENA_PLACEMENT_H
