//===- FixedPointTest.cpp - multipliers, parameters, tables ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/FixedPoint/Multiplier.h"
#include "tinymlc/FixedPoint/Parameters.h"
#include "tinymlc/FixedPoint/Softmax.h"
#include "tinymlc/FixedPoint/Tables.h"
#include "tinymlc/FixedPoint/Transcendental.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>

using namespace tinymlc;

namespace {

constexpr int32_t smallest = std::numeric_limits<int32_t>::min();
constexpr int32_t largest = std::numeric_limits<int32_t>::max();
constexpr int32_t half = 1 << 30; // of a multiplier

TEST(Multiplier, WrapsAround) {
  EXPECT_EQ(wrappingAdd(largest, 1), smallest);
  EXPECT_EQ(wrappingSub(smallest, 1), largest);
  EXPECT_EQ(wrappingMul(1 << 20, 1 << 12), 0);
  EXPECT_EQ(wrappingShiftLeft(-1, 31), smallest);
  EXPECT_EQ(wrappingShiftLeft(-1, 32), 0);
}

TEST(Multiplier, HighMultiplicationRoundsTiesUp) {
  EXPECT_EQ(saturatingRoundingDoublingHighMul(half, half), 1 << 29);
  EXPECT_EQ(saturatingRoundingDoublingHighMul(1, half), 1);   // 0.5
  EXPECT_EQ(saturatingRoundingDoublingHighMul(-1, half), 0);  // -0.5
  EXPECT_EQ(saturatingRoundingDoublingHighMul(3, half), 2);   // 1.5
  EXPECT_EQ(saturatingRoundingDoublingHighMul(-3, half), -1); // -1.5
  EXPECT_EQ(saturatingRoundingDoublingHighMul(smallest, smallest), largest);
  EXPECT_EQ(saturatingRoundingDoublingHighMul(smallest, largest), -largest);
}

TEST(Multiplier, DivisionRoundsTiesAwayFromZero) {
  EXPECT_EQ(roundingDivideByPOT(7, 0), 7);
  EXPECT_EQ(roundingDivideByPOT(5, 1), 3);   // 2.5
  EXPECT_EQ(roundingDivideByPOT(-5, 1), -3); // -2.5
  EXPECT_EQ(roundingDivideByPOT(5, 2), 1);   // 1.25
  EXPECT_EQ(roundingDivideByPOT(-7, 2), -2); // -1.75
  EXPECT_EQ(roundingDivideByPOT(largest, 31), 1);
  EXPECT_EQ(roundingDivideByPOT(smallest, 31), -1);
  EXPECT_EQ(roundingDivideByPOT(half, 31), 1);      // 0.5
  EXPECT_EQ(roundingDivideByPOT(half - 1, 31), 0);  // just below
  EXPECT_EQ(roundingDivideByPOT(-half, 31), -1);    // -0.5
  EXPECT_EQ(roundingDivideByPOT(-half + 1, 31), 0); // just above
}

TEST(Multiplier, SixteenBits) {
  EXPECT_EQ(saturatingRoundingDoublingHighMul16(3, 1 << 14), 2);   // 1.5
  EXPECT_EQ(saturatingRoundingDoublingHighMul16(-3, 1 << 14), -1); // -1.5
  EXPECT_EQ(saturatingRoundingDoublingHighMul16(-32768, -32768), 32767);
  EXPECT_EQ(saturatingDoublingHighMul16(3, 1 << 14), 1);
  EXPECT_EQ(saturatingDoublingHighMul16(-3, 1 << 14), -1);
  EXPECT_EQ(saturatingDoublingHighMul16(-32768, -32768), 32767);
  EXPECT_EQ(roundingDivideByPOT16(-5, 1), -3);
  EXPECT_EQ(roundingDivideByPOT16(100, 16), 1);
  EXPECT_EQ(roundingDivideByPOT16(-100, 16), -1);
  EXPECT_EQ(saturatingShiftLeft16(100, 8), 25600);
  EXPECT_EQ(saturatingShiftLeft16(-100, 9), -32768);
  EXPECT_EQ(saturatingShiftLeft16(1, 60), 32767);
  EXPECT_EQ(saturatingShiftLeft16(0, 60), 0);
}

TEST(Multiplier, Quantizes) {
  EXPECT_EQ(quantizeMultiplier(0.0), (QuantizedMultiplier{0, 0}));
  EXPECT_EQ(quantizeMultiplier(0.5), (QuantizedMultiplier{half, 0}));
  EXPECT_EQ(quantizeMultiplier(1.0), (QuantizedMultiplier{half, 1}));
  EXPECT_EQ(quantizeMultiplier(0.1), (QuantizedMultiplier{1717986918, -3}));
  EXPECT_EQ(quantizeMultiplier(-3.0), (QuantizedMultiplier{-1610612736, 2}));
}

TEST(Multiplier, QuantizesLimits) {
  // Just below 1 rounds up to 2^31, which is 2^30 one place on.
  EXPECT_EQ(quantizeMultiplier(1.0 - std::ldexp(1.0, -40)),
            (QuantizedMultiplier{half, 1}));
  EXPECT_EQ(quantizeMultiplier(std::ldexp(1.0, -32)),
            (QuantizedMultiplier{half, -31}));
  EXPECT_EQ(quantizeMultiplier(std::ldexp(1.0, -33)),
            (QuantizedMultiplier{0, 0}));
  EXPECT_EQ(quantizeMultiplier(HUGE_VAL), (QuantizedMultiplier{0, 0}));
  EXPECT_EQ(quantizeMultiplier(std::nan("")), (QuantizedMultiplier{0, 0}));
}

TEST(Multiplier, RescalesWithDoubleRounding) {
  EXPECT_EQ(multiplyByQuantizedMultiplier(100, quantizeMultiplier(0.1)), 10);
  EXPECT_EQ(multiplyByQuantizedMultiplier(3, quantizeMultiplier(4.0)), 12);
  // 0.25 rounds to 0 at once, but to 1 by way of 0.5.
  EXPECT_EQ(multiplyByQuantizedMultiplier(1, quantizeMultiplier(0.25)), 1);
  // The left shift drops what does not fit.
  EXPECT_EQ(multiplyByQuantizedMultiplier(1 << 30, quantizeMultiplier(4.0)), 0);
}

double toReal(int32_t x, int fractionBits) {
  return std::ldexp(x, -fractionBits);
}

TEST(Transcendental, IsNearTheRealFunctions) {
  for (int32_t a = smallest + 1; a < largest - (1 << 24); a += 12345677) {
    double real = toReal(a, 27);
    EXPECT_NEAR(toReal(logisticFixedPoint(a, 4), 31), 1 / (1 + std::exp(-real)),
                2e-7);
    EXPECT_NEAR(toReal(tanhFixedPoint(a, 4), 31), std::tanh(real), 2e-7);
    if (a < 0) {
      EXPECT_NEAR(toReal(expOnNegativeValues(a, 4), 31), std::exp(real), 2e-7);
      EXPECT_NEAR(toReal(expOnNegativeValues(a, 5), 31), std::exp(2 * real),
                  2e-7);
    } else {
      double fraction = toReal(a, 31);
      EXPECT_NEAR(toReal(oneOverOnePlusX(a), 31), 1 / (1 + fraction), 2e-7);
      EXPECT_NEAR(toReal(oneMinusXOverOnePlusX(a), 31),
                  (1 - fraction) / (1 + fraction), 2e-7);
    }
  }
}

TEST(Transcendental, HasExactMiddles) {
  EXPECT_EQ(expOnNegativeValues(0, 5), largest);
  EXPECT_EQ(logisticFixedPoint(0, 4), half);
  EXPECT_EQ(tanhFixedPoint(0, 4), 0);
  // Nothing is undefined at the ends.
  EXPECT_EQ(tanhFixedPoint(smallest, 4), -tanhFixedPoint(largest, 4));
}

TEST(Parameters, ActivationRanges) {
  QuantParams output{0.5f, -3};
  using Range = ClampRange<int32_t>;
  EXPECT_EQ(calculateActivationRange(FusedActivation::None, output),
            (Range{-128, 127}));
  EXPECT_EQ(calculateActivationRange(FusedActivation::Relu, output),
            (Range{-3, 127}));
  EXPECT_EQ(calculateActivationRange(FusedActivation::Relu6, output),
            (Range{-3, 9}));
  EXPECT_EQ(calculateActivationRange(FusedActivation::ReluN1To1, output),
            (Range{-5, -1}));
  // 6 / 4 = 1.5 rounds away from zero; tiny scales saturate.
  EXPECT_EQ(calculateActivationRange(FusedActivation::Relu6, {4.0f, 0}).max, 2);
  EXPECT_EQ(calculateActivationRange(FusedActivation::Relu6, {1e-30f, 5}),
            (Range{5, 127}));
  EXPECT_EQ(calculateFloatActivationRange(FusedActivation::Relu6).max, 6.0f);
}

TEST(Parameters, ConvolutionScales) {
  EXPECT_EQ(deriveConvMultiplier(0.5f, 0.25f, 1.0f),
            (QuantizedMultiplier{half, -2}));
  auto perTensor = deriveConvMultipliers(0.5f, {0.25f}, 3, 1.0f);
  EXPECT_EQ(perTensor.size(), 3u);
  auto perChannel = deriveConvMultipliers(0.5f, {0.25f, 0.5f}, 2, 1.0f);
  EXPECT_EQ(perChannel[1], (QuantizedMultiplier{half, -1}));
}

TEST(Parameters, FullyConnectedRoundsItsOneScaleInFloat) {
  // The product of these has 48 significant bits, of which float keeps 24.
  float input = 1.0f + std::ldexp(1.0f, -23);
  auto units = deriveFullyConnectedMultipliers(input, {input}, 2, 2.0f);
  EXPECT_EQ(units[0], (QuantizedMultiplier{half + (1 << 8), 0}));
  EXPECT_EQ(units[1], units[0]);
  // So do three quarters and a bit: the tie is decided in float.
  float filter = 1.5f + std::ldexp(1.0f, -23);
  QuantizedMultiplier inFloat =
      deriveFullyConnectedMultipliers(input, {filter}, 1, 2.0f)[0];
  QuantizedMultiplier inDouble = deriveConvMultiplier(input, filter, 2.0f);
  EXPECT_NE(inFloat, inDouble);
  EXPECT_EQ(deriveFullyConnectedMultipliers(input, {filter, input}, 2, 2.0f)[0],
            inDouble);
}

TEST(Parameters, AddAndSub) {
  AddParameters p = deriveAddParameters({0.5f, 3}, {0.25f, -7}, {1.0f, 10},
                                        FusedActivation::None);
  EXPECT_EQ(p.leftShift, 20);
  EXPECT_EQ(p.lhsOffset, -3);
  EXPECT_EQ(p.rhsOffset, 7);
  EXPECT_EQ(p.outputOffset, 10);
  EXPECT_EQ(p.lhs, (QuantizedMultiplier{half, 0}));
  EXPECT_EQ(p.rhs, (QuantizedMultiplier{half, -1}));
  EXPECT_EQ(p.output, (QuantizedMultiplier{half, -19}));
  EXPECT_TRUE(p.isSupported());
  // (23 - 3) / 2 + (13 + 7) / 4 = 15; - 5 = 5.
  EXPECT_EQ(p.add(23, 13), 25);
  EXPECT_EQ(p.sub(23, 13), 15);
  EXPECT_EQ(p.add(127, 127), 106); // 62 + 33.5, ties away from zero
  EXPECT_FALSE(deriveAddParameters({1.0f, 0}, {1.0f, 0}, {1e-7f, 0},
                                   FusedActivation::None)
                   .isSupported());
}

TEST(Parameters, SubComputesItsRatiosInFloat) {
  QuantParams lhs{0.1f, 0}, rhs{0.3f, 0}, output{0.7f, 0};
  QuantizedMultiplier add =
      deriveAddParameters(lhs, rhs, output, FusedActivation::None).lhs;
  QuantizedMultiplier sub =
      deriveSubParameters(lhs, rhs, output, FusedActivation::None).lhs;
  EXPECT_NE(add, sub);
  // A float has 24 significant bits.
  EXPECT_EQ(sub.multiplier & 0x7f, 0);
}

TEST(Parameters, Mul) {
  MulParameters p = deriveMulParameters({0.5f, 1}, {0.5f, -1}, {1.0f, 5},
                                        FusedActivation::Relu);
  EXPECT_EQ(p.mul(9, 7), 21); // 4 * 4 + 5
  EXPECT_EQ(p.mul(-7, 7), 5); // below the zero point: clamped
  EXPECT_EQ(p.mul(127, 127), 127);
}

TEST(Parameters, Mean) {
  // Three elements: 1/3 of 2^31 * 2, and the sum of three zero points.
  MeanParameters p = deriveMeanParameters({1.0f, 2}, {1.0f, -4}, 3);
  EXPECT_EQ(p.sumOffset, 6);
  EXPECT_EQ(p.multiplier, (QuantizedMultiplier{715827882, 0}));
  EXPECT_EQ(p.apply(6 + 30), 6);
  EXPECT_EQ(p.apply(6), -4);
  EXPECT_EQ(p.apply(6 + 3000), 127);
}

TEST(Parameters, AverageRoundsHalfAwayFromZero) {
  EXPECT_EQ(averageOfStored(5, 2), 3);
  EXPECT_EQ(averageOfStored(-5, 2), -3);
  EXPECT_EQ(averageOfStored(-4, 3), -1);
  EXPECT_EQ(averageOfStored(0, 0), 0);
}

TEST(Parameters, QuantizesFloats) {
  QuantParams params{0.5f, -3};
  EXPECT_EQ(quantizeFloat(1.0f, params), -1);
  EXPECT_EQ(quantizeFloat(0.25f, params), -2); // half away from zero
  EXPECT_EQ(quantizeFloat(-0.25f, params), -4);
  EXPECT_EQ(quantizeFloat(1e30f, params), 127);
  EXPECT_EQ(quantizeFloat(-HUGE_VALF, params), -128);
  EXPECT_EQ(quantizeFloat(std::nanf(""), params), -3);
  EXPECT_EQ(dequantizeInt8(-1, params), 1.0f);
}

TEST(Tables, AreIndexedByTheBitPattern) {
  Int8Table table = relu6Table({1.0f, 0});
  EXPECT_EQ(table[0], 0);
  EXPECT_EQ(table[4], 4);
  EXPECT_EQ(table[127], 6);
  EXPECT_EQ(table[255], 0);
  EXPECT_EQ(lookUp(table, -128), 0);
}

TEST(Tables, Sigmoids) {
  Int8Table logistic = logisticTable({0.125f, 3});
  EXPECT_EQ(lookUp(logistic, 3), 0);
  EXPECT_EQ(lookUp(logistic, 11), 59); // 1 / (1 + exp(-1)) = 187.15 / 256
  EXPECT_EQ(lookUp(logistic, -128), -128);
  EXPECT_EQ(lookUp(logistic, 127), 127); // 255.99995 rounds to 256
  Int8Table tanh = tanhTable({0.125f, 3});
  EXPECT_EQ(lookUp(tanh, 3), 0);
  EXPECT_EQ(lookUp(tanh, 11), 97); // tanh(1) = 97.48 / 128
  EXPECT_EQ(lookUp(tanh, -5), -97);
  EXPECT_EQ(lookUp(tanh, -128), -128);
}

TEST(Tables, SigmoidsOfExtremeScales) {
  // The whole range maps to the ends, and the zero point to the lower one.
  Int8Table steep = logisticTable({1e30f, 0});
  EXPECT_EQ(lookUp(steep, 1), 127);
  EXPECT_EQ(lookUp(steep, 0), -128);
  Int8Table flat = logisticTable({1e-30f, 0});
  EXPECT_EQ(lookUp(flat, 127), 0);
  EXPECT_EQ(lookUp(flat, -128), 0);
}

TEST(Tables, RectifiersRescale) {
  Int8Table relu = reluTable({1.0f, 2}, {0.5f, -10});
  EXPECT_EQ(lookUp(relu, 7), 0); // 5 real
  EXPECT_EQ(lookUp(relu, -100), -10);
  EXPECT_EQ(lookUp(relu, 127), 127);
  Int8Table leaky = leakyReluTable({1.0f, 2}, {0.5f, -10}, 0.25f);
  EXPECT_EQ(lookUp(leaky, 7), 0);
  EXPECT_EQ(lookUp(leaky, -6), -14); // -8 / 4 / 0.5
  Int8Table negative = leakyReluTable({1.0f, 0}, {1.0f, 0}, -0.5f);
  EXPECT_EQ(lookUp(negative, -10), 5);
  Int8Table requantized = requantizeTable({1.0f, 2}, {0.5f, -10});
  EXPECT_EQ(lookUp(requantized, -6), -26);
}

TEST(Tables, HardSwish) {
  QuantParams params{1.0f / 16, 0};
  Int8Table table = hardSwishTable(params, params);
  EXPECT_EQ(lookUp(table, 0), 0);
  EXPECT_EQ(lookUp(table, 64), 64);  // identity from 3 on
  EXPECT_EQ(lookUp(table, -64), 0);  // 0 up to -3
  EXPECT_EQ(lookUp(table, 16), 11);  // 1 * 4 / 6 = 10.67 / 16
  EXPECT_EQ(lookUp(table, -16), -5); // -1 * 2 / 6 = -5.33 / 16
  EXPECT_TRUE(deriveHardSwishParameters(params, params).isSupported());
  EXPECT_FALSE(deriveHardSwishParameters({1.0f, 0}, {0.001f, 0}).isSupported());
}

TEST(Softmax, Parameters) {
  SoftmaxParameters p = deriveSoftmaxParameters(1.0f, 0.5f);
  // 0.5 * 2^26 as a multiplier; 31 * 2^26 / 2^26.
  EXPECT_EQ(p.multiplier, (QuantizedMultiplier{half, 26}));
  EXPECT_EQ(p.diffMin, -31);
  EXPECT_TRUE(p.isSupported());
  EXPECT_FALSE(deriveSoftmaxParameters(0.0f, 0.5f).isSupported());
  // A huge scale is capped: only the largest counts.
  EXPECT_EQ(deriveSoftmaxParameters(1.0f, 1e9f).diffMin, 0);
}

TEST(Softmax, TabulatesExponentials) {
  SoftmaxTable table = softmaxExponentials(deriveSoftmaxParameters(1.0f, 0.5f));
  EXPECT_EQ(table[0], largest);
  EXPECT_NEAR(toReal(table[2], 31), std::exp(-1.0), 2e-7);
  EXPECT_NE(table[31], 0);
  EXPECT_EQ(table[32], 0);
  EXPECT_EQ(table[255], 0);
}

TEST(Softmax, DividesByTheSum) {
  // Two ones: sum 2, each output 0.5.
  int32_t sum = 2 * exponentialForSum(largest);
  EXPECT_EQ(sum, 1 << 20);
  SoftmaxReciprocal reciprocal = softmaxReciprocal(sum);
  EXPECT_EQ(softmaxOutput(reciprocal, largest), 0);
  // Alone, 256 / 256 does not fit.
  EXPECT_EQ(
      softmaxOutput(softmaxReciprocal(exponentialForSum(largest)), largest),
      127);
  EXPECT_EQ(softmaxOutput(reciprocal, 0), -128);
  EXPECT_EQ(softmaxOutput16(reciprocal, largest), 0);
  EXPECT_EQ(softmaxOutput16(reciprocal, 0), -32768);
  // A sum that wrapped around to nothing is no trap.
  softmaxReciprocal(0);
}

/// Calls `visit` for parameters of every order of magnitude.
template <typename Visitor> void forEachExtreme(Visitor visit) {
  for (float scale :
       {1.2e-38f, 1e-20f, 1e-6f, 0.003f, 1.0f, 1e6f, 1e20f, 3e38f})
    for (int32_t zeroPoint : {-128, 0, 127})
      visit(QuantParams{scale, zeroPoint});
}

// Says little by itself, but much under the undefined-behaviour sanitizer.
TEST(Parameters, AreDefinedForAnyScale) {
  constexpr FusedActivation activation = FusedActivation::Relu6;
  forEachExtreme([&](QuantParams x) {
    logisticTable(x);
    tanhTable(x);
    EXPECT_GE(deriveRelu6Range(x).max, deriveRelu6Range(x).min);
    softmaxExponentials(deriveSoftmaxParameters(1e3f, x.scale));
    quantizeFloat(-3e38f, x);
    forEachExtreme([&](QuantParams y) {
      reluTable(x, y);
      leakyReluTable(x, y, -1e10f);
      hardSwishTable(x, y);
      requantizeTable(x, y);
      deriveFullyConnectedMultipliers(x.scale, {x.scale}, 1, y.scale);
      deriveMeanParameters(x, y, 1000003).apply(-128 * 1000003);
      deriveMulParameters(x, x, y, activation).mul(127, -128);
      AddParameters sum = deriveAddParameters(x, y, x, activation);
      EXPECT_TRUE(sum.range.min <= sum.add(-128, 127));
      deriveSubParameters(x, y, y, activation).sub(-128, 127);
    });
  });
}

} // namespace
