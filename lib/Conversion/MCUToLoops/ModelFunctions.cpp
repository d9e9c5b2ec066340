//===- ModelFunctions.cpp - init, reset, invoke, inputs, outputs ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ModelFunctions.h"
#include "tinymlc/Dialect/NN/IR/NN.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// Alignment that the caller gives the arena: enough for every element type.
constexpr int64_t arenaAlign = 8;

// What the runtime header calls TML_OK and so on.
enum Status { Ok = 0, Null = 1, TooSmall = 2, Misaligned = 3 };

class FunctionBuilder {
public:
  FunctionBuilder(LoopBuilder &b, mcu::ModelOp model) : b(b), model(model) {}

  /// Starts a public function <model>_<suffix>; returns its arguments.
  SmallVector<Value> begin(const Twine &suffix, ArrayRef<Type> arguments,
                           ArrayRef<Type> results) {
    module = b.saveInsertionPoint();
    auto function =
        func::FuncOp::create(b, (model.getSymName() + "_" + suffix).str(),
                             b.getFunctionType(arguments, results));
    Block *entry = function.addEntryBlock();
    b.setInsertionPointToStart(entry);
    return SmallVector<Value>(entry->getArguments());
  }

  void end(ValueRange results) {
    func::ReturnOp::create(b, results);
    b.restoreInsertionPoint(module);
  }

  Type ptr(Type pointee, bool constant) {
    return mcu::PtrType::get(b.getContext(), pointee, constant);
  }
  Type bytes(bool constant) { return ptr(b.getI8Type(), constant); }
  Type anything(bool constant) { return ptr(b.getNoneType(), constant); }

  Value cast(Value pointer, Type type) {
    if (pointer.getType() == type)
      return pointer;
    return mcu::CastOp::create(b, type, pointer);
  }

  Value offset(Value base, int64_t bytes) {
    if (bytes == 0)
      return base;
    return mcu::OffsetOp::create(b, base.getType(), base, b.i32(bytes));
  }

  LoopBuilder &b;
  mcu::ModelOp model;

private:
  OpBuilder::InsertPoint module;
};

template <typename Op> mcu::TensorAttr tensorAttr(Op op) {
  auto buffer = mcu::getUnderlyingBuffer(op.getBuffer())
                    .template getDefiningOp<mcu::BufferOp>();
  return mcu::TensorAttr::get(op.getContext(), op.getName(), op.getSignature(),
                              cast<RankedTensorType>(op.getType()),
                              *buffer.getOffset());
}

/// 0 when the arena serves, else what is wrong with it.
void addInit(FunctionBuilder &f, int64_t arenaBytes) {
  LoopBuilder &b = f.b;
  auto arguments =
      f.begin("init", {f.anything(false), b.getIndexType()}, b.getI32Type());
  Value address = mcu::PtrToIntOp::create(b, b.getIndexType(), arguments[0]);
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, value);
  };
  Value isNull = b.compare(arith::CmpIPredicate::eq, address, index(0));
  Value isSmall =
      b.compare(arith::CmpIPredicate::ult, arguments[1], index(arenaBytes));
  Value low = arith::AndIOp::create(b, address, index(arenaAlign - 1));
  Value isMisaligned = b.compare(arith::CmpIPredicate::ne, low, index(0));
  Value status = b.select(isMisaligned, b.i32(Misaligned), b.i32(Ok));
  status = b.select(isSmall, b.i32(TooSmall), status);
  f.end(b.select(isNull, b.i32(Null), status));
}

void addAccessors(FunctionBuilder &f, ArrayRef<Attribute> tensors,
                  StringRef kind, bool constant) {
  for (auto [i, attr] : llvm::enumerate(tensors)) {
    auto tensor = cast<mcu::TensorAttr>(attr);
    Type element = nn::getStorageType(tensor.getType().getElementType());
    Type result = f.ptr(element, constant);
    auto arguments =
        f.begin(kind + "_" + Twine(i), {f.anything(constant)}, result);
    Value bytes = f.cast(arguments[0], f.bytes(constant));
    f.end(f.cast(f.offset(bytes, tensor.getOffset()), result));
  }
}

void addInvoke(FunctionBuilder &f, ArrayRef<KernelCall> calls) {
  LoopBuilder &b = f.b;
  auto arguments = f.begin("invoke", {f.anything(false)}, b.getI32Type());
  Value arena = f.cast(arguments[0], f.bytes(false));
  for (const KernelCall &call : calls) {
    SmallVector<Value> operands;
    func::FuncOp function = call.function;
    for (auto [argument, type] :
         llvm::zip(call.arguments, function.getArgumentTypes())) {
      Value pointer;
      if (argument.global)
        pointer = mcu::AddressOfOp::create(
            b, f.bytes(true), FlatSymbolRefAttr::get(argument.global));
      else
        pointer = f.offset(arena, argument.arenaOffset);
      operands.push_back(f.cast(pointer, type));
    }
    func::CallOp::create(b, call.kernel->getLoc(), function, operands);
  }
  f.end(b.i32(Ok));
}

} // namespace

void tinymlc::addModelFunctions(LoopBuilder &b, mcu::ModelOp model,
                                ArrayRef<KernelCall> calls) {
  SmallVector<Attribute> inputs, outputs;
  for (auto input : model.getOps<mcu::InputOp>())
    inputs.push_back(tensorAttr(input));
  for (auto output : model.getOps<mcu::OutputOp>())
    outputs.push_back(tensorAttr(output));
  int64_t arenaBytes = std::max<int64_t>(*model.getArenaBytes(), 1);
  mcu::InterfaceOp::create(b, model.getSymNameAttr(), b.getArrayAttr(inputs),
                           b.getArrayAttr(outputs),
                           b.getI64IntegerAttr(arenaBytes),
                           b.getI64IntegerAttr(arenaAlign));
  FunctionBuilder f(b, model);
  addInit(f, arenaBytes);
  addAccessors(f, inputs, "input", /*constant=*/false);
  addAccessors(f, outputs, "output", /*constant=*/true);
  addInvoke(f, calls);
  // No operator keeps state from one run to the next.
  f.begin("reset", {f.anything(false)}, {});
  f.end({});
}
