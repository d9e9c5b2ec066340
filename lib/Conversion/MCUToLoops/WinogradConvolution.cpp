//===- WinogradConvolution.cpp - tiles of 4x2 outputs of 3x3 --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For each four rows of outputs: the six rows of input that they read are
// transformed along columns, as whole rows. For each block of four tiles in
// them: its ten columns are transformed along rows; then, for each pair of
// output channels, 24 small matrix products, and the transformation of their
// sums back to outputs. The last rows and columns of sizes that tiles do not
// divide are computed with those before them again.
//
//===----------------------------------------------------------------------===//

#include "AssemblyFunctions.h"
#include "KernelLowering.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

//===----------------------------------------------------------------------===//
// The input's side
//===----------------------------------------------------------------------===//

/// Halves of six words transformed along a column, by the transposed matrix
///   4  0 -5  0  1  0
///   0 -4 -4  1  1  0
///   0  4 -4 -1  1  0
///   0 -2 -1  2  1  0
///   0  2 -1 -2  1  0
///   0  4  0 -5  0  1
/// Results that are needed no longer are stored at once.
void transformColumn(DSPBuilder &b, ArrayRef<Value> x,
                     llvm::function_ref<void(int64_t row, Value)> store) {
  auto twice = [&](Value value) { return b.addHalves(value, value); };
  Value first = b.subHalves(x[0], x[2]), even = b.subHalves(x[4], x[2]);
  store(0, b.addHalves(twice(twice(first)), even));
  Value odd = twice(b.subHalves(x[3], x[1]));
  store(3, b.addHalves(even, odd));
  store(4, b.subHalves(even, odd));
  odd = twice(odd);
  store(5, b.subHalves(b.subHalves(x[5], x[3]), odd));
  Value evenFour = b.subHalves(x[4], twice(twice(x[2])));
  Value oddFour = b.subHalves(x[3], twice(twice(x[1])));
  store(1, b.addHalves(evenFour, oddFour));
  store(2, b.subHalves(evenFour, oddFour));
}

/// Transforms `words` words of each of six rows of bytes, of which the four in
/// the middle lie side by side.
void transformRows(DSPBuilder &b, ValueRange arguments, int64_t words,
                   int64_t inputBytes, int64_t rowBytes) {
  Value to = arguments[3];
  SmallVector<Value> state{arguments[0], arguments[1], arguments[2], to,
                           b.move(to, 3 * rowBytes)};
  b.repeat(words, state, [&](ValueRange place) {
    for (bool odd : {false, true}) {
      SmallVector<Value> x{b.loadWord(place[0], 0)};
      for (int64_t row = 0; row < winogradRows; ++row)
        x.push_back(b.loadWord(place[1], row * inputBytes));
      x.push_back(b.loadWord(place[2], 0));
      for (Value &word : x)
        word = odd ? b.oddBytes(word) : b.evenBytes(word);
      transformColumn(b, x, [&](int64_t row, Value value) {
        b.storeWord(value, place[row < 3 ? 3 : 4],
                    row % 3 * rowBytes + 4 * odd);
      });
    }
    return SmallVector<Value>{b.move(place[0], 4), b.move(place[1], 4),
                              b.move(place[2], 4), b.move(place[3], 8),
                              b.move(place[4], 8)};
  });
}

/// Transforms the ten columns of a block along rows, by the transposed matrix
///   1  0 -1  0
///   0  1  1  0
///   0 -1  1  0
///   0  1  0 -1
void transformColumns(DSPBuilder &b, ValueRange arguments,
                      const WinogradLayout &layout) {
  int64_t pairs = layout.depth / 2, position = layout.positionBytes();
  auto transformPair = [&](ValueRange place) {
    SmallVector<Value> x;
    for (int64_t column = 0; column < winogradBlockColumns + 2; ++column)
      x.push_back(b.loadWord(place[0], column * layout.depth * 2));
    for (int64_t tile = winogradTiles - 1; tile >= 0; --tile) {
      ArrayRef<Value> d = ArrayRef(x).slice(tile * winogradColumns, 4);
      b.storeWord(b.addHalves(d[1], d[2]), place[1], position + 4 * tile);
      b.storeWord(b.subHalves(d[2], d[1]), place[1], 2 * position + 4 * tile);
      b.storeWord(b.subHalves(d[1], d[3]), place[1], 3 * position + 4 * tile);
      b.storeWord(b.subHalves(d[0], d[2]), place[1], 4 * tile);
    }
    return SmallVector<Value>{b.move(place[0], 4),
                              b.move(place[1], 4 * winogradTiles)};
  };
  b.repeat(winogradInputRows, arguments, [&](ValueRange row) {
    SmallVector<Value> end = b.repeat(pairs, row, transformPair);
    return SmallVector<Value>{
        b.move(end[0], layout.rowBytes - 4 * pairs),
        b.move(end[1], (winogradInputColumns - 1) * position)};
  });
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

constexpr int64_t sumsOfPosition = 2 * winogradTiles;

/// Adds the products of two input channels to the sums of two output channels
/// over a block's tiles; the first step makes the sums.
void addProducts(DSPBuilder &b, Value &weights, Value &input,
                 SmallVectorImpl<Value> &sums) {
  bool isFirst = sums.empty();
  sums.resize(sumsOfPosition);
  Value w[] = {b.nextWord(weights), b.nextWord(weights)};
  for (int64_t tile = 0; tile < winogradTiles; tile += 2) {
    Value x[] = {b.nextWord(input), b.nextWord(input)};
    for (int64_t i : {0, 1})
      for (int64_t channel : {0, 1}) {
        Value &sum = sums[channel * winogradTiles + tile + i];
        sum = isFirst ? b.smuad(w[channel], x[i])
                      : b.smlad(w[channel], x[i], sum);
      }
  }
}

/// The sums at all positions, `turns` (none: 1) of `unroll` pairs each.
void multiply(DSPBuilder &b, ValueRange arguments, int64_t unroll,
              Value turns) {
  auto runTurn = [&](Value &weights, Value &input,
                     SmallVectorImpl<Value> &sums) {
    for (int64_t i = 0; i < unroll; ++i)
      addProducts(b, weights, input, sums);
  };
  b.repeat(winogradPositions, arguments.take_front(3), [&](ValueRange place) {
    Value weights = place[0], input = place[1];
    SmallVector<Value> sums;
    if (!turns) {
      runTurn(weights, input, sums);
    } else {
      SmallVector<Value> state{weights, input};
      state.append(sumsOfPosition, b.i32(0));
      state = b.repeat(turns, state, [&](ValueRange inner) {
        SmallVector<Value> next(inner.drop_front(2));
        Value w = inner[0], x = inner[1];
        runTurn(w, x, next);
        next.insert(next.begin(), {w, x});
        return next;
      });
      weights = state[0];
      input = state[1];
      sums.assign(state.begin() + 2, state.end());
    }
    for (auto [i, sum] : llvm::enumerate(sums))
      b.storeWord(sum, place[2], 4 * static_cast<int64_t>(i));
    return SmallVector<Value>{weights, input,
                              b.move(place[2], 4 * sumsOfPosition)};
  });
}

//===----------------------------------------------------------------------===//
// The outputs' side
//===----------------------------------------------------------------------===//

/// The two sums of a row of a transformed tile at `from`, by
///   1  1  1  0
///   0  1 -1 -1
std::pair<Value, Value> sumRow(DSPBuilder &b, Value from, int64_t row) {
  auto at = [&](int64_t column) {
    return b.loadWord(from, (row * winogradInputColumns + column) *
                                sumsOfPosition * 4);
  };
  Value m1 = at(1), m2 = at(2), m3 = at(3), m0 = at(0);
  Value left = b.addWords(m0, m1), right = b.subWords(m1, m3);
  return {b.addWords(left, m2), b.subWords(right, m2)};
}

/// A tile's outputs times winogradScale / 4, row by row.
///   1  1  1  1  1  0
///   0  1 -1  2 -2  0
///   0  1  1  4  4  0
///   0  1 -1  8 -8  1
SmallVector<Value> sumTile(DSPBuilder &b, Value from) {
  Value sums[2], differences[2], sumsTwo[2], differencesTwo[2];
  auto addPair = [&](int64_t row, Value *sum, Value *difference) {
    auto [upLeft, upRight] = sumRow(b, from, row);
    auto [downLeft, downRight] = sumRow(b, from, row + 1);
    sum[0] = b.addWords(upLeft, downLeft);
    difference[0] = b.subWords(upLeft, downLeft);
    sum[1] = b.addWords(upRight, downRight);
    difference[1] = b.subWords(upRight, downRight);
  };
  addPair(1, sums, differences);
  addPair(3, sumsTwo, differencesTwo);
  SmallVector<Value> outputs(winogradRows * winogradColumns);
  for (int64_t column : {0, 1}) {
    Value p = sums[column], q = differences[column], r = sumsTwo[column],
          s = differencesTwo[column];
    outputs[column] = b.addWords(p, r);
    outputs[4 + column] = b.addWords(p, b.shiftLeft(r, 2));
    outputs[2 + column] = b.addWords(q, b.shiftLeft(s, 1));
    outputs[6 + column] = b.addWords(q, b.shiftLeft(s, 3));
  }
  auto addTo = [&](int64_t row, int64_t first) {
    auto [left, right] = sumRow(b, from, row);
    outputs[first] = b.addWords(outputs[first], left);
    outputs[first + 1] = b.addWords(outputs[first + 1], right);
  };
  addTo(5, 6);
  addTo(0, 0);
  return outputs;
}

/// Sums back to outputs, of a block and two channels.
void finishBlock(DSPBuilder &b, ValueRange arguments,
                 ShortRequantizeAttr requantize, int64_t width,
                 int64_t channels) {
  b.repeat(2, arguments, [&](ValueRange state) {
    Value stream = state[1];
    Value start = b.nextWord(stream), multiplier = b.nextWord(stream),
          correction;
    if (requantize.getForm() == RequantizeForm::SignedMultiplyAdd)
      correction = b.nextWord(stream);
    SmallVector<Value> inner{state[0], state[2]};
    inner = b.repeat(winogradTiles, inner, [&](ValueRange place) {
      SmallVector<Value> results = sumTile(b, place[0]);
      for (Value &value : results)
        value = b.addWords(start, b.shiftLeft(value, 2));
      for (Value &value : results)
        value = requantizeShort(b, requantize, value, multiplier, correction);
      for (Value &value : results)
        value = b.ssat8(value, requantize.getShift());
      for (auto [i, value] : llvm::enumerate(results))
        b.storeByte(value, place[1],
                    static_cast<int64_t>(i) / winogradColumns * width *
                            channels +
                        static_cast<int64_t>(i) % winogradColumns * channels);
      return SmallVector<Value>{b.move(place[0], 4),
                                b.move(place[1], winogradColumns * channels)};
    });
    return SmallVector<Value>{inner[0], stream, b.move(state[2], 1)};
  });
}

//===----------------------------------------------------------------------===//
// The kernel
//===----------------------------------------------------------------------===//

class WinogradConvolution {
public:
  WinogradConvolution(LoopBuilder &b, WinogradConv2DOp op, ValueRange arguments,
                      AssemblyFunctions &functions)
      : b(b), op(op), functions(functions), layout(op.getLayout()),
        in(op.getInput().getType().getShape()),
        out(op.getOutput().getType().getShape()), padding(op.getPadding()),
        input(arguments[0]), stream(arguments[1]), scratch(arguments[2]),
        output(arguments[3]) {}

  void run() {
    fillBorders();
    b.forLoop(
        0, (out[1] + winogradRows - 1) / winogradRows, 1, [&](Value step) {
          Value y =
              b.min(b.mul(step, winogradRows), b.i32(out[1] - winogradRows));
          callTransformRows(y);
          runBlocks(y);
        });
  }

private:
  void fillBorders();
  void callTransformRows(Value y);
  void runBlocks(Value y);
  void runChannels(Value to);

  LoopBuilder &b;
  WinogradConv2DOp op;
  AssemblyFunctions &functions;
  WinogradLayout layout;
  ArrayRef<int64_t> in, out, padding;
  Value input, stream, scratch, output;
};

/// The row outside the image, and the columns left and right of it,
/// transformed: of six equal values only the second row's sum is not 0.
void WinogradConvolution::fillBorders() {
  Type word = b.getI32Type();
  int32_t pad = static_cast<int32_t>(op.getPadValue());
  uint32_t byte = static_cast<uint8_t>(pad);
  if (padding[0] + padding[1] > 0) {
    Value bytes = b.i32(static_cast<int32_t>(byte * 0x01010101u));
    Value to = b.move(scratch, layout.border);
    b.forLoop(0, in[2] * in[3] / 4, 1,
              [&](Value i) { b.store(bytes, to, i, word); });
  }
  uint32_t half = static_cast<uint16_t>(-6 * pad);
  Value halves = b.i32(static_cast<int32_t>(half | half << 16));
  int64_t pixel = layout.depth * 2;
  for (int64_t side : {0, 1}) {
    if (padding[2 + side] == 0)
      continue;
    for (int64_t row = 0; row < winogradInputRows; ++row) {
      Value to = b.move(scratch, row * layout.rowBytes +
                                     side * (layout.rowBytes - pixel));
      b.forLoop(0, pixel / 4, 1, [&](Value i) {
        b.store(row == 1 ? halves : b.i32(0), to, i, word);
      });
    }
  }
}

void WinogradConvolution::callTransformRows(Value y) {
  int64_t rowBytes = in[2] * in[3];
  Value above = b.sub(y, b.i32(padding[0]));
  Value lastRow = b.add(above, winogradInputRows - 1);
  auto row = [&](Value index) { return b.move(input, b.mul(index, rowBytes)); };
  Value first = row(b.max(above, b.i32(0))), middle = row(b.add(above, 1));
  Value last = row(b.min(lastRow, b.i32(in[1] - 1)));
  if (padding[0] + padding[1] > 0) {
    Value border =
        CastOp::create(b, input.getType(), b.move(scratch, layout.border));
    Value isAbove = b.compare(arith::CmpIPredicate::slt, above, b.i32(0));
    Value isBelow = b.compare(arith::CmpIPredicate::sge, lastRow, b.i32(in[1]));
    first = b.select(isAbove, border, first);
    last = b.select(isBelow, border, last);
  }
  Value to = b.move(scratch, padding[2] * layout.depth * 2);
  functions.call(b, "winograd_rows", {first, middle, last, to},
                 [&](DSPBuilder &a, ValueRange arguments) {
                   transformRows(a, arguments, rowBytes / 4, rowBytes,
                                 layout.rowBytes);
                 });
}

void WinogradConvolution::runBlocks(Value y) {
  constexpr int64_t columns = winogradBlockColumns;
  b.forLoop(0, (out[2] + columns - 1) / columns, 1, [&](Value step) {
    Value x = b.min(b.mul(step, columns), b.i32(out[2] - columns));
    functions.call(b, "winograd_columns",
                   {b.move(scratch, b.mul(x, layout.depth * 2)),
                    b.move(scratch, layout.block)},
                   [&](DSPBuilder &a, ValueRange arguments) {
                     transformColumns(a, arguments, layout);
                   });
    Value pixel = b.add(b.mul(y, out[2]), x);
    runChannels(b.move(output, b.mul(pixel, out[3])));
  });
}

void WinogradConvolution::runChannels(Value to) {
  int64_t unroll = winogradUnroll(layout.depth);
  int64_t turns = layout.depth / 2 / unroll;
  Value products = b.move(scratch, layout.products);
  b.forLoop(0, out[3] / 2, 1, [&](Value pair) {
    Value words = b.move(stream, b.mul(pair, 4 * op.getPairWords()));
    SmallVector<Value> operands{words, b.move(scratch, layout.block), products};
    if (turns > 1)
      operands.push_back(b.i32(turns));
    functions.call(b, "winograd_multiply", operands,
                   [&](DSPBuilder &a, ValueRange arguments) {
                     multiply(a, arguments, unroll,
                              turns > 1 ? arguments[3] : Value());
                   });
    Value constants = b.move(words, 4 * winogradWeightWords(layout.depth));
    functions.call(b, "winograd_outputs",
                   {products, constants, b.move(to, b.mul(pair, 2))},
                   [&](DSPBuilder &a, ValueRange arguments) {
                     finishBlock(a, arguments, op.getRequantize(), out[2],
                                 out[3]);
                   });
  });
}

} // namespace

void tinymlc::lowerKernel(LoopBuilder &b, mcu::WinogradConv2DOp op,
                          ValueRange arguments, AssemblyFunctions &functions) {
  WinogradConvolution(b, op, arguments, functions).run();
}
