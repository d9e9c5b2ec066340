//===- LoopBuilder.cpp - short names for loops and arithmetic -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "LoopBuilder.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace tinymlc;

namespace {
constexpr auto noWrap = arith::IntegerOverflowFlags::nsw;

std::optional<int64_t> constantOf(Value value) {
  APInt integer;
  if (matchPattern(value, m_ConstantInt(&integer)))
    return integer.getSExtValue();
  return std::nullopt;
}
} // namespace

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

Value LoopBuilder::i32(int64_t value) {
  return arith::ConstantOp::create(
      *this, getI32IntegerAttr(static_cast<int32_t>(value)));
}

Value LoopBuilder::f32(float value) {
  return arith::ConstantOp::create(*this, getF32FloatAttr(value));
}

Value LoopBuilder::constant(TypedAttr value) {
  return arith::ConstantOp::create(*this, value);
}

Value LoopBuilder::add(Value a, Value b) {
  return createOrFold<arith::AddIOp>(a, b, noWrap);
}

Value LoopBuilder::sub(Value a, Value b) {
  return createOrFold<arith::SubIOp>(a, b, noWrap);
}

Value LoopBuilder::mul(Value a, Value b) {
  return createOrFold<arith::MulIOp>(a, b, noWrap);
}

Value LoopBuilder::divide(Value a, int64_t b) {
  return createOrFold<arith::DivSIOp>(a, i32(b));
}

Value LoopBuilder::addWrapping(Value a, Value b) {
  return createOrFold<arith::AddIOp>(a, b);
}

Value LoopBuilder::mulWrapping(Value a, Value b) {
  return createOrFold<arith::MulIOp>(a, b);
}

Value LoopBuilder::max(Value a, Value b) {
  return createOrFold<arith::MaxSIOp>(a, b);
}

Value LoopBuilder::min(Value a, Value b) {
  return createOrFold<arith::MinSIOp>(a, b);
}

Value LoopBuilder::shiftRight(Value a, Value b) {
  return createOrFold<arith::ShRSIOp>(a, b);
}

Value LoopBuilder::compare(arith::CmpIPredicate predicate, Value a, Value b) {
  return createOrFold<arith::CmpIOp>(predicate, a, b);
}

Value LoopBuilder::select(Value condition, Value a, Value b) {
  return createOrFold<arith::SelectOp>(condition, a, b);
}

Value LoopBuilder::addF(Value a, Value b) {
  return arith::AddFOp::create(*this, a, b);
}

Value LoopBuilder::subF(Value a, Value b) {
  return arith::SubFOp::create(*this, a, b);
}

Value LoopBuilder::mulF(Value a, Value b) {
  return arith::MulFOp::create(*this, a, b);
}

Value LoopBuilder::divF(Value a, Value b) {
  return arith::DivFOp::create(*this, a, b);
}

Value LoopBuilder::lessF(Value a, Value b) {
  return arith::CmpFOp::create(*this, arith::CmpFPredicate::OLT, a, b);
}

Value LoopBuilder::clamp(Value value, TypedAttr minimum, TypedAttr maximum) {
  if (!value.getType().isF32())
    return min(max(value, constant(minimum)), constant(maximum));
  // Comparisons that are false for NaN keep it, as the reference does.
  auto bound = [&](TypedAttr attr, bool isLower) {
    if (cast<FloatAttr>(attr).getValue().isLargest() ||
        cast<FloatAttr>(attr).getValue().isInfinity())
      return;
    Value limit = constant(attr);
    Value beyond = isLower ? lessF(value, limit) : lessF(limit, value);
    value = select(beyond, limit, value);
  };
  bound(minimum, /*isLower=*/true);
  bound(maximum, /*isLower=*/false);
  return value;
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

Value LoopBuilder::load(Value base, Value index, Type type, int64_t offset) {
  int64_t bytes = type.getIntOrFloatBitWidth() / 8;
  Value loaded = mcu::LoadOp::create(*this, type, base, scale(index, bytes),
                                     getI32IntegerAttr(offset * bytes));
  if (type.isF32() || type.isInteger(32))
    return loaded;
  return arith::ExtSIOp::create(*this, getI32Type(), loaded);
}

Value LoopBuilder::loadUnsigned(Value base, Value index, Type type,
                                int64_t offset) {
  int64_t bytes = type.getIntOrFloatBitWidth() / 8;
  Value loaded = mcu::LoadOp::create(*this, type, base, scale(index, bytes),
                                     getI32IntegerAttr(offset * bytes));
  return arith::ExtUIOp::create(*this, getI32Type(), loaded);
}

void LoopBuilder::store(Value value, Value base, Value index, Type type,
                        int64_t offset) {
  int64_t bytes = type.getIntOrFloatBitWidth() / 8;
  if (value.getType() != type)
    value = createOrFold<arith::TruncIOp>(type, value);
  mcu::StoreOp::create(*this, value, base, scale(index, bytes),
                       getI32IntegerAttr(offset * bytes));
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

void LoopBuilder::forLoop(Value from, Value to, int64_t step, Body body) {
  forLoop(from, to, step, {}, [&](Value index, ValueRange) {
    body(index);
    return SmallVector<Value>();
  });
}

void LoopBuilder::forLoop(int64_t from, int64_t to, int64_t step, Body body) {
  forLoop(i32(from), i32(to), step, body);
}

SmallVector<Value> LoopBuilder::forLoop(Value from, Value to, int64_t step,
                                        ValueRange state, Accumulate body) {
  auto first = constantOf(from), last = constantOf(to);
  if (first && last && *first >= *last)
    return state;
  if (first && last && *first + step >= *last)
    return body(from, state);
  auto loop = scf::ForOp::create(*this, from, to, i32(step), state);
  OpBuilder::InsertionGuard guard(*this);
  setInsertionPointToStart(loop.getBody());
  SmallVector<Value> results =
      body(loop.getInductionVar(), loop.getRegionIterArgs());
  if (!state.empty() || loop.getBody()->empty() ||
      !loop.getBody()->back().hasTrait<OpTrait::IsTerminator>())
    scf::YieldOp::create(*this, results);
  return loop.getResults();
}

void LoopBuilder::ifThen(Value condition, llvm::function_ref<void()> body) {
  if (auto known = constantOf(condition)) {
    if (*known)
      body();
    return;
  }
  auto branch = scf::IfOp::create(*this, condition, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(*this);
  setInsertionPointToStart(branch.thenBlock());
  body();
}

//===----------------------------------------------------------------------===//
// Fixed point
//===----------------------------------------------------------------------===//

Value LoopBuilder::highMultiply(Value a, Value b) {
  Type wide = getI64Type();
  Value wideA = arith::ExtSIOp::create(*this, wide, a);
  Value wideB = arith::ExtSIOp::create(*this, wide, b);
  Value product = arith::MulIOp::create(*this, wideA, wideB, noWrap);
  Value half =
      arith::ConstantOp::create(*this, getI64IntegerAttr(int64_t(1) << 30));
  Value bits = arith::ConstantOp::create(*this, getI64IntegerAttr(31));
  Value rounded = arith::AddIOp::create(*this, product, half, noWrap);
  return arith::TruncIOp::create(*this, getI32Type(),
                                 arith::ShRSIOp::create(*this, rounded, bits));
}

Value LoopBuilder::roundingShiftRight(Value x, Value exponent, bool exact) {
  if (constantOf(exponent) == 0)
    return x;
  // half = 2^(exponent - 1), 0 for an exponent of 0.
  Value one = i32(1);
  Value half = createOrFold<arith::ShRUIOp>(
      createOrFold<arith::ShLIOp>(one, exponent), one);
  // x - 1 for a negative x turns rounding half up into half away from zero;
  // with no bits to drop, nothing may be taken off.
  Value sign = shiftRight(x, i32(31));
  if (!constantOf(exponent)) {
    Value none = compare(arith::CmpIPredicate::eq, exponent, i32(0));
    sign = select(none, i32(0), sign);
  }
  if (exact)
    return shiftRight(add(add(x, half), sign), exponent);
  Type wide = getI64Type();
  auto widen = [&](Value value) {
    return createOrFold<arith::ExtSIOp>(wide, value);
  };
  // 2^30 is the largest half: exponent 31 gives it as a positive i32.
  Value wideX = widen(x), wideHalf = widen(half), wideSign = widen(sign);
  Value sum = add(add(wideX, wideHalf), wideSign);
  return createOrFold<arith::TruncIOp>(getI32Type(),
                                       shiftRight(sum, widen(exponent)));
}

Value LoopBuilder::requantize(Value x, Value multiplier, Value shift,
                              bool leftShift, bool exact) {
  if (leftShift) {
    Value left = max(shift, i32(0));
    x = createOrFold<arith::ShLIOp>(x, left);
    exact = false;
  }
  Value right = sub(i32(0), shift);
  if (leftShift)
    right = max(right, i32(0));
  return roundingShiftRight(highMultiply(x, multiplier), right, exact);
}

Value LoopBuilder::requantizeByWords(Value x, Value multiplier, Value shift) {
  // x = high * 2^16 + low. With a signed low half, no product or sum leaves 32
  // bits.
  Value low = arith::ExtSIOp::create(
      *this, getI32Type(),
      createOrFold<arith::TruncIOp>(getI16Type(), Value(x)));
  Value high = shiftRight(sub(x, low), i32(16));
  Value multiplierLow = createOrFold<arith::AndIOp>(multiplier, i32(0xffff));
  Value multiplierHigh = shiftRight(multiplier, i32(16));
  Value lowHigh = mul(low, multiplierHigh), highLow = mul(high, multiplierLow);
  Value lowLow = shiftRight(mul(low, multiplierLow), i32(16));
  Value middle = add(add(lowHigh, highLow), lowLow);
  // (x * multiplier + 2^30) >> 31
  Value rounded = shiftRight(add(middle, 1 << 14), i32(15));
  Value product = add(mul(mul(high, multiplierHigh), 2), rounded);
  // Half away from zero is half up of what is less by 1 below 0. -shift - 1
  // bits go first, then the last one, rounded.
  Value last = createOrFold<arith::XOrIOp>(shift, i32(-1));
  Value sum = add(product, shiftRight(product, i32(31)));
  return shiftRight(add(shiftRight(sum, last), 1), i32(1));
}

Value LoopBuilder::requantize(Value x, int64_t multiplier, int64_t shift) {
  if (shift > 31)
    return i32(0);
  return requantize(x, i32(multiplier), i32(shift), shift > 0,
                    /*exact=*/false);
}
