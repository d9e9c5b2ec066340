//===- MCUDialect.cpp - registration, types and attributes of mcu
//----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tinymlc::mcu;

#include "tinymlc/Dialect/MCU/IR/MCUDialect.cpp.inc"
#include "tinymlc/Dialect/MCU/IR/MCUEnums.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "tinymlc/Dialect/MCU/IR/MCUTypes.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "tinymlc/Dialect/MCU/IR/MCUAttributes.cpp.inc"

void MCUDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "tinymlc/Dialect/MCU/IR/MCUTypes.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "tinymlc/Dialect/MCU/IR/MCUAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "tinymlc/Dialect/MCU/IR/MCUOps.cpp.inc"
      >();
}

// <const 1x2xi8>
Type BufferType::parse(AsmParser &parser) {
  if (parser.parseLess())
    return {};
  bool constant = succeeded(parser.parseOptionalKeyword("const"));
  SmallVector<int64_t> shape;
  Type elementType;
  if (parser.parseDimensionList(shape, /*allowDynamic=*/false) ||
      parser.parseType(elementType) || parser.parseGreater())
    return {};
  return get(parser.getContext(), shape, elementType, constant);
}

void BufferType::print(AsmPrinter &printer) const {
  printer << (getConstant() ? "<const " : "<");
  for (int64_t dim : getShape())
    printer << dim << 'x';
  printer << getElementType() << '>';
}

int64_t BufferType::getNumElements() const {
  int64_t product = 1;
  for (int64_t dim : getShape())
    product *= dim;
  return product;
}

int64_t BufferType::getElementBytes() const {
  return getElementType().getIntOrFloatBitWidth() / 8;
}

int64_t BufferType::getNumBytes() const {
  return getNumElements() * getElementBytes();
}

// <const i8>
Type PtrType::parse(AsmParser &parser) {
  if (parser.parseLess())
    return {};
  bool constant = succeeded(parser.parseOptionalKeyword("const"));
  Type pointee;
  if (parser.parseType(pointee) || parser.parseGreater())
    return {};
  return get(parser.getContext(), pointee, constant);
}

void PtrType::print(AsmPrinter &printer) const {
  printer << (getConstant() ? "<const " : "<") << getPointee() << '>';
}

Value tinymlc::mcu::getUnderlyingBuffer(Value value) {
  while (auto view = value.getDefiningOp<ViewOp>())
    value = view.getSource();
  return value;
}
