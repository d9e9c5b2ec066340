//===- OperatorTable.cpp - the operators that are imported ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorTable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::tflite;

static const OperatorEntry operatorEntries[] = {
    {BuiltinOperator::ADD, "DD", true, convertAdd},
    {BuiltinOperator::AVERAGE_POOL_2D, "D", true, convertAveragePool2D},
    {BuiltinOperator::CONCATENATION, "D*", true, convertConcatenation},
    {BuiltinOperator::CONV_2D, "DD/B", true, convertConv2D},
    {BuiltinOperator::DEPTHWISE_CONV_2D, "DD/B", true, convertDepthwiseConv2D},
    {BuiltinOperator::DEQUANTIZE, "D", false, convertDequantize},
    {BuiltinOperator::EXPAND_DIMS, "DX", true, convertReshape},
    {BuiltinOperator::FULLY_CONNECTED, "DD/B", true, convertFullyConnected},
    {BuiltinOperator::HARD_SWISH, "D", true, convertHardSwish},
    {BuiltinOperator::LEAKY_RELU, "D", true, convertLeakyRelu},
    {BuiltinOperator::LOGISTIC, "D", true, convertLogistic},
    {BuiltinOperator::MAX_POOL_2D, "D", true, convertMaxPool2D},
    {BuiltinOperator::MEAN, "DI", true, convertMean},
    {BuiltinOperator::MUL, "DD", true, convertMul},
    {BuiltinOperator::PAD, "DI", true, convertPad},
    {BuiltinOperator::PADV2, "DID", true, convertPad},
    {BuiltinOperator::QUANTIZE, "D", false, convertQuantize},
    {BuiltinOperator::RELU, "D", true, convertRelu},
    {BuiltinOperator::RELU6, "D", true, convertRelu6},
    {BuiltinOperator::RESHAPE, "D/X", true, convertReshape},
    {BuiltinOperator::SLICE, "DIX", true, convertSlice},
    {BuiltinOperator::SOFTMAX, "D", true, convertSoftmax, true},
    {BuiltinOperator::SPLIT, "ID", true, convertSplit, false, true},
    {BuiltinOperator::SPLIT_V, "DXI", true, convertSplitV, false, true},
    {BuiltinOperator::SQUEEZE, "D", true, convertReshape},
    {BuiltinOperator::SUB, "DD", true, convertSub},
    {BuiltinOperator::TANH, "D", true, convertTanh},
    {BuiltinOperator::TRANSPOSE, "DI", true, convertTranspose},
};

static const std::pair<StringRef, OperatorConverter> customOperators[] = {
    {"PU_MLR", convertPuMlr},
};

ArrayRef<OperatorEntry> tinymlc::tflite::getOperators() {
  return operatorEntries;
}

const OperatorEntry *tinymlc::tflite::findOperator(BuiltinOperator code) {
  const auto *entry = llvm::find_if(
      operatorEntries, [&](const OperatorEntry &e) { return e.code == code; });
  return entry == std::end(operatorEntries) ? nullptr : entry;
}

OperatorConverter tinymlc::tflite::findCustomOperator(StringRef name) {
  const auto *entry = llvm::find_if(
      customOperators, [&](const auto &known) { return known.first == name; });
  return entry == std::end(customOperators) ? nullptr : entry->second;
}

void tinymlc::forEachImportedOperator(
    llvm::function_ref<void(StringRef)> visit) {
  std::vector<StringRef> names;
  for (const OperatorEntry &entry : operatorEntries)
    names.push_back(EnumNameBuiltinOperator(entry.code));
  for (const auto &entry : customOperators)
    names.push_back(entry.first);
  llvm::sort(names);
  llvm::for_each(names, visit);
}

namespace {

/// The letters of an entry's inputs, spread over `numInputs` inputs; empty if
/// that number does not fit.
std::string spreadLetters(StringRef pattern, size_t numInputs) {
  auto [required, optional] = pattern.split('/');
  if (required.consume_back("*"))
    return std::string(numInputs, required.back());
  std::string letters = (required + optional).str();
  if (numInputs < required.size() || numInputs > letters.size())
    return std::string();
  return letters.substr(0, numInputs);
}

bool isData(const TensorInfo &tensor) {
  return tensor.elementType && tensor.type != tflite::TensorType::INT16;
}

/// Whether a present input of `type` fits `letter` in an operator on `data`.
bool fits(char letter, const TensorInfo &tensor, tflite::TensorType data,
          bool sameType) {
  switch (letter) {
  case 'D':
    return isData(tensor) && (!sameType || tensor.type == data);
  case 'B':
    return tensor.type == (data == tflite::TensorType::INT8
                               ? tflite::TensorType::INT32
                               : tflite::TensorType::FLOAT32);
  case 'I':
    return tensor.type == tflite::TensorType::INT32 ||
           tensor.type == tflite::TensorType::INT64;
  default:
    return true;
  }
}

bool isUnquantizedInt8(const TensorInfo &tensor) {
  return tensor.type == tflite::TensorType::INT8 && !tensor.elementType;
}

/// What is wrong with input `i`, for which the entry has `letter`.
std::string explainInput(const OperatorEntry &entry, char letter, size_t i,
                         tflite::TensorType data,
                         const OperatorReader &reader) {
  if (!reader.hasInput(i))
    return letter == 'B' || letter == 'X' ? "" : "an input is absent";
  const TensorInfo &tensor = reader.getInput(i);
  if (letter == 'D' && isUnquantizedInt8(tensor))
    return "unsupported int8 tensor without a scale";
  return fits(letter, tensor, data, entry.sameType) ? "" : "unsupported types";
}

} // namespace

std::string tinymlc::tflite::explainMismatch(const OperatorEntry &entry,
                                             const OperatorReader &reader) {
  std::string letters = spreadLetters(entry.inputs, reader.getNumInputs());
  size_t numOutputs = reader.getNumOutputs();
  if (letters.empty() || numOutputs == 0 ||
      (numOutputs > 1 && !entry.manyOutputs))
    return "unsupported number of inputs or outputs";
  const TensorInfo &output = reader.getOutput();
  for (size_t i = 0; i != numOutputs; ++i) {
    if (isUnquantizedInt8(reader.getOutput(i)))
      return "unsupported int8 tensor without a scale";
    if (reader.getOutput(i).type != output.type)
      return "unsupported types";
  }
  bool isInt16 = entry.int16Output && output.elementType &&
                 output.type == tflite::TensorType::INT16;
  if (!isData(output) && !isInt16)
    return "unsupported types";
  tflite::TensorType data = isInt16 ? tflite::TensorType::INT8 : output.type;
  for (size_t i = 0; i != letters.size(); ++i) {
    std::string reason = explainInput(entry, letters[i], i, data, reader);
    if (!reason.empty())
      return reason;
  }
  return std::string();
}
