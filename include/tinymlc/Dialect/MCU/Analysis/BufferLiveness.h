//===- BufferLiveness.h - when the arena's buffers are in use ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_MCU_ANALYSIS_BUFFERLIVENESS_H
#define TINYMLC_DIALECT_MCU_ANALYSIS_BUFFERLIVENESS_H

#include "tinymlc/Arena/ArenaPlanner.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"

namespace tinymlc::mcu {

/// A model's buffers in their order, when each is in use, and which outputs may
/// replace which inputs. Steps are kernels, counted from 0; the caller writes
/// the inputs at -1, and reads the outputs at the number of kernels.
struct BufferLiveness {
  explicit BufferLiveness(ModelOp model);

  llvm::SmallVector<BufferOp> buffers;
  std::vector<LiveRange> ranges;
  std::vector<Overlap> overlaps;
};

/// A kernel's input that the output may overlap, whether or not it dies there.
struct OverlapOperand {
  BufferOp buffer;
  int64_t distance;
};

/// The buffers that a kernel writes nothing to and whose bytes its output may
/// take, as `getOverlapDistance` says it of all operands that show them.
llvm::SmallVector<OverlapOperand> getOverlapOperands(KernelOpInterface kernel);

/// The buffers of the arena that an operation reads or writes, each once.
llvm::SmallVector<BufferOp> getUsedBuffers(mlir::Operation *op);

/// Whether the operation writes to the buffer.
bool writesTo(mlir::Operation *op, BufferOp buffer);

/// Elements and slack.
int64_t getArenaBytes(BufferOp buffer);

} // namespace tinymlc::mcu

#endif // TINYMLC_DIALECT_MCU_ANALYSIS_BUFFERLIVENESS_H
