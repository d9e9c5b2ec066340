//===- DepthwiseColumns.cpp - depthwise windows of 3x3 --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Of a word of four neighbours x0..x3, SXTB16 makes E = (x0, x2) and
// O = (x1, x3). With weights times 256,
//   y0 = SMLAD(E, (w0, w2)) + O.low * w1
//   y1 = SMLAD(O, (w0, w2)) + E.high * w1        (stride 1)
//   y1 = E.high * w0 + O.high * w1 + x4 * w2     (stride 2)
// and the sum is scaled as the proven rescaling takes it.
//
//===----------------------------------------------------------------------===//

#include "DepthwiseColumns.h"
#include "AssemblyFunctions.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// A place that moves row by row. Known steps gather in the accesses' offsets.
class RowCursor {
public:
  RowCursor(DSPBuilder &b, Value pointer, Step step)
      : b(b), pointer(pointer), step(step) {}

  Value getPointer() const { return pointer; }
  int64_t getOffset() const { return offset; }
  void advance() {
    // Offsets have twelve bits, of which neighbours take some.
    constexpr int64_t farthest = 4080;
    if (step.inRegister || offset + step.bytes > farthest)
      pointer = step.from(b, pointer);
    else
      offset += step.bytes;
  }
  /// Moves the pointer to where the offset points.
  Value settle() {
    pointer = b.move(pointer, offset);
    offset = 0;
    return pointer;
  }
  void moveTo(Value place) { pointer = place; }

private:
  DSPBuilder &b;
  Value pointer;
  Step step;
  int64_t offset = 0;
};

/// Two neighbours of one channel's outputs, or one.
using Outputs = SmallVector<Value, 2>;

/// Computes two columns of a channel's outputs, or one, from the top down. Each
/// input row is loaded once: it ends one output row, goes on with the next, and
/// begins another, so that at most two rows of sums are held.
class ColumnBuilder {
public:
  ColumnBuilder(DSPBuilder &b, const PlaneKernel &kernel,
                const ChannelWords &words, const LayerSteps &steps, Value input,
                Value output, size_t columns)
      : b(b), kernel(kernel), words(words), steps(steps), columns(columns),
        input(b, input, steps.inputRow), output(b, output, steps.outputRow) {}

  ColumnsEnd build() {
    begin();
    // What no later row needs is not computed for the last ones.
    int64_t last = kernel.lastRows();
    if (kernel.rows > last)
      loop((kernel.rows - last) / kernel.rowsATurn);
    for (int64_t row = 0; row < last; ++row)
      addOutputRow(last - 1 - row);
    int64_t inputRows = kernel.stride * (kernel.rows - 1) + 3;
    return {endOf(input, inputRows, steps.inputRow),
            endOf(output, kernel.rows, steps.outputRow)};
  }

private:
  struct RowWords {
    Value even, odd;
    /// Only where stride 2 needs it.
    Value fifth;
  };

  bool isDense() const { return kernel.stride == 1; }

  MovedPointer endOf(const RowCursor &cursor, int64_t rows, Step row) const {
    if (steps.turns || row.inRegister)
      return {cursor.getPointer(), std::nullopt};
    return {cursor.getPointer(), rows * row.bytes - cursor.getOffset()};
  }

  RowWords loadRow() {
    Value word = b.loadWord(input.getPointer(), input.getOffset()), fifth;
    if (!isDense() && columns == 2)
      fifth = b.loadByte(input.getPointer(), input.getOffset() + 4);
    input.advance();
    Value odd = b.oddBytes(word);
    return {b.evenBytes(word), odd, fifth};
  }

  /// The rows that the first output row shares with no other.
  void begin() {
    open.push_back(addTaps(loadRow(), 0, {}));
    if (!isDense())
      return;
    RowWords second = loadRow();
    open[0] = addTaps(second, 1, open[0]);
    open.push_back(addTaps(second, 0, {}));
  }

  /// As many rows a turn as leave the sums where they were.
  void loop(int64_t turns) {
    SmallVector<Value> end =
        b.repeat(steps.turns ? steps.turns : b.i32(turns), takeState(),
                 [&](ValueRange inner) {
                   restoreState(inner);
                   for (int64_t row = 0; row < kernel.rowsATurn; ++row)
                     addOutputRow(/*later=*/2);
                   return takeState();
                 });
    restoreState(end);
  }

  SmallVector<Value> takeState() {
    SmallVector<Value> state{input.settle(), output.settle()};
    for (const Outputs &sums : open)
      state.append(sums);
    return state;
  }
  void restoreState(ValueRange state) {
    input.moveTo(state[0]);
    output.moveTo(state[1]);
    state = state.drop_front(2);
    for (Outputs &sums : open) {
      sums = Outputs(state.take_front(columns));
      state = state.drop_front(columns);
    }
  }

  /// Ends an output row; as many are `later` as go on from its last input.
  void addOutputRow(int64_t later) {
    if (!isDense())
      open[0] = addTaps(loadRow(), 1, open[0]);
    RowWords loaded = loadRow();
    finish(addTaps(loaded, 2, open[0]));
    open.erase(open.begin());
    if (isDense() && later >= 1)
      open[0] = addTaps(loaded, 1, open[0]);
    if (later >= 1 + isDense())
      open.push_back(addTaps(loaded, 0, {}));
  }

  /// Adds a row of each window; the first to the start value.
  Outputs addTaps(const RowWords &row, int64_t tap, Outputs sums) {
    Value outer = words.outer[tap], middle = words.middle[tap / 2];
    bool high = tap == 1;
    if (tap == 0)
      sums.assign(columns, words.start);
    sums[0] = b.smlad(row.even, outer, sums[0]);
    if (columns == 2)
      sums[1] = isDense() ? b.smlad(row.odd, outer, sums[1])
                          : b.smla(row.even, true, outer, false, sums[1]);
    sums[0] = b.smla(row.odd, false, middle, high, sums[0]);
    if (columns == 2)
      sums[1] = isDense()
                    ? b.smla(row.even, true, middle, high, sums[1])
                    : b.smla(row.fifth, false, outer, true,
                             b.smla(row.odd, true, middle, high, sums[1]));
    return sums;
  }

  void finish(Outputs sums) {
    for (Value &sum : sums)
      sum = requantizeShort(b, kernel.requantize, sum, words.multiplier,
                            words.correction, words.offset);
    for (Value &sum : sums)
      sum = saturateByte(b, sum, kernel.requantize.getShift(),
                         kernel.requantize.getClamp());
    Value place = output.getPointer();
    b.storeByte(sums[0], place, output.getOffset());
    if (columns == 2 && steps.outputPixel.inRegister)
      b.storeByte(sums[1], place, steps.outputPixel.inRegister);
    else if (columns == 2)
      b.storeByte(sums[1], place, output.getOffset() + steps.outputPixel.bytes);
    output.advance();
  }

  DSPBuilder &b;
  const PlaneKernel &kernel;
  const ChannelWords &words;
  const LayerSteps &steps;
  size_t columns;
  RowCursor input, output;
  /// The sums of the output rows that are begun, the first one's first.
  SmallVector<Outputs> open;
};

} // namespace

ColumnsEnd tinymlc::buildDepthwiseColumns(DSPBuilder &b,
                                          const PlaneKernel &kernel,
                                          const ChannelWords &words,
                                          const LayerSteps &steps, Value input,
                                          Value output, size_t columns) {
  return ColumnBuilder(b, kernel, words, steps, input, output, columns).build();
}
