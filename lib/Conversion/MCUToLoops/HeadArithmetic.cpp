//===- HeadArithmetic.cpp - probabilities at the loops level --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "HeadArithmetic.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tinymlc;

//===----------------------------------------------------------------------===//
// Words and double words
//===----------------------------------------------------------------------===//

Value HeadArithmetic::i64(int64_t value) {
  return arith::ConstantOp::create(b, b.getI64IntegerAttr(value));
}

Value HeadArithmetic::widen(Value value) {
  return b.createOrFold<arith::ExtSIOp>(b.getI64Type(), value);
}

Value HeadArithmetic::narrow(Value value) {
  return b.createOrFold<arith::TruncIOp>(b.getI32Type(), value);
}

Value HeadArithmetic::wideProduct(Value a, Value c) {
  Value first = widen(a), second = widen(c);
  return b.mul(first, second);
}

Value HeadArithmetic::productShifted(Value a, Value c, int64_t shift) {
  return b.shiftRight(wideProduct(a, c), i64(shift));
}

Value HeadArithmetic::highWord(Value a, Value c) {
  return narrow(productShifted(a, c, 32));
}

Value HeadArithmetic::isNegative(Value value) {
  return b.compare(arith::CmpIPredicate::slt, value, b.i32(0));
}

Value HeadArithmetic::magnitude(Value value) {
  return b.max(value, b.sub(b.i32(0), value));
}

Value HeadArithmetic::clamp(Value value, int64_t low, int64_t high) {
  return b.min(b.max(value, b.i32(low)), b.i32(high));
}

Value HeadArithmetic::clampWide(Value value, int64_t low, int64_t high) {
  return narrow(b.min(b.max(value, i64(low)), i64(high)));
}

Value HeadArithmetic::shiftRightUnsigned(Value value, int64_t amount) {
  return b.createOrFold<arith::ShRUIOp>(value, b.i32(amount));
}

Value HeadArithmetic::shiftLeft(Value value, int64_t amount) {
  return b.createOrFold<arith::ShLIOp>(value, b.i32(amount));
}

//===----------------------------------------------------------------------===//
// Exponentials and ratios
//===----------------------------------------------------------------------===//

Value HeadArithmetic::exp2Negative(Value x) {
  Value fraction =
      b.createOrFold<arith::AndIOp>(x, b.i32((1 << logitBits) - 1));
  fraction = shiftLeft(fraction, 31 - logitBits);
  Value result = b.i32(exp2Coefficients[4]);
  for (int i = 3; i >= 0; --i)
    result = b.add(highWord(fraction, result), b.i32(exp2Coefficients[i]));
  return b.shiftRight(result, b.shiftRight(x, b.i32(logitBits)));
}

Value HeadArithmetic::digits(Value numerator, Value denominator, int steps) {
  Value result, rest = numerator;
  for (int step = 0; step < steps; ++step) {
    rest = shiftLeft(rest, 8);
    Value digit = arith::DivUIOp::create(b, rest, denominator);
    if (step + 1 < steps)
      rest = b.createOrFold<arith::SubIOp>(rest,
                                           b.mulWrapping(digit, denominator));
    result = result ? b.add(shiftLeft(result, 8), digit) : digit;
  }
  return result;
}

Value HeadArithmetic::complementUnless(Value negative, Value tail) {
  return b.select(negative, tail, b.sub(b.i32(65535), tail));
}

Value HeadArithmetic::ratioDigits(Value numerator, Value denominator,
                                  int steps) {
  Value first = shiftRightUnsigned(numerator, 7);
  Value second = shiftRightUnsigned(denominator, 7);
  return digits(first, second, steps);
}

Value HeadArithmetic::sigmoid16(Value x) {
  Value e = exp2Negative(magnitude(x));
  // Below 2^31.
  Value sum = b.createOrFold<arith::AddIOp>(e, b.i32(1 << exponentialBits));
  Value tail = ratioDigits(e, sum, 2);
  return complementUnless(isNegative(x), tail);
}

Value HeadArithmetic::normalizedRatio16(Value numerator, Value denominator) {
  Value shift = math::CountLeadingZerosOp::create(b, denominator);
  auto normalize = [&](Value value) {
    return shiftRightUnsigned(b.createOrFold<arith::ShLIOp>(value, shift), 8);
  };
  Value first = normalize(numerator), second = normalize(denominator);
  return digits(first, second, 2);
}

Value HeadArithmetic::frequencyOfGamma(Value gamma) {
  Value logit = narrow(productShifted(gamma, b.i32(log2OfE29), 27));
  Value e = exp2Negative(magnitude(logit));
  Value sum = b.createOrFold<arith::AddIOp>(e, b.i32(unitShare));
  Value share = shiftLeft(ratioDigits(e, sum, 3), 6);
  Value rest = b.sub(b.i32(unitShare), share);
  return b.select(isNegative(logit), share, rest);
}

//===----------------------------------------------------------------------===//
// What is known of an example
//===----------------------------------------------------------------------===//

HeadArithmetic::Exponential HeadArithmetic::exponential(Value logit, Value c) {
  Value e = exp2Negative(magnitude(logit));
  return {isNegative(logit), e, c, shiftLeft(highWord(c, e), 2)};
}

Value HeadArithmetic::positive(const Exponential &parts) {
  Value numerator = b.select(parts.negative, parts.e, parts.ce);
  Value other = b.select(parts.negative, parts.c, b.i32(unitShare));
  Value denominator = b.createOrFold<arith::AddIOp>(numerator, other);
  return complementUnless(parts.negative,
                          normalizedRatio16(numerator, denominator));
}

Value HeadArithmetic::unlabelledPositive(const Exponential &parts) {
  Value rest = b.sub(b.i32(unitShare), parts.c);
  Value re = shiftLeft(highWord(rest, parts.e), 2);
  Value numerator = b.select(parts.negative, re, parts.ce);
  Value other = b.select(parts.negative, parts.c, rest);
  Value denominator = b.createOrFold<arith::AddIOp>(numerator, other);
  return complementUnless(parts.negative,
                          normalizedRatio16(numerator, denominator));
}
