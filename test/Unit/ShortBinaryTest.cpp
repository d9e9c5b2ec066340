//===- ShortBinaryTest.cpp - ADD, SUB, MUL over all pairs -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/FixedPoint/ShortBinary.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <random>

using namespace tinymlc;

namespace {

constexpr auto none = FusedActivation::None;

/// Pairs within the intervals on which the two functions differ.
template <typename Function, typename Exact>
int countMismatches(Function function, Exact exact,
                    OperandIntervals operands = {}) {
  int mismatches = 0;
  for (int a = operands.lhs.min; a <= operands.lhs.max; ++a)
    for (int b = operands.rhs.min; b <= operands.rhs.max; ++b)
      mismatches += function(static_cast<int8_t>(a), static_cast<int8_t>(b)) !=
                    exact(static_cast<int8_t>(a), static_cast<int8_t>(b));
  return mismatches;
}

void expectProvenAdd(const AddParameters &parameters,
                     OperandIntervals operands = {}) {
  auto found = proveShortAdd(parameters, operands);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(countMismatches(
                [&](int8_t a, int8_t b) { return evaluateShort(*found, a, b); },
                [&](int8_t a, int8_t b) { return parameters.add(a, b); },
                operands),
            0);
}

void expectProvenSub(const AddParameters &parameters) {
  auto found = proveShortSub(parameters);
  ASSERT_TRUE(found.has_value());
  EXPECT_LT(found->rhsMultiplier, 0);
  EXPECT_EQ(countMismatches(
                [&](int8_t a, int8_t b) { return evaluateShort(*found, a, b); },
                [&](int8_t a, int8_t b) { return parameters.sub(a, b); }),
            0);
}

void expectProvenMul(const MulParameters &parameters,
                     OperandIntervals operands = {}) {
  auto found = proveShortMul(parameters, operands);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(countMismatches(
                [&](int8_t a, int8_t b) { return evaluateShort(*found, a, b); },
                [&](int8_t a, int8_t b) { return parameters.mul(a, b); },
                operands),
            0);
}

class Scales {
public:
  explicit Scales(unsigned seed) : random(seed) {}

  QuantParams input() {
    return {std::uniform_real_distribution<float>(0.01f, 0.1f)(random),
            zeroPoint()};
  }
  QuantParams output(float unit) {
    return {unit * std::uniform_real_distribution<float>(0.9f, 1.7f)(random),
            zeroPoint()};
  }

private:
  int32_t zeroPoint() {
    if (random() % 3 == 0)
      return -128;
    return std::uniform_int_distribution<int32_t>(-128, 127)(random);
  }

  std::mt19937 random;
};

TEST(ShortBinary, AddIsExactOnAllPairs) {
  Scales scales(1);
  for (int i = 0; i < 20; ++i) {
    QuantParams lhs = scales.input(), rhs = scales.input();
    QuantParams output = scales.output(std::max(lhs.scale, rhs.scale));
    expectProvenAdd(deriveAddParameters(lhs, rhs, output, none));
  }
}

TEST(ShortBinary, AddRoundsTiesAwayFromZero) {
  // Half of all sums are ties, of both signs.
  expectProvenAdd(deriveAddParameters({0.05f, 0}, {0.05f, 0}, {0.1f, 0}, none));
  expectProvenAdd(
      deriveAddParameters({0.05f, 3}, {0.025f, -7}, {0.1f, 12}, none));
  expectProvenAdd(deriveAddParameters({1, 0}, {1, 0}, {1, 0}, none));
}

TEST(ShortBinary, AddClampsToNarrowBounds) {
  auto relu = FusedActivation::Relu;
  QuantParams lhs = {0.0512f, 4}, rhs = {0.0307f, -9};
  auto parameters = deriveAddParameters(lhs, rhs, {0.0619f, -30}, relu);
  expectProvenAdd(parameters);
  EXPECT_TRUE(proveShortAdd(parameters)->clamps);
  parameters = deriveAddParameters(lhs, rhs, {0.0619f, -128}, relu);
  expectProvenAdd(parameters);
  EXPECT_FALSE(proveShortAdd(parameters)->clamps);
}

TEST(ShortBinary, AddNeedsNoClampOnOperandsThatStayInside) {
  auto parameters = deriveAddParameters({0.05f, 0}, {0.05f, 0}, {0.05f, 0},
                                        FusedActivation::Relu);
  OperandIntervals positive = {{0, 50}, {0, 50}};
  expectProvenAdd(parameters, positive);
  EXPECT_FALSE(proveShortAdd(parameters, positive)->clamps);
}

TEST(ShortBinary, AddOfConstantsAndOfSaturatedOutputs) {
  auto parameters =
      deriveAddParameters({0.05f, 0}, {0.05f, 0}, {0.05f, 0}, none);
  expectProvenAdd(parameters, {{7, 7}, {-3, -3}});
  expectProvenAdd(parameters, {{100, 120}, {100, 127}});
  expectProvenAdd(parameters, {{-120, -100}, {-128, -90}});
}

TEST(ShortBinary, SubIsExactOnAllPairs) {
  Scales scales(2);
  for (int i = 0; i < 10; ++i) {
    QuantParams lhs = scales.input(), rhs = scales.input();
    QuantParams output = scales.output(std::max(lhs.scale, rhs.scale));
    expectProvenSub(deriveSubParameters(lhs, rhs, output, none));
  }
}

TEST(ShortBinary, RefusesWhatTheReferenceRefuses) {
  // The output multiplier is 2 * 1 / (2^20 * 1e-7), not below 1.
  auto parameters = deriveAddParameters({1, 0}, {1, 0}, {1e-7f, 0}, none);
  ASSERT_FALSE(parameters.isSupported());
  EXPECT_FALSE(proveShortAdd(parameters));
  parameters = deriveAddParameters({1, 0}, {1, 0}, {1, 0}, none);
  EXPECT_FALSE(proveShortAdd(parameters, {{5, 4}, {0, 1}}));
}

TEST(ShortBinary, RefusesTiesThatRoundIrregularly) {
  // (5 a + 3 b) / 6: the reference's first roundings tip the ties either way.
  EXPECT_FALSE(proveShortAdd(
      deriveAddParameters({0.05f, 1}, {0.03f, 2}, {0.06f, 3}, none)));
}

TEST(ShortBinary, ComparisonSeesOtherConstants) {
  auto parameters =
      deriveAddParameters({0.0512f, 1}, {0.0307f, 2}, {0.0619f, 3}, none);
  auto found = proveShortAdd(parameters);
  ASSERT_TRUE(found.has_value());
  auto mismatches = [&] {
    return countMismatches(
        [&](int8_t a, int8_t b) { return evaluateShort(*found, a, b); },
        [&](int8_t a, int8_t b) { return parameters.add(a, b); });
  };
  ASSERT_EQ(mismatches(), 0);
  found->lhsMultiplier += found->lhsMultiplier >> 8;
  EXPECT_GT(mismatches(), 0);
}

TEST(ShortBinary, MulIsExactOnAllPairs) {
  Scales scales(3);
  for (int i = 0; i < 10; ++i) {
    QuantParams lhs = scales.input(), rhs = scales.input();
    QuantParams output = scales.output(100 * lhs.scale * rhs.scale);
    expectProvenMul(deriveMulParameters(lhs, rhs, output, none));
  }
}

TEST(ShortBinary, MulClampsAndTakesIntervals) {
  auto parameters = deriveMulParameters({0.05f, 4}, {0.03f, -9}, {0.1f, -20},
                                        FusedActivation::Relu);
  expectProvenMul(parameters);
  EXPECT_TRUE(proveShortMul(parameters)->requantization.clamps);
  OperandIntervals positive = {{4, 60}, {-9, 60}};
  expectProvenMul(parameters, positive);
  EXPECT_FALSE(proveShortMul(parameters, positive)->requantization.clamps);
}

} // namespace
