//===- DataMovement.cpp - loops of copy and fill --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "KernelLowering.h"
#include "StridedNest.h"

using namespace mlir;
using namespace tinymlc;

void tinymlc::lowerKernel(LoopBuilder &b, mcu::CopyOp op,
                          ValueRange arguments) {
  StridedNest nest;
  nest.sizes = llvm::to_vector(op.getSizes());
  nest.strides = {llvm::to_vector(op.getInputStrides()),
                  llvm::to_vector(op.getOutputStrides())};
  nest.simplify();
  Type element = op.getInput().getType().getElementType();
  nest.build(b, [&](ArrayRef<Value> indices) {
    b.store(b.load(arguments[0], indices[0], element), arguments[1],
            b.add(indices[1], op.getOutputOffset()), element);
  });
}

void tinymlc::lowerKernel(LoopBuilder &b, mcu::FillOp op,
                          ValueRange arguments) {
  auto type = op.getOutput().getType();
  Value value = b.constant(op.getValue());
  b.forLoop(0, type.getNumElements(), 1, [&](Value i) {
    b.store(value, arguments[0], i, type.getElementType());
  });
}
