//===- NNDialect.cpp - registration of the nn dialect ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/DialectImplementation.h"
#include "tinymlc/Dialect/NN/IR/NN.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tinymlc::nn;

#include "tinymlc/Dialect/NN/IR/NNDialect.cpp.inc"
#include "tinymlc/Dialect/NN/IR/NNEnums.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "tinymlc/Dialect/NN/IR/NNAttributes.cpp.inc"

void NNDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "tinymlc/Dialect/NN/IR/NNAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "tinymlc/Dialect/NN/IR/NNOps.cpp.inc"
      >();
}

bool tinymlc::nn::isQuantizedInt8(Type type) {
  auto quantized = dyn_cast<quant::QuantizedType>(type);
  return quantized && quantized.isSigned() &&
         quantized.getStorageTypeIntegralWidth() == 8 &&
         isa<quant::UniformQuantizedType, quant::UniformQuantizedPerAxisType>(
             type);
}

bool tinymlc::nn::isQuantizedInt16(Type type) {
  auto quantized = dyn_cast<quant::UniformQuantizedType>(type);
  return quantized && quantized.isSigned() &&
         quantized.getStorageTypeIntegralWidth() == 16;
}

Type tinymlc::nn::getStorageType(Type elementType) {
  if (auto quantized = dyn_cast<quant::QuantizedType>(elementType))
    return quantized.getStorageType();
  return elementType;
}
