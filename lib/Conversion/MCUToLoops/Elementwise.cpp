//===- Elementwise.cpp - loops of binary, unary and table_lookup ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "KernelLowering.h"
#include "StridedNest.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tinymlc;

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

namespace {

/// int8 sum or difference, as AddParameters describes it.
Value addInt8(LoopBuilder &b, mcu::BinaryOp op, Value lhs, Value rhs) {
  ArrayRef<int64_t> p = op.getParameters();
  auto scaled = [&](Value x, int64_t offset, int64_t multiplier,
                    int64_t shift) {
    // |x + offset| <= 255 and the left shift is 20: below 2^28.
    Value shifted = b.mul(b.add(x, offset), int64_t(1) << p[3]);
    if (shift > 0)
      return b.requantize(shifted, multiplier, shift);
    return b.requantize(shifted, b.i32(multiplier), b.i32(shift),
                        /*leftShift=*/false, /*exact=*/true);
  };
  Value s1 = scaled(lhs, p[0], p[4], p[5]);
  Value s2 = scaled(rhs, p[1], p[6], p[7]);
  if (op.getKind() == mcu::BinaryKind::Sub)
    s2 = b.createOrFold<arith::SubIOp>(b.i32(0), s2);
  Value sum = b.requantize(b.addWrapping(s1, s2), p[8], p[9]);
  return b.addWrapping(sum, b.i32(p[2]));
}

/// int8 product, as MulParameters describes it.
Value mulInt8(LoopBuilder &b, mcu::BinaryOp op, Value lhs, Value rhs) {
  ArrayRef<int64_t> p = op.getParameters();
  Value first = b.add(lhs, p[0]), second = b.add(rhs, p[1]);
  Value product = b.mul(first, second);
  return b.addWrapping(b.requantize(product, p[3], p[4]), b.i32(p[2]));
}

Value computeFloat(LoopBuilder &b, mcu::BinaryKind kind, Value lhs, Value rhs) {
  switch (kind) {
  case mcu::BinaryKind::Add:
    return b.addF(lhs, rhs);
  case mcu::BinaryKind::Sub:
    return b.subF(lhs, rhs);
  case mcu::BinaryKind::Mul:
    return b.mulF(lhs, rhs);
  }
  llvm_unreachable("every kind has a case");
}

} // namespace

/// All elements, or, of images of one shape, those of a strip.
static void forEachPair(LoopBuilder &b, mcu::BinaryOp op, const ImageRows &rows,
                        llvm::function_ref<void(ArrayRef<Value>)> body) {
  if (rows.vary)
    return b.forLoop(b.i32(0), countElements(b, op.getOutput(), rows), 1,
                     [&](Value i) {
                       body({i, i, i});
                     });
  ArrayRef<int64_t> shape = op.getOutput().getType().getShape();
  StridedNest nest;
  nest.sizes = llvm::to_vector(shape);
  for (Value operand : {op.getLhs(), op.getRhs(), op.getOutput()})
    nest.strides.push_back(broadcastStrides(
        cast<mcu::BufferType>(operand.getType()).getShape(), shape.size()));
  nest.simplify();
  nest.build(b, body);
}

void tinymlc::lowerKernel(LoopBuilder &b, mcu::BinaryOp op,
                          ValueRange arguments, const ImageRows &rows) {
  Type element = op.getOutput().getType().getElementType();
  forEachPair(b, op, rows, [&](ArrayRef<Value> indices) {
    Value lhs = b.load(arguments[0], indices[0], element);
    Value rhs = b.load(arguments[1], indices[1], element);
    Value result;
    if (element.isF32())
      result = computeFloat(b, op.getKind(), lhs, rhs);
    else if (op.getKind() == mcu::BinaryKind::Mul)
      result = mulInt8(b, op, lhs, rhs);
    else
      result = addInt8(b, op, lhs, rhs);
    result = b.clamp(result, op.getMinimum(), op.getMaximum());
    b.store(result, arguments[2], indices[2], element);
  });
}

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

void tinymlc::lowerKernel(LoopBuilder &b, mcu::TableLookupOp op,
                          ValueRange arguments, const ImageRows &rows) {
  Type element = op.getInput().getType().getElementType();
  // Loads follow each other, which takes fewer cycles than turns with stores.
  auto lookUp = [&](Value i, int64_t count) {
    SmallVector<Value> values;
    for (int64_t lane = 0; lane < count; ++lane)
      values.push_back(arith::AndIOp::create(
          b, b.load(arguments[0], i, element, lane), b.i32(255)));
    for (Value &value : values)
      value = b.load(arguments[1], value, element);
    for (auto [lane, value] : llvm::enumerate(values))
      b.store(value, arguments[2], i, element, lane);
  };
  constexpr int64_t unroll = 4;
  Value elements = countElements(b, op.getOutput(), rows);
  Value unrolled = b.mul(b.divide(elements, unroll), unroll);
  b.forLoop(b.i32(0), unrolled, unroll, [&](Value i) { lookUp(i, unroll); });
  b.forLoop(unrolled, elements, 1, [&](Value i) { lookUp(i, 1); });
}

namespace {

Value isNegative(LoopBuilder &b, Value x) { return b.lessF(x, b.f32(0)); }

/// 1 / (1 + exp(-x)). exp of a large argument is infinity, which gives 0.
Value logistic(LoopBuilder &b, Value x) {
  Value exponential =
      math::ExpOp::create(b, arith::NegFOp::create(b, x).getResult());
  return b.divF(b.f32(1), b.addF(b.f32(1), exponential));
}

/// (1 - t) / (1 + t) with t = exp(-2 |x|), and x's sign.
Value tanh(LoopBuilder &b, Value x) {
  Value minus = arith::NegFOp::create(b, x);
  Value negative = isNegative(b, x);
  Value magnitude = b.select(negative, minus, x);
  Value t = math::ExpOp::create(b, b.mulF(magnitude, b.f32(-2)));
  Value below = b.subF(b.f32(1), t), above = b.addF(b.f32(1), t);
  Value ratio = b.divF(below, above);
  return b.select(negative, arith::NegFOp::create(b, ratio), ratio);
}

Value relu(LoopBuilder &b, Value x) {
  return b.select(isNegative(b, x), b.f32(0), x);
}

Value min6(LoopBuilder &b, Value x) {
  return b.select(b.lessF(b.f32(6), x), b.f32(6), x);
}

/// Nearest integer, ties away from zero, plus the zero point, saturated.
Value quantize(LoopBuilder &b, mcu::UnaryOp op, Value x) {
  Value real = b.divF(x, b.constant(op.getAlphaAttr()));
  // Far beyond int8, but within int32; NaN becomes zero.
  Value bound = b.f32(65536), lowerBound = b.f32(-65536);
  real = b.select(b.lessF(bound, real), bound, real);
  real = b.select(b.lessF(real, lowerBound), lowerBound, real);
  Value isNumber =
      arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, real, real);
  real = b.select(isNumber, real, b.f32(0));
  Value whole = arith::FPToSIOp::create(b, b.getI32Type(), real);
  Value rest = b.subF(
      real, arith::SIToFPOp::create(b, b.getF32Type(), whole).getResult());
  Value up = arith::ExtUIOp::create(
      b, b.getI32Type(),
      arith::CmpFOp::create(b, arith::CmpFPredicate::OGE, rest, b.f32(0.5f)));
  Value down = arith::ExtUIOp::create(
      b, b.getI32Type(),
      arith::CmpFOp::create(b, arith::CmpFPredicate::OLE, rest, b.f32(-0.5f)));
  Value nearest = b.sub(b.add(whole, up), down);
  Value stored = b.add(nearest, op.getZeroPoint());
  return b.min(b.max(stored, b.i32(-128)), b.i32(127));
}

Value dequantize(LoopBuilder &b, mcu::UnaryOp op, Value x) {
  Value difference = b.sub(x, b.i32(op.getZeroPoint()));
  Value real = arith::SIToFPOp::create(b, b.getF32Type(), difference);
  return b.mulF(b.constant(op.getAlphaAttr()), real);
}

Value compute(LoopBuilder &b, mcu::UnaryOp op, Value x) {
  switch (op.getKind()) {
  case mcu::UnaryKind::Relu:
    return relu(b, x);
  case mcu::UnaryKind::Relu6:
    return min6(b, relu(b, x));
  case mcu::UnaryKind::LeakyRelu: {
    Value slope = b.mulF(x, b.constant(op.getAlphaAttr()));
    return b.select(b.lessF(b.f32(0), x), x, slope);
  }
  case mcu::UnaryKind::Logistic:
    return logistic(b, x);
  case mcu::UnaryKind::Tanh:
    return tanh(b, x);
  case mcu::UnaryKind::HardSwish: {
    Value gate = min6(b, relu(b, b.addF(x, b.f32(3))));
    return b.divF(b.mulF(x, gate), b.f32(6));
  }
  case mcu::UnaryKind::Quantize:
    return quantize(b, op, x);
  case mcu::UnaryKind::Dequantize:
    return dequantize(b, op, x);
  }
  llvm_unreachable("every kind has a case");
}

} // namespace

void tinymlc::lowerKernel(LoopBuilder &b, mcu::UnaryOp op, ValueRange arguments,
                          const ImageRows &rows) {
  Type in = op.getInput().getType().getElementType();
  Type out = op.getOutput().getType().getElementType();
  Value elements = countElements(b, op.getOutput(), rows);
  b.forLoop(b.i32(0), elements, 1, [&](Value i) {
    b.store(compute(b, op, b.load(arguments[0], i, in)), arguments[1], i, out);
  });
}
