//===- PackDepthwise.cpp - plain depthwise convolutions to packed ones ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PackKernels.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

/// The factor that weights have in the stream, which SMMUL needs.
constexpr int32_t weightScale = 256;

/// As the verifier wants it.
bool isPaddedLess(DepthwiseConv2DOp op) {
  ArrayRef<int64_t> padding = op.getPadding(), filter = op.getFilterSize();
  return std::max(padding[0], padding[1]) < std::max<int64_t>(filter[0], 2) &&
         std::max(padding[2], padding[3]) < std::max<int64_t>(filter[1], 2);
}

bool hasPackedShape(DepthwiseConv2DOp op) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  constexpr int64_t limit = 1 << 15;
  auto isSmall = [](int64_t value) { return value <= limit; };
  return op.getInput().getType().getElementType().isInteger(8) && in[0] == 1 &&
         llvm::all_of(in, isSmall) &&
         op.getOutput().getType().getShape()[2] >= 2 &&
         isDepthwiseWindow(op.getFilterSize()[0], op.getFilterSize()[1]) &&
         op.getDilations() == ArrayRef<int64_t>{1, 1} &&
         op.getStrides()[0] == op.getStrides()[1] && op.getStrides()[0] <= 2 &&
         isPaddedLess(op);
}

/// A channel's weights in the order of its words, and its start value.
SmallVector<int32_t> makeTaps(DepthwiseConv2DOp op, ArrayRef<int8_t> weights,
                              int32_t start) {
  int64_t height = op.getFilterSize()[0], width = op.getFilterSize()[1];
  auto weight = [&](int64_t row, int64_t column) {
    return column < 0 ? 0 : weightScale * weights[width * row + column];
  };
  SmallVector<int32_t> words;
  if (height == 3 && width == 3) {
    for (int64_t row = 0; row < 3; ++row)
      words.push_back(joinHalves(weight(row, 0), weight(row, 2)));
    words.push_back(joinHalves(weight(0, 1), weight(1, 1)));
    words.append({joinHalves(weight(2, 1), 0), start});
    return words;
  }
  words.push_back(start);
  for (int64_t row = 0; row < height; ++row)
    for (auto [low, high] : listTapWords(width))
      words.push_back(joinHalves(weight(row, low), weight(row, high)));
  return words;
}

SmallVector<int32_t> makeStream(DepthwiseConv2DOp op,
                                const ConvolutionData &data,
                                const ShortRequantization &proven) {
  SmallVector<int32_t> words;
  for (auto [weights, channel] : llvm::zip(data.weights, proven.channels)) {
    words.append(makeTaps(op, weights, channel.start));
    words.push_back(channel.multiplier);
    if (proven.form == ShortForm::SignedMultiplyAdd)
      words.push_back(channel.correction);
  }
  return words;
}

} // namespace

LogicalResult mcu::packDepthwise(DepthwiseConv2DOp op, KernelForm form) {
  if (!hasPackedShape(op))
    return failure();
  bool compact = isCompact(form, false);
  ConvolutionData data = readConstants(op);
  std::optional<ShortRequantization> proven =
      proveForm(op, boundChannels(data), weightScale);
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  bool readsBehind = in[3] > 1 && in[3] % 4 != 0;
  if (!proven ||
      failed(addSlack(op.getInput(), readsBehind ? 4 - in[3] % 4 : 0)))
    return failure();
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value stream = makeConstant<int32_t>(builder, loc, "weights",
                                       makeStream(op, data, *proven));
  auto packed = PackedDepthwiseConv2DOp::create(
      builder, loc, op.getInput(), stream, /*scratch=*/Value(), op.getOutput(),
      op.getFilterSize(), op.getStrides(), op.getPadding(),
      -op.getInputOffset(), describe(op.getContext(), *proven), compact,
      /*lean=*/false, /*any_channels=*/false);
  builder.setInsertionPoint(packed);
  packed.getScratchMutable().assign(
      makeScratch(builder, loc, packed.getScratchWords()));
  op.erase();
  return success();
}
