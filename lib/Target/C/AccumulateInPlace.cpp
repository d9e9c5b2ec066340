//===- AccumulateInPlace.cpp - sums that stay in their variable -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"

using namespace mlir;
using namespace tinymlc;

/// The read with which a sum begins that `assign` writes back, if nothing else
/// in the block uses the variable.
static emitc::LoadOp getOnlyRead(emitc::AssignOp assign, Value start) {
  auto read = start.getDefiningOp<emitc::LoadOp>();
  if (!read || read.getOperand() != assign.getVar() || !read->hasOneUse() ||
      read->getBlock() != assign->getBlock())
    return {};
  for (Operation *user : assign.getVar().getUsers())
    if (user != read && user != assign &&
        assign->getBlock()->findAncestorOpInBlock(*user))
      return {};
  return read;
}

/// The additions that lead from such a read to what is assigned, the first one
/// first; none where a sum in between is used otherwise.
static SmallVector<emitc::AddOp> getSums(emitc::AssignOp assign) {
  SmallVector<emitc::AddOp> sums;
  Value value = assign.getValue();
  while (auto sum = value.getDefiningOp<emitc::AddOp>()) {
    if (!sum->hasOneUse() || sum->getBlock() != assign->getBlock())
      return {};
    sums.push_back(sum);
    value = sum.getOperand(0);
  }
  if (!getOnlyRead(assign, value))
    return {};
  return llvm::to_vector(llvm::reverse(sums));
}

void tinymlc::accumulateInPlace(emitc::FuncOp function) {
  SmallVector<emitc::AssignOp> assigns;
  function.walk([&](emitc::AssignOp assign) { assigns.push_back(assign); });
  for (emitc::AssignOp assign : assigns) {
    SmallVector<emitc::AddOp> sums = getSums(assign);
    if (sums.empty())
      continue;
    OpBuilder builder(assign.getContext());
    for (auto [sum, next] : llvm::zip(sums, llvm::drop_begin(sums))) {
      builder.setInsertionPointAfter(sum);
      emitc::AssignOp::create(builder, sum.getLoc(), assign.getVar(), sum);
      Value read = emitc::LoadOp::create(builder, sum.getLoc(), sum.getType(),
                                         assign.getVar());
      next->setOperand(0, read);
    }
    assign->moveAfter(sums.back());
  }
}
