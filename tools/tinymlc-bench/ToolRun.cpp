// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ToolRun.cpp - runs other programs and finds the project's own files.
#include "ToolRun.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

using namespace llvm;
using namespace tinymlc::bench;

Expected<WorkFolder> WorkFolder::create() {
  SmallString<128> path;
  if (std::error_code code =
          sys::fs::createUniqueDirectory("tinymlc-bench", path))
    return createStringError(code, "cannot create a temporary folder");
  return WorkFolder(std::string(path));
}

WorkFolder::~WorkFolder() {
  if (!path.empty())
    sys::fs::remove_directories(path);
}

std::string WorkFolder::file(const Twine &name) const {
  SmallString<128> result(path);
  sys::path::append(result, name);
  return std::string(result);
}

static std::string readText(StringRef path) {
  auto buffer = MemoryBuffer::getFile(path);
  return buffer ? (*buffer)->getBuffer().str() : std::string();
}

Error tinymlc::bench::runTool(ArrayRef<std::string> command,
                              StringRef outputPath, unsigned seconds) {
  auto program = sys::findProgramByName(command.front());
  if (!program)
    return createStringError("'" + command.front() + "' is not installed");
  SmallVector<StringRef> arguments(command.begin(), command.end());
  std::optional<StringRef> redirects[] = {StringRef(), outputPath, outputPath};
  std::string message;
  int code = sys::ExecuteAndWait(*program, arguments, std::nullopt, redirects,
                                 seconds, 0, &message);
  if (code == 0)
    return Error::success();
  std::string how = message.empty() ? "exit code " + itostr(code) : message;
  return createStringError("'" + join(command, " ") + "' failed (" + how +
                           ")\n" + readText(outputPath));
}

/// The folder above the one that holds the running program.
static SmallString<128> installationRoot(StringRef program) {
  static int anchor;
  std::string path = sys::fs::getMainExecutable(program.data(), &anchor);
  return SmallString<128>(sys::path::parent_path(sys::path::parent_path(path)));
}

static Expected<std::string> findInstalled(StringRef program, StringRef name) {
  SmallString<128> path = installationRoot(program);
  sys::path::append(path, name);
  if (!sys::fs::exists(path))
    return createStringError("'" + path + "' is missing; is the installation " +
                             "or build complete?");
  return std::string(path);
}

Expected<std::string> tinymlc::bench::findBoardFolder(StringRef program) {
  return findInstalled(program, "share/tinymlc/boards");
}

Expected<std::string> tinymlc::bench::findCountPlugin(StringRef program) {
  return findInstalled(program, "lib/tinymlc/tinymlc-qemu-count.so");
}

Expected<std::string> tinymlc::bench::findCompiler(StringRef program) {
  return findInstalled(program, "bin/tinymlc");
}
