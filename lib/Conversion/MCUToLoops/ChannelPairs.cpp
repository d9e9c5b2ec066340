//===- ChannelPairs.cpp - sums of two channels in each weight -------------===//
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

#include "ChannelPairs.h"
#include "AssemblyFunctions.h"

using namespace mlir;
using namespace tinymlc;
using mcu::RequantizeForm;

/// Rescales and stores a channel's outputs, one for each pixel.
static void finishChannel(DSPBuilder &b, mcu::ShortRequantizeAttr requantize,
                          ArrayRef<Value> scaled, Value multiplier,
                          Value correction, Value offset, OutputPlace &output) {
  SmallVector<Value> results;
  for (Value value : scaled)
    results.push_back(
        requantizeShort(b, requantize, value, multiplier, correction, offset));
  for (Value &result : results)
    result =
        saturateByte(b, result, requantize.getShift(), requantize.getClamp());
  output.store(results);
}

void tinymlc::finishPair(DSPBuilder &b, mcu::ShortRequantizeAttr requantize,
                         PairSums sums, Value &stream, OutputPlace &output,
                         Value offset) {
  Value multiplier = b.nextWord(stream), startSecond = b.nextWord(stream),
        multiplierSecond = b.nextWord(stream), correction, correctionSecond;
  if (requantize.getForm() == RequantizeForm::SignedMultiplyAdd) {
    correction = b.nextWord(stream);
    correctionSecond = b.nextWord(stream);
  }
  for (auto [both, second] : llvm::zip(sums.both, sums.second))
    both = b.subWords(both, second);
  finishChannel(b, requantize, sums.both, multiplier, correction, offset,
                output);
  for (Value &sum : sums.second)
    sum = b.addWords(startSecond, b.shiftLeft(sum, 8));
  finishChannel(b, requantize, sums.second, multiplierSecond, correctionSecond,
                offset, output);
}

namespace {

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

  /// Writes the pixels' outputs; moves `stream` behind the group's words. The
  /// loop begins at `looped`.
  void build(Value &stream, Value input, Value looped, const OutputSteps &steps,
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
      loop(stream, looped);
    OutputPlace output(b, first, steps, kernel.pixels);
    for (unsigned pair = 0; pair < numPairs; ++pair)
      finishPair(b, kernel.requantize, sums[pair], stream, output,
                 kernel.offset);
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

} // namespace

void tinymlc::forEachGroup(DSPBuilder &b, const GroupKernel &kernel,
                           Value groups, Value stream, Value input, Value last,
                           const OutputSteps &steps) {
  // The same for all groups, and so is the end of the loop that begins there.
  Value looped = b.move(input, kernel.peeled * kernel.schedule.advance);
  b.repeat(groups, {stream, last}, [&](ValueRange state) {
    Value words = state[0];
    GroupBuilder(b, kernel).build(words, input, looped, steps, state[1]);
    return SmallVector<Value>{words, steps.group.from(b, state[1])};
  });
}
