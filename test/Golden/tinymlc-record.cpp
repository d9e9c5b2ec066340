//===- tinymlc-record.cpp - the interpreter's results as golden files -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Model.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace tinymlc;
using llvm::failed;
using llvm::failure;
using llvm::StringRef;
using llvm::success;
using mlir::FailureOr;
using mlir::LogicalResult;

static std::string vectorPath(StringRef folder, StringRef kind, unsigned vector,
                              size_t index) {
  return (folder + "/" + kind + "_" + llvm::Twine(vector) + "_" +
          llvm::Twine(index) + ".bin")
      .str();
}

static LogicalResult writeOutput(const nn::TensorValue &value, StringRef path) {
  std::error_code error;
  llvm::raw_fd_ostream file(path, error);
  if (error)
    return failure();
  llvm::ArrayRef<char> bytes = value.getBytes();
  file.write(bytes.data(), bytes.size());
  return success();
}

static LogicalResult recordVector(const run::Model &model, StringRef folder,
                                  unsigned vector) {
  std::vector<std::string> paths;
  for (unsigned i = 0; i < model.getFunction().getNumArguments(); ++i)
    paths.push_back(vectorPath(folder, "in", vector, i));
  FailureOr<run::Tensors> inputs = model.readInputs(paths);
  if (failed(inputs))
    return failure();
  FailureOr<run::Tensors> outputs = model.run(*inputs);
  if (failed(outputs))
    return failure();
  for (size_t i = 0; i < outputs->size(); ++i)
    if (failed(
            writeOutput((*outputs)[i], vectorPath(folder, "out", vector, i))))
      return failure();
  return success();
}

/// Writes out_K_J.bin for every in_K_I.bin of `folder`, which also holds
/// model.tflite.
static LogicalResult recordFolder(StringRef folder) {
  auto model = run::Model::load((folder + "/model.tflite").str());
  if (!model)
    return failure();
  for (unsigned vector = 1;
       llvm::sys::fs::exists(vectorPath(folder, "in", vector, 0)); ++vector)
    if (failed(recordVector(*model, folder, vector)))
      return failure();
  return success();
}

/// Prints the folders that failed, one a line.
int main(int argc, char **argv) {
  int failures = 0;
  for (int i = 1; i < argc; ++i) {
    if (failed(recordFolder(argv[i]))) {
      llvm::outs() << argv[i] << '\n';
      ++failures;
    }
  }
  return failures != 0;
}
