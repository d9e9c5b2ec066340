//===- ShortDivision.cpp - averages in few instructions -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/FixedPoint/ShortDivision.h"

#include <algorithm>

using namespace tinymlc;

/// Sums of more values than this do not fit 32 bits.
static constexpr int64_t largestCount = int64_t(1) << 23;

static int64_t magnitude(ClampRange<int32_t> input) {
  return std::max(std::abs(int64_t(input.min)), std::abs(int64_t(input.max)));
}

/// The steps of averageOfStored. With h = floor(count / 2), positive levels are
/// reached from level * count - h on; the others, where the division of
/// sum - h truncates upwards, from (level - 1) * count + h + 1 on.
static Staircase averageStairs(int64_t count, ClampRange<int32_t> input) {
  Staircase stairs;
  stairs.lo = count * input.min;
  stairs.hi = count * input.max;
  stairs.reach = count * magnitude(input);
  for (int32_t level = -127; level <= 127; ++level) {
    int64_t threshold = level > 0 ? level * count - count / 2
                                  : (level - 1) * count + count / 2 + 1;
    stairs.thresholds[level + 127] =
        std::clamp(threshold, stairs.lo, stairs.hi + 1);
  }
  return stairs;
}

static std::optional<ShortRequantization>
proveWithSmallestScale(const Staircase &stairs, OutputRange range,
                       llvm::ArrayRef<ShortForm> allowed) {
  for (int log2 = 0; log2 <= 16; ++log2)
    if (auto found = proveShortStaircases(stairs, range, 1 << log2, allowed))
      return found;
  return std::nullopt;
}

static bool isValid(int64_t count, ClampRange<int32_t> input) {
  return count >= 1 && count <= largestCount && input.min >= -128 &&
         input.min <= input.max && input.max <= 127;
}

std::optional<ShortRequantization>
tinymlc::proveShortAverage(int32_t count, ClampRange<int32_t> range,
                           ClampRange<int32_t> input,
                           llvm::ArrayRef<ShortForm> allowed) {
  if (!isValid(count, input))
    return std::nullopt;
  return proveWithSmallestScale(averageStairs(count, input),
                                {0, range.min, range.max}, allowed);
}

std::optional<ShortRequantization>
tinymlc::proveShortMean(const MeanParameters &parameters, int64_t count,
                        ClampRange<int32_t> input,
                        llvm::ArrayRef<ShortForm> allowed) {
  if (!isValid(count, input))
    return std::nullopt;
  ChannelRequantization channel;
  channel.multiplier = parameters.multiplier;
  channel.bias = -int64_t(parameters.sumOffset);
  channel.lo = count * input.min + channel.bias;
  channel.hi = count * input.max + channel.bias;
  channel.reach = count * magnitude(input);
  auto stairs = deriveStaircase(channel, parameters.outputOffset);
  if (!stairs)
    return std::nullopt;
  return proveWithSmallestScale(*stairs, {parameters.outputOffset}, allowed);
}
