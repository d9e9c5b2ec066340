//===- DataMovement.cpp - loops of copy and fill --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "AssemblyFunctions.h"
#include "KernelLowering.h"
#include "StridedNest.h"

using namespace mlir;
using namespace tinymlc;

void tinymlc::lowerKernel(LoopBuilder &b, mcu::CopyOp op,
                          ValueRange arguments) {
  StridedNest nest;
  nest.sizes = llvm::to_vector(op.getSizes());
  nest.strides = {llvm::to_vector(op.getInputStrides()),
                  llvm::to_vector(op.getOutputStrides())};
  nest.simplify();
  Type element = op.getInput().getType().getElementType();
  nest.build(b, [&](ArrayRef<Value> indices) {
    Value from = b.add(indices[0], op.getInputOffset());
    Value to = b.add(indices[1], op.getOutputOffset());
    b.store(b.load(arguments[0], from, element), arguments[1], to, element);
  });
}

int32_t tinymlc::repeatByte(int64_t byte) {
  return static_cast<int32_t>(static_cast<uint8_t>(byte) *
                              UINT32_C(0x01010101));
}

void tinymlc::fillWords(LoopBuilder &b, AssemblyFunctions &functions,
                        Value place, int32_t pattern, int64_t words) {
  // A turn's end takes as long as four stores.
  constexpr int64_t many = 128;
  int64_t block = words >= many && !functions.areForSize() ? 16 : 8;
  Value word = b.i32(pattern);
  if (words < block)
    return functions.call(b, "fill", {place, word},
                          [&](DSPBuilder &a, ValueRange inner) {
                            for (int64_t i = 0; i < words; ++i)
                              a.storeWord(inner[1], inner[0], 4 * i);
                          });
  fillBlocks(b, functions, place, word, b.i32(words / block),
             b.move(place, 4 * (words - block)), block);
}

SmallVector<Value> tinymlc::copyWords(DSPBuilder &b, ValueRange place,
                                      int64_t words) {
  // Loads side by side take a cycle each; more of them would need registers
  // that only wide instructions reach.
  constexpr int64_t atOnce = 4;
  for (int64_t first = 0; first < words; first += atOnce) {
    SmallVector<Value> values;
    for (int64_t i = first; i < std::min(first + atOnce, words); ++i)
      values.push_back(b.loadWord(place[0], 4 * i));
    for (auto [i, value] : llvm::enumerate(values))
      b.storeWord(value, place[1], 4 * (first + static_cast<int64_t>(i)));
  }
  return {b.move(place[0], 4 * words), b.move(place[1], 4 * words)};
}

namespace {

/// Words of one value in each of some planes; the arguments are the first
/// place, the value, words and planes, and bytes from plane to plane.
void buildRuns(DSPBuilder &a, ValueRange inner) {
  a.repeat(inner[3], inner[0], [&](ValueRange plane) {
    a.repeat(inner[2], plane, [&](ValueRange state) {
      a.storeWord(inner[1], state[0], 0);
      return SmallVector<Value>{a.move(state[0], 4)};
    });
    return SmallVector<Value>{a.move(plane[0], inner[4])};
  });
}

/// What surrounds the images in planes: in each plane rows above and below,
/// and gaps behind the image's rows, which reach to the next row's first pixel.
/// What is written into the image here is written again later.
class BorderFill {
public:
  BorderFill(LoopBuilder &b, AssemblyFunctions &functions, Value place,
             int64_t byte, mcu::BufferType type)
      : b(b), functions(functions), place(place), word(b.i32(repeatByte(byte))),
        planes(type.getPlanes()), height(type.getShape()[1]),
        width(type.getShape()[2]), channels(type.getShape()[3]) {}

  void fill() {
    int64_t rowBytes = planes.getRowBytes(), above = planes.getFirstPixel();
    if (above > 0)
      fillRun(0, (above + 3) / 4);
    fillGaps(above + width, (rowBytes - width + 3) / 4);
    int64_t below = planes.getTop() + height;
    fillRun(below * rowBytes, (planes.getRows() - below) * rowBytes / 4);
  }

private:
  /// `words` from a place in each plane on.
  void fillRun(int64_t from, int64_t words) {
    functions.call(b, "border",
                   {b.move(place, from), word, b.i32(words), b.i32(channels),
                    b.i32(planes.getPlaneBytes())},
                   buildRuns);
  }

  /// `words` behind each row of each image.
  void fillGaps(int64_t from, int64_t words) {
    int64_t rows = height % 2 == 0 ? 2 : 1;
    functions.call(b, "border",
                   {b.move(place, from), word, b.i32(height / rows),
                    b.i32(channels), b.i32(planes.getRowBytes()),
                    b.i32(planes.getPlaneBytes())},
                   [&](DSPBuilder &a, ValueRange inner) {
                     a.repeat(inner[3], inner[0], [&](ValueRange plane) {
                       a.repeat(inner[2], plane, [&](ValueRange state) {
                         Value end = state[0];
                         for (int64_t row = 0; row < rows; ++row) {
                           for (int64_t i = 0; i < words; ++i)
                             a.storeWord(inner[1], end, 4 * i);
                           end = a.move(end, inner[4]);
                         }
                         return SmallVector<Value>{end};
                       });
                       return SmallVector<Value>{a.move(plane[0], inner[5])};
                     });
                   });
  }

  LoopBuilder &b;
  AssemblyFunctions &functions;
  Value place, word;
  mcu::PlanesAttr planes;
  int64_t height, width, channels;
};

/// Copies many words in a loop.
SmallVector<Value> copyManyWords(DSPBuilder &a, ValueRange places,
                                 int64_t count) {
  // As many as registers hold.
  constexpr int64_t words = 8;
  SmallVector<Value> state(places);
  if (count >= words)
    state = a.repeat(count / words, state, [&](ValueRange inner) {
      return copyWords(a, inner, words);
    });
  return count % words == 0 ? state : copyWords(a, state, count % words);
}

/// Moves the kept rows.
void moveRows(DSPBuilder &a, Value to, int64_t distance, int64_t bytes) {
  SmallVector<Value> end =
      copyManyWords(a, {a.move(to, distance), to}, bytes / 4);
  for (int64_t i = 0; i < bytes % 4; ++i)
    a.storeByte(a.loadByte(end[0], i), end[1], i);
}

} // namespace

/// Word by word where rows are made of words, else byte by byte.
static void moveRowsByLoop(LoopBuilder &b, Value place, int64_t distance,
                           int64_t bytes) {
  Type unit = distance % 4 == 0 && bytes % 4 == 0 ? b.getI32Type()
                                                  : Type(b.getI8Type());
  int64_t unitBytes = unit.getIntOrFloatBitWidth() / 8;
  Value from = b.move(place, distance);
  b.forLoop(0, bytes / unitBytes, 1,
            [&](Value i) { b.store(b.load(from, i, unit), place, i, unit); });
}

void tinymlc::lowerKernel(LoopBuilder &b, mcu::SlideOp op, ValueRange arguments,
                          AssemblyFunctions &functions) {
  mcu::BufferType type = op.getBuffer().getType();
  int64_t rows = op.getRows();
  int64_t distance = rows * type.getRowBytes(),
          bytes = (type.getKeptRows() - rows) * type.getRowBytes();
  if (!functions.areAvailable())
    return moveRowsByLoop(b, arguments[0], distance, bytes);
  // Code for any number of words, which copies some twice.
  if (bytes % 4 == 0 &&
      std::min(bytes, distance) >= 4 * countMovedATurn(functions))
    return moveWords(b, functions, b.move(arguments[0], distance), arguments[0],
                     b.i32(bytes / 4));
  functions.call(b, "slide", arguments, [&](DSPBuilder &a, ValueRange inner) {
    moveRows(a, inner[0], distance, bytes);
  });
}

void tinymlc::lowerKernel(LoopBuilder &b, mcu::FillOp op, ValueRange arguments,
                          AssemblyFunctions &functions) {
  auto type = op.getOutput().getType();
  if (type.getPlanes()) {
    auto byte = cast<IntegerAttr>(op.getValue()).getInt();
    if (op.getStrip())
      return fillAroundStrip(b, op, arguments, functions);
    int64_t bytes =
        op.getRows() ? static_cast<int64_t>(*op.getRows()) * type.getRowBytes()
                     : type.getNumBytes();
    if (!op.getBorder())
      return fillWords(b, functions, arguments[0], repeatByte(byte), bytes / 4);
    return BorderFill(b, functions, arguments[0], byte, type).fill();
  }
  Value value = b.constant(op.getValue());
  b.forLoop(0, type.getNumElements(), 1, [&](Value i) {
    b.store(value, arguments[0], i, type.getElementType());
  });
}
