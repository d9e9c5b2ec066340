//===- OutputFiles.h - writes a set of files, all or none -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DRIVER_OUTPUTFILES_H
#define TINYMLC_DRIVER_OUTPUTFILES_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace tinymlc {

/// Files that are complete in memory before the first one is written.
class OutputFiles {
public:
  /// Adds a file; its folder is made when it is written.
  void add(std::string path, std::string contents) {
    files.push_back({std::move(path), std::move(contents)});
  }
  /// Writes all files beside their places, then renames them into place; on
  /// an error what was written is removed.
  llvm::Error write() const;

private:
  struct File {
    std::string path, contents;
  };
  std::vector<File> files;
};

} // namespace tinymlc

#endif // TINYMLC_DRIVER_OUTPUTFILES_H
