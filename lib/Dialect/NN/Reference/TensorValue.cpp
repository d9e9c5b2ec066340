//===- TensorValue.cpp - a tensor that holds numbers ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/NN/Reference/TensorValue.h"
#include "tinymlc/Dialect/NN/IR/NN.h"
#include <algorithm>

using namespace mlir;
using namespace tinymlc::nn;

size_t TensorValue::numBytes(RankedTensorType type) {
  Type stored = getStorageType(type.getElementType());
  return type.getNumElements() * (stored.getIntOrFloatBitWidth() / 8);
}

TensorValue::TensorValue(RankedTensorType type)
    : type(type), bytes(std::make_shared<std::vector<char>>(numBytes(type))) {}

FailureOr<TensorValue> TensorValue::get(RankedTensorType type,
                                        ArrayRef<char> bytes) {
  if (bytes.size() != numBytes(type))
    return failure();
  TensorValue value(type);
  std::copy(bytes.begin(), bytes.end(), value.bytes->begin());
  return value;
}

FailureOr<TensorValue> TensorValue::get(RankedTensorType type,
                                        DenseElementsAttr attribute) {
  ArrayRef<char> raw = attribute.getRawData();
  if (!attribute.isSplat())
    return get(type, raw);
  TensorValue value(type);
  if (raw.empty() || value.bytes->size() % raw.size() != 0)
    return failure();
  for (auto it = value.bytes->begin(); it != value.bytes->end();)
    it = std::copy(raw.begin(), raw.end(), it);
  return value;
}

bool TensorValue::isInt8() const {
  return isQuantizedInt8(type.getElementType());
}

DenseElementsAttr TensorValue::toAttribute() const {
  RankedTensorType shape = type;
  return DenseElementsAttr::getFromRawBuffer(
      shape.clone(getStorageType(shape.getElementType())), getBytes());
}
