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

/// The order of a kernel row's taps in which a word that one pixel has read is
/// the next one that its neighbour reads.
static std::vector<int64_t> orderTaps(int64_t width, int64_t stride) {
  std::vector<int64_t> order;
  for (int64_t phase = 0; phase < stride; ++phase)
    for (int64_t tap = phase; tap < width; tap += stride)
      order.push_back(tap);
  return order;
}

/// A turn takes one pair of channels through all taps.
static PackedSchedule makeDeepSchedule(int64_t height, int64_t width,
                                       int64_t depth, int64_t stride,
                                       int64_t rowBytes) {
  PackedSchedule schedule{{}, height * width, 4};
  for (int64_t pair = 0; pair < depth / 2; ++pair)
    for (int64_t ky = 0; ky < height; ++ky)
      for (int64_t kx : orderTaps(width, stride)) {
        auto [low, high] = permutedChannels(pair);
        int64_t tap = (ky * width + kx) * depth;
        schedule.steps.push_back({ky * rowBytes + kx * depth * 2 + 4 * pair,
                                  {tap + low, tap + high}});
      }
  return schedule;
}

/// A kernel row's taps are one run of i16; few rows are unrolled, unless code
/// is to be small.
static PackedSchedule makeShallowSchedule(int64_t height, int64_t width,
                                          int64_t depth, int64_t rowBytes,
                                          bool compact) {
  int64_t maxUnrolled = compact ? 0 : 24;
  int64_t run = width * depth, words = (run + 1) / 2;
  PackedSchedule schedule{{}, words * height, 0};
  if (schedule.period > maxUnrolled) {
    schedule.period = words;
    schedule.advance = rowBytes;
  }
  for (int64_t ky = 0; ky < height; ++ky)
    for (int64_t word = 0; word < words; ++word) {
      int64_t tap = ky * run + 2 * word;
      schedule.steps.push_back(
          {ky * rowBytes + 4 * word, {tap, 2 * word + 1 < run ? tap + 1 : -1}});
    }
  return schedule;
}

PackedSchedule tinymlc::mcu::makeWindowSchedule(int64_t height, int64_t width,
                                                int64_t depth, int64_t stride,
                                                int64_t rowBytes,
                                                bool compact) {
  return isPermuted(depth)
             ? makeDeepSchedule(height, width, depth, stride, rowBytes)
             : makeShallowSchedule(height, width, depth, rowBytes, compact);
}

WidenedRows tinymlc::mcu::makeWidenedRows(int64_t inputWidth, int64_t depth,
                                          int64_t height, int64_t stride,
                                          int64_t left, int64_t right,
                                          bool pairsRows) {
  int64_t halves = (left + inputWidth + right) * depth;
  // The last word of an odd number of taps reaches one half further.
  int64_t rowBytes = (2 * (halves + depth % 2) + 3) / 4 * 4;
  return {height + (pairsRows ? stride : 0), rowBytes, 2 * left * depth};
}
