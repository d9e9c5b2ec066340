//===- PrepareForTarget.cpp - the pass mcu-prepare-for-target -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Transforms/DialectConversion.h"
#include "mlir/Transforms/RegionUtils.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "tinymlc/Target/Passes.h"

namespace tinymlc {
#define GEN_PASS_DEF_MCUPREPAREFORTARGET
#include "tinymlc/Target/Passes.h.inc"
} // namespace tinymlc

using namespace mlir;
using namespace tinymlc;
using arith::CmpFPredicate;

static Value createFloat(OpBuilder &builder, Location loc, float value) {
  return arith::ConstantOp::create(builder, loc,
                                   builder.getF32FloatAttr(value));
}

/// The float that has the bits of both operands combined by `Op`.
template <typename Op>
static Value combineBits(OpBuilder &builder, Location loc, Value lhs,
                         Value rhs) {
  Type bits = builder.getI32Type();
  Value lhsBits = arith::BitcastOp::create(builder, loc, bits, lhs);
  Value rhsBits = arith::BitcastOp::create(builder, loc, bits, rhs);
  Value combined = Op::create(builder, loc, lhsBits, rhsBits);
  return arith::BitcastOp::create(builder, loc, lhs.getType(), combined);
}

/// `value` rounded towards zero, its sign kept: from 2^23 on every float is an
/// integer, and below its integer part fits an i32.
static Value createTruncated(OpBuilder &builder, Location loc, Value value) {
  Value magnitude = math::AbsFOp::create(builder, loc, value);
  Value small =
      arith::CmpFOp::create(builder, loc, CmpFPredicate::OLT, magnitude,
                            createFloat(builder, loc, 8388608.0f));
  Value bounded = arith::SelectOp::create(builder, loc, small, value,
                                          createFloat(builder, loc, 0.0f));
  Value integer =
      arith::FPToSIOp::create(builder, loc, builder.getI32Type(), bounded);
  Value whole = arith::SIToFPOp::create(builder, loc, value.getType(), integer);
  Value sign = combineBits<arith::AndIOp>(builder, loc, value,
                                          createFloat(builder, loc, -0.0f));
  Value rounded = combineBits<arith::OrIOp>(
      builder, loc, math::AbsFOp::create(builder, loc, whole), sign);
  return arith::SelectOp::create(builder, loc, small, rounded, value);
}

namespace {

struct ExpandAbsoluteValue : OpRewritePattern<math::AbsIOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::AbsIOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value zero = arith::ConstantOp::create(rewriter, loc,
                                           rewriter.getZeroAttr(op.getType()));
    Value negative = arith::CmpIOp::create(
        rewriter, loc, arith::CmpIPredicate::slt, op.getOperand(), zero);
    Value minus = arith::SubIOp::create(rewriter, loc, zero, op.getOperand());
    rewriter.replaceOpWithNewOp<arith::SelectOp>(op, negative, minus,
                                                 op.getOperand());
    return success();
  }
};

struct ExpandTruncation : OpRewritePattern<math::TruncOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::TruncOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF32())
      return failure();
    rewriter.replaceOp(op,
                       createTruncated(rewriter, op.getLoc(), op.getOperand()));
    return success();
  }
};

struct ExpandFloor : OpRewritePattern<math::FloorOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::FloorOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF32())
      return failure();
    Location loc = op.getLoc();
    Value whole = createTruncated(rewriter, loc, op.getOperand());
    Value above = arith::CmpFOp::create(rewriter, loc, CmpFPredicate::OGT,
                                        whole, op.getOperand());
    Value below = arith::SubFOp::create(rewriter, loc, whole,
                                        createFloat(rewriter, loc, 1.0f));
    rewriter.replaceOpWithNewOp<arith::SelectOp>(op, above, below, whole);
    return success();
  }
};

/// maxnumf, minnumf: a NaN loses against a number.
template <typename Op, CmpFPredicate predicate>
struct ExpandExtremumOfNumbers : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value lhs = op.getLhs(), rhs = op.getRhs();
    Value wins = arith::CmpFOp::create(rewriter, loc, predicate, lhs, rhs);
    Value number = arith::SelectOp::create(rewriter, loc, wins, lhs, rhs);
    Value isNaN =
        arith::CmpFOp::create(rewriter, loc, CmpFPredicate::UNO, rhs, rhs);
    rewriter.replaceOpWithNewOp<arith::SelectOp>(op, isNaN, lhs, number);
    return success();
  }
};

/// maximumf, minimumf: a NaN wins, and -0 lies below +0. Among equal operands
/// only zeros differ, and only in their sign, which `Bits` chooses.
template <typename Op, CmpFPredicate predicate, typename Bits>
struct ExpandExtremum : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF32())
      return failure();
    Location loc = op.getLoc();
    Value lhs = op.getLhs(), rhs = op.getRhs();
    Value wins = arith::CmpFOp::create(rewriter, loc, predicate, lhs, rhs);
    Value result = arith::SelectOp::create(rewriter, loc, wins, lhs, rhs);
    Value equal =
        arith::CmpFOp::create(rewriter, loc, CmpFPredicate::OEQ, lhs, rhs);
    result = arith::SelectOp::create(rewriter, loc, equal,
                                     combineBits<Bits>(rewriter, loc, lhs, rhs),
                                     result);
    Value isNaN =
        arith::CmpFOp::create(rewriter, loc, CmpFPredicate::UNO, rhs, rhs);
    rewriter.replaceOpWithNewOp<arith::SelectOp>(op, isNaN, rhs, result);
    return success();
  }
};

class MCUPrepareForTarget
    : public tinymlc::impl::MCUPrepareForTargetBase<MCUPrepareForTarget> {
  void runOnOperation() override {
    if (failed(expandOperators()))
      return signalPassFailure();
    IRRewriter rewriter(&getContext());
    (void)runRegionDCE(rewriter, getOperation()->getRegions());
    while (eraseUnusedSymbols())
      ;
  }

  LogicalResult expandOperators() {
    RewritePatternSet patterns(&getContext());
    patterns.add<
        ExpandAbsoluteValue, ExpandTruncation, ExpandFloor,
        ExpandExtremumOfNumbers<arith::MaxNumFOp, CmpFPredicate::OGT>,
        ExpandExtremumOfNumbers<arith::MinNumFOp, CmpFPredicate::OLT>,
        ExpandExtremum<arith::MaximumFOp, CmpFPredicate::UGT, arith::AndIOp>,
        ExpandExtremum<arith::MinimumFOp, CmpFPredicate::ULT, arith::OrIOp>>(
        &getContext());
    ConversionTarget target(getContext());
    target.addIllegalOp<math::AbsIOp, math::TruncOp, math::FloorOp,
                        arith::MaxNumFOp, arith::MinNumFOp, arith::MaximumFOp,
                        arith::MinimumFOp>();
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    return applyPartialConversion(getOperation(), target, std::move(patterns));
  }

  /// Erases what no symbol names any more; true if there was something.
  bool eraseUnusedSymbols() {
    ModuleOp module = getOperation();
    DenseSet<StringAttr> used;
    std::optional<SymbolTable::UseRange> uses =
        SymbolTable::getSymbolUses(&module.getBodyRegion());
    for (const SymbolTable::SymbolUse &use : *uses)
      used.insert(use.getSymbolRef().getRootReference());
    bool erased = false;
    for (Operation &op : llvm::make_early_inc_range(*module.getBody())) {
      auto function = dyn_cast<func::FuncOp>(op);
      bool isInternal =
          isa<mcu::GlobalOp>(op) || (function && function.isPrivate());
      if (!isInternal || used.contains(SymbolTable::getSymbolName(&op)))
        continue;
      op.erase();
      erased = true;
    }
    return erased;
  }
};

} // namespace
