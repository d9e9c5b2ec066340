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
#include "tinymlc/Dialect/MCU/IR/RowWindow.h"
#include "tinymlc/Dialect/MCU/IR/WinogradLayout.h"
#include <optional>

#include "tinymlc/Dialect/MCU/IR/MCUDialect.h.inc"
#include "tinymlc/Dialect/MCU/IR/MCUEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "tinymlc/Dialect/MCU/IR/MCUAttributes.h.inc"
#define GET_TYPEDEF_CLASSES
#include "tinymlc/Dialect/MCU/IR/MCUTypes.h.inc"
// Speaks of types.
#include "tinymlc/Dialect/MCU/IR/MCUOpInterfaces.h.inc"
#define GET_OP_CLASSES
#include "tinymlc/Dialect/MCU/IR/MCUOps.h.inc"

namespace tinymlc::mcu {
/// Functions with this attribute are written for a core with the DSP extension:
/// there they become assembly in the order in which they stand, so that no
/// compiler moves or spills what a kernel's inner loop holds in registers.
constexpr llvm::StringLiteral assemblyAttrName = "mcu.assembly";

/// Weights that a channel of an unsigned filter has at most. Sums with an input
/// and an offset of 8 bits each, 2 * 255 * 255 * 8192 beside 2^30, stay within
/// 32 bits.
constexpr int64_t largestUnsignedFilter = 8192;

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

/// Where in that buffer `value` begins, in bytes.
int64_t getUnderlyingOffset(mlir::Value value);

/// How an operation in a stream takes its turns: it runs in the last of each
/// `every` turns, and computes, of its output image's rows, the first time
/// those from `first` on, `rows` of them, and each other time the ones behind.
struct StripSchedule {
  int64_t first = 0, rows = 0, every = 1;

  /// The row behind those of turn `turn` and of all before.
  int64_t end(int64_t turn) const { return first + (turn + 1) / every * rows; }
  /// The first turn in which it runs.
  int64_t firstTurn() const { return every - 1; }
};

/// How an operation takes its turns; none outside streams.
std::optional<StripSchedule> getStripSchedule(mlir::Operation *op);

/// The rows that an operation's strips are of: those of its output image, or,
/// of a kernel that adds rows up, those of its input.
int64_t countStripRows(mlir::Operation *op);

/// The turns of its stream, the first and the last, in which an operation has
/// something to do; it has in each `every`-th between them.
std::pair<int64_t, int64_t> getBusyTurns(mlir::Operation *op);

/// How many those are.
int64_t countBusyTurns(mlir::Operation *op);

/// The operands of a kernel that are images it reads in row windows.
llvm::SmallVector<mlir::OpOperand *> getInputImages(mlir::Operation *kernel);
} // namespace tinymlc::mcu

#endif // TINYMLC_DIALECT_MCU_IR_MCU_H
