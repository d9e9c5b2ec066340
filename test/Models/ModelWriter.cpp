//===- ModelWriter.cpp - builds a .tflite file tensor by tensor -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ModelWriter.h"

#include <algorithm>

using namespace tinymlc;
using namespace tinymlc::models;

size_t models::elementsIn(const Shape &shape) {
  size_t count = 1;
  for (int32_t extent : shape)
    count *= static_cast<size_t>(extent);
  return count;
}

ModelWriter::ModelWriter(FormatTraps traps) : traps(traps) {
  model.version = 3;
  model.buffers.push_back(std::make_unique<tflite::BufferT>());
  model.subgraphs.push_back(std::make_unique<tflite::SubGraphT>());
  graph = model.subgraphs.back().get();
}

int ModelWriter::addTensor(const Shape &shape, tflite::TensorType type,
                           const Quantization &quantization,
                           const std::string &name) {
  auto tensor = std::make_unique<tflite::TensorT>();
  tensor->shape = shape;
  tensor->type = type;
  size_t index = graph->tensors.size();
  if (!traps.nameless)
    tensor->name = name.empty() ? "tensor_" + std::to_string(index) : name;
  if (!quantization.scales.empty()) {
    auto parameters = std::make_unique<tflite::QuantizationParametersT>();
    parameters->scale = quantization.scales;
    parameters->zero_point.assign(quantization.scales.size(),
                                  quantization.zeroPoint);
    parameters->quantized_dimension = quantization.axis;
    tensor->quantization = std::move(parameters);
  }
  graph->tensors.push_back(std::move(tensor));
  return static_cast<int>(index);
}

int ModelWriter::addInput(const Shape &shape, tflite::TensorType type,
                          const Quantization &quantization,
                          const std::string &name) {
  int tensor = addTensor(shape, type, quantization, name);
  if (traps.unknownBatch && !shape.empty() && shape[0] == 1) {
    Shape &signature = graph->tensors.back()->shape_signature;
    signature = shape;
    signature[0] = -1;
  }
  graph->inputs.push_back(tensor);
  return tensor;
}

int ModelWriter::addBytes(const Shape &shape, tflite::TensorType type,
                          std::vector<uint8_t> bytes,
                          const Quantization &quantization,
                          const std::string &name) {
  int tensor = addTensor(shape, type, quantization, name);
  auto buffer = std::make_unique<tflite::BufferT>();
  buffer->data = std::move(bytes);
  graph->tensors.back()->buffer = static_cast<uint32_t>(model.buffers.size());
  model.buffers.push_back(std::move(buffer));
  return tensor;
}

int ModelWriter::addIndices(const std::vector<int32_t> &values, bool isScalar) {
  Shape shape;
  if (!isScalar)
    shape.push_back(static_cast<int32_t>(values.size()));
  return addConstant(shape, tflite::TensorType::INT32, values, {}, "indices");
}

uint32_t ModelWriter::opcodeIndex(tflite::BuiltinOperator code, int version) {
  auto &codes = model.operator_codes;
  auto found = std::find_if(codes.begin(), codes.end(), [&](auto &entry) {
    return entry->deprecated_builtin_code == static_cast<int8_t>(code) &&
           entry->version == version;
  });
  if (found != codes.end())
    return static_cast<uint32_t>(found - codes.begin());
  auto entry = std::make_unique<tflite::OperatorCodeT>();
  entry->deprecated_builtin_code = static_cast<int8_t>(code);
  if (!traps.deprecatedCodes)
    entry->builtin_code = code;
  entry->version = version;
  codes.push_back(std::move(entry));
  return static_cast<uint32_t>(codes.size() - 1);
}

void ModelWriter::addOperator(tflite::BuiltinOperator code,
                              const std::vector<int32_t> &inputs,
                              const std::vector<int32_t> &outputs,
                              int version) {
  auto op = std::make_unique<tflite::OperatorT>();
  op->opcode_index = opcodeIndex(code, version);
  op->inputs = inputs;
  op->outputs = outputs;
  graph->operators.push_back(std::move(op));
}

void ModelWriter::addCustomOperator(const std::string &name,
                                    const std::vector<int32_t> &inputs,
                                    const std::vector<int32_t> &outputs,
                                    std::vector<uint8_t> options) {
  addOperator(tflite::BuiltinOperator::CUSTOM, inputs, outputs);
  tflite::OperatorT &op = *graph->operators.back();
  op.custom_options = std::move(options);
  model.operator_codes[op.opcode_index]->custom_code = name;
}

static void mapTensors(const std::vector<int32_t> &tensors,
                       const std::string &prefix,
                       std::vector<std::unique_ptr<tflite::TensorMapT>> &maps) {
  for (int32_t tensor : tensors) {
    auto map = std::make_unique<tflite::TensorMapT>();
    map->name = prefix + std::to_string(maps.size());
    map->tensor_index = static_cast<uint32_t>(tensor);
    maps.push_back(std::move(map));
  }
}

void ModelWriter::addSignature() {
  auto signature = std::make_unique<tflite::SignatureDefT>();
  signature->signature_key = "serving_default";
  mapTensors(graph->inputs, "in_", signature->inputs);
  mapTensors(graph->outputs, "out_", signature->outputs);
  model.signature_defs.push_back(std::move(signature));
}

std::vector<uint8_t> ModelWriter::finish(const std::string &description) {
  graph->name = "main";
  model.description = description;
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(tflite::Model::Pack(builder, &model), "TFL3");
  uint8_t *bytes = builder.GetBufferPointer();
  return std::vector<uint8_t>(bytes, bytes + builder.GetSize());
}
