//===- Import.cpp - .tflite files to the nn dialect -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Frontend/TFLite/Import.h"
#include "GraphInterface.h"
#include "OperatorTable.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::tflite;

namespace {

// Sums over all operators, against files that share one long list.
constexpr size_t maxOperandsOfModel = 1 << 20;
// More than anyone reads; unsupported operators do not count.
constexpr unsigned maxMalformedOperators = 100;

/// Builds `main` operator by operator. An operator that fails is reported and
/// its output stood in for, so that all others are looked at, too.
class GraphImporter {
public:
  GraphImporter(MLIRContext &context, const ModelFile &file,
                const ImportOptions &options, StringRef fileName)
      : builder(&context), file(file), tensors(context, file, options),
        fileName(builder.getStringAttr(fileName)) {}

  OwningOpRef<ModuleOp> import();

private:
  LogicalResult findProducers();
  LogicalResult importInputs();
  LogicalResult importOperators();
  LogicalResult importOperator(size_t index);
  Value convert(const OperatorEntry &entry, const Operator &op,
                OperatorReader &reader);
  Value convertCustom(OperatorConverter converter, OperatorReader &reader);
  LogicalResult finishFunction();

  Value lookup(int32_t tensor) const;
  void standIn(const Operator &op, Location location);
  Location getLocation(unsigned line);
  Location getOperatorLocation(size_t index);
  void reportUnsupported(const Operator &op, StringRef reason,
                         Location location);

  OpBuilder builder;
  const ModelFile &file;
  TensorTable tensors;
  StringAttr fileName;
  func::FuncOp function;
  llvm::DenseMap<int32_t, Value> values;
  unsigned numMalformed = 0;
};

OwningOpRef<ModuleOp> GraphImporter::import() {
  OwningOpRef<ModuleOp> module(ModuleOp::create(getLocation(0)));
  builder.setInsertionPointToEnd(module->getBody());
  function = func::FuncOp::create(builder, getLocation(0), "main",
                                  builder.getFunctionType({}, {}));
  builder.setInsertionPointToStart(function.addEntryBlock());
  LogicalResult inputs = importInputs();
  if (failed(findProducers()) || failed(importOperators()) || failed(inputs) ||
      failed(finishFunction()) || failed(verify(*module)))
    return nullptr;
  return module;
}

Location GraphImporter::getLocation(unsigned line) {
  return FileLineColLoc::get(fileName, line, line != 0);
}

Location GraphImporter::getOperatorLocation(size_t index) {
  const Operator &op = file.getOperator(index);
  std::string name =
      "op " + std::to_string(index) + ' ' + getDisplayName(file.getCode(op));
  if (getSize(op.outputs()) != 0)
    name += " '" +
            getDisplayName(StringRef(tensors.getName(op.outputs()->Get(0)))) +
            "'";
  auto place = FileLineColLoc::get(fileName, index, 1);
  return NameLoc::get(builder.getStringAttr(name), place);
}

Value GraphImporter::lookup(int32_t tensor) const {
  return values.lookup(tensor);
}

/// Gives the outputs of an operator that was reported a value, so that their
/// readers are looked at, too.
void GraphImporter::standIn(const Operator &op, Location location) {
  ScopedDiagnosticHandler silence(builder.getContext(),
                                  [](Diagnostic &) { return success(); });
  auto emit = [&] { return emitError(location); };
  for (size_t i = 0, e = getSize(op.outputs()); i != e; ++i) {
    const TensorInfo *output = tensors.get(op.outputs()->Get(i), emit);
    if (!output || !output->elementType)
      continue;
    auto cast = UnrealizedConversionCastOp::create(
        builder, location, output->getType(), ValueRange());
    values[output->index] = cast.getResult(0);
  }
}

/// Bounds the work that operators ask for, and checks that each tensor has one
/// writer.
LogicalResult GraphImporter::findProducers() {
  llvm::DenseMap<int32_t, size_t> producers;
  size_t numOperands = 0;
  for (size_t index = 0; index != file.getNumOperators(); ++index) {
    const Operator &op = file.getOperator(index);
    size_t count = getSize(op.inputs()) + getSize(op.outputs());
    numOperands += count;
    if (count > maxOperatorInputs || numOperands > maxOperandsOfModel)
      return emitError(getOperatorLocation(index), "too many operands");
    for (size_t i = 0; i != getSize(op.outputs()); ++i) {
      int32_t tensor = op.outputs()->Get(i);
      if (tensor < 0 || size_t(tensor) >= file.getNumTensors())
        continue; // reported where the operator is read
      auto [known, isNew] = producers.try_emplace(tensor, index);
      if (!isNew)
        return emitError(getOperatorLocation(index), "writes ")
               << tensors.describe(tensor) << ", which op " << known->second
               << " writes already";
      if (values.count(tensor))
        return emitError(getOperatorLocation(index), "writes ")
               << tensors.describe(tensor)
               << ", which is an input of the model";
    }
  }
  return success();
}

LogicalResult GraphImporter::importInputs() {
  Location location = getLocation(0);
  bool ok = true;
  for (size_t i = 0, e = getSize(file.getGraph().inputs()); i != e; ++i) {
    int32_t index = file.getGraph().inputs()->Get(i);
    const TensorInfo *tensor = tensors.get(
        index, [&] { return emitError(location) << "input " << i << ": "; });
    bool isSupported = tensor && tensor->isActivation();
    if (tensor && !isSupported)
      emitError(location, "input ")
          << i << " '" << getDisplayName(StringRef(tensors.getName(index)))
          << "' has unsupported type " << tensors.describeType(index);
    else if (tensor && tensor->isConstant())
      emitError(location, "input ") << i << " is a constant";
    ok &= isSupported && !tensor->isConstant();
    if (tensor && tensor->elementType)
      values[index] =
          function.getBody().addArgument(tensor->getType(), location);
  }
  return success(ok);
}

LogicalResult GraphImporter::importOperators() {
  bool ok = true;
  for (size_t index = 0; index != file.getNumOperators(); ++index) {
    ok &= succeeded(importOperator(index));
    if (numMalformed == maxMalformedOperators)
      return emitError(getLocation(0), "too many errors");
  }
  return success(ok);
}

LogicalResult GraphImporter::importOperator(size_t index) {
  const Operator &op = file.getOperator(index);
  Location location = getOperatorLocation(index);
  const OperatorCode *code = file.getCode(op);
  const OperatorEntry *entry =
      code ? findOperator(getBuiltinOperator(*code)) : nullptr;
  auto find = [this](int32_t tensor) { return lookup(tensor); };
  OperatorReader reader(builder, location, tensors, op, find);
  OperatorConverter custom =
      code && getBuiltinOperator(*code) == BuiltinOperator::CUSTOM
          ? findCustomOperator(getBoundedString(code->custom_code()))
          : nullptr;
  Value result;
  if (custom)
    result = convertCustom(custom, reader);
  else if (!entry)
    reportUnsupported(op, code ? "unsupported operator" : "no operator code",
                      location);
  else
    result = convert(*entry, op, reader);
  SmallVector<Value> results(reader.getResults());
  if (result && results.empty())
    results = result.getDefiningOp()->getResults();
  bool isValid = result && llvm::all_of(results, [](Value value) {
                   return succeeded(verify(value.getDefiningOp(), false));
                 });
  if (!isValid) {
    standIn(op, location);
    return failure();
  }
  for (auto [i, value] : llvm::enumerate(results))
    values[reader.getOutput(i).index] = value;
  return success();
}

Value GraphImporter::convertCustom(OperatorConverter converter,
                                   OperatorReader &reader) {
  Value result;
  if (succeeded(reader.readTensors()))
    result = converter(reader);
  numMalformed += !result;
  return result;
}

Value GraphImporter::convert(const OperatorEntry &entry, const Operator &op,
                             OperatorReader &reader) {
  if (failed(reader.readTensors())) {
    ++numMalformed;
    return nullptr;
  }
  std::string reason = explainMismatch(entry, reader);
  if (!reason.empty()) {
    reportUnsupported(op, reason, reader.getLocation());
    return nullptr;
  }
  if (reader.getOutput().isConstant()) {
    reader.emitError() << "writes " << tensors.describe(op.outputs()->Get(0))
                       << ", which is a constant";
    return nullptr;
  }
  Value result = entry.convert(reader);
  numMalformed += !result;
  return result;
}

void GraphImporter::reportUnsupported(const Operator &op, StringRef reason,
                                      Location location) {
  constexpr size_t maxShown = 16;
  std::string types;
  auto append = [&](const flatbuffers::Vector<int32_t> *indices) {
    for (size_t i = 0, e = std::min(getSize(indices), maxShown); i != e; ++i)
      types += (i ? ", " : "") + tensors.describeType(indices->Get(i));
    types += getSize(indices) > maxShown ? ", ..." : "";
  };
  append(op.inputs());
  types += " -> ";
  append(op.outputs());
  emitError(location) << reason << ": " << types;
}

/// Returns the model's outputs and puts its names onto the function.
LogicalResult GraphImporter::finishFunction() {
  Location location = getLocation(0);
  GraphInterface names(file, tensors);
  SmallVector<Value> results;
  SmallVector<DictionaryAttr> inputNames, outputNames;
  for (size_t i = 0, e = getSize(file.getGraph().outputs()); i != e; ++i) {
    auto emit = [&] { return emitError(location) << "output " << i << ": "; };
    int32_t index = file.getGraph().outputs()->Get(i);
    const TensorInfo *tensor = tensors.get(index, emit);
    if (!tensor)
      return failure();
    if (!tensor->isActivation())
      return emit() << "unsupported type " << tensors.describeType(index);
    results.push_back(lookup(index));
    if (!results.back() && tensor->isConstant())
      results.back() = makeConstantOutput(builder, location, tensors, *tensor);
    if (!results.back())
      return emit() << "nothing gives " << tensors.describe(index);
    outputNames.push_back(names.getOutputAttributes(builder, index));
  }
  for (size_t i = 0, e = getSize(file.getGraph().inputs()); i != e; ++i)
    inputNames.push_back(
        names.getInputAttributes(builder, file.getGraph().inputs()->Get(i)));
  func::ReturnOp::create(builder, location, results);
  function.setFunctionType(builder.getFunctionType(
      function.getBody().getArgumentTypes(), ValueRange(results).getTypes()));
  function.setAllArgAttrs(inputNames);
  function.setAllResultAttrs(outputNames);
  return success();
}

} // namespace

OwningOpRef<ModuleOp> tinymlc::importTFLite(MLIRContext &context,
                                            llvm::MemoryBufferRef file,
                                            const ImportOptions &options) {
  context.loadDialect<nn::NNDialect, func::FuncDialect, quant::QuantDialect>();
  StringRef fileName = file.getBufferIdentifier();
  Location location = FileLineColLoc::get(&context, fileName, 0, 0);
  FailureOr<ModelFile> model = ModelFile::read(file, location);
  if (failed(model))
    return nullptr;
  return GraphImporter(context, *model, options, fileName).import();
}
