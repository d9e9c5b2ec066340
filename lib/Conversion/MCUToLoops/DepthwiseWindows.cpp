//===- DepthwiseWindows.cpp - depthwise windows of any size ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two neighbours of one row at a time, window row by window row: the weights
// pass through registers once for both. Of a word of four neighbours SXTB16
// makes (x0, x2) and (x1, x3), which is how mcu::listTapWords joins weights.
//
//===----------------------------------------------------------------------===//

#include "DepthwiseWindows.h"
#include "AssemblyFunctions.h"

using namespace mlir;
using namespace tinymlc;
using mcu::RequantizeForm;

namespace {

/// Computes the outputs of one window position, or of two neighbours.
class WindowBuilder {
public:
  WindowBuilder(DSPBuilder &b, const WindowKernel &kernel, int64_t columns)
      : b(b), kernel(kernel), columns(columns) {}

  void build(Value words, Value input, Value output) {
    Value start = b.nextWord(words);
    sums.assign(columns, start);
    if (kernel.rolled)
      loopOverRows(words, input);
    else
      for (int64_t row = 0; row < kernel.height; ++row)
        addRow(words, input, row * kernel.inputRow);
    finish(words, output);
  }

private:
  void loopOverRows(Value &words, Value input) {
    SmallVector<Value> state{words, input};
    state.append(sums);
    SmallVector<Value> end =
        b.repeat(kernel.height, state, [&](ValueRange inner) {
          Value stream = inner[0];
          sums = llvm::to_vector(inner.drop_front(2));
          addRow(stream, inner[1], 0);
          SmallVector<Value> next{stream, b.move(inner[1], kernel.inputRow)};
          next.append(sums);
          return next;
        });
    words = end[0];
    sums = llvm::to_vector(ArrayRef(end).drop_front(2));
  }

  void addRow(Value &words, Value input, int64_t offset) {
    for (int64_t tap = 0; tap < kernel.width; tap += 4)
      addTaps(words, input, offset + tap,
              std::min<int64_t>(kernel.width - tap, 4));
  }

  /// Up to four neighbouring taps of a row.
  void addTaps(Value &words, Value input, int64_t offset, int64_t count) {
    Value first = b.nextWord(words), second;
    if (count > 2)
      second = b.nextWord(words);
    SmallVector<Value> x;
    for (int64_t column = 0; column < columns; ++column) {
      int64_t place = offset + column * kernel.stride;
      x.push_back(count == 1 ? b.loadByte(input, place)
                             : b.loadWord(input, place));
    }
    for (auto [value, sum] : llvm::zip(x, sums))
      sum = addColumn(value, sum, first, second, count);
  }

  Value addColumn(Value x, Value sum, Value first, Value second,
                  int64_t count) {
    if (count == 1)
      return b.smla(x, false, first, false, sum);
    Value odd = b.oddBytes(x), even = b.evenBytes(x);
    if (count == 2)
      return b.smla(odd, false, first, true,
                    b.smla(even, false, first, false, sum));
    sum = b.smlad(even, first, sum);
    return count == 3 ? b.smla(odd, false, second, false, sum)
                      : b.smlad(odd, second, sum);
  }

  void finish(Value words, Value output) {
    Value multiplier = b.nextWord(words), correction;
    if (kernel.requantize.getForm() == RequantizeForm::SignedMultiplyAdd)
      correction = b.nextWord(words);
    for (Value &sum : sums)
      sum = requantizeShort(b, kernel.requantize, sum, multiplier, correction);
    for (auto [column, sum] : llvm::enumerate(sums))
      b.storeByte(saturateByte(b, sum, kernel.requantize.getShift(),
                               kernel.requantize.getClamp()),
                  output, static_cast<int64_t>(column) * kernel.outputPixel);
  }

  DSPBuilder &b;
  const WindowKernel &kernel;
  int64_t columns;
  SmallVector<Value> sums;
};

/// Pairs of columns, and the last one of an odd number by itself.
void buildRow(DSPBuilder &b, const WindowKernel &kernel, Value input,
              Value words, Value to) {
  SmallVector<Value> place{input, to};
  if (kernel.outputWidth > 1)
    place = b.repeat(kernel.outputWidth / 2, place, [&](ValueRange inner) {
      WindowBuilder(b, kernel, 2).build(words, inner[0], inner[1]);
      return SmallVector<Value>{b.move(inner[0], 2 * kernel.stride),
                                b.move(inner[1], 2 * kernel.outputPixel)};
    });
  if (kernel.outputWidth % 2 != 0)
    WindowBuilder(b, kernel, 1).build(words, place[0], place[1]);
}

} // namespace

void tinymlc::buildDepthwiseWindows(DSPBuilder &b, const WindowKernel &kernel,
                                    Value plane, Value words, Value to,
                                    Value rows) {
  b.repeat(rows, {plane, to}, [&](ValueRange row) {
    buildRow(b, kernel, row[0], words, row[1]);
    return SmallVector<Value>{b.move(row[0], kernel.stride * kernel.inputRow),
                              b.move(row[1], kernel.outputRow)};
  });
}
