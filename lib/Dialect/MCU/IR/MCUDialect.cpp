//===- MCUDialect.cpp - registration, types and attributes of mcu ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"
#include <limits>

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

// <const 1x2xi8>, <1x2x2x3xi8, <rows = 4, ...>>, <1x9x2x3xi8, keeps 2>
Type BufferType::parse(AsmParser &parser) {
  SMLoc location = parser.getCurrentLocation();
  if (parser.parseLess())
    return {};
  bool constant = succeeded(parser.parseOptionalKeyword("const"));
  SmallVector<int64_t> shape;
  Type elementType;
  if (parser.parseDimensionList(shape, /*allowDynamic=*/false) ||
      parser.parseType(elementType))
    return {};
  PlanesAttr planes;
  int64_t keptRows = 0;
  bool more = succeeded(parser.parseOptionalComma());
  if (more && succeeded(parser.parseOptionalKeyword("keeps"))) {
    if (parser.parseInteger(keptRows))
      return {};
    more = succeeded(parser.parseOptionalComma());
  }
  if (more && parser.parseCustomAttributeWithFallback(planes))
    return {};
  if (parser.parseGreater())
    return {};
  return getChecked([&] { return parser.emitError(location); },
                    parser.getContext(), shape, elementType, constant, planes,
                    keptRows);
}

void BufferType::print(AsmPrinter &printer) const {
  printer << (getConstant() ? "<const " : "<");
  for (int64_t dim : getShape())
    printer << dim << 'x';
  printer << getElementType();
  if (getKeptRows() != 0)
    printer << ", keeps " << getKeptRows();
  if (getPlanes()) {
    printer << ", ";
    printer.printStrippedAttrOrType(getPlanes());
  }
  printer << '>';
}

/// buffer_type_c3
static LogicalResult
verifyPlanes(llvm::function_ref<InFlightDiagnostic()> emitError,
             ArrayRef<int64_t> shape, Type elementType, bool constant,
             PlanesAttr planes, int64_t keptRows) {
  if (constant || !elementType.isInteger(8) || shape.size() != 4 ||
      shape[0] != 1)
    return emitError() << "has planes, which hold one batch of i8";
  constexpr int64_t limit = 1 << 16;
  for (int64_t size : {planes.getRows(), planes.getRowBytes(), planes.getTop(),
                       planes.getLeft(), shape[1], shape[2]})
    if (size < 0 || size > limit)
      return emitError() << "has planes with " << size
                         << " rows or bytes, expected 0.." << limit;
  int64_t imageRows = keptRows == 0 ? shape[1] : keptRows;
  if (planes.getTop() + imageRows > planes.getRows() ||
      planes.getLeft() + shape[2] > planes.getRowBytes())
    return emitError() << "has planes of " << planes.getRows() << " rows of "
                       << planes.getRowBytes()
                       << " bytes, too small for the image";
  if (keptRows == 0 && planes.getRowBytes() % 4 != 0)
    return emitError() << "has planes with rows of " << planes.getRowBytes()
                       << " bytes, expected whole words";
  if ((shape[3] + 4) * planes.getPlaneBytes() >
      std::numeric_limits<int32_t>::max())
    return emitError() << "takes 2^31 bytes or more";
  return success();
}

/// buffer_type_c4
static LogicalResult
verifyKeptRows(llvm::function_ref<InFlightDiagnostic()> emitError,
               ArrayRef<int64_t> shape, bool constant, PlanesAttr planes,
               int64_t keptRows) {
  if (constant || shape.size() != 4 || shape[0] != 1)
    return emitError() << "keeps rows, which are those of one image";
  // Windows may reach a border above and below the image.
  constexpr int64_t limit = 1 << 16;
  if (keptRows < 1 || keptRows > limit || (!planes && keptRows > shape[1]))
    return emitError() << "keeps " << keptRows << " of " << shape[1] << " rows";
  if (planes && (planes.getRows() != keptRows || planes.getTop() != 0))
    return emitError() << "keeps " << keptRows << " rows in planes of "
                       << planes.getRows();
  return success();
}

// buffer_type_c1, buffer_type_c2
LogicalResult
BufferType::verify(llvm::function_ref<InFlightDiagnostic()> emitError,
                   ArrayRef<int64_t> shape, Type elementType, bool constant,
                   PlanesAttr planes, int64_t keptRows) {
  if (!elementType.isInteger(8) && !elementType.isInteger(16) &&
      !elementType.isInteger(32) && !elementType.isF32())
    return emitError() << "has elements of type " << elementType
                       << ", expected i8, i16, i32 or f32";
  // Offsets are i32.
  int64_t bytes = elementType.getIntOrFloatBitWidth() / 8;
  for (int64_t size : shape) {
    if (size < 1)
      return emitError() << "has size " << size << ", expected 1 or more";
    if (llvm::MulOverflow(bytes, size, bytes) ||
        bytes > std::numeric_limits<int32_t>::max())
      return emitError() << "takes 2^31 bytes or more";
  }
  if (keptRows != 0 &&
      failed(verifyKeptRows(emitError, shape, constant, planes, keptRows)))
    return failure();
  return planes ? verifyPlanes(emitError, shape, elementType, constant, planes,
                               keptRows)
                : success();
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
  if (getKeptRows() != 0)
    return getKeptRows() * getRowBytes();
  return getPlanes() ? getShape()[3] * getPlanes().getPlaneBytes()
                     : getNumElements() * getElementBytes();
}

int64_t BufferType::getRowBytes() const {
  PlanesAttr planes = getPlanes();
  if (!planes)
    return getShape()[2] * getShape()[3] * getElementBytes();
  if (getKeptRows() == 0)
    return planes.getRowBytes();
  int64_t channels = getShape()[3];
  int64_t bytes = std::max(static_cast<int64_t>(llvm::alignTo(channels, 4)) *
                               planes.getRowBytes(),
                           channels * planes.getRowBytes() + planes.getLeft());
  return static_cast<int64_t>(llvm::alignTo(bytes, 4));
}

BufferType BufferType::keepRows(int64_t rows, int64_t border) const {
  PlanesAttr planes = getPlanes();
  // Words at even addresses take a cycle less than at odd ones.
  if (planes)
    planes = PlanesAttr::get(
        getContext(), rows,
        static_cast<int64_t>(llvm::alignTo(getShape()[2] + border, 2)),
        /*top=*/0, planes.getLeft());
  return get(getContext(), getShape(), getElementType(), getConstant(), planes,
             rows);
}

// <const i8>
Type PtrType::parse(AsmParser &parser) {
  SMLoc location = parser.getCurrentLocation();
  if (parser.parseLess())
    return {};
  bool constant = succeeded(parser.parseOptionalKeyword("const"));
  Type pointee;
  if (parser.parseType(pointee) || parser.parseGreater())
    return {};
  return getChecked([&] { return parser.emitError(location); },
                    parser.getContext(), pointee, constant);
}

// clamp_c1
LogicalResult
ClampAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError,
                  int32_t minimum, int32_t maximum) {
  if (-128 <= minimum && minimum <= maximum && maximum <= 127)
    return success();
  return emitError() << "clamps to " << minimum << ".." << maximum
                     << ", expected bounds in order within int8";
}

// ptr_c1
LogicalResult
PtrType::verify(llvm::function_ref<InFlightDiagnostic()> emitError,
                Type pointee, bool) {
  if (isa<NoneType>(pointee) || pointee.isF32() || pointee.isInteger(8) ||
      pointee.isInteger(16) || pointee.isInteger(32) || pointee.isInteger(64))
    return success();
  return emitError() << "points to " << pointee
                     << ", expected i8, i16, i32, i64, f32 or none";
}

void PtrType::print(AsmPrinter &printer) const {
  printer << (getConstant() ? "<const " : "<") << getPointee() << '>';
}

ImageStrides tinymlc::mcu::getImageStrides(BufferType type) {
  if (PlanesAttr planes = type.getPlanes())
    return {planes.getFirstPixel(), type.getRowBytes(), 1,
            type.getKeptRows() == 0 ? planes.getPlaneBytes()
                                    : planes.getRowBytes()};
  ArrayRef<int64_t> shape = type.getShape();
  return {0, shape[2] * shape[3], shape[3], 1};
}

Value tinymlc::mcu::getUnderlyingBuffer(Value value) {
  while (auto view = value.getDefiningOp<ViewOp>())
    value = view.getSource();
  return value;
}

int64_t tinymlc::mcu::getUnderlyingOffset(Value value) {
  int64_t offset = 0;
  while (auto view = value.getDefiningOp<ViewOp>()) {
    offset += static_cast<int64_t>(view.getOffset().value_or(0));
    value = view.getSource();
  }
  return offset;
}
