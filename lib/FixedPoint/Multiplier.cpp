//===- Multiplier.cpp - real multipliers as integer and shift -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/FixedPoint/Multiplier.h"

#include <algorithm>
#include <cmath>

using namespace tinymlc;

template <typename T> static T saturate(int64_t x) {
  return static_cast<T>(std::clamp<int64_t>(x, std::numeric_limits<T>::min(),
                                            std::numeric_limits<T>::max()));
}

int32_t tinymlc::saturatingShiftLeft(int32_t x, int amount) {
  return saturate<int32_t>(x * (int64_t(1) << amount));
}

int16_t tinymlc::saturatingRoundingDoublingHighMul16(int16_t a, int16_t b) {
  return saturate<int16_t>((int32_t(a) * b + (1 << 14)) >> 15);
}

int16_t tinymlc::saturatingDoublingHighMul16(int16_t a, int16_t b) {
  return saturate<int16_t>(int32_t(a) * b / (1 << 15));
}

int16_t tinymlc::roundingDivideByPOT16(int16_t x, int exponent) {
  if (exponent > 15)
    return x < 0 ? -1 : 1;
  return static_cast<int16_t>(roundingDivideByPOT(x, exponent));
}

int16_t tinymlc::saturatingShiftLeft16(int16_t x, int amount) {
  // 16 places already push any bit out; more would leave 64 bits.
  return saturate<int16_t>(x * (int64_t(1) << std::min(amount, 16)));
}

QuantizedMultiplier tinymlc::quantizeMultiplier(double real) {
  if (real == 0.0 || !std::isfinite(real))
    return {};
  int exponent = 0;
  double fraction = std::frexp(real, &exponent);
  auto fixed = static_cast<int64_t>(std::round(std::ldexp(fraction, 31)));
  // A fraction just below 1 rounds up to a power of two that needs 32 bits.
  if (fixed == int64_t(1) << 31) {
    fixed /= 2;
    ++exponent;
  }
  // All bits would be shifted out.
  if (exponent < -31)
    return {};
  return {static_cast<int32_t>(fixed), exponent};
}
