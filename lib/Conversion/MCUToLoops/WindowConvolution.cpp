//===- WindowConvolution.cpp - convolutions of widened windows ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PackedConvolution.h"
#include "SlidingRows.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// The lowering of one packed convolution that widens the rows of its windows.
class WindowConvolution : ConvolutionLayer {
public:
  using ConvolutionLayer::ConvolutionLayer;

  void run();

private:
  int64_t tiles() { return static_cast<int64_t>(op.getColumnTiles()); }
  bool paysToPeel();
  void runTile(int64_t index);
  bool sharesCode();
  void callWindows(LayerNumbers &numbers, Value to);
};

} // namespace

/// One row of outputs, or two where they are computed together.
void WindowConvolution::callWindows(LayerNumbers &numbers, Value to) {
  bool pairs = mcu::pairsRows(out[2]);
  int64_t columns = out[2] / tiles();
  int64_t pixelBytes = op.getStrides()[1] * in[3] * 2;
  kernel.inputDelta =
      pairs ? op.getStrides()[0] * op.getWidenedRows().rowBytes : pixelBytes;
  int64_t count = pairs ? columns : columns / 2, pixels = pairs ? 1 : 2;
  auto build = [&](DSPBuilder &a, ValueRange arguments) {
    int64_t turns = kernel.schedule.turns() - kernel.peeled;
    if (turns > 0)
      kernel.loopTurns = a.i32(turns / kernel.unroll / kernel.rows);
    OutputSteps steps{{pairs ? place.row : place.pixel},
                      {place.channel},
                      {-4 * place.channel}};
    a.repeat(count, {arguments[0], arguments[2]}, [&](ValueRange state) {
      forEachGroup(a, kernel, a.i32(groups), arguments[1], state[0],
                   a.move(state[1], lastGroup()), steps);
      return SmallVector<Value>{a.move(state[0], pixels * pixelBytes),
                                a.move(state[1], pixels * place.pixel)};
    });
  };
  SmallVector<Value> arguments{scratch, numbers.findWords(), to};
  if (numbers.areShared)
    functions.callPassed(b, "window", arguments, build);
  else
    functions.call(b, "window", arguments, build);
}

/// The loop's first turn, before it, starts the sums without other words: about
/// two cycles for each output. Its bytes are to save twenty cycles each.
bool WindowConvolution::paysToPeel() {
  constexpr int64_t stepBytes = 52, cyclesAByte = 20;
  int64_t bytes = stepBytes * kernel.unroll * kernel.schedule.period;
  return !op.getCompact() && !op.getLean() &&
         2 * op.getOutput().getType().getNumElements() >= cyclesAByte * bytes;
}

void WindowConvolution::run() {
  int64_t turns = kernel.schedule.turns();
  if (turns == 1) {
    kernel.peeled = 1;
  } else if (op.getCompact() && mcu::isPermuted(in[3])) {
    kernel.rows = op.getFilterSize()[0];
    kernel.rowStep = op.getWidenedRows().rowBytes - 2 * in[3];
  } else {
    kernel.unroll = kernel.schedule.period < 6 && turns % 2 == 0 ? 2 : 1;
    kernel.peeled = paysToPeel() ? kernel.unroll : 0;
  }
  for (int64_t index = 0; index < tiles(); ++index)
    runTile(index);
}

/// One of several layers shares the code around its windows.
bool WindowConvolution::sharesCode() {
  if (!SlidingRows::haveSharedForm(op))
    return false;
  return op->getParentOfType<mcu::ModelOp>()
      .walk([&](mcu::PackedConv2DOp other) {
        return other != op && other.getKernel() == mcu::ConvKernel::Window
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

void WindowConvolution::runTile(int64_t index) {
  LayerNumbers numbers(b, functions, stream, sharesCode());
  if (!rows.vary)
    for (auto [value, number] :
         {std::pair{&rows.above, op.getPadding()[0]},
          std::pair{&rows.input, in[1]}, std::pair{&rows.output, out[1]}})
      *value = numbers.read(numbers.add(number));
  SlidingRows sliding(b, op, input, scratch, rows, ColumnTile::make(op, index),
                      functions, numbers);
  LayerNumbers::Number stride = numbers.add(op.getStrides()[0]),
                       outputBytes = numbers.add(place.row);
  sliding.fillSides();
  int64_t left = place.first + index * (out[2] / tiles()) * place.pixel;
  int64_t step = mcu::pairsRows(out[2]) ? 2 : 1;
  b.forLoop(
      b.i32(0), rows.output, step, {b.i32(0)}, [&](Value y, ValueRange held) {
        // The last of an odd number is computed with the one before, or, in a
        // strip, with one that is overwritten.
        if (out[1] % step != 0 && !rows.vary)
          y = b.min(y, b.add(rows.output, -step));
        Value end = sliding.slide(b.mul(y, numbers.read(stride)), held[0]);
        Value to = b.add(b.mul(y, numbers.read(outputBytes)), left);
        callWindows(numbers, b.move(output, to));
        return SmallVector<Value>{end};
      });
}

void tinymlc::lowerWindows(LoopBuilder &b, mcu::PackedConv2DOp op,
                           ValueRange arguments, const ImageRows &rows,
                           AssemblyFunctions &functions) {
  WindowConvolution(b, op, arguments, rows, functions).run();
}
