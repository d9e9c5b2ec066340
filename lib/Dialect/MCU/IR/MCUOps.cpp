//===- MCUOps.cpp - what the mcu dialect's operators know of themselves ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/Builders.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"

using namespace mlir;
using namespace tinymlc::mcu;

int64_t Conv2DOp::getMacs() {
  // Every output element reads one filter's worth of input; places in the
  // padding count, as the field counts them.
  int64_t channels = getOutput().getType().getShape().back();
  return getOutput().getType().getNumElements() *
         (getFilter().getType().getNumElements() / channels);
}

int64_t DepthwiseConv2DOp::getMacs() {
  int64_t channels = getOutput().getType().getShape().back();
  return getOutput().getType().getNumElements() *
         (getFilter().getType().getNumElements() / channels);
}

int64_t Pool2DOp::getMacs() { return 0; }
int64_t BinaryOp::getMacs() { return 0; }
int64_t TableLookupOp::getMacs() { return 0; }
int64_t UnaryOp::getMacs() { return 0; }
int64_t CopyOp::getMacs() { return 0; }
int64_t FillOp::getMacs() { return 0; }
int64_t SoftmaxOp::getMacs() { return 0; }
int64_t MeanOp::getMacs() { return 0; }

#include "tinymlc/Dialect/MCU/IR/MCUOpInterfaces.cpp.inc"
#define GET_OP_CLASSES
#include "tinymlc/Dialect/MCU/IR/MCUOps.cpp.inc"
