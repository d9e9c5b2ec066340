//===- CTypes.cpp - types, casts and literals of the generated C ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace tinymlc;

Type tinymlc::getNamedCType(MLIRContext *context, StringRef text) {
  return emitc::OpaqueType::get(context, text);
}

Type tinymlc::getUnsigned(Type type) {
  auto integer = dyn_cast<IntegerType>(type);
  return integer ? IntegerType::get(type.getContext(), integer.getWidth(),
                                    IntegerType::Unsigned)
                 : type;
}

static Type convertPointer(mcu::PtrType type) {
  MLIRContext *context = type.getContext();
  std::string pointee = isa<NoneType>(type.getPointee()) ? "void" : "int8_t";
  if (type.getConstant())
    pointee = "const " + pointee;
  return emitc::PointerType::get(getNamedCType(context, pointee));
}

/// Bytes that nothing or something else writes, and numbers.
static std::string getArgumentLetter(Type type) {
  auto pointer = dyn_cast<mcu::PtrType>(type);
  if (!pointer)
    return "i";
  return pointer.getConstant() ? "c" : "p";
}

std::string tinymlc::getFunctionTypeName(FunctionType type) {
  std::string name = "tml_function_";
  for (Type input : type.getInputs())
    name += getArgumentLetter(input);
  return name;
}

CTypeConverter::CTypeConverter() {
  addConversion([](Type type) -> std::optional<Type> {
    if (emitc::isSupportedEmitCType(type))
      return type;
    return std::nullopt;
  });
  addConversion([](IndexType type) -> Type {
    return emitc::SizeTType::get(type.getContext());
  });
  addConversion(convertPointer);
  addConversion([](FunctionType type) -> Type {
    return getNamedCType(type.getContext(), getFunctionTypeName(type));
  });
  auto materialize = [](OpBuilder &builder, Type type, ValueRange inputs,
                        Location loc) -> Value {
    // A parameter that the API header declares as int.
    if (type.isInteger(32) && isa<emitc::OpaqueType>(inputs[0].getType()))
      return emitc::CastOp::create(builder, loc, type, inputs[0]);
    return UnrealizedConversionCastOp::create(builder, loc, type, inputs)
        .getResult(0);
  };
  addSourceMaterialization(materialize);
  addTargetMaterialization(materialize);
}

Value tinymlc::createLiteral(OpBuilder &builder, Location loc, Type type,
                             const Twine &text) {
  return emitc::LiteralOp::create(builder, loc, type,
                                  builder.getStringAttr(text));
}

Value tinymlc::createIntegerLiteral(OpBuilder &builder, Location loc, Type type,
                                    int64_t number) {
  auto integer = dyn_cast<IntegerType>(type);
  bool isWide = integer && integer.getWidth() == 64;
  bool isUnsigned = integer && integer.isUnsigned();
  std::string text = llvm::itostr(number);
  if (number == std::numeric_limits<int64_t>::min())
    text = "INT64_MIN"; // The number without its sign would not fit.
  else if (isWide)
    text = (isUnsigned ? "UINT64_C(" : "INT64_C(") + text + ")";
  else if (isUnsigned)
    text += "u";
  else if (number == std::numeric_limits<int32_t>::min())
    text = "INT32_MIN";
  return createLiteral(builder, loc, type, text);
}

std::optional<int64_t> tinymlc::getLiteralInteger(Value value) {
  auto literal = value.getDefiningOp<emitc::LiteralOp>();
  if (!literal)
    return std::nullopt;
  StringRef text = literal.getValue();
  if (text.consume_front("INT64_C("))
    text.consume_back(")");
  int64_t number;
  if (text.getAsInteger(10, number))
    return std::nullopt;
  return number;
}

/// The source of `value`, if that is `type` cast to the other signedness.
static Value getBeforeSignChange(Value value, Type type) {
  auto cast = value.getDefiningOp<emitc::CastOp>();
  bool isInverse = cast && cast.getSource().getType() == type &&
                   isa<IntegerType>(type) &&
                   getUnsigned(type) == getUnsigned(value.getType());
  return isInverse ? cast.getSource() : Value();
}

Value tinymlc::castTo(OpBuilder &builder, Location loc, Value value,
                      Type type) {
  if (value.getType() == type)
    return value;
  if (Value original = getBeforeSignChange(value, type))
    return original;
  std::optional<int64_t> number = getLiteralInteger(value);
  if (number && isa<emitc::OpaqueType>(type))
    return createLiteral(builder, loc, type, std::to_string(*number));
  auto integer = dyn_cast<IntegerType>(type);
  if (number && *number >= 0 && integer && integer.getWidth() >= 32 &&
      *number <= std::numeric_limits<int32_t>::max())
    return createIntegerLiteral(builder, loc, type, *number);
  return emitc::CastOp::create(builder, loc, type, value);
}

Value tinymlc::withoutWidening(Value value) {
  auto widening = value.getDefiningOp<emitc::CastOp>();
  if (!widening || !widening.getType().isInteger(32))
    return value;
  auto source = dyn_cast<IntegerType>(widening.getSource().getType());
  bool widens = source && source.getWidth() > 1 && source.getWidth() < 32;
  return widens ? widening.getSource() : value;
}
