//===- PackedPools.cpp - pools on words of four channels ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "AssemblyFunctions.h"
#include "KernelLowering.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// What a pool does with a word of four channels: its state is a few registers.
class PoolReduction {
public:
  virtual ~PoolReduction() = default;
  virtual unsigned getStateSize() const = 0;
  virtual SmallVector<Value> makeParameters(LoopBuilder &b) const = 0;
  virtual void start(DSPBuilder &b, MutableArrayRef<Value> state,
                     Value word) const = 0;
  virtual void take(DSPBuilder &b, MutableArrayRef<Value> state,
                    Value word) const = 0;
  virtual void finish(DSPBuilder &b, ValueRange parameters,
                      ArrayRef<Value> state, Value output,
                      int64_t offset) const = 0;
};

/// Where windows lie, in bytes, and how many pixels and words the code takes at
/// a time.
struct PoolGeometry {
  int64_t height, width;
  int64_t pixelBytes, rowBytes;
  int64_t pixelsATurn, wordsAGroup;

  PoolGeometry(ArrayRef<int64_t> shape, ArrayRef<int64_t> filterSize,
               bool compact)
      : height(filterSize[0]), width(filterSize[1]), pixelBytes(shape[3]),
        rowBytes(shape[2] * shape[3]), pixelsATurn(compact ? 1 : 4),
        wordsAGroup(compact || (pixelBytes + 3) / 4 % 2 != 0 ? 1 : 2) {
    // Rows without a gap between them are one.
    if (width == shape[2]) {
      width *= height;
      height = 1;
    }
  }
};

/// Reduces a window for a few words of channels.
class WindowBuilder {
public:
  WindowBuilder(DSPBuilder &b, const PoolReduction &reduction,
                const PoolGeometry &geometry, unsigned words)
      : b(b), reduction(reduction), geometry(geometry), words(words) {}

  void build(ValueRange parameters, Value input, Value output) {
    takeRow(input);
    if (geometry.height > 1)
      takeOtherRows(b.move(input, geometry.rowBytes));
    for (unsigned word = 0; word < words; ++word)
      reduction.finish(b, parameters, stateOf(word), output, 4 * word);
  }

private:
  MutableArrayRef<Value> stateOf(unsigned word) {
    unsigned size = reduction.getStateSize();
    return MutableArrayRef(state).slice(word * size, size);
  }

  /// Loads come together: behind another one, a load takes one cycle less.
  void takePixel(Value input, int64_t offset) {
    SmallVector<Value> loaded;
    for (unsigned word = 0; word < words; ++word)
      loaded.push_back(b.loadWord(input, offset + 4 * word));
    bool first = state.empty();
    if (first)
      state.resize(words * reduction.getStateSize());
    for (unsigned word = 0; word < words; ++word)
      first ? reduction.start(b, stateOf(word), loaded[word])
            : reduction.take(b, stateOf(word), loaded[word]);
  }

  void takePixels(Value input, int64_t count) {
    for (int64_t pixel = 0; pixel < count; ++pixel)
      takePixel(input, pixel * geometry.pixelBytes);
  }

  /// Runs `turn` with a pointer that moves on and the state.
  void loop(int64_t count, Value pointer, int64_t step,
            llvm::function_ref<void(Value)> turn) {
    SmallVector<Value> carried{pointer};
    carried.append(state);
    carried = b.repeat(count, carried, [&](ValueRange inner) {
      state = llvm::to_vector(inner.drop_front());
      turn(inner[0]);
      SmallVector<Value> next{b.move(inner[0], step)};
      next.append(state);
      return next;
    });
    state = llvm::to_vector(ArrayRef(carried).drop_front());
  }

  void takeRow(Value input) {
    int64_t unroll = std::min(geometry.pixelsATurn, geometry.width);
    int64_t rest = geometry.width % unroll;
    int64_t peeled = rest == 0 ? unroll : rest;
    takePixels(input, peeled);
    if (geometry.width > peeled)
      loop((geometry.width - peeled) / unroll,
           b.move(input, peeled * geometry.pixelBytes),
           unroll * geometry.pixelBytes,
           [&](Value pixels) { takePixels(pixels, unroll); });
  }

  void takeOtherRows(Value input) {
    loop(geometry.height - 1, input, geometry.rowBytes,
         [&](Value row) { takeRow(row); });
  }

  DSPBuilder &b;
  const PoolReduction &reduction;
  PoolGeometry geometry;
  unsigned words;
  SmallVector<Value> state;
};

/// All channels of one window. What the last word has behind them is the next
/// window's, which is written later.
void buildWindow(DSPBuilder &b, const PoolReduction &reduction,
                 const PoolGeometry &geometry, ValueRange parameters,
                 Value input, Value output) {
  int64_t words = (geometry.pixelBytes + 3) / 4, group = geometry.wordsAGroup;
  b.repeat(words / group, {input, output}, [&](ValueRange inner) {
    WindowBuilder(b, reduction, geometry, group)
        .build(parameters, inner[0], inner[1]);
    return SmallVector<Value>{b.move(inner[0], 4 * group),
                              b.move(inner[1], 4 * group)};
  });
}

/// Several pixels and words at a time save about a cycle for each element of a
/// window and take some 200 bytes more.
template <typename Op> bool isCompactPool(Op op) {
  constexpr int64_t cyclesAByte = 20, bytes = 210;
  ArrayRef<int64_t> size = op.getFilterSize();
  return op.getOutput().getType().getNumElements() * size[0] * size[1] <
         cyclesAByte * bytes;
}

template <typename Op>
void lowerPool(LoopBuilder &b, StringRef name, Op op, const ImageRows &rows,
               const PoolReduction &reduction, ValueRange pointers,
               AssemblyFunctions &functions) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape(),
                    out = op.getOutput().getType().getShape();
  PoolGeometry geometry(in, op.getFilterSize(),
                        functions.areForSize() || isCompactPool(op));
  int64_t step = op.getStrides()[1] * in[3];
  auto row = [&](Value batch, Value y) {
    Value line = b.add(b.mul(batch, in[1]), b.mul(y, op.getStrides()[0]));
    Value outLine = b.add(b.mul(batch, out[1]), y);
    SmallVector<Value> arguments{
        b.move(pointers[0], b.mul(line, in[2] * in[3])),
        b.move(pointers[1], b.mul(outLine, out[2] * out[3]))};
    arguments.append(reduction.makeParameters(b));
    functions.call(b, name, arguments, [&](DSPBuilder &a, ValueRange inner) {
      a.repeat(out[2], inner.take_front(2), [&](ValueRange place) {
        buildWindow(a, reduction, geometry, inner.drop_front(2), place[0],
                    place[1]);
        return SmallVector<Value>{a.move(place[0], step),
                                  a.move(place[1], out[3])};
      });
    });
  };
  b.forLoop(0, out[0], 1, [&](Value batch) {
    b.forLoop(b.i32(0), rows.output, 1, [&](Value y) { row(batch, y); });
  });
}

/// An average of the whole image by strips of its rows: the sums stay in a
/// buffer, where the first strip clears them and from which the last one makes
/// the outputs.
class RowSums {
public:
  RowSums(LoopBuilder &b, mcu::PackedAveragePoolOp op,
          const PoolReduction &reduction, AssemblyFunctions &functions)
      : b(b), op(op), reduction(reduction), functions(functions),
        in(op.getInput().getType().getShape()), words((in[3] + 3) / 4) {}

  void lower(ValueRange pointers, const ImageRows &rows) {
    Value end = b.add(rows.first, rows.output);
    b.ifThen(b.compare(arith::CmpIPredicate::eq, rows.first, b.i32(0)),
             [&] { fillWords(b, functions, pointers[1], 0, 2 * words); });
    addRows(pointers[0], pointers[1], rows.output);
    b.ifThen(b.compare(arith::CmpIPredicate::eq, end, b.i32(in[1])),
             [&] { finish(pointers[1], pointers[2]); });
  }

private:
  SmallVector<Value> loadSums(DSPBuilder &a, Value sums) {
    return {a.loadWord(sums, 0), a.loadWord(sums, 4)};
  }

  /// Pixels of a row that are added together: loads side by side take a cycle
  /// each.
  int64_t countTogether() const {
    constexpr int64_t most = 6;
    int64_t pixels = std::min(most, in[2]);
    while (in[2] % pixels != 0)
      --pixels;
    return pixels;
  }

  /// Adds some pixels' words to the sums behind the input in `state`.
  SmallVector<Value> addPixels(DSPBuilder &a, ValueRange state, int64_t count) {
    SmallVector<Value> loaded, added(state.drop_front());
    for (int64_t pixel = 0; pixel < count; ++pixel)
      loaded.push_back(a.loadWord(state[0], pixel * in[3]));
    for (Value word : loaded)
      reduction.take(a, added, word);
    return {a.move(state[0], count * in[3]), added[0], added[1]};
  }

  void addRows(Value input, Value sums, Value rows) {
    int64_t together = countTogether();
    Value turns = b.mul(rows, in[2] / together);
    functions.call(
        b, "sums", {input, sums, turns}, [&](DSPBuilder &a, ValueRange inner) {
          a.repeat(words, inner.take_front(2), [&](ValueRange place) {
            SmallVector<Value> state{place[0]};
            state.append(loadSums(a, place[1]));
            state = a.repeat(inner[2], state, [&](ValueRange pixels) {
              return addPixels(a, pixels, together);
            });
            a.storeWord(state[1], place[1], 0);
            a.storeWord(state[2], place[1], 4);
            return SmallVector<Value>{a.move(place[0], 4), a.move(place[1], 8)};
          });
        });
  }

  void finish(Value sums, Value output) {
    SmallVector<Value> arguments{sums, output};
    arguments.append(reduction.makeParameters(b));
    functions.call(
        b, "averages", arguments, [&](DSPBuilder &a, ValueRange inner) {
          a.repeat(words, inner.take_front(2), [&](ValueRange place) {
            reduction.finish(a, inner.drop_front(2), loadSums(a, place[0]),
                             place[1], 0);
            return SmallVector<Value>{a.move(place[0], 8), a.move(place[1], 4)};
          });
        });
  }

  LoopBuilder &b;
  mcu::PackedAveragePoolOp op;
  const PoolReduction &reduction;
  AssemblyFunctions &functions;
  ArrayRef<int64_t> in;
  int64_t words;
};

/// Sums of bytes 0 and 2, and of bytes 1 and 3, as halves.
class AverageReduction : public PoolReduction {
public:
  explicit AverageReduction(mcu::PackedAveragePoolOp op) : op(op) {}

  unsigned getStateSize() const override { return 2; }

  SmallVector<Value> makeParameters(LoopBuilder &b) const override {
    return {b.i32(static_cast<int32_t>(op.getScale())),
            b.i32(static_cast<int32_t>(op.getStart())),
            b.i32(static_cast<int32_t>(op.getMultiplier())),
            b.i32(static_cast<int32_t>(op.getCorrection()))};
  }

  void start(DSPBuilder &b, MutableArrayRef<Value> state,
             Value word) const override {
    state[0] = b.evenBytes(word);
    state[1] = b.oddBytes(word);
  }

  void take(DSPBuilder &b, MutableArrayRef<Value> state,
            Value word) const override {
    state[0] = b.addEvenBytes(state[0], word);
    state[1] = b.addOddBytes(state[1], word);
  }

  void finish(DSPBuilder &b, ValueRange parameters, ArrayRef<Value> state,
              Value output, int64_t offset) const override {
    for (unsigned i = 0; i < 4; ++i) {
      Value sum =
          b.smla(state[i % 2], i >= 2, parameters[0], false, parameters[1]);
      Value result = requantizeShort(b, op.getRequantize(), sum, parameters[2],
                                     parameters[3]);
      b.storeByte(saturateByte(b, result, op.getRequantize().getShift(),
                               op.getRequantize().getClamp()),
                  output, offset + i);
    }
  }

private:
  mutable mcu::PackedAveragePoolOp op;
};

class MaxReduction : public PoolReduction {
public:
  unsigned getStateSize() const override { return 1; }
  SmallVector<Value> makeParameters(LoopBuilder &) const override { return {}; }

  void start(DSPBuilder &, MutableArrayRef<Value> state,
             Value word) const override {
    state[0] = word;
  }
  void take(DSPBuilder &b, MutableArrayRef<Value> state,
            Value word) const override {
    state[0] = b.maxBytes(state[0], word);
  }
  void finish(DSPBuilder &b, ValueRange, ArrayRef<Value> state, Value output,
              int64_t offset) const override {
    b.storeWord(state[0], output, offset);
  }
};

} // namespace

void tinymlc::lowerKernel(LoopBuilder &b, mcu::PackedAveragePoolOp op,
                          ValueRange arguments, const ImageRows &rows,
                          AssemblyFunctions &functions) {
  AverageReduction reduction(op);
  if (op.getRowSums())
    return RowSums(b, op, reduction, functions).lower(arguments, rows);
  lowerPool(b, "average", op, rows, reduction, arguments, functions);
}

void tinymlc::lowerKernel(LoopBuilder &b, mcu::PackedMaxPoolOp op,
                          ValueRange arguments, const ImageRows &rows,
                          AssemblyFunctions &functions) {
  lowerPool(b, "max", op, rows, MaxReduction(), arguments, functions);
}
