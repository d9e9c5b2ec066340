//===- RowGroup.h - kernels that could run as a stream ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_DIALECT_MCU_TRANSFORMS_ROWGROUP_H
#define TINYMLC_LIB_DIALECT_MCU_TRANSFORMS_ROWGROUP_H

#include "tinymlc/Dialect/MCU/Analysis/StripAccess.h"
#include "llvm/ADT/MapVector.h"

namespace tinymlc::mcu {

/// How many rows the last kernel of a stream computes in how many turns.
struct StripSize {
  int64_t rows = 0, every = 1;
};

/// Neighbouring kernels as they would run in a stream whose last one computes
/// so many rows in so many turns: each other one as many as its readers use up,
/// as few a turn and as late as they allow.
class RowGroup {
public:
  /// None where the kernels cannot run so. Fills of planes may be among them.
  static std::optional<RowGroup> make(llvm::ArrayRef<mlir::Operation *> kernels,
                                      StripSize size);

  /// The kernels, by place, that read an image in the group, in their order;
  /// and the one that writes it.
  llvm::ArrayRef<size_t> readersOf(mlir::Value image) const;
  size_t producerOf(mlir::Value image) const { return producers.at(image); }

  /// Bytes of the arena while the kernel runs that needs most, images of which
  /// all rows are kept left out.
  int64_t getStripBytes() const;
  /// Has window kernels compute their columns in tiles; says whether any can.
  bool makeColumnTiles();
  /// Images of the group of which all rows are kept: what it reads, and what it
  /// writes last.
  llvm::SmallVector<BufferOp> inputs;
  BufferOp output;

  /// The type that a buffer between the kernels gets.
  BufferType getStripType(BufferOp buffer) const;
  /// Bytes of such a buffer, slack included.
  int64_t getStripSlack(BufferOp buffer) const;

  llvm::SmallVector<mlir::Operation *> kernels;
  /// What each of `kernels` reads and writes, and when.
  llvm::SmallVector<StripKernel> strips;
  int64_t turns = 0;
  /// For each of `kernels` the place of the one behind which it was moved, to
  /// use up rows when that does; none where it stayed.
  llvm::SmallVector<std::optional<size_t>> siblings;
  /// The column tiles of each of `kernels`.
  llvm::SmallVector<int64_t> columnTiles;
  /// Rows that buffers between the kernels keep.
  llvm::MapVector<BufferOp, int64_t> keptRows;
  /// Fills of planes among the kernels.
  llvm::SmallVector<mlir::Operation *> fills;

private:
  bool addKernels(llvm::ArrayRef<mlir::Operation *> group);
  std::optional<size_t> findSibling(size_t place) const;
  void moveBranches();
  void findReaders();
  bool findBuffers();
  bool schedule(StripSize size);
  bool scheduleRows(StripSize size);
  bool splitRows(StripKernel &strip, int64_t rows, int64_t every);
  void scheduleFirst(size_t place);
  void scheduleWithSibling(size_t place);
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
