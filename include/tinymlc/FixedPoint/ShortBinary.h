//===- ShortBinary.h - ADD, SUB, MUL in few instructions --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cheap forms of int8 operators of two operands, equal to TFLite's for every
// pair of operands in given intervals: all pairs are checked.
//
//===----------------------------------------------------------------------===//

#ifndef TINYMLC_FIXEDPOINT_SHORTBINARY_H
#define TINYMLC_FIXEDPOINT_SHORTBINARY_H

#include "tinymlc/FixedPoint/Parameters.h"
#include "tinymlc/FixedPoint/ShortRequantization.h"

#include <cstdint>
#include <optional>

namespace tinymlc {

/// The stored values, both ends included, that each operand can have.
struct OperandIntervals {
  ClampRange<int32_t> lhs = int8Range();
  ClampRange<int32_t> rhs = int8Range();
};

//===----------------------------------------------------------------------===//
// ADD, SUB
//===----------------------------------------------------------------------===//

/// y = ssat8((start + ((lhsMultiplier * (a << 8)) >> 16)
///                  + ((rhsMultiplier * (b << 8)) >> 16)) >> shift)
/// with 48-bit products: two SMLAWB (or SMLAWT) on halfwords that hold the
/// operands in their high bytes, and SSAT. SUB has a negative rhsMultiplier.
struct ShortSum {
  int32_t lhsMultiplier = 0;
  int32_t rhsMultiplier = 0;
  int32_t start = 0;
  unsigned shift = 0;
  /// Whether a clamp to `range` must follow the saturation.
  bool clamps = false;
  ClampRange<int32_t> range = int8Range();
};

/// A form equal to parameters.add (or .sub) on all pairs; none if none is
/// found or the reference refuses the parameters. Scales in ratios of small
/// whole numbers (5 : 3 : 6) have many ties, which the reference's first
/// roundings tip irregularly: often there is none.
std::optional<ShortSum> proveShortAdd(const AddParameters &parameters,
                                      OperandIntervals operands = {});
std::optional<ShortSum> proveShortSub(const AddParameters &parameters,
                                      OperandIntervals operands = {});

/// What the instructions give, modulo 2^32, clamp included.
int32_t evaluateShort(const ShortSum &sum, int8_t a, int8_t b);

//===----------------------------------------------------------------------===//
// MUL
//===----------------------------------------------------------------------===//

/// v = (a + lhsOffset) * (b + rhsOffset) * scale + start, then the form that
/// `requantization` (of one channel) says. With a scale of 1 v is one SMLABB,
/// otherwise the scale is a power of two: SMULBB and an ADD with a shift.
struct ShortProduct {
  int32_t lhsOffset = 0;
  int32_t rhsOffset = 0;
  ShortRequantization requantization;
};

std::optional<ShortProduct> proveShortMul(const MulParameters &parameters,
                                          OperandIntervals operands = {});

int32_t evaluateShort(const ShortProduct &product, int8_t a, int8_t b);

} // namespace tinymlc

#endif // TINYMLC_FIXEDPOINT_SHORTBINARY_H
