//===- ControlFlowPatterns.cpp - functions, loops and branches in C -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace tinymlc;

/// The types that the API header declares: int has the size of int32_t on every
/// target but need not be the same type.
static Type getPublicType(Type type) {
  MLIRContext *context = type.getContext();
  if (type.isInteger(32))
    return getNamedCType(context, "int");
  auto pointer = dyn_cast<mcu::PtrType>(type);
  if (!pointer)
    return type;
  std::string pointee = "void";
  if (pointer.getPointee().isF32())
    pointee = "float";
  else if (auto integer = dyn_cast<IntegerType>(pointer.getPointee()))
    pointee = "int" + std::to_string(integer.getWidth()) + "_t";
  if (pointer.getConstant())
    pointee = "const " + pointee;
  return emitc::PointerType::get(getNamedCType(context, pointee));
}

static SmallVector<Type> getResultTypes(func::FuncOp function,
                                        const TypeConverter &converter) {
  return llvm::map_to_vector(function.getResultTypes(), [&](Type type) {
    return function.isPublic() ? getPublicType(type)
                               : converter.convertType(type);
  });
}

/// A text that may stand behind "//": it must not continue the line.
static std::string getCommentText(StringRef text) {
  std::string comment = "// ";
  for (char c : text)
    comment += llvm::isPrint(c) && c != '\\' && c != '?' ? c : '_';
  return comment;
}

/// One variable for each value that a loop carries or a branch yields.
static SmallVector<Value> createVariables(OpBuilder &builder, Location loc,
                                          TypeRange types) {
  Attribute none = emitc::OpaqueAttr::get(builder.getContext(), "");
  return llvm::map_to_vector(types, [&](Type type) -> Value {
    return emitc::VariableOp::create(builder, loc, emitc::LValueType::get(type),
                                     none);
  });
}

static SmallVector<Value> loadVariables(OpBuilder &builder, Location loc,
                                        ValueRange variables) {
  return llvm::map_to_vector(variables, [&](Value variable) -> Value {
    return emitc::LoadOp::create(
        builder, loc,
        cast<emitc::LValueType>(variable.getType()).getValueType(), variable);
  });
}

/// Ends a block that used to yield `values` by assigning them to `variables`.
/// All values exist before the first assignment, so that variables may swap.
static LogicalResult replaceYield(Block &block, ValueRange variables,
                                  ConversionPatternRewriter &rewriter) {
  auto yield = cast<scf::YieldOp>(block.getTerminator());
  rewriter.setInsertionPoint(yield);
  SmallVector<Value> values;
  if (failed(rewriter.getRemappedValues(yield.getOperands(), values)))
    return failure();
  for (auto [variable, value] : llvm::zip_equal(variables, values)) {
    auto load = value.getDefiningOp<emitc::LoadOp>();
    if (!load || load.getOperand() != variable)
      emitc::AssignOp::create(rewriter, yield.getLoc(), variable, value);
  }
  rewriter.replaceOpWithNewOp<emitc::YieldOp>(yield);
  return success();
}

/// The time goes in what such functions call. What gcc makes cold makes so what
/// it alone calls: not <name>_invoke, which calls all kernels.
static bool callsOthers(func::FuncOp function) {
  return function.walk([](func::CallOp) { return WalkResult::interrupt(); })
      .wasInterrupted();
}

namespace {

struct FunctionPattern : OpConversionPattern<func::FuncOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(func::FuncOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (op.isExternal() || op.getNumResults() > 1)
      return rewriter.notifyMatchFailure(op,
                                         "needs a body, one result at most");
    const TypeConverter &converter = *getTypeConverter();
    TypeConverter::SignatureConversion inputs(op.getNumArguments());
    for (auto [i, type] : llvm::enumerate(op.getArgumentTypes())) {
      bool isInt = op.isPublic() && type.isInteger(32);
      inputs.addInputs(i, isInt ? getPublicType(type)
                                : converter.convertType(type));
    }
    auto type = rewriter.getFunctionType(inputs.getConvertedTypes(),
                                         getResultTypes(op, converter));
    emitc::VerbatimOp::create(rewriter, op.getLoc(), "");
    if (auto comment = op->getAttrOfType<StringAttr>("mcu.comment"))
      for (StringRef line : llvm::split(comment.getValue(), '\n'))
        emitc::VerbatimOp::create(rewriter, op.getLoc(), getCommentText(line));
    auto function =
        emitc::FuncOp::create(rewriter, op.getLoc(), op.getSymName(), type);
    SmallVector<StringRef> specifiers;
    if (op.isPrivate())
      specifiers = {"static", "TML_NOINLINE"};
    bool isSmall = callsOthers(op) || op->hasAttr("mcu.small");
    if (isSmall)
      specifiers.push_back(op.isPrivate() ? "TML_SMALL" : "TML_COLD");
    if (!specifiers.empty())
      function.setSpecifiersAttr(rewriter.getStrArrayAttr(specifiers));
    rewriter.inlineRegionBefore(op.getBody(), function.getBody(),
                                function.end());
    if (failed(rewriter.convertRegionTypes(&function.getBody(), converter,
                                           &inputs)))
      return failure();
    rewriter.eraseOp(op);
    return success();
  }
};

struct ReturnPattern : OpConversionPattern<func::ReturnOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(func::ReturnOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value result;
    if (op.getNumOperands() == 1) {
      auto function = op->getParentOfType<emitc::FuncOp>();
      Type type = function.getFunctionType().getResult(0);
      result = castTo(rewriter, op.getLoc(), adaptor.getOperands()[0], type);
    }
    rewriter.replaceOpWithNewOp<emitc::ReturnOp>(op, result);
    return success();
  }
};

/// A statement that calls `callee`, with places for the arguments.
static std::string formatCall(StringRef callee, size_t arguments) {
  SmallVector<StringRef> places(arguments, "{}");
  return (callee + "(" + llvm::join(places, ", ") + ");").str();
}

/// Calls without a result print as text, which lets arguments be expressions.
struct CallPattern : OpConversionPattern<func::CallOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(func::CallOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    if (op.use_empty()) {
      StringRef ignored = op.getNumResults() == 0 ? "" : "(void) ";
      std::string format = formatCall(op.getCallee(), op.getNumOperands());
      emitc::VerbatimOp::create(rewriter, loc,
                                rewriter.getStringAttr(ignored + format),
                                adaptor.getOperands());
      rewriter.eraseOp(op);
      return success();
    }
    Type type = getTypeConverter()->convertType(op.getResult(0).getType());
    rewriter.replaceOpWithNewOp<emitc::CallOpaqueOp>(op, type, op.getCallee(),
                                                     adaptor.getOperands());
    return success();
  }
};

/// The name of a function as a value.
struct FunctionAddressPattern : OpConversionPattern<func::ConstantOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(func::ConstantOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type type = getTypeConverter()->convertType(op.getType());
    rewriter.replaceOp(
        op, createLiteral(rewriter, op.getLoc(), type, op.getValue()));
    return success();
  }
};

/// Of functions without results.
struct IndirectCallPattern : OpConversionPattern<func::CallIndirectOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(func::CallIndirectOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (op.getNumResults() != 0)
      return rewriter.notifyMatchFailure(op, "has results");
    rewriter.replaceOpWithNewOp<emitc::VerbatimOp>(
        op,
        rewriter.getStringAttr(formatCall("{}", op.getCalleeOperands().size())),
        adaptor.getOperands());
    return success();
  }
};

struct ForPattern : OpConversionPattern<scf::ForOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(scf::ForOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    SmallVector<Value> variables;
    for (Value value : adaptor.getInitArgs()) {
      variables.append(createVariables(rewriter, loc, value.getType()));
      emitc::AssignOp::create(rewriter, loc, variables.back(), value);
    }
    auto loop =
        emitc::ForOp::create(rewriter, loc, adaptor.getLowerBound(),
                             adaptor.getUpperBound(), adaptor.getStep());
    rewriter.eraseBlock(loop.getBody());
    if (failed(moveBody(op, loop, variables, rewriter)))
      return failure();
    rewriter.setInsertionPointAfter(loop);
    rewriter.replaceOp(op, loadVariables(rewriter, loc, variables));
    return success();
  }

private:
  /// Inside, the carried values are read from their variables.
  LogicalResult moveBody(scf::ForOp op, emitc::ForOp loop, ValueRange variables,
                         ConversionPatternRewriter &rewriter) const {
    rewriter.inlineRegionBefore(op.getRegion(), loop.getRegion(),
                                loop.getRegion().end());
    Block *body = &loop.getRegion().front();
    TypeConverter::SignatureConversion arguments(body->getNumArguments());
    arguments.addInputs(
        0, getTypeConverter()->convertType(body->getArgument(0).getType()));
    rewriter.setInsertionPointToStart(body);
    SmallVector<Value> loads = loadVariables(rewriter, op.getLoc(), variables);
    for (auto [i, load] : llvm::enumerate(loads))
      arguments.remapInput(i + 1, load);
    body =
        rewriter.applySignatureConversion(body, arguments, getTypeConverter());
    return replaceYield(*body, variables, rewriter);
  }
};

struct IfPattern : OpConversionPattern<scf::IfOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(scf::IfOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    SmallVector<Type> types;
    if (failed(getTypeConverter()->convertTypes(op.getResultTypes(), types)))
      return failure();
    SmallVector<Value> variables = createVariables(rewriter, loc, types);
    auto branch = emitc::IfOp::create(rewriter, loc, adaptor.getCondition(),
                                      /*addThenBlock=*/false,
                                      /*addElseBlock=*/false);
    auto move = [&](Region &from, Region &to) {
      if (from.empty())
        return success();
      rewriter.inlineRegionBefore(from, to, to.end());
      return replaceYield(to.front(), variables, rewriter);
    };
    if (failed(move(op.getThenRegion(), branch.getThenRegion())) ||
        failed(move(op.getElseRegion(), branch.getElseRegion())))
      return failure();
    rewriter.setInsertionPointAfter(branch);
    rewriter.replaceOp(op, loadVariables(rewriter, loc, variables));
    return success();
  }
};

} // namespace

void tinymlc::populateControlFlowPatterns(const TypeConverter &converter,
                                          RewritePatternSet &patterns) {
  patterns
      .add<FunctionPattern, ReturnPattern, CallPattern, FunctionAddressPattern,
           IndirectCallPattern, ForPattern, IfPattern>(converter,
                                                       patterns.getContext());
}
