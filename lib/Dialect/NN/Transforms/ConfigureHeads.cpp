//===- ConfigureHeads.cpp - how positive-unlabelled heads compute ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/NN/IR/NN.h"
#include "tinymlc/Dialect/NN/Transforms/Passes.h"

namespace tinymlc::nn {
#define GEN_PASS_DEF_CONFIGUREHEADS
#include "tinymlc/Dialect/NN/Transforms/Passes.h.inc"
} // namespace tinymlc::nn

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

namespace {

struct ConfigureHeadsPass : nn::impl::ConfigureHeadsBase<ConfigureHeadsPass> {
  using ConfigureHeadsBase::ConfigureHeadsBase;

  void runOnOperation() override {
    std::optional<PuLearning> form;
    if (!learn.empty()) {
      form = symbolizePuLearning(learn);
      if (!form) {
        getOperation().emitError("cannot learn in '")
            << learn << "'; known are f32, q24, q11";
        return signalPassFailure();
      }
    }
    getOperation().walk([&](PuMlrOp op) { configure(op, form); });
  }

private:
  void configure(PuMlrOp op, std::optional<PuLearning> form) {
    if (weightBits != 0 && int64_t(op.getWeightBits()) != weightBits) {
      op.setWeightBits(weightBits);
      // A step that a model gives is that of its own width.
      op.removeWeightScaleAttr();
    }
    if (polynomial)
      op.setPolynomial(true);
    if (form)
      op.setLearn(form);
    if (rate != 0)
      op.setRate(llvm::APFloat(double(rate)));
    if (decay != 0)
      op.setDecay(llvm::APFloat(double(decay)));
  }
};

} // namespace
