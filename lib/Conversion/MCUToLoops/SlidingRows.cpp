//===- SlidingRows.cpp - the rows under a row of windows ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SlidingRows.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tinymlc;

using arith::CmpIPredicate;

ColumnTile ColumnTile::make(mcu::PackedConv2DOp op, int64_t index) {
  mcu::WindowPair windows = op.getWindowPair();
  auto tiles = static_cast<int64_t>(op.getColumnTiles());
  int64_t outputs = op.getOutput().getType().getShape()[2] / tiles;
  int64_t width = op.getInput().getType().getShape()[2];
  int64_t first = index * outputs * windows.columnStride - op.getPadding()[2];
  int64_t end = first + (outputs - 1) * windows.columnStride + windows.width;
  // The only one widens what is behind the last window, too.
  int64_t last = tiles > 1 ? std::min(end, width) : width;
  int64_t begin = std::max<int64_t>(first, 0);
  return {begin, last - begin, begin - first, std::max<int64_t>(end - last, 0)};
}

/// The pad value in both halves.
int32_t SlidingRows::padWord() {
  uint32_t half = static_cast<uint16_t>(op.getPadValue());
  return static_cast<int32_t>(half | half << 16);
}

/// Stores a word so many times, eight a turn.
static void storeManyWords(DSPBuilder &a, Value word, Value place,
                           int64_t words) {
  constexpr int64_t unroll = 8;
  auto store = [&](Value to, int64_t count) {
    for (int64_t i = 0; i < count; ++i)
      a.storeWord(word, to, 4 * i);
    return SmallVector<Value>{a.move(to, 4 * count)};
  };
  if (words >= unroll)
    place = a.repeat(words / unroll, place, [&](ValueRange state) {
      return store(state[0], unroll);
    })[0];
  store(place, words % unroll);
}

/// What is filled of the image's first and last pixel is written again later.
void SlidingRows::fillSides() {
  if (tile.left + tile.right == 0)
    return;
  // All rows, by code that other fills need, too.
  if (functions.areForSize())
    return fillWords(b, functions, scratch, padWord(), layout.bytes() / 4);
  int64_t left = llvm::divideCeil(leftBytes(), 4);
  int64_t right = (leftBytes() + 2 * rowHalves()) / 4;
  functions.call(b, "sides", {scratch, b.i32(padWord())},
                 [&](DSPBuilder &a, ValueRange inner) {
                   auto fill = [&](Value place, int64_t words) {
                     storeManyWords(a, inner[1], place, words);
                   };
                   a.repeat(layout.rows, inner[0], [&](ValueRange row) {
                     fill(row[0], left);
                     fill(a.move(row[0], 4 * right),
                          layout.rowBytes / 4 - right);
                     return SmallVector<Value>{a.move(row[0], layout.rowBytes)};
                   });
                 });
}

Value SlidingRows::slide(Value first, Value held) {
  Value kept = b.sub(held, first);
  if (op.getStrides()[0] > op.getFilterSize()[0])
    kept = b.max(kept, b.i32(0));
  b.ifThen(b.compare(CmpIPredicate::sgt, kept, b.i32(0)), [&] { keep(kept); });
  b.forLoop(kept, b.i32(layout.rows), 1, [&](Value index) {
    load(b.add(first, index), b.move(slot(index), leftBytes()));
  });
  return b.add(first, layout.rows);
}

/// Moves the last `rows` up to the front.
void SlidingRows::keep(Value rows) {
  constexpr int64_t wordsATurn = 16;
  int64_t words = layout.rowBytes / 4;
  Value from = slot(b.sub(b.i32(layout.rows), rows));
  if (words >= wordsATurn)
    return functions.call(b, "keep", {from, scratch, b.mul(rows, words)},
                          [](DSPBuilder &a, ValueRange inner) {
                            moveWords(a, inner.take_front(2), inner[2],
                                      wordsATurn);
                          });
  functions.call(
      b, "keep", {from, scratch, rows}, [&](DSPBuilder &a, ValueRange inner) {
        a.repeat(inner[2], inner.take_front(2),
                 [&](ValueRange row) { return copyWords(a, row, words); });
      });
}

/// Puts a row of the padded input at `place`.
void SlidingRows::load(Value row, Value place) {
  Value y = b.sub(row, rows.above), height = rows.input;
  if (padding[0] + padding[1] == 0)
    return widen(y, place);
  // Rows above the image have negative numbers, which are large ones here.
  b.ifThen(b.compare(CmpIPredicate::ult, y, height), [&] { widen(y, place); });
  b.ifThen(b.compare(CmpIPredicate::uge, y, height), [&] {
    fillWords(b, functions, place, padWord(), (rowHalves() + 1) / 2);
  });
}

namespace {

/// Writes four bytes as two words of i16.
void storeWidened(DSPBuilder &b, Value word, bool permuted, Value target,
                  int64_t offset) {
  Value even = b.evenBytes(word), odd = b.oddBytes(word);
  b.storeWord(permuted ? even : b.lowHalves(even, odd), target, offset);
  b.storeWord(permuted ? odd : b.highHalves(even, odd), target, offset + 4);
}

/// Writes `count` times four bytes; returns the places behind them.
SmallVector<Value> widenWords(DSPBuilder &b, ValueRange place, int64_t count,
                              bool permuted) {
  SmallVector<Value> words;
  for (int64_t i = 0; i < count; ++i)
    words.push_back(b.loadWord(place[0], 4 * i));
  for (auto [i, word] : llvm::enumerate(words))
    storeWidened(b, word, permuted, place[1], 8 * static_cast<int64_t>(i));
  return {b.move(place[0], 4 * count), b.move(place[1], 8 * count)};
}

} // namespace

void SlidingRows::widen(Value y, Value place) {
  int64_t words = rowHalves() / 4, rest = rowHalves() % 4;
  bool permuted = mcu::isPermuted(in[3]);
  Value row = b.move(input, b.add(b.mul(y, in[2] * in[3]), tile.first * in[3]));
  functions.call(
      b, "widen", {row, place}, [&](DSPBuilder &a, ValueRange inner) {
        constexpr int64_t unroll = 4;
        SmallVector<Value> state(inner);
        if (words / unroll > 0)
          state = a.repeat(words / unroll, state, [&](ValueRange place) {
            return widenWords(a, place, unroll, permuted);
          });
        if (words % unroll != 0)
          state = widenWords(a, state, words % unroll, permuted);
        for (int64_t i = 0; i < rest; ++i)
          a.storeHalf(a.loadByte(state[0], i), state[1], 2 * i);
      });
}
