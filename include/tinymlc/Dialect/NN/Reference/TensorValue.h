//===- TensorValue.h - a tensor that holds numbers --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_REFERENCE_TENSORVALUE_H
#define TINYMLC_DIALECT_NN_REFERENCE_TENSORVALUE_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "tinymlc/Dialect/NN/Reference/Kernels/Tensor.h"
#include "llvm/ADT/ArrayRef.h"
#include <memory>
#include <vector>

namespace tinymlc::nn {

/// A ranked, statically shaped tensor with its elements as stored: i8 or i16
/// for quantised types, little-endian, row-major. Copies share the elements.
class TensorValue {
public:
  /// All elements zero. `type` is of f32, i32 or quantised elements.
  explicit TensorValue(mlir::RankedTensorType type);

  /// With elements from `bytes`, as many as `type` takes (`numBytes`), or
  /// failure.
  static mlir::FailureOr<TensorValue> get(mlir::RankedTensorType type,
                                          llvm::ArrayRef<char> bytes);

  /// With the elements of `attribute`, whose element type is the stored one.
  static mlir::FailureOr<TensorValue> get(mlir::RankedTensorType type,
                                          mlir::DenseElementsAttr attribute);

  /// How many bytes the elements of a tensor of `type` take.
  static size_t numBytes(mlir::RankedTensorType type);

  mlir::RankedTensorType getType() const { return type; }
  llvm::ArrayRef<char> getBytes() const { return *bytes; }

  /// Whether the elements are quantised int8.
  bool isInt8() const;
  /// Whether the elements are f32; else they are integers.
  bool isFloat() const { return type.getElementType().isF32(); }

  /// The elements, for a kernel. T is the stored type: float or an intN_t.
  template <typename T> reference::TensorRef<const T> read() const {
    return {reinterpret_cast<const T *>(bytes->data()), getShape()};
  }
  template <typename T> reference::TensorRef<T> write() {
    return {reinterpret_cast<T *>(bytes->data()), getShape()};
  }

  /// As the value of an nn.constant: elements of the stored type.
  mlir::DenseElementsAttr toAttribute() const;

private:
  reference::Shape getShape() const {
    return reference::Shape(type.getShape().begin(), type.getShape().end());
  }

  mlir::RankedTensorType type;
  std::shared_ptr<std::vector<char>> bytes;
};

} // namespace tinymlc::nn

#endif // TINYMLC_DIALECT_NN_REFERENCE_TENSORVALUE_H
