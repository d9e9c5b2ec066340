//===- FloatPatterns.cpp - float arithmetic in C --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tinymlc;

namespace {

template <typename Op, typename CppOp>
struct FloatPattern : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<CppOp>(op, op.getType(), adaptor.getOperands());
    return success();
  }
};

/// An operator that is a function in C.
template <typename Op> struct FunctionPattern : OpConversionPattern<Op> {
  FunctionPattern(const TypeConverter &converter, MLIRContext *context,
                  StringRef function)
      : OpConversionPattern<Op>(converter, context), function(function) {}

  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (!op.getType().isF32())
      return rewriter.notifyMatchFailure(op, "only f32 has a C function");
    rewriter.replaceOpWithNewOp<emitc::CallOpaqueOp>(op, op.getType(), function,
                                                     adaptor.getOperands());
    return success();
  }

private:
  StringRef function;
};

/// C's comparisons are the ordered ones, but for != ; the rest is made of
/// them.
struct FloatComparePattern : OpConversionPattern<arith::CmpFOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(arith::CmpFOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value result = createComparison(rewriter, op.getLoc(), op.getPredicate(),
                                    adaptor.getLhs(), adaptor.getRhs());
    if (!result)
      return rewriter.notifyMatchFailure(op, "constant predicate");
    rewriter.replaceOp(op, result);
    return success();
  }

private:
  static Value createComparison(OpBuilder &builder, Location loc,
                                arith::CmpFPredicate predicate, Value lhs,
                                Value rhs) {
    using Predicate = arith::CmpFPredicate;
    using Cpp = emitc::CmpPredicate;
    Type bit = builder.getI1Type();
    auto compare = [&](Cpp how, Value a, Value b) -> Value {
      return emitc::CmpOp::create(builder, loc, bit, how, a, b);
    };
    auto isNot = [&](Value a) -> Value {
      return emitc::LogicalNotOp::create(builder, loc, bit, a);
    };
    auto either = [&](Value a, Value b) -> Value {
      return emitc::LogicalOrOp::create(builder, loc, bit, a, b);
    };
    auto both = [&](Value a, Value b) -> Value {
      return emitc::LogicalAndOp::create(builder, loc, bit, a, b);
    };
    switch (predicate) {
    case Predicate::OEQ:
      return compare(Cpp::eq, lhs, rhs);
    case Predicate::OGT:
      return compare(Cpp::gt, lhs, rhs);
    case Predicate::OGE:
      return compare(Cpp::ge, lhs, rhs);
    case Predicate::OLT:
      return compare(Cpp::lt, lhs, rhs);
    case Predicate::OLE:
      return compare(Cpp::le, lhs, rhs);
    case Predicate::ONE:
      return either(compare(Cpp::lt, lhs, rhs), compare(Cpp::gt, lhs, rhs));
    case Predicate::ORD:
      return both(compare(Cpp::eq, lhs, lhs), compare(Cpp::eq, rhs, rhs));
    case Predicate::UEQ:
      return isNot(
          either(compare(Cpp::lt, lhs, rhs), compare(Cpp::gt, lhs, rhs)));
    case Predicate::UGT:
      return isNot(compare(Cpp::le, lhs, rhs));
    case Predicate::UGE:
      return isNot(compare(Cpp::lt, lhs, rhs));
    case Predicate::ULT:
      return isNot(compare(Cpp::ge, lhs, rhs));
    case Predicate::ULE:
      return isNot(compare(Cpp::gt, lhs, rhs));
    case Predicate::UNE:
      return compare(Cpp::ne, lhs, rhs);
    case Predicate::UNO:
      return either(compare(Cpp::ne, lhs, lhs), compare(Cpp::ne, rhs, rhs));
    case Predicate::AlwaysFalse:
    case Predicate::AlwaysTrue:
      return {};
    }
    llvm_unreachable("unknown predicate");
  }
};

} // namespace

void tinymlc::populateFloatPatterns(const TypeConverter &converter,
                                    RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
  patterns.add<FloatPattern<arith::AddFOp, emitc::AddOp>,
               FloatPattern<arith::SubFOp, emitc::SubOp>,
               FloatPattern<arith::MulFOp, emitc::MulOp>,
               FloatPattern<arith::DivFOp, emitc::DivOp>,
               FloatPattern<arith::NegFOp, emitc::UnaryMinusOp>,
               FloatComparePattern>(converter, context);
  patterns.add<FunctionPattern<math::ExpOp>>(converter, context, "expf");
  patterns.add<FunctionPattern<math::TanhOp>>(converter, context, "tanhf");
  patterns.add<FunctionPattern<math::SqrtOp>>(converter, context, "sqrtf");
  patterns.add<FunctionPattern<math::AbsFOp>>(converter, context,
                                              "tml_abs_f32");
}
