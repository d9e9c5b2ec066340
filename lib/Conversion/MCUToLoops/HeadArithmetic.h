//===- HeadArithmetic.h - probabilities at the loops level ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What FixedPoint/PuMlr.h and PuMlrLearning.h compute, operation by operation.
//
//===----------------------------------------------------------------------===//

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_HEADARITHMETIC_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_HEADARITHMETIC_H

#include "LoopBuilder.h"
#include "tinymlc/FixedPoint/PuMlrLearning.h"

namespace tinymlc {

/// Short names on top of a LoopBuilder; values are i32 but where it says.
struct HeadArithmetic {
  using Value = mlir::Value;

  LoopBuilder &b;

  Value i64(int64_t value);
  Value widen(Value value);
  Value narrow(Value value);
  /// The 64-bit product of two i32.
  Value wideProduct(Value a, Value c);
  /// (a * c) >> shift, in 64 bits.
  Value productShifted(Value a, Value c, int64_t shift);
  /// The high word of a * c.
  Value highWord(Value a, Value c);
  Value isNegative(Value value);
  Value magnitude(Value value);
  Value clamp(Value value, int64_t low, int64_t high);
  /// The same of an i64, as i32.
  Value clampWide(Value value, int64_t low, int64_t high);

  /// exp2Negative()
  Value exp2Negative(Value x);
  /// `steps` digits of 8 bits of numerator / denominator, which is below 2^24
  /// and not 0; the numerator is not above it.
  Value digits(Value numerator, Value denominator, int steps);
  /// The same of words below 2^31, without their last bits.
  Value ratioDigits(Value numerator, Value denominator, int steps);
  Value shiftRightUnsigned(Value value, int64_t amount);
  Value shiftLeft(Value value, int64_t amount);
  /// sigmoid16()
  Value sigmoid16(Value x);
  /// normalizedRatio16()
  Value normalizedRatio16(Value numerator, Value denominator);
  /// frequencyOfGamma()
  Value frequencyOfGamma(Value gamma);

  /// estimatePuMlr(), in two parts.
  struct Exponential {
    Value negative, e, c, ce;
  };
  Exponential exponential(Value logit, Value c);
  Value positive(const Exponential &parts);
  Value unlabelledPositive(const Exponential &parts);

private:
  Value complementUnless(Value negative, Value tail);
};

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_HEADARITHMETIC_H
