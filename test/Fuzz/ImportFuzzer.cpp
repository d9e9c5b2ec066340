//===- ImportFuzzer.cpp - libFuzzer target of the .tflite importer --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "tinymlc/Frontend/TFLite/Import.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <cstddef>
#include <cstdint>

using namespace mlir;

// LLVM's headers poison memory that its libraries, which are not instrumented,
// hand out without unpoisoning it.
extern "C" const char *__asan_default_options() {
  return "allow_user_poisoning=0:detect_container_overflow=0";
}

/// Imports any bytes: with a module that verifies or with an error, and
/// without an allocation out of proportion.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  // A context keeps all types and attributes it ever saw: a fresh one.
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.printOpOnDiagnostic(false);
  unsigned numErrors = 0;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    numErrors += diagnostic.getSeverity() == DiagnosticSeverity::Error;
    diagnostic.str(); // texts are made of the file's strings
  });
  tinymlc::ImportOptions options;
  options.maxTensorBytes = 1 << 22;
  options.maxConstantBytes = 1 << 24;
  llvm::MemoryBufferRef file(
      llvm::StringRef(reinterpret_cast<const char *>(data), size), "fuzz");
  auto module = tinymlc::importTFLite(context, file, options);
  if ((module.get() != nullptr) != (numErrors == 0))
    __builtin_trap(); // failed without an error, or succeeded with one
  return 0;
}
