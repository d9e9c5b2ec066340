//===- SelectLoops.cpp - conditions and loops as instructions ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Selector.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tinymlc;

using Kind = MachineInstruction::Kind;

LogicalResult Selector::selectIf(scf::IfOp branch) {
  auto compare = branch.getCondition().getDefiningOp<arith::CmpIOp>();
  if (!compare || compare.getPredicate() != arith::CmpIPredicate::sgt ||
      constantOf(compare.getRhs()) != 0 || branch.elseBlock())
    return branch.emitError("a condition in an assembly function only asks "
                            "whether a word is above 0, without else");
  unsigned label = numLabels++;
  emit("cmp $0, #0", {}, {registerOf(compare.getLhs())});
  emit("ble", {}, {}, Kind::Branch, label);
  if (failed(selectBlock(*branch.thenBlock())))
    return failure();
  emit("", {}, {}, Kind::Label, label);
  return success();
}

std::optional<int64_t> Selector::strideOf(scf::ForOp loop, unsigned index) {
  BlockArgument carried = loop.getRegionIterArgs()[index];
  if (!isa<mcu::PtrType>(carried.getType()))
    return std::nullopt;
  int64_t stride = 0;
  Value value = loop.getBody()->getTerminator()->getOperand(index);
  while (value != carried) {
    if (auto offset = value.getDefiningOp<mcu::OffsetOp>()) {
      auto constant = constantOf(offset.getOffset());
      if (!constant)
        return std::nullopt;
      stride += *constant;
      value = offset.getBase();
    } else if (auto load = value.getDefiningOp<mcu::LoadNextOp>()) {
      stride += 4;
      value = load.getPointer();
    } else if (auto inner = value.getDefiningOp<scf::ForOp>()) {
      auto place = cast<OpResult>(value).getResultNumber();
      auto moved = strideOf(inner, place), turns = countTurns(inner);
      if (!moved || !turns)
        return std::nullopt;
      stride += *turns * *moved;
      value = inner.getInitArgs()[place];
    } else {
      return std::nullopt;
    }
  }
  return stride == 0 ? std::nullopt : std::optional(stride);
}

std::optional<int64_t> Selector::countTurns(scf::ForOp loop) {
  auto from = constantOf(loop.getLowerBound()),
       to = constantOf(loop.getUpperBound()), step = constantOf(loop.getStep());
  if (!from || !to || !step)
    return std::nullopt;
  return (*to - *from + *step - 1) / *step;
}

void Selector::prepareInnerEnds(scf::ForOp outer) {
  outer.getBody()->walk([&](scf::ForOp inner) {
    Value count = inner.getUpperBound();
    if (constantOf(count) || innerEnds.contains(inner) ||
        !outer.isDefinedOutsideOfLoop(count))
      return;
    for (auto [i, init] : llvm::enumerate(inner.getInitArgs())) {
      auto stride = strideOf(inner, i);
      if (!stride || !outer.isDefinedOutsideOfLoop(init))
        continue;
      Register end = emitEnd(registerOf(init), registerOf(count), *stride);
      innerEnds[inner] = {static_cast<unsigned>(i), end};
      return;
    }
  });
}

Selector::LoopEnd Selector::prepareEnd(scf::ForOp loop,
                                       ArrayRef<Register> carried) {
  if (auto known = innerEnds.find(loop); known != innerEnds.end())
    return {carried[known->second.first], known->second.second, false};
  std::optional<int64_t> trips = countTurns(loop);
  for (unsigned i = 0; i < carried.size(); ++i)
    if (auto stride = strideOf(loop, i)) {
      if (!trips)
        return {carried[i],
                emitEnd(carried[i], registerOf(loop.getUpperBound()), *stride),
                false};
      Register end = function.makeRegister();
      addConstant(end, carried[i], *stride * *trips);
      return {carried[i], end, false};
    }
  Register counter = function.makeRegister();
  emitCopy(counter, trips ? constantRegister(static_cast<int32_t>(*trips))
                          : registerOf(loop.getUpperBound()));
  return {counter, 0, true};
}

Register Selector::emitEnd(Register start, Register turns, int64_t stride) {
  Register end = function.makeRegister();
  if (stride == 1)
    emit("add $d, $0, $1", {end}, {start, turns});
  else if (stride > 0 && llvm::isPowerOf2_64(stride))
    emit("add $d, $0, $1, lsl #" + llvm::Twine(llvm::Log2_64(stride)), {end},
         {start, turns});
  else
    emit("mla $d, $0, $1, $2", {end},
         {turns, constantRegister(static_cast<int32_t>(stride)), start});
  return end;
}

void Selector::addConstant(Register result, Register base, int64_t value) {
  if (std::abs(value) <= maxImmediate)
    emit((value < 0 ? "sub $d, $0, #" : "add $d, $0, #") +
             llvm::Twine(std::abs(value)),
         {result}, {base});
  else
    emit("add $d, $0, $1", {result},
         {base, constantRegister(static_cast<int32_t>(value))});
}

LogicalResult Selector::selectLoop(scf::ForOp loop) {
  auto from = constantOf(loop.getLowerBound()),
       step = constantOf(loop.getStep());
  bool isConstant = constantOf(loop.getUpperBound()).has_value();
  if (!from || !step || !loop.getInductionVar().use_empty() ||
      (!isConstant && (*from != 0 || *step != 1)))
    return loop.emitError(
        "a loop in an assembly function only counts, from 0 by 1");
  SmallVector<Register> carried;
  for (auto [argument, init, result] : llvm::zip(
           loop.getRegionIterArgs(), loop.getInitArgs(), loop.getResults())) {
    Register reg = function.makeRegister();
    emitCopy(reg, registerOf(init));
    registers[argument] = registers[result] = reg;
    carried.push_back(reg);
  }
  LoopEnd end = prepareEnd(loop, carried);
  prepareInnerEnds(loop);
  unsigned label = numLabels++;
  ++depth;
  emit("", {}, {}, Kind::Label, label);
  if (failed(selectBlock(*loop.getBody())))
    return failure();
  updateCarried(loop.getBody()->getTerminator()->getOperands(), carried);
  if (end.counts)
    emit("subs $d, $0, #1", {end.moving}, {end.moving});
  else
    emit("cmp $0, $1", {}, {end.moving, end.end});
  emit("bne", {}, {}, Kind::Branch, label);
  --depth;
  return success();
}

void Selector::updateCarried(ValueRange yielded, ArrayRef<Register> carried) {
  SmallVector<Register> values;
  for (auto [index, value] : llvm::enumerate(yielded)) {
    Register reg = registerOf(value);
    if (reg != carried[index] && llvm::is_contained(carried, reg)) {
      Register held = function.makeRegister();
      emitCopy(held, reg);
      reg = held;
    }
    values.push_back(reg);
  }
  for (auto [value, variable] : llvm::zip(values, carried))
    if (value != variable)
      emitCopy(variable, value);
}
