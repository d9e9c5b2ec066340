//===- PackKernels.h - from plain to packed kernels -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_DIALECT_MCU_TRANSFORMS_PACKKERNELS_H
#define TINYMLC_LIB_DIALECT_MCU_TRANSFORMS_PACKKERNELS_H

#include "mlir/IR/Builders.h"
#include "tinymlc/Dialect/MCU/Transforms/Passes.h"
#include "tinymlc/FixedPoint/ShortRequantization.h"

namespace tinymlc::mcu {

/// Replaces `op` by a packed kernel; fails, and leaves it, where there is none
/// for its shape or nothing proves that one rescales alike.
llvm::LogicalResult packConvolution(Conv2DOp op, KernelForm form);
/// What a Winograd kernel may take.
struct WinogradRoom {
  /// Transformed weights, 16/3 of their bytes, may be constants.
  bool inFlash;
  int64_t scratchBytes;
};
/// Only where it is faster than the packed kernel.
llvm::LogicalResult packWinograd(Conv2DOp op, const WinogradRoom &room);
/// Operands of the output's shape, or a constant of one value on a side, which
/// makes a table.
llvm::LogicalResult packBinary(BinaryOp op);
/// Windows within the input, of 4 channels or more.
llvm::LogicalResult packPool(Pool2DOp op);
/// Means over neighbouring axes, of 4 elements or more behind them.
llvm::LogicalResult packMean(MeanOp op);
llvm::LogicalResult packDepthwise(DepthwiseConv2DOp op, KernelForm form);
/// Integers by constants.
llvm::LogicalResult packDotProduct(DotProductOp op, KernelForm form);

//===----------------------------------------------------------------------===//
// What they share
//===----------------------------------------------------------------------===//

/// A plain int8 convolution's constants.
struct ConvolutionData {
  /// By channel, then in the order of the taps.
  std::vector<std::vector<int8_t>> weights;
  /// For windows within the input, the input's offset included.
  std::vector<int32_t> bias;
  std::vector<QuantizedMultiplier> multipliers;
  /// The smallest and the largest accumulator of each channel, if known.
  std::vector<int64_t> accumulators;
};

template <typename Op> ConvolutionData readConstants(Op op);

/// A convolution of one image's rows that reads all input channels; others keep
/// the plain kernel.
bool hasDenseRows(Conv2DOp op);

/// What has to be proven for each channel: the weights' sums bound the
/// accumulators, whatever the input.
std::vector<ChannelRequantization> boundChannels(const ConvolutionData &data);

/// The final shift that layers get where it serves.
constexpr unsigned commonShift = 11;

/// A form for all channels; without one a kernel stays plain.
template <typename Op>
std::optional<ShortRequantization>
proveForm(Op op, llvm::ArrayRef<ChannelRequantization> channels,
          int32_t scale) {
  OutputRange range;
  range.zeroPoint = op.getOutputOffset();
  range.minimum = llvm::cast<mlir::IntegerAttr>(op.getMinimum()).getInt();
  range.maximum = llvm::cast<mlir::IntegerAttr>(op.getMaximum()).getInt();
  auto proven = proveShortRequantization(channels, range, scale);
  if (!proven)
    return std::nullopt;
  // The shift stands in the code: layers with the same one share it.
  auto shared = proveShortRequantization(channels, range, scale, proven->form,
                                         commonShift);
  return shared && shared->shift == commonShift ? shared : proven;
}

/// The proven form as the kernels' attribute.
ShortRequantizeAttr describe(mlir::MLIRContext *context,
                             const ShortRequantization &proven);

/// Two i16 as the word that a kernel loads.
inline int32_t joinHalves(int32_t low, int32_t high) {
  return static_cast<int32_t>((static_cast<uint32_t>(low) & 0xffff) |
                              static_cast<uint32_t>(high) << 16);
}

/// Whether a kernel is compact: asked for, or where little is at stake.
inline bool isCompact(KernelForm form, bool isSmall) {
  return form == KernelForm::Compact ||
         (form == KernelForm::Automatic && isSmall);
}

/// A row of integers in flash.
template <typename T>
mlir::Value makeConstant(mlir::OpBuilder &builder, mlir::Location loc,
                         llvm::StringRef name, llvm::ArrayRef<T> values) {
  auto count = static_cast<int64_t>(values.size());
  mlir::Type element = builder.getIntegerType(8 * sizeof(T));
  auto type = BufferType::get(builder.getContext(), {count}, element,
                              /*constant=*/true);
  auto data = mlir::DenseElementsAttr::get(
      mlir::RankedTensorType::get({count}, element), values);
  return ConstantOp::create(builder, loc, type, builder.getStringAttr(name),
                            data);
}
/// What buffers of makeScratch are called.
constexpr llvm::StringLiteral scratchName = "scratch";
/// Words in the arena that only one kernel uses.
mlir::Value makeScratch(mlir::OpBuilder &builder, mlir::Location loc,
                        int64_t words);

/// Bytes behind the buffer that a kernel may reach; fails for constants.
llvm::LogicalResult addSlack(mlir::Value buffer, int64_t bytes);

} // namespace tinymlc::mcu

#endif // TINYMLC_LIB_DIALECT_MCU_TRANSFORMS_PACKKERNELS_H
