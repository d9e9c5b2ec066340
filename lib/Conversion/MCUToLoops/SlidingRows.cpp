//===- SlidingRows.cpp - the rows under a row of windows ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SlidingRows.h"
#include "Steps.h"
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

/// Words that are filled at once, and four times so many bytes widened.
static constexpr int64_t fillUnroll = 8, sideUnroll = 4, widenUnroll = 4;

SlidingRows::SlidingRows(LoopBuilder &b, mcu::PackedConv2DOp op, Value input,
                         Value scratch, const ImageRows &rows, ColumnTile tile,
                         AssemblyFunctions &functions, LayerNumbers &numbers)
    : b(b), op(op), functions(functions), numbers(numbers),
      layout(op.getWidenedRows()), in(op.getInput().getType().getShape()),
      padding(op.getPadding()), tile(tile), input(input), scratch(scratch),
      rows(rows), pad(numbers.add(padWord())), count(numbers.add(layout.rows)) {
  addFillNumbers();
  slotBytes = numbers.add(layout.rowBytes);
  slotWords = numbers.add(layout.rowBytes / 4);
  left = numbers.add(leftBytes());
  inputBytes = numbers.add(in[2] * in[3]);
  widenTurns = numbers.add(rowHalves() / 4 / widenUnroll);
}

/// Behind the pad word and the count of rows: those of the sides, as the code
/// that fills them reads them, and those of a row outside of the image. What is
/// filled of the image's first and last pixels is written again later.
void SlidingRows::addFillNumbers() {
  if (functions.areForSize()) {
    allTurns = numbers.add(layout.bytes() / 4 / fillUnroll);
    allLast = numbers.add(layout.bytes() - 4 * fillUnroll);
  } else {
    constexpr int64_t turnBytes = 4 * sideUnroll;
    int64_t right = layout.rowBytes - leftBytes() - 2 * rowHalves();
    int64_t leftTurns =
        std::max<int64_t>(llvm::divideCeil(leftBytes(), turnBytes), 1);
    int64_t rightTurns =
        std::max<int64_t>(llvm::divideCeil(right, turnBytes), 1);
    numbers.add(leftTurns);
    numbers.add(layout.rowBytes - (leftTurns + rightTurns) * turnBytes);
    numbers.add(rightTurns);
  }
  fillTurns = numbers.add(rowWords() / fillUnroll);
  fillLast = numbers.add(4 * (rowWords() - fillUnroll));
}

bool SlidingRows::haveSharedForm(mcu::PackedConv2DOp op) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  return op.getColumnTiles() == 1 && in[2] * in[3] >= 4 * widenUnroll &&
         op.getWidenedRows().rowBytes >= 4 * movedATurn;
}

/// The pad value in both halves.
int32_t SlidingRows::padWord() {
  uint32_t half = static_cast<uint16_t>(op.getPadValue());
  return static_cast<int32_t>(half | half << 16);
}

void SlidingRows::fillSides() {
  if (tile.left + tile.right == 0)
    return;
  if (!functions.areForSize())
    return numbers.areShared ? fillSharedSides() : fillShapedSides();
  // All rows, by code that other fills need, too.
  if (!numbers.areShared)
    return fillWords(b, functions, scratch, padWord(), layout.bytes() / 4);
  fillShared(scratch, allTurns, allLast);
}

void SlidingRows::fillSharedSides() {
  auto fill = [](DSPBuilder &a, Value word, Value place, Value turns) {
    return a.repeat(turns, place, [&](ValueRange state) {
      for (int64_t i = 0; i < sideUnroll; ++i)
        a.storeWord(word, state[0], 4 * i);
      return SmallVector<Value>{a.move(state[0], 4 * sideUnroll)};
    })[0];
  };
  functions.call(b, "sides", {scratch, numbers.findPlace(pad.index)},
                 [&](DSPBuilder &a, ValueRange inner) {
                   StepReader reader(a, inner[1]);
                   Value word = reader.nextValue(), rows = reader.nextValue();
                   Value left = reader.nextValue(),
                         between = reader.nextValue(),
                         right = reader.nextValue();
                   a.repeat(rows, inner[0], [&](ValueRange row) {
                     Value image = fill(a, word, row[0], left);
                     return SmallVector<Value>{
                         fill(a, word, a.move(image, between), right)};
                   });
                 });
}

void SlidingRows::fillShapedSides() {
  int64_t left = llvm::divideCeil(leftBytes(), 4);
  int64_t right = (leftBytes() + 2 * rowHalves()) / 4;
  functions.call(b, "sides", {scratch, b.i32(padWord())},
                 [&](DSPBuilder &a, ValueRange inner) {
                   a.repeat(layout.rows, inner[0], [&](ValueRange row) {
                     storeWords(a, inner[1], row[0], left);
                     storeWords(a, inner[1], a.move(row[0], 4 * right),
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
  b.forLoop(kept, read(count), 1, [&](Value index) {
    Value row = b.add(first, index), place = slot(index);
    load(row, numbers.areShared ? b.move(place, read(left))
                                : b.move(place, leftBytes()));
  });
  return b.add(first, read(count));
}

/// Moves the last `rows` up to the front.
void SlidingRows::keep(Value rows) {
  int64_t words = layout.rowBytes / 4;
  Value from = slot(b.sub(read(count), rows));
  if (words >= movedATurn)
    return moveWords(b, functions, from, scratch, b.mul(rows, read(slotWords)));
  functions.call(
      b, "keep", {from, scratch, rows}, [&](DSPBuilder &a, ValueRange inner) {
        a.repeat(inner[2], inner.take_front(2),
                 [&](ValueRange row) { return copyWords(a, row, words); });
      });
}

/// Whether windows reach beyond the image's rows: into padding, or, of an odd
/// number of rows that are computed by twos, under one that there is not.
bool SlidingRows::leavesImage() {
  if (padding[0] + padding[1] > 0)
    return true;
  return rows.vary && mcu::pairsRows(op.getOutput().getType().getShape()[2]) &&
         llvm::any_of(rows.outputCounts,
                      [](int64_t count) { return count % 2 != 0; });
}

/// Puts a row of the padded input at `place`.
void SlidingRows::load(Value row, Value place) {
  Value y = b.sub(row, rows.above), height = rows.input;
  if (!leavesImage())
    return widen(y, place);
  // Rows above the image have negative numbers, which are large ones here.
  b.ifThen(b.compare(CmpIPredicate::ult, y, height), [&] { widen(y, place); });
  b.ifThen(b.compare(CmpIPredicate::uge, y, height), [&] { fill(place); });
}

void SlidingRows::fill(Value place) {
  if (!numbers.areShared)
    return fillWords(b, functions, place, padWord(), rowWords());
  fillShared(place, fillTurns, fillLast);
}

void SlidingRows::fillShared(Value place, Number turns, Number last) {
  Value word = read(pad), count = read(turns);
  fillBlocks(b, functions, place, word, count, b.move(place, read(last)),
             fillUnroll);
}

namespace {

/// Writes four bytes as two words of i16.
void storeWidened(DSPBuilder &b, Value word, bool permuted, Value target,
                  int64_t offset) {
  Value even = b.evenBytes(word), odd = b.oddBytes(word);
  Value second = permuted ? odd : b.highHalves(even, odd);
  b.storeWord(second, target, offset + 4);
  Value first = permuted ? even : b.lowHalves(even, odd);
  b.storeWord(first, target, offset);
}

/// Writes `count` times four bytes; returns the places behind them.
SmallVector<Value> widenWords(DSPBuilder &b, ValueRange place, int64_t count,
                              bool permuted) {
  SmallVector<Value> words(count);
  // The last accesses, at no offset, move the places; others have small ones.
  for (int64_t i = count; i-- > 0;)
    words[i] = b.loadWord(place[0], 4 * i);
  for (int64_t i = count; i-- > 0;)
    storeWidened(b, words[i], permuted, place[1], 8 * i);
  return {b.move(place[0], 4 * count), b.move(place[1], 8 * count)};
}

} // namespace

void SlidingRows::widen(Value y, Value place) {
  int64_t words = rowHalves() / 4, rest = rowHalves() % 4;
  bool permuted = mcu::isPermuted(in[3]);
  Value row =
      b.move(input, b.add(b.mul(y, read(inputBytes)), tile.first * in[3]));
  auto build = [&](DSPBuilder &a, ValueRange inner) {
    SmallVector<Value> state(inner.take_front(2));
    if (words / widenUnroll > 0)
      state =
          a.repeat(numbers.areShared ? inner[2] : a.i32(words / widenUnroll),
                   state, [&](ValueRange place) {
                     return widenWords(a, place, widenUnroll, permuted);
                   });
    if (words % widenUnroll != 0)
      state = widenWords(a, state, words % widenUnroll, permuted);
    for (int64_t i = 0; i < rest; ++i)
      a.storeHalf(a.loadByte(state[0], i), state[1], 2 * i);
  };
  if (numbers.areShared)
    functions.callPassed(b, "widen", {row, place, read(widenTurns)}, build);
  else
    functions.call(b, "widen", {row, place}, build);
}
