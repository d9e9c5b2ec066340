//===- Comparison.h - a model against recorded results ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TOOLS_TINYMLC_RUN_COMPARISON_H
#define TINYMLC_TOOLS_TINYMLC_RUN_COMPARISON_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/LogicalResult.h"
#include <string>

namespace tinymlc::run {

/// For each of `folders`: runs its `model.tflite` on each recorded vector K
/// from 1 on (inputs `in_K_I.bin`, expected outputs `out_K_J.bin`, raw
/// little-endian) and prints one line. Integer outputs, and int8 results that a
/// `layers.txt` has checksums of, must be equal; float32 outputs may be 1e-5
/// off, relative to what is expected where that is above 1. Ends with a line
/// `N passed, N failed`; succeeds if none failed.
llvm::LogicalResult compareFolders(llvm::ArrayRef<std::string> folders);

} // namespace tinymlc::run

#endif // TINYMLC_TOOLS_TINYMLC_RUN_COMPARISON_H
