//===- Model.cpp - a model that tinymlc-run interprets --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Model.h"
#include "Layers.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Parser/Parser.h"
#include "tinymlc/Dialect/NN/IR/NN.h"
#include "tinymlc/Frontend/TFLite/Import.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::run;

Model::Model() : context(MLIRContext::Threading::DISABLED), printer(context) {
  // The diagnostics name the operator; its text would only bury the message.
  context.printOpOnDiagnostic(false);
  context.loadDialect<func::FuncDialect, nn::NNDialect, quant::QuantDialect>();
}

/// The bytes of a file, or null with a diagnostic.
static std::unique_ptr<llvm::MemoryBuffer> readFile(MLIRContext &context,
                                                    const std::string &path) {
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  if (file)
    return std::move(*file);
  emitError(FileLineColLoc::get(&context, path, 0, 0))
      << "cannot be read: " << file.getError().message();
  return nullptr;
}

std::unique_ptr<Model> Model::load(const std::string &path) {
  std::unique_ptr<Model> model(new Model());
  if (StringRef(path).ends_with(".mlir")) {
    model->module = parseSourceFile<ModuleOp>(path, &model->context);
  } else if (auto file = readFile(model->context, path)) {
    model->module = importTFLite(model->context, *file);
  }
  if (!model->module)
    return nullptr;
  model->function = model->module->lookupSymbol<func::FuncOp>("main");
  if (!model->function) {
    model->module->emitError("has no function 'main'");
    return nullptr;
  }
  return model;
}

FailureOr<Tensors> Model::readInputs(ArrayRef<std::string> paths) const {
  auto function = getFunction();
  if (paths.size() != function.getNumArguments())
    return function.emitError("takes ")
           << function.getNumArguments() << " inputs, but " << paths.size()
           << " files were given";
  Tensors inputs;
  for (auto [path, type] : llvm::zip(paths, function.getArgumentTypes())) {
    auto file = readFile(*function.getContext(), path);
    if (!file)
      return failure();
    auto tensorType = cast<RankedTensorType>(type);
    StringRef bytes = file->getBuffer();
    auto input = nn::TensorValue::get(tensorType, {bytes.data(), bytes.size()});
    if (failed(input))
      return emitError(FileLineColLoc::get(function.getContext(), path, 0, 0))
             << "has " << bytes.size() << " bytes, but the input takes "
             << nn::TensorValue::numBytes(tensorType);
    inputs.push_back(*input);
  }
  return inputs;
}

static LogicalResult writeFile(const std::string &path, ArrayRef<char> bytes) {
  std::error_code error;
  llvm::raw_fd_ostream stream(path, error);
  if (!error) {
    stream.write(bytes.data(), bytes.size());
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

LogicalResult run::runFiles(const std::string &modelPath,
                            ArrayRef<std::string> inputPaths,
                            ArrayRef<std::string> outputPaths, bool layers) {
  std::unique_ptr<Model> model = Model::load(modelPath);
  if (!model)
    return failure();
  if (outputPaths.size() > model->getFunction().getNumResults())
    return model->getFunction().emitError("has ")
           << model->getFunction().getNumResults() << " outputs, but "
           << outputPaths.size() << " files were given";
  FailureOr<Tensors> inputs = model->readInputs(inputPaths);
  if (failed(inputs))
    return failure();
  FailureOr<Tensors> outputs =
      model->run(*inputs, [&](Operation *op, const nn::TensorValue &result) {
        if (layers)
          printLayer(llvm::outs(), op, result);
      });
  if (failed(outputs))
    return failure();
  for (auto [path, output] : llvm::zip(outputPaths, *outputs))
    if (failed(writeFile(path, output.getBytes())))
      return failure();
  return success();
}
