//===- MatrixProducts.cpp - imports convolutions and matrix products ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorTable.h"
#include "Window.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::tflite;

namespace {

constexpr size_t biasInput = 2;

/// Input, filter and bias: null where absent, none on error.
struct ProductOperands {
  Value input, filter, bias;
};

FailureOr<ProductOperands> getOperands(OperatorReader &reader) {
  ProductOperands operands;
  operands.input = reader.getValue(0);
  operands.filter = reader.getConstantValue(1, "filter");
  if (reader.hasInput(biasInput))
    operands.bias = reader.getConstantValue(biasInput, "bias");
  if (!operands.input || !operands.filter ||
      (reader.hasInput(biasInput) && !operands.bias))
    return failure();
  return operands;
}

template <typename Op, typename Options>
Value convertConvolution(OperatorReader &reader,
                         const Options *(Operator::*get)() const) {
  const auto *options = reader.getRequiredOptions(get);
  if (!options)
    return nullptr;
  FailureOr<nn::Activation> activation =
      reader.getActivation(options->fused_activation_function());
  Window window;
  window.padding = options->padding();
  window.strides = {options->stride_h(), options->stride_w()};
  window.dilations = {options->dilation_h_factor(),
                      options->dilation_w_factor()};
  if (failed(activation) || failed(checkRank(reader, 0, "input")) ||
      failed(checkRank(reader, 1, "filter")))
    return nullptr;
  ArrayRef<int64_t> filterShape = reader.getInput(1).shape;
  window.sizes = {filterShape[1], filterShape[2]};
  FailureOr<SmallVector<int64_t, 4>> padding =
      resolvePadding(reader, window, reader.getInput(0).shape);
  if (failed(padding))
    return nullptr;
  FailureOr<ProductOperands> operands = getOperands(reader);
  if (failed(operands))
    return nullptr;
  return Op::create(reader.getBuilder(), reader.getLocation(),
                    reader.getOutputType(), operands->input, operands->filter,
                    operands->bias, window.strides, window.dilations, *padding,
                    *activation);
}

} // namespace

Value tinymlc::tflite::convertConv2D(OperatorReader &reader) {
  return convertConvolution<nn::Conv2DOp>(
      reader, &Operator::builtin_options_as_Conv2DOptions);
}

// The options' multiplier repeats what the shapes say, and some writers leave
// it 0: the shapes count.
Value tinymlc::tflite::convertDepthwiseConv2D(OperatorReader &reader) {
  return convertConvolution<nn::DepthwiseConv2DOp>(
      reader, &Operator::builtin_options_as_DepthwiseConv2DOptions);
}

Value tinymlc::tflite::convertFullyConnected(OperatorReader &reader) {
  auto activation = ActivationFunctionType::NONE;
  if (const auto *options = reader.getOptions(
          &Operator::builtin_options_as_FullyConnectedOptions)) {
    activation = options->fused_activation_function();
    if (options->weights_format() !=
        FullyConnectedOptionsWeightsFormat::DEFAULT) {
      reader.emitError() << "unsupported: shuffled weights";
      return nullptr;
    }
  }
  FailureOr<nn::Activation> fused = reader.getActivation(activation);
  if (failed(fused))
    return nullptr;
  FailureOr<ProductOperands> operands = getOperands(reader);
  if (failed(operands))
    return nullptr;
  return nn::FullyConnectedOp::create(reader.getBuilder(), reader.getLocation(),
                                      reader.getOutputType(), operands->input,
                                      operands->filter, operands->bias, *fused);
}
