//===- Signature.cpp - what a model takes and gives -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Signature.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "llvm/Support/JSON.h"

using namespace mlir;
using namespace tinymlc;

/// The name that numpy has for the stored type.
static std::string getStoredType(Type element) {
  if (auto quantized = dyn_cast<quant::QuantizedType>(element))
    element = quantized.getStorageType();
  return (element.isF32() ? "float" : "int") +
         std::to_string(element.getIntOrFloatBitWidth());
}

static void printTensor(llvm::json::OStream &json, Type type) {
  auto tensor = cast<RankedTensorType>(type);
  json.object([&] {
    json.attribute("dtype", getStoredType(tensor.getElementType()));
    json.attributeArray("shape", [&] {
      for (int64_t size : tensor.getShape())
        json.value(size);
    });
    auto quantized =
        dyn_cast<quant::UniformQuantizedType>(tensor.getElementType());
    if (!quantized)
      return;
    json.attribute("scale", quantized.getScale());
    json.attribute("zero_point", quantized.getZeroPoint());
  });
}

void run::printSignature(llvm::raw_ostream &stream, func::FuncOp function) {
  llvm::json::OStream json(stream, 2);
  json.object([&] {
    json.attributeArray("inputs", [&] {
      for (Type type : function.getArgumentTypes())
        printTensor(json, type);
    });
    json.attributeArray("outputs", [&] {
      for (Type type : function.getResultTypes())
        printTensor(json, type);
    });
  });
  stream << '\n';
}
