//===- PointwiseConvolution.cpp - 1x1 convolutions of pairs of pixels -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PackedConvolution.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// Pairs of pixels in each of some rows, and bytes from one pixel of a pair to
/// the other in the output.
struct PixelPairs {
  Value rows, count, toDelta;
};

/// All the steps of a pointwise layer: to a pair's second pixel, from row to
/// row, to the next channel and to the last group.
struct PointwiseSteps {
  Step from, to, fromGap, toGap, channel, last;
};

/// The lowering of one layer.
class PointwiseConvolution : ConvolutionLayer {
public:
  PointwiseConvolution(LoopBuilder &b, mcu::PackedConv2DOp op,
                       ValueRange arguments, const ImageRows &rows,
                       AssemblyFunctions &functions)
      : ConvolutionLayer(b, op, arguments, rows, functions),
        numbers(b, functions, stream, sharesCode()) {}

  void run();

private:
  bool hasPlanes() { return bool(op.getOutput().getType().getPlanes()); }
  /// Bytes from a pixel of the input to the next that is read.
  int64_t fromDelta() { return op.getStrides()[1] * in[3]; }
  /// Bytes from behind a row's pairs to the next row.
  int64_t fromGap() {
    return op.getStrides()[0] * in[2] * in[3] - out[2] / 2 * 2 * fromDelta();
  }
  int64_t toGap() { return place.row - out[2] / 2 * 2 * place.pixel; }
  int64_t loopTurns() {
    auto steps = static_cast<int64_t>(kernel.schedule.steps.size());
    return (steps - kernel.peeled) / kernel.unroll;
  }
  /// Whether the rescaling's offset is in a register.
  bool sharesOffset() {
    return op.getCompact() &&
           op.getRequantize().getForm() != mcu::RequantizeForm::Multiply;
  }

  /// Other kernels' code is made for their shape.
  bool sharesCode() { return !op.getUnrolled(); }
  Value number(int64_t value) { return numbers.read(numbers.add(value)); }
  void addLayerNumbers();
  void callPointwise(Value from, Value to, PixelPairs pairs);
  SmallVector<Value> runPairs(DSPBuilder &a, const PointwiseSteps &steps,
                              Value count, Value groupCount, Value words,
                              Value widened, ValueRange row);
  Value countUnits(DSPBuilder &a);
  void callLastPixel(Value from, Value to);
  void pointwiseAcrossRows();
  void pointwiseInOneRow();
  void pointwiseByRows();

  LayerNumbers numbers;
};

/// Two pixels' channels, widened, eight in each of `turns`.
void widenPixels(DSPBuilder &a, Value turns, Value from, Step delta, Value to) {
  SmallVector<Value> start{from, to};
  if (delta.inRegister)
    start.push_back(delta.from(a, from));
  a.repeat(turns, start, [&](ValueRange place) {
    // The last accesses, at no offset, move the places.
    for (int64_t word : {1, 0}) {
      Value first = a.loadWord(place[0], 4 * word);
      Value second =
          a.loadWord(place[delta.inRegister ? 2 : 0], delta.bytes + 4 * word);
      Value widened[] = {a.evenBytes(first), a.evenBytes(second),
                         a.oddBytes(first), a.oddBytes(second)};
      for (int64_t i = std::size(widened); i-- > 0;)
        a.storeWord(widened[i], place[1], 16 * word + 4 * i);
    }
    SmallVector<Value> next{a.move(place[0], 8), a.move(place[1], 32)};
    if (delta.inRegister)
      next.push_back(a.move(place[2], 8));
    return next;
  });
}

/// What the assembly function reads behind the numbers that its caller reads.
void PointwiseConvolution::addLayerNumbers() {
  if (!sharesCode())
    return;
  stream = numbers.findWords();
  for (int64_t value : {fromDelta(), fromGap(), toGap(), place.channel,
                        lastGroup(), groups, loopTurns()})
    numbers.add(value);
  if (sharesOffset())
    numbers.add(op.getRequantize().getOffset());
}

/// Compact kernels share one function; unrolled ones have their own for each
/// shape, and the rest share two, whose loops take eight steps or four.
void PointwiseConvolution::callPointwise(Value from, Value to,
                                         PixelPairs pairs) {
  bool isOneRow = isConstantIntValue(pairs.rows, 1);
  std::optional<int64_t> toDelta = getConstantIntValue(pairs.toDelta),
                         count = getConstantIntValue(pairs.count);
  SmallVector<Value> arguments{from, stream, scratch, to};
  if (kernel.pixels == 2 && sharesCode())
    arguments.append({pairs.rows, pairs.count, pairs.toDelta});
  else if (kernel.pixels == 2)
    arguments.push_back(isOneRow ? pairs.count : pairs.rows);
  functions.call(
      b, "pointwise", arguments, [&](DSPBuilder &a, ValueRange inner) {
        StepReader reader(a, sharesCode() ? inner[1] : Value());
        PointwiseSteps steps;
        steps.from = reader.next(fromDelta());
        // A single pixel is widened with itself.
        if (kernel.pixels == 1)
          steps.from = Step{};
        steps.fromGap = reader.next(fromGap());
        steps.toGap = reader.next(toGap());
        steps.channel = reader.next(place.channel);
        steps.last = reader.next(lastGroup());
        steps.to = kernel.pixels == 2 && sharesCode() ? Step{0, inner[6]}
                                                      : Step{*toDelta};
        Value groupCount = sharesCode() ? reader.nextValue() : a.i32(groups);
        kernel.loopTurns = Value();
        if (sharesCode()) {
          Value turns = reader.nextValue();
          if (kernel.pixels == 1 && op.getLongTurns())
            turns = a.shiftLeft(turns, 1);
          else if (kernel.pixels == 1 && kernel.peeled == 0)
            turns = a.addWords(turns, a.i32(1));
          if (loopTurns() > 0)
            kernel.loopTurns = turns;
          kernel.offset = sharesOffset() ? reader.nextValue() : Value();
        }
        Value words = sharesCode() ? reader.getPlace() : inner[1];
        Value pairsInRow = kernel.pixels == 1 ? Value()
                           : sharesCode()     ? inner[5]
                           : isOneRow         ? inner[4]
                                              : a.i32(*count);
        auto runRow = [&](ValueRange row) {
          return runPairs(a, steps, pairsInRow, groupCount, words, inner[2],
                          row);
        };
        if (kernel.pixels == 1 || (!sharesCode() && isOneRow)) {
          runRow({inner[0], inner[3]});
          return;
        }
        a.repeat(inner[4], {inner[0], inner[3]}, [&](ValueRange row) {
          SmallVector<Value> end = runRow(row);
          return SmallVector<Value>{steps.fromGap.from(a, end[0]),
                                    steps.toGap.from(a, end[1])};
        });
      });
}

/// The pairs of a row that begins at two places; returns those behind it.
SmallVector<Value> PointwiseConvolution::runPairs(DSPBuilder &a,
                                                  const PointwiseSteps &steps,
                                                  Value count, Value groupCount,
                                                  Value words, Value widened,
                                                  ValueRange row) {
  Value units = countUnits(a);
  Step fromPair = steps.from.shifted(1), toPair = steps.to.shifted(1),
       group = steps.channel.negated(a).shifted(2);
  auto runPair = [&](ValueRange state) {
    widenPixels(a, units, state[0], steps.from, widened);
    forEachGroup(a, kernel, groupCount, words, widened,
                 steps.last.from(a, state[1]),
                 {steps.to, steps.channel, group});
  };
  if (kernel.pixels == 1) {
    runPair(row);
    return {};
  }
  return a.repeat(count, row, [&](ValueRange state) {
    runPair(state);
    return SmallVector<Value>{fromPair.from(a, state[0]),
                              toPair.from(a, state[1])};
  });
}

/// Turns of widening: four steps take eight channels.
Value PointwiseConvolution::countUnits(DSPBuilder &a) {
  Value units = a.i32((kernel.peeled + 3) / 4);
  if (!kernel.loopTurns)
    return units;
  auto unitsATurn = static_cast<uint64_t>(kernel.unroll) / 4;
  Value looped = unitsATurn == 1
                     ? kernel.loopTurns
                     : a.shiftLeft(kernel.loopTurns, llvm::Log2_64(unitsATurn));
  return kernel.peeled == 0 ? looped : a.addWords(looped, units);
}

/// The last of an odd number of pixels. Where it is worth some ten cycles a
/// byte a function for single pixels pays; otherwise it is computed with the
/// one before again.
void PointwiseConvolution::callLastPixel(Value from, Value to) {
  constexpr int64_t fewMacs = 8192;
  if (op.getCompact() || op.getLean() || in[3] * out[3] < fewMacs) {
    from = b.move(from, -fromDelta());
    to = b.move(to, -place.pixel);
    return callPointwise(from, to, {b.i32(1), b.i32(1), b.i32(place.pixel)});
  }
  // A turn before the loop would save some three cycles for four outputs, and
  // long turns as many.
  GroupKernel usual = kernel;
  kernel.peeled = loopTurns() > 0 ? 0 : kernel.peeled;
  kernel.unroll = std::min<int64_t>(kernel.unroll, 8);
  kernel.pixels = 1;
  callPointwise(from, to, {b.i32(1), b.i32(1), b.i32(0)});
  kernel = usual;
}

void PointwiseConvolution::run() {
  kernel.inputDelta = 4;
  auto steps = static_cast<int64_t>(kernel.schedule.steps.size());
  kernel.unroll = op.getLongTurns()                    ? mcu::stepsOfLongTurn
                  : steps % 8 == 0 && !op.getCompact() ? 8
                                                       : 4;
  kernel.peeled = op.getCompact() || op.getLongTurns() ? 0
                  : op.getUnrolled()                   ? steps
                                                       : kernel.unroll;
  bool isDense = op.getStrides()[0] == 1 && op.getStrides()[1] == 1;
  if (hasPlanes() && isDense && out[2] % 2 != 0)
    return pointwiseAcrossRows();
  if (isDense && !hasPlanes())
    return pointwiseInOneRow();
  pointwiseByRows();
}

/// Rows that planes or strides keep apart.
void PointwiseConvolution::pointwiseByRows() {
  int64_t pixels = out[2];
  Value first = number(place.first),
        count = rows.vary ? rows.output : number(out[1]);
  PixelPairs pairs{count, number(pixels / 2), number(place.pixel)};
  addLayerNumbers();
  Value begin = b.move(output, first);
  if (pixels % 2 == 0)
    return callPointwise(input, begin, pairs);
  pairs.rows = b.i32(1);
  b.forLoop(b.i32(0), count, 1, [&](Value y) {
    Value from = b.move(input, b.mul(y, op.getStrides()[0] * in[2] * in[3]));
    Value to = b.move(begin, b.mul(y, place.row));
    callPointwise(from, to, pairs);
    from = b.move(from, (pixels - 1) * fromDelta());
    callLastPixel(from, b.move(to, (pixels - 1) * place.pixel));
  });
}

/// All pixels, one behind the other.
void PointwiseConvolution::pointwiseInOneRow() {
  Value toDelta = number(place.pixel), pixels, pairs;
  if (rows.vary && out[2] % 2 == 0)
    pairs = b.mul(rows.output, number(out[2] / 2));
  else if (rows.vary)
    pairs = b.divide(pixels = b.mul(rows.output, out[2]), 2);
  else
    pairs = number(out[1] * out[2] / 2);
  addLayerNumbers();
  callPointwise(input, output, {b.i32(1), pairs, toDelta});
  auto finish = [&](Value last) {
    Value from = b.move(input, b.mul(last, in[3]));
    callLastPixel(from, b.move(output, b.mul(last, place.pixel)));
  };
  if (pixels)
    b.ifThen(b.compare(arith::CmpIPredicate::slt, b.mul(pairs, 2), pixels),
             [&] { finish(b.add(pixels, -1)); });
  else if (out[1] * out[2] % 2 != 0)
    finish(b.i32(out[1] * out[2] - 1));
}

/// Rows of planes with an odd number of pixels, two at a time: the last pixel
/// of one makes a pair with the first of the next.
void PointwiseConvolution::pointwiseAcrossRows() {
  int64_t width = out[2];
  addLayerNumbers();
  auto from = [&](Value y, int64_t x) {
    return b.move(input, b.add(b.mul(y, width * in[3]), x * in[3]));
  };
  auto to = [&](Value y, int64_t x) {
    return b.move(output, b.add(b.mul(y, place.row), place.first + x));
  };
  auto run = [&](Value y, int64_t x, int64_t pairs, int64_t delta) {
    Value begin = from(y, x);
    callPointwise(begin, to(y, x), {b.i32(1), b.i32(pairs), b.i32(delta)});
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
    Value last = from(even, width - 1);
    callLastPixel(last, to(even, width - 1));
  });
}

} // namespace

void tinymlc::lowerPointwise(LoopBuilder &b, mcu::PackedConv2DOp op,
                             ValueRange arguments, const ImageRows &rows,
                             AssemblyFunctions &functions) {
  PointwiseConvolution(b, op, arguments, rows, functions).run();
}
