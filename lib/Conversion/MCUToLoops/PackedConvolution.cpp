//===- PackedConvolution.cpp - two channels in each weight's halfword -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For channels a and b the stream holds halfwords w = 256 * w_a + w_b. With x
// two input values,
//   s += SMLAD(w, x)           is start + 256 * A + B,
//   b += SMLAD(SXTB16(w), x)   is B,
// so that 256 * A + start = s - b, which is what rescaling takes, and channel
// b's is start_b + (b << 8). One SXTB16 serves both channels and all pixels.
//
//===----------------------------------------------------------------------===//

#include "AssemblyFunctions.h"
#include "KernelLowering.h"
#include "SlidingRows.h"
#include "Steps.h"

using namespace mlir;
using namespace tinymlc;
using mcu::ConvKernel;
using mcu::RequantizeForm;

namespace {

/// The sums of a pair of channels over some pixels.
struct PairSums {
  SmallVector<Value> both, second;
};

/// From one output to another: to the second pixel's, to the next channel's,
/// and to the group's before.
struct OutputSteps {
  Step pixel, channel, group;
};

/// Where a group's outputs go, channel after channel.
class OutputPlace {
public:
  OutputPlace(DSPBuilder &b, Value first, const OutputSteps &steps,
              int64_t pixels)
      : b(b), first(first), pixel(steps.pixel), channel(steps.channel) {
    // Offsets reach both pixels then.
    if (pixels == 2 && pixel.inRegister && !channel.inRegister)
      second = b.move(first, pixel.inRegister);
  }

  /// The next channel's, one for each pixel.
  void store(ArrayRef<Value> results) {
    b.storeByte(results[0], first, offset);
    if (results.size() > 1 && second)
      b.storeByte(results[1], second, offset);
    else if (results.size() > 1 && pixel.inRegister)
      b.storeByte(results[1], first, pixel.inRegister);
    else if (results.size() > 1)
      b.storeByte(results[1], first, offset + pixel.bytes);
    advance();
  }

private:
  void advance() {
    if (channel.inRegister)
      first = b.move(first, channel.inRegister);
    offset += channel.bytes;
    constexpr int64_t maxOffset = 4095;
    if (offset + pixel.bytes <= maxOffset)
      return;
    first = b.move(first, offset);
    if (second)
      second = b.move(second, offset);
    offset = 0;
  }

  DSPBuilder &b;
  Value first, second;
  Step pixel, channel;
  int64_t offset = 0;
};

/// Rescales and stores a channel's outputs, one for each pixel.
void finishChannel(DSPBuilder &b, mcu::ShortRequantizeAttr requantize,
                   ArrayRef<Value> scaled, Value multiplier, Value correction,
                   OutputPlace &output) {
  SmallVector<Value> results;
  for (Value value : scaled)
    results.push_back(
        requantizeShort(b, requantize, value, multiplier, correction));
  for (Value &result : results)
    result = b.ssat8(result, requantize.getShift());
  output.store(results);
}

/// The same for a pair.
void finishPair(DSPBuilder &b, mcu::ShortRequantizeAttr requantize,
                PairSums sums, Value &stream, OutputPlace &output) {
  Value multiplier = b.nextWord(stream), startSecond = b.nextWord(stream),
        multiplierSecond = b.nextWord(stream), correction, correctionSecond;
  if (requantize.getForm() == RequantizeForm::SignedMultiplyAdd) {
    correction = b.nextWord(stream);
    correctionSecond = b.nextWord(stream);
  }
  for (auto [both, second] : llvm::zip(sums.both, sums.second))
    both = b.subWords(both, second);
  finishChannel(b, requantize, sums.both, multiplier, correction, output);
  for (Value &sum : sums.second)
    sum = b.addWords(startSecond, b.shiftLeft(sum, 8));
  finishChannel(b, requantize, sums.second, multiplierSecond, correctionSecond,
                output);
}

/// What a group's code depends on.
struct GroupKernel {
  explicit GroupKernel(mcu::PackedConv2DOp op)
      : requantize(op.getRequantize()), schedule(op.getSchedule()) {}

  mcu::ShortRequantizeAttr requantize;
  mcu::PackedSchedule schedule;
  /// From one pixel's input to the other's, in bytes.
  int64_t inputDelta = 0;
  int64_t pixels = 2;
  /// Turns of the schedule before the loop and in each of its turns, and the
  /// loop's turns if there are any. Without turns before, sums start from
  /// words in registers, which takes longer and less code.
  int64_t peeled = 0, unroll = 1;
  Value loopTurns;
  /// How often all these turns are taken, and what the input moves by between.
  int64_t rows = 1, rowStep = 0;
};

/// Words of input in registers: the two last read.
class InputWords {
public:
  InputWords(DSPBuilder &b, Value base) : b(b), base(base) {}

  Value at(int64_t offset) {
    for (auto &[known, word] : words)
      if (known == offset)
        return word;
    Value word = b.loadWord(base, offset);
    words.push_back({offset, word});
    if (words.size() > 2)
      words.erase(words.begin());
    return word;
  }

  /// The first halves of two words.
  Value at(int64_t low, int64_t high) {
    Value word = b.loadWord(base, low);
    return b.lowHalves(word, b.loadWord(base, high));
  }

private:
  DSPBuilder &b;
  Value base;
  SmallVector<std::pair<int64_t, Value>> words;
};

constexpr unsigned numPairs = 2;

/// Computes `pixels` outputs of four channels.
class GroupBuilder {
public:
  GroupBuilder(DSPBuilder &b, const GroupKernel &kernel)
      : b(b), kernel(kernel) {}

  /// Writes the pixels' outputs; moves `stream` behind the group's words.
  void build(Value &stream, Value input, const OutputSteps &steps,
             Value first) {
    SmallVector<Value, numPairs> start;
    for (unsigned pair = 0; pair < numPairs; ++pair)
      start.push_back(b.nextWord(stream));
    if (kernel.peeled == 0)
      for (unsigned pair = 0; pair < numPairs; ++pair) {
        sums[pair].both.assign(kernel.pixels, start[pair]);
        sums[pair].second.assign(kernel.pixels, b.i32(0));
      }
    runTurns(kernel.peeled, stream, input, start);
    if (kernel.loopTurns)
      loop(stream, b.move(input, kernel.peeled * kernel.schedule.advance));
    OutputPlace output(b, first, steps, kernel.pixels);
    for (unsigned pair = 0; pair < numPairs; ++pair)
      finishPair(b, kernel.requantize, sums[pair], stream, output);
  }

private:
  /// Unrolled turns of the schedule; the first step takes the start values.
  void runTurns(int64_t turns, Value &stream, Value input,
                ArrayRef<Value> start) {
    InputWords words(b, input);
    for (int64_t turn = 0; turn < turns; ++turn)
      for (int64_t i = 0; i < kernel.schedule.period; ++i) {
        bool first = !start.empty() && turn == 0 && i == 0;
        step(stream, words, kernel.schedule.steps[i],
             turn * kernel.schedule.advance, first ? start : ArrayRef<Value>());
      }
  }

  /// A step's word of each pixel.
  SmallVector<Value> loadInput(InputWords &words, const mcu::PackedStep &step,
                               int64_t turnOffset) {
    SmallVector<Value> x;
    for (int64_t pixel = 0; pixel < kernel.pixels; ++pixel) {
      int64_t base = turnOffset + pixel * kernel.inputDelta;
      x.push_back(step.secondOffset
                      ? words.at(base + step.offset, base + *step.secondOffset)
                      : words.at(base + step.offset));
    }
    return x;
  }

  void step(Value &stream, InputWords &words, const mcu::PackedStep &step,
            int64_t turnOffset, ArrayRef<Value> start) {
    Value weights[numPairs];
    SmallVector<Value> x;
    // Two places take the registers that the weights have next.
    if (step.secondOffset)
      x = loadInput(words, step, turnOffset);
    for (Value &weight : weights)
      weight = b.nextWord(stream);
    if (!step.secondOffset)
      x = loadInput(words, step, turnOffset);
    for (unsigned pair = 0; pair < numPairs; ++pair) {
      for (int64_t pixel = 0; pixel < kernel.pixels; ++pixel)
        sumBoth(pair, pixel, weights[pair], x[pixel], start);
      weights[pair] = b.evenBytes(weights[pair]);
    }
    for (unsigned pair = 0; pair < numPairs; ++pair)
      for (int64_t pixel = 0; pixel < kernel.pixels; ++pixel)
        sumSecond(pair, pixel, weights[pair], x[pixel], !start.empty());
  }

  void sumBoth(unsigned pair, int64_t pixel, Value weight, Value x,
               ArrayRef<Value> start) {
    SmallVector<Value> &both = sums[pair].both;
    if (start.empty())
      both[pixel] = b.smlad(weight, x, both[pixel]);
    else
      both.push_back(b.smlad(weight, x, start[pair]));
  }

  void sumSecond(unsigned pair, int64_t pixel, Value weight, Value x,
                 bool first) {
    SmallVector<Value> &second = sums[pair].second;
    if (first)
      second.push_back(b.smuad(weight, x));
    else
      second[pixel] = b.smlad(weight, x, second[pixel]);
  }

  void loop(Value &stream, Value input) {
    SmallVector<Value> state{input, stream};
    for (const PairSums &pair : sums) {
      state.append(pair.both);
      state.append(pair.second);
    }
    SmallVector<Value> end = state;
    if (kernel.rows == 1)
      end = loopTurns(state);
    else
      end = b.repeat(kernel.rows, state, [&](ValueRange row) {
        SmallVector<Value> next = loopTurns(row);
        next[0] = b.move(next[0], kernel.rowStep);
        return next;
      });
    stream = end[1];
    takeSums(ValueRange(end).drop_front(2));
  }

  SmallVector<Value> loopTurns(ValueRange state) {
    return b.repeat(kernel.loopTurns, state, [&](ValueRange inner) {
      Value x = inner[0], stream = inner[1];
      takeSums(inner.drop_front(2));
      runTurns(kernel.unroll, stream, x, {});
      SmallVector<Value> next{
          b.move(x, kernel.unroll * kernel.schedule.advance), stream};
      for (const PairSums &pair : sums) {
        next.append(pair.both);
        next.append(pair.second);
      }
      return next;
    });
  }

  void takeSums(ValueRange values) {
    int64_t pixels = kernel.pixels;
    for (PairSums &pair : sums) {
      pair.both = llvm::to_vector(values.take_front(pixels));
      pair.second =
          llvm::to_vector(values.drop_front(pixels).take_front(pixels));
      values = values.drop_front(2 * pixels);
    }
  }

  DSPBuilder &b;
  const GroupKernel &kernel;
  PairSums sums[numPairs];
};

/// The loop over groups, from the last one down: what the last one writes
/// behind the last channel is overwritten by the next pixel's first channels.
void forEachGroup(DSPBuilder &b, const GroupKernel &kernel, Value groups,
                  Value stream, Value input, Value last,
                  const OutputSteps &steps) {
  b.repeat(groups, {stream, last}, [&](ValueRange state) {
    Value words = state[0];
    GroupBuilder(b, kernel).build(words, input, steps, state[1]);
    return SmallVector<Value>{words, steps.group.from(b, state[1])};
  });
}

/// Pairs of pixels, and bytes from one pixel of a pair to the other in the
/// input and the output.
struct PixelPairs {
  Value count;
  int64_t fromDelta, toDelta;
};

/// The lowering of one packed convolution.
class PackedConvolution {
public:
  PackedConvolution(LoopBuilder &b, mcu::PackedConv2DOp op,
                    ValueRange arguments, const ImageRows &rows,
                    AssemblyFunctions &functions)
      : b(b), op(op), rows(rows), functions(functions), kernel(op),
        in(op.getInput().getType().getShape()),
        out(op.getOutput().getType().getShape()),
        place(mcu::getImageStrides(op.getOutput().getType())),
        input(arguments[0]), stream(arguments[1]), output(arguments.back()),
        groups((out[3] + 3) / 4) {
    if (op.getScratch())
      scratch = arguments[2];
  }

  void pointwise();
  void window();

private:
  bool hasPlanes() { return bool(op.getOutput().getType().getPlanes()); }
  /// Bytes from the first group's outputs to the last one's.
  int64_t lastGroup() { return 4 * (groups - 1) * place.channel; }

  void callPointwise(Value from, Value to, PixelPairs pairs);
  Value countUnits(DSPBuilder &a);
  void callLastPixel(Value from, Value to);
  void pointwiseAcrossRows();
  void pointwiseInOneRow(Value pixels);
  bool paysToPeel();
  void callWindows(Value to);

  LoopBuilder &b;
  mcu::PackedConv2DOp op;
  ImageRows rows;
  AssemblyFunctions &functions;
  GroupKernel kernel;
  ArrayRef<int64_t> in, out;
  mcu::ImageStrides place;
  Value input, stream, scratch, output;
  int64_t groups;
};

//===----------------------------------------------------------------------===//
// 1x1
//===----------------------------------------------------------------------===//

/// Two pixels' channels, widened, eight in each of `turns`.
void widenPixels(DSPBuilder &a, Value turns, Value from, Step delta, Value to) {
  SmallVector<Value> start{from, to};
  if (delta.inRegister)
    start.push_back(a.move(from, delta.inRegister));
  a.repeat(turns, start, [&](ValueRange place) {
    for (int64_t word = 0; word < 2; ++word) {
      Value first = a.loadWord(place[0], 4 * word);
      Value second =
          a.loadWord(place[delta.inRegister ? 2 : 0], delta.bytes + 4 * word);
      Value widened[] = {a.evenBytes(first), a.evenBytes(second),
                         a.oddBytes(first), a.oddBytes(second)};
      for (auto [i, value] : llvm::enumerate(widened))
        a.storeWord(value, place[1], 16 * word + 4 * i);
    }
    SmallVector<Value> next{a.move(place[0], 8), a.move(place[1], 32)};
    if (delta.inRegister)
      next.push_back(a.move(place[2], 8));
    return next;
  });
}

/// Compact kernels share one function; unrolled ones have their own for each
/// shape, and the rest share two, whose loops take eight steps or four.
void PackedConvolution::callPointwise(Value from, Value to, PixelPairs pairs) {
  auto steps = static_cast<int64_t>(kernel.schedule.steps.size());
  kernel.unroll = steps % 8 == 0 && !op.getCompact() ? 8 : 4;
  kernel.peeled = op.getCompact()    ? 0
                  : op.getUnrolled() ? steps
                                     : kernel.unroll;
  int64_t turns = (steps - kernel.peeled) / kernel.unroll;
  int64_t distances[] = {pairs.fromDelta, pairs.toDelta, place.channel,
                         lastGroup()};
  SmallVector<Value> arguments{from, stream, scratch, to, pairs.count};
  if (!op.getUnrolled() || pairs.toDelta != place.pixel) {
    for (int64_t distance : distances)
      arguments.push_back(b.i32(distance));
    arguments.append({b.i32(groups), b.i32(turns)});
  }
  functions.call(
      b, "pointwise", arguments, [&](DSPBuilder &a, ValueRange inner) {
        StepReader reader(inner.drop_front(5));
        Step known[std::size(distances)];
        for (auto [step, distance] : llvm::zip(known, distances))
          step = reader.next(distance);
        auto [fromDelta, toDelta, channel, last] = known;
        Step fromPair = fromDelta.shifted(a, 1), toPair = toDelta.shifted(a, 1),
             group = channel.shifted(a, 2).negated(a);
        Value groupCount =
            reader.isEmpty() ? a.i32(groups) : reader.nextValue();
        kernel.loopTurns = turns > 0 ? reader.nextValue() : Value();
        Value units = countUnits(a);
        Value words = inner[1], widened = inner[2];
        a.repeat(inner[4], {inner[0], inner[3]}, [&](ValueRange state) {
          widenPixels(a, units, state[0], fromDelta, widened);
          forEachGroup(a, kernel, groupCount, words, widened,
                       last.from(a, state[1]), {toDelta, channel, group});
          return SmallVector<Value>{fromPair.from(a, state[0]),
                                    toPair.from(a, state[1])};
        });
      });
}

/// Turns of widening: four steps take eight channels.
Value PackedConvolution::countUnits(DSPBuilder &a) {
  Value units = a.i32((kernel.peeled + 3) / 4);
  if (!kernel.loopTurns)
    return units;
  Value looped =
      kernel.unroll == 8 ? a.shiftLeft(kernel.loopTurns, 1) : kernel.loopTurns;
  return kernel.peeled == 0 ? looped : a.addWords(looped, units);
}

/// The last of an odd number of pixels. Where it is worth some ten cycles a
/// byte a function for single pixels pays; otherwise it is computed with the
/// one before again.
void PackedConvolution::callLastPixel(Value from, Value to) {
  constexpr int64_t fewMacs = 8192;
  int64_t pixelBytes = op.getStrides()[1] * in[3];
  if (op.getCompact() || in[3] * out[3] < fewMacs)
    return callPointwise(b.move(from, -pixelBytes), b.move(to, -place.pixel),
                         {b.i32(1), pixelBytes, place.pixel});
  kernel.pixels = 1;
  callPointwise(from, to, {b.i32(1), 0, 0});
  kernel.pixels = 2;
}

void PackedConvolution::pointwise() {
  kernel.inputDelta = 4;
  int64_t stride = op.getStrides()[0], pixelBytes = op.getStrides()[1] * in[3];
  bool isDense = stride == 1 && op.getStrides()[1] == 1;
  if (hasPlanes() && isDense && out[2] % 2 != 0)
    return pointwiseAcrossRows();
  if (isDense && !hasPlanes())
    return pointwiseInOneRow(b.mul(rows.output, out[2]));
  int64_t pixels = out[2];
  auto row = [&](Value y) {
    Value from = b.move(input, b.mul(y, stride * in[2] * in[3]));
    Value to = b.move(output, b.add(b.mul(y, place.row), place.first));
    callPointwise(from, to, {b.i32(pixels / 2), pixelBytes, place.pixel});
    if (pixels % 2 != 0)
      callLastPixel(b.move(from, (pixels - 1) * pixelBytes),
                    b.move(to, (pixels - 1) * place.pixel));
  };
  b.forLoop(b.i32(0), rows.output, 1, row);
}

/// All pixels, one behind the other.
void PackedConvolution::pointwiseInOneRow(Value pixels) {
  Value pairs = b.divide(pixels, 2);
  callPointwise(input, output, {pairs, in[3], place.pixel});
  Value isOdd = b.compare(arith::CmpIPredicate::slt, b.mul(pairs, 2), pixels);
  b.ifThen(isOdd, [&] {
    Value last = b.add(pixels, -1);
    callLastPixel(b.move(input, b.mul(last, in[3])),
                  b.move(output, b.mul(last, place.pixel)));
  });
}

/// Rows of planes with an odd number of pixels, two at a time: the last pixel
/// of one makes a pair with the first of the next.
void PackedConvolution::pointwiseAcrossRows() {
  int64_t width = out[2];
  auto from = [&](Value y, int64_t x) {
    return b.move(input, b.add(b.mul(y, width * in[3]), x * in[3]));
  };
  auto to = [&](Value y, int64_t x) {
    return b.move(output, b.add(b.mul(y, place.row), place.first + x));
  };
  auto run = [&](Value y, int64_t x, int64_t pairs, int64_t delta) {
    callPointwise(from(y, x), to(y, x), {b.i32(pairs), in[3], delta});
  };
  Value even = b.mul(b.divide(rows.output, 2), 2);
  b.forLoop(b.i32(0), even, 2, [&](Value y) {
    run(y, 0, width / 2, 1);
    run(y, width - 1, 1, place.row - (width - 1));
    run(b.add(y, 1), 1, width / 2, 1);
  });
  Value isOdd = b.compare(arith::CmpIPredicate::slt, even, rows.output);
  b.ifThen(isOdd, [&] {
    run(even, 0, width / 2, 1);
    callLastPixel(from(even, width - 1), to(even, width - 1));
  });
}

//===----------------------------------------------------------------------===//
// One pixel
//===----------------------------------------------------------------------===//

/// Eight channels at a time, or four in less code; the input is widened on the
/// way, since it is read as often as there are groups only.
class VectorBuilder {
public:
  VectorBuilder(DSPBuilder &b, mcu::PackedConv2DOp op)
      : b(b), op(op), pairs(op.getGroup() / 2) {}

  void build(Value &stream, Value input, Value output) {
    SmallVector<Value> state{input, stream};
    for (unsigned pair = 0; pair < pairs; ++pair)
      state.push_back(b.nextWord(stream));
    state[1] = stream;
    state.append(pairs, b.i32(0));
    int64_t words = (op.getInput().getType().getShape()[3] + 3) / 4;
    int64_t unroll = op.getCompact() ? 1 : std::min<int64_t>(words, 8),
            peeled = words % unroll;
    state = runWords(state, peeled);
    state = b.repeat(words / unroll, state, [&](ValueRange inner) {
      return runWords(SmallVector<Value>(inner), unroll);
    });
    stream = state[1];
    ArrayRef<Value> both = ArrayRef(state).drop_front(2);
    OutputPlace place(b, output, {{}, {1}, {}}, /*pixels=*/1);
    for (unsigned pair = 0; pair < pairs; ++pair)
      finishPair(b, op.getRequantize(), {{both[pair]}, {both[pairs + pair]}},
                 stream, place);
  }

private:
  SmallVector<Value> runWords(SmallVector<Value> state, int64_t count) {
    MutableArrayRef<Value> sums = MutableArrayRef(state).drop_front(2);
    for (int64_t word = 0; word < count; ++word) {
      Value x = b.loadWord(state[0], 4 * word);
      for (bool odd : {false, true})
        runStep(state[1], x, odd, sums);
    }
    state[0] = b.move(state[0], 4 * count);
    return state;
  }

  /// Weights come two at a time: there are no registers for more.
  void runStep(Value &stream, Value x, bool odd, MutableArrayRef<Value> sums) {
    Value halves;
    for (unsigned first = 0; first < pairs; first += 2) {
      Value weights[] = {b.nextWord(stream), b.nextWord(stream)};
      if (!halves)
        halves = odd ? b.oddBytes(x) : b.evenBytes(x);
      for (auto [i, weight] : llvm::enumerate(weights)) {
        Value &both = sums[first + i], &second = sums[pairs + first + i];
        both = b.smlad(weight, halves, both);
        second = b.smlad(b.evenBytes(weight), halves, second);
      }
    }
  }

  DSPBuilder &b;
  mcu::PackedConv2DOp op;
  /// Of channels computed together.
  unsigned pairs;
};

void lowerVector(LoopBuilder &b, mcu::PackedConv2DOp op, ValueRange arguments,
                 AssemblyFunctions &functions) {
  int64_t group = op.getGroup();
  int64_t groups = (op.getOutput().getType().getShape()[3] + group - 1) / group;
  functions.call(b, "vector", arguments, [&](DSPBuilder &a, ValueRange inner) {
    a.repeat(groups, {inner[1], inner[2]}, [&](ValueRange state) {
      Value stream = state[0];
      VectorBuilder(a, op).build(stream, inner[0], state[1]);
      return SmallVector<Value>{stream, a.move(state[1], group)};
    });
  });
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

/// One row of outputs, or two where they are computed together.
void PackedConvolution::callWindows(Value to) {
  bool pairs = mcu::pairsRows(out[2]);
  int64_t pixelBytes = op.getStrides()[1] * in[3] * 2;
  kernel.inputDelta =
      pairs ? op.getStrides()[0] * op.getWidenedRows().rowBytes : pixelBytes;
  int64_t count = pairs ? out[2] : out[2] / 2, pixels = pairs ? 1 : 2;
  functions.call(
      b, "window", {scratch, stream, to},
      [&](DSPBuilder &a, ValueRange arguments) {
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
      });
}

/// The loop's first turn, before it, starts the sums without other words: about
/// two cycles for each output. Its bytes are to save twenty cycles each.
bool PackedConvolution::paysToPeel() {
  constexpr int64_t stepBytes = 52, cyclesAByte = 20;
  int64_t bytes = stepBytes * kernel.unroll * kernel.schedule.period;
  return !op.getCompact() &&
         2 * op.getOutput().getType().getNumElements() >= cyclesAByte * bytes;
}

void PackedConvolution::window() {
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
  SlidingRows sliding(b, op, input, scratch, rows, functions);
  sliding.fillSides();
  int64_t step = mcu::pairsRows(out[2]) ? 2 : 1;
  b.forLoop(
      b.i32(0), rows.output, step, {b.i32(0)}, [&](Value y, ValueRange held) {
        // The last of an odd number is computed with the one before, or, in a
        // strip, with one that is overwritten.
        if (out[1] % step != 0 && !rows.vary)
          y = b.min(y, b.i32(out[1] - step));
        Value end = sliding.slide(b.mul(y, op.getStrides()[0]), held[0]);
        callWindows(b.move(output, b.add(b.mul(y, place.row), place.first)));
        return SmallVector<Value>{end};
      });
}

} // namespace

void tinymlc::lowerKernel(LoopBuilder &b, mcu::PackedConv2DOp op,
                          ValueRange arguments, const ImageRows &rows,
                          AssemblyFunctions &functions) {
  PackedConvolution convolution(b, op, arguments, rows, functions);
  if (op.getKernel() == ConvKernel::Pointwise)
    return convolution.pointwise();
  if (op.getKernel() == ConvKernel::Window)
    return convolution.window();
  lowerVector(b, op, arguments, functions);
}
