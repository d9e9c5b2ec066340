//===- tinymlc-record.cpp - the interpreter's results as golden files -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Model.h"
#include "tinymlc/Dialect/NN/IR/NN.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace tinymlc;
using llvm::ArrayRef;
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

static LogicalResult writeBytes(ArrayRef<char> bytes, StringRef path) {
  std::error_code error;
  llvm::raw_fd_ostream file(path, error);
  if (error)
    return failure();
  file.write(bytes.data(), bytes.size());
  return success();
}

namespace {

/// A model's head that learns in integers: what the device has learned after
/// each vector, of which every second one, from the first on, is labelled.
class Learner {
public:
  explicit Learner(mlir::func::FuncOp function) {
    function.walk([&](nn::PuMlrOp op) {
      if (op.getLearn() && *op.getLearn() != nn::PuLearning::F32)
        head = op;
    });
    if (head)
      state.emplace(head.getLearning(), *head.makeState());
  }

  /// Learns from a run of `model` on `inputs`, and writes what that gives.
  LogicalResult record(const run::Model &model,
                       ArrayRef<nn::TensorValue> inputs, StringRef folder,
                       unsigned vector) {
    if (!head)
      return success();
    FailureOr<std::vector<int32_t>> x = readFeatures(model, inputs);
    if (failed(x))
      return failure();
    state->learn(*x, vector % 2 == 1);
    const std::vector<int32_t> &words = state->getWords();
    ArrayRef<char> bytes(reinterpret_cast<const char *>(words.data()),
                         4 * words.size());
    return writeBytes(bytes, vectorPath(folder, "learned", vector, 0));
  }

private:
  FailureOr<std::vector<int32_t>>
  readFeatures(const run::Model &model, ArrayRef<nn::TensorValue> inputs) {
    std::optional<nn::TensorValue> x;
    if (auto input = llvm::dyn_cast<mlir::BlockArgument>(head.getInput()))
      x = inputs[input.getArgNumber()];
    auto observe = [&](mlir::Operation *op, const nn::TensorValue &result) {
      if (op == head.getInput().getDefiningOp())
        x = result;
    };
    if (failed(model.run(inputs, observe)) || !x)
      return failure();
    std::vector<int32_t> features;
    for (int64_t i = 0, e = x->getType().getNumElements(); i < e; ++i)
      features.push_back(x->isInt8() ? x->read<int8_t>().data[i]
                                     : x->read<int16_t>().data[i]);
    return features;
  }

  nn::PuMlrOp head;
  std::optional<PuMlrState> state;
};

} // namespace

static LogicalResult recordVector(const run::Model &model, Learner &learner,
                                  StringRef folder, unsigned vector) {
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
    if (failed(writeBytes((*outputs)[i].getBytes(),
                          vectorPath(folder, "out", vector, i))))
      return failure();
  return learner.record(model, *inputs, folder, vector);
}

/// Writes out_K_J.bin for every in_K_I.bin of `folder`, which also holds
/// model.tflite or model.mlir; for a head that learns also learned_K_0.bin.
static LogicalResult recordFolder(StringRef folder) {
  std::string path = (folder + "/model.mlir").str();
  if (!llvm::sys::fs::exists(path))
    path = (folder + "/model.tflite").str();
  auto model = run::Model::load(path);
  if (!model)
    return failure();
  Learner learner(model->getFunction());
  for (unsigned vector = 1;
       llvm::sys::fs::exists(vectorPath(folder, "in", vector, 0)); ++vector)
    if (failed(recordVector(*model, learner, folder, vector)))
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
