//===- FusePad.cpp - explicit padding becomes a convolution's own ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"
#include "tinymlc/Dialect/NN/Transforms/Passes.h"

namespace tinymlc::nn {
#define GEN_PASS_DEF_FUSEPAD
#include "tinymlc/Dialect/NN/Transforms/Passes.h.inc"
} // namespace tinymlc::nn

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

namespace {

/// Whether the border holds what stands for the real number 0.
bool padsWithZero(PadOp pad) {
  Type type =
      cast<RankedTensorType>(pad.getOutput().getType()).getElementType();
  if (auto value = dyn_cast<FloatAttr>(pad.getValue()))
    return value.getValue().isZero();
  auto quantized = dyn_cast<quant::UniformQuantizedType>(type);
  return quantized &&
         cast<IntegerAttr>(pad.getValue()).getInt() == quantized.getZeroPoint();
}

/// Whether only height and width of an NHWC tensor are padded.
bool padsOnlySpace(PadOp pad) {
  ArrayRef<int64_t> p = pad.getPaddings();
  return p.size() == 8 && !p[0] && !p[1] && !p[6] && !p[7];
}

/// Whether every window still meets the input, as the dialect wants it.
template <typename Op> bool withinReach(Op op, ArrayRef<int64_t> padding) {
  ArrayRef<int64_t> filter =
      cast<RankedTensorType>(op.getFilter().getType()).getShape();
  for (int64_t side = 0; side < 4; ++side)
    if (padding[side] >
        (filter[1 + side / 2] - 1) * op.getDilations()[side / 2])
      return false;
  return true;
}

template <typename Op> struct FusePadInto : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    auto pad = op.getInput().template getDefiningOp<PadOp>();
    if (!pad || !pad->hasOneUse() || !padsWithZero(pad) || !padsOnlySpace(pad))
      return failure();
    SmallVector<int64_t> padding(op.getPadding());
    for (int64_t side = 0; side < 4; ++side)
      padding[side] += pad.getPaddings()[2 + side];
    if (!withinReach(op, padding))
      return failure();
    Location loc = rewriter.getFusedLoc({pad.getLoc(), op.getLoc()});
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().assign(pad.getInput());
      op.setPadding(padding);
      op->setLoc(loc);
    });
    rewriter.eraseOp(pad);
    return success();
  }
};

struct FusePadPass : nn::impl::FusePadBase<FusePadPass> {
  void runOnOperation() override {
    auto countPads = [&] {
      auto pads = getOperation().getOps<PadOp>();
      return std::distance(pads.begin(), pads.end());
    };
    auto before = countPads();
    RewritePatternSet patterns(&getContext());
    patterns.add<FusePadInto<Conv2DOp>, FusePadInto<DepthwiseConv2DOp>>(
        &getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
    fused += before - countPads();
  }
};

} // namespace
