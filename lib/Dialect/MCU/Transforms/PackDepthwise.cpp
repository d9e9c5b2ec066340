//===- PackDepthwise.cpp - plain depthwise convolutions to packed ones ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PackKernels.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

/// The factor that weights have in the stream, which SMMUL needs.
constexpr int32_t weightScale = 256;

bool hasPackedShape(DepthwiseConv2DOp op) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  constexpr int64_t limit = 1 << 15;
  auto isSmall = [](int64_t value) { return value <= limit; };
  return op.getInput().getType().getElementType().isInteger(8) && in[0] == 1 &&
         llvm::all_of(in, isSmall) &&
         op.getOutput().getType().getShape()[2] >= 2 &&
         op.getFilterSize() == ArrayRef<int64_t>{3, 3} &&
         op.getDilations() == ArrayRef<int64_t>{1, 1} &&
         op.getStrides()[0] == op.getStrides()[1] && op.getStrides()[0] <= 2 &&
         llvm::all_of(op.getPadding(), [](int64_t pad) { return pad <= 2; });
}

SmallVector<int32_t> makeStream(const ConvolutionData &data,
                                const ShortRequantization &proven) {
  SmallVector<int32_t> words;
  for (auto [weights, channel] : llvm::zip(data.weights, proven.channels)) {
    auto weight = [&weights = weights](int64_t row, int64_t column) {
      return weightScale * weights[3 * row + column];
    };
    for (int64_t row = 0; row < 3; ++row)
      words.push_back(joinHalves(weight(row, 0), weight(row, 2)));
    words.push_back(joinHalves(weight(0, 1), weight(1, 1)));
    words.push_back(joinHalves(weight(2, 1), 0));
    words.append({channel.start, channel.multiplier});
    if (proven.form == ShortForm::SignedMultiplyAdd)
      words.push_back(channel.correction);
  }
  return words;
}

} // namespace

LogicalResult mcu::packDepthwise(DepthwiseConv2DOp op, KernelForm form) {
  if (!hasPackedShape(op))
    return failure();
  // A function of its own would save these less than 20 cycles a byte; of an
  // odd number of columns it saves twice as many.
  constexpr int64_t fewMacs = 20000;
  int64_t odd = op.getOutput().getType().getShape()[2] % 2 + 1;
  bool compact = isCompact(form, odd * op.getMacs() < fewMacs);
  ConvolutionData data = readConstants(op);
  std::optional<ShortRequantization> proven =
      proveWithoutClamp(op, boundChannels(data), weightScale);
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  bool readsBehind = in[3] > 1 && in[3] % 4 != 0;
  if (!proven ||
      failed(addSlack(op.getInput(), readsBehind ? 4 - in[3] % 4 : 0)))
    return failure();
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value stream =
      makeConstant<int32_t>(builder, loc, "weights", makeStream(data, *proven));
  auto packed = PackedDepthwiseConv2DOp::create(
      builder, loc, op.getInput(), stream, /*scratch=*/Value(), op.getOutput(),
      op.getFilterSize(), op.getStrides(), op.getPadding(),
      -op.getInputOffset(), describe(op.getContext(), *proven), compact);
  builder.setInsertionPoint(packed);
  packed.getScratchMutable().assign(
      makeScratch(builder, loc, packed.getScratchWords()));
  op.erase();
  return success();
}
