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

/// Reads the steps off a function's arguments, or knows them where there are
/// none.
class StepReader {
public:
  explicit StepReader(mlir::ValueRange arguments) : arguments(arguments) {}
  bool isEmpty() const { return arguments.empty(); }
  Step next(int64_t bytes) {
    if (arguments.empty())
      return {bytes};
    return {0, nextValue()};
  }
  mlir::Value nextValue() {
    mlir::Value value = arguments.front();
    arguments = arguments.drop_front();
    return value;
  }

private:
  mlir::ValueRange arguments;
};

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_STEPS_H
