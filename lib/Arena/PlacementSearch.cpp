//===- PlacementSearch.cpp - offsets by branch and bound ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The search looks at the arena upside down, since there no overlap lets a
// buffer lie below one that it follows: an output ends where its input ends, or
// before. Whatever placement there is can be pushed down until every buffer
// lies on the ground or on another one; then the buffers in the order of their
// places, each at the lowest place above those before it that it conflicts
// with, give it again. The search grows such orders from the ground up.
// `lowest` is where a buffer would lie if it came next; since places do not
// fall along an order, that is at least the last one's place.
//
//===----------------------------------------------------------------------===//

#include "Placement.h"

#include <unordered_map>

using namespace tinymlc;

namespace {

class Search {
public:
  Search(const Placement &placement, int64_t capacity, int64_t &effort)
      : placement(placement), capacity(capacity), effort(effort),
        isPlaced(placement.count()), lowest(placement.count()),
        places(placement.count(), notPlaced) {}

  SearchResult run(std::vector<int64_t> &result);

private:
  using Members = std::vector<bool>;

  std::vector<size_t> setAsideEasy();
  bool isEasy(size_t buffer) const;
  bool extend(int64_t floor);
  bool fits(int64_t floor);
  bool fitsTogether(const std::vector<size_t> &live, int64_t floor);
  bool isDominated(int64_t floor);
  std::vector<size_t> getCandidates(int64_t floor) const;
  std::vector<int64_t> getOffsets(std::vector<size_t> easy) const;
  /// Upside down, from the place of `buffer` to the one of a neighbour above.
  int64_t gapBelow(size_t buffer, const Placement::Neighbour &other) const {
    return other.above + placement.size(buffer) - placement.size(other.buffer);
  }
  int64_t lowestOf(size_t buffer, int64_t floor) const {
    return std::max(lowest[buffer], floor);
  }

  const Placement &placement;
  int64_t capacity;
  int64_t &effort;
  Members isPlaced;
  std::vector<int64_t> lowest, places;
  size_t numPlaced = 0;
  /// For a set of placed buffers, where the others would lie.
  std::unordered_map<Members, std::vector<int64_t>> visited;
  std::vector<size_t> sorted; // of fitsTogether
};

/// Whether a place is left however the others lie: each of them forbids so many
/// offsets only.
bool Search::isEasy(size_t buffer) const {
  int64_t places = capacity - placement.size(buffer) + 1;
  for (const Placement::Neighbour &other : placement.getNeighbours(buffer))
    if (!isPlaced[other.buffer])
      places -= std::max<int64_t>(0, other.below + other.above - 1);
  return places > 0;
}

/// Takes out buffers that fit whatever becomes of those that are left.
std::vector<size_t> Search::setAsideEasy() {
  std::vector<size_t> easy;
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = 0; i < placement.count(); ++i) {
      if (isPlaced[i] || !isEasy(i))
        continue;
      isPlaced[i] = changed = true;
      easy.push_back(i);
    }
  }
  return easy;
}

/// Buffers that live at once lie one above the other: those from some `lowest`
/// on need their sizes above it.
bool Search::fitsTogether(const std::vector<size_t> &live, int64_t floor) {
  sorted.clear();
  for (size_t buffer : live)
    if (!isPlaced[buffer])
      sorted.push_back(buffer);
  effort -= static_cast<int64_t>(live.size());
  std::sort(sorted.begin(), sorted.end(),
            [&](size_t a, size_t b) { return lowest[a] > lowest[b]; });
  int64_t sum = 0;
  for (auto it = sorted.begin(); it != sorted.end(); ++it) {
    sum += placement.size(*it);
    // What an output has in common with its inputs counts once.
    auto isIncluded = [&](size_t other) {
      return std::find(sorted.begin(), it + 1, other) != it + 1;
    };
    int64_t common = 0;
    for (auto output = sorted.begin(); output != it + 1; ++output)
      common += placement.getCommon(*output, isIncluded);
    if (lowestOf(*it, floor) + sum - common > capacity)
      return false;
  }
  return true;
}

bool Search::fits(int64_t floor) {
  for (const Placement::LiveSet &live : placement.getLiveSets())
    if (!fitsTogether(live.buffers, floor))
      return false;
  return true;
}

/// Whether the same buffers were placed before with no other one higher than
/// now.
bool Search::isDominated(int64_t floor) {
  constexpr size_t maxVisited = 200000;
  std::vector<int64_t> now(placement.count());
  for (size_t i = 0; i < placement.count(); ++i)
    now[i] = isPlaced[i] ? 0 : lowestOf(i, floor);
  effort -= static_cast<int64_t>(placement.count());
  auto known = visited.find(isPlaced);
  if (known != visited.end()) {
    bool isWorse = true;
    for (size_t i = 0; isWorse && i < now.size(); ++i)
      isWorse = known->second[i] <= now[i];
    if (isWorse)
      return true;
    known->second = std::move(now);
  } else if (visited.size() < maxVisited) {
    visited.emplace(isPlaced, std::move(now));
  }
  return false;
}

/// What may come next: nothing that leaves room below for another one, which
/// could then as well come first.
std::vector<size_t> Search::getCandidates(int64_t floor) const {
  int64_t end = capacity;
  for (size_t i = 0; i < placement.count(); ++i)
    if (!isPlaced[i])
      end = std::min(end, lowestOf(i, floor) + placement.size(i));
  std::vector<size_t> candidates;
  for (size_t i = 0; i < placement.count(); ++i)
    if (!isPlaced[i] && lowestOf(i, floor) < end)
      candidates.push_back(i);
  std::stable_sort(candidates.begin(), candidates.end(),
                   [&](size_t a, size_t b) {
                     return std::pair(lowestOf(a, floor), -placement.size(a)) <
                            std::pair(lowestOf(b, floor), -placement.size(b));
                   });
  return candidates;
}

/// Places what is left above `floor`; false when it cannot be or the effort is
/// used up.
bool Search::extend(int64_t floor) {
  if (numPlaced == placement.count())
    return true;
  if (effort <= 0 || !fits(floor) || isDominated(floor))
    return false;
  for (size_t buffer : getCandidates(floor)) {
    std::vector<int64_t> before = lowest;
    int64_t place = lowestOf(buffer, floor);
    places[buffer] = place;
    isPlaced[buffer] = true;
    ++numPlaced;
    for (const Placement::Neighbour &other : placement.getNeighbours(buffer))
      lowest[other.buffer] =
          std::max(lowest[other.buffer], place + gapBelow(buffer, other));
    effort -= static_cast<int64_t>(placement.count());
    if (extend(place))
      return true;
    --numPlaced;
    isPlaced[buffer] = false;
    lowest = std::move(before);
    if (effort <= 0)
      return false;
  }
  return false;
}

/// Turns the places into offsets, and pushes the buffers down where the order
/// of their offsets allows it.
std::vector<int64_t> Search::getOffsets(std::vector<size_t> easy) const {
  std::vector<int64_t> offsets(placement.count(), notPlaced);
  std::vector<size_t> order;
  for (size_t i = 0; i < placement.count(); ++i) {
    if (std::find(easy.begin(), easy.end(), i) != easy.end())
      continue;
    offsets[i] = capacity - places[i] - placement.size(i);
    order.push_back(i);
  }
  std::reverse(easy.begin(), easy.end());
  placement.placeInOrder(easy, offsets);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return offsets[a] < offsets[b]; });
  order.insert(order.end(), easy.begin(), easy.end());
  std::vector<int64_t> pushed(placement.count(), notPlaced);
  return placement.placeInOrder(order, pushed) <= capacity ? pushed : offsets;
}

SearchResult Search::run(std::vector<int64_t> &result) {
  std::vector<size_t> easy = setAsideEasy();
  numPlaced = easy.size();
  if (!extend(0))
    return effort <= 0 ? SearchResult::GaveUp : SearchResult::Impossible;
  result = getOffsets(std::move(easy));
  return SearchResult::Found;
}

} // namespace

SearchResult tinymlc::searchPlacement(const Placement &placement,
                                      int64_t capacity, int64_t &effort,
                                      std::vector<int64_t> &offsets) {
  return Search(placement, capacity, effort).run(offsets);
}
