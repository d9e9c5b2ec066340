//===- StripFill.cpp - what surrounds the image in kept planes ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "AssemblyFunctions.h"
#include "KernelLowering.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// Numbers that tell strips apart, in one word, for code that they share.
class StripNumbers {
public:
  StripNumbers(mcu::FillOp op)
      : type(op.getOutput().getType()),
        byte(cast<IntegerAttr>(op.getValue()).getInt()),
        rows(mcu::getStripSchedule(op)->rows) {}

  /// Bytes behind each channel of a row.
  int64_t gap() const { return pitch() - type.getShape()[2]; }

  /// Whether there is code for such borders, and the numbers fit. A strip that
  /// is no higher than the image does not leave it above and below at once.
  bool areShared() const {
    return left() <= 1 && (gap() == 1 || gap() == 2) && pitch() < 256 &&
           channels() % gapsATurn == 0 && channels() / gapsATurn < 128 &&
           rows < 256 && rows <= type.getShape()[1] &&
           type.getRowBytes() >= 4 * wordsATurn;
  }

  int32_t encode() const {
    return static_cast<int32_t>(static_cast<uint32_t>(
        (1 - left()) << 31 | channels() / gapsATurn << 24 | pitch() << 16 |
        rows << 8 | (byte & 0xff)));
  }

  static constexpr int64_t gapsATurn = 8, wordsATurn = 8;

private:
  int64_t left() const { return type.getPlanes().getLeft(); }
  int64_t pitch() const { return type.getPlanes().getRowBytes(); }
  int64_t channels() const { return type.getShape()[3]; }

  mcu::BufferType type;
  int64_t byte, rows;
};

/// The shared code. Arguments are the strip's first row, rows above and below
/// the image, and the numbers.
class SharedStripFill {
public:
  SharedStripFill(DSPBuilder &a, ValueRange arguments, int64_t gap)
      : a(a), place(arguments[0]), above(arguments[1]), below(arguments[2]),
        numbers(arguments[3]), gap(gap) {}

  void fill() {
    // All bits, or none where there is a border on the left.
    noLeft = a.signMask(numbers);
    groups = a.shiftRightUnsigned(a.shiftLeft(numbers, 1), 25);
    Value outside = a.addWords(above, below);
    Value inside = a.subWords(field(8), outside);
    pitch = field(16);
    // The border on the left makes a row a word longer.
    Value pairs = a.shiftLeft(a.mul(groups, pitch), 1);
    rowBytes = a.shiftLeft(a.addWords(a.addWords(pairs, noLeft), a.i32(1)), 2);
    Value from = findOutside(inside);
    Value image = a.move(place, a.mul(above, rowBytes));
    Value byte = field(0), half = a.bitOr(byte, a.shiftLeft(byte, 8));
    word = a.lowHalves(half, half);
    a.ifPositive(outside, [&] { fillWords(from, a.mul(outside, rowBytes)); });
    a.ifPositive(inside, [&] { fillGaps(image, inside); });
  }

private:
  Value field(int64_t begin) {
    Value top = a.shiftLeft(numbers, 24 - begin);
    return a.shiftRightUnsigned(top, 24);
  }

  /// The first row above the image, or the first below it.
  Value findOutside(Value inside) {
    Value noneAbove = a.signMask(a.subWords(above, a.i32(1)));
    return a.move(place, a.bitAnd(a.mul(inside, rowBytes), noneAbove));
  }

  /// The second turn begins with what the first left over.
  void fillWords(Value from, Value bytes) {
    constexpr int64_t words = StripNumbers::wordsATurn, atOnce = 4 * words;
    int64_t log = llvm::Log2_64(atOnce);
    Value turns =
        a.shiftRightUnsigned(a.addWords(bytes, a.i32(atOnce - 1)), log);
    Value first =
        a.addWords(a.subWords(bytes, a.shiftLeft(turns, log)), a.i32(atOnce));
    a.repeat(turns, {from, first}, [&](ValueRange state) {
      for (int64_t i = 0; i < words; ++i)
        a.storeWord(word, state[0], 4 * i);
      return SmallVector<Value>{a.move(state[0], state[1]), a.i32(atOnce)};
    });
  }

  /// A row's border on the left is one byte; where it has none, a byte of the
  /// first gap stands for it.
  void fillGaps(Value image, Value rows) {
    Value toGap = a.addWords(a.addWords(pitch, noLeft), a.i32(1 - gap));
    Value border = a.subWords(a.bitAnd(toGap, noLeft), toGap);
    Value twice = a.shiftLeft(pitch, 1);
    a.repeat(rows, a.move(image, toGap), [&](ValueRange row) {
      a.storeByte(word, row[0], border);
      a.repeat(groups, row[0], [&](ValueRange state) {
        Value place = state[0];
        for (int64_t i = 0; i < StripNumbers::gapsATurn; i += 2) {
          fillGap(place, a.i32(0));
          fillGap(place, pitch);
          place = a.move(place, twice);
        }
        return SmallVector<Value>{place};
      });
      return SmallVector<Value>{a.move(row[0], rowBytes)};
    });
  }

  void fillGap(Value place, Value offset) {
    if (gap == 1)
      a.storeByte(word, place, offset);
    else
      a.storeHalf(word, place, offset);
  }

  DSPBuilder &a;
  Value place, above, below, numbers;
  int64_t gap;
  Value word, pitch, groups, noLeft, rowBytes;
};

/// Code for one shape: whole rows above and below, and gaps between the
/// channels, which the image's rows already have between them.
class StripFill {
public:
  StripFill(LoopBuilder &b, AssemblyFunctions &functions, int64_t byte,
            mcu::BufferType type)
      : b(b), functions(functions), word(b.i32(repeatByte(byte))), type(type) {}

  void fill(Value place, Value above, Value inside, Value below) {
    fillRows(place, above);
    place = b.move(place, b.mul(above, type.getRowBytes()));
    if (type.getPlanes().getRowBytes() > type.getShape()[2])
      ifAny(inside, [&] { fillGaps(place, inside); });
    fillRows(b.move(place, b.mul(inside, type.getRowBytes())), below);
  }

private:
  void ifAny(Value rows, llvm::function_ref<void()> then) {
    b.ifThen(b.compare(arith::CmpIPredicate::sgt, rows, b.i32(0)), then);
  }

  void fillRows(Value place, Value rows) {
    int64_t words = type.getRowBytes() / 4;
    ifAny(rows, [&] {
      functions.call(b, "border", {place, word, rows},
                     [&](DSPBuilder &a, ValueRange inner) {
                       a.repeat(inner[2], inner[0], [&](ValueRange row) {
                         return SmallVector<Value>{
                             storeWords(a, inner[1], row[0], words)};
                       });
                     });
    });
  }

  /// The first channel's left border, then the bytes behind each channel.
  void fillGaps(Value place, Value rows) {
    int64_t left = type.getPlanes().getLeft(),
            pitch = type.getPlanes().getRowBytes();
    int64_t width = type.getShape()[2], channels = type.getShape()[3];
    // Offsets of stores have twelve bits.
    int64_t unroll = channels % 8 == 0 && pitch < 500 ? 8 : 1;
    functions.call(
        b, "gaps", {place, word, rows}, [&](DSPBuilder &a, ValueRange inner) {
          auto fill = [&](Value from, int64_t offset, int64_t bytes) {
            for (int64_t i = 0; i < bytes; ++i)
              a.storeByte(inner[1], from, offset + i);
          };
          a.repeat(inner[2], inner[0], [&](ValueRange row) {
            fill(row[0], 0, left);
            a.repeat(channels / unroll, a.move(row[0], left + width),
                     [&](ValueRange gap) {
                       for (int64_t i = 0; i < unroll; ++i)
                         fill(gap[0], i * pitch, pitch - width);
                       return SmallVector<Value>{
                           a.move(gap[0], unroll * pitch)};
                     });
            return SmallVector<Value>{a.move(row[0], type.getRowBytes())};
          });
        });
  }

  LoopBuilder &b;
  AssemblyFunctions &functions;
  Value word;
  mcu::BufferType type;
};

} // namespace

void tinymlc::fillAroundStrip(LoopBuilder &b, mcu::FillOp op,
                              ValueRange arguments,
                              AssemblyFunctions &functions) {
  StripNumbers numbers(op);
  if (numbers.areShared())
    return functions.call(
        b, "border",
        {arguments[0], arguments[1], arguments[3], b.i32(numbers.encode())},
        [&](DSPBuilder &a, ValueRange inner) {
          SharedStripFill(a, inner, numbers.gap()).fill();
        });
  StripFill(b, functions, cast<IntegerAttr>(op.getValue()).getInt(),
            op.getOutput().getType())
      .fill(arguments[0], arguments[1], arguments[2], arguments[3]);
}
