//===- LoopsToLLVM.cpp - the pass convert-mcu-loops-to-llvm ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FrameBytes.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/Pattern.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Pass/Pass.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "tinymlc/Target/Assembly/Assemble.h"
#include "tinymlc/Target/ConstantSection.h"
#include "tinymlc/Target/Passes.h"
#include "llvm/ADT/StringSet.h"

namespace tinymlc {
#define GEN_PASS_DEF_CONVERTMCULOOPSTOLLVM
#include "tinymlc/Target/Passes.h.inc"
} // namespace tinymlc

using namespace mlir;
using namespace tinymlc;

static Value addBytes(OpBuilder &builder, Location loc, Value pointer,
                      LLVM::GEPArg bytes) {
  return LLVM::GEPOp::create(builder, loc, pointer.getType(),
                             builder.getI8Type(), pointer, bytes);
}

static Value getAddress(OpBuilder &builder, Location loc, Value base,
                        Value index, int32_t offset) {
  Value address = addBytes(builder, loc, base, index);
  return offset == 0 ? address : addBytes(builder, loc, address, offset);
}

static unsigned getNaturalAlignment(Type type) {
  return type.getIntOrFloatBitWidth() / 8;
}

namespace {

struct LoadPattern : ConvertOpToLLVMPattern<mcu::LoadOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(mcu::LoadOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value address = getAddress(rewriter, op.getLoc(), adaptor.getBase(),
                               adaptor.getIndex(), op.getOffset());
    rewriter.replaceOpWithNewOp<LLVM::LoadOp>(
        op, op.getType(), address, getNaturalAlignment(op.getType()));
    return success();
  }
};

struct StorePattern : ConvertOpToLLVMPattern<mcu::StoreOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(mcu::StoreOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value address = getAddress(rewriter, op.getLoc(), adaptor.getBase(),
                               adaptor.getIndex(), op.getOffset());
    rewriter.replaceOpWithNewOp<LLVM::StoreOp>(
        op, adaptor.getValue(), address,
        getNaturalAlignment(op.getValue().getType()));
    return success();
  }
};

struct OffsetPattern : ConvertOpToLLVMPattern<mcu::OffsetOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(mcu::OffsetOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, addBytes(rewriter, op.getLoc(), adaptor.getBase(),
                                    adaptor.getOffset()));
    return success();
  }
};

struct CastPattern : ConvertOpToLLVMPattern<mcu::CastOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(mcu::CastOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, adaptor.getSource());
    return success();
  }
};

struct PtrToIntPattern : ConvertOpToLLVMPattern<mcu::PtrToIntOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(mcu::PtrToIntOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<LLVM::PtrToIntOp>(
        op, getTypeConverter()->getIndexType(), adaptor.getSource());
    return success();
  }
};

struct AddressOfPattern : ConvertOpToLLVMPattern<mcu::AddressOfOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(mcu::AddressOfOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<LLVM::AddressOfOp>(
        op, LLVM::LLVMPointerType::get(op.getContext()), op.getGlobal());
    return success();
  }
};

/// Constants of any shape become flat arrays, as the C has them.
struct GlobalPattern : ConvertOpToLLVMPattern<mcu::GlobalOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(mcu::GlobalOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto elements = dyn_cast<DenseElementsAttr>(op.getValue());
    if (!elements)
      return rewriter.notifyMatchFailure(op, "needs dense elements");
    int64_t count = elements.getNumElements();
    Type type = elements.getElementType();
    auto global = rewriter.replaceOpWithNewOp<LLVM::GlobalOp>(
        op, LLVM::LLVMArrayType::get(type, count), /*isConstant=*/true,
        LLVM::Linkage::Internal, op.getSymName(),
        elements.reshape(RankedTensorType::get({count}, type)),
        /*alignment=*/std::max(4u, getNaturalAlignment(type)));
    if (StringAttr section = getConstantSection(global))
      global.setSectionAttr(section);
    return success();
  }
};

class ConvertMCULoopsToLLVM
    : public tinymlc::impl::ConvertMCULoopsToLLVMBase<ConvertMCULoopsToLLVM> {
public:
  using ConvertMCULoopsToLLVMBase::ConvertMCULoopsToLLVMBase;

private:
  void runOnOperation() override {
    ModuleOp module = getOperation();
    for (auto interface :
         llvm::make_early_inc_range(module.getOps<mcu::InterfaceOp>()))
      interface.erase();
    if (failed(moveAssembly(module)))
      return signalPassFailure();
    llvm::StringSet<> internal;
    for (auto function : module.getOps<func::FuncOp>())
      if (function.isPrivate() && !function.isExternal())
        internal.insert(function.getSymName());
    if (failed(convert(module)))
      return signalPassFailure();
    for (auto function : module.getOps<LLVM::LLVMFuncOp>()) {
      // An unwinder takes kilobytes and nothing here throws.
      function.setNoUnwind(true);
      if (!internal.contains(function.getSymName()))
        continue;
      function.setLinkage(LLVM::Linkage::Internal);
      function.setNoInline(true);
    }
  }

  /// Functions in assembly become text of the module, and declarations.
  LogicalResult moveAssembly(ModuleOp module) {
    auto assembly = assembleFunctions(module);
    if (failed(assembly))
      return failure();
    SmallVector<Attribute> texts;
    Builder builder(&getContext());
    for (auto &[name, lines] : *assembly) {
      for (const std::string &piece :
           wrapAssembly(name, lines, /*global=*/false, std::string::npos))
        texts.push_back(builder.getStringAttr(piece));
      auto function = module.lookupSymbol<func::FuncOp>(name);
      function.eraseBody();
      function->setAttr(frameBytesAttrName,
                        builder.getI64IntegerAttr(getFrameBytes(lines)));
    }
    if (!texts.empty())
      module->setAttr(LLVM::LLVMDialect::getModuleLevelAsmAttrName(),
                      builder.getArrayAttr(texts));
    return success();
  }

  LogicalResult convert(ModuleOp module) {
    LowerToLLVMOptions options(&getContext());
    options.overrideIndexBitwidth(indexBitwidth);
    LLVMTypeConverter converter(&getContext(), options);
    converter.addConversion([](mcu::PtrType type) -> Type {
      return LLVM::LLVMPointerType::get(type.getContext());
    });
    RewritePatternSet patterns(&getContext());
    populateSCFToControlFlowConversionPatterns(patterns);
    cf::populateControlFlowToLLVMConversionPatterns(converter, patterns);
    arith::populateArithToLLVMConversionPatterns(converter, patterns);
    populateMathToLLVMConversionPatterns(converter, patterns);
    populateFuncToLLVMConversionPatterns(converter, patterns);
    patterns.add<LoadPattern, StorePattern, OffsetPattern, CastPattern,
                 PtrToIntPattern, AddressOfPattern, GlobalPattern>(converter);
    LLVMConversionTarget target(getContext());
    target.addLegalOp<ModuleOp>();
    return applyFullConversion(module, target, std::move(patterns));
  }
};

} // namespace
