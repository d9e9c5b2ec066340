//===- OperatorChecks.h - what verifiers of the nn dialect share -*- C++
//-*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_DIALECT_NN_IR_OPERATORCHECKS_H
#define TINYMLC_LIB_DIALECT_NN_IR_OPERATORCHECKS_H

#include "tinymlc/Dialect/NN/IR/NN.h"
#include "tinymlc/FixedPoint/Parameters.h"
#include <string>

namespace tinymlc::nn {

// Every check emits its own error at the operator. Values are tensors, as the
// operators' definitions say.

mlir::RankedTensorType getTensorType(mlir::Value value);
llvm::ArrayRef<int64_t> getShape(mlir::Value value);
mlir::Type getElementType(mlir::Value value);
/// For messages: per-channel types, which may have thousands of scales, in
/// words.
std::string describeElementType(mlir::Value value);
/// int8 per tensor, what activations are if they are not float.
bool isInt8Activation(mlir::Value value);
QuantParams getQuantParams(mlir::Value value);
/// One scale, or one for each channel.
llvm::SmallVector<double> getScales(mlir::Value value);

mlir::LogicalResult checkShape(mlir::Operation *op, const char *what,
                               mlir::Value value,
                               llvm::ArrayRef<int64_t> expected);
mlir::LogicalResult checkSameShape(mlir::Operation *op, mlir::Value input,
                                   mlir::Value output);
mlir::LogicalResult checkSameElementType(mlir::Operation *op, mlir::Value input,
                                         mlir::Value output);
/// All `values` are f32, or all are int8 per tensor.
mlir::LogicalResult checkOneKind(mlir::Operation *op, mlir::ValueRange values);

/// `ratio`, the real multiplier between stored values, is below 2^30: no
/// larger one shifts an int32 without losing all of it.
mlir::LogicalResult checkMultiplier(mlir::Operation *op, double ratio);

/// The stored bounds of a fused activation on `output` fit int32.
mlir::LogicalResult checkActivation(mlir::Operation *op, Activation activation,
                                    mlir::Value output);

/// A window over height and width, and how it moves.
struct WindowAttributes {
  llvm::ArrayRef<int64_t> sizes;
  llvm::ArrayRef<int64_t> strides;
  llvm::ArrayRef<int64_t> dilations;
  llvm::ArrayRef<int64_t> padding;

  int64_t getReach(unsigned dimension) const {
    return (sizes[dimension] - 1) * dilations[dimension] + 1;
  }
};

mlir::LogicalResult checkWindow(mlir::Operation *op,
                                const WindowAttributes &window);

/// `output` is [batch, windows over height, over width, channels] for the NHWC
/// `input`; the window was checked.
mlir::LogicalResult checkWindowedShape(mlir::Operation *op,
                                       const WindowAttributes &window,
                                       mlir::Value input, mlir::Value output,
                                       int64_t channels);

} // namespace tinymlc::nn

#endif // TINYMLC_LIB_DIALECT_NN_IR_OPERATORCHECKS_H
