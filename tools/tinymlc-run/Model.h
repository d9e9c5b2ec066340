//===- Model.h - a model that tinymlc-run interprets ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TOOLS_TINYMLC_RUN_MODEL_H
#define TINYMLC_TOOLS_TINYMLC_RUN_MODEL_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "tinymlc/Diagnostics/DiagnosticPrinter.h"
#include "tinymlc/Dialect/NN/Reference/Interpreter.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <string>

namespace tinymlc::run {

/// The values of one inference.
using Tensors = llvm::SmallVector<nn::TensorValue>;

/// A model in a context of its own, whose diagnostics go to stderr.
class Model {
public:
  /// Reads a .tflite file, or the nn dialect as text if `path` ends in
  /// `.mlir`. Null, with diagnostics, if that fails.
  static std::unique_ptr<Model> load(const std::string &path);

  mlir::func::FuncOp getFunction() const { return function; }

  /// Makes the tensor `name`, which an operator writes, the only output.
  mlir::LogicalResult selectOutput(llvm::StringRef name);

  /// The bytes of a file, or null with a diagnostic.
  std::unique_ptr<llvm::MemoryBuffer> readFile(const std::string &path) const;

  /// Whether the model takes `numFiles` inputs.
  mlir::LogicalResult checkNumInputs(size_t numFiles) const;

  /// Reads one input from each of `paths`.
  mlir::FailureOr<Tensors> readInputs(llvm::ArrayRef<std::string> paths) const;

  /// Computes the outputs.
  mlir::FailureOr<Tensors> run(llvm::ArrayRef<nn::TensorValue> inputs,
                               nn::Observer observe = nullptr) const {
    return nn::interpret(function, inputs, observe);
  }

private:
  Model();

  /// Mutable because it is told of errors.
  mutable mlir::MLIRContext context;
  DiagnosticPrinter printer;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::func::FuncOp function;
};

} // namespace tinymlc::run

#endif // TINYMLC_TOOLS_TINYMLC_RUN_MODEL_H
