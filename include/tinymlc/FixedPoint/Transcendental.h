//===- Transcendental.h - exp, 1/x, logistic, tanh in integers --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fixed-point functions of 32-bit numbers, bit-exact with gemmlowp's. A number
// of k integer bits has 31 - k fraction bits. The formulas (Taylor around
// -1/8, barrel of exp(-2^k), Newton-Raphson from 48/17 - 32/17 d) are from
// gemmlowp's fixedpoint.h.
//
//===----------------------------------------------------------------------===//

#ifndef TINYMLC_FIXEDPOINT_TRANSCENDENTAL_H
#define TINYMLC_FIXEDPOINT_TRANSCENDENTAL_H

#include <cstdint>

namespace tinymlc {

/// exp(a) with 31 fraction bits, for a <= 0 of `integerBits` (0 to 5).
int32_t expOnNegativeValues(int32_t a, int integerBits);

/// 1 / (1 + a) with 31 fraction bits, for a in [0, 1) with 31 fraction bits.
int32_t oneOverOnePlusX(int32_t a);

/// (1 - a) / (1 + a), as `oneOverOnePlusX`.
int32_t oneMinusXOverOnePlusX(int32_t a);

/// 1 / (1 + exp(-a)) with 31 fraction bits, for a of `integerBits` (0 to 5).
int32_t logisticFixedPoint(int32_t a, int integerBits);

/// tanh(a) with 31 fraction bits, for a of `integerBits` (0 to 4).
int32_t tanhFixedPoint(int32_t a, int integerBits);

} // namespace tinymlc

#endif // TINYMLC_FIXEDPOINT_TRANSCENDENTAL_H
