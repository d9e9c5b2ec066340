//===- ChannelRanges.h - the values that channels can take ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_ANALYSIS_CHANNELRANGES_H
#define TINYMLC_DIALECT_NN_ANALYSIS_CHANNELRANGES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "tinymlc/Dialect/NN/Analysis/WeightedSum.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace tinymlc::nn {

using StoredRanges = llvm::SmallVector<StoredRange, 0>;

/// For each channel (the last dimension) of each int8 tensor of a function, the
/// stored values that can occur for any input of the function: intervals,
/// carried through the formulas of FixedPoint that the interpreter computes
/// with.
class ChannelRanges {
public:
  explicit ChannelRanges(mlir::func::FuncOp function);

  /// One range for each channel; a tensor of rank 0 has one channel. Empty for
  /// tensors that are not int8.
  llvm::ArrayRef<StoredRange> getRanges(mlir::Value value) const;

  /// For each output channel of a CONV_2D, DEPTHWISE_CONV_2D or
  /// FULLY_CONNECTED, what its accumulator can reach: the bias plus the sum of
  /// (x - zero point) * weight, over all windows, those that reach into
  /// padding too. Empty if `op` is none of these, is not int8, or computes its
  /// weights or biases.
  std::vector<AccumulatorRange> getAccumulatorRanges(mlir::Operation *op) const;

private:
  llvm::DenseMap<mlir::Value, StoredRanges> ranges;
};

/// How many channels an int8 tensor has: the last size, or 1 at rank 0.
int64_t getNumChannels(mlir::Value value);

/// The ranges of the same elements in rows of `channels`.
StoredRanges reshapeRanges(llvm::ArrayRef<StoredRange> ranges,
                           int64_t channels);

} // namespace tinymlc::nn

#endif // TINYMLC_DIALECT_NN_ANALYSIS_CHANNELRANGES_H
