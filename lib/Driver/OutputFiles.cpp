//===- OutputFiles.cpp - writes a set of files, all or none ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Driver/OutputFiles.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tinymlc;

namespace {

/// Makes `folder` and what it lies in; what was not there before goes to the
/// end of `made`.
std::error_code makeFolders(StringRef folder, std::vector<std::string> &made) {
  if (folder.empty() || sys::fs::is_directory(folder))
    return {};
  if (std::error_code code = makeFolders(sys::path::parent_path(folder), made))
    return code;
  if (std::error_code code =
          sys::fs::create_directory(folder, /*IgnoreExisting=*/false))
    return code;
  made.push_back(folder.str());
  return {};
}

/// Whether renaming a file to `path` would replace a device or a pipe.
bool isSpecialFile(StringRef path) {
  sys::fs::file_status status;
  return !sys::fs::status(path, status) && sys::fs::exists(status) &&
         !sys::fs::is_regular_file(status) && !sys::fs::is_directory(status);
}

} // namespace

Error OutputFiles::write() const {
  std::vector<sys::fs::TempFile> temporaries;
  std::vector<std::string> folders;
  auto discardAll = [&](Error error) {
    for (sys::fs::TempFile &temporary : temporaries)
      consumeError(temporary.discard());
    for (const std::string &folder : reverse(folders))
      sys::fs::remove(folder);
    return error;
  };
  for (const File &file : files) {
    StringRef folder = sys::path::parent_path(file.path);
    if (std::error_code code = makeFolders(folder, folders))
      return discardAll(createFileError(folder, code));
    if (isSpecialFile(file.path))
      return discardAll(createFileError(
          file.path, createStringError("is neither a file nor a folder")));
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
  // Renaming fails where a folder lies in the way.
  for (const File &file : files)
    if (sys::fs::is_directory(file.path))
      return discardAll(createFileError(
          file.path, std::make_error_code(std::errc::is_a_directory)));
  for (auto [file, temporary] : zip(files, temporaries))
    if (Error error = temporary.keep(file.path))
      return discardAll(createFileError(file.path, std::move(error)));
  return Error::success();
}
