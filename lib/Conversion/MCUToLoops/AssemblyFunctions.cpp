//===- AssemblyFunctions.cpp - inner kernels as own functions -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "AssemblyFunctions.h"
#include "mlir/IR/Iterators.h"
#include "mlir/IR/OperationSupport.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tinymlc;

/// Whether two functions do the same, whatever their names.
static bool sameFunction(func::FuncOp a, func::FuncOp b) {
  return a.getFunctionType() == b.getFunctionType() &&
         OperationEquivalence::isRegionEquivalentTo(
             &a.getBody(), &b.getBody(), OperationEquivalence::IgnoreLocations);
}

/// Equal for functions that do the same.
static size_t hashFunction(func::FuncOp function) {
  llvm::hash_code hash = mlir::hash_value(function.getFunctionType());
  function.getBody().walk([&](Operation *op) {
    hash =
        llvm::hash_combine(hash, OperationEquivalence::computeHash(
                                     op, OperationEquivalence::ignoreHashValue,
                                     OperationEquivalence::ignoreHashValue,
                                     OperationEquivalence::IgnoreLocations));
  });
  return hash;
}

/// Erases what folding left over, and what nobody asked for: it may be all by
/// which functions differ.
static void eraseUnused(func::FuncOp function) {
  function.walk<WalkOrder::PostOrder, ReverseIterator>([](Operation *op) {
    if (isOpTriviallyDead(op))
      op->erase();
  });
}

func::FuncOp DistinctFunctions::add(func::FuncOp function) {
  eraseUnused(function);
  SmallVector<func::FuncOp> &alike = functions[hashFunction(function)];
  auto same = llvm::find_if(
      alike, [&](func::FuncOp other) { return sameFunction(function, other); });
  if (same == alike.end()) {
    alike.push_back(function);
    return function;
  }
  function.erase();
  return *same;
}

static mcu::TargetAttr targetOf(mcu::ModelOp model) {
  auto module = model->getParentOfType<ModuleOp>();
  return module ? module->getAttrOfType<mcu::TargetAttr>("mcu.target")
                : nullptr;
}

bool AssemblyFunctions::areAvailable() const {
  auto target = targetOf(model);
  return target && target.getDsp();
}

bool AssemblyFunctions::areForSize() const {
  auto target = targetOf(model);
  return target && target.getOptimizeSize();
}

/// Lowering stands inside a function of the module.
static func::FuncOp findCaller(LoopBuilder &b) {
  Operation *parent = b.getInsertionBlock()->getParentOp();
  auto function = dyn_cast<func::FuncOp>(parent);
  return function ? function : parent->getParentOfType<func::FuncOp>();
}

/// The function goes before its caller.
func::FuncOp AssemblyFunctions::make(func::FuncOp caller, StringRef name,
                                     ValueRange arguments, Build build) {
  DSPBuilder body(caller.getLoc(), caller.getContext());
  body.setInsertionPoint(caller);
  std::string symbol =
      (model.getSymName() + "_" + name + "_" + llvm::Twine(count)).str();
  auto function = func::FuncOp::create(
      body, symbol, body.getFunctionType(arguments.getTypes(), {}));
  function.setPrivate();
  function->setAttr(mcu::assemblyAttrName, body.getUnitAttr());
  body.setInsertionPointToStart(function.addEntryBlock());
  build(body, function.getArguments());
  func::ReturnOp::create(body);
  func::FuncOp result = distinct.add(function);
  count += result.getSymName() == symbol;
  return result;
}

void AssemblyFunctions::call(LoopBuilder &b, StringRef name,
                             ValueRange arguments, Build build) {
  func::CallOp::create(b, make(findCaller(b), name, arguments, build),
                       arguments);
}

void AssemblyFunctions::callPassed(LoopBuilder &b, StringRef name,
                                   ValueRange arguments, Build build) {
  func::FuncOp caller = findCaller(b);
  func::FuncOp function = make(caller, name, arguments, build);
  FunctionType type = function.getFunctionType();
  Value callee = caller.getBody().addArgument(type, caller.getLoc());
  SmallVector<Type> types(caller.getArgumentTypes());
  types.push_back(type);
  caller.setType(b.getFunctionType(types, {}));
  passed.push_back(function);
  func::CallIndirectOp::create(b, callee, arguments);
}

LayerNumbers::Number LayerNumbers::add(int64_t value) {
  if (areShared)
    functions.streamNumbers.push_back(static_cast<int32_t>(value));
  return {value, count++};
}

Value LayerNumbers::read(Number number) {
  if (!areShared)
    return b.i32(number.value);
  return b.load(stream, b.i32(number.index), b.getI32Type());
}

/// The last store, at no offset, moves the place; the others have offsets that
/// are small, and so are they.
static void storeBlock(DSPBuilder &b, Value word, Value place, int64_t words) {
  for (int64_t i = words; i-- > 0;)
    b.storeWord(word, place, 4 * i);
}

Value tinymlc::storeWords(DSPBuilder &b, Value word, Value place,
                          int64_t words) {
  constexpr int64_t unroll = 8;
  auto store = [&](Value to, int64_t count) {
    storeBlock(b, word, to, count);
    return SmallVector<Value>{b.move(to, 4 * count)};
  };
  if (words >= unroll)
    place = b.repeat(words / unroll, place, [&](ValueRange state) {
      return store(state[0], unroll);
    })[0];
  return store(place, words % unroll)[0];
}

void tinymlc::fillBlocks(LoopBuilder &b, AssemblyFunctions &functions,
                         Value place, Value word, Value turns, Value last,
                         int64_t block) {
  functions.call(b, "fill", {place, word, turns, last},
                 [&](DSPBuilder &a, ValueRange inner) {
                   a.repeat(inner[2], inner[0], [&](ValueRange state) {
                     storeBlock(a, inner[1], state[0], block);
                     return SmallVector<Value>{a.move(state[0], 4 * block)};
                   });
                   storeBlock(a, inner[1], inner[3], block);
                 });
}

int64_t tinymlc::countMovedATurn(const AssemblyFunctions &functions) {
  return functions.areForSize() ? movedATurn / 2 : movedATurn;
}

void tinymlc::moveWords(LoopBuilder &b, AssemblyFunctions &functions,
                        Value from, Value to, Value words) {
  int64_t count = countMovedATurn(functions), log = llvm::Log2_64(count);
  functions.call(
      b, "slide", {from, to, words}, [&](DSPBuilder &a, ValueRange inner) {
        Value words = inner[2];
        Value turns =
            a.shiftRightUnsigned(a.addWords(words, a.i32(count - 1)), log);
        Value behindFirst = a.shiftLeft(a.subWords(turns, a.i32(1)), log);
        Value first = a.shiftLeft(a.subWords(words, behindFirst), 2);
        a.repeat(turns, {inner[0], inner[1], first}, [&](ValueRange turn) {
          copyWords(a, turn, count);
          return SmallVector<Value>{a.move(turn[0], turn[2]),
                                    a.move(turn[1], turn[2]), a.i32(4 * count)};
        });
      });
}

Value tinymlc::requantizeShort(DSPBuilder &b,
                               mcu::ShortRequantizeAttr requantize, Value value,
                               Value multiplier, Value correction,
                               Value offset) {
  using mcu::RequantizeForm;
  if (requantize.getForm() == RequantizeForm::Multiply && !offset)
    return b.smmul(value, multiplier);
  if (!offset)
    offset = b.i32(requantize.getOffset());
  if (requantize.getForm() == RequantizeForm::SignedMultiplyAdd)
    offset = b.addWords(b.bitAnd(correction, b.signMask(value)), offset);
  return b.smmla(value, multiplier, offset);
}

Value tinymlc::saturateByte(DSPBuilder &b, Value value, unsigned shift,
                            mcu::ClampAttr clamp) {
  value = b.ssat8(value, shift);
  if (clamp && clamp.getMinimum() > -128)
    value = b.maxBytes(value, b.i32(clamp.getMinimum()));
  if (!clamp || clamp.getMaximum() == 127)
    return value;
  // The lesser of two is the complement of the greater complement.
  Value ones = b.i32(-1);
  value = b.maxBytes(b.subWords(ones, value), b.i32(~clamp.getMaximum()));
  return b.subWords(ones, value);
}
