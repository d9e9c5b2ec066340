//===- MCU.h - the mcu dialect: types, attributes, operators ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_MCU_IR_MCU_H
#define TINYMLC_DIALECT_MCU_IR_MCU_H

#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "tinymlc/Dialect/MCU/IR/PackedSchedule.h"
#include "tinymlc/Dialect/MCU/IR/WinogradLayout.h"
#include <optional>

#include "tinymlc/Dialect/MCU/IR/MCUDialect.h.inc"
#include "tinymlc/Dialect/MCU/IR/MCUEnums.h.inc"
#include "tinymlc/Dialect/MCU/IR/MCUOpInterfaces.h.inc"
#define GET_ATTRDEF_CLASSES
#include "tinymlc/Dialect/MCU/IR/MCUAttributes.h.inc"
#define GET_TYPEDEF_CLASSES
#include "tinymlc/Dialect/MCU/IR/MCUTypes.h.inc"
#define GET_OP_CLASSES
#include "tinymlc/Dialect/MCU/IR/MCUOps.h.inc"

namespace tinymlc::mcu {
/// Functions with this attribute are written for a core with the DSP extension:
/// there they become assembly in the order in which they stand, so that no
/// compiler moves or spills what a kernel's inner loop holds in registers.
constexpr llvm::StringLiteral assemblyAttrName = "mcu.assembly";

/// Where the elements of an image of i8 lie, in bytes: its first element, and
/// from row to row, pixel to pixel and channel to channel.
struct ImageStrides {
  int64_t first, row, pixel, channel;
};
ImageStrides getImageStrides(BufferType type);

/// How a packed dot product of `featureBytes` by `weightBytes` takes weights:
/// position by position, the feature that it goes with; features from
/// `features` on are zeros.
llvm::SmallVector<int64_t> packWeights(int64_t features, int64_t featureBytes,
                                       int64_t weightBytes);

/// The buffer whose bytes `value` names, seen through any views.
mlir::Value getUnderlyingBuffer(mlir::Value value);
} // namespace tinymlc::mcu

#endif // TINYMLC_DIALECT_MCU_IR_MCU_H
