//===- OperatorReader.cpp - reads one operator of a .tflite file ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorReader.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace tinymlc::tflite;
using tinymlc::nn::Activation;

LogicalResult OperatorReader::readTensors() {
  auto emit = [&] { return emitError(); };
  for (size_t i = 0, e = getSize(op.inputs()); i != e; ++i) {
    constexpr int32_t absent = -1;
    int32_t index = op.inputs()->Get(i);
    inputs.push_back(index == absent ? nullptr : tensors.get(index, emit));
    if (index != absent && !inputs.back())
      return failure();
  }
  for (size_t i = 0, e = getSize(op.outputs()); i != e; ++i) {
    outputs.push_back(tensors.get(op.outputs()->Get(i), emit));
    if (!outputs.back())
      return failure();
  }
  return success();
}

InFlightDiagnostic OperatorReader::emitError() const {
  return mlir::emitError(location);
}

Value OperatorReader::getValue(size_t i) {
  const TensorInfo &tensor = getInput(i);
  if (Value value = lookup(tensor.index))
    return value;
  if (tensor.isConstant())
    return makeConstant(tensor);
  emitError() << "reads " << tensors.describe(tensor.index)
              << ", which no input, constant or earlier operator gives";
  return nullptr;
}

Value OperatorReader::getConstantValue(size_t i, const char *what) {
  if (getInput(i).isConstant() && !lookup(getInput(i).index))
    return makeConstant(getInput(i));
  emitError() << "unsupported: the " << what << " is not a constant";
  return nullptr;
}

Value OperatorReader::makeConstant(const TensorInfo &tensor) {
  Type storage = tensor.elementType ? nn::getStorageType(tensor.elementType)
                                    : builder.getI32Type();
  DenseElementsAttr value =
      tensors.getConstant(tensor, storage, [&] { return emitError(); });
  if (!value)
    return nullptr;
  auto type = RankedTensorType::get(
      tensor.shape, tensor.elementType ? tensor.elementType : storage);
  auto child = cast<NameLoc>(location).getChildLoc();
  auto name = builder.getStringAttr(tensors.describe(tensor.index));
  return nn::ConstantOp::create(builder, NameLoc::get(name, child), type,
                                value);
}

FailureOr<SmallVector<int64_t>>
OperatorReader::getIntegers(size_t i, const char *what, size_t limit) {
  if (!hasInput(i) || !getInput(i).isConstant() || lookup(getInput(i).index)) {
    emitError() << "unsupported: the " << what << " input is not a constant";
    return failure();
  }
  const TensorInfo &tensor = getInput(i);
  size_t count = tensor.getNumElements();
  if (count > limit) {
    emitError() << "the " << what << " input has " << count
                << " elements, more than " << limit;
    return failure();
  }
  SmallVector<int64_t> numbers;
  for (size_t n = 0; n != count; ++n)
    numbers.push_back(
        tensor.type == TensorType::INT64
            ? int64_t(llvm::support::endian::read64le(&tensor.data[8 * n]))
            : int32_t(llvm::support::endian::read32le(&tensor.data[4 * n])));
  return numbers;
}

FailureOr<Activation>
OperatorReader::getActivation(ActivationFunctionType activation) const {
  switch (activation) {
  case ActivationFunctionType::NONE:
    return Activation::NONE;
  case ActivationFunctionType::RELU:
    return Activation::RELU;
  case ActivationFunctionType::RELU_N1_TO_1:
    return Activation::RELU_N1_TO_1;
  case ActivationFunctionType::RELU6:
    return Activation::RELU6;
  default:
    break;
  }
  StringRef name = EnumNameActivationFunctionType(activation);
  emitError() << "unsupported fused activation "
              << (name.empty() ? std::to_string(int(activation)) : name.str());
  return failure();
}

FailureOr<int64_t> OperatorReader::normalizeAxis(int64_t axis,
                                                 int64_t rank) const {
  if (axis >= -rank && axis < rank)
    return axis < 0 ? axis + rank : axis;
  emitError() << "axis " << axis << " is out of range for rank " << rank;
  return failure();
}
