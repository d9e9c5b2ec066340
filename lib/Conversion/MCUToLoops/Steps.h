//===- Steps.h - distances that code knows or is told -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_STEPS_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_STEPS_H

#include "DSPBuilder.h"

namespace tinymlc {

/// Bytes from one place to another: code that is made for a shape has them as
/// an immediate, code that shapes share in a register.
struct Step {
  int64_t bytes = 0;
  mlir::Value inRegister = nullptr;

  mlir::Value from(DSPBuilder &b, mlir::Value pointer) const {
    return inRegister ? b.move(pointer, inRegister) : b.move(pointer, bytes);
  }
  /// Times a power of two.
  Step shifted(DSPBuilder &b, unsigned amount) const {
    return inRegister ? Step{0, b.shiftLeft(inRegister, amount)}
                      : Step{bytes << amount};
  }
  Step negated(DSPBuilder &b) const {
    return inRegister ? Step{0, b.subWords(b.i32(0), inRegister)}
                      : Step{-bytes};
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
