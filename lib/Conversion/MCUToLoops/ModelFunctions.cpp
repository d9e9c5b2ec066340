//===- ModelFunctions.cpp - init, reset, invoke, inputs, outputs ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ModelFunctions.h"
#include "Learning.h"
#include "tinymlc/Dialect/NN/IR/NN.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// Alignment that the caller gives the arena: enough for every element type.
constexpr int64_t arenaAlign = 8;

// What the runtime header calls TML_OK and so on.
enum Status { Ok = 0, Null = 1, TooSmall = 2, Misaligned = 3 };

} // namespace

//===----------------------------------------------------------------------===//
// FunctionBuilder
//===----------------------------------------------------------------------===//

SmallVector<Value> FunctionBuilder::begin(const Twine &suffix,
                                          ArrayRef<Type> arguments,
                                          ArrayRef<Type> results) {
  module = b.saveInsertionPoint();
  current = func::FuncOp::create(b, (model.getSymName() + "_" + suffix).str(),
                                 b.getFunctionType(arguments, results));
  Block *entry = current.addEntryBlock();
  b.setInsertionPointToStart(entry);
  return SmallVector<Value>(entry->getArguments());
}

func::FuncOp FunctionBuilder::end(ValueRange results) {
  func::ReturnOp::create(b, results);
  b.restoreInsertionPoint(module);
  return current;
}

Value FunctionBuilder::cast(Value pointer, Type type) {
  if (pointer.getType() == type)
    return pointer;
  return mcu::CastOp::create(b, type, pointer);
}

Value FunctionBuilder::offset(Value base, int64_t bytes) {
  if (bytes == 0)
    return base;
  return mcu::OffsetOp::create(b, base.getType(), base, b.i32(bytes));
}

Value FunctionBuilder::index(int64_t value) {
  return arith::ConstantIndexOp::create(b, value);
}

Value FunctionBuilder::checkMemory(Value pointer, Value bytes, int64_t needed,
                                   int64_t alignment) {
  Value address = mcu::PtrToIntOp::create(b, b.getIndexType(), pointer);
  Value isNull = b.compare(arith::CmpIPredicate::eq, address, index(0));
  Value isSmall = b.compare(arith::CmpIPredicate::ult, bytes, index(needed));
  Value low = arith::AndIOp::create(b, address, index(alignment - 1));
  Value isMisaligned = b.compare(arith::CmpIPredicate::ne, low, index(0));
  Value status = b.select(isMisaligned, b.i32(Misaligned), b.i32(Ok));
  status = b.select(isSmall, b.i32(TooSmall), status);
  return b.select(isNull, b.i32(Null), status);
}

int64_t tinymlc::arenaOffset(Value buffer) {
  return static_cast<int64_t>(*mcu::getUnderlyingBuffer(buffer)
                                   .getDefiningOp<mcu::BufferOp>()
                                   .getOffset());
}

void tinymlc::callKernel(FunctionBuilder &f, const KernelCall &call,
                         Value arena, ArrayRef<Value> moves, ValueRange rows) {
  LoopBuilder &b = f.b;
  SmallVector<Value> operands;
  func::FuncOp function = call.function;
  for (auto [i, argument] : llvm::enumerate(call.arguments)) {
    Value pointer;
    if (argument.global)
      pointer = mcu::AddressOfOp::create(
          b, f.bytes(true), FlatSymbolRefAttr::get(argument.global));
    else if (!moves.empty() && moves[i])
      pointer = b.move(arena, b.add(moves[i], argument.arenaOffset));
    else
      pointer = f.offset(arena, argument.arenaOffset);
    operands.push_back(f.cast(pointer, function.getArgumentTypes()[i]));
  }
  operands.append(rows.begin(), rows.end());
  func::CallOp::create(b, call.kernel->getLoc(), function, operands);
}

//===----------------------------------------------------------------------===//
// The functions
//===----------------------------------------------------------------------===//

namespace {

template <typename Op> mcu::TensorAttr tensorAttr(Op op) {
  return mcu::TensorAttr::get(op.getContext(), op.getName(), op.getSignature(),
                              cast<RankedTensorType>(op.getType()),
                              arenaOffset(op.getBuffer()));
}

/// Copies what states begin with.
void fillStates(FunctionBuilder &f, Value arena,
                const llvm::DenseMap<Value, StringAttr> &globals) {
  LoopBuilder &b = f.b;
  for (auto state : f.model.getOps<mcu::StateOp>()) {
    Value to =
        f.offset(f.cast(arena, f.bytes(false)), arenaOffset(state.getBuffer()));
    StringAttr symbol = globals.lookup(state.getInitial());
    Value from = mcu::AddressOfOp::create(b, f.bytes(true),
                                          FlatSymbolRefAttr::get(symbol));
    b.forLoop(0, state.getBuffer().getType().getNumElements(), 1, [&](Value i) {
      b.store(b.load(from, i, b.getI32Type()), to, i, b.getI32Type());
    });
  }
}

/// 0 when the arena serves, else what is wrong with it.
void addInit(FunctionBuilder &f, int64_t arenaBytes,
             const llvm::DenseMap<Value, StringAttr> &globals) {
  LoopBuilder &b = f.b;
  auto arguments =
      f.begin("init", {f.anything(false), b.getIndexType()}, b.getI32Type());
  Value status =
      f.checkMemory(arguments[0], arguments[1], arenaBytes, arenaAlign);
  if (!f.model.getOps<mcu::StateOp>().empty()) {
    Value isOk = b.compare(arith::CmpIPredicate::eq, status, b.i32(Ok));
    b.ifThen(isOk, [&] { fillStates(f, arguments[0], globals); });
  }
  f.end(status);
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
  auto arguments = f.begin("invoke", {f.anything(false)}, f.b.getI32Type());
  Value arena = f.cast(arguments[0], f.bytes(false));
  const KernelCall *next = calls.begin();
  for (Operation &op : f.model.getBody().front()) {
    if (auto stream = dyn_cast<mcu::StreamOp>(op)) {
      size_t count = stream.getBody().front().getOperations().size();
      callStream(f, stream, ArrayRef(next, count), arena);
      next += count;
    } else if (isa<mcu::KernelOpInterface>(op)) {
      callKernel(f, *next++, arena);
    }
  }
  f.end(f.b.i32(Ok));
}

} // namespace

void tinymlc::addModelFunctions(
    LoopBuilder &b, mcu::ModelOp model, ArrayRef<KernelCall> calls,
    const llvm::DenseMap<Value, StringAttr> &globals) {
  SmallVector<Attribute> inputs, outputs;
  for (auto input : model.getOps<mcu::InputOp>())
    inputs.push_back(tensorAttr(input));
  for (auto output : model.getOps<mcu::OutputOp>())
    outputs.push_back(tensorAttr(output));
  int64_t arenaBytes = std::max<int64_t>(*model.getArenaBytes(), 1);
  auto learners = llvm::to_vector(model.getOps<mcu::PuLearnOp>());
  IntegerAttr headBytes;
  if (!learners.empty())
    headBytes = b.getI64IntegerAttr(savedHeadBytes(learners.front()));
  mcu::InterfaceOp::create(b, model.getSymNameAttr(), b.getArrayAttr(inputs),
                           b.getArrayAttr(outputs),
                           b.getI64IntegerAttr(arenaBytes),
                           b.getI64IntegerAttr(arenaAlign), headBytes);
  FunctionBuilder f(b, model);
  addInit(f, arenaBytes, globals);
  addAccessors(f, inputs, "input", /*constant=*/false);
  addAccessors(f, outputs, "output", /*constant=*/true);
  addInvoke(f, calls);
  // No operator keeps state from one run to the next, but for a head that
  // learns, and that keeps it.
  f.begin("reset", {f.anything(false)}, {});
  f.end({});
  if (!learners.empty())
    addLearningFunctions(f, learners.front());
}
