//===- OperatorTable.h - the operators that are imported --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_FRONTEND_TFLITE_OPERATORTABLE_H
#define TINYMLC_LIB_FRONTEND_TFLITE_OPERATORTABLE_H

#include "OperatorReader.h"

namespace tinymlc::tflite {

/// An operator that the importer takes. `inputs` has a letter for each input:
///   D  float32 or quantised int8; the output is one of these
///   B  bias, which may be absent: int32 if the operator is int8, else float32
///   I  parameters, int32 or int64
///   X  any type, as its data is not used
/// Letters after `/` may be left off; a final `*` repeats the last letter.
struct OperatorEntry {
  BuiltinOperator code;
  const char *inputs;
  /// Whether D inputs and the output have one type; else the verifier of the
  /// dialect relates them.
  bool sameType;
  OperatorConverter convert;
  /// Whether the output may be quantised int16 instead.
  bool int16Output = false;
  /// Whether there may be several outputs, of one type.
  bool manyOutputs = false;
};

/// The entry of `code`, or null if the operator is not supported.
const OperatorEntry *findOperator(BuiltinOperator code);

/// What converts the custom operator `name`, and checks its tensors itself;
/// null if it is not supported.
OperatorConverter findCustomOperator(llvm::StringRef name);

llvm::ArrayRef<OperatorEntry> getOperators();

/// Why `reader`'s operator cannot be imported as `entry`: empty if it can. The
/// reader's tensors have been read.
std::string explainMismatch(const OperatorEntry &entry,
                            const OperatorReader &reader);

mlir::Value convertConv2D(OperatorReader &reader);
mlir::Value convertDepthwiseConv2D(OperatorReader &reader);
mlir::Value convertFullyConnected(OperatorReader &reader);

mlir::Value convertAveragePool2D(OperatorReader &reader);
mlir::Value convertMaxPool2D(OperatorReader &reader);
mlir::Value convertMean(OperatorReader &reader);

mlir::Value convertAdd(OperatorReader &reader);
mlir::Value convertSub(OperatorReader &reader);
mlir::Value convertMul(OperatorReader &reader);
mlir::Value convertLogistic(OperatorReader &reader);
mlir::Value convertTanh(OperatorReader &reader);
mlir::Value convertRelu(OperatorReader &reader);
mlir::Value convertRelu6(OperatorReader &reader);
mlir::Value convertHardSwish(OperatorReader &reader);
mlir::Value convertLeakyRelu(OperatorReader &reader);
mlir::Value convertSoftmax(OperatorReader &reader);
mlir::Value convertQuantize(OperatorReader &reader);
mlir::Value convertDequantize(OperatorReader &reader);

mlir::Value convertReshape(OperatorReader &reader);
mlir::Value convertPad(OperatorReader &reader);
mlir::Value convertTranspose(OperatorReader &reader);
mlir::Value convertSlice(OperatorReader &reader);
mlir::Value convertSplit(OperatorReader &reader);
mlir::Value convertSplitV(OperatorReader &reader);
mlir::Value convertConcatenation(OperatorReader &reader);

mlir::Value convertPuMlr(OperatorReader &reader);

} // namespace tinymlc::tflite

#endif // TINYMLC_LIB_FRONTEND_TFLITE_OPERATORTABLE_H
