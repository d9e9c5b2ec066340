//===- Softmax.cpp - int8 SOFTMAX in integers -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/FixedPoint/Softmax.h"
#include "tinymlc/FixedPoint/Transcendental.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace tinymlc;

static constexpr int differenceIntegerBits = 5;
static constexpr int sumIntegerBits = 12;

SoftmaxParameters tinymlc::deriveSoftmaxParameters(float beta,
                                                   float inputScale) {
  SoftmaxParameters result;
  double real = static_cast<double>(beta) * static_cast<double>(inputScale) *
                (1 << (31 - differenceIntegerBits));
  result.multiplier = quantizeMultiplier(std::min(real, 2147483647.0));
  // The largest difference that the fixed-point format can hold.
  double radius = std::floor(
      std::ldexp((1 << differenceIntegerBits) - 1,
                 31 - differenceIntegerBits - result.multiplier.shift));
  result.diffMin = -static_cast<int32_t>(std::min(radius, 2147483647.0));
  return result;
}

SoftmaxTable tinymlc::softmaxExponentials(SoftmaxParameters parameters) {
  SoftmaxTable table{};
  for (int32_t d = 0; d < 256 && -d >= parameters.diffMin; ++d)
    table[d] = expOnNegativeValues(
        multiplyByQuantizedMultiplier(-d, parameters.multiplier),
        differenceIntegerBits);
  return table;
}

static int countLeadingZeros(uint32_t x) {
  int count = 0;
  for (uint32_t bit = uint32_t(1) << 31; bit && !(x & bit); bit >>= 1)
    ++count;
  return count;
}

SoftmaxReciprocal tinymlc::softmaxReciprocal(int32_t sum) {
  // sum = (1 + rest) * 2^(bits over unit), rest in [0, 1).
  int headroom = countLeadingZeros(static_cast<uint32_t>(sum));
  auto rest = static_cast<int32_t>(
      (static_cast<uint64_t>(static_cast<uint32_t>(sum)) << headroom) -
      (uint64_t(1) << 31));
  int bitsOverUnit = sumIntegerBits - headroom;
  return {oneOverOnePlusX(rest), std::max(bitsOverUnit + 31 - 8, 0)};
}

/// The share that `exponential` has in the sum, in units of T's range, from
/// T's smallest number on.
template <typename T>
static T getOutput(SoftmaxReciprocal reciprocal, int32_t exponential) {
  constexpr int bits = 8 * sizeof(T);
  constexpr int32_t smallest = std::numeric_limits<T>::min();
  int32_t share = roundingDivideByPOT(
      saturatingRoundingDoublingHighMul(reciprocal.scale, exponential),
      std::max(reciprocal.shift + 8 - bits, 0));
  return static_cast<T>(std::clamp<int32_t>(
      wrappingAdd(share, smallest), smallest, std::numeric_limits<T>::max()));
}

int8_t tinymlc::softmaxOutput(SoftmaxReciprocal reciprocal,
                              int32_t exponential) {
  return getOutput<int8_t>(reciprocal, exponential);
}

int16_t tinymlc::softmaxOutput16(SoftmaxReciprocal reciprocal,
                                 int32_t exponential) {
  return getOutput<int16_t>(reciprocal, exponential);
}
