//===- ShortRequantizationTest.cpp - proven forms against the exact one ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/FixedPoint/ShortRequantization.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <cmath>
#include <random>

using namespace tinymlc;

namespace {

using Layer = std::vector<ChannelRequantization>;

constexpr int64_t largest = 2147483647;
constexpr OutputRange reluRange = {-128, -128, 127};

int32_t rescaled(const ChannelRequantization &channel, OutputRange range,
                 int64_t acc) {
  return multiplyByQuantizedMultiplier(static_cast<int32_t>(acc),
                                       channel.multiplier) +
         range.zeroPoint;
}

int32_t exact(const ChannelRequantization &channel, OutputRange range,
              int64_t acc) {
  return std::clamp(rescaled(channel, range, acc), range.minimum,
                    range.maximum);
}

/// The smallest accumulator from which on the level is reached, by bisection.
int64_t findStep(const ChannelRequantization &channel, OutputRange range,
                 int32_t level) {
  int64_t low = channel.lo, high = channel.hi + 1;
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    if (rescaled(channel, range, middle) >= level)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

/// All accumulators if they are few, otherwise the ends and five around each
/// step.
std::vector<int64_t> accumulatorsToTry(const ChannelRequantization &channel,
                                       OutputRange range) {
  std::vector<int64_t> result;
  if (channel.hi - channel.lo < 20000) {
    for (int64_t acc = channel.lo; acc <= channel.hi; ++acc)
      result.push_back(acc);
    return result;
  }
  for (int32_t level = -128; level <= 128; ++level) {
    int64_t step = findStep(channel, range, level);
    for (int64_t acc = step - 2; acc <= step + 2; ++acc)
      result.push_back(std::clamp(acc, channel.lo, channel.hi));
  }
  return result;
}

int64_t countMismatches(const Layer &layer, OutputRange range,
                        const ShortRequantization &found) {
  int64_t mismatches = 0;
  for (size_t i = 0; i < layer.size(); ++i)
    for (int64_t acc : accumulatorsToTry(layer[i], range))
      mismatches += evaluateShort(found, i, acc - layer[i].bias) !=
                    exact(layer[i], range, acc);
  return mismatches;
}

void expectProven(const Layer &layer, OutputRange range,
                  const std::optional<ShortRequantization> &found) {
  ASSERT_TRUE(found.has_value());
  ASSERT_EQ(found->channels.size(), layer.size());
  EXPECT_EQ(countMismatches(layer, range, *found), 0);
  for (size_t i = 0; i < layer.size(); ++i) {
    const ShortChannel &channel = found->channels[i];
    EXPECT_GT(channel.multiplier, 0);
    EXPECT_LE(channel.correction, 0);
    EXPECT_LE(std::abs(int64_t(channel.start)) + layer[i].reach * found->scale,
              largest);
  }
}

/// A layer like those of real models: outputs of a few dozen levels deviation,
/// accumulators bounded by the weights' sum.
Layer makeLayer(std::mt19937 &random, size_t channels, int weights) {
  std::uniform_real_distribution<double> spread(0.5, 1.0);
  std::normal_distribution<double> normal;
  Layer layer;
  for (size_t i = 0; i < channels; ++i) {
    double deviation = 45 * 60 * std::sqrt(weights) * spread(random);
    ChannelRequantization channel;
    channel.multiplier = quantizeMultiplier(50 * spread(random) / deviation);
    channel.bias = std::llround(normal(random) * deviation / 2);
    channel.reach = int64_t(128) * 36 * weights;
    channel.lo = channel.bias - channel.reach;
    channel.hi = channel.bias + channel.reach;
    layer.push_back(channel);
  }
  return layer;
}

TEST(ShortRequantization, StaircaseHasTheStepsOfTheFormula) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> exponent(-34, 4);
  std::uniform_int_distribution<int32_t> end(-100000, 100000);
  std::uniform_int_distribution<int32_t> level(-128, 127);
  for (int i = 0; i < 300; ++i) {
    ChannelRequantization channel;
    channel.multiplier = quantizeMultiplier(std::exp2(exponent(random)));
    auto [lo, hi] = std::minmax({end(random) * (1 << i % 8), end(random)});
    channel.lo = lo;
    channel.hi = hi;
    channel.bias = end(random);
    OutputRange range = {level(random)};
    auto stairs = deriveStaircase(channel, range.zeroPoint);
    ASSERT_TRUE(stairs.has_value());
    for (int32_t k = -127; k <= 127; ++k)
      ASSERT_EQ(stairs->thresholds[k + 127] + channel.bias,
                findStep(channel, range, k))
          << "multiplier " << channel.multiplier.multiplier << " shift "
          << channel.multiplier.shift << " level " << k;
  }
}

TEST(ShortRequantization, RefusesWhatTheFormulaOverflowsOn) {
  EXPECT_FALSE(deriveStaircase({{1 << 30, 8}, -(1 << 24), 1 << 24}, 0));
  EXPECT_FALSE(deriveStaircase({{-(1 << 30), 0}, -10, 10}, 0));
  EXPECT_FALSE(deriveStaircase({{1 << 30, 0}, 10, -10}, 0));
}

TEST(ShortRequantization, OneMultiplicationWhereZeroIsTheLowestLevel) {
  std::mt19937 random(2);
  for (int weights : {9, 16, 64, 300}) {
    Layer layer = makeLayer(random, 32, weights);
    auto found = proveShortRequantization(layer, reluRange, 256);
    expectProven(layer, reluRange, found);
    EXPECT_EQ(found->form, ShortForm::Multiply);
    EXPECT_EQ(found->offset, 0);
    EXPECT_FALSE(found->clamps);
  }
}

TEST(ShortRequantization, CorrectsTheSignWhereZeroIsInside) {
  std::mt19937 random(3);
  for (int32_t zeroPoint : {-100, -3, 20, 96}) {
    Layer layer = makeLayer(random, 16, 128);
    OutputRange range = {zeroPoint};
    auto found = proveShortRequantization(layer, range, 256);
    expectProven(layer, range, found);
    EXPECT_EQ(found->form, ShortForm::SignedMultiplyAdd);
    // Double rounding is no straight line through both signs.
    EXPECT_LT(found->channels[0].correction, 0);
  }
}

TEST(ShortRequantization, UsesOnlyAllowedForms) {
  std::mt19937 random(4);
  Layer layer = makeLayer(random, 8, 64);
  for (ShortForm form : allShortForms()) {
    auto found = proveShortRequantization(layer, reluRange, 256, form);
    expectProven(layer, reluRange, found);
    EXPECT_EQ(found->form, form);
  }
  OutputRange inside = {10};
  EXPECT_FALSE(
      proveShortRequantization(layer, inside, 256, ShortForm::Multiply));
}

TEST(ShortRequantization, TakesFactorsThatAreNoPowersOfTwo) {
  std::mt19937 random(5);
  Layer layer = makeLayer(random, 16, 144);
  auto found = proveShortRequantization(layer, reluRange, 192);
  expectProven(layer, reluRange, found);
  EXPECT_EQ(found->scale, 192);
}

TEST(ShortRequantization, ClampsToNarrowBounds) {
  std::mt19937 random(6);
  for (OutputRange range :
       {OutputRange{-128, -128, 40}, OutputRange{-20, -20, 127},
        OutputRange{-128, -100, 100}, OutputRange{5, 5, 60}}) {
    Layer layer = makeLayer(random, 16, 64);
    auto found = proveShortRequantization(layer, range, 256);
    expectProven(layer, range, found);
    EXPECT_TRUE(found->clamps);
  }
}

TEST(ShortRequantization, DoesNotClampWhatStaysInside) {
  ChannelRequantization channel{quantizeMultiplier(0.01), 0, 5000, 5000};
  OutputRange range = {-100, -100, -50};
  auto found = proveShortRequantization(channel, range, 256);
  expectProven({channel}, range, found);
  EXPECT_FALSE(found->clamps);
  channel.hi = 5100;
  found = proveShortRequantization(channel, range, 256);
  expectProven({channel}, range, found);
  EXPECT_TRUE(found->clamps);
}

TEST(ShortRequantization, ProvesDeadChannels) {
  std::mt19937 random(7);
  Layer layer = makeLayer(random, 4, 64);
  // All weights zero: with no bias, with one of a dead channel's size, and with
  // no multiplier; and one that moves too little for a step.
  layer.push_back({quantizeMultiplier(1e-3), 0, 0});
  layer.push_back(
      {quantizeMultiplier(1e-9), -1073741824, -1073741824, 0, -1073741824});
  layer.push_back(
      {quantizeMultiplier(1e-7), 1073741824, 1073741824, 0, 1073741824});
  layer.push_back({{0, 0}, -5000, 5000});
  layer.push_back({quantizeMultiplier(1e-5), 100, 2000, 2000});
  auto found = proveShortRequantization(layer, reluRange, 256);
  expectProven(layer, reluRange, found);
}

TEST(ShortRequantization, RefusesSumsThatDoNotFit) {
  // 2^23 * 256 is 2^31.
  ChannelRequantization channel{quantizeMultiplier(1e-5), -1000, 1000, 1 << 23};
  EXPECT_FALSE(proveShortRequantization(channel, reluRange, 256));
  EXPECT_TRUE(proveShortRequantization(channel, reluRange, 64));
  // One channel spoils the layer, the others count.
  Layer layer = {channel, channel, channel};
  layer[1].reach = layer[2].reach = 0;
  EXPECT_FALSE(proveShortRequantization(layer, reluRange, 256));
  EXPECT_EQ(
      countShortRequantizable(layer, reluRange, 256, ShortForm::MultiplyAdd),
      2u);
}

TEST(ShortRequantization, RefusesMultipliersThatDoNotFit) {
  // 8 levels per unit, at a scale of 1: the multiplier would be 2^35.
  ChannelRequantization channel{quantizeMultiplier(8.0), -100, 100};
  EXPECT_FALSE(proveShortRequantization(channel, reluRange, 1));
  EXPECT_FALSE(proveShortRequantization(Layer(), reluRange, 256));
  EXPECT_FALSE(proveShortRequantization(channel, {-129}, 256));
  EXPECT_FALSE(proveShortRequantization(channel, reluRange, 0));
}

TEST(ShortRequantization, RefusesAStaircaseThatNoLineHas) {
  // Steps of 100 and 300 units in turn.
  Staircase stairs;
  stairs.hi = 60000;
  for (int i = 0; i < 255; ++i)
    stairs.thresholds[i] = 200 * (i + 1) + (i % 2 ? 100 : 0);
  EXPECT_FALSE(proveShortStaircases(stairs, reluRange, 256));
  for (int i = 0; i < 255; ++i)
    stairs.thresholds[i] = 200 * (i + 1);
  EXPECT_TRUE(proveShortStaircases(stairs, reluRange, 256));
}

TEST(ShortRequantization, ComparisonSeesOtherConstants) {
  std::mt19937 random(8);
  Layer layer = makeLayer(random, 4, 64);
  OutputRange range = {4};
  auto found = proveShortRequantization(layer, range, 256);
  expectProven(layer, range, found);
  auto expectMismatch = [&](auto change) {
    ShortRequantization changed = *found;
    change(changed);
    EXPECT_GT(countMismatches(layer, range, changed), 0);
  };
  expectMismatch([](auto &x) { x.channels[1].multiplier += 1 << 16; });
  expectMismatch([](auto &x) { x.channels[2].start += 512; });
  expectMismatch([](auto &x) { x.channels[3].correction = 0; });
  expectMismatch([](auto &x) { x.offset += 1 << (x.shift - 3); });
  expectMismatch([](auto &x) { --x.shift; });
}

} // namespace
