//===- FuseActivations.cpp - RELU and RELU6 become an operator's clamp ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"
#include "tinymlc/Dialect/NN/IR/Quantization.h"
#include "tinymlc/Dialect/NN/Transforms/Passes.h"
#include "tinymlc/FixedPoint/Tables.h"

namespace tinymlc::nn {
#define GEN_PASS_DEF_FUSEACTIVATIONS
#include "tinymlc/Dialect/NN/Transforms/Passes.h.inc"
} // namespace tinymlc::nn

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

namespace {

/// Whether the operator of `table` does to each stored value what a clamp to
/// `range` does.
bool isClamp(const Int8Table &table, ClampRange<int32_t> range) {
  for (int32_t x = -128; x < 128; ++x)
    if (lookUp(table, static_cast<int8_t>(x)) != range.clamp(x))
      return false;
  return true;
}

/// Whether the operator that made `input` may clamp in place of the activation.
bool clampsTheSame(Value input, Value output, Activation activation) {
  if (input.getType() != output.getType())
    return false;
  Type type = cast<RankedTensorType>(output.getType()).getElementType();
  if (type.isF32())
    return true;
  QuantParams params = getQuantParams(type);
  Int8Table table = activation == Activation::RELU ? reluTable(params, params)
                                                   : relu6Table(params);
  return isClamp(
      table, calculateActivationRange(getFusedActivation(activation), params));
}

template <typename Producer, typename Relu, Activation activation>
struct FuseActivationInto : OpRewritePattern<Relu> {
  using OpRewritePattern<Relu>::OpRewritePattern;

  LogicalResult matchAndRewrite(Relu relu,
                                PatternRewriter &rewriter) const override {
    auto producer = relu.getInput().template getDefiningOp<Producer>();
    if (!producer || !producer->hasOneUse() ||
        producer.getActivation() != Activation::NONE ||
        !clampsTheSame(relu.getInput(), relu.getOutput(), activation))
      return failure();
    // The result keeps the activation's name, the last in the location.
    Location loc = rewriter.getFusedLoc({producer.getLoc(), relu.getLoc()});
    rewriter.modifyOpInPlace(producer, [&] {
      producer.setActivation(activation);
      producer->setLoc(loc);
    });
    rewriter.replaceOp(relu, producer.getOutput());
    return success();
  }
};

template <typename... Producers> void addPatterns(RewritePatternSet &patterns) {
  patterns.add<FuseActivationInto<Producers, ReluOp, Activation::RELU>...,
               FuseActivationInto<Producers, Relu6Op, Activation::RELU6>...>(
      patterns.getContext());
}

struct FuseActivationsPass
    : nn::impl::FuseActivationsBase<FuseActivationsPass> {
  void runOnOperation() override {
    auto countActivations = [&] {
      return llvm::count_if(getOperation().getOps(), [](Operation &op) {
        return isa<ReluOp, Relu6Op>(op);
      });
    };
    auto before = countActivations();
    RewritePatternSet patterns(&getContext());
    addPatterns<Conv2DOp, DepthwiseConv2DOp, FullyConnectedOp, AddOp, SubOp,
                MulOp, AveragePool2DOp, MaxPool2DOp>(patterns);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
    fused += before - countActivations();
  }
};

} // namespace
