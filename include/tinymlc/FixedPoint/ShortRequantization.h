//===- ShortRequantization.h - rescaling in few instructions ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// TFLite rescales an accumulator with two roundings, ten or more instructions:
//   y = clamp(multiplyByQuantizedMultiplier(acc, multiplier) + zeroPoint)
// Over the accumulators that a channel's weights allow, y is a staircase of at
// most 255 steps. A cheaper staircase with the same steps is the same function,
// so the functions here look for one among three forms that a core with a high
// multiplication (SMMUL, SMMLA) and a saturation (SSAT) computes in two to four
// instructions, and prove it at every step.
//
// The accumulator is held scaled, v = sum * scale + start: kernels that pack or
// pre-scale weights have the factor for free (256 in packed convolutions, 192
// in Winograd's). The sum is that of the products; the start value replaces the
// bias, and it carries a rounding constant besides.
//
//===----------------------------------------------------------------------===//

#ifndef TINYMLC_FIXEDPOINT_SHORTREQUANTIZATION_H
#define TINYMLC_FIXEDPOINT_SHORTREQUANTIZATION_H

#include "tinymlc/FixedPoint/Multiplier.h"

#include "llvm/ADT/ArrayRef.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tinymlc {

//===----------------------------------------------------------------------===//
// What to compute
//===----------------------------------------------------------------------===//

/// The zero point that is added and the bounds, both included, of the output;
/// minimum and maximum lie within int8.
struct OutputRange {
  int32_t zeroPoint = 0;
  int32_t minimum = -128;
  int32_t maximum = 127;
};

/// One output channel of a convolution, fully connected layer or MEAN.
struct ChannelRequantization {
  QuantizedMultiplier multiplier;
  /// The final accumulator (bias included) lies in [lo, hi].
  int64_t lo = 0;
  int64_t hi = 0;
  /// The largest magnitude of any partial sum, without the bias, that the
  /// kernel scales and adds to the start value; at least that of lo - bias and
  /// hi - bias (smaller values count as those).
  int64_t reach = 0;
  /// What the start value includes. Only v has to fit 32 bits, so the bias may
  /// be huge, as those of dead channels are.
  int64_t bias = 0;
};

/// The same as steps, the bias taken off: a nondecreasing integer function of
/// [lo, hi] that is at least `level` exactly from thresholds[level + 127] on,
/// for the levels -127 to 127. Thresholds are in [lo, hi + 1]: lo where the
/// level always holds, hi + 1 where it never does.
struct Staircase {
  int64_t lo = 0;
  int64_t hi = 0;
  int64_t reach = 0;
  std::array<int64_t, 255> thresholds = {};
};

//===----------------------------------------------------------------------===//
// How to compute it
//===----------------------------------------------------------------------===//

/// In all forms y = ssat8(r >> shift), and high(v, m) = (int64(v) * m) >> 32.
enum class ShortForm {
  /// r = high(v, m): SMMUL, SSAT.
  Multiply,
  /// r = offset + high(v, m): SMMLA, SSAT.
  MultiplyAdd,
  /// r = offset + (correction & (v >> 31)) + high(v, m): AND, ADD, SMMLA,
  /// SSAT. The correction is what double rounding treats negatives by.
  SignedMultiplyAdd
};

/// One channel's constants. multiplier > 0, correction <= 0 (0 except in
/// SignedMultiplyAdd).
struct ShortChannel {
  int32_t multiplier = 0;
  /// The accumulator's first value, the bias included: v = sum * scale + start.
  int32_t start = 0;
  int32_t correction = 0;
};

/// One layer: the form, the final shift and the offset are common to all
/// channels. Nothing leaves 32 bits:
/// |start| + reach * scale < 2^31, and r is exact.
struct ShortRequantization {
  ShortForm form = ShortForm::Multiply;
  int32_t scale = 1;
  /// At most 22.
  unsigned shift = 0;
  /// 0 in Multiply.
  int32_t offset = 0;
  /// Whether the kernel must clamp to [range.minimum, range.maximum] after the
  /// saturation. A bound that is int8's own needs no instruction.
  bool clamps = false;
  OutputRange range;
  std::vector<ShortChannel> channels;
};

/// From where on searches for the final shift go down.
constexpr unsigned maxShortShift = 22;

/// All forms, cheapest first.
llvm::ArrayRef<ShortForm> allShortForms();

/// The first of the `allowed` forms in which all channels can be computed,
/// proven equal to TFLite's double rounding on [lo, hi] of each channel; none
/// if no such form is found. `scale` is in [1, 65536]; shifts above
/// `largestShift` are not tried.
std::optional<ShortRequantization>
proveShortRequantization(llvm::ArrayRef<ChannelRequantization> channels,
                         OutputRange range, int32_t scale,
                         llvm::ArrayRef<ShortForm> allowed = allShortForms(),
                         unsigned largestShift = maxShortShift);

/// How many channels one form can compute, each taken alone: for reports on
/// layers for which no form was found.
size_t countShortRequantizable(llvm::ArrayRef<ChannelRequantization> channels,
                               OutputRange range, int32_t scale,
                               ShortForm form);

/// As `proveShortRequantization`, on steps. range.zeroPoint only centres the
/// offset and says from which level on the correction does not apply.
std::optional<ShortRequantization>
proveShortStaircases(llvm::ArrayRef<Staircase> staircases, OutputRange range,
                     int32_t scale,
                     llvm::ArrayRef<ShortForm> allowed = allShortForms(),
                     unsigned largestShift = maxShortShift);

/// What the instructions give for a sum (the accumulator without the bias),
/// modulo 2^32 in every step, after the clamp where `clamps` asks for one.
int32_t evaluateShort(const ShortRequantization &requantization, size_t channel,
                      int64_t sum);

//===----------------------------------------------------------------------===//
// Exact steps
//===----------------------------------------------------------------------===//

/// The unclamped steps of a channel, as a function of acc - bias, to the levels
/// -127 to 127; none where the reference's formula is no staircase on [lo, hi]
/// (it overflows, or the multiplier is negative).
std::optional<Staircase> deriveStaircase(const ChannelRequantization &channel,
                                         int32_t zeroPoint);

} // namespace tinymlc

#endif // TINYMLC_FIXEDPOINT_SHORTREQUANTIZATION_H
