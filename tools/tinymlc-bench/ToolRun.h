// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ToolRun.h - runs other programs and finds the project's own files.
#ifndef TINYMLC_BENCH_TOOLRUN_H
#define TINYMLC_BENCH_TOOLRUN_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace tinymlc::bench {

/// A folder for intermediate files, removed at the end.
class WorkFolder {
public:
  static llvm::Expected<WorkFolder> create();
  WorkFolder(WorkFolder &&other) : path(std::move(other.path)) {
    other.path.clear();
  }
  WorkFolder &operator=(WorkFolder &&) = delete;
  ~WorkFolder();

  std::string file(const llvm::Twine &name) const;

private:
  explicit WorkFolder(std::string path) : path(std::move(path)) {}
  std::string path;
};

/// Runs `command` (a path or a name on PATH, then arguments) with its output
/// in `outputPath`; an error carries that output unless the exit code is 0.
/// `seconds` of 0 means no limit.
llvm::Error runTool(llvm::ArrayRef<std::string> command,
                    llvm::StringRef outputPath, unsigned seconds = 0);

/// The folder of board sources, the counting plugin and the compiler: beside
/// the running program, in the build tree and in the installed one.
llvm::Expected<std::string> findBoardFolder(llvm::StringRef program);
llvm::Expected<std::string> findCountPlugin(llvm::StringRef program);
llvm::Expected<std::string> findCompiler(llvm::StringRef program);

} // namespace tinymlc::bench

#endif // TINYMLC_BENCH_TOOLRUN_H
