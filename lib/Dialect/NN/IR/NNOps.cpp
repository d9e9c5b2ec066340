//===- NNOps.cpp - definitions and folders of the nn dialect --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/Builders.h"
#include "mlir/IR/PatternMatch.h"
#include "tinymlc/Dialect/NN/IR/NN.h"

using namespace mlir;
using namespace tinymlc::nn;

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

/// A reshape to the shape that is there.
OpFoldResult ReshapeOp::fold(FoldAdaptor) {
  if (getInput().getType() == getOutput().getType())
    return getInput();
  return nullptr;
}

/// reshape(reshape(x)) is reshape(x).
LogicalResult ReshapeOp::canonicalize(ReshapeOp op, PatternRewriter &rewriter) {
  auto inner = op.getInput().getDefiningOp<ReshapeOp>();
  if (!inner)
    return failure();
  rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getOutput().getType(),
                                         inner.getInput());
  return success();
}

/// A transpose that keeps every dimension where it is.
OpFoldResult TransposeOp::fold(FoldAdaptor) {
  for (auto [i, dimension] : llvm::enumerate(getPermutation()))
    if (int64_t(i) != dimension)
      return nullptr;
  return getInput();
}

OpFoldResult SliceOp::fold(FoldAdaptor) {
  if (getInput().getType() != getOutput().getType())
    return nullptr;
  return getInput();
}

#define GET_OP_CLASSES
#include "tinymlc/Dialect/NN/IR/NNOps.cpp.inc"
