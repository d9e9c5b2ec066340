//===- MemoryPatterns.cpp - pointers, loads and stores in C ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "tinymlc/Target/ConstantSection.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using namespace tinymlc;

/// `pointer` as one whose arithmetic counts bytes.
static Value getBytePointer(OpBuilder &builder, Location loc, Value pointer,
                            mcu::PtrType type) {
  std::string pointee = type.getConstant() ? "const int8_t" : "int8_t";
  return castTo(
      builder, loc, pointer,
      emitc::PointerType::get(getNamedCType(builder.getContext(), pointee)));
}

static Value addBytes(OpBuilder &builder, Location loc, Value pointer,
                      Value index) {
  if (getLiteralInteger(index) == 0)
    return pointer;
  return emitc::AddOp::create(builder, loc, pointer.getType(), pointer,
                              withoutWidening(index));
}

/// base + index + offset, added to the pointer one by one, so that no sum of
/// integers can overflow.
static Value getAddress(OpBuilder &builder, Location loc, Value base,
                        mcu::PtrType type, Value index, int64_t offset) {
  Value pointer = getBytePointer(builder, loc, base, type);
  if (std::optional<int64_t> number = getLiteralInteger(index)) {
    Value sum = createIntegerLiteral(builder, loc, builder.getI32Type(),
                                     *number + offset);
    return addBytes(builder, loc, pointer, sum);
  }
  pointer = addBytes(builder, loc, pointer, index);
  Value constant =
      createIntegerLiteral(builder, loc, builder.getI32Type(), offset);
  return addBytes(builder, loc, pointer, constant);
}

/// The end of the names of the runtime's functions for that type.
static std::string getAccessSuffix(Type type) {
  return (type.isF32() ? "f" : "i") +
         std::to_string(type.getIntOrFloatBitWidth());
}

namespace {

struct LoadPattern : OpConversionPattern<mcu::LoadOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(mcu::LoadOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value address =
        getAddress(rewriter, op.getLoc(), adaptor.getBase(),
                   op.getBase().getType(), adaptor.getIndex(), op.getOffset());
    Type type = op.getType();
    if (type.isInteger(8))
      rewriter.replaceOpWithNewOp<emitc::ApplyOp>(op, type, "*", address);
    else
      rewriter.replaceOpWithNewOp<emitc::CallOpaqueOp>(
          op, type,
          (op.getUnaligned() ? "tml_load_unaligned_" : "tml_load_") +
              getAccessSuffix(type),
          address);
    return success();
  }
};

/// The load and the addition, one after the other.
struct LoadNextPattern : OpConversionPattern<mcu::LoadNextOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(mcu::LoadNextOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    mcu::PtrType type = op.getPointer().getType();
    Value pointer = getBytePointer(rewriter, loc, adaptor.getPointer(), type);
    Value word = emitc::CallOpaqueOp::create(
                     rewriter, loc, rewriter.getI32Type(),
                     "tml_load_unaligned_i32", ValueRange(pointer))
                     .getResult(0);
    Value four = createIntegerLiteral(rewriter, loc, rewriter.getI32Type(), 4);
    Value next = castTo(rewriter, loc, addBytes(rewriter, loc, pointer, four),
                        getTypeConverter()->convertType(type));
    rewriter.replaceOp(op, {word, next});
    return success();
  }
};

/// Stores print as text around their operands: EmitC's assignment takes no
/// address that is an expression.
struct StorePattern : OpConversionPattern<mcu::StoreOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(mcu::StoreOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value address =
        getAddress(rewriter, loc, adaptor.getBase(), op.getBase().getType(),
                   adaptor.getIndex(), op.getOffset());
    Type type = op.getValue().getType();
    std::string format =
        op.getUnaligned() ? "tml_store_unaligned_" : "tml_store_";
    format += getAccessSuffix(type) + "({}, {});";
    if (type.isInteger(8))
      format =
          address.getDefiningOp<emitc::AddOp>() ? "*({}) = {};" : "*{} = {};";
    emitc::VerbatimOp::create(rewriter, loc, rewriter.getStringAttr(format),
                              ValueRange{address, adaptor.getValue()});
    rewriter.eraseOp(op);
    return success();
  }
};

struct OffsetPattern : OpConversionPattern<mcu::OffsetOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(mcu::OffsetOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type type = getTypeConverter()->convertType(op.getType());
    Value sum = getAddress(rewriter, op.getLoc(), adaptor.getBase(),
                           op.getBase().getType(), adaptor.getOffset(), 0);
    rewriter.replaceOp(op, castTo(rewriter, op.getLoc(), sum, type));
    return success();
  }
};

template <typename Op> struct PointerCastPattern : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type type = this->getTypeConverter()->convertType(op.getType());
    rewriter.replaceOp(
        op, castTo(rewriter, op.getLoc(), adaptor.getSource(), type));
    return success();
  }
};

struct AddressOfPattern : OpConversionPattern<mcu::AddressOfOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(mcu::AddressOfOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type words = emitc::PointerType::get(
        getNamedCType(op.getContext(), "const uint32_t"));
    Value name = createLiteral(rewriter, op.getLoc(), words, op.getGlobal());
    rewriter.replaceOpWithNewOp<emitc::CastOp>(
        op, getTypeConverter()->convertType(op.getType()), name);
    return success();
  }
};

/// Constants print as words in load order, which aligns them and saves the
/// compiler's parser four fifths of the numbers.
struct GlobalPattern : OpConversionPattern<mcu::GlobalOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(mcu::GlobalOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto elements = dyn_cast<DenseElementsAttr>(op.getValue());
    if (!elements)
      return rewriter.notifyMatchFailure(op, "needs dense elements");
    SmallVector<char> bytes = getBytes(elements);
    Type word = IntegerType::get(op.getContext(), 32, IntegerType::Unsigned);
    int64_t count = bytes.size() / 4;
    // EmitC's global has no section.
    if (StringAttr section = getConstantSection(op)) {
      std::string text = "static const uint32_t " + op.getSymName().str() +
                         "[" + std::to_string(count) +
                         "]\n    __attribute__((section(\"" + section.str() +
                         "\"))) = " + getInitializer(bytes) + ";";
      rewriter.replaceOpWithNewOp<emitc::VerbatimOp>(op, text);
      return success();
    }
    rewriter.replaceOpWithNewOp<emitc::GlobalOp>(
        op, op.getSymName(), emitc::ArrayType::get({count}, word),
        emitc::OpaqueAttr::get(op.getContext(), getInitializer(bytes)),
        /*extern_specifier=*/false, /*static_specifier=*/true,
        /*const_specifier=*/true);
    return success();
  }

private:
  /// Little-endian, filled up with zeros to whole words, at least one.
  static SmallVector<char> getBytes(DenseElementsAttr elements) {
    SmallVector<char> bytes;
    ArrayRef<char> raw = elements.getRawData();
    int64_t repetitions = elements.isSplat() ? elements.getNumElements() : 1;
    for (int64_t i = 0; i < repetitions; ++i)
      bytes.append(raw.begin(), raw.end());
    bytes.resize(std::max<size_t>(4, llvm::alignTo(bytes.size(), 4)));
    return bytes;
  }

  static std::string getInitializer(ArrayRef<char> bytes) {
    constexpr unsigned wordsPerLine = 6;
    std::string text = "{";
    llvm::raw_string_ostream os(text);
    for (size_t i = 0; i < bytes.size(); i += 4) {
      os << (i == 0 ? "" : ",");
      os << (i / 4 % wordsPerLine == 0 ? "\n  " : " ");
      os << llvm::format_hex(llvm::support::endian::read32le(&bytes[i]), 10);
    }
    os << "\n}";
    return text;
  }
};

} // namespace

void tinymlc::populateMemoryPatterns(const TypeConverter &converter,
                                     RewritePatternSet &patterns) {
  patterns.add<LoadPattern, LoadNextPattern, StorePattern, OffsetPattern,
               AddressOfPattern, PointerCastPattern<mcu::CastOp>,
               PointerCastPattern<mcu::PtrToIntOp>, GlobalPattern>(
      converter, patterns.getContext());
}
