//===- DSPPatterns.cpp - instructions of the DSP extension in C -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"

using namespace mlir;
using namespace tinymlc;

static std::string half(bool high) { return high ? "t" : "b"; }

// The runtime's functions that do what the instructions do.
static std::string getFunction(mcu::SmladOp) { return "tml_smlad"; }
static std::string getFunction(mcu::SmuadOp) { return "tml_smuad"; }
static std::string getFunction(mcu::SmlaOp op) {
  return "tml_smla" + half(op.getLhsHigh()) + half(op.getRhsHigh());
}
static std::string getFunction(mcu::SmlawOp op) {
  return "tml_smlaw" + half(op.getRhsHigh());
}
static std::string getFunction(mcu::SmmulOp) { return "tml_smmul"; }
static std::string getFunction(mcu::SmmlaOp) { return "tml_smmla"; }
static std::string getFunction(mcu::Sxtb16Op op) {
  return op.getOdd() ? "tml_sxtb16_odd" : "tml_sxtb16";
}
static std::string getFunction(mcu::Uxtb16Op op) {
  return op.getOdd() ? "tml_uxtb16_odd" : "tml_uxtb16";
}
static std::string getFunction(mcu::PkhbtOp) { return "tml_pkhbt"; }
static std::string getFunction(mcu::PkhtbOp) { return "tml_pkhtb"; }
static std::string getFunction(mcu::Sadd16Op) { return "tml_sadd16"; }
static std::string getFunction(mcu::Ssub16Op) { return "tml_ssub16"; }
static std::string getFunction(mcu::Sxtab16Op op) {
  return op.getOdd() ? "tml_sxtab16_odd" : "tml_sxtab16";
}
static std::string getFunction(mcu::Max8Op) { return "tml_max8"; }

namespace {

template <typename Op> struct DSPPattern : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<emitc::CallOpaqueOp>(
        op, op.getType(), getFunction(op), adaptor.getOperands());
    return success();
  }
};

struct SaturatePattern : OpConversionPattern<mcu::SsatOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(mcu::SsatOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value shift = createIntegerLiteral(rewriter, op.getLoc(),
                                       rewriter.getI32Type(), op.getShift());
    rewriter.replaceOpWithNewOp<emitc::CallOpaqueOp>(
        op, op.getType(), "tml_ssat8_asr",
        ValueRange{adaptor.getOperand(), shift});
    return success();
  }
};

} // namespace

void tinymlc::populateDSPPatterns(const TypeConverter &converter,
                                  RewritePatternSet &patterns) {
  patterns.add<DSPPattern<mcu::SmladOp>, DSPPattern<mcu::SmuadOp>,
               DSPPattern<mcu::SmlaOp>, DSPPattern<mcu::SmlawOp>,
               DSPPattern<mcu::SmmulOp>, DSPPattern<mcu::SmmlaOp>,
               DSPPattern<mcu::Sxtb16Op>, DSPPattern<mcu::Uxtb16Op>,
               DSPPattern<mcu::PkhbtOp>, DSPPattern<mcu::PkhtbOp>,
               DSPPattern<mcu::Sadd16Op>, DSPPattern<mcu::Ssub16Op>,
               DSPPattern<mcu::Sxtab16Op>, DSPPattern<mcu::Max8Op>,
               SaturatePattern>(converter, patterns.getContext());
}
