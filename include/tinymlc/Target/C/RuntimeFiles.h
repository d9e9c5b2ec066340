//===- RuntimeFiles.h - the runtime headers as text -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TARGET_C_RUNTIMEFILES_H
#define TINYMLC_TARGET_C_RUNTIMEFILES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace tinymlc {

/// A header that belongs into every output folder.
struct RuntimeFile {
  llvm::StringRef name;
  llvm::StringRef text;
};

/// The headers of runtime/include.
llvm::ArrayRef<RuntimeFile> getRuntimeFiles();

/// TML_RUNTIME_VERSION of those headers.
int getRuntimeVersion();

} // namespace tinymlc

#endif // TINYMLC_TARGET_C_RUNTIMEFILES_H
