//===- PackedDepthwise.cpp - depthwise convolutions on planes -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "AssemblyFunctions.h"
#include "DepthwiseColumns.h"
#include "DepthwiseWindows.h"
#include "GatherPlanes.h"
#include "KernelLowering.h"

using namespace mlir;
using namespace tinymlc;
using mcu::RequantizeForm;

namespace {

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
        planePlace{0, planes.getRowBytes(), 1, planes.getPlaneBytes()},
        // Four rows a turn save a tenth of the time and take 300 bytes more.
        kernel(makeKernel(rows.usualOutput)), input(arguments[0]),
        stream(arguments[1]), output(arguments.back()),
        numbers(b, functions, stream, op.getCompact() || op.getAnyChannels()) {
    if (op.getScratch())
      scratch = arguments[2];
    else
      planePlace = mcu::getImageStrides(op.getInput().getType());
  }

  void lower();

private:
  PlaneKernel makeKernel(int64_t columnRows) {
    return {op.getRequantize(), op.getStrides()[0], columnRows,
            countRowsATurn(columnRows)};
  }
  /// At stride 1 two rows of sums take turns.
  int64_t countRowsATurn(int64_t columnRows) {
    if (op.getLean() && op.getStrides()[0] == 2 && rows.outputCounts.size() < 2)
      return 1;
    return !op.getCompact() && !op.getLean() && columnRows >= 6 ? 4 : 2;
  }
  void callRows(Value from, Value words, Value to, int64_t count);
  void callGather(Value from);
  void callSharedRows(Value from, Value words, Value to, int64_t count);
  void callEachRow(Value from, Value words, Value to, int64_t count,
                   Value begin);
  void callChannels(Value from, Value words, Value to, int64_t count,
                    Value turns = {});
  void callWindows(Value from, Value words, Value to, int64_t count);
  /// Where a channel's code takes its input and words and puts its outputs.
  struct ChannelPlace {
    MovedPointer plane;
    Value words;
    MovedPointer to;
  };
  void runPlanes(DSPBuilder &a, ValueRange places, Value count, Step plane,
                 Step channel,
                 llvm::function_ref<ChannelPlace(ChannelPlace)> build);
  /// Compact code for two rows loads a third of the input less where the stride
  /// is 1, and next to nothing less where it is 2.
  bool takesRowByRow() {
    return kernel.rows < 4 || functions.areForSize() ||
           (op.getCompact() && kernel.stride == 2);
  }
  /// Whether lean code serves strips of several numbers of rows.
  bool takesAnyRows() {
    return op.getLean() && rows.outputCounts.size() > 1 && kernel.rows >= 4;
  }
  Value number(int64_t value) { return numbers.read(numbers.add(value)); }
  void addNumbers();
  Value addLayerNumbers(int64_t count);
  LayerSteps readSteps(StepReader &reader);
  void takeOutputSteps(DSPBuilder &a, Value count, LayerSteps &steps);
  ChannelPlace runChannel(DSPBuilder &a, const LayerSteps &steps,
                          ChannelPlace place);
  void runColumns(DSPBuilder &a, const LayerSteps &steps,
                  const ChannelWords &words, ChannelPlace &place);
  bool unrollsColumns();
  void runColumnPairs(DSPBuilder &a, const LayerSteps &steps,
                      const ChannelWords &words, Value from, Value to);

  LoopBuilder &b;
  mcu::PackedDepthwiseConv2DOp op;
  ImageRows rows;
  AssemblyFunctions &functions;
  mcu::PlanesAttr planes;
  ArrayRef<int64_t> in, out;
  int64_t multiplier;
  /// Of the output, and of the planes.
  mcu::ImageStrides place, planePlace;
  PlaneKernel kernel;
  Value input, stream, scratch, output;
  /// Of the caller, then of the code that it calls.
  LayerNumbers numbers;
  /// What compact code reads in front of the stream, for four planes or as many
  /// as there are and for the rest, and what its caller reads there.
  Value layerNumbers, restNumbers;
  Value height, loopTurns, inputRow, outputRow, channels;
};

/// The channels from `from` on, as many as there are planes.
void PackedDepthwise::callGather(Value from) {
  Value to = b.move(scratch, b.add(b.mul(rows.above, planes.getRowBytes()),
                                   planes.getLeft()));
  functions.call(b, "gather", {from, to, rows.input},
                 [&](DSPBuilder &a, ValueRange inner) {
                   buildGather(a, planes, in, inner[0], inner[1], inner[2]);
                 });
}

/// What compact code for so many planes reads, in the order in which readSteps
/// does.
Value PackedDepthwise::addLayerNumbers(int64_t count) {
  Value begin = numbers.findWords();
  int64_t step = 2 * kernel.stride, odd = out[2] % 2 + 1;
  for (int64_t value :
       {count, planePlace.channel, planePlace.row, step, step / odd,
        place.channel, place.row, place.pixel, 2 * place.pixel,
        2 * place.pixel / odd, (out[2] + 1) / 2,
        int64_t(op.getRequantize().getOffset())})
    numbers.add(value);
  return begin;
}

LayerSteps PackedDepthwise::readSteps(StepReader &reader) {
  int64_t step = 2 * kernel.stride, odd = out[2] % 2 + 1;
  LayerSteps steps;
  steps.plane = reader.next(planePlace.channel);
  steps.inputRow = reader.next(planePlace.row);
  steps.inputColumns = reader.next(step);
  steps.firstInputColumns = reader.next(step / odd);
  steps.channel = reader.next(place.channel);
  steps.outputRow = reader.next(place.row);
  steps.outputPixel = reader.next(place.pixel);
  steps.outputColumns = reader.next(2 * place.pixel);
  steps.firstOutputColumns = reader.next(2 * place.pixel / odd);
  if (!op.getCompact())
    return steps;
  steps.columnPairs = reader.nextValue();
  steps.offset = reader.nextValue();
  return steps;
}

/// The steps that depend on the number of channels: a pixel has a byte of each.
void PackedDepthwise::takeOutputSteps(DSPBuilder &a, Value count,
                                      LayerSteps &steps) {
  Value pixel = multiplier == 1 ? count : a.mul(count, a.i32(multiplier));
  steps.outputPixel = {0, pixel};
  steps.outputColumns = {0, pixel, 2};
  // More additions than two take longer than a word from the stack.
  auto width = static_cast<uint64_t>(out[2]);
  steps.outputRow = llvm::popcount(width) <= 2
                        ? Step{0, pixel, width}
                        : Step{0, a.mul(pixel, a.i32(out[2]))};
}

/// Short columns of a narrow image have few instructions to the loop's end,
/// for which a register lacks.
bool PackedDepthwise::unrollsColumns() {
  return !op.getLean() && out[2] <= 7 && kernel.rows == kernel.lastRows();
}

/// Two columns at a time, and the last one of an odd number by itself. The
/// channel's place moves along by known steps: where the columns began takes no
/// register.
void PackedDepthwise::runColumns(DSPBuilder &a, const LayerSteps &steps,
                                 const ChannelWords &words,
                                 ChannelPlace &channel) {
  if (op.getCompact())
    return runColumnPairs(a, steps, words, channel.plane.pointer,
                          channel.to.pointer);
  int64_t pairs = out[2] / 2;
  auto buildPair = [&](ValueRange place) {
    ColumnsEnd end =
        buildDepthwiseColumns(a, kernel, words, steps, place[0], place[1], 2);
    return SmallVector<Value>{
        end.input.nextFrom(a, place[0], steps.inputColumns),
        end.output.nextFrom(a, place[1], steps.outputColumns)};
  };
  SmallVector<Value> place{channel.plane.pointer, channel.to.pointer};
  if (unrollsColumns())
    for (int64_t pair = 0; pair < pairs; ++pair)
      place = buildPair(place);
  else if (pairs > 0)
    place = a.repeat(pairs, place, buildPair);
  if (out[2] % 2 != 0)
    buildDepthwiseColumns(a, kernel, words, steps, place[0], place[1], 1);
  channel.plane = {place[0], pairs * steps.inputColumns.bytes};
  if (!steps.outputColumns.inRegister)
    channel.to = {place[1], pairs * steps.outputColumns.bytes};
}

/// In code that shapes share. Of an odd number of columns the second is
/// computed twice: the first step differs.
void PackedDepthwise::runColumnPairs(DSPBuilder &a, const LayerSteps &steps,
                                     const ChannelWords &words, Value from,
                                     Value to) {
  SmallVector<Value> state{from, to, steps.firstInputColumns.inRegister,
                           steps.firstOutputColumns.inRegister};
  a.repeat(steps.columnPairs, state, [&](ValueRange inner) {
    buildDepthwiseColumns(a, kernel, words, steps, inner[0], inner[1], 2);
    return SmallVector<Value>{
        a.move(inner[0], inner[2]), a.move(inner[1], inner[3]),
        steps.inputColumns.inRegister, steps.outputColumns.inRegister};
  });
}

/// Gives the next channel's words, and the other places as far as they moved.
PackedDepthwise::ChannelPlace
PackedDepthwise::runChannel(DSPBuilder &a, const LayerSteps &steps,
                            ChannelPlace place) {
  ChannelWords channel;
  int64_t bytes = 0;
  auto next = [&] {
    Value word = a.loadWord(place.words, bytes);
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
  place.words = a.move(place.words, bytes);
  runColumns(a, steps, channel, place);
  return place;
}

/// `multiplier` output channels of each of `count` planes, from the places of
/// the first plane, the words and the output on. `build` takes a channel's
/// place in these three.
void PackedDepthwise::runPlanes(
    DSPBuilder &a, ValueRange places, Value count, Step plane, Step channel,
    llvm::function_ref<ChannelPlace(ChannelPlace)> build) {
  auto next = [&](ValueRange state, Step plane) {
    ChannelPlace place = build({{state[0], 0}, state[1], {state[2], 0}});
    return SmallVector<Value>{place.plane.nextFrom(a, state[0], plane),
                              place.words,
                              place.to.nextFrom(a, state[2], channel)};
  };
  a.repeat(count, places, [&](ValueRange state) {
    if (multiplier == 1)
      return next(state, plane);
    SmallVector<Value> end = a.repeat(multiplier, state, [&](ValueRange inner) {
      return next(inner, Step{0});
    });
    end[0] = plane.from(a, end[0]);
    return end;
  });
}

/// The output channels of `count` planes, by windows of 3x3.
void PackedDepthwise::callChannels(Value from, Value words, Value to,
                                   int64_t count, Value turns) {
  SmallVector<Value> arguments{from, words, to};
  if (op.getAnyChannels())
    arguments.push_back(channels);
  else if (!op.getCompact())
    arguments.push_back(b.i32(count));
  else
    arguments.push_back(count == std::min<int64_t>(in[3], 4) || !scratch
                            ? layerNumbers
                            : restNumbers);
  if (turns)
    arguments.push_back(turns);
  functions.call(b, "planes", arguments, [&](DSPBuilder &a, ValueRange inner) {
    StepReader reader(a, op.getCompact() ? inner[3] : Value());
    Value planeCount = op.getCompact() ? reader.nextValue() : inner[3];
    LayerSteps steps = readSteps(reader);
    if (turns)
      steps.turns = inner[4];
    if (op.getAnyChannels())
      takeOutputSteps(a, planeCount, steps);
    runPlanes(a, inner.take_front(3), planeCount, steps.plane, steps.channel,
              [&](ChannelPlace place) { return runChannel(a, steps, place); });
  });
}

/// The same by windows of other sizes.
void PackedDepthwise::callWindows(Value from, Value words, Value to,
                                  int64_t count) {
  WindowKernel window{op.getRequantize(),    op.getFilterSize()[0],
                      op.getFilterSize()[1], op.getStrides()[0],
                      planePlace.row,        place.row,
                      place.pixel,           out[2],
                      op.getCompact()};
  int64_t channelBytes = 4 * op.getStreamWords() / out[3];
  functions.call(b, "windows", {from, words, to, b.i32(count), rows.output},
                 [&](DSPBuilder &a, ValueRange inner) {
                   runPlanes(a, inner.take_front(3), inner[3],
                             {planePlace.channel}, {place.channel},
                             [&](ChannelPlace place) {
                               buildDepthwiseWindows(
                                   a, window, place.plane.pointer, place.words,
                                   place.to.pointer, inner[4]);
                               place.words = a.move(place.words, channelBytes);
                               return place;
                             });
                 });
}

/// Rows from `begin` on, one by one.
void PackedDepthwise::callEachRow(Value from, Value words, Value to,
                                  int64_t count, Value begin) {
  PlaneKernel usual = std::exchange(kernel, makeKernel(1));
  b.forLoop(begin, height, 1, [&](Value y) {
    Value input = b.move(from, b.mul(y, inputRow));
    callChannels(input, words, b.move(to, b.mul(y, outputRow)), count);
  });
  kernel = usual;
}

/// Four rows or more by twos, which leaves at most one, or all one by one: one
/// code for all heights.
void PackedDepthwise::callSharedRows(Value from, Value words, Value to,
                                     int64_t count) {
  if (takesRowByRow())
    return callEachRow(from, words, to, count, b.i32(0));
  Value pairs = rows.vary ? b.divide(rows.output, 2) : b.i32(kernel.rows / 2);
  auto callPairs = [&] {
    PlaneKernel usual = std::exchange(kernel, makeKernel(4));
    callChannels(from, words, to, count,
                 rows.vary ? b.add(pairs, -1) : loopTurns);
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

/// The caller's numbers, then those of the code that it calls.
void PackedDepthwise::addNumbers() {
  if (op.getAnyChannels()) {
    channels = number(in[3]);
    stream = numbers.findWords();
    return;
  }
  bool isShared = op.getCompact() || takesAnyRows();
  if (!isShared || op.getFilterSize() != ArrayRef<int64_t>{3, 3})
    return;
  if (rows.vary)
    height = rows.output;
  else if (takesRowByRow() || kernel.rows % 2 != 0)
    height = number(kernel.rows);
  if (!rows.vary && !takesRowByRow())
    loopTurns = number(kernel.rows / 2 - 1);
  if (height) {
    inputRow = number(kernel.stride * planePlace.row);
    outputRow = number(place.row);
  }
  if (!op.getCompact())
    return;
  layerNumbers = addLayerNumbers(scratch ? std::min<int64_t>(in[3], 4) : in[3]);
  if (scratch && in[3] > 4 && in[3] % 4 != 0)
    restNumbers = addLayerNumbers(in[3] % 4);
  stream = numbers.findWords();
}

/// Strips of each number of rows have their code, unless one serves all.
void PackedDepthwise::callRows(Value from, Value words, Value to,
                               int64_t count) {
  if (op.getFilterSize() != ArrayRef<int64_t>{3, 3})
    return callWindows(from, words, to, count);
  if (op.getCompact() || takesAnyRows())
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
  addNumbers();
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
    Value begin = b.move(stream, b.mul(channel, 4 * words));
    callRows(scratch, begin,
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
