//===- PackedDepthwise.cpp - depthwise convolutions on planes -------------===//
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

#include "AssemblyFunctions.h"
#include "DepthwiseWindows.h"
#include "KernelLowering.h"
#include "Steps.h"

using namespace mlir;
using namespace tinymlc;
using mcu::RequantizeForm;

namespace {

/// What a channel's code depends on.
struct PlaneKernel {
  mcu::ShortRequantizeAttr requantize;
  int64_t stride;
  /// Output rows of a column, and those that a turn of the loop computes.
  int64_t rows, rowsATurn;

  /// Rows behind the loop, which need not begin all that a row in it begins.
  int64_t lastRows() const {
    int64_t least = stride == 1 ? 2 : 1;
    return std::min(rows, least + (rows - least) % rowsATurn);
  }
};

/// All the steps of a layer; in code that shapes share also how many pairs of
/// columns there are, turns of a column's loop, and the rescaling's offset.
struct LayerSteps {
  Step plane, inputRow, inputColumns, firstInputColumns;
  Step channel, outputRow, outputPixel, outputColumns, firstOutputColumns;
  Value columnPairs, turns, offset;
};

/// A place that moves row by row. Known steps gather in the accesses' offsets.
class RowCursor {
public:
  RowCursor(DSPBuilder &b, Value pointer, Step step)
      : b(b), pointer(pointer), step(step) {}

  Value getPointer() const { return pointer; }
  int64_t getOffset() const { return offset; }
  void advance() {
    if (step.inRegister)
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

/// The words of a channel in registers.
struct ChannelWords {
  Value outer[3], middle[2], start, multiplier, correction;
  /// Only of code that layers share.
  Value offset;
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

  void build() {
    begin();
    // What no later row needs is not computed for the last ones.
    int64_t last = kernel.lastRows();
    if (kernel.rows > last)
      loop((kernel.rows - last) / kernel.rowsATurn);
    for (int64_t row = 0; row < last; ++row)
      addOutputRow(last - 1 - row);
  }

private:
  struct RowWords {
    Value even, odd;
    /// Only where stride 2 needs it.
    Value fifth;
  };

  bool isDense() const { return kernel.stride == 1; }

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

  /// An even number of rows a turn, after which the sums are where they were.
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
      sum = b.ssat8(sum, kernel.requantize.getShift());
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

/// The lowering of one depthwise convolution.
class PackedDepthwise {
public:
  PackedDepthwise(LoopBuilder &b, mcu::PackedDepthwiseConv2DOp op,
                  ValueRange arguments, const ImageRows &rows,
                  AssemblyFunctions &functions)
      : b(b), op(op), rows(rows), functions(functions),
        planes(op.getScratch() ? op.getPlanes()
                               : op.getInput().getType().getPlanes()),
        in(op.getInput().getType().getShape()),
        out(op.getOutput().getType().getShape()), multiplier(out[3] / in[3]),
        place(mcu::getImageStrides(op.getOutput().getType())),
        // Four rows a turn save a tenth of the time and take 300 bytes more.
        kernel(makeKernel(rows.usualOutput)), sharesCode(op.getCompact()),
        input(arguments[0]), stream(arguments[1]), output(arguments.back()) {
    if (op.getScratch())
      scratch = arguments[2];
  }

  void lower();

private:
  PlaneKernel makeKernel(int64_t columnRows) {
    return {op.getRequantize(), op.getStrides()[0], columnRows,
            !op.getCompact() && columnRows >= 6 ? 4 : 2};
  }
  void callRows(Value from, Value words, Value to, int64_t count);
  void callGather(Value from);
  void gatherRow(DSPBuilder &a, Value from, Value to);
  void gatherPixels(DSPBuilder &a, Value from, int64_t offset, Value to,
                    int64_t place);
  void gatherPixel(DSPBuilder &a, Value from, int64_t offset, Value to,
                   int64_t place);
  void copyRow(DSPBuilder &a, Value from, Value to);
  void callSharedRows(Value from, Value words, Value to, int64_t count);
  void callEachRow(Value from, Value words, Value to, int64_t count,
                   Value begin);
  void callChannels(Value from, Value words, Value to, int64_t count,
                    Value turns = {});
  void callWindows(Value from, Value words, Value to, int64_t count);
  SmallVector<Value> makeStepArguments(Value turns);
  LayerSteps readSteps(ValueRange arguments);
  void runChannel(DSPBuilder &a, const LayerSteps &steps, Value plane,
                  Value &words, Value to);
  void runColumns(DSPBuilder &a, const LayerSteps &steps,
                  const ChannelWords &words, Value from, Value to);
  void runColumnPairs(DSPBuilder &a, const LayerSteps &steps,
                      const ChannelWords &words, Value from, Value to);

  LoopBuilder &b;
  mcu::PackedDepthwiseConv2DOp op;
  ImageRows rows;
  AssemblyFunctions &functions;
  mcu::PlanesAttr planes;
  ArrayRef<int64_t> in, out;
  int64_t multiplier;
  mcu::ImageStrides place;
  PlaneKernel kernel;
  /// Whether the layer's numbers are arguments.
  bool sharesCode;
  Value input, stream, scratch, output;
};

//===----------------------------------------------------------------------===//
// From channels last to planes
//===----------------------------------------------------------------------===//

/// Four pixels of four channels: their transpose, a word for each plane.
void PackedDepthwise::gatherPixels(DSPBuilder &a, Value from, int64_t offset,
                                   Value to, int64_t place) {
  Value pixels[4];
  for (int64_t i = 0; i < 4; ++i)
    pixels[i] = a.loadWord(from, offset + i * in[3]);
  Value results[4];
  for (int64_t odd : {0, 1}) {
    auto bytes = [&](Value pixel) {
      return odd ? a.oddBytesUnsigned(pixel) : a.evenBytesUnsigned(pixel);
    };
    Value halves[4];
    for (int64_t i = 0; i < 4; ++i)
      halves[i] = bytes(pixels[i]);
    Value left = a.bitOr(halves[0], a.shiftLeft(halves[1], 8));
    Value right = a.bitOr(halves[2], a.shiftLeft(halves[3], 8));
    results[odd] = a.lowHalves(left, right);
    results[odd + 2] = a.highHalves(left, right);
  }
  // Offsets of loads and stores reach 4095.
  Value far = to;
  int64_t distance = 2 * planes.getPlaneBytes();
  bool isFar = place + 3 * planes.getPlaneBytes() > 4095;
  if (isFar)
    far = a.move(to, distance);
  for (int64_t plane = 0; plane < 4; ++plane)
    a.storeWord(results[plane], plane < 2 ? to : far,
                place + plane * planes.getPlaneBytes() -
                    (isFar && plane >= 2 ? distance : 0));
}

void PackedDepthwise::gatherPixel(DSPBuilder &a, Value from, int64_t offset,
                                  Value to, int64_t place) {
  Value pixel = a.loadWord(from, offset);
  for (int64_t plane = 0; plane < 4; ++plane) {
    if (plane > 0)
      pixel = a.shiftRightUnsigned(pixel, 8);
    a.storeByte(pixel, to, place + plane * planes.getPlaneBytes());
  }
}

void PackedDepthwise::gatherRow(DSPBuilder &a, Value from, Value to) {
  int64_t blocks = in[2] / 4, rest = in[2] % 4;
  int64_t unroll = blocks % 2 == 0 ? 2 : blocks % 3 == 0 ? 3 : 1;
  SmallVector<Value> place{from, to};
  if (blocks > 0)
    place = a.repeat(blocks / unroll, place, [&](ValueRange inner) {
      for (int64_t block = 0; block < unroll; ++block)
        gatherPixels(a, inner[0], 4 * block * in[3], inner[1], 4 * block);
      return SmallVector<Value>{a.move(inner[0], 4 * unroll * in[3]),
                                a.move(inner[1], 4 * unroll)};
    });
  for (int64_t i = 0; i < rest; ++i)
    gatherPixel(a, place[0], i * in[3], place[1], i);
}

/// Of one channel the plane is the image.
void PackedDepthwise::copyRow(DSPBuilder &a, Value from, Value to) {
  int64_t words = in[2] / 4, rest = in[2] % 4;
  constexpr int64_t unroll = 4;
  SmallVector<Value> place{from, to};
  if (words / unroll > 0)
    place = a.repeat(words / unroll, place, [&](ValueRange inner) {
      return copyWords(a, inner, unroll);
    });
  place = copyWords(a, place, words % unroll);
  for (int64_t i = 0; i < rest; ++i)
    a.storeByte(a.loadByte(place[0], i), place[1], i);
}

/// The channels from `from` on, as many as there are planes.
void PackedDepthwise::callGather(Value from) {
  Value to = b.move(scratch, b.add(b.mul(rows.above, planes.getRowBytes()),
                                   planes.getLeft()));
  functions.call(
      b, "gather", {from, to, rows.input},
      [&](DSPBuilder &a, ValueRange inner) {
        a.repeat(inner[2], inner.take_front(2), [&](ValueRange place) {
          if (in[3] == 1)
            copyRow(a, place[0], place[1]);
          else
            gatherRow(a, place[0], place[1]);
          return SmallVector<Value>{a.move(place[0], in[2] * in[3]),
                                    a.move(place[1], planes.getRowBytes())};
        });
      });
}

//===----------------------------------------------------------------------===//
// Channels
//===----------------------------------------------------------------------===//

/// A compact kernel takes its layer's numbers as arguments, so that layers of
/// other shapes share it: in the order in which readSteps reads them.
SmallVector<Value> PackedDepthwise::makeStepArguments(Value turns) {
  if (!sharesCode)
    return {};
  int64_t step = 2 * kernel.stride, odd = out[2] % 2 + 1;
  SmallVector<Value> arguments;
  for (int64_t value :
       {planes.getPlaneBytes(), planes.getRowBytes(), step, step / odd,
        place.channel, place.row, place.pixel, 2 * place.pixel,
        2 * place.pixel / odd, (out[2] + 1) / 2,
        int64_t(op.getRequantize().getOffset())})
    arguments.push_back(b.i32(value));
  if (turns)
    arguments.push_back(turns);
  return arguments;
}

LayerSteps PackedDepthwise::readSteps(ValueRange arguments) {
  int64_t step = 2 * kernel.stride, odd = out[2] % 2 + 1;
  StepReader reader(arguments);
  LayerSteps steps;
  steps.plane = reader.next(planes.getPlaneBytes());
  steps.inputRow = reader.next(planes.getRowBytes());
  steps.inputColumns = reader.next(step);
  steps.firstInputColumns = reader.next(step / odd);
  steps.channel = reader.next(place.channel);
  steps.outputRow = reader.next(place.row);
  steps.outputPixel = reader.next(place.pixel);
  steps.outputColumns = reader.next(2 * place.pixel);
  steps.firstOutputColumns = reader.next(2 * place.pixel / odd);
  if (!sharesCode)
    return steps;
  steps.columnPairs = reader.nextValue();
  steps.offset = reader.nextValue();
  if (kernel.rows > 1)
    steps.turns = reader.nextValue();
  return steps;
}

/// Two columns at a time, and the last one of an odd number by itself.
void PackedDepthwise::runColumns(DSPBuilder &a, const LayerSteps &steps,
                                 const ChannelWords &words, Value from,
                                 Value to) {
  if (sharesCode)
    return runColumnPairs(a, steps, words, from, to);
  SmallVector<Value> place{from, to};
  if (out[2] > 1)
    place = a.repeat(out[2] / 2, place, [&](ValueRange inner) {
      ColumnBuilder(a, kernel, words, steps, inner[0], inner[1], 2).build();
      return SmallVector<Value>{steps.inputColumns.from(a, inner[0]),
                                steps.outputColumns.from(a, inner[1])};
    });
  if (out[2] % 2 != 0)
    ColumnBuilder(a, kernel, words, steps, place[0], place[1], 1).build();
}

/// In code that shapes share. Of an odd number of columns the second is
/// computed twice: the first step differs.
void PackedDepthwise::runColumnPairs(DSPBuilder &a, const LayerSteps &steps,
                                     const ChannelWords &words, Value from,
                                     Value to) {
  SmallVector<Value> state{from, to, steps.firstInputColumns.inRegister,
                           steps.firstOutputColumns.inRegister};
  a.repeat(steps.columnPairs, state, [&](ValueRange inner) {
    ColumnBuilder(a, kernel, words, steps, inner[0], inner[1], 2).build();
    return SmallVector<Value>{
        a.move(inner[0], inner[2]), a.move(inner[1], inner[3]),
        steps.inputColumns.inRegister, steps.outputColumns.inRegister};
  });
}

/// Moves `words` behind the channel's.
void PackedDepthwise::runChannel(DSPBuilder &a, const LayerSteps &steps,
                                 Value plane, Value &words, Value to) {
  ChannelWords channel;
  int64_t bytes = 0;
  auto next = [&] {
    Value word = a.loadWord(words, bytes);
    bytes += 4;
    return word;
  };
  for (Value &word : channel.outer)
    word = next();
  for (Value &word : channel.middle)
    word = next();
  channel.start = next();
  channel.multiplier = next();
  if (kernel.requantize.getForm() == RequantizeForm::SignedMultiplyAdd)
    channel.correction = next();
  channel.offset = steps.offset;
  words = a.move(words, bytes);
  runColumns(a, steps, channel, plane, to);
}

/// `multiplier` output channels of each of `count` planes.
void PackedDepthwise::callChannels(Value from, Value words, Value to,
                                   int64_t count, Value turns) {
  SmallVector<Value> arguments{from, words, to, b.i32(count)};
  arguments.append(makeStepArguments(turns));
  functions.call(b, "planes", arguments, [&](DSPBuilder &a, ValueRange inner) {
    LayerSteps steps = readSteps(inner.drop_front(4));
    a.repeat(inner[3], inner.take_front(3), [&](ValueRange state) {
      SmallVector<Value> end =
          a.repeat(multiplier, {state[1], state[2]}, [&](ValueRange channel) {
            Value stream = channel[0];
            runChannel(a, steps, state[0], stream, channel[1]);
            return SmallVector<Value>{stream,
                                      steps.channel.from(a, channel[1])};
          });
      return SmallVector<Value>{steps.plane.from(a, state[0]), end[0], end[1]};
    });
  });
}

/// Windows of other sizes than 3x3.
void PackedDepthwise::callWindows(Value from, Value words, Value to,
                                  int64_t count) {
  WindowKernel window{op.getRequantize(),    op.getFilterSize()[0],
                      op.getFilterSize()[1], op.getStrides()[0],
                      planes.getRowBytes(),  place.row,
                      place.pixel,           out[2],
                      op.getCompact()};
  int64_t channelBytes = 4 * op.getStreamWords() / out[3];
  functions.call(
      b, "windows", {from, words, to, b.i32(count), rows.output},
      [&](DSPBuilder &a, ValueRange inner) {
        a.repeat(inner[3], inner.take_front(3), [&](ValueRange state) {
          SmallVector<Value> end = a.repeat(
              multiplier, {state[1], state[2]}, [&](ValueRange channel) {
                buildDepthwiseWindows(a, window, state[0], channel[0],
                                      channel[1], inner[4]);
                return SmallVector<Value>{a.move(channel[0], channelBytes),
                                          a.move(channel[1], place.channel)};
              });
          return SmallVector<Value>{a.move(state[0], planes.getPlaneBytes()),
                                    end[0], end[1]};
        });
      });
}

/// Rows from `begin` on, one by one.
void PackedDepthwise::callEachRow(Value from, Value words, Value to,
                                  int64_t count, Value begin) {
  PlaneKernel usual = std::exchange(kernel, makeKernel(1));
  Value end = rows.vary ? rows.output : b.i32(usual.rows);
  b.forLoop(begin, end, 1, [&](Value y) {
    Value row = b.mul(y, kernel.stride * planes.getRowBytes());
    callChannels(b.move(from, row), words, b.move(to, b.mul(y, place.row)),
                 count);
  });
  kernel = usual;
}

/// Four rows or more by twos, which leaves at most one: layers of all heights
/// share the code.
void PackedDepthwise::callSharedRows(Value from, Value words, Value to,
                                     int64_t count) {
  if (kernel.rows < 4)
    return callEachRow(from, words, to, count, b.i32(0));
  Value pairs = rows.vary ? b.divide(rows.output, 2) : b.i32(kernel.rows / 2);
  auto callPairs = [&] {
    PlaneKernel usual = std::exchange(kernel, makeKernel(4));
    callChannels(from, words, to, count, b.add(pairs, -1));
    kernel = usual;
  };
  Value done = b.mul(pairs, 2);
  if (rows.vary) {
    Value isTall = b.compare(arith::CmpIPredicate::sge, rows.output, b.i32(4));
    b.ifThen(isTall, callPairs);
    done = b.select(isTall, done, b.i32(0));
  } else {
    callPairs();
  }
  if (rows.vary || kernel.rows % 2 != 0)
    callEachRow(from, words, to, count, done);
}

/// Strips of each number of rows have their code, unless layers share it.
void PackedDepthwise::callRows(Value from, Value words, Value to,
                               int64_t count) {
  if (op.getFilterSize() != ArrayRef<int64_t>{3, 3})
    return callWindows(from, words, to, count);
  if (sharesCode)
    return callSharedRows(from, words, to, count);
  if (rows.outputCounts.size() < 2)
    return callChannels(from, words, to, count);
  for (int64_t number : rows.outputCounts) {
    Value isThis =
        b.compare(arith::CmpIPredicate::eq, rows.output, b.i32(number));
    kernel = makeKernel(number);
    b.ifThen(isThis, [&] { callChannels(from, words, to, count); });
  }
}

void PackedDepthwise::lower() {
  Value to = b.move(output, b.i32(place.first));
  if (!scratch)
    return callRows(input, stream, to, in[3]);
  // The border keeps its value: only the inside is written later.
  fillWords(b, functions, scratch,
            repeatByte(static_cast<int32_t>(op.getPadValue())),
            op.getScratchWords());
  int64_t words = op.getStreamWords() / out[3] * multiplier;
  auto group = [&](Value channel, int64_t count) {
    callGather(b.move(input, channel));
    callRows(scratch, b.move(stream, b.mul(channel, 4 * words)),
             b.move(to, b.mul(channel, multiplier * place.channel)), count);
  };
  int64_t whole = in[3] / 4 * 4;
  b.forLoop(0, whole, 4, [&](Value channel) { group(channel, 4); });
  if (in[3] > whole)
    group(b.i32(whole), in[3] - whole);
}

} // namespace

void tinymlc::lowerKernel(LoopBuilder &b, mcu::PackedDepthwiseConv2DOp op,
                          ValueRange arguments, const ImageRows &rows,
                          AssemblyFunctions &functions) {
  PackedDepthwise(b, op, arguments, rows, functions).lower();
}
