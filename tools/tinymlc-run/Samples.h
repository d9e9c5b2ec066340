//===- Samples.h - a model's outputs for samples from files -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TOOLS_TINYMLC_RUN_SAMPLES_H
#define TINYMLC_TOOLS_TINYMLC_RUN_SAMPLES_H

#include "Model.h"

namespace tinymlc::run {

/// Reads inputs from files, runs the model, writes outputs to files. Each file
/// holds one sample or several back to back; the model runs once for each. With
/// `layers`, prints a line for each operator's result.
mlir::LogicalResult runFiles(const Model &model,
                             llvm::ArrayRef<std::string> inputPaths,
                             llvm::ArrayRef<std::string> outputPaths,
                             bool layers);

} // namespace tinymlc::run

#endif // TINYMLC_TOOLS_TINYMLC_RUN_SAMPLES_H
