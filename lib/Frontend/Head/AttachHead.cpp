//===- AttachHead.cpp - puts a head on features ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "tinymlc/Frontend/Head/Head.h"

using namespace mlir;
using namespace tinymlc;
using nn::PuMlrOutput;

namespace {

Location locationOf(MLIRContext *context, const PuHead &head) {
  return FileLineColLoc::get(context, head.file, 0, 0);
}

Type makeQuantized(MLIRContext *context, unsigned bits, double scale,
                   int64_t zeroPoint) {
  int64_t limit = int64_t(1) << (bits - 1);
  return quant::UniformQuantizedType::get(
      quant::QuantizationFlags::Signed, IntegerType::get(context, bits),
      Float32Type::get(context), scale, zeroPoint, -limit, limit - 1);
}

double frequencyOf(const PuHead &head) {
  return head.b ? 1 / (1 + *head.b * *head.b) : *head.c;
}

Type resultElement(PuMlrOutput kind, Type feature, const PuHead &head,
                   unsigned probabilityBits) {
  MLIRContext *context = feature.getContext();
  if (kind == PuMlrOutput::Decision)
    return makeQuantized(context, 8, 1.0, 0);
  if (feature.isF32())
    return feature;
  unsigned bits = probabilityBits != 0
                      ? probabilityBits
                      : nn::getStorageType(feature).getIntOrFloatBitWidth();
  double factor = kind == PuMlrOutput::Labelled ? frequencyOf(head) : 1.0;
  return bits == 8 ? makeQuantized(context, 8, factor / 256, -128)
                   : makeQuantized(context, 16, factor / 32768, 0);
}

/// The head on `features`; its results are [1, 1].
nn::PuMlrOp makeHead(OpBuilder &builder, Value features, const PuHead &head,
                     const PuHeadOptions &options) {
  Type feature = cast<RankedTensorType>(features.getType()).getElementType();
  SmallVector<Type> types;
  SmallVector<Attribute> kinds;
  for (PuMlrOutput kind : options.outputs) {
    types.push_back(RankedTensorType::get(
        {1, 1}, resultElement(kind, feature, head, options.probabilityBits)));
    kinds.push_back(nn::PuMlrOutputAttr::get(builder.getContext(), kind));
  }
  Location location = NameLoc::get(builder.getStringAttr("op 0 PU_MLR 'head'"),
                                   locationOf(builder.getContext(), head));
  auto number = [&](std::optional<double> value) {
    return value ? builder.getF64FloatAttr(*value) : FloatAttr();
  };
  OperationState state(location, nn::PuMlrOp::getOperationName(), features,
                       types);
  state.addAttribute("w", builder.getDenseF64ArrayAttr(head.w));
  state.addAttribute("bias", builder.getF64FloatAttr(head.bias));
  // b and c agree; the operator takes one.
  if (head.b)
    state.addAttribute("b", number(head.b));
  else
    state.addAttribute("c", number(head.c));
  state.addAttribute("threshold", builder.getF64FloatAttr(head.threshold));
  state.addAttribute("outputs", builder.getArrayAttr(kinds));
  return cast<nn::PuMlrOp>(builder.create(state));
}

/// The results' names: positive, labelled, decision.
void nameResults(func::FuncOp main, const PuHeadOptions &options) {
  Builder builder(main.getContext());
  SmallVector<DictionaryAttr> names;
  for (PuMlrOutput kind : options.outputs) {
    StringAttr name = builder.getStringAttr(nn::stringifyPuMlrOutput(kind));
    names.push_back(builder.getDictionaryAttr(
        {builder.getNamedAttr("nn.name", name),
         builder.getNamedAttr("nn.signature_name", name)}));
  }
  main.setAllResultAttrs(names);
}

//===----------------------------------------------------------------------===//
// The tensor that holds the features
//===----------------------------------------------------------------------===//

/// The name of an operator's result, which the importer puts last into its
/// location: op 3 CONV_2D 'name'.
StringRef nameOf(Location location) {
  auto name = dyn_cast<NameLoc>(location);
  if (!name)
    return "";
  StringRef text = name.getName();
  return text.ends_with("'") ? text.drop_back().split('\'').second : text;
}

Value findTensor(func::FuncOp main, StringRef name) {
  for (unsigned i = 0; i < main.getNumArguments(); ++i) {
    auto own = main.getArgAttrOfType<StringAttr>(i, "nn.name");
    if (own && own.getValue() == name)
      return main.getArgument(i);
  }
  for (Operation &op : main.getBody().front())
    if (op.getNumResults() == 1 && nameOf(op.getLoc()) == name)
      return op.getResult(0);
  return Value();
}

FailureOr<Value> findFeatures(func::FuncOp main, const PuHead &head,
                              const PuHeadOptions &options) {
  Location location = locationOf(main.getContext(), head);
  if (!options.tensor.empty()) {
    if (Value tensor = findTensor(main, options.tensor))
      return tensor;
    return emitError(location, "the model has no tensor '")
           << options.tensor << "' for the head";
  }
  Operation *end = main.getBody().front().getTerminator();
  if (end->getNumOperands() == 1)
    return end->getOperand(0);
  return emitError(location, "the model has ")
         << end->getNumOperands()
         << " outputs; name the tensor for the head with -pu-head-tensor";
}

/// What a last FULLY_CONNECTED reads, seen through what follows it.
FailureOr<Value> skipLast(Value tensor, const PuHead &head) {
  Operation *op = tensor.getDefiningOp();
  while (isa_and_nonnull<nn::SoftmaxOp, nn::LogisticOp, nn::ReshapeOp,
                         nn::DequantizeOp, nn::QuantizeOp>(op))
    op = op->getOperand(0).getDefiningOp();
  if (auto product = dyn_cast_or_null<nn::FullyConnectedOp>(op))
    return product.getInput();
  InFlightDiagnostic error =
      emitError(locationOf(tensor.getContext(), head),
                "no FULLY_CONNECTED to replace: the features come from ");
  if (op)
    return error << op->getName();
  return error << "an input";
}

LogicalResult checkFit(Value features, const PuHead &head) {
  auto type = cast<RankedTensorType>(features.getType());
  Location location = locationOf(features.getContext(), head);
  auto count = static_cast<int64_t>(head.w.size());
  if (type.getNumElements() != count)
    return emitError(location, "the head has ")
           << count << " weights, but the tensor " << type << " has "
           << type.getNumElements() << " elements";
  auto describe = [](Type element) {
    Type stored = nn::getStorageType(element);
    return stored.isF32()
               ? std::string("float32")
               : "int" + std::to_string(stored.getIntOrFloatBitWidth());
  };
  if (nn::getStorageType(type.getElementType()) ==
      nn::getStorageType(head.feature))
    return success();
  return emitError(location, "the head was trained on ")
         << describe(head.feature) << " features, but the tensor has "
         << describe(type.getElementType());
}

void eraseUnread(func::FuncOp main) {
  SmallVector<Operation *> ops;
  for (Operation &op : main.getBody().front().without_terminator())
    ops.push_back(&op);
  for (Operation *op : llvm::reverse(ops))
    if (op->use_empty() && isMemoryEffectFree(op))
      op->erase();
}

} // namespace

OwningOpRef<ModuleOp> tinymlc::importHead(MLIRContext &context,
                                          const PuHead &head,
                                          const PuHeadOptions &options) {
  context.loadDialect<nn::NNDialect, func::FuncDialect, quant::QuantDialect>();
  OpBuilder builder(&context);
  Location location = locationOf(&context, head);
  OwningOpRef<ModuleOp> module(ModuleOp::create(location));
  builder.setInsertionPointToEnd(module->getBody());
  auto type = RankedTensorType::get({1, static_cast<int64_t>(head.w.size())},
                                    head.feature);
  auto main = func::FuncOp::create(builder, location, "main",
                                   builder.getFunctionType(type, {}));
  builder.setInsertionPointToStart(main.addEntryBlock());
  nn::PuMlrOp op = makeHead(builder, main.getArgument(0), head, options);
  func::ReturnOp::create(builder, location, op.getResults());
  main.setFunctionType(builder.getFunctionType(type, op.getResultTypes()));
  main.setArgAttr(0, "nn.name", builder.getStringAttr("features"));
  nameResults(main, options);
  if (failed(verify(*module)))
    return nullptr;
  return module;
}

LogicalResult tinymlc::attachHead(ModuleOp module, const PuHead &head,
                                  const PuHeadOptions &options) {
  auto main = module.lookupSymbol<func::FuncOp>("main");
  if (!main || !main.getBody().hasOneBlock())
    return emitError(locationOf(module.getContext(), head),
                     "the model has no function 'main' for the head");
  auto features = findFeatures(main, head, options);
  if (failed(features))
    return failure();
  if (options.replaceLast)
    features = skipLast(*features, head);
  if (failed(features) || failed(checkFit(*features, head)))
    return failure();
  Operation *end = main.getBody().front().getTerminator();
  OpBuilder builder(end);
  nn::PuMlrOp op = makeHead(builder, *features, head, options);
  end->setOperands(op.getResults());
  main.setFunctionType(
      builder.getFunctionType(main.getArgumentTypes(), op.getResultTypes()));
  nameResults(main, options);
  eraseUnread(main);
  return verify(module);
}
