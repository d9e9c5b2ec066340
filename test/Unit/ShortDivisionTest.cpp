//===- ShortDivisionTest.cpp - averages of every sum ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/FixedPoint/ShortDivision.h"
#include "gtest/gtest.h"

using namespace tinymlc;

namespace {

/// Sums of `count` values within `input` on which the form and `exact` differ.
template <typename Exact>
int countMismatches(const ShortRequantization &found, int count,
                    ClampRange<int32_t> input, Exact exact) {
  int mismatches = 0;
  for (int sum = count * input.min; sum <= count * input.max; ++sum)
    mismatches += evaluateShort(found, 0, sum) != exact(sum);
  return mismatches;
}

void expectProvenAverage(int count, ClampRange<int32_t> range,
                         ClampRange<int32_t> input = int8Range()) {
  auto found = proveShortAverage(count, range, input);
  ASSERT_TRUE(found.has_value()) << count;
  EXPECT_EQ(countMismatches(*found, count, input,
                            [&](int sum) {
                              return range.clamp(averageOfStored(sum, count));
                            }),
            0)
      << count;
}

TEST(ShortDivision, AverageIsExactForEverySum) {
  for (int count = 1; count <= 150; ++count)
    expectProvenAverage(count, int8Range());
  for (int count : {196, 256, 625, 1000, 2304, 9216})
    expectProvenAverage(count, int8Range());
}

TEST(ShortDivision, AverageClampsAndTakesIntervals) {
  expectProvenAverage(9, {-20, 50});
  expectProvenAverage(16, {0, 127});
  EXPECT_TRUE(proveShortAverage(16, {0, 127})->clamps);
  expectProvenAverage(16, {0, 127}, {0, 127});
  EXPECT_FALSE(proveShortAverage(16, {0, 127}, {0, 127})->clamps);
}

TEST(ShortDivision, ComparisonSeesOtherCounts) {
  auto found = proveShortAverage(36, int8Range());
  ASSERT_TRUE(found.has_value());
  auto exact = [](int sum) { return averageOfStored(sum, 35); };
  EXPECT_GT(countMismatches(*found, 35, int8Range(), exact), 0);
}

TEST(ShortDivision, RefusesWhatIsNoAverage) {
  EXPECT_FALSE(proveShortAverage(0, int8Range()));
  EXPECT_FALSE(proveShortAverage(1 << 24, int8Range()));
  EXPECT_FALSE(proveShortAverage(4, int8Range(), {3, 2}));
}

TEST(ShortDivision, MeanIsExactForEverySum) {
  for (int count : {4, 9, 49, 64, 125, 300})
    for (QuantParams output : {QuantParams{0.05f, -128}, QuantParams{0.031f, 5},
                               QuantParams{0.07f, -40}}) {
      auto parameters = deriveMeanParameters({0.05f, -3}, output, count);
      auto found = proveShortMean(parameters, count);
      ASSERT_TRUE(found.has_value()) << count << " " << output.zeroPoint;
      EXPECT_EQ(countMismatches(*found, count, int8Range(),
                                [&](int sum) { return parameters.apply(sum); }),
                0);
    }
}

} // namespace
