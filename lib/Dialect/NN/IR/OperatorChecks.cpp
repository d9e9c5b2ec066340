//===- OperatorChecks.cpp - what verifiers of the nn dialect share --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorChecks.h"
#include "mlir/IR/Diagnostics.h"
#include <limits>

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

// Bounds windows so that positions stay far below 2^31.
static constexpr int64_t maxExtent = 1 << 15;

RankedTensorType nn::getTensorType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

ArrayRef<int64_t> nn::getShape(Value value) {
  return getTensorType(value).getShape();
}

Type nn::getElementType(Value value) {
  return getTensorType(value).getElementType();
}

std::string nn::describeElementType(Value value) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  Type type = getElementType(value);
  if (auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(type))
    stream << "int8 with " << perAxis.getScales().size()
           << " scales along dimension " << perAxis.getQuantizedDimension();
  else
    stream << '\'' << type << '\'';
  return text;
}

bool nn::isInt8Activation(Value value) {
  return isQuantizedInt8(getElementType(value)) &&
         isa<quant::UniformQuantizedType>(getElementType(value));
}

QuantParams nn::getQuantParams(Value value) {
  auto type = cast<quant::UniformQuantizedType>(getElementType(value));
  return {float(type.getScale()), int32_t(type.getZeroPoint())};
}

SmallVector<double> nn::getScales(Value value) {
  if (auto perAxis =
          dyn_cast<quant::UniformQuantizedPerAxisType>(getElementType(value)))
    return SmallVector<double>(perAxis.getScales());
  return {cast<quant::UniformQuantizedType>(getElementType(value)).getScale()};
}

namespace {

std::string toString(ArrayRef<int64_t> shape) {
  std::string text = "[";
  for (int64_t size : shape)
    text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + "]";
}

} // namespace

LogicalResult nn::checkShape(Operation *op, const char *what, Value value,
                             ArrayRef<int64_t> expected) {
  if (getShape(value) == expected)
    return success();
  return op->emitOpError() << what << " has shape " << toString(getShape(value))
                           << ", expected " << toString(expected);
}

LogicalResult nn::checkSameShape(Operation *op, Value input, Value output) {
  return checkShape(op, "output", output, getShape(input));
}

LogicalResult nn::checkSameElementType(Operation *op, Value input,
                                       Value output) {
  bool isPerTensor =
      isa<Float32Type>(getElementType(input)) || isInt8Activation(input);
  if (isPerTensor && getElementType(input) == getElementType(output))
    return success();
  return op->emitOpError() << "has input of " << describeElementType(input)
                           << " and output of " << describeElementType(output)
                           << ", expected one type, quantized per tensor";
}

LogicalResult nn::checkOneKind(Operation *op, ValueRange values) {
  if (llvm::all_of(values,
                   [](Value v) { return isa<Float32Type>(getElementType(v)); }))
    return success();
  if (llvm::all_of(values, isInt8Activation))
    return success();
  return op->emitOpError("expects all of f32, or all of int8 quantized per "
                         "tensor");
}

LogicalResult nn::checkMultiplier(Operation *op, double ratio) {
  constexpr double limit = 1 << 30;
  if (ratio < limit)
    return success();
  return op->emitOpError() << "has scales with ratio " << ratio
                           << ", expected less than 2^30";
}

LogicalResult nn::checkActivation(Operation *op, Activation activation,
                                  Value output) {
  if (!isInt8Activation(output))
    return success();
  float bound = activation == Activation::RELU6          ? 6.0f
                : activation == Activation::RELU_N1_TO_1 ? 1.0f
                                                         : 0.0f;
  // In float as the reference has it; 2^31 is the first that does not fit.
  if (bound / getQuantParams(output).scale < 2147483648.0f)
    return success();
  return op->emitOpError("has an activation whose bound does not fit int32 at "
                         "the output's scale");
}

LogicalResult nn::checkWindow(Operation *op, const WindowAttributes &window) {
  constexpr size_t numDimensions = 2;
  for (ArrayRef<int64_t> extents :
       {window.sizes, window.strides, window.dilations}) {
    if (extents.size() != numDimensions)
      return op->emitOpError("expects two window sizes, strides and dilations");
    for (int64_t extent : extents)
      if (extent < 1 || extent > maxExtent)
        return op->emitOpError() << "has window size, stride or dilation "
                                 << extent << ", expected 1.." << maxExtent;
  }
  if (window.padding.size() != 2 * numDimensions)
    return op->emitOpError("expects four paddings");
  for (auto [i, padding] : llvm::enumerate(window.padding))
    if (padding < 0 || padding >= window.getReach(i / 2))
      return op->emitOpError() << "has padding " << padding
                               << ", expected 0 or more and less than the "
                                  "window's reach "
                               << window.getReach(i / 2);
  return success();
}

LogicalResult nn::checkWindowedShape(Operation *op,
                                     const WindowAttributes &window,
                                     Value input, Value output,
                                     int64_t channels) {
  SmallVector<int64_t, 4> expected(getShape(input));
  expected[3] = channels;
  for (unsigned i = 0; i != 2; ++i) {
    int64_t size = getShape(input)[1 + i] + window.padding[2 * i] +
                   window.padding[2 * i + 1];
    if (size < window.getReach(i))
      return op->emitOpError() << "has a window of reach " << window.getReach(i)
                               << " over a padded size of " << size;
    expected[1 + i] = (size - window.getReach(i)) / window.strides[i] + 1;
  }
  return checkShape(op, "output", output, expected);
}
