//===- Steps.h - distances that code knows or is told -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_STEPS_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_STEPS_H

#include "DSPBuilder.h"
#include "llvm/ADT/bit.h"

namespace tinymlc {

/// Bytes from one place to another: code that is made for a shape has them as
/// an immediate, code that shapes share as some times what a register holds.
struct Step {
  int64_t bytes = 0;
  mlir::Value inRegister = nullptr;
  uint64_t times = 1;

  /// An addition shifts what it adds: one for each bit of `times`.
  mlir::Value from(DSPBuilder &b, mlir::Value pointer) const {
    if (!inRegister)
      return b.move(pointer, bytes);
    for (uint64_t rest = times; rest != 0; rest &= rest - 1) {
      int bit = llvm::countr_zero(rest);
      pointer =
          b.move(pointer, bit == 0 ? inRegister : b.shiftLeft(inRegister, bit));
    }
    return pointer;
  }
  /// Times a power of two.
  Step shifted(unsigned amount) const {
    return {bytes << amount, inRegister, times << amount};
  }
  Step negated(DSPBuilder &b) const {
    if (!inRegister)
      return {-bytes};
    return {0, b.subWords(b.i32(0), inRegister), times};
  }
};

/// Reads the steps off a place in flash, one word after another, or knows them
/// where there is none.
class StepReader {
public:
  StepReader(DSPBuilder &b, mlir::Value numbers) : b(b), numbers(numbers) {}
  Step next(int64_t bytes) {
    return numbers ? Step{0, nextValue()} : Step{bytes};
  }
  mlir::Value nextValue() { return b.nextWord(numbers); }
  /// Behind what was read.
  mlir::Value getPlace() const { return numbers; }

private:
  DSPBuilder &b;
  mlir::Value numbers;
};

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_STEPS_H
