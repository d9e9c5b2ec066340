//===- PackWinograd.cpp - convolutions of 3x3 by Winograd's algorithm -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The weights' side of WinogradConv2DOp: which convolutions become one, and
// their weights transformed by both matrices. Sums of products run modulo 2^32;
// what has to fit 32 bits is a channel's output times winogradScale, which the
// proof of its rescaling shows, and 16 bits the operands of a product.
//
//===----------------------------------------------------------------------===//

#include "PackKernels.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

/// G of F(4,3) times 24, and of F(2,3) times 2.
constexpr int32_t rowMatrix[winogradInputRows][3] = {
    {6, 0, 0}, {-4, -4, -4}, {-4, 4, -4}, {1, 2, 4}, {1, -2, 4}, {0, 0, 24}};
constexpr int32_t columnMatrix[winogradInputColumns][3] = {
    {2, 0, 0}, {1, 1, 1}, {1, -1, 1}, {0, 0, 2}};

/// Transformed inputs are at most 128 times the matrices' largest sums of
/// magnitudes in a row, 4 + 5 + 1 and 1 + 1.
static_assert(128 * 10 * 2 <= 32767, "transformed inputs fit 16 bits");

/// A filter's 3x3 weights for one input channel, transformed, by position.
std::array<int32_t, winogradPositions>
transformWeights(const std::vector<int8_t> &weights, int64_t depth,
                 int64_t channel) {
  std::array<int32_t, winogradPositions> result{};
  for (int64_t i = 0; i < winogradInputRows; ++i)
    for (int64_t j = 0; j < winogradInputColumns; ++j)
      for (int64_t ky = 0; ky < 3; ++ky)
        for (int64_t kx = 0; kx < 3; ++kx)
          result[i * winogradInputColumns + j] +=
              rowMatrix[i][ky] * columnMatrix[j][kx] *
              weights[(ky * 3 + kx) * depth + channel];
  return result;
}

/// Writes words as WinogradConv2DOp says.
class StreamWriter {
public:
  StreamWriter(const ConvolutionData &data, const ShortRequantization &proven)
      : data(data), proven(proven),
        depth(static_cast<int64_t>(data.weights[0].size()) / 9),
        order(makePointwiseSchedule(depth, /*multiple=*/1).steps) {}

  /// None where a transformed weight has more than 16 bits.
  std::optional<SmallVector<int32_t>> run() {
    for (size_t first = 0; first < data.weights.size(); first += 2) {
      if (failed(writeWeights(first)))
        return std::nullopt;
      for (size_t channel : {first, first + 1}) {
        const ShortChannel &constants = proven.channels[channel];
        words.append({constants.start, constants.multiplier});
        if (proven.form == ShortForm::SignedMultiplyAdd)
          words.push_back(constants.correction);
      }
    }
    return std::move(words);
  }

private:
  LogicalResult writeWeights(size_t first) {
    SmallVector<std::array<int32_t, winogradPositions>> transformed[2];
    for (size_t side : {0, 1})
      for (int64_t channel = 0; channel < depth; ++channel) {
        const auto &positions = transformed[side].emplace_back(
            transformWeights(data.weights[first + side], depth, channel));
        if (!llvm::all_of(positions,
                          [](int32_t x) { return llvm::isInt<16>(x); }))
          return failure();
      }
    for (int64_t position = 0; position < winogradPositions; ++position)
      for (const PackedStep &step : order)
        for (const auto &channels : transformed)
          words.push_back(joinHalves(channels[step.taps[0]][position],
                                     channels[step.taps[1]][position]));
    return success();
  }

  const ConvolutionData &data;
  const ShortRequantization &proven;
  int64_t depth;
  std::vector<PackedStep> order;
  SmallVector<int32_t> words;
};

int64_t divideUp(int64_t a, int64_t b) { return (a + b - 1) / b; }

bool hasWinogradShape(Conv2DOp op) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape(),
                    out = op.getOutput().getType().getShape();
  return hasDenseRows(op) && op.getFilterSize() == ArrayRef<int64_t>({3, 3}) &&
         op.getStrides() == ArrayRef<int64_t>({1, 1}) &&
         llvm::all_of(op.getPadding(), [](int64_t pad) { return pad <= 1; }) &&
         in[3] % 4 == 0 && out[3] % 2 == 0 && out[1] >= winogradRows &&
         out[2] >= winogradBlockColumns;
}

/// Cycles of a Winograd kernel on a Cortex-M4 without wait states, within some
/// hundredths of what is measured.
int64_t countCycles(ArrayRef<int64_t> in, ArrayRef<int64_t> out) {
  int64_t blockRows = divideUp(out[1], winogradRows);
  int64_t blocks = blockRows * divideUp(out[2], winogradBlockColumns);
  int64_t pairs = in[3] / 2, turns = pairs / winogradUnroll(in[3]);
  // Four bytes of an input's row, in all rows of a tile.
  int64_t rows = blockRows * in[2] * in[3] / 4 * 95;
  // A pair of input channels in a row of a block.
  int64_t columns = blocks * winogradInputRows * pairs * 50;
  // A position of two output channels, with what a loop adds.
  int64_t position = 16 * pairs + 19 + (turns > 1 ? 12 + 6 * turns : 0);
  int64_t products =
      blocks * (out[3] / 2) * (winogradPositions * position + 60);
  // A tile of one output channel.
  int64_t outputs = blocks * out[3] * winogradTiles * 120;
  return rows + columns + products + outputs;
}

/// The rule: at least a tenth fewer cycles than the packed kernel, which takes
/// one for a product and four output channels at a time.
bool isFaster(Conv2DOp op) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape(),
                    out = op.getOutput().getType().getShape();
  int64_t direct = out[1] * out[2] * divideUp(out[3], 4) * 4 * 9 * in[3];
  return 10 * countCycles(in, out) <= 9 * direct;
}

WinogradLayout layoutOf(Conv2DOp op) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape(),
                    padding = op.getPadding();
  return makeWinogradLayout(in[2], in[3], padding[2], padding[3],
                            padding[0] + padding[1] > 0);
}

/// Whether buffers hold the scratch and the stream.
bool fitsBuffers(Conv2DOp op) {
  ArrayRef<int64_t> out = op.getOutput().getType().getShape();
  WinogradLayout layout = layoutOf(op);
  int64_t pairWords = winogradPairWords(layout.depth, /*corrects=*/true);
  constexpr int64_t limit = std::numeric_limits<int32_t>::max();
  return layout.bytes <= limit && 4 * pairWords * (out[3] / 2) <= limit;
}

} // namespace

LogicalResult mcu::packWinograd(Conv2DOp op) {
  if (!hasWinogradShape(op) || !isFaster(op) || !fitsBuffers(op))
    return failure();
  ConvolutionData data = readConstants(op);
  std::optional<ShortRequantization> proven =
      proveWithoutClamp(op, boundChannels(data), winogradScale);
  if (!proven)
    return failure();
  std::optional<SmallVector<int32_t>> stream =
      StreamWriter(data, *proven).run();
  if (!stream)
    return failure();

  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value words = makeConstant<int32_t>(builder, loc, "weights", *stream);
  Value scratch = makeScratch(builder, loc, layoutOf(op).words());
  WinogradConv2DOp::create(builder, loc, op.getInput(), words, scratch,
                           op.getOutput(), op.getPadding(),
                           -op.getInputOffset(),
                           describe(op.getContext(), *proven));
  op.erase();
  return success();
}
