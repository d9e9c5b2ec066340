//===- PackedSchedule.cpp - the order of a packed convolution -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/MCU/IR/PackedSchedule.h"
#include <algorithm>
#include <utility>

using namespace tinymlc::mcu;

/// The channels that the word `pair` of a permuted pixel holds.
static std::pair<int64_t, int64_t> permutedChannels(int64_t pair) {
  int64_t first = pair / 2 * 4 + pair % 2;
  return {first, first + 2};
}

PackedSchedule tinymlc::mcu::makePointwiseSchedule(int64_t depth,
                                                   int64_t multiple) {
  PackedSchedule schedule{{}, 1, 8};
  int64_t pairs = (depth + 3) / 4 * 2;
  pairs = (pairs + multiple - 1) / multiple * multiple;
  for (int64_t pair = 0; pair < pairs; ++pair) {
    auto [low, high] = permutedChannels(pair);
    schedule.steps.push_back(
        {8 * pair, {low < depth ? low : -1, high < depth ? high : -1}});
  }
  return schedule;
}

std::vector<int64_t> tinymlc::mcu::groupChannels(bool inFours,
                                                 int64_t channels) {
  int64_t pairs = (channels + 1) / 2, mostPairs = inFours ? 2 : 4;
  int64_t groups = (pairs + mostPairs - 1) / mostPairs;
  if (inFours)
    pairs = groups * mostPairs;
  std::vector<int64_t> sizes;
  for (int64_t i = 0; i < groups; ++i)
    sizes.push_back(2 * (pairs / groups + (i < pairs % groups ? 1 : 0)));
  return sizes;
}

namespace {

/// The order of places in a row or column in which the place of one window is
/// the next one that its neighbour, `distance` further, reads.
std::vector<int64_t> orderLine(int64_t count, int64_t distance) {
  std::vector<int64_t> order;
  for (int64_t phase = 0; phase < distance; ++phase)
    for (int64_t place = phase; place < count; place += distance)
      order.push_back(place);
  return order;
}

struct Place {
  int64_t row, column;
};

/// The same for rows of columns; windows in one row are `distance` columns
/// apart.
std::vector<Place> orderPlaces(const WindowPair &windows, int64_t columns,
                               int64_t distance) {
  std::vector<Place> order;
  if (windows.pairsRows) {
    for (int64_t column = 0; column < columns; ++column)
      for (int64_t row : orderLine(windows.height, windows.rowStride))
        order.push_back({row, column});
    return order;
  }
  for (int64_t row = 0; row < windows.height; ++row)
    for (int64_t column : orderLine(columns, distance))
      order.push_back({row, column});
  return order;
}

/// A tap's pair of channels.
PackedStep makeDeepStep(const WindowPair &windows, int64_t rowBytes,
                        Place place, int64_t pair) {
  int64_t depth = windows.depth;
  auto [low, high] = permutedChannels(pair);
  int64_t tap = (place.row * windows.width + place.column) * depth;
  return {place.row * rowBytes + place.column * depth * 2 + 4 * pair,
          {tap + low, tap + high}};
}

/// A turn takes one pair of channels through all taps.
PackedSchedule makeDeepSchedule(const WindowPair &windows, int64_t rowBytes) {
  PackedSchedule schedule{{}, windows.height * windows.width, 4};
  std::vector<Place> order =
      orderPlaces(windows, windows.width, windows.columnStride);
  for (int64_t pair = 0; pair < windows.depth / 2; ++pair)
    for (Place place : order)
      schedule.steps.push_back(makeDeepStep(windows, rowBytes, place, pair));
  return schedule;
}

/// A turn takes one pair of channels through the taps of a row; the next row
/// comes when all pairs are done.
PackedSchedule makeDeepRowSchedule(const WindowPair &windows,
                                   int64_t rowBytes) {
  PackedSchedule schedule{{}, windows.width, 4};
  std::vector<int64_t> order = orderLine(windows.width, windows.columnStride);
  for (int64_t row = 0; row < windows.height; ++row)
    for (int64_t pair = 0; pair < windows.depth / 2; ++pair)
      for (int64_t column : order)
        schedule.steps.push_back(
            makeDeepStep(windows, rowBytes, {row, column}, pair));
  return schedule;
}

/// A kernel row's taps are one run of i16, whose words are the columns.
class ShallowSchedule {
public:
  ShallowSchedule(const WindowPair &windows, int64_t rowBytes)
      : windows(windows), rowBytes(rowBytes),
        run(windows.width * windows.depth) {
    int64_t bytes = 2 * windows.columnStride * windows.depth;
    // Of windows that are no whole words apart none reads another's words.
    distance = bytes % 4 == 0 ? bytes / 4 : run;
  }

  /// All rows unrolled; the last taps of odd runs make pairs.
  PackedSchedule makeUnrolled() const {
    PackedSchedule schedule{{}, 0, 0};
    for (auto [row, word] : orderPlaces(windows, run / 2, distance))
      schedule.steps.push_back(makeStep(row, word));
    if (run % 2 != 0)
      addLastTaps(schedule);
    schedule.period = static_cast<int64_t>(schedule.steps.size());
    return schedule;
  }

  /// A turn takes a row.
  PackedSchedule makeRolled() const {
    int64_t words = (run + 1) / 2;
    PackedSchedule schedule{{}, words, rowBytes};
    for (int64_t row = 0; row < windows.height; ++row)
      for (int64_t word : orderLine(words, distance))
        schedule.steps.push_back(makeStep(row, word));
    return schedule;
  }

private:
  PackedStep makeStep(int64_t row, int64_t word) const {
    int64_t tap = row * run + 2 * word;
    return {row * rowBytes + 4 * word,
            {tap, 2 * word + 1 < run ? tap + 1 : -1}};
  }

  void addLastTaps(PackedSchedule &schedule) const {
    for (int64_t row = 0; row < windows.height; row += 2) {
      PackedStep step = makeStep(row, run / 2);
      if (row + 1 < windows.height) {
        step.taps[1] = step.taps[0] + run;
        step.secondOffset = step.offset + rowBytes;
      }
      schedule.steps.push_back(step);
    }
  }

  const WindowPair &windows;
  int64_t rowBytes, run, distance;
};

} // namespace

PackedSchedule tinymlc::mcu::makeWindowSchedule(const WindowPair &windows,
                                                int64_t rowBytes,
                                                bool compact) {
  if (isPermuted(windows.depth))
    return compact ? makeDeepRowSchedule(windows, rowBytes)
                   : makeDeepSchedule(windows, rowBytes);
  // Few steps are unrolled, unless code is to be small.
  constexpr size_t maxUnrolled = 24;
  ShallowSchedule shallow(windows, rowBytes);
  PackedSchedule unrolled = shallow.makeUnrolled();
  return compact || unrolled.steps.size() > maxUnrolled ? shallow.makeRolled()
                                                        : unrolled;
}

WidenedRows tinymlc::mcu::makeWidenedRows(const WindowPair &windows,
                                          int64_t inputWidth, int64_t left,
                                          int64_t right) {
  int64_t depth = windows.depth, halves = (left + inputWidth + right) * depth;
  // The last word of an odd number of taps reaches one half further.
  int64_t rowBytes = (2 * (halves + depth % 2) + 3) / 4 * 4;
  return {windows.height + (windows.pairsRows ? windows.rowStride : 0),
          rowBytes};
}

std::vector<std::pair<int64_t, int64_t>>
tinymlc::mcu::listTapWords(int64_t width) {
  std::vector<std::pair<int64_t, int64_t>> words;
  auto tap = [&](int64_t column) { return column < width ? column : -1; };
  for (int64_t column = 0; column < width; column += 4) {
    if (width - column == 2) {
      words.emplace_back(column, column + 1);
      continue;
    }
    words.emplace_back(column, tap(column + 2));
    if (width - column > 2)
      words.emplace_back(column + 1, tap(column + 3));
  }
  return words;
}

int64_t tinymlc::mcu::countDepthwiseWords(int64_t height, int64_t width) {
  if (height == 3 && width == 3)
    return 7;
  return 2 + height * static_cast<int64_t>(listTapWords(width).size());
}

bool tinymlc::mcu::isDepthwiseWindow(int64_t height, int64_t width) {
  return height >= 1 && height <= maxDepthwiseHeight && width >= 1 &&
         width <= 2 * maxDepthwiseWords &&
         countDepthwiseWords(height, width) <= maxDepthwiseWords;
}
