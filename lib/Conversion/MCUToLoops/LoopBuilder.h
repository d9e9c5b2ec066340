//===- LoopBuilder.h - short names for loops and arithmetic -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_LOOPBUILDER_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_LOOPBUILDER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"

namespace tinymlc {

/// Builds scf, arith and mcu loads and stores. Indices are i32 and never
/// overflow: they count bytes or elements of one arena. Operations on
/// constants fold as they are built.
class LoopBuilder : public mlir::ImplicitLocOpBuilder {
public:
  using Value = mlir::Value;
  using ImplicitLocOpBuilder::ImplicitLocOpBuilder;

  // Constants.
  Value i32(int64_t value);
  Value f32(float value);
  Value constant(mlir::TypedAttr value);

  // Index arithmetic, and arithmetic proven not to overflow.
  Value add(Value a, Value b);
  Value add(Value a, int64_t b) { return add(a, i32(b)); }
  Value sub(Value a, Value b);
  Value mul(Value a, Value b);
  Value mul(Value a, int64_t b) { return mul(a, i32(b)); }
  /// Towards zero; `b` is above 0.
  Value divide(Value a, int64_t b);
  /// The offset of `index` in elements of `bytes` bytes.
  Value scale(Value index, int64_t bytes) { return mul(index, bytes); }

  // Arithmetic modulo 2^32.
  Value addWrapping(Value a, Value b);
  Value mulWrapping(Value a, Value b);

  Value max(Value a, Value b);
  Value min(Value a, Value b);
  Value shiftRight(Value a, Value b);
  Value compare(mlir::arith::CmpIPredicate predicate, Value a, Value b);
  /// The value of `isTrue`'s block if the condition holds, else `otherwise`'s.
  Value select(Value condition, Value a, Value b);

  // Floats.
  Value addF(Value a, Value b);
  Value subF(Value a, Value b);
  Value mulF(Value a, Value b);
  Value divF(Value a, Value b);
  Value lessF(Value a, Value b);

  /// Clamps an i32 or f32 to bounds that are attributes of a kernel.
  Value clamp(Value value, mlir::TypedAttr minimum, mlir::TypedAttr maximum);

  // Memory: element `index` + `offset` of type `type`, widened to i32 when it
  // is an integer; store narrows likewise.
  Value load(Value base, Value index, mlir::Type type, int64_t offset = 0);
  /// The same of unsigned integers.
  Value loadUnsigned(Value base, Value index, mlir::Type type,
                     int64_t offset = 0);
  void store(Value value, Value base, Value index, mlir::Type type,
             int64_t offset = 0);

  /// The pointer `bytes` further on.
  Value move(Value pointer, Value bytes) {
    return mcu::OffsetOp::create(*this, pointer.getType(), pointer, bytes);
  }
  Value move(Value pointer, int64_t bytes) {
    return bytes == 0 ? pointer : move(pointer, i32(bytes));
  }

  using Body = llvm::function_ref<void(Value index)>;
  using Accumulate = llvm::function_ref<llvm::SmallVector<Value>(
      Value index, mlir::ValueRange state)>;
  /// Loop without state; a loop that runs once becomes its body.
  void forLoop(Value from, Value to, int64_t step, Body body);
  void forLoop(int64_t from, int64_t to, int64_t step, Body body);
  /// Loop that carries `state`, returns the last.
  llvm::SmallVector<Value> forLoop(Value from, Value to, int64_t step,
                                   mlir::ValueRange state, Accumulate body);
  void ifThen(Value condition, llvm::function_ref<void()> body);

  /// high((x << left) * multiplier * 2), rounded, then shifted right with
  /// rounding half away from zero: TFLite's double rounding. `shift` may have
  /// either sign; without `leftShift` it is known not to be above 0. `exact`:
  /// |x| < 2^30 and no left shift leaves int32.
  Value requantize(Value x, Value multiplier, Value shift, bool leftShift,
                   bool exact);
  /// The same for an exact x and a shift below 0, by products of halfwords.
  Value requantizeByWords(Value x, Value multiplier, Value shift);
  /// The same by constants.
  Value requantize(Value x, int64_t multiplier, int64_t shift);
  /// x / 2^exponent, ties away from zero; exponent is 0 to 31.
  Value roundingShiftRight(Value x, Value exponent, bool exact);
  /// high(2 * a * b) rounded, without saturation of the one overflowing pair.
  Value highMultiply(Value a, Value b);
};

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_LOOPBUILDER_H
