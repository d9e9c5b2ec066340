//===- Import.h - .tflite files to the nn dialect ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_FRONTEND_TFLITE_IMPORT_H
#define TINYMLC_FRONTEND_TFLITE_IMPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <cstdint>

namespace tinymlc {

/// Bounds on what a model may make the compiler allocate.
struct ImportOptions {
  /// Largest tensor, constant or not, in bytes.
  uint64_t maxTensorBytes = uint64_t(64) << 20;
  /// Largest sum over all constants, in bytes. Counted per use by an
  /// operator: one buffer that many tensors share counts many times.
  uint64_t maxConstantBytes = uint64_t(256) << 20;
};

/// Reads subgraph 0 of the .tflite model in `file` into a module with one
/// public function `main`:
///  - arguments and results are the model's inputs and outputs in its order,
///    with attributes `nn.name` (the tensor's name) and, where the model has a
///    signature for the subgraph, `nn.signature_name`. A tensor that is listed
///    twice as input has two arguments; operators read the last one, as if
///    both were written to the same memory in order;
///  - float32 tensors are `f32`; int8 tensors are `!quant.uniform<i8:f32, ..>`;
///    biases of int8 operators are `i32`; constants are `nn.constant`;
///  - an operator's location is named `op 12 CONV_2D 'output tensor'` and lies
///    in `file`'s identifier at line 12, the operator's index.
/// Returns null, with diagnostics emitted, if the file is malformed, holds
/// anything that the dialect lacks (every such operator is reported), or
/// exceeds `options`. The module, if any, verifies.
mlir::OwningOpRef<mlir::ModuleOp>
importTFLite(mlir::MLIRContext &context, llvm::MemoryBufferRef file,
             const ImportOptions &options = ImportOptions());

/// Calls `visit` with the format's name of each operator that importTFLite()
/// takes, in alphabetical order.
void forEachImportedOperator(
    llvm::function_ref<void(llvm::StringRef name)> visit);

} // namespace tinymlc

#endif // TINYMLC_FRONTEND_TFLITE_IMPORT_H
