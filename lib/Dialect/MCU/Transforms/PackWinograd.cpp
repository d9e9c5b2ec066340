//===- PackWinograd.cpp - convolutions of 3x3 by Winograd's algorithm -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The weights' side of WinogradConv2DOp: which convolutions become one, and
// their weights, transformed by both matrices if flash has room for them. Sums
// of products run modulo 2^32; what has to fit 32 bits is a channel's output
// times winogradScale, which the proof of its rescaling shows, and 16 bits the
// operands of a product.
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
/// magnitudes in a row, 4 + 5 + 1 and 1 + 1, and weights 24 and 3.
static_assert(128 * 10 * 2 <= 32767, "transformed inputs fit 16 bits");
static_assert(128 * 24 * 3 <= 32767, "transformed weights fit 16 bits");

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
  StreamWriter(const ConvolutionData &data, const ShortRequantization &proven,
               int64_t tileRows)
      : data(data), proven(proven), tileRows(tileRows),
        depth(static_cast<int64_t>(data.weights[0].size()) / 9),
        order(makePointwiseSchedule(depth, /*multiple=*/1).steps) {}

  SmallVector<int32_t> run() {
    for (size_t first = 0; first < data.weights.size(); first += 2) {
      if (tileRows > 0)
        writeFilters(first);
      else
        writeWeights(first);
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
  void writeWeights(size_t first) {
    SmallVector<std::array<int32_t, winogradPositions>> transformed[2];
    for (size_t side : {0, 1})
      for (int64_t channel = 0; channel < depth; ++channel)
        transformed[side].push_back(
            transformWeights(data.weights[first + side], depth, channel));
    for (int64_t position = 0; position < winogradPositions; ++position)
      for (const PackedStep &step : order)
        for (const auto &channels : transformed)
          words.push_back(joinHalves(channels[step.taps[0]][position],
                                     channels[step.taps[1]][position]));
  }

  void writeFilters(size_t first) {
    for (size_t side : {0, 1})
      for (int64_t channel = 0; channel < depth; channel += 4)
        for (int64_t tap = 0; tap < 9; ++tap) {
          uint32_t word = 0;
          for (int64_t i = 0; i < 4; ++i) {
            int8_t weight =
                data.weights[first + side][tap * depth + channel + i];
            word |= uint32_t{static_cast<uint8_t>(weight)} << (8 * i);
          }
          words.push_back(static_cast<int32_t>(word));
        }
  }

  const ConvolutionData &data;
  const ShortRequantization &proven;
  int64_t tileRows, depth;
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
int64_t countCycles(ArrayRef<int64_t> in, ArrayRef<int64_t> out,
                    int64_t tileRows) {
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
  // Weights of an input and an output channel.
  int64_t weights =
      tileRows > 0 ? divideUp(blockRows, tileRows) * in[3] * out[3] * 84 : 0;
  return rows + columns + products + outputs + weights;
}

/// The rule: at least a tenth fewer cycles than the packed kernel, which takes
/// one for a product and four output channels at a time.
bool isFaster(Conv2DOp op, int64_t tileRows) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape(),
                    out = op.getOutput().getType().getShape();
  int64_t direct = out[1] * out[2] * divideUp(out[3], 4) * 4 * 9 * in[3];
  return 10 * countCycles(in, out, tileRows) <= 9 * direct;
}

WinogradLayout layoutOf(Conv2DOp op, int64_t tileRows) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  return makeWinogradLayout(in[2], in[3], op.getPadding(), tileRows);
}

/// Whether buffers hold the scratch, in so many bytes, and the stream.
bool fitsBuffers(Conv2DOp op, int64_t tileRows, int64_t scratchBytes) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape(),
                    out = op.getOutput().getType().getShape();
  int64_t pairWords =
      winogradWeightWords(in[3]) + winogradConstantWords(/*corrects=*/true);
  constexpr int64_t limit = std::numeric_limits<int32_t>::max();
  return layoutOf(op, tileRows).bytes <= std::min(scratchBytes, limit) &&
         4 * pairWords * (out[3] / 2) <= limit;
}

/// For how many rows of tiles weights are to be transformed at once: for many,
/// if there is room for their blocks.
std::optional<int64_t> chooseTileRows(Conv2DOp op, int64_t scratchBytes) {
  int64_t all = divideUp(op.getOutput().getType().getShape()[1], winogradRows);
  for (int64_t tileRows : {4, 2, 1})
    if (tileRows <= all && isFaster(op, tileRows) &&
        fitsBuffers(op, tileRows, scratchBytes))
      return tileRows;
  return std::nullopt;
}

} // namespace

LogicalResult mcu::packWinograd(Conv2DOp op, const WinogradRoom &room) {
  if (!hasWinogradShape(op))
    return failure();
  std::optional<int64_t> tileRows = 0;
  if (!room.inFlash)
    tileRows = chooseTileRows(op, room.scratchBytes);
  else if (!isFaster(op, 0) || !fitsBuffers(op, 0, room.scratchBytes))
    return failure();
  if (!tileRows)
    return failure();
  ConvolutionData data = readConstants(op);
  std::optional<ShortRequantization> proven =
      proveForm(op, boundChannels(data), winogradScale);
  if (!proven)
    return failure();

  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value words = makeConstant<int32_t>(
      builder, loc, "weights", StreamWriter(data, *proven, *tileRows).run());
  Value scratch = makeScratch(builder, loc, layoutOf(op, *tileRows).words());
  WinogradConv2DOp::create(builder, loc, op.getInput(), words, scratch,
                           op.getOutput(), op.getPadding(),
                           -op.getInputOffset(),
                           describe(op.getContext(), *proven), *tileRows);
  op.erase();
  return success();
}
