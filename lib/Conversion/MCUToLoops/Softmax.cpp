//===- Softmax.cpp - loops of softmax -------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "KernelLowering.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// x * 2^amount, saturated to int32.
Value saturatingShiftLeft(LoopBuilder &b, Value x, int64_t amount) {
  Type wide = b.getI64Type();
  auto limit = [&](int64_t value) -> Value {
    return arith::ConstantOp::create(b, b.getI64IntegerAttr(value));
  };
  Value scaled = b.mul(arith::ExtSIOp::create(b, wide, x).getResult(),
                       limit(int64_t(1) << amount));
  Value clamped =
      b.min(b.max(scaled, limit(std::numeric_limits<int32_t>::min())),
            limit(std::numeric_limits<int32_t>::max()));
  return arith::TruncIOp::create(b, b.getI32Type(), clamped);
}

/// 1 / (1 + a), a in [0, 1), both with 31 fraction bits: Newton-Raphson on half
/// the denominator, three steps from 48/17 - 32/17 d, as gemmlowp has it.
Value oneOverOnePlusX(LoopBuilder &b, Value a) {
  constexpr int32_t fortyEightOver17 = 1515870810;
  constexpr int32_t thirtyTwoOver17 = 1010580540;
  // (a + 2^31) / 2 without leaving int32.
  Value half = b.add(b.shiftRight(a, b.i32(1)), int64_t(1) << 30);
  Value x = b.addWrapping(b.i32(fortyEightOver17),
                          b.highMultiply(half, b.i32(-thirtyTwoOver17)));
  x = b.forLoop(b.i32(0), b.i32(3), 1, x, [&](Value, ValueRange state) {
    Value error = b.createOrFold<arith::SubIOp>(b.i32(int64_t(1) << 29),
                                                b.highMultiply(half, state[0]));
    Value change = saturatingShiftLeft(b, b.highMultiply(state[0], error), 2);
    return SmallVector<Value>{b.addWrapping(state[0], change)};
  })[0];
  return saturatingShiftLeft(b, x, 1);
}

/// One row of int8; `row` is its first element's index.
struct Int8Row {
  LoopBuilder &b;
  Value input, table, output, row;
  int64_t length;
  /// The output's: i8 (scale 1/256 at -128) or i16 (1/65536 at -32768).
  Type element;

  Value at(Value i) { return b.load(input, b.add(row, i), b.getI8Type()); }

  Value reduce(Value start, llvm::function_ref<Value(Value, Value)> combine) {
    return b.forLoop(b.i32(0), b.i32(length), 1, start,
                     [&](Value i, ValueRange state) -> SmallVector<Value> {
                       return {combine(state[0], at(i))};
                     })[0];
  }

  Value exponential(Value largest, Value x) {
    return b.load(table, b.sub(largest, x), b.getI32Type());
  }

  void lower() {
    Value largest = reduce(
        b.i32(-128), [&](Value state, Value x) { return b.max(state, x); });
    // 19 fraction bits leave 12 integer bits for the sum.
    Value sum = reduce(b.i32(0), [&](Value state, Value x) {
      Value term = b.roundingShiftRight(exponential(largest, x), b.i32(12),
                                        /*exact=*/false);
      return b.addWrapping(state, term);
    });
    // sum = (1 + rest) * 2^(12 - headroom).
    Value headroom = math::CountLeadingZerosOp::create(b, sum);
    headroom = b.min(headroom, b.i32(31));
    Value normalized = b.createOrFold<arith::ShLIOp>(sum, headroom);
    Value rest =
        b.addWrapping(normalized, b.i32(std::numeric_limits<int32_t>::min()));
    Value scale = oneOverOnePlusX(b, rest);
    int64_t bits = element.getIntOrFloatBitWidth();
    int64_t lowest = -(int64_t(1) << (bits - 1));
    Value shift = b.max(b.sub(b.i32(12 + 31 - bits), headroom), b.i32(0));
    shift = b.min(shift, b.i32(31));
    b.forLoop(0, length, 1, [&](Value i) {
      Value product = b.highMultiply(scale, exponential(largest, at(i)));
      Value y = b.roundingShiftRight(product, shift, /*exact=*/false);
      y = b.add(y, lowest);
      y = b.min(b.max(y, b.i32(lowest)), b.i32(-lowest - 1));
      b.store(y, output, b.add(row, i), element);
    });
  }
};

/// One row: exp(beta * (x - max)) over its sum.
void lowerFloatRow(LoopBuilder &b, mcu::SoftmaxOp op, Value input, Value output,
                   Value row, int64_t length) {
  Type f32 = b.getF32Type();
  Value zero = b.i32(0), end = b.i32(length);
  auto at = [&](Value i) { return b.load(input, b.add(row, i), f32); };
  Value largest =
      b.forLoop(zero, end, 1, b.f32(std::numeric_limits<float>::lowest()),
                [&](Value i, ValueRange state) -> SmallVector<Value> {
                  Value x = at(i);
                  return {b.select(b.lessF(state[0], x), x, state[0])};
                })[0];
  Value sum = b.forLoop(zero, end, 1, b.f32(0),
                        [&](Value i, ValueRange state) -> SmallVector<Value> {
                          Value scaled = b.mulF(b.subF(at(i), largest),
                                                b.constant(op.getBetaAttr()));
                          Value exponential = math::ExpOp::create(b, scaled);
                          b.store(exponential, output, b.add(row, i), f32);
                          return {b.addF(state[0], exponential)};
                        })[0];
  b.forLoop(0, length, 1, [&](Value i) {
    Value index = b.add(row, i);
    b.store(b.divF(b.load(output, index, f32), sum), output, index, f32);
  });
}

} // namespace

void tinymlc::lowerKernel(LoopBuilder &b, mcu::SoftmaxOp op,
                          ValueRange arguments) {
  auto type = op.getInput().getType();
  int64_t length = type.getShape().empty() ? 1 : type.getShape().back();
  Value input = arguments.front(), output = arguments.back();
  b.forLoop(0, type.getNumElements() / length, 1, [&](Value i) {
    Value row = b.mul(i, length);
    if (type.getElementType().isF32())
      return lowerFloatRow(b, op, input, output, row, length);
    Type element = op.getOutput().getType().getElementType();
    Int8Row{b, input, arguments[1], output, row, length, element}.lower();
  });
}
