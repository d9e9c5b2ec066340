//===- ChannelLiveness.h - the channels that a result needs -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_DIALECT_NN_TRANSFORMS_CHANNELLIVENESS_H
#define TINYMLC_LIB_DIALECT_NN_TRANSFORMS_CHANNELLIVENESS_H

#include "tinymlc/Dialect/NN/Analysis/ChannelRanges.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/IntEqClasses.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

namespace tinymlc::nn {

/// Which channels of a function's int8 tensors must stay. Channels that an
/// operator takes from one tensor to another, or combines, stay or go together:
/// they form classes. A class is live if it is seen outside (the function's
/// arguments and results, operators that need whole tensors), or if a live
/// output channel of a CONV_2D or FULLY_CONNECTED reads it. What is the same in
/// every window is not read: it can move into the bias.
class ChannelLiveness {
public:
  ChannelLiveness(mlir::func::FuncOp function, const ChannelRanges &ranges);

  /// The int8 tensors that the function computes or is given.
  auto getTensors() const { return llvm::make_first_range(slots); }

  /// The live channels of an int8 tensor, never none.
  llvm::BitVector getLive(mlir::Value value) const;

  /// The weights of a CONV_2D or FULLY_CONNECTED whose channels may go, or
  /// null.
  const WeightedSum *getMatrix(mlir::Operation *op) const;

private:
  /// An output channel whose inputs become live with it.
  struct Reader {
    mlir::Operation *op;
    int64_t output;
  };

  void number(mlir::func::FuncOp function);
  void tie(mlir::Operation *op);
  void tieMatrix(mlir::Operation *op);
  void tieDepthwise(DepthwiseConv2DOp op);
  void tieMean(MeanOp op);
  void tiePad(PadOp op);
  void tieReshape(ReshapeOp op);
  void tieTranspose(TransposeOp op);
  void tieSlice(SliceOp op);
  void tieConcatenation(ConcatenationOp op);
  void tieBinary(mlir::Operation *op);

  /// Channel c of `a` goes with channel `first` + c of `b`.
  void join(mlir::Value a, mlir::Value b, int64_t first = 0);
  /// All channels stay.
  void pin(mlir::Value value);
  void pinAll(mlir::Operation *op);

  void markRoots();
  void markLive(unsigned slot);
  void readInputs(const Reader &reader);
  void keepEnough(mlir::Value value);

  const ChannelRanges &ranges;
  /// Each int8 tensor's first slot; its channels' slots follow.
  llvm::MapVector<mlir::Value, unsigned> slots;
  llvm::MapVector<mlir::Operation *, WeightedSum> matrices;
  llvm::IntEqClasses classes;
  llvm::SmallVector<mlir::Value> pinned;
  /// The matrices' output channels, with their slots; then the readers of each
  /// class.
  std::vector<std::pair<unsigned, Reader>> outputs;
  std::vector<llvm::SmallVector<Reader, 1>> readers;
  llvm::BitVector live;
  llvm::SmallVector<unsigned> worklist;
};

} // namespace tinymlc::nn

#endif // TINYMLC_LIB_DIALECT_NN_TRANSFORMS_CHANNELLIVENESS_H
