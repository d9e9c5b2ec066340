//===- RowGroup.h - kernels that could run as a stream ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_DIALECT_MCU_TRANSFORMS_ROWGROUP_H
#define TINYMLC_LIB_DIALECT_MCU_TRANSFORMS_ROWGROUP_H

#include "tinymlc/Dialect/MCU/Analysis/StripAccess.h"
#include "llvm/ADT/MapVector.h"

namespace tinymlc::mcu {

/// Neighbouring kernels as they would run in a stream whose last one computes
/// so many rows a turn: each other one as many as its readers use up, as late
/// as they allow.
class RowGroup {
public:
  /// None where the kernels cannot run so. Fills of planes may be among them.
  static std::optional<RowGroup> make(llvm::ArrayRef<mlir::Operation *> kernels,
                                      int64_t rows);

  /// The kernels, by place, that read an image in the group, in their order;
  /// and the one that writes it.
  llvm::ArrayRef<size_t> readersOf(mlir::Value image) const;
  size_t producerOf(mlir::Value image) const { return producers.at(image); }
  /// Whether windows reach below an image of the group.
  bool isReadBelow(mlir::Value image) const;

  /// Bytes of the arena while the kernel runs that needs most, images of which
  /// all rows are kept left out.
  int64_t getStripBytes() const;
  /// Images of the group of which all rows are kept: what it reads, and what it
  /// writes last.
  llvm::SmallVector<BufferOp> inputs;
  BufferOp output;

  /// The type that a buffer between the kernels gets.
  BufferType getStripType(BufferOp buffer) const {
    return buffer.getType().keepRows(keptRows.lookup(buffer));
  }
  /// Bytes of such a buffer, slack included.
  int64_t getStripSlack(BufferOp buffer) const;

  llvm::SmallVector<mlir::Operation *> kernels;
  /// What each of `kernels` reads and writes, and when.
  llvm::SmallVector<StripKernel> strips;
  int64_t turns = 0;
  /// Rows that buffers between the kernels keep.
  llvm::MapVector<BufferOp, int64_t> keptRows;
  /// Fills of planes among the kernels.
  llvm::SmallVector<mlir::Operation *> fills;

private:
  bool addKernels(llvm::ArrayRef<mlir::Operation *> group);
  void findReaders();
  bool findBuffers();
  bool schedule(int64_t rows);
  bool scheduleRows(int64_t rows);
  bool scheduleFirst();
  bool keepRows();
  /// Adds what a buffer between the kernels takes while each of them runs.
  void addStripBytes(BufferOp buffer, int64_t kept,
                     llvm::SmallVectorImpl<int64_t> &bytes) const;

  llvm::DenseMap<mlir::Value, llvm::SmallVector<size_t>> readers;
  llvm::DenseMap<mlir::Value, size_t> producers;
};

/// The image that an operand of a kernel shows: a pointwise convolution of all
/// pixels as one row shows one of several rows.
mlir::Value getImage(mlir::OpOperand &operand);

} // namespace tinymlc::mcu

#endif // TINYMLC_LIB_DIALECT_MCU_TRANSFORMS_ROWGROUP_H
