//===- DataMovement.cpp - imports reshapes, pads, transposes, splits ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorTable.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::tflite;

// Two for each dimension of the highest rank that tensors may have.
static constexpr size_t maxPaddings = 16;

// The output tensor has the shape that the converter worked out, so the shape,
// axis or list of dimensions that led to it need not be known.
Value tinymlc::tflite::convertReshape(OperatorReader &reader) {
  Value input = reader.getValue(0);
  if (!input)
    return nullptr;
  return nn::ReshapeOp::create(reader.getBuilder(), reader.getLocation(),
                               reader.getOutputType(), input);
}

namespace {

constexpr size_t padValueInput = 2;

/// What PAD fills with: real 0.
TypedAttr getZero(OperatorReader &reader) {
  Builder &builder = reader.getBuilder();
  auto quantized =
      dyn_cast<quant::UniformQuantizedType>(reader.getOutput().elementType);
  if (quantized)
    return builder.getI8IntegerAttr(int8_t(quantized.getZeroPoint()));
  if (isa<Float32Type>(reader.getOutput().elementType))
    return builder.getF32FloatAttr(0.0f);
  reader.emitError() << "unsupported: the output has a scale per channel";
  return nullptr;
}

/// What PADV2 fills with: the one element of its third input, as stored.
TypedAttr getPadValue(OperatorReader &reader) {
  const TensorInfo &tensor = reader.getInput(padValueInput);
  if (!tensor.isConstant() || tensor.getNumElements() != 1) {
    reader.emitError() << "unsupported: the pad value is not a constant scalar";
    return nullptr;
  }
  if (tensor.elementType != reader.getOutput().elementType) {
    reader.emitError()
        << "the pad value and the output differ in scale or zero point";
    return nullptr;
  }
  Builder &builder = reader.getBuilder();
  if (tensor.type == tflite::TensorType::INT8)
    return builder.getI8IntegerAttr(int8_t(tensor.data[0]));
  uint32_t bits = llvm::support::endian::read32le(tensor.data.data());
  return FloatAttr::get(
      builder.getF32Type(),
      llvm::APFloat(llvm::APFloat::IEEEsingle(), llvm::APInt(32, bits)));
}

} // namespace

Value tinymlc::tflite::convertPad(OperatorReader &reader) {
  FailureOr<SmallVector<int64_t>> paddings =
      reader.getIntegers(1, "paddings", maxPaddings);
  if (failed(paddings))
    return nullptr;
  TypedAttr value =
      reader.hasInput(padValueInput) ? getPadValue(reader) : getZero(reader);
  Value input = value ? reader.getValue(0) : nullptr;
  if (!input)
    return nullptr;
  return nn::PadOp::create(reader.getBuilder(), reader.getLocation(),
                           reader.getOutputType(), input, *paddings, value);
}

Value tinymlc::tflite::convertTranspose(OperatorReader &reader) {
  FailureOr<SmallVector<int64_t>> permutation =
      reader.getIntegers(1, "permutation", maxPaddings);
  if (failed(permutation))
    return nullptr;
  for (int64_t &axis : *permutation) {
    FailureOr<int64_t> index =
        reader.normalizeAxis(axis, reader.getInput(0).shape.size());
    if (failed(index))
      return nullptr;
    axis = *index;
  }
  Value input = reader.getValue(0);
  if (!input)
    return nullptr;
  return nn::TransposeOp::create(reader.getBuilder(), reader.getLocation(),
                                 reader.getOutputType(), input, *permutation);
}

/// Like that of the other operators, the size of the box is the output's.
Value tinymlc::tflite::convertSlice(OperatorReader &reader) {
  FailureOr<SmallVector<int64_t>> offsets =
      reader.getIntegers(1, "begin", maxPaddings);
  Value input = succeeded(offsets) ? reader.getValue(0) : nullptr;
  if (!input)
    return nullptr;
  return nn::SliceOp::create(reader.getBuilder(), reader.getLocation(),
                             reader.getOutputType(), input, *offsets);
}

/// A slice for each output, one behind the other along the axis, which they
/// fill; null, with an error, if they do not.
static Value splitInput(OperatorReader &reader, size_t input,
                        size_t axisInput) {
  FailureOr<SmallVector<int64_t>> axes =
      reader.getIntegers(axisInput, "axis", 1);
  if (failed(axes))
    return nullptr;
  if (axes->empty()) {
    reader.emitError() << "has no axis";
    return nullptr;
  }
  ArrayRef<int64_t> shape = reader.getInput(input).shape;
  FailureOr<int64_t> axis =
      reader.normalizeAxis(axes->front(), int64_t(shape.size()));
  Value value = succeeded(axis) ? reader.getValue(input) : nullptr;
  if (!value)
    return nullptr;
  SmallVector<int64_t> offsets(shape.size());
  for (size_t i = 0; i != reader.getNumOutputs(); ++i) {
    ArrayRef<int64_t> part = reader.getOutput(i).shape;
    reader.addResult(
        nn::SliceOp::create(reader.getBuilder(), reader.getLocation(),
                            reader.getOutputType(i), value, offsets));
    offsets[*axis] += part.size() == shape.size() ? part[*axis] : 0;
  }
  if (offsets[*axis] != shape[*axis]) {
    reader.emitError() << "splits " << shape[*axis] << " elements along axis "
                       << *axis << " into " << offsets[*axis];
    return nullptr;
  }
  return reader.getResults().back();
}

Value tinymlc::tflite::convertSplit(OperatorReader &reader) {
  return splitInput(reader, 1, 0);
}

Value tinymlc::tflite::convertSplitV(OperatorReader &reader) {
  return splitInput(reader, 0, 2);
}

Value tinymlc::tflite::convertConcatenation(OperatorReader &reader) {
  const auto *options =
      reader.getOptions(&Operator::builtin_options_as_ConcatenationOptions);
  FailureOr<nn::Activation> activation =
      reader.getActivation(options ? options->fused_activation_function()
                                   : ActivationFunctionType::NONE);
  FailureOr<int64_t> axis = reader.normalizeAxis(
      options ? options->axis() : 0, reader.getOutput().shape.size());
  if (failed(activation) || failed(axis))
    return nullptr;
  SmallVector<Value> inputs;
  for (size_t i = 0; i != reader.getNumInputs(); ++i) {
    inputs.push_back(reader.getValue(i));
    if (!inputs.back())
      return nullptr;
  }
  return nn::ConcatenationOp::create(reader.getBuilder(), reader.getLocation(),
                                     reader.getOutputType(), inputs, *axis,
                                     *activation);
}
