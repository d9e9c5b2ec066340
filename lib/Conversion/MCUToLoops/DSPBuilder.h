//===- DSPBuilder.h - short names for instructions on words -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_DSPBUILDER_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_DSPBUILDER_H

#include "LoopBuilder.h"

namespace tinymlc {

/// Builds the bodies of assembly functions: each call is one instruction, and
/// they stay in their order. Words hold two i16 or four i8, the first lowest.
class DSPBuilder : public LoopBuilder {
public:
  using LoopBuilder::LoopBuilder;

  Value smlad(Value a, Value b, Value sum) {
    return mcu::SmladOp::create(*this, a, b, sum);
  }
  Value smuad(Value a, Value b) { return mcu::SmuadOp::create(*this, a, b); }
  /// sum + one half of `a` times one half of `b`.
  Value smla(Value a, bool aHigh, Value b, bool bHigh, Value sum) {
    return mcu::SmlaOp::create(*this, a, b, sum, aHigh, bHigh);
  }
  Value smlaw(Value a, Value b, bool bHigh, Value sum) {
    return mcu::SmlawOp::create(*this, a, b, sum, bHigh);
  }
  Value smmul(Value a, Value b) { return mcu::SmmulOp::create(*this, a, b); }
  Value smmla(Value a, Value b, Value sum) {
    return mcu::SmmlaOp::create(*this, a, b, sum);
  }
  /// Bytes 0 and 2, or 1 and 3, sign-extended.
  Value evenBytes(Value word) {
    return mcu::Sxtb16Op::create(*this, word, false);
  }
  Value oddBytes(Value word) {
    return mcu::Sxtb16Op::create(*this, word, true);
  }
  /// The same, added to the halves of `sums`.
  Value addEvenBytes(Value sums, Value word) {
    return mcu::Sxtab16Op::create(*this, sums, word, false);
  }
  Value addOddBytes(Value sums, Value word) {
    return mcu::Sxtab16Op::create(*this, sums, word, true);
  }
  /// Sums and differences of the halves.
  Value addHalves(Value a, Value b) {
    return mcu::Sadd16Op::create(*this, a, b);
  }
  Value subHalves(Value a, Value b) {
    return mcu::Ssub16Op::create(*this, a, b);
  }
  Value maxBytes(Value a, Value b) { return mcu::Max8Op::create(*this, a, b); }
  Value evenBytesUnsigned(Value word) {
    return mcu::Uxtb16Op::create(*this, word, false);
  }
  Value oddBytesUnsigned(Value word) {
    return mcu::Uxtb16Op::create(*this, word, true);
  }
  Value lowHalves(Value a, Value b) {
    return mcu::PkhbtOp::create(*this, a, b);
  }
  Value highHalves(Value a, Value b) {
    return mcu::PkhtbOp::create(*this, b, a);
  }
  Value ssat8(Value value, unsigned shift) {
    return mcu::SsatOp::create(*this, value, shift);
  }
  Value shiftLeft(Value value, int64_t amount) {
    return mlir::arith::ShLIOp::create(*this, value, i32(amount));
  }
  Value shiftRightUnsigned(Value value, int64_t amount) {
    return mlir::arith::ShRUIOp::create(*this, value, i32(amount));
  }
  Value signMask(Value value) {
    return mlir::arith::ShRSIOp::create(*this, value, i32(31));
  }
  Value bitAnd(Value a, Value b) {
    return mlir::arith::AndIOp::create(*this, a, b);
  }
  Value bitOr(Value a, Value b) {
    return mlir::arith::OrIOp::create(*this, a, b);
  }
  Value addWords(Value a, Value b) {
    return mlir::arith::AddIOp::create(*this, a, b);
  }
  Value subWords(Value a, Value b) {
    return mlir::arith::SubIOp::create(*this, a, b);
  }

  /// The word at a byte offset, aligned or not.
  Value loadWord(Value pointer, int64_t offset) {
    return mcu::LoadOp::create(*this, getI32Type(), pointer, i32(0),
                               static_cast<uint32_t>(offset),
                               /*unaligned=*/true);
  }
  /// The word at `pointer`, which moves on.
  Value nextWord(Value &pointer) {
    auto load = mcu::LoadNextOp::create(*this, getI32Type(), pointer.getType(),
                                        pointer);
    pointer = load.getNext();
    return load.getResult();
  }
  Value loadByte(Value pointer, int64_t offset) {
    Value byte = mcu::LoadOp::create(*this, getI8Type(), pointer, i32(0),
                                     static_cast<uint32_t>(offset), false);
    return mlir::arith::ExtSIOp::create(*this, getI32Type(), byte);
  }
  void storeWord(Value value, Value pointer, int64_t offset) {
    mcu::StoreOp::create(*this, value, pointer, i32(0),
                         static_cast<uint32_t>(offset), true);
  }
  void storeHalf(Value value, Value pointer, int64_t offset) {
    Value half = mlir::arith::TruncIOp::create(*this, getI16Type(), value);
    mcu::StoreOp::create(*this, half, pointer, i32(0),
                         static_cast<uint32_t>(offset), false);
  }
  void storeByte(Value value, Value pointer, int64_t offset) {
    Value byte = mlir::arith::TruncIOp::create(*this, getI8Type(), value);
    mcu::StoreOp::create(*this, byte, pointer, i32(0),
                         static_cast<uint32_t>(offset), false);
  }
  /// At an offset in a register.
  void storeByte(Value value, Value pointer, Value offset) {
    Value byte = mlir::arith::TruncIOp::create(*this, getI8Type(), value);
    mcu::StoreOp::create(*this, byte, pointer, offset, 0, false);
  }
  /// The same, aligned or not.
  void storeHalf(Value value, Value pointer, Value offset) {
    Value half = mlir::arith::TruncIOp::create(*this, getI16Type(), value);
    mcu::StoreOp::create(*this, half, pointer, offset, 0, true);
  }

  /// Runs the body if the word is above 0.
  void ifPositive(Value word, llvm::function_ref<void()> body) {
    ifThen(compare(mlir::arith::CmpIPredicate::sgt, word, i32(0)), body);
  }

  using CountedBody =
      llvm::function_ref<llvm::SmallVector<Value>(mlir::ValueRange state)>;
  /// Runs the body `count` times, at least once.
  llvm::SmallVector<Value> repeat(int64_t count, mlir::ValueRange state,
                                  CountedBody body) {
    return repeat(i32(count), state, body);
  }
  llvm::SmallVector<Value> repeat(Value count, mlir::ValueRange state,
                                  CountedBody body) {
    return forLoop(i32(0), count, 1, state,
                   [&](Value, mlir::ValueRange inner) { return body(inner); });
  }
};

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_DSPBUILDER_H
