//===- Multiplier.h - real multipliers as integer and shift -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The integer arithmetic that TFLite Micro's reference kernels rescale with
// (double rounding: once in the high multiplication, once in the right shift).
// Every function is total: what overflows wraps as two's complement does, so
// that the compiler's loops can do the very same.
//
//===----------------------------------------------------------------------===//

#ifndef TINYMLC_FIXEDPOINT_MULTIPLIER_H
#define TINYMLC_FIXEDPOINT_MULTIPLIER_H

#include <cstdint>
#include <limits>

namespace tinymlc {

//===----------------------------------------------------------------------===//
// Arithmetic modulo 2^32
//===----------------------------------------------------------------------===//

inline int32_t wrappingAdd(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) +
                              static_cast<uint32_t>(b));
}

inline int32_t wrappingSub(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) -
                              static_cast<uint32_t>(b));
}

inline int32_t wrappingMul(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) *
                              static_cast<uint32_t>(b));
}

/// `x * 2^amount` modulo 2^32; 0 from an amount of 32 on.
inline int32_t wrappingShiftLeft(int32_t x, int amount) {
  return amount > 31 ? 0
                     : static_cast<int32_t>(static_cast<uint32_t>(x) << amount);
}

//===----------------------------------------------------------------------===//
// Rounding building blocks
//===----------------------------------------------------------------------===//

/// `2 * a * b / 2^32` rounded to nearest, ties towards plus infinity. The one
/// product that does not fit, of two times the smallest number, saturates.
inline int32_t saturatingRoundingDoublingHighMul(int32_t a, int32_t b) {
  constexpr int32_t smallest = std::numeric_limits<int32_t>::min();
  if (a == smallest && b == smallest)
    return std::numeric_limits<int32_t>::max();
  int64_t product = static_cast<int64_t>(a) * b;
  return static_cast<int32_t>((product + (int64_t(1) << 30)) >> 31);
}

/// `x / 2^exponent` rounded to nearest, ties away from zero; exponent 0 to 31.
inline int32_t roundingDivideByPOT(int32_t x, int exponent) {
  if (exponent == 0)
    return x;
  int64_t half = int64_t(1) << (exponent - 1);
  return static_cast<int32_t>((x + half - (x < 0 ? 1 : 0)) >> exponent);
}

/// `x * 2^amount`, saturating; amount 0 to 31.
int32_t saturatingShiftLeft(int32_t x, int amount);

/// As `saturatingRoundingDoublingHighMul`, on 16 bits.
int16_t saturatingRoundingDoublingHighMul16(int16_t a, int16_t b);

/// `2 * a * b / 2^16` truncated towards zero, saturating.
int16_t saturatingDoublingHighMul16(int16_t a, int16_t b);

/// As `roundingDivideByPOT`, on 16 bits: from an exponent of 16 on, the 16-bit
/// mask of the reference is all ones, which turns x >= 0 into 1, x < 0 into -1.
int16_t roundingDivideByPOT16(int16_t x, int exponent);

/// `x * 2^amount`, saturating to 16 bits; any amount >= 0.
int16_t saturatingShiftLeft16(int16_t x, int amount);

//===----------------------------------------------------------------------===//
// Quantized multipliers
//===----------------------------------------------------------------------===//

/// A real number as `multiplier * 2^(shift - 31)`: the multiplier's magnitude
/// is in [2^30, 2^31) unless the number is (flushed to) zero.
struct QuantizedMultiplier {
  int32_t multiplier = 0;
  /// Above 0 the value is shifted left before the multiplication, below 0 it
  /// is shifted right after it; at least -31.
  int shift = 0;

  bool operator==(const QuantizedMultiplier &other) const {
    return multiplier == other.multiplier && shift == other.shift;
  }
  bool operator!=(const QuantizedMultiplier &other) const {
    return !(*this == other);
  }
};

/// The nearest quantized multiplier; numbers below 2^-32 or so become zero.
/// Infinity and NaN, which no valid model leads to, become zero as well.
QuantizedMultiplier quantizeMultiplier(double real);

/// Rescales `x`: wrapping left shift, high multiplication, rounding right
/// shift.
inline int32_t multiplyByQuantizedMultiplier(int32_t x, QuantizedMultiplier m) {
  if (m.shift > 0)
    return saturatingRoundingDoublingHighMul(wrappingShiftLeft(x, m.shift),
                                             m.multiplier);
  return roundingDivideByPOT(saturatingRoundingDoublingHighMul(x, m.multiplier),
                             -m.shift);
}

} // namespace tinymlc

#endif // TINYMLC_FIXEDPOINT_MULTIPLIER_H
