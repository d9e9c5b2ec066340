//===- Elementwise.cpp - imports elementwise operators --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorTable.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::tflite;

namespace {

template <typename Op, typename Options>
Value convertBinary(OperatorReader &reader,
                    const Options *(Operator::*get)() const) {
  const auto *options = reader.getOptions(get);
  FailureOr<nn::Activation> activation =
      reader.getActivation(options ? options->fused_activation_function()
                                   : ActivationFunctionType::NONE);
  if (failed(activation))
    return nullptr;
  Value lhs = reader.getValue(0);
  Value rhs = reader.getValue(1);
  if (!lhs || !rhs)
    return nullptr;
  return Op::create(reader.getBuilder(), reader.getLocation(),
                    reader.getOutputType(), lhs, rhs, *activation);
}

template <typename Op, typename... Parameters>
Value convertUnary(OperatorReader &reader, Parameters... parameters) {
  Value input = reader.getValue(0);
  if (!input)
    return nullptr;
  return Op::create(reader.getBuilder(), reader.getLocation(),
                    reader.getOutputType(), input, parameters...);
}

} // namespace

Value tinymlc::tflite::convertAdd(OperatorReader &reader) {
  return convertBinary<nn::AddOp>(reader,
                                  &Operator::builtin_options_as_AddOptions);
}

Value tinymlc::tflite::convertSub(OperatorReader &reader) {
  return convertBinary<nn::SubOp>(reader,
                                  &Operator::builtin_options_as_SubOptions);
}

Value tinymlc::tflite::convertMul(OperatorReader &reader) {
  return convertBinary<nn::MulOp>(reader,
                                  &Operator::builtin_options_as_MulOptions);
}

Value tinymlc::tflite::convertLogistic(OperatorReader &reader) {
  return convertUnary<nn::LogisticOp>(reader);
}

Value tinymlc::tflite::convertTanh(OperatorReader &reader) {
  return convertUnary<nn::TanhOp>(reader);
}

Value tinymlc::tflite::convertRelu(OperatorReader &reader) {
  return convertUnary<nn::ReluOp>(reader);
}

Value tinymlc::tflite::convertRelu6(OperatorReader &reader) {
  return convertUnary<nn::Relu6Op>(reader);
}

Value tinymlc::tflite::convertHardSwish(OperatorReader &reader) {
  return convertUnary<nn::HardSwishOp>(reader);
}

Value tinymlc::tflite::convertQuantize(OperatorReader &reader) {
  return convertUnary<nn::QuantizeOp>(reader);
}

Value tinymlc::tflite::convertDequantize(OperatorReader &reader) {
  return convertUnary<nn::DequantizeOp>(reader);
}

Value tinymlc::tflite::convertLeakyRelu(OperatorReader &reader) {
  const auto *options =
      reader.getOptions(&Operator::builtin_options_as_LeakyReluOptions);
  return convertUnary<nn::LeakyReluOp>(
      reader,
      reader.getBuilder().getF32FloatAttr(options ? options->alpha() : 0.0f));
}

Value tinymlc::tflite::convertSoftmax(OperatorReader &reader) {
  const auto *options =
      reader.getRequiredOptions(&Operator::builtin_options_as_SoftmaxOptions);
  if (!options)
    return nullptr;
  return convertUnary<nn::SoftmaxOp>(
      reader, reader.getBuilder().getF32FloatAttr(options->beta()));
}
