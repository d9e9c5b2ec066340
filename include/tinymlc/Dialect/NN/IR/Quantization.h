//===- Quantization.h - nn's types as fixed-point parameters ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From the element types and attributes of nn operators to what
// FixedPoint/Parameters.h takes.
//
//===----------------------------------------------------------------------===//

#ifndef TINYMLC_DIALECT_NN_IR_QUANTIZATION_H
#define TINYMLC_DIALECT_NN_IR_QUANTIZATION_H

#include "tinymlc/Dialect/NN/IR/NN.h"
#include "tinymlc/FixedPoint/Parameters.h"
#include "llvm/Support/ErrorHandling.h"

namespace tinymlc::nn {

/// Scale and zero point of a type that is quantised per tensor. The scale is
/// float again, as the model file has it; the type holds it as double.
inline QuantParams getQuantParams(mlir::Type elementType) {
  auto type = mlir::cast<mlir::quant::UniformQuantizedType>(elementType);
  return {static_cast<float>(type.getScale()),
          static_cast<int32_t>(type.getZeroPoint())};
}

/// The scales of a filter's type: one per channel, or one.
inline std::vector<float> getScales(mlir::Type elementType) {
  auto perAxis =
      mlir::dyn_cast<mlir::quant::UniformQuantizedPerAxisType>(elementType);
  if (!perAxis)
    return {getQuantParams(elementType).scale};
  return std::vector<float>(perAxis.getScales().begin(),
                            perAxis.getScales().end());
}

inline FusedActivation getFusedActivation(Activation activation) {
  switch (activation) {
  case Activation::NONE:
    return FusedActivation::None;
  case Activation::RELU:
    return FusedActivation::Relu;
  case Activation::RELU_N1_TO_1:
    return FusedActivation::ReluN1To1;
  case Activation::RELU6:
    return FusedActivation::Relu6;
  }
  llvm_unreachable("unknown activation");
}

} // namespace tinymlc::nn

#endif // TINYMLC_DIALECT_NN_IR_QUANTIZATION_H
