//===- DiagnosticPrinter.h - diagnostics as one line each -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIAGNOSTICS_DIAGNOSTICPRINTER_H
#define TINYMLC_DIAGNOSTICS_DIAGNOSTICPRINTER_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/raw_ostream.h"

namespace tinymlc {

/// While alive, prints the diagnostics of a context as a user reads them:
/// `model.tflite: op 12 CONV_2D 'name': error: message` for operators of a
/// model, `file.mlir:3:5: error: message` for places in a text, and
/// `model.tflite: error: message` for the file as a whole.
class DiagnosticPrinter : public mlir::ScopedDiagnosticHandler {
public:
  explicit DiagnosticPrinter(mlir::MLIRContext &context,
                             llvm::raw_ostream &stream = llvm::errs());

  /// Errors seen so far.
  unsigned getNumErrors() const { return numErrors; }

private:
  void print(const mlir::Diagnostic &diagnostic);

  llvm::raw_ostream &stream;
  unsigned numErrors = 0;
};

/// Prints where `location` is, in the form above, without what follows the
/// place; nothing for an unknown location. Returns whether it printed.
bool printLocation(llvm::raw_ostream &stream, mlir::Location location);

} // namespace tinymlc

#endif // TINYMLC_DIAGNOSTICS_DIAGNOSTICPRINTER_H
