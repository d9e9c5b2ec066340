//===- WinogradTransforms.cpp - inputs, weights and sums of tiles ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The transformations of IR/WinogradLayout.h by additions: of words of two i16
// on the way in, modulo 2^16, which their results fit, and of i32 on the way
// out.
//
//===----------------------------------------------------------------------===//

#include "WinogradTransforms.h"
#include "AssemblyFunctions.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

//===----------------------------------------------------------------------===//
// The input's side
//===----------------------------------------------------------------------===//

static Value twice(DSPBuilder &b, Value value) {
  return b.addHalves(value, value);
}

/// Halves of six words transformed along a column, by the transposed matrix
///   4  0 -5  0  1  0
///   0 -4 -4  1  1  0
///   0  4 -4 -1  1  0
///   0 -2 -1  2  1  0
///   0  2 -1 -2  1  0
///   0  4  0 -5  0  1
/// Results that are needed no longer are stored at once.
static void transformColumn(DSPBuilder &b, ArrayRef<Value> x, StoreRow store) {
  Value first = b.subHalves(x[0], x[2]), even = b.subHalves(x[4], x[2]);
  store(0, b.addHalves(twice(b, twice(b, first)), even));
  Value odd = twice(b, b.subHalves(x[3], x[1]));
  store(3, b.addHalves(even, odd));
  store(4, b.subHalves(even, odd));
  odd = twice(b, odd);
  store(5, b.subHalves(b.subHalves(x[5], x[3]), odd));
  Value evenFour = b.subHalves(x[4], twice(b, twice(b, x[2])));
  Value oddFour = b.subHalves(x[3], twice(b, twice(b, x[1])));
  store(1, b.addHalves(evenFour, oddFour));
  store(2, b.subHalves(evenFour, oddFour));
}

void tinymlc::transformRows(DSPBuilder &b, ValueRange arguments, int64_t words,
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

/// By the transposed matrix
///   1  0 -1  0
///   0  1  1  0
///   0 -1  1  0
///   0  1  0 -1
void tinymlc::transformColumns(DSPBuilder &b, ValueRange arguments,
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
// The weights' side
//===----------------------------------------------------------------------===//

/// Halves of a column of three weights, by the matrix
///    6  0  0
///   -4 -4 -4
///   -4  4 -4
///    1  2  4
///    1 -2  4
///    0  0 24
static void transformFilterColumn(DSPBuilder &b, ArrayRef<Value> x, Value zero,
                                  StoreRow store) {
  Value outer = b.addHalves(x[0], x[2]);
  Value sum = b.addHalves(outer, x[1]), difference = b.subHalves(outer, x[1]);
  store(1, b.subHalves(zero, twice(b, twice(b, sum))));
  store(2, b.subHalves(zero, twice(b, twice(b, difference))));
  Value four = twice(b, twice(b, x[2]));
  Value even = b.addHalves(x[0], four), odd = twice(b, x[1]);
  store(3, b.addHalves(even, odd));
  store(4, b.subHalves(even, odd));
  store(0, twice(b, b.addHalves(twice(b, x[0]), x[0])));
  Value eight = twice(b, four);
  store(5, b.addHalves(twice(b, eight), eight));
}

/// Transforms the weights of four input channels, whose nine taps are words of
/// bytes, for one output channel.
static void transformFilters(DSPBuilder &b, Value from, ValueRange to,
                             Value zero, int64_t depth) {
  constexpr int64_t rowTaps = 3, half = winogradInputRows / 2;
  for (bool odd : {false, true}) {
    auto tap = [&](int64_t row, int64_t column) {
      Value word = b.loadWord(from, 4 * (rowTaps * row + column));
      return odd ? b.oddBytes(word) : b.evenBytes(word);
    };
    auto transform = [&](int64_t column, ArrayRef<Value> x) {
      transformFilterColumn(b, x, zero, [&](int64_t row, Value value) {
        int64_t position = row % half * winogradInputColumns + column;
        b.storeWord(value, to[row / half], 4 * (position * depth + 2 * odd));
      });
    };
    SmallVector<Value> sums, differences;
    for (int64_t row = 0; row < rowTaps; ++row) {
      Value left = tap(row, 0), inner = tap(row, 1), right = tap(row, 2);
      Value outer = b.addHalves(left, right);
      sums.push_back(b.addHalves(outer, inner));
      differences.push_back(b.subHalves(outer, inner));
    }
    transform(1, sums);
    transform(2, differences);
    for (int64_t column : {0, 2}) {
      SmallVector<Value> x;
      for (int64_t row = 0; row < rowTaps; ++row)
        x.push_back(twice(b, tap(row, column)));
      transform(column == 0 ? 0 : 3, x);
    }
  }
}

void tinymlc::transformWeights(DSPBuilder &b, ValueRange arguments,
                               int64_t depth) {
  constexpr int64_t half = winogradPositions / 2;
  Value from = arguments[0], to = arguments[1], zero = b.i32(0);
  SmallVector<Value> state{from, to, b.move(to, 4 * half * depth)};
  b.repeat(2, state, [&](ValueRange channel) {
    SmallVector<Value> end =
        b.repeat(depth / 4, channel, [&](ValueRange place) {
          transformFilters(b, place[0], place.drop_front(), zero, depth);
          return SmallVector<Value>{b.move(place[0], 4 * 9),
                                    b.move(place[1], 4 * 4),
                                    b.move(place[2], 4 * 4)};
        });
    // The other output channel's words lie between the first one's.
    return SmallVector<Value>{end[0], b.move(end[1], 4 - 4 * depth),
                              b.move(end[2], 4 - 4 * depth)};
  });
}

//===----------------------------------------------------------------------===//
// The outputs' side
//===----------------------------------------------------------------------===//

/// The two sums of a row of a transformed tile at `from`, by
///   1  1  1  0
///   0  1 -1 -1
static std::pair<Value, Value> sumRow(DSPBuilder &b, Value from, int64_t row) {
  auto at = [&](int64_t column) {
    return b.loadWord(from,
                      (row * winogradInputColumns + column) * winogradSums * 4);
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
static SmallVector<Value> sumTile(DSPBuilder &b, Value from) {
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

void tinymlc::finishBlock(DSPBuilder &b, ValueRange arguments,
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
        value = saturateByte(b, value, requantize.getShift(),
                             requantize.getClamp());
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
