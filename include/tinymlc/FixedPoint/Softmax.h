//===- Softmax.h - int8 SOFTMAX in integers ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SOFTMAX of one row of int8, in steps that a compiler can take apart:
//   1. d = (largest x of the row) - x, from 0 to 255: e = exponentials[d]
//   2. sum += exponentialForSum(e)            (wrapping)
//   3. {scale, shift} = softmaxReciprocal(sum)
//   4. y = softmaxOutput(scale, e, shift)
//
//===----------------------------------------------------------------------===//

#ifndef TINYMLC_FIXEDPOINT_SOFTMAX_H
#define TINYMLC_FIXEDPOINT_SOFTMAX_H

#include "tinymlc/FixedPoint/Multiplier.h"

#include <array>
#include <cstdint>

namespace tinymlc {

/// The multiplier that turns a difference of stored values into a fixed-point
/// number of 5 integer bits, and the most negative difference whose
/// exponential counts. The reference refuses beta * scale <= 2^-26
/// (`isSupported`). The output's scale is fixed: 1/256 at -128.
struct SoftmaxParameters {
  QuantizedMultiplier multiplier;
  int32_t diffMin = 0;

  bool isSupported() const {
    return multiplier.multiplier > 0 && multiplier.shift > 0;
  }
};

SoftmaxParameters deriveSoftmaxParameters(float beta, float inputScale);

/// Entry d: exp(-d * beta * scale) with 31 fraction bits, for d from 0 to 255.
/// Entries beyond -diffMin are 0, which leads to the same sum and the same
/// output as leaving them out.
using SoftmaxTable = std::array<int32_t, 256>;
SoftmaxTable softmaxExponentials(SoftmaxParameters parameters);

/// An exponential as a summand: 19 fraction bits, 12 integer bits.
inline int32_t exponentialForSum(int32_t exponential) {
  return roundingDivideByPOT(exponential, 12);
}

/// 1 / sum as `scale` (31 fraction bits) and the right shift of the product
/// that step 4 takes.
struct SoftmaxReciprocal {
  int32_t scale;
  int shift;
};
SoftmaxReciprocal softmaxReciprocal(int32_t sum);

/// The stored output: roundingDivideByPOT(high multiplication of `scale` and
/// `exponential`, shift) - 128, at most 127.
int8_t softmaxOutput(SoftmaxReciprocal reciprocal, int32_t exponential);

/// The same for an int16 output, of scale 1/65536 at -32768: 8 places less are
/// shifted out, and 32768 is taken off.
int16_t softmaxOutput16(SoftmaxReciprocal reciprocal, int32_t exponential);

} // namespace tinymlc

#endif // TINYMLC_FIXEDPOINT_SOFTMAX_H
