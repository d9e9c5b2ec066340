//===- Head.h - positive-unlabelled heads as JSON ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_FRONTEND_HEAD_HEAD_H
#define TINYMLC_FRONTEND_HEAD_HEAD_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "tinymlc/Dialect/NN/IR/NN.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace tinymlc {

/// What a head.json says: format "pu_mlr_head", version 1.
struct PuHead {
  /// The file, for messages.
  std::string file;
  std::vector<double> w;
  /// w0
  double bias = 0;
  /// One of them at least.
  std::optional<double> b, c;
  double threshold = 0.5;
  /// The features that it was trained on: f32, or int8 or int16 of a scale.
  mlir::Type feature;
};

/// What the results of a head are to be.
struct PuHeadOptions {
  /// At least one, none twice.
  std::vector<nn::PuMlrOutput> outputs = {nn::PuMlrOutput::Positive};
  /// Bits of the probabilities of quantized features, 8 or 16; 0 takes the
  /// features'.
  unsigned probabilityBits = 0;
  /// Name of the tensor that holds the features; empty: the model's output.
  std::string tensor;
  /// Whether to go back before a last FULLY_CONNECTED, with what follows it.
  bool replaceLast = false;
};

/// Reads a head. Fails, with a diagnostic, if the text is no head or says two
/// things that contradict each other.
mlir::FailureOr<PuHead> readHead(mlir::MLIRContext &context,
                                 llvm::MemoryBufferRef file);

/// A module whose `main` is the head alone, on its features.
mlir::OwningOpRef<mlir::ModuleOp> importHead(mlir::MLIRContext &context,
                                             const PuHead &head,
                                             const PuHeadOptions &options);

/// Puts the head on a tensor of `main`, whose only results the head's become;
/// what nothing reads any more goes. Fails, with a diagnostic, if there is no
/// such tensor or the head does not fit it. The tensor's scale counts, not the
/// head's.
llvm::LogicalResult attachHead(mlir::ModuleOp module, const PuHead &head,
                               const PuHeadOptions &options);

} // namespace tinymlc

#endif // TINYMLC_FRONTEND_HEAD_HEAD_H
