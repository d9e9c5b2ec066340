//===- NNToMCU.cpp - tensors become buffers, operators become kernels -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ModelLowering.h"
#include "tinymlc/Conversion/Passes.h"
#include "llvm/ADT/TypeSwitch.h"

namespace tinymlc {
#define GEN_PASS_DEF_CONVERTNNTOMCU
#include "tinymlc/Conversion/Passes.h.inc"
} // namespace tinymlc

using namespace mlir;
using namespace tinymlc;

//===----------------------------------------------------------------------===//
// What operators share
//===----------------------------------------------------------------------===//

QuantParams tinymlc::quantParams(Value tensor) {
  return isFloat(tensor)
             ? QuantParams()
             : nn::getQuantParams(tensorType(tensor).getElementType());
}

SmallVector<int64_t> tinymlc::stridesOf(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (int64_t i = static_cast<int64_t>(shape.size()) - 2; i >= 0; --i)
    strides[i] = strides[i + 1] * shape[i + 1];
  return strides;
}

std::pair<TypedAttr, TypedAttr>
tinymlc::clampBounds(OpBuilder &builder, Value output,
                     nn::Activation activation) {
  if (isFloat(output)) {
    auto range =
        calculateFloatActivationRange(nn::getFusedActivation(activation));
    return {builder.getF32FloatAttr(range.min),
            builder.getF32FloatAttr(range.max)};
  }
  auto range = calculateActivationRange(nn::getFusedActivation(activation),
                                        quantParams(output));
  return {builder.getI32IntegerAttr(range.min),
          builder.getI32IntegerAttr(range.max)};
}

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

namespace {

/// The tensor's name in an operator's location, which the importer writes as
/// `op 3 CONV_2D 'name'`.
StringRef nameOf(Location loc) {
  if (auto fused = dyn_cast<FusedLoc>(loc))
    return nameOf(fused.getLocations().back());
  auto name = dyn_cast<NameLoc>(loc);
  if (!name)
    return "tensor";
  StringRef text = name.getName();
  return text.ends_with("'") ? text.drop_back().split('\'').second : text;
}

mcu::BufferType bufferType(RankedTensorType type, bool constant) {
  return mcu::BufferType::get(type.getContext(), type.getShape(),
                              nn::getStorageType(type.getElementType()),
                              constant);
}

} // namespace

Value ModelLowering::getBuffer(Value tensor) {
  if (Value buffer = buffers.lookup(tensor))
    return buffer;
  auto constant = tensor.getDefiningOp<nn::ConstantOp>();
  Value buffer = makeConstant("constant", constant.getValue());
  buffers[tensor] = buffer;
  return buffer;
}

Value ModelLowering::makeBuffer(Value tensor) {
  Value buffer = mcu::BufferOp::create(
      builder, tensor.getLoc(), bufferType(tensorType(tensor), false),
      builder.getStringAttr(nameOf(tensor.getLoc())));
  buffers[tensor] = buffer;
  return buffer;
}

Value ModelLowering::makeConstant(StringRef name, ElementsAttr value) {
  auto type = cast<RankedTensorType>(value.getShapedType());
  return mcu::ConstantOp::create(builder, main.getLoc(), bufferType(type, true),
                                 builder.getStringAttr(name), value);
}

Value ModelLowering::makeView(Value buffer, ArrayRef<int64_t> shape) {
  auto type = cast<mcu::BufferType>(buffer.getType());
  if (type.getShape() == shape)
    return buffer;
  auto viewType = mcu::BufferType::get(
      builder.getContext(), shape, type.getElementType(), type.getConstant());
  return mcu::ViewOp::create(builder, buffer.getLoc(), viewType, buffer);
}

void ModelLowering::copy(Location loc, Value from, Value to,
                         ArrayRef<int64_t> sizes, ArrayRef<int64_t> fromStrides,
                         ArrayRef<int64_t> toStrides, int64_t toOffset,
                         int64_t fromOffset) {
  mcu::CopyOp::create(builder, loc, from, to,
                      builder.getDenseI64ArrayAttr(sizes),
                      builder.getDenseI64ArrayAttr(fromStrides),
                      builder.getDenseI64ArrayAttr(toStrides),
                      builder.getI64IntegerAttr(toOffset),
                      builder.getI64IntegerAttr(fromOffset));
}

void ModelLowering::copyWhole(Location loc, Value from, Value to) {
  int64_t count = cast<mcu::BufferType>(from.getType()).getNumElements();
  copy(loc, from, to, {count}, {1}, {1}, 0);
}

//===----------------------------------------------------------------------===//
// The model's borders
//===----------------------------------------------------------------------===//

namespace {

StringAttr stringOr(DictionaryAttr attrs, StringRef key, StringAttr otherwise) {
  if (auto found = attrs ? attrs.getAs<StringAttr>(key) : StringAttr())
    return found;
  return otherwise;
}

} // namespace

void ModelLowering::lowerInputs() {
  for (auto [index, argument] : llvm::enumerate(main.getArguments())) {
    DictionaryAttr attrs = main.getArgAttrDict(index);
    StringAttr name = stringOr(attrs, "nn.name",
                               builder.getStringAttr("input_" + Twine(index)));
    auto type = tensorType(argument);
    Value buffer = mcu::BufferOp::create(builder, argument.getLoc(),
                                         bufferType(type, false), name);
    buffers[argument] = buffer;
    mcu::InputOp::create(
        builder, argument.getLoc(), buffer, builder.getI64IntegerAttr(index),
        name, stringOr(attrs, "nn.signature_name", builder.getStringAttr("")),
        TypeAttr::get(type));
  }
}

void ModelLowering::lowerOutputs(Operation *terminator) {
  for (auto [index, tensor] : llvm::enumerate(terminator->getOperands())) {
    DictionaryAttr attrs = main.getResultAttrDict(index);
    Value buffer = getBuffer(tensor);
    // The caller reads outputs from the arena: a constant has to be copied.
    if (cast<mcu::BufferType>(buffer.getType()).getConstant()) {
      Value copied = makeBuffer(tensor);
      copyWhole(terminator->getLoc(), buffer, copied);
      buffer = copied;
    }
    mcu::OutputOp::create(
        builder, terminator->getLoc(), buffer, builder.getI64IntegerAttr(index),
        stringOr(attrs, "nn.name",
                 builder.getStringAttr("output_" + Twine(index))),
        stringOr(attrs, "nn.signature_name", builder.getStringAttr("")),
        TypeAttr::get(tensorType(tensor)));
  }
}

LogicalResult ModelLowering::lowerOperator(Operation *op) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case<nn::Conv2DOp, nn::DepthwiseConv2DOp, nn::FullyConnectedOp,
            nn::AveragePool2DOp, nn::MaxPool2DOp, nn::MeanOp, nn::AddOp,
            nn::SubOp, nn::MulOp, nn::SoftmaxOp, nn::ReshapeOp, nn::PadOp,
            nn::TransposeOp, nn::SliceOp, nn::ConcatenationOp, nn::PuMlrOp>(
          [&](auto specific) { return lower(specific); })
      .Case<nn::ConstantOp>([](nn::ConstantOp constant) {
        if (isa<DenseElementsAttr>(constant.getValue()))
          return LogicalResult(success());
        return LogicalResult(constant.emitError("expects a dense value"));
      })
      .Default([&](Operation *other) { return lowerUnary(other); });
}

LogicalResult ModelLowering::run() {
  lowerInputs();
  for (Operation &op : main.getBody().front().without_terminator())
    if (failed(lowerOperator(&op)))
      return failure();
  lowerOutputs(main.getBody().front().getTerminator());
  if (learner)
    learner();
  return success();
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {

/// Whether the caller's side of the arena can hold such a tensor.
bool isInterfaceType(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape() || tensor.getNumElements() == 0)
    return false;
  Type element = tensor.getElementType();
  return element.isF32() || element.isInteger(32) ||
         nn::isQuantizedInt8(element) || nn::isQuantizedInt16(element);
}

/// Text may hold any function; the importer makes none that fails here.
LogicalResult checkMain(func::FuncOp main) {
  if (!main.getBody().hasOneBlock())
    return main.emitError("expects @main with a body of one block");
  for (ArrayRef<Type> types : {main.getArgumentTypes(), main.getResultTypes()})
    for (Type type : types)
      if (!isInterfaceType(type))
        return main.emitError("has an input or output of type ")
               << type << ", which is not supported";
  return success();
}

struct ConvertNNToMCUPass
    : tinymlc::impl::ConvertNNToMCUBase<ConvertNNToMCUPass> {
  using ConvertNNToMCUBase::ConvertNNToMCUBase;

  void runOnOperation() override {
    auto main = getOperation().lookupSymbol<func::FuncOp>("main");
    if (!main) {
      getOperation().emitError("expects a function @main");
      return signalPassFailure();
    }
    if (failed(checkMain(main)))
      return signalPassFailure();
    OpBuilder builder(main);
    auto model = mcu::ModelOp::create(builder, main.getLoc(),
                                      builder.getStringAttr(modelName));
    if (failed(ModelLowering(main, model).run()))
      return signalPassFailure();
    main.erase();
  }
};

} // namespace
