//===- ConversionPatterns.cpp - constants, selects, changes of type in C --===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/SmallString.h"

using namespace mlir;
using namespace tinymlc;

/// Nine digits name every float exactly; infinities and NaNs have no literal
/// without <math.h>.
static std::string getFloatLiteral(const APFloat &value) {
  if (!value.isFinite()) {
    int64_t bits = value.bitcastToAPInt().getSExtValue();
    return "tml_i32_as_f32(" + std::to_string(bits) + ")";
  }
  SmallString<32> digits;
  value.toString(digits, /*FormatPrecision=*/9, /*FormatMaxPadding=*/6);
  if (digits.find_first_of(".eE") == StringRef::npos)
    digits += ".0";
  return (digits + "f").str();
}

namespace {

struct ConstantPattern : OpConversionPattern<arith::ConstantOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(arith::ConstantOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type type = getTypeConverter()->convertType(op.getType());
    if (auto number = dyn_cast<FloatAttr>(op.getValue())) {
      rewriter.replaceOp(op, createLiteral(rewriter, op.getLoc(), type,
                                           getFloatLiteral(number.getValue())));
      return success();
    }
    auto number = dyn_cast<IntegerAttr>(op.getValue());
    if (!number || !type)
      return rewriter.notifyMatchFailure(op, "not a scalar");
    if (op.getType().isInteger(1))
      rewriter.replaceOp(op, createLiteral(rewriter, op.getLoc(), type,
                                           number.getInt() ? "true" : "false"));
    else
      rewriter.replaceOp(op, createIntegerLiteral(rewriter, op.getLoc(), type,
                                                  number.getInt()));
    return success();
  }
};

struct SelectPattern : OpConversionPattern<arith::SelectOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(arith::SelectOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<emitc::ConditionalOp>(
        op, adaptor.getTrueValue().getType(), adaptor.getCondition(),
        adaptor.getTrueValue(), adaptor.getFalseValue());
    return success();
  }
};

/// A change of type that C's own conversion of values makes.
template <typename Op> struct CastPattern : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type type = this->getTypeConverter()->convertType(op.getType());
    if (!type)
      return rewriter.notifyMatchFailure(op, "no C type");
    rewriter.replaceOp(
        op, castTo(rewriter, op.getLoc(), adaptor.getOperands()[0], type));
    return success();
  }
};

/// The same for an operand that is to be taken as unsigned.
template <typename Op> struct UnsignedCastPattern : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value operand = adaptor.getOperands()[0];
    Type type = this->getTypeConverter()->convertType(op.getType());
    if (!operand.getType().isInteger(1))
      operand = castTo(rewriter, op.getLoc(), operand,
                       getUnsigned(operand.getType()));
    rewriter.replaceOp(op, castTo(rewriter, op.getLoc(), operand, type));
    return success();
  }
};

/// A bit as signed integer is 0 or -1; wider integers C extends itself.
struct SignExtensionPattern : OpConversionPattern<arith::ExtSIOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(arith::ExtSIOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    if (!op.getIn().getType().isInteger(1)) {
      rewriter.replaceOp(op,
                         castTo(rewriter, loc, adaptor.getIn(), op.getType()));
      return success();
    }
    Value ones = createIntegerLiteral(rewriter, loc, op.getType(), -1);
    Value zero = createIntegerLiteral(rewriter, loc, op.getType(), 0);
    rewriter.replaceOpWithNewOp<emitc::ConditionalOp>(
        op, op.getType(), adaptor.getIn(), ones, zero);
    return success();
  }
};

/// A cast to bool would ask for zero, not for the lowest bit.
struct TruncationPattern : OpConversionPattern<arith::TruncIOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(arith::TruncIOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    if (!op.getType().isInteger(1)) {
      rewriter.replaceOp(op, emitc::CastOp::create(rewriter, loc, op.getType(),
                                                   adaptor.getIn()));
      return success();
    }
    Type type = op.getIn().getType();
    Value one = createIntegerLiteral(rewriter, loc, type, 1);
    Value zero = createIntegerLiteral(rewriter, loc, type, 0);
    Value bit =
        emitc::BitwiseAndOp::create(rewriter, loc, type, adaptor.getIn(), one);
    rewriter.replaceOpWithNewOp<emitc::CmpOp>(
        op, op.getType(), emitc::CmpPredicate::ne, bit, zero);
    return success();
  }
};

struct BitcastPattern : OpConversionPattern<arith::BitcastOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(arith::BitcastOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (op.getType() == op.getIn().getType()) {
      rewriter.replaceOp(op, adaptor.getIn());
      return success();
    }
    StringRef callee =
        op.getType().isF32() ? "tml_i32_as_f32" : "tml_f32_as_i32";
    rewriter.replaceOpWithNewOp<emitc::CallOpaqueOp>(
        op, op.getType(), callee, ValueRange(adaptor.getIn()));
    return success();
  }
};

} // namespace

void tinymlc::populateConversionPatterns(const TypeConverter &converter,
                                         RewritePatternSet &patterns) {
  patterns.add<
      ConstantPattern, SelectPattern, SignExtensionPattern, TruncationPattern,
      BitcastPattern, UnsignedCastPattern<arith::ExtUIOp>,
      UnsignedCastPattern<arith::UIToFPOp>,
      UnsignedCastPattern<arith::IndexCastUIOp>, CastPattern<arith::SIToFPOp>,
      CastPattern<arith::FPToSIOp>, CastPattern<arith::IndexCastOp>>(
      converter, patterns.getContext());
  patterns.add<CastPattern<arith::FPToUIOp>>(converter, patterns.getContext());
}
