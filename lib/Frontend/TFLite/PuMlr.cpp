//===- PuMlr.cpp - imports the custom operator PU_MLR ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inputs: x; weights as float32, or int8 or int16 quantized per tensor; the
// bias as float32, or int32 in units of x's scale times the weights'. Options,
// a FlexBuffers map: b or c, threshold (0.5), outputs (names, in the order of
// the operator's outputs; without it positive, labelled, decision).
//
//===----------------------------------------------------------------------===//

// FlexBuffers would ask libflatbuffers for its locale, to read numbers in
// strings, which there are none of here.
#define FLATBUFFERS_LOCALE_INDEPENDENT 0

#include "OperatorTable.h"
#include <flatbuffers/flexbuffers.h>

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::tflite;
using nn::PuMlrOutput;

namespace {

/// The options of one operator, checked.
struct HeadOptions {
  std::optional<double> b, c;
  double threshold = 0.5;
  SmallVector<PuMlrOutput> outputs;
};

FailureOr<std::optional<double>> readNumber(OperatorReader &reader,
                                            const flexbuffers::Map &map,
                                            const char *key) {
  flexbuffers::Reference value = map[key];
  if (value.IsNull())
    return std::optional<double>();
  if (value.IsNumeric())
    return std::optional<double>(value.AsDouble());
  reader.emitError() << "has an option '" << key << "' that is not a number";
  return failure();
}

LogicalResult readOutputs(OperatorReader &reader, const flexbuffers::Map &map,
                          HeadOptions &options) {
  flexbuffers::Reference value = map["outputs"];
  if (value.IsNull()) {
    for (unsigned i = 0; i < reader.getNumOutputs() && i < 3; ++i)
      options.outputs.push_back(static_cast<PuMlrOutput>(i));
    return success();
  }
  if (!value.IsAnyVector()) {
    reader.emitError() << "has an option 'outputs' that is no list";
    return failure();
  }
  flexbuffers::Vector names = value.AsVector();
  for (size_t i = 0; i < names.size() && i < reader.getNumOutputs(); ++i) {
    StringRef name = names[i].IsString() ? names[i].AsString().c_str() : "";
    auto kind = nn::symbolizePuMlrOutput(name);
    if (!kind) {
      reader.emitError() << "has an unknown output '" << getDisplayName(name)
                         << "'; known are positive, labelled, decision";
      return failure();
    }
    options.outputs.push_back(*kind);
  }
  return success();
}

FailureOr<HeadOptions> readOptions(OperatorReader &reader) {
  HeadOptions options;
  ArrayRef<uint8_t> stored = reader.getCustomOptions();
  // In the file they may lie at any place.
  std::vector<uint8_t> bytes(stored.begin(), stored.end()), tracker;
  if (bytes.empty() ||
      !flexbuffers::VerifyBuffer(bytes.data(), bytes.size(), &tracker) ||
      !flexbuffers::GetRoot(bytes.data(), bytes.size()).IsMap()) {
    reader.emitError() << "has options that are no FlexBuffers map";
    return failure();
  }
  flexbuffers::Map map =
      flexbuffers::GetRoot(bytes.data(), bytes.size()).AsMap();
  auto b = readNumber(reader, map, "b"), c = readNumber(reader, map, "c"),
       threshold = readNumber(reader, map, "threshold");
  if (failed(b) || failed(c) || failed(threshold) ||
      failed(readOutputs(reader, map, options)))
    return failure();
  options.b = *b;
  options.c = *c;
  options.threshold = threshold->value_or(options.threshold);
  return options;
}

/// A constant's numbers as reals: integers times `scale`.
FailureOr<SmallVector<double>> readReals(OperatorReader &reader, size_t i,
                                         const char *what, double scale) {
  Value value = reader.getConstantValue(i, what);
  if (!value)
    return failure();
  auto constant = value.getDefiningOp<nn::ConstantOp>();
  auto elements = cast<DenseElementsAttr>(constant.getValue());
  SmallVector<double> reals;
  if (elements.getElementType().isF32())
    for (float real : elements.getValues<float>())
      reals.push_back(real);
  else
    for (const APInt &integer : elements.getValues<APInt>())
      reals.push_back(double(integer.getSExtValue()) * scale);
  constant.erase();
  return reals;
}

/// The scale of weights, 1 of floats; nothing, with an error, of other types.
FailureOr<double> readWeightScale(OperatorReader &reader) {
  const TensorInfo &w = reader.getInput(1);
  if (w.type == tflite::TensorType::FLOAT32)
    return 1.0;
  auto type = dyn_cast_or_null<quant::UniformQuantizedType>(w.elementType);
  if (type && type.getZeroPoint() == 0)
    return type.getScale();
  reader.emitError() << "has weights that are neither float32, nor int8 or "
                        "int16 of one scale and zero point 0";
  return failure();
}

bool hasTensors(OperatorReader &reader) {
  if (reader.getNumInputs() != 3 || reader.getNumOutputs() < 1 ||
      reader.getNumOutputs() > 3)
    return false;
  for (size_t i = 0; i < 3; ++i)
    if (!reader.hasInput(i))
      return false;
  for (size_t i = 0; i < reader.getNumOutputs(); ++i)
    if (!reader.getOutput(i).isActivation())
      return false;
  auto bias = reader.getInput(2).type;
  return reader.getInput(0).isActivation() &&
         (bias == tflite::TensorType::FLOAT32 ||
          bias == tflite::TensorType::INT32);
}

} // namespace

Value tinymlc::tflite::convertPuMlr(OperatorReader &reader) {
  if (!hasTensors(reader)) {
    reader.emitError() << "unsupported: expects x, weights and a bias of "
                          "float32 or int32, and one to three outputs";
    return nullptr;
  }
  auto options = readOptions(reader);
  auto scale = readWeightScale(reader);
  Value x = reader.getValue(0);
  if (failed(options) || failed(scale) || !x)
    return nullptr;
  Type feature = reader.getInput(0).elementType;
  auto quantized = dyn_cast<quant::UniformQuantizedType>(feature);
  double inputScale = quantized ? quantized.getScale() : 1.0;
  auto w = readReals(reader, 1, "weights", *scale);
  auto bias = readReals(reader, 2, "bias", inputScale * *scale);
  if (failed(w) || failed(bias))
    return nullptr;
  if (bias->size() != 1) {
    reader.emitError() << "has " << bias->size() << " biases, expected one";
    return nullptr;
  }
  OpBuilder &builder = reader.getBuilder();
  OperationState state(reader.getLocation(), nn::PuMlrOp::getOperationName());
  state.addOperands(x);
  SmallVector<Attribute> kinds;
  for (PuMlrOutput kind : options->outputs)
    kinds.push_back(nn::PuMlrOutputAttr::get(builder.getContext(), kind));
  for (size_t i = 0; i < reader.getNumOutputs(); ++i)
    state.addTypes(reader.getOutput(i).getType());
  state.addAttribute("outputs", builder.getArrayAttr(kinds));
  state.addAttribute("w", builder.getDenseF64ArrayAttr(*w));
  state.addAttribute("bias", builder.getF64FloatAttr(bias->front()));
  state.addAttribute("threshold", builder.getF64FloatAttr(options->threshold));
  if (options->b)
    state.addAttribute("b", builder.getF64FloatAttr(*options->b));
  if (options->c)
    state.addAttribute("c", builder.getF64FloatAttr(*options->c));
  if (reader.getInput(1).type == tflite::TensorType::INT8)
    state.addAttribute("weight_bits", builder.getI64IntegerAttr(8));
  if (reader.getInput(1).type != tflite::TensorType::FLOAT32)
    state.addAttribute("weight_scale", builder.getF64FloatAttr(*scale));
  return builder.create(state)->getResult(0);
}
