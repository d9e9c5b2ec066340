//===- Samples.cpp - a model's outputs for samples from files -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Samples.h"
#include "Layers.h"
#include "mlir/IR/Location.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::run;

namespace {

/// The samples of one input.
struct InputFile {
  RankedTensorType type;
  std::unique_ptr<llvm::MemoryBuffer> bytes;
};

} // namespace

/// How many samples the files hold: as many in each, and at least one.
static FailureOr<size_t> countSamples(MLIRContext *context,
                                      ArrayRef<InputFile> files) {
  std::optional<size_t> count;
  for (const InputFile &file : files) {
    size_t size = file.bytes->getBufferSize();
    size_t each = nn::TensorValue::numBytes(file.type);
    auto emit = [&] {
      StringRef path = file.bytes->getBufferIdentifier();
      return emitError(FileLineColLoc::get(context, path, 0, 0))
             << "has " << size << " bytes, ";
    };
    if (size == 0 || size % each != 0)
      return emit() << "but the input takes " << each;
    if (count && *count != size / each)
      return emit() << "which are " << size / each
                    << " samples, but the input before has " << *count;
    count = size / each;
  }
  return count.value_or(1);
}

/// Input tensors of sample `index`.
static FailureOr<Tensors> getSample(ArrayRef<InputFile> files, size_t index) {
  Tensors inputs;
  for (const InputFile &file : files) {
    size_t each = nn::TensorValue::numBytes(file.type);
    StringRef bytes = file.bytes->getBuffer().substr(index * each, each);
    auto input = nn::TensorValue::get(file.type, {bytes.data(), bytes.size()});
    if (failed(input))
      return failure();
    inputs.push_back(*input);
  }
  return inputs;
}

static LogicalResult writeFile(const std::string &path, StringRef bytes) {
  std::error_code error;
  llvm::raw_fd_ostream stream(path, error);
  if (!error) {
    stream << bytes;
    stream.close();
    error = stream.error();
  }
  if (!error)
    return success();
  stream.clear_error();
  llvm::errs() << path << ": error: cannot be written: " << error.message()
               << '\n';
  return failure();
}

static FailureOr<std::vector<InputFile>>
openInputs(const Model &model, ArrayRef<std::string> paths) {
  if (failed(model.checkNumInputs(paths.size())))
    return failure();
  auto types = model.getFunction().getArgumentTypes();
  std::vector<InputFile> files;
  for (auto [path, type] : llvm::zip(paths, types)) {
    auto bytes = model.readFile(path);
    if (!bytes)
      return failure();
    files.push_back({cast<RankedTensorType>(type), std::move(bytes)});
  }
  return files;
}

LogicalResult run::runFiles(const Model &model,
                            ArrayRef<std::string> inputPaths,
                            ArrayRef<std::string> outputPaths, bool layers) {
  auto function = model.getFunction();
  if (outputPaths.size() > function.getNumResults())
    return function.emitError("has ")
           << function.getNumResults() << " outputs, but " << outputPaths.size()
           << " files were given";
  auto files = openInputs(model, inputPaths);
  if (failed(files))
    return failure();
  FailureOr<size_t> samples = countSamples(function.getContext(), *files);
  if (failed(samples))
    return failure();
  auto observe = [&](Operation *op, const nn::TensorValue &result) {
    if (layers)
      printLayer(llvm::outs(), op, result);
  };
  std::vector<std::string> results(outputPaths.size());
  for (size_t i = 0; i < *samples; ++i) {
    FailureOr<Tensors> inputs = getSample(*files, i);
    if (failed(inputs))
      return failure();
    FailureOr<Tensors> outputs = model.run(*inputs, observe);
    if (failed(outputs))
      return failure();
    for (auto [result, output] : llvm::zip(results, *outputs))
      result.append(output.getBytes().begin(), output.getBytes().end());
  }
  for (auto [path, result] : llvm::zip(outputPaths, results))
    if (failed(writeFile(path, result)))
      return failure();
  return success();
}
