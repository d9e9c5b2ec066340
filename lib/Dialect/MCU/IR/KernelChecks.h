//===- KernelChecks.h - what the kernels' verifiers share -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_DIALECT_MCU_IR_KERNELCHECKS_H
#define TINYMLC_LIB_DIALECT_MCU_IR_KERNELCHECKS_H

#include "tinymlc/Dialect/MCU/IR/MCU.h"

namespace tinymlc::mcu {

inline BufferType bufferType(mlir::Value value) {
  return llvm::cast<BufferType>(value.getType());
}
inline llvm::ArrayRef<int64_t> shapeOf(mlir::Value value) {
  return bufferType(value).getShape();
}
inline mlir::Type elementOf(mlir::Value value) {
  return bufferType(value).getElementType();
}

/// kernel_c1
mlir::LogicalResult checkWritten(mlir::Operation *op);

/// Input and output are images of one batch.
mlir::LogicalResult checkImages(mlir::Operation *op, mlir::Value input,
                                mlir::Value output);

/// Windows over height and width of NHWC buffers of rank 4.
struct WindowCheck {
  mlir::Operation *op;
  mlir::Value input, output;
  llvm::ArrayRef<int64_t> sizes, strides, dilations, padding;

  /// What none of these numbers passes.
  static constexpr int64_t limit = int64_t(1) << 30;

  /// As many numbers as there must be, each in its range.
  mlir::LogicalResult checkNumbers() const;
  /// The output is as high and as wide as there are windows.
  mlir::LogicalResult checkShape() const;
};

} // namespace tinymlc::mcu

#endif // TINYMLC_LIB_DIALECT_MCU_IR_KERNELCHECKS_H
