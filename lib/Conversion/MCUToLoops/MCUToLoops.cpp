//===- MCUToLoops.cpp - a model becomes functions of loops ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "KernelLowering.h"
#include "ModelFunctions.h"
#include "tinymlc/Conversion/Passes.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

namespace tinymlc {
#define GEN_PASS_DEF_CONVERTMCUTOLOOPS
#include "tinymlc/Conversion/Passes.h.inc"
} // namespace tinymlc

using namespace mlir;
using namespace tinymlc;

namespace {

/// Lowers one model: constants to globals, kernels to functions, and the calls
/// in their order.
class ModelToLoops {
public:
  explicit ModelToLoops(mcu::ModelOp model)
      : model(model), b(model.getLoc(), model), name(model.getSymName()),
        assemblyFunctions(model) {}

  void run() {
    for (auto constant : model.getOps<mcu::ConstantOp>())
      addGlobal(constant);
    SmallVector<KernelCall> calls;
    int64_t index = 0;
    model.walk([&](mcu::KernelOpInterface kernel) {
      calls.push_back(addKernel(kernel, index++));
    });
    removeUnused(calls);
    addModelFunctions(b, model, calls, globalOf);
    model.erase();
  }

private:
  void addGlobal(mcu::ConstantOp constant);
  StringAttr addNumbers(StringAttr global);
  void removeUnused(ArrayRef<KernelCall> calls);
  KernelCall addKernel(Operation *kernel, int64_t index);
  func::FuncOp addFunction(Operation *kernel, int64_t index);
  void lowerBody(LoopBuilder &body, Operation *kernel, ValueRange arguments,
                 unsigned pointers);
  Location kernelLocation(Operation *kernel);

  mcu::ModelOp model;
  LoopBuilder b;
  StringRef name;
  /// Equal data is stored once.
  llvm::DenseMap<Attribute, StringAttr> globals;
  llvm::DenseMap<Value, StringAttr> globalOf;
  llvm::DenseMap<StringAttr, mcu::GlobalOp> globalOps;
  /// Those to which numbers were added.
  llvm::SetVector<StringAttr> replaced;
  DistinctFunctions functions;
  AssemblyFunctions assemblyFunctions;
};

void ModelToLoops::addGlobal(mcu::ConstantOp constant) {
  StringAttr &symbol = globals[constant.getValue()];
  if (!symbol) {
    symbol = b.getStringAttr(name + "_" + constant.getName() + "_" +
                             Twine(globals.size() - 1));
    globalOps[symbol] = mcu::GlobalOp::create(b, symbol, constant.getValue());
  }
  globalOf[constant] = symbol;
}

/// The global that begins with the numbers that the kernel just lowered reads
/// in front of these words.
StringAttr ModelToLoops::addNumbers(StringAttr global) {
  SmallVector<int32_t> words =
      std::exchange(assemblyFunctions.streamNumbers, {});
  if (words.empty())
    return global;
  mcu::GlobalOp plain = globalOps.lookup(global);
  words.append(llvm::to_vector(
      cast<DenseElementsAttr>(plain.getValue()).getValues<int32_t>()));
  auto type = RankedTensorType::get({static_cast<int64_t>(words.size())},
                                    b.getI32Type());
  auto value = DenseElementsAttr::get(type, ArrayRef(words));
  replaced.insert(global);
  StringAttr &symbol = globals[value];
  if (!symbol) {
    symbol = b.getStringAttr(name + "_weights_" + Twine(globals.size() - 1));
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointAfter(plain);
    globalOps[symbol] = mcu::GlobalOp::create(b, symbol, value);
  }
  return symbol;
}

/// Words that only stand behind numbers.
void ModelToLoops::removeUnused(ArrayRef<KernelCall> calls) {
  DenseSet<StringAttr> used;
  for (const KernelCall &call : calls)
    for (const KernelArgument &argument : call.arguments)
      used.insert(argument.global);
  for (StringAttr symbol : replaced)
    if (!used.contains(symbol))
      globalOps.lookup(symbol).erase();
}

bool isFlash(Value buffer) {
  return cast<mcu::BufferType>(buffer.getType()).getConstant();
}

/// Whether a kernel writes what an operand points to.
bool isWritten(Operation *kernel, Value operand) {
  SmallVector<MemoryEffects::EffectInstance> effects;
  cast<MemoryEffectOpInterface>(kernel).getEffectsOnValue(operand, effects);
  return llvm::any_of(effects, [](const auto &effect) {
    return isa<MemoryEffects::Write>(effect.getEffect());
  });
}

void ModelToLoops::lowerBody(LoopBuilder &body, Operation *kernel,
                             ValueRange arguments, unsigned pointers) {
  auto readRows = [&] {
    return readImageRows(body, kernel, arguments.drop_front(pointers));
  };
  ValueRange operands = arguments.take_front(pointers);
  llvm::TypeSwitch<Operation *>(kernel)
      .Case<mcu::MeanOp, mcu::CopyOp, mcu::SoftmaxOp, mcu::ThresholdLookupOp,
            mcu::SigmoidOp, mcu::NarrowProbabilityOp, mcu::AtLeastOp,
            mcu::PuScoreOp>([&](auto op) { lowerKernel(body, op, arguments); })
      .Case<mcu::Conv2DOp, mcu::DepthwiseConv2DOp, mcu::Pool2DOp, mcu::BinaryOp,
            mcu::UnaryOp, mcu::TableLookupOp>(
          [&](auto op) { lowerKernel(body, op, operands, readRows()); })
      .Case<mcu::FillOp, mcu::SlideOp, mcu::WinogradConv2DOp,
            mcu::DotProductOp>(
          [&](auto op) { lowerKernel(body, op, arguments, assemblyFunctions); })
      .Case<mcu::PackedConv2DOp, mcu::PackedDepthwiseConv2DOp, mcu::PackedSumOp,
            mcu::PackedProductOp, mcu::PackedAveragePoolOp,
            mcu::PackedMaxPoolOp>([&](auto op) {
        lowerKernel(body, op, operands, readRows(), assemblyFunctions);
      });
}

func::FuncOp ModelToLoops::addFunction(Operation *kernel, int64_t index) {
  // The pointers come in the operands' order.
  SmallVector<Type> types;
  for (Value operand : kernel->getOperands())
    types.push_back(mcu::PtrType::get(b.getContext(), b.getI8Type(),
                                      !isWritten(kernel, operand)));
  unsigned pointers = types.size();
  types.append(countRowArguments(kernel), b.getI32Type());
  StringRef kind = kernel->getName().stripDialect();
  auto function =
      func::FuncOp::create(b, (name + "_" + Twine(index) + "_" + kind).str(),
                           b.getFunctionType(types, {}));
  function.setPrivate();
  LoopBuilder body(kernel->getLoc(), b.getContext());
  body.setInsertionPointToStart(function.addEntryBlock());
  // Lowering may add arguments.
  SmallVector<Value> arguments(function.getArguments());
  lowerBody(body, kernel, arguments, pointers);
  func::ReturnOp::create(body);
  return function;
}

/// The names of the source operators that a location stands for.
void nameSources(Location loc, SmallVectorImpl<StringRef> &names) {
  if (auto fused = dyn_cast<FusedLoc>(loc))
    for (Location part : fused.getLocations())
      nameSources(part, names);
  else if (auto name = dyn_cast<NameLoc>(loc))
    names.push_back(name.getName());
}

/// Adds a kernel's source to the comment that its function's C begins with.
void addComment(func::FuncOp function, Operation *kernel) {
  SmallVector<StringRef> names;
  if (auto comment = function->getAttrOfType<StringAttr>("mcu.comment"))
    names.push_back(comment);
  nameSources(kernel->getLoc(), names);
  if (!names.empty())
    function->setAttr("mcu.comment", StringAttr::get(function.getContext(),
                                                     llvm::join(names, "\n")));
}

/// Whether a kernel without assembly runs too shortly for fast code to show.
bool isBrief(Operation *kernel) {
  constexpr int64_t elements = 1024;
  auto softmax = dyn_cast<mcu::SoftmaxOp>(kernel);
  return softmax && softmax.getOutput().getType().getNumElements() <= elements;
}

KernelCall ModelToLoops::addKernel(Operation *kernel, int64_t index) {
  func::FuncOp function = functions.add(addFunction(kernel, index));
  addComment(function, kernel);
  if (isBrief(kernel))
    function->setAttr("mcu.small", b.getUnitAttr());
  KernelCall call{
      kernel, function, std::exchange(assemblyFunctions.passed, {}), {}};
  for (Value operand : kernel->getOperands()) {
    Value buffer = mcu::getUnderlyingBuffer(operand);
    if (isFlash(buffer))
      call.arguments.push_back({addNumbers(globalOf.lookup(buffer)), {}});
    else
      call.arguments.push_back({StringAttr(), findPlace(operand)});
  }
  return call;
}

struct ConvertMCUToLoopsPass
    : tinymlc::impl::ConvertMCUToLoopsBase<ConvertMCUToLoopsPass> {
  void runOnOperation() override {
    for (auto model :
         llvm::make_early_inc_range(getOperation().getOps<mcu::ModelOp>())) {
      if (!model.getArenaBytes()) {
        model.emitError("has no offsets; run mcu-plan-arena first");
        return signalPassFailure();
      }
      ModelToLoops(model).run();
    }
  }
};

} // namespace
