//===- ModelFile.h - a verified .tflite file --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_FRONTEND_TFLITE_MODELFILE_H
#define TINYMLC_LIB_FRONTEND_TFLITE_MODELFILE_H

#include "mlir/IR/Location.h"
#include "mlir/Support/LLVM.h"
#include "tinymlc/Frontend/TFLite/tflite_generated.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include <optional>
#include <string>

namespace tinymlc::tflite {

/// Counts beyond these are not what a microcontroller's model has; they keep
/// the work linear when tables of a hostile file are shared.
constexpr size_t maxTensors = 1 << 16;
constexpr size_t maxOperators = 1 << 16;
constexpr size_t maxOperatorInputs = 1 << 12;
constexpr size_t maxGraphInputs = 1 << 10;
constexpr size_t maxNameLength = 1 << 10;

/// A .tflite file that passed the FlatBuffers verifier and whose subgraph 0
/// has its vectors, within the bounds above.
class ModelFile {
public:
  /// Verifies `file`, emitting errors at `location`. `file` must outlive the
  /// result.
  static mlir::FailureOr<ModelFile> read(llvm::MemoryBufferRef file,
                                         mlir::Location location);

  const Model &getModel() const { return *model; }
  const SubGraph &getGraph() const { return *graph; }
  size_t getNumTensors() const;
  size_t getNumOperators() const;
  const Operator &getOperator(size_t index) const;

  /// The operator's code, or none if its index into the codes is invalid.
  const OperatorCode *getCode(const Operator &op) const;

  /// The data of `buffer`, inside or behind the FlatBuffer: empty if the
  /// buffer has none, none if its place lies outside of the file.
  std::optional<llvm::ArrayRef<uint8_t>> getData(uint32_t buffer) const;

private:
  ModelFile() = default;
  mlir::LogicalResult findGraph(mlir::Location location);

  std::unique_ptr<llvm::MemoryBuffer> alignedCopy;
  llvm::ArrayRef<uint8_t> bytes;
  const Model *model = nullptr;
  const SubGraph *graph = nullptr;
};

/// The operator's number: older files have it in one byte.
BuiltinOperator getBuiltinOperator(const OperatorCode &code);

/// `text` as it may be shown on a terminal: printable, of bounded length.
std::string getDisplayName(llvm::StringRef text);

/// What messages call an operator: `CONV_2D`, `CUSTOM(Name)`, `BUILTIN(900)`.
std::string getDisplayName(const OperatorCode *code);

/// A string of the file, cut to maxNameLength; empty if absent.
llvm::StringRef getBoundedString(const flatbuffers::String *string);

/// Elements of a vector that may be absent.
template <typename T> size_t getSize(const flatbuffers::Vector<T> *vector) {
  return vector ? vector->size() : 0;
}

} // namespace tinymlc::tflite

#endif // TINYMLC_LIB_FRONTEND_TFLITE_MODELFILE_H
