//===- NN.h - the nn dialect: types, attributes, operators ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_IR_NN_H
#define TINYMLC_DIALECT_NN_IR_NN_H

#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "tinymlc/FixedPoint/PuMlrLearning.h"

namespace mlir {
class PatternRewriter;
} // namespace mlir

namespace tinymlc::nn {

/// Whether `type` is a uniform quantised type, per tensor or per channel, that
/// is stored as int8 over its whole range [-128, 127] or [-127, 127].
bool isQuantizedInt8(mlir::Type type);

/// Whether `type` is a uniform quantised type per tensor that is stored as
/// int16.
bool isQuantizedInt16(mlir::Type type);

/// The type that a tensor's elements are stored as: i8 for quantised int8,
/// else the element type itself.
mlir::Type getStorageType(mlir::Type elementType);

/// The attribute of an operator that lost weights to channel folding: a
/// dictionary of how many `channels` of its result, `macs` and `weight_bytes`
/// went.
constexpr llvm::StringLiteral foldedAttrName = "nn.folded";

} // namespace tinymlc::nn

#include "tinymlc/Dialect/NN/IR/NNDialect.h.inc"
#include "tinymlc/Dialect/NN/IR/NNEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "tinymlc/Dialect/NN/IR/NNAttributes.h.inc"
#define GET_OP_CLASSES
#include "tinymlc/Dialect/NN/IR/NNOps.h.inc"

#endif // TINYMLC_DIALECT_NN_IR_NN_H
