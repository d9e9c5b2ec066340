//===- CoalesceVariables.cpp - one C variable for nested loops' sums ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"

using namespace mlir;
using namespace tinymlc;

/// `value` as the variable that it was read from.
static emitc::VariableOp getReadVariable(Value value) {
  auto load = value.getDefiningOp<emitc::LoadOp>();
  return load ? load.getOperand().getDefiningOp<emitc::VariableOp>() : nullptr;
}

/// The assignment of `variable` in its own block, if there is exactly one.
static emitc::AssignOp getInitialization(emitc::VariableOp variable) {
  emitc::AssignOp initialization;
  for (Operation *user : variable->getUsers()) {
    auto assign = dyn_cast<emitc::AssignOp>(user);
    if (!assign || assign->getBlock() != variable->getBlock())
      continue;
    if (initialization)
      return {};
    initialization = assign;
  }
  return initialization;
}

/// The assignment in that block that hands `inner` back to `outer`.
static emitc::AssignOp getReturnToOuter(emitc::VariableOp inner,
                                        emitc::VariableOp outer) {
  for (Operation *user : outer->getUsers()) {
    auto assign = dyn_cast<emitc::AssignOp>(user);
    if (assign && assign->getBlock() == inner->getBlock() &&
        assign.getVar() == outer && getReadVariable(assign.getValue()) == inner)
      return assign;
  }
  return {};
}

/// Whether `outer` lies untouched from `first` to `last`, and `inner` outside.
static bool canShare(emitc::VariableOp inner, emitc::VariableOp outer,
                     emitc::AssignOp first, emitc::AssignOp last) {
  Operation *given = first.getValue().getDefiningOp();
  Operation *taken = last.getValue().getDefiningOp();
  if (given->getBlock() != first->getBlock() || !given->hasOneUse() ||
      taken->getBlock() != last->getBlock() || !taken->hasOneUse() ||
      !first->isBeforeInBlock(last))
    return false;
  auto isBetween = [&](Operation *user) {
    Operation *ancestor = first->getBlock()->findAncestorOpInBlock(*user);
    return ancestor && !ancestor->isBeforeInBlock(given) &&
           !last->isBeforeInBlock(ancestor);
  };
  for (Operation *user : outer->getUsers())
    if (isBetween(user) && user != given && user != last)
      return false;
  return llvm::all_of(inner->getUsers(), isBetween);
}

void tinymlc::coalesceVariables(emitc::FuncOp function) {
  SmallVector<emitc::VariableOp> variables;
  function.walk([&](emitc::VariableOp op) { variables.push_back(op); });
  for (emitc::VariableOp inner : variables) {
    emitc::AssignOp first = getInitialization(inner);
    emitc::VariableOp outer =
        first ? getReadVariable(first.getValue()) : nullptr;
    if (!outer || outer == inner)
      continue;
    emitc::AssignOp last = getReturnToOuter(inner, outer);
    if (!last || !canShare(inner, outer, first, last))
      continue;
    Operation *reads[] = {first.getValue().getDefiningOp(),
                          last.getValue().getDefiningOp()};
    first.erase();
    last.erase();
    for (Operation *read : reads)
      read->erase();
    inner.getResult().replaceAllUsesWith(outer.getResult());
    inner.erase();
  }
}
