//===- GraphInterface.cpp - names of a model's inputs and outputs ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "GraphInterface.h"
#include "mlir/IR/Diagnostics.h"
#include "tinymlc/Dialect/NN/IR/NN.h"

using namespace mlir;
using namespace tinymlc::tflite;

namespace {

using TensorMaps = flatbuffers::Vector<flatbuffers::Offset<TensorMap>>;

llvm::DenseMap<int32_t, StringRef> readNames(const TensorMaps *maps) {
  llvm::DenseMap<int32_t, StringRef> names;
  size_t count = std::min(getSize(maps), maxGraphInputs);
  for (size_t i = 0; i != count; ++i)
    if (maps->Get(i)->tensor_index() < maxTensors)
      names.try_emplace(int32_t(maps->Get(i)->tensor_index()),
                        getBoundedString(maps->Get(i)->name()));
  return names;
}

} // namespace

GraphInterface::GraphInterface(const ModelFile &file,
                               const TensorTable &tensors)
    : tensors(tensors) {
  const auto *signatures = file.getModel().signature_defs();
  for (size_t i = 0; i != getSize(signatures); ++i) {
    if (signatures->Get(i)->subgraph_index() != 0)
      continue;
    inputs = readNames(signatures->Get(i)->inputs());
    outputs = readNames(signatures->Get(i)->outputs());
    return;
  }
}

DictionaryAttr GraphInterface::getInputAttributes(Builder &builder,
                                                  int32_t tensor) const {
  return getAttributes(builder, tensor, inputs);
}

DictionaryAttr GraphInterface::getOutputAttributes(Builder &builder,
                                                   int32_t tensor) const {
  return getAttributes(builder, tensor, outputs);
}

DictionaryAttr GraphInterface::getAttributes(Builder &builder, int32_t tensor,
                                             const Names &signature) const {
  SmallVector<NamedAttribute> attributes;
  attributes.push_back(builder.getNamedAttr(
      "nn.name", builder.getStringAttr(tensors.getName(tensor))));
  StringRef name = signature.lookup(tensor);
  if (!name.empty())
    attributes.push_back(
        builder.getNamedAttr("nn.signature_name", builder.getStringAttr(name)));
  return builder.getDictionaryAttr(attributes);
}

Value tinymlc::tflite::makeConstantOutput(OpBuilder &builder, Location location,
                                          TensorTable &tensors,
                                          const TensorInfo &tensor) {
  DenseElementsAttr value =
      tensors.getConstant(tensor, nn::getStorageType(tensor.elementType),
                          [&] { return emitError(location); });
  if (!value)
    return nullptr;
  return nn::ConstantOp::create(builder, location, tensor.getType(), value);
}
