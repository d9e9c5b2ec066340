//===- OutputFiles.cpp - writes a set of files, all or none
//----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Driver/OutputFiles.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tinymlc;

Error OutputFiles::write() const {
  std::vector<sys::fs::TempFile> temporaries;
  auto discardAll = [&](Error error) {
    for (sys::fs::TempFile &temporary : temporaries)
      consumeError(temporary.discard());
    return error;
  };
  for (const File &file : files) {
    StringRef folder = sys::path::parent_path(file.path);
    if (!folder.empty())
      if (std::error_code code = sys::fs::create_directories(folder))
        return discardAll(createFileError(folder, code));
    auto temporary = sys::fs::TempFile::create(
        file.path + ".%%%%%%.tmp", sys::fs::all_read | sys::fs::owner_write);
    if (!temporary)
      return discardAll(createFileError(file.path, temporary.takeError()));
    temporaries.push_back(std::move(*temporary));
    raw_fd_ostream stream(temporaries.back().FD, /*shouldClose=*/false);
    stream << file.contents;
    stream.flush();
    if (std::error_code code = stream.error()) {
      stream.clear_error();
      return discardAll(createFileError(file.path, code));
    }
  }
  for (auto [file, temporary] : zip(files, temporaries))
    if (Error error = temporary.keep(file.path))
      return discardAll(createFileError(file.path, std::move(error)));
  return Error::success();
}
