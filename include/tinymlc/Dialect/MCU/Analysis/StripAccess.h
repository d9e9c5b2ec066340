//===- StripAccess.h - which rows a stream uses when ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_MCU_ANALYSIS_STRIPACCESS_H
#define TINYMLC_DIALECT_MCU_ANALYSIS_STRIPACCESS_H

#include "tinymlc/Dialect/MCU/IR/MCU.h"

namespace tinymlc::mcu {

/// A kernel of a stream, or of one that is thought of.
struct StripKernel {
  /// Images that it reads in windows, and the one that it writes.
  llvm::SmallVector<mlir::Value> inputs;
  mlir::Value output;
  RowWindow window;
  StripSchedule schedule;
  /// The rows that strips are of, and whether these are the input's, which the
  /// kernel adds up.
  int64_t height = 0;
  bool addsRows = false;
};

/// A stream's kernels, in their order.
llvm::SmallVector<StripKernel> getStripKernels(StreamOp stream);

/// How far a stream's output may reach into an input that nothing reads later,
/// in the sense of KernelOpInterface::getOverlapDistance; none where either is
/// no whole image in row-major order, or not what its name says.
std::optional<int64_t>
getStreamOverlapDistance(llvm::ArrayRef<StripKernel> kernels, int64_t strips,
                         BufferOp output, BufferOp input);

/// Whether each turn of a stream writes all of a buffer before it reads any.
bool isMadeAnew(StreamOp stream, BufferOp buffer);

/// Bytes of a buffer that keeps rows of an image in which nothing is between
/// turns: from the operation `from` of its stream's turn to operation `to` new
/// rows are there, or those that they will replace.
struct NewRows {
  BufferOp buffer;
  /// Whether they are the first bytes or the last ones.
  bool areFirst = false;
  int64_t bytes = 0, from = 0, to = 0;
  /// Behind this operation, up to `to`, nothing needs as many first bytes
  /// either, if there is something between.
  int64_t read = 0;
};

llvm::SmallVector<NewRows> listNewRows(StreamOp stream);

/// How far a buffer that a stream uses and no whole image may reach into one of
/// the stream's inputs that nothing reads later, in the sense of
/// KernelOpInterface::getOverlapDistance: by what is read before its first
/// turn.
std::optional<int64_t> getInnerOverlapDistance(StreamOp stream, BufferOp inner,
                                               BufferOp input);

/// The same of a stream's output and a buffer that nothing else uses, which the
/// output's rows may replace that come behind its last turn.
std::optional<int64_t> getLateOverlapDistance(StreamOp stream, BufferOp output,
                                              BufferOp inner);

} // namespace tinymlc::mcu

#endif // TINYMLC_DIALECT_MCU_ANALYSIS_STRIPACCESS_H
