//===- Transcendental.cpp - exp, 1/x, logistic, tanh in integers ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/FixedPoint/Transcendental.h"
#include "tinymlc/FixedPoint/Multiplier.h"

using namespace tinymlc;

static constexpr int32_t one = 0x7fffffff; // the nearest to 1 with 31 bits

static int32_t mul(int32_t a, int32_t b) {
  return saturatingRoundingDoublingHighMul(a, b);
}

/// exp(a) for a in [-1/4, 0) with 31 fraction bits: the Taylor series of
/// exp(-1/8) * exp(x), x = a + 1/8, to the fourth power.
static int32_t expNearZero(int32_t a) {
  constexpr int32_t expOfMinusEighth = 1895147668;
  constexpr int32_t third = 715827883;
  int32_t x = wrappingAdd(a, 1 << 28);
  int32_t square = mul(x, x);
  int32_t cube = mul(square, x);
  int32_t fourthOverFour = roundingDivideByPOT(mul(square, square), 2);
  int32_t higherTerms = roundingDivideByPOT(
      wrappingAdd(mul(wrappingAdd(fourthOverFour, cube), third), square), 1);
  return wrappingAdd(expOfMinusEighth,
                     mul(expOfMinusEighth, wrappingAdd(x, higherTerms)));
}

int32_t tinymlc::expOnNegativeValues(int32_t a, int integerBits) {
  if (a == 0)
    return one;
  // a = rest + remainder: rest in [-1/4, 0), remainder a multiple of 1/4.
  int fractionBits = 31 - integerBits;
  int32_t quarter = int32_t(1) << (fractionBits - 2);
  int32_t rest = wrappingSub(a & (quarter - 1), quarter);
  int32_t remainder = wrappingSub(rest, a);
  int32_t result = expNearZero(saturatingShiftLeft(rest, integerBits));
  // exp(-2^k) with 31 fraction bits, for k from -2 on.
  constexpr int32_t expOfMinusPower[] = {
      1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};
  for (int k = -2; k < integerBits; ++k)
    if (remainder & (int32_t(1) << (fractionBits + k)))
      result = mul(result, expOfMinusPower[k + 2]);
  return result;
}

/// 2 / (1 + a) with 29 fraction bits, for a in [0, 1) with 31: Newton-Raphson
/// on half the denominator, three steps.
static int32_t twoOverOnePlusX(int32_t a) {
  constexpr int32_t fortyEightOver17 = 1515870810;
  constexpr int32_t minusThirtyTwoOver17 = -1010580540;
  auto halfDenominator =
      static_cast<int32_t>((static_cast<int64_t>(a) + (int64_t(1) << 31)) >> 1);
  int32_t x =
      wrappingAdd(fortyEightOver17, mul(halfDenominator, minusThirtyTwoOver17));
  for (int step = 0; step < 3; ++step) {
    int32_t error = wrappingSub(1 << 29, mul(halfDenominator, x));
    x = wrappingAdd(x, saturatingShiftLeft(mul(x, error), 2));
  }
  return x;
}

int32_t tinymlc::oneOverOnePlusX(int32_t a) {
  // Half of a number with 29 fraction bits is the same bits read with 30.
  return saturatingShiftLeft(twoOverOnePlusX(a), 1);
}

int32_t tinymlc::oneMinusXOverOnePlusX(int32_t a) {
  return saturatingShiftLeft(wrappingSub(twoOverOnePlusX(a), 1 << 29), 2);
}

int32_t tinymlc::logisticFixedPoint(int32_t a, int integerBits) {
  if (a == 0)
    return 1 << 30;
  int32_t minusMagnitude = a > 0 ? wrappingSub(0, a) : a;
  int32_t ofMagnitude =
      oneOverOnePlusX(expOnNegativeValues(minusMagnitude, integerBits));
  return a > 0 ? ofMagnitude : wrappingSub(one, ofMagnitude);
}

int32_t tinymlc::tanhFixedPoint(int32_t a, int integerBits) {
  if (a == 0)
    return 0;
  int32_t minusMagnitude = a > 0 ? wrappingSub(0, a) : a;
  // One more integer bit for the same bits doubles: tanh(x) is
  // (1 - exp(-2x)) / (1 + exp(-2x)).
  int32_t ofMagnitude = oneMinusXOverOnePlusX(
      expOnNegativeValues(minusMagnitude, integerBits + 1));
  return a > 0 ? ofMagnitude : wrappingSub(0, ofMagnitude);
}
