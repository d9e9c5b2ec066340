//===- IntegerPatterns.cpp - integer arithmetic in C without its traps ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tinymlc;

static unsigned getWidth(Type type) {
  auto integer = dyn_cast<IntegerType>(type);
  return integer ? integer.getWidth() : 0;
}

/// The type in which C computes with values of `type`: int for what is
/// narrower.
static Type getPromoted(Type type) {
  unsigned width = getWidth(type);
  return width && width < 32 ? IntegerType::get(type.getContext(), 32) : type;
}

/// A shift's amount; it has its own type in C, the smaller the better.
static Value getShiftAmount(OpBuilder &builder, Value amount) {
  if (std::optional<int64_t> number = getLiteralInteger(amount))
    return createIntegerLiteral(builder, amount.getLoc(), builder.getI32Type(),
                                *number);
  return withoutWidening(amount);
}

namespace {

/// A sum, difference or product. Signed overflow is undefined in C, so that
/// only what is known not to overflow is computed in signed types; what is
/// narrower than int is computed as int and cut.
template <typename Op, typename CppOp>
struct WrappingPattern : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type type = adaptor.getLhs().getType();
    Value lhs = adaptor.getLhs(), rhs = adaptor.getRhs();
    Type computed = getPromoted(type);
    if (getWidth(type) >= 32 && !isKnownNotToOverflow(op))
      computed = getUnsigned(type);
    std::optional<int64_t> negative = getNegativeAddend(rhs);
    if (negative)
      rhs = createIntegerLiteral(rewriter, loc, type, -*negative);
    if (computed == type) {
      lhs = withoutWidening(lhs);
      rhs = withoutWidening(rhs);
    } else if (getWidth(type) >= 32) {
      lhs = castTo(rewriter, loc, lhs, computed);
      rhs = castTo(rewriter, loc, rhs, computed);
    }
    Value result;
    if (negative)
      result = emitc::SubOp::create(rewriter, loc, computed, lhs, rhs);
    else
      result = CppOp::create(rewriter, loc, computed, lhs, rhs);
    rewriter.replaceOp(op, castTo(rewriter, loc, result, type));
    return success();
  }

private:
  static bool isKnownNotToOverflow(Op op) {
    if (bitEnumContainsAny(op.getOverflowFlags(),
                           arith::IntegerOverflowFlags::nsw))
      return true;
    return std::is_same_v<Op, arith::MulIOp> && isWidened(op.getLhs()) &&
           isWidened(op.getRhs());
  }

  /// Whether at least half of the bits only repeat the sign.
  static bool isWidened(Value value) {
    auto widening = value.getDefiningOp<arith::ExtSIOp>();
    return widening && 2 * getWidth(widening.getIn().getType()) <=
                           getWidth(widening.getType());
  }

  /// The addend of a + -5, which reads better as a - 5.
  static std::optional<int64_t> getNegativeAddend(Value rhs) {
    std::optional<int64_t> number = getLiteralInteger(rhs);
    if (!std::is_same_v<Op, arith::AddIOp> || !number || *number >= 0)
      return std::nullopt;
    return number;
  }
};

/// Division, remainder: the divisor is a positive constant, by contract of the
/// loops level, so that only the signs matter.
template <typename Op, typename CppOp, bool isUnsigned>
struct DivisionPattern : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type type = adaptor.getLhs().getType();
    Type computed = isUnsigned ? getUnsigned(type) : type;
    Value lhs = castTo(rewriter, loc, adaptor.getLhs(), computed);
    Value rhs = castTo(rewriter, loc, adaptor.getRhs(), computed);
    Value result =
        CppOp::create(rewriter, loc, getPromoted(computed), lhs, rhs);
    rewriter.replaceOp(op, castTo(rewriter, loc, result, type));
    return success();
  }
};

/// A shift; amounts at or above the width have no defined result at the loops
/// level either. Left and logical shifts run in the unsigned type.
template <typename Op, typename CppOp, bool isUnsigned>
struct ShiftPattern : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type type = adaptor.getLhs().getType();
    Type computed = isUnsigned ? getUnsigned(type) : type;
    // A narrow value shifted left would reach int's sign bit.
    if (std::is_same_v<Op, arith::ShLIOp> && getWidth(type) < 32)
      computed = getUnsigned(rewriter.getI32Type());
    Value lhs = castTo(rewriter, loc, adaptor.getLhs(), computed);
    Value result = CppOp::create(rewriter, loc, getPromoted(computed), lhs,
                                 getShiftAmount(rewriter, adaptor.getRhs()));
    rewriter.replaceOp(op, castTo(rewriter, loc, result, type));
    return success();
  }
};

/// Bitwise operators, or their logical counterparts on single bits.
template <typename Op, typename CppOp, typename LogicalOp>
struct BitwisePattern : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type type = adaptor.getLhs().getType();
    if (getWidth(type) == 1) {
      rewriter.replaceOp(op, createLogical(rewriter, loc, adaptor));
      return success();
    }
    Value result = CppOp::create(rewriter, loc, getPromoted(type),
                                 withoutWidening(adaptor.getLhs()),
                                 withoutWidening(adaptor.getRhs()));
    rewriter.replaceOp(op, castTo(rewriter, loc, result, type));
    return success();
  }

private:
  static Value createLogical(OpBuilder &builder, Location loc,
                             typename Op::Adaptor adaptor) {
    Value lhs = adaptor.getLhs(), rhs = adaptor.getRhs();
    if constexpr (std::is_same_v<LogicalOp, emitc::CmpOp>) {
      auto constant = rhs.getDefiningOp<emitc::LiteralOp>();
      if (constant && constant.getValue() == "true")
        return emitc::LogicalNotOp::create(builder, loc, builder.getI1Type(),
                                           lhs);
      return emitc::CmpOp::create(builder, loc, builder.getI1Type(),
                                  emitc::CmpPredicate::ne, lhs, rhs);
    } else {
      return LogicalOp::create(builder, loc, builder.getI1Type(), lhs, rhs);
    }
  }
};

struct ComparePattern : OpConversionPattern<arith::CmpIOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(arith::CmpIOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value lhs = adaptor.getLhs(), rhs = adaptor.getRhs();
    Type computed = getComparedType(op.getPredicate(), lhs.getType());
    if (computed == lhs.getType()) {
      lhs = withoutWidening(lhs);
      rhs = withoutWidening(rhs);
    } else {
      lhs = castTo(rewriter, loc, lhs, computed);
      rhs = castTo(rewriter, loc, rhs, computed);
    }
    rewriter.replaceOpWithNewOp<emitc::CmpOp>(
        op, rewriter.getI1Type(), getPredicate(op.getPredicate()), lhs, rhs);
    return success();
  }

private:
  static Type getComparedType(arith::CmpIPredicate predicate, Type type) {
    using Predicate = arith::CmpIPredicate;
    switch (predicate) {
    case Predicate::eq:
    case Predicate::ne:
      return type;
    case Predicate::ult:
    case Predicate::ule:
    case Predicate::ugt:
    case Predicate::uge:
      return getUnsigned(type);
    default:
      return isa<emitc::SizeTType>(type)
                 ? emitc::PtrDiffTType::get(type.getContext())
                 : type;
    }
  }

  static emitc::CmpPredicate getPredicate(arith::CmpIPredicate predicate) {
    using Predicate = arith::CmpIPredicate;
    switch (predicate) {
    case Predicate::eq:
      return emitc::CmpPredicate::eq;
    case Predicate::ne:
      return emitc::CmpPredicate::ne;
    case Predicate::slt:
    case Predicate::ult:
      return emitc::CmpPredicate::lt;
    case Predicate::sle:
    case Predicate::ule:
      return emitc::CmpPredicate::le;
    case Predicate::sgt:
    case Predicate::ugt:
      return emitc::CmpPredicate::gt;
    case Predicate::sge:
    case Predicate::uge:
      return emitc::CmpPredicate::ge;
    }
    llvm_unreachable("unknown predicate");
  }
};

/// Minimum and maximum through the runtime's inline functions: written out,
/// they would need each operand twice.
template <typename Op, bool isUnsigned>
struct ExtremumPattern : OpConversionPattern<Op> {
  ExtremumPattern(const TypeConverter &converter, MLIRContext *context,
                  StringRef function)
      : OpConversionPattern<Op>(converter, context), function(function) {}

  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type type = adaptor.getLhs().getType();
    if (!getWidth(type))
      return rewriter.notifyMatchFailure(op, "needs an integer of known width");
    bool isWide = getWidth(type) == 64;
    Type computed = isWide ? type : rewriter.getI32Type();
    if (isUnsigned)
      computed = getUnsigned(computed);
    std::string callee =
        function.str() + (isUnsigned ? "_u" : "_i") + (isWide ? "64" : "32");
    Value operands[] = {widen(rewriter, loc, adaptor.getLhs(), computed),
                        widen(rewriter, loc, adaptor.getRhs(), computed)};
    Value result =
        emitc::CallOpaqueOp::create(rewriter, loc, computed, callee, operands)
            .getResult(0);
    rewriter.replaceOp(op, castTo(rewriter, loc, result, type));
    return success();
  }

private:
  /// Parameters convert signed operands by themselves.
  static Value widen(OpBuilder &builder, Location loc, Value value, Type type) {
    if (!isUnsigned)
      return withoutWidening(value);
    value = castTo(builder, loc, value, getUnsigned(value.getType()));
    return castTo(builder, loc, value, type);
  }

  StringRef function;
};

struct LeadingZerosPattern : OpConversionPattern<math::CountLeadingZerosOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(math::CountLeadingZerosOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (!op.getType().isInteger(32))
      return rewriter.notifyMatchFailure(op, "only i32 has a C function");
    Value operand = castTo(rewriter, op.getLoc(), adaptor.getOperand(),
                           getUnsigned(op.getType()));
    rewriter.replaceOpWithNewOp<emitc::CallOpaqueOp>(
        op, op.getType(), "tml_clz_u32", ValueRange(operand));
    return success();
  }
};

} // namespace

void tinymlc::populateIntegerPatterns(const TypeConverter &converter,
                                      RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
  patterns.add<
      WrappingPattern<arith::AddIOp, emitc::AddOp>,
      WrappingPattern<arith::SubIOp, emitc::SubOp>,
      WrappingPattern<arith::MulIOp, emitc::MulOp>,
      DivisionPattern<arith::DivSIOp, emitc::DivOp, false>,
      DivisionPattern<arith::DivUIOp, emitc::DivOp, true>,
      DivisionPattern<arith::RemSIOp, emitc::RemOp, false>,
      DivisionPattern<arith::RemUIOp, emitc::RemOp, true>,
      ShiftPattern<arith::ShLIOp, emitc::BitwiseLeftShiftOp, true>,
      ShiftPattern<arith::ShRSIOp, emitc::BitwiseRightShiftOp, false>,
      ShiftPattern<arith::ShRUIOp, emitc::BitwiseRightShiftOp, true>,
      BitwisePattern<arith::AndIOp, emitc::BitwiseAndOp, emitc::LogicalAndOp>,
      BitwisePattern<arith::OrIOp, emitc::BitwiseOrOp, emitc::LogicalOrOp>,
      BitwisePattern<arith::XOrIOp, emitc::BitwiseXorOp, emitc::CmpOp>,
      ComparePattern, LeadingZerosPattern>(converter, context);
  patterns.add<ExtremumPattern<arith::MinSIOp, false>,
               ExtremumPattern<arith::MinUIOp, true>>(converter, context,
                                                      "tml_min");
  patterns.add<ExtremumPattern<arith::MaxSIOp, false>,
               ExtremumPattern<arith::MaxUIOp, true>>(converter, context,
                                                      "tml_max");
}
