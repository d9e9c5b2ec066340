//===- TensorTable.h - the checked tensors of a .tflite file ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_FRONTEND_TFLITE_TENSORTABLE_H
#define TINYMLC_LIB_FRONTEND_TFLITE_TENSORTABLE_H

#include "ModelFile.h"
#include "mlir/IR/BuiltinTypes.h"
#include "tinymlc/Frontend/TFLite/Import.h"
#include "llvm/ADT/DenseMap.h"

namespace tinymlc::tflite {

using ErrorEmitter = llvm::function_ref<mlir::InFlightDiagnostic()>;

/// A tensor whose shape, data and quantisation were checked.
struct TensorInfo {
  int32_t index;
  TensorType type;
  llvm::SmallVector<int64_t, 4> shape;
  /// The file's bytes, little-endian; empty unless the tensor is constant.
  llvm::ArrayRef<uint8_t> data;
  /// What operators compute on: `f32`, a quantised int8 or int16; null for
  /// other types and where there is no scale.
  mlir::Type elementType;

  bool isConstant() const { return !data.empty() || getNumElements() == 0; }
  int64_t getNumElements() const;
  /// Whether operators may exchange the tensor: not if it has no element type,
  /// or scales for each channel.
  bool isActivation() const;
  mlir::RankedTensorType getType() const {
    return mlir::RankedTensorType::get(shape, elementType);
  }
};

/// Checks the tensors of a graph when they are first looked at: what no
/// operator uses need not be understood.
class TensorTable {
public:
  TensorTable(mlir::MLIRContext &context, const ModelFile &file,
              const ImportOptions &options)
      : context(context), file(file), options(options) {}

  /// The tensor `index`. Null, with an error from `emitError`, if the index is
  /// out of range or the tensor malformed or of a kind that has no meaning
  /// here (a variable, sparse data, blockwise scales).
  const TensorInfo *get(int32_t index, ErrorEmitter emitError);

  /// The name that the file has for tensor `index`, or one made up from it.
  std::string getName(int32_t index) const;

  /// `tensor 3 'name'`, for messages.
  std::string describe(int32_t index) const;

  /// The type of tensor `index` as the file has it, for messages:
  /// `int8[1,4,4,2]`.
  std::string describeType(int32_t index) const;

  /// The tensor's bytes as a constant of `elementType`, which has the stored
  /// width. Null, with an error, if all constants together exceed the limit.
  mlir::DenseElementsAttr getConstant(const TensorInfo &tensor,
                                      mlir::Type elementType,
                                      ErrorEmitter emitError);

private:
  mlir::LogicalResult check(const Tensor &tensor, TensorInfo &info,
                            ErrorEmitter emitError);
  mlir::LogicalResult readShape(const Tensor &tensor, TensorInfo &info,
                                ErrorEmitter emitError);
  mlir::LogicalResult readData(const Tensor &tensor, TensorInfo &info,
                               ErrorEmitter emitError);
  mlir::LogicalResult readQuantization(const Tensor &tensor, TensorInfo &info,
                                       ErrorEmitter emitError);
  mlir::LogicalResult checkZeroPoints(const QuantizationParameters &quant,
                                      const TensorInfo &info,
                                      ErrorEmitter emitError);
  mlir::Type getPerChannelType(const QuantizationParameters &quant,
                               const TensorInfo &info, ErrorEmitter emitError);

  mlir::MLIRContext &context;
  const ModelFile &file;
  const ImportOptions &options;
  llvm::DenseMap<int32_t, std::unique_ptr<TensorInfo>> tensors;
  uint64_t constantBytes = 0;
  uint64_t numScales = 0;
};

/// The bytes of an element, 0 where it has no size of its own in bytes.
unsigned getElementBytes(TensorType type);

} // namespace tinymlc::tflite

#endif // TINYMLC_LIB_FRONTEND_TFLITE_TENSORTABLE_H
