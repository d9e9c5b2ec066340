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

SmallVector<Type> FunctionBuilder::arenas(bool constant) {
  ArrayAttr memories = model.getMemoriesAttr();
  return SmallVector<Type>(memories ? memories.size() : 1, anything(constant));
}

Value FunctionBuilder::locate(ValueRange arenas, ArenaPlace place,
                              bool constant) {
  return offset(cast(arenas[place.memory], bytes(constant)), place.offset);
}

ArenaPlace tinymlc::findPlace(Value buffer) {
  auto owner = mcu::getUnderlyingBuffer(buffer).getDefiningOp<mcu::BufferOp>();
  return {static_cast<size_t>(owner.getMemory().value_or(0)),
          static_cast<int64_t>(*owner.getOffset()) +
              mcu::getUnderlyingOffset(buffer)};
}

void tinymlc::callKernel(FunctionBuilder &f, const KernelCall &call,
                         ValueRange arenas, ArrayRef<Value> moves,
                         ValueRange rows) {
  LoopBuilder &b = f.b;
  SmallVector<Value> operands;
  func::FuncOp function = call.function;
  for (auto [i, argument] : llvm::enumerate(call.arguments)) {
    Value pointer;
    if (argument.global)
      pointer = mcu::AddressOfOp::create(
          b, f.bytes(true), FlatSymbolRefAttr::get(argument.global));
    else if (!moves.empty() && moves[i])
      pointer = b.move(arenas[argument.place.memory],
                       b.add(moves[i], argument.place.offset));
    else
      pointer = f.offset(arenas[argument.place.memory], argument.place.offset);
    operands.push_back(f.cast(pointer, function.getArgumentTypes()[i]));
  }
  operands.append(rows.begin(), rows.end());
  for (func::FuncOp passed : call.passed)
    operands.push_back(func::ConstantOp::create(b, passed.getFunctionType(),
                                                passed.getSymName()));
  func::CallOp::create(b, call.kernel->getLoc(), function, operands);
}

//===----------------------------------------------------------------------===//
// The functions
//===----------------------------------------------------------------------===//

namespace {

template <typename Op> mcu::TensorAttr tensorAttr(Op op) {
  auto [memory, offset] = findPlace(op.getBuffer());
  return mcu::TensorAttr::get(op.getContext(), op.getName(), op.getSignature(),
                              cast<RankedTensorType>(op.getType()), offset,
                              static_cast<int64_t>(memory));
}

/// Copies what states begin with.
void fillStates(FunctionBuilder &f, ValueRange arenas,
                const llvm::DenseMap<Value, StringAttr> &globals) {
  LoopBuilder &b = f.b;
  for (auto state : f.model.getOps<mcu::StateOp>()) {
    Value to = f.locate(arenas, findPlace(state.getBuffer()), false);
    StringAttr symbol = globals.lookup(state.getInitial());
    Value from = mcu::AddressOfOp::create(b, f.bytes(true),
                                          FlatSymbolRefAttr::get(symbol));
    b.forLoop(0, state.getBuffer().getType().getNumElements(), 1, [&](Value i) {
      b.store(b.load(from, i, b.getI32Type()), to, i, b.getI32Type());
    });
  }
}

/// What the arena of each memory takes.
SmallVector<int64_t> listArenaBytes(mcu::ModelOp model) {
  auto memories = model.getMemoriesAttr();
  if (!memories)
    return {std::max<int64_t>(*model.getArenaBytes(), 1)};
  SmallVector<int64_t> bytes;
  for (auto memory : memories.getAsRange<mcu::MemoryAttr>())
    bytes.push_back(std::max<int64_t>(memory.getBytes(), 1));
  return bytes;
}

/// 0 when the arenas serve, else what is wrong with the first that does not.
void addInit(FunctionBuilder &f, ArrayRef<int64_t> arenaBytes,
             const llvm::DenseMap<Value, StringAttr> &globals) {
  LoopBuilder &b = f.b;
  SmallVector<Type> types;
  for (Type arena : f.arenas(false))
    types.append({arena, b.getIndexType()});
  auto arguments = f.begin("init", types, b.getI32Type());
  Value status;
  SmallVector<Value> arenas;
  for (size_t i = arenaBytes.size(); i-- > 0;) {
    Value wrong = f.checkMemory(arguments[2 * i], arguments[2 * i + 1],
                                arenaBytes[i], arenaAlign);
    if (status) {
      Value isOk = b.compare(arith::CmpIPredicate::eq, wrong, b.i32(Ok));
      wrong = b.select(isOk, status, wrong);
    }
    status = wrong;
    arenas.insert(arenas.begin(), arguments[2 * i]);
  }
  if (!f.model.getOps<mcu::StateOp>().empty()) {
    Value isOk = b.compare(arith::CmpIPredicate::eq, status, b.i32(Ok));
    b.ifThen(isOk, [&] { fillStates(f, arenas, globals); });
  }
  f.end(status);
}

void addAccessors(FunctionBuilder &f, ArrayRef<Attribute> tensors,
                  StringRef kind, bool constant) {
  for (auto [i, attr] : llvm::enumerate(tensors)) {
    auto tensor = cast<mcu::TensorAttr>(attr);
    Type element = nn::getStorageType(tensor.getType().getElementType());
    Type result = f.ptr(element, constant);
    auto arenas = f.begin(kind + "_" + Twine(i), f.arenas(constant), result);
    ArenaPlace place{static_cast<size_t>(tensor.getMemory()),
                     tensor.getOffset()};
    f.end(f.cast(f.locate(arenas, place, constant), result));
  }
}

void addInvoke(FunctionBuilder &f, ArrayRef<KernelCall> calls) {
  SmallVector<Value> arenas =
      f.begin("invoke", f.arenas(false), f.b.getI32Type());
  for (Value &arena : arenas)
    arena = f.cast(arena, f.bytes(false));
  const KernelCall *next = calls.begin();
  for (Operation &op : f.model.getBody().front()) {
    if (auto stream = dyn_cast<mcu::StreamOp>(op)) {
      size_t count = stream.getBody().front().getOperations().size();
      callStream(f, stream, ArrayRef(next, count), arenas);
      next += count;
    } else if (isa<mcu::KernelOpInterface>(op)) {
      callKernel(f, *next++, arenas);
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
  SmallVector<int64_t> arenaBytes = listArenaBytes(model);
  auto learners = llvm::to_vector(model.getOps<mcu::PuLearnOp>());
  IntegerAttr headBytes;
  if (!learners.empty())
    headBytes = b.getI64IntegerAttr(savedHeadBytes(learners.front()));
  mcu::InterfaceOp::create(
      b, model.getSymNameAttr(), b.getArrayAttr(inputs),
      b.getArrayAttr(outputs), b.getI64IntegerAttr(llvm::sum_of(arenaBytes)),
      b.getI64IntegerAttr(arenaAlign), headBytes, model.getMemoriesAttr());
  FunctionBuilder f(b, model);
  addInit(f, arenaBytes, globals);
  addAccessors(f, inputs, "input", /*constant=*/false);
  addAccessors(f, outputs, "output", /*constant=*/true);
  addInvoke(f, calls);
  // No operator keeps state from one run to the next, but for a head that
  // learns, and that keeps it.
  f.begin("reset", f.arenas(false), {});
  f.end({});
  if (!learners.empty())
    addLearningFunctions(f, learners.front());
}
