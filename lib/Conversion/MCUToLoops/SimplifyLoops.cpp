//===- SimplifyLoops.cpp - MLIR's clean-ups, not in assembly functions ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "tinymlc/Conversion/Passes.h"

namespace tinymlc {
#define GEN_PASS_DEF_SIMPLIFYLOOPS
#include "tinymlc/Conversion/Passes.h.inc"
} // namespace tinymlc

using namespace mlir;

namespace {

struct SimplifyLoopsPass : tinymlc::impl::SimplifyLoopsBase<SimplifyLoopsPass> {
  void runOnOperation() override {
    if (getOperation()->hasAttr(tinymlc::mcu::assemblyAttrName))
      return;
    OpPassManager passes(func::FuncOp::getOperationName());
    passes.addPass(createCanonicalizerPass());
    passes.addPass(createCSEPass());
    passes.addPass(createLoopInvariantCodeMotionPass());
    if (failed(runPipeline(passes, getOperation())))
      signalPassFailure();
  }
};

} // namespace
