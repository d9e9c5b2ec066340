//===- GraphInterface.h - names of a model's inputs and outputs -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_FRONTEND_TFLITE_GRAPHINTERFACE_H
#define TINYMLC_LIB_FRONTEND_TFLITE_GRAPHINTERFACE_H

#include "TensorTable.h"
#include "mlir/IR/Builders.h"

namespace tinymlc::tflite {

/// The names that the model's tensors and its signature, if there is one for
/// subgraph 0, give to inputs and outputs.
class GraphInterface {
public:
  GraphInterface(const ModelFile &file, const TensorTable &tensors);

  mlir::DictionaryAttr getInputAttributes(mlir::Builder &builder,
                                          int32_t tensor) const;
  mlir::DictionaryAttr getOutputAttributes(mlir::Builder &builder,
                                           int32_t tensor) const;

private:
  using Names = llvm::DenseMap<int32_t, llvm::StringRef>;
  mlir::DictionaryAttr getAttributes(mlir::Builder &builder, int32_t tensor,
                                     const Names &signature) const;

  const TensorTable &tensors;
  Names inputs, outputs;
};

/// A graph output that is a constant. Null, with an error, if the model's
/// constants exceed their limit.
mlir::Value makeConstantOutput(mlir::OpBuilder &builder,
                               mlir::Location location, TensorTable &tensors,
                               const TensorInfo &tensor);

} // namespace tinymlc::tflite

#endif // TINYMLC_LIB_FRONTEND_TFLITE_GRAPHINTERFACE_H
