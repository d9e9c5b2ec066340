//===- Model.cpp - a model that tinymlc-run interprets --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Model.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Parser/Parser.h"
#include "tinymlc/Dialect/NN/IR/NN.h"
#include "tinymlc/Frontend/Head/Head.h"
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
  // What `tinymlc -emit=nn` prints names the target in the mcu dialect.
  context.allowUnregisteredDialects();
}

std::unique_ptr<llvm::MemoryBuffer>
Model::readFile(const std::string &path) const {
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
  } else if (StringRef(path).ends_with(".json")) {
    auto file = model->readFile(path);
    if (!file)
      return nullptr;
    auto head = readHead(model->context, file->getMemBufferRef());
    if (succeeded(head))
      model->module = importHead(model->context, *head, PuHeadOptions());
  } else if (auto file = model->readFile(path)) {
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

/// The name of the tensor that an operator of a .tflite file writes, from its
/// location "op 12 CONV_2D 'name'"; empty if there is none.
static StringRef getTensorName(Operation *op) {
  auto location = dyn_cast<NameLoc>(op->getLoc());
  if (isa<nn::ConstantOp>(op) || !location)
    return "";
  StringRef text = location.getName().strref();
  return text.consume_back("'") ? text.rsplit(" '").second : "";
}

LogicalResult Model::selectOutput(StringRef name) {
  auto function = getFunction();
  Operation *writer = nullptr;
  std::string known;
  for (Operation &op : function.getBody().front()) {
    StringRef written = getTensorName(&op);
    if (written.empty())
      continue;
    known += (known.empty() ? "'" : ", '") + written.str() + "'";
    // Several operations may stand for an operator; the last writes its tensor.
    if (written == name)
      writer = &op;
  }
  if (!writer) {
    auto error = function.emitError("no operator writes a tensor '")
                 << name << "'";
    error.attachNote() << "there are " << (known.empty() ? "none" : known);
    return error;
  }
  Value result = writer->getResult(0);
  function.getBody().front().getTerminator()->setOperands(result);
  function.setFunctionType(FunctionType::get(
      function.getContext(), function.getArgumentTypes(), result.getType()));
  return success();
}

LogicalResult Model::checkNumInputs(size_t numFiles) const {
  auto function = getFunction();
  if (numFiles == function.getNumArguments())
    return success();
  return function.emitError("takes ")
         << function.getNumArguments() << " inputs, but " << numFiles
         << " files were given";
}

FailureOr<Tensors> Model::readInputs(ArrayRef<std::string> paths) const {
  if (failed(checkNumInputs(paths.size())))
    return failure();
  auto function = getFunction();
  Tensors inputs;
  for (auto [path, type] : llvm::zip(paths, function.getArgumentTypes())) {
    auto file = readFile(path);
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
