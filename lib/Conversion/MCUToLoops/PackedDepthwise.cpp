//===- PackedDepthwise.cpp - depthwise convolutions on planes -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Of a word of four neighbours x0..x3, SXTB16 makes E = (x0, x2) and
// O = (x1, x3). With weights times 256,
//   y0 = SMLAD(E, (w0, w2)) + O.low * w1
//   y1 = SMLAD(O, (w0, w2)) + E.high * w1        (stride 1)
//   y1 = E.high * w0 + O.high * w1 + x4 * w2     (stride 2)
// and the sum is scaled as the proven rescaling takes it.
//
//===----------------------------------------------------------------------===//

#include "AssemblyFunctions.h"
#include "KernelLowering.h"

using namespace mlir;
using namespace tinymlc;
using mcu::RequantizeForm;

namespace {

/// What a channel's code depends on.
struct PlaneKernel {
  mcu::ShortRequantizeAttr requantize;
  int64_t stride;
  /// Bytes from row to row of the plane.
  int64_t rowBytes;
  mcu::ImageStrides output;
};

/// The words of a channel in registers.
struct ChannelWords {
  Value outer[3], middle[2], start, multiplier, correction;
};

/// Computes a block of outputs of one channel.
class BlockBuilder {
public:
  BlockBuilder(DSPBuilder &b, const PlaneKernel &kernel,
               const ChannelWords &words)
      : b(b), kernel(kernel), words(words) {}

  /// Reads the plane at `input` + `from` bytes, writes `rows` x `columns`
  /// outputs at `output` + `to` bytes.
  void build(Value input, int64_t from, Value output, int64_t to, int64_t rows,
             int64_t columns) {
    sums.assign(rows, SmallVector<Value>(columns));
    int64_t inputRows = (rows - 1) * kernel.stride + 3;
    // Loads side by side cost less, but a second row would take the registers
    // of the weights.
    for (int64_t row = 0; row < inputRows; ++row) {
      addRow(row, load(input, from + row * kernel.rowBytes, columns), rows,
             columns);
      for (int64_t out = 0; out < rows; ++out)
        if (row == out * kernel.stride + 2)
          finishRow(sums[out], output, to + out * kernel.output.row);
    }
  }

private:
  /// A row's neighbours; `fifth` only where stride 2 needs it.
  struct RowWords {
    Value word, fifth;
  };

  RowWords load(Value input, int64_t offset, int64_t columns) {
    RowWords row{b.loadWord(input, offset), Value()};
    if (kernel.stride == 2 && columns == 2)
      row.fifth = b.loadByte(input, offset + 4);
    return row;
  }

  /// Adds an input row to the outputs whose windows it is in.
  void addRow(int64_t row, const RowWords &loaded, int64_t rows,
              int64_t columns) {
    Value odd = b.oddBytes(loaded.word), even = b.evenBytes(loaded.word);
    for (int64_t out = 0; out < rows; ++out) {
      int64_t tap = row - out * kernel.stride;
      if (tap < 0 || tap > 2)
        continue;
      addTaps(sums[out], tap, even, odd, loaded.fifth, columns);
    }
  }

  void addTaps(SmallVector<Value> &row, int64_t tap, Value even, Value odd,
               Value fifth, int64_t columns) {
    Value outer = words.outer[tap], middle = words.middle[tap / 2];
    bool high = tap == 1;
    auto sum = [&](int64_t column) {
      return tap == 0 ? words.start : row[column];
    };
    Value first = b.smlad(even, outer, sum(0));
    if (columns == 2 && kernel.stride == 1)
      row[1] = b.smlad(odd, outer, sum(1));
    else if (columns == 2)
      row[1] = b.smla(even, true, outer, false, sum(1));
    row[0] = b.smla(odd, false, middle, high, first);
    if (columns == 2 && kernel.stride == 1) {
      row[1] = b.smla(even, true, middle, high, row[1]);
    } else if (columns == 2) {
      row[1] = b.smla(odd, true, middle, high, row[1]);
      row[1] = b.smla(fifth, false, outer, true, row[1]);
    }
  }

  void finishRow(SmallVector<Value> &row, Value output, int64_t to) {
    for (Value &value : row)
      value = requantizeShort(b, kernel.requantize, value, words.multiplier,
                              words.correction);
    for (Value &value : row)
      value = b.ssat8(value, kernel.requantize.getShift());
    for (auto [column, value] : llvm::enumerate(row))
      b.storeByte(value, output, to + column * kernel.output.pixel);
  }

  DSPBuilder &b;
  const PlaneKernel &kernel;
  const ChannelWords &words;
  SmallVector<SmallVector<Value>> sums;
};

/// The lowering of one depthwise convolution.
class PackedDepthwise {
public:
  PackedDepthwise(LoopBuilder &b, mcu::PackedDepthwiseConv2DOp op,
                  ValueRange arguments, AssemblyFunctions &functions)
      : b(b), op(op), functions(functions), planes(op.getPlanes()),
        in(op.getInput().getType().getShape()),
        out(op.getOutput().getType().getShape()), multiplier(out[3] / in[3]),
        kernel{op.getRequantize(), op.getStrides()[0], planes.getRowBytes(),
               mcu::getImageStrides(op.getOutput().getType())},
        input(arguments[0]), stream(arguments[1]), output(arguments.back()) {
    if (op.getScratch())
      scratch = arguments[2];
  }

  void lower();

private:
  Value at(Value pointer, Value bytes) {
    return mcu::OffsetOp::create(b, pointer.getType(), pointer, bytes);
  }

  void callGather(Value from);
  void gatherRow(DSPBuilder &a, Value from, Value to);
  void gatherPixels(DSPBuilder &a, Value from, int64_t offset, Value to,
                    int64_t place);
  void gatherPixel(DSPBuilder &a, Value from, int64_t offset, Value to,
                   int64_t place);
  void copyRow(DSPBuilder &a, Value from, Value to);
  void callChannels(Value from, Value words, Value to, int64_t count);
  void runChannel(DSPBuilder &a, Value plane, Value &words, Value to);
  void runRows(DSPBuilder &a, const ChannelWords &words, Value from, Value to,
               int64_t rows);

  LoopBuilder &b;
  mcu::PackedDepthwiseConv2DOp op;
  AssemblyFunctions &functions;
  mcu::PlanesAttr planes;
  ArrayRef<int64_t> in, out;
  int64_t multiplier;
  PlaneKernel kernel;
  Value input, stream, scratch, output;
};

//===----------------------------------------------------------------------===//
// From channels last to planes
//===----------------------------------------------------------------------===//

/// Four pixels of four channels: their transpose, a word for each plane.
void PackedDepthwise::gatherPixels(DSPBuilder &a, Value from, int64_t offset,
                                   Value to, int64_t place) {
  Value pixels[4];
  for (int64_t i = 0; i < 4; ++i)
    pixels[i] = a.loadWord(from, offset + i * in[3]);
  Value results[4];
  for (int64_t odd : {0, 1}) {
    auto bytes = [&](Value pixel) {
      return odd ? a.oddBytesUnsigned(pixel) : a.evenBytesUnsigned(pixel);
    };
    Value halves[4];
    for (int64_t i = 0; i < 4; ++i)
      halves[i] = bytes(pixels[i]);
    Value left = a.bitOr(halves[0], a.shiftLeft(halves[1], 8));
    Value right = a.bitOr(halves[2], a.shiftLeft(halves[3], 8));
    results[odd] = a.lowHalves(left, right);
    results[odd + 2] = a.highHalves(left, right);
  }
  // Offsets of loads and stores reach 4095.
  Value far = to;
  int64_t distance = 2 * planes.getPlaneBytes();
  bool isFar = place + 3 * planes.getPlaneBytes() > 4095;
  if (isFar)
    far = a.move(to, distance);
  for (int64_t plane = 0; plane < 4; ++plane)
    a.storeWord(results[plane], plane < 2 ? to : far,
                place + plane * planes.getPlaneBytes() -
                    (isFar && plane >= 2 ? distance : 0));
}

void PackedDepthwise::gatherPixel(DSPBuilder &a, Value from, int64_t offset,
                                  Value to, int64_t place) {
  Value pixel = a.loadWord(from, offset);
  for (int64_t plane = 0; plane < 4; ++plane) {
    if (plane > 0)
      pixel = a.shiftRightUnsigned(pixel, 8);
    a.storeByte(pixel, to, place + plane * planes.getPlaneBytes());
  }
}

void PackedDepthwise::gatherRow(DSPBuilder &a, Value from, Value to) {
  int64_t blocks = in[2] / 4, rest = in[2] % 4;
  int64_t unroll = blocks % 2 == 0 ? 2 : blocks % 3 == 0 ? 3 : 1;
  SmallVector<Value> place{from, to};
  if (blocks > 0)
    place = a.repeat(blocks / unroll, place, [&](ValueRange inner) {
      for (int64_t block = 0; block < unroll; ++block)
        gatherPixels(a, inner[0], 4 * block * in[3], inner[1], 4 * block);
      return SmallVector<Value>{a.move(inner[0], 4 * unroll * in[3]),
                                a.move(inner[1], 4 * unroll)};
    });
  for (int64_t i = 0; i < rest; ++i)
    gatherPixel(a, place[0], i * in[3], place[1], i);
}

/// Of one channel the plane is the image.
void PackedDepthwise::copyRow(DSPBuilder &a, Value from, Value to) {
  int64_t words = in[2] / 4, rest = in[2] % 4;
  constexpr int64_t unroll = 4;
  auto copy = [&](Value source, Value target, int64_t count) {
    SmallVector<Value> values;
    for (int64_t i = 0; i < count; ++i)
      values.push_back(a.loadWord(source, 4 * i));
    for (auto [i, value] : llvm::enumerate(values))
      a.storeWord(value, target, 4 * i);
    return SmallVector<Value>{a.move(source, 4 * count),
                              a.move(target, 4 * count)};
  };
  SmallVector<Value> place{from, to};
  if (words / unroll > 0)
    place = a.repeat(words / unroll, place, [&](ValueRange inner) {
      return copy(inner[0], inner[1], unroll);
    });
  if (words % unroll != 0)
    place = copy(place[0], place[1], words % unroll);
  for (int64_t i = 0; i < rest; ++i)
    a.storeByte(a.loadByte(place[0], i), place[1], i);
}

/// The channels from `from` on, as many as there are planes.
void PackedDepthwise::callGather(Value from) {
  functions.call(
      b, "gather", {from, scratch}, [&](DSPBuilder &a, ValueRange inner) {
        SmallVector<Value> start{inner[0],
                                 a.move(inner[1], planes.getFirstPixel())};
        a.repeat(in[1], start, [&](ValueRange place) {
          if (in[3] == 1)
            copyRow(a, place[0], place[1]);
          else
            gatherRow(a, place[0], place[1]);
          return SmallVector<Value>{a.move(place[0], in[2] * in[3]),
                                    a.move(place[1], planes.getRowBytes())};
        });
      });
}

//===----------------------------------------------------------------------===//
// Channels
//===----------------------------------------------------------------------===//

/// One or two rows of outputs.
void PackedDepthwise::runRows(DSPBuilder &a, const ChannelWords &words,
                              Value from, Value to, int64_t rows) {
  BlockBuilder block(a, kernel, words);
  int64_t pairs = out[2] / 2, step = 2 * kernel.stride;
  int64_t unroll = pairs % 2 == 0 ? 2 : pairs % 3 == 0 ? 3 : 1;
  auto turn = [&](ValueRange place) {
    for (int64_t i = 0; i < unroll; ++i)
      block.build(place[0], i * step, place[1], 2 * i * kernel.output.pixel,
                  rows, 2);
    return SmallVector<Value>{
        a.move(place[0], unroll * step),
        a.move(place[1], 2 * unroll * kernel.output.pixel)};
  };
  SmallVector<Value> place{from, to};
  if (pairs > 0)
    place = a.repeat(pairs / unroll, place, turn);
  if (out[2] % 2 != 0)
    block.build(place[0], 0, place[1], 0, rows, 1);
}

/// Moves `words` behind the channel's.
void PackedDepthwise::runChannel(DSPBuilder &a, Value plane, Value &words,
                                 Value to) {
  ChannelWords channel;
  for (Value &word : channel.outer)
    word = a.nextWord(words);
  for (Value &word : channel.middle)
    word = a.nextWord(words);
  channel.start = a.nextWord(words);
  channel.multiplier = a.nextWord(words);
  if (kernel.requantize.getForm() == RequantizeForm::SignedMultiplyAdd)
    channel.correction = a.nextWord(words);
  // Two rows share the input rows between them; with stride 2 too few for
  // the registers that it takes.
  int64_t rows = kernel.stride == 1 ? 2 : 1;
  SmallVector<Value> place{plane, to};
  if (out[1] / rows > 0)
    place = a.repeat(out[1] / rows, place, [&](ValueRange inner) {
      runRows(a, channel, inner[0], inner[1], rows);
      return SmallVector<Value>{
          a.move(inner[0], rows * kernel.stride * planes.getRowBytes()),
          a.move(inner[1], rows * kernel.output.row)};
    });
  if (out[1] % rows != 0)
    runRows(a, channel, place[0], place[1], 1);
}

/// `multiplier` output channels of each of `count` planes.
void PackedDepthwise::callChannels(Value from, Value words, Value to,
                                   int64_t count) {
  functions.call(
      b, "planes", {from, words, to, b.i32(count)},
      [&](DSPBuilder &a, ValueRange inner) {
        a.repeat(inner[3], inner.take_front(3), [&](ValueRange state) {
          SmallVector<Value> end = a.repeat(
              multiplier, {state[1], state[2]}, [&](ValueRange channel) {
                Value stream = channel[0];
                runChannel(a, state[0], stream, channel[1]);
                return SmallVector<Value>{
                    stream, a.move(channel[1], kernel.output.channel)};
              });
          return SmallVector<Value>{a.move(state[0], planes.getPlaneBytes()),
                                    end[0], end[1]};
        });
      });
}

void PackedDepthwise::lower() {
  Value to = at(output, b.i32(kernel.output.first));
  if (!scratch)
    return callChannels(input, stream, to, in[3]);
  // The border keeps its value: only the inside is written later.
  fillWords(b, functions, scratch, static_cast<int32_t>(op.getPadValue()),
            op.getScratchWords());
  int64_t words = op.getStreamWords() / out[3] * multiplier;
  auto group = [&](Value channel, int64_t count) {
    callGather(at(input, channel));
    callChannels(scratch, at(stream, b.mul(channel, 4 * words)),
                 at(to, b.mul(channel, multiplier * kernel.output.channel)),
                 count);
  };
  int64_t whole = in[3] / 4 * 4;
  b.forLoop(0, whole, 4, [&](Value channel) { group(channel, 4); });
  if (in[3] > whole)
    group(b.i32(whole), in[3] - whole);
}

} // namespace

void tinymlc::lowerKernel(LoopBuilder &b, mcu::PackedDepthwiseConv2DOp op,
                          ValueRange arguments, AssemblyFunctions &functions) {
  PackedDepthwise(b, op, arguments, functions).lower();
}
