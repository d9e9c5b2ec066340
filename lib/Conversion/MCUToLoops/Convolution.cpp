//===- Convolution.cpp - loops of conv_2d and depthwise_conv_2d -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "KernelLowering.h"
#include "Windows.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// What the two kernels share: walking the output, peeling its border, and
/// turning accumulators into outputs. `Op` is either kernel.
template <typename Op> class ConvolutionLowering {
public:
  ConvolutionLowering(LoopBuilder &b, Op op, ValueRange arguments,
                      const ImageRows &imageRows)
      : b(b), op(op), imageRows(imageRows), input(arguments[0]),
        filter(arguments[1]), params(arguments[2]), output(arguments[3]),
        inShape(op.getInput().getType().getShape()),
        outShape(op.getOutput().getType().getShape()),
        element(op.getInput().getType().getElementType()),
        columns(op.getParams().getType().getShape()[1]), rows(makeWindows(0)),
        cols(makeWindows(1)) {}

  /// `group` writes outputs [channel, channel + width) of one pixel.
  struct Pixel {
    Taps rows, cols;
    Value inputBatch;  // element index of the image
    Value outputIndex; // element index of the pixel's channel 0
    bool interior;
    /// What all channels' sums begin with besides their own start, if any.
    Value common = {};
  };
  using Group =
      llvm::function_ref<void(const Pixel &, Value channel, int64_t width)>;

  void forEachGroup(Group group,
                    llvm::function_ref<Value(const Pixel &)> commonStart = {}) {
    int64_t tile = op.getTile(), channels = outShape[3];
    int64_t whole = channels / tile * tile;
    forEachPixel([&](Pixel pixel) {
      if (commonStart)
        pixel.common = commonStart(pixel);
      b.forLoop(0, whole, tile,
                [&](Value channel) { group(pixel, channel, tile); });
      if (whole < channels)
        group(pixel, b.i32(whole), channels - whole);
    });
  }

  bool isFloat() const { return element.isF32(); }

  /// The accumulators' start: for int8 the bias that fits the pixel, for
  /// float 0, as the reference adds the bias last.
  SmallVector<Value> startValues(const Pixel &pixel, Value channel,
                                 int64_t width) {
    if (isFloat())
      return SmallVector<Value>(width, b.f32(0));
    Value row = b.mul(channel, columns);
    int64_t column = !pixel.interior && columns == 4 ? 3 : 0;
    SmallVector<Value> start;
    for (int64_t lane = 0; lane < width; ++lane) {
      Value own = b.load(params, row, paramType(), lane * columns + column);
      start.push_back(pixel.common ? b.add(own, pixel.common) : own);
    }
    return start;
  }

  /// The input's element, with the offset added where the bias lacks it.
  Value loadInput(Value index, int64_t offset, bool interior) {
    Value value = b.load(input, index, element, offset);
    if (!interior && columns == 4)
      value = b.add(value, b.i32(op.getInputOffset()));
    return value;
  }

  Value loadWeight(Value index, int64_t offset) {
    if (op.getUnsignedFilter())
      return b.loadUnsigned(filter, index, element, offset);
    return b.load(filter, index, element, offset);
  }

  Value multiplyAdd(Value accumulator, Value x, Value weight) {
    if (isFloat())
      return b.addF(accumulator, b.mulF(x, weight));
    Value product = b.mul(x, weight);
    return op.getExact() ? b.add(accumulator, product)
                         : b.addWrapping(accumulator, product);
  }

  void storeOutputs(ArrayRef<Value> accumulators, Value channel,
                    Value outputIndex) {
    Value row = b.mul(channel, columns);
    Value index = b.add(outputIndex, channel);
    for (auto [lane, accumulator] : llvm::enumerate(accumulators)) {
      Value result = accumulator;
      if (isFloat()) {
        result = b.addF(result, b.load(params, row, paramType(), lane));
      } else {
        Value multiplier = b.load(params, row, paramType(), lane * columns + 1);
        Value shift = b.load(params, row, paramType(), lane * columns + 2);
        result = op.getWordProducts()
                     ? b.requantizeByWords(result, multiplier, shift)
                     : b.requantize(result, multiplier, shift,
                                    op.getLeftShift(), op.getExact());
        result = b.addWrapping(result, b.i32(op.getOutputOffset()));
      }
      result = b.clamp(result, op.getMinimum(), op.getMaximum());
      b.store(result, output, index, element, lane);
    }
  }

  LoopBuilder &b;
  Op op;
  ImageRows imageRows;
  Value input, filter, params, output;
  ArrayRef<int64_t> inShape, outShape;
  Type element;
  int64_t columns;
  Windows rows, cols;

private:
  Type paramType() { return isFloat() ? b.getF32Type() : Type(b.getI32Type()); }

  Windows makeWindows(int64_t dimension) {
    return {inShape[1 + dimension],        outShape[1 + dimension],
            op.getFilterSize()[dimension], op.getStrides()[dimension],
            op.getDilations()[dimension],  op.getPadding()[2 * dimension]};
  }

  void forEachPixel(llvm::function_ref<void(const Pixel &)> body) {
    WindowRange yRange = {imageRows.above, imageRows.input};
    WindowRange xRange = knownRange(b, cols);
    b.forLoop(0, outShape[0], 1, [&](Value batch) {
      Value image = b.mul(batch, inShape[1] * inShape[2] * inShape[3]);
      b.forLoop(b.i32(0), imageRows.output, 1, [&](Value y) {
        Value line = b.mul(b.add(b.mul(batch, outShape[1]), y), outShape[2]);
        auto pixel = [&](Value x, bool interior) {
          auto taps = interior ? allTaps : clipTaps;
          Taps ky = taps(b, rows, yRange, y), kx = taps(b, cols, xRange, x);
          Value index = b.mul(b.add(line, x), outShape[3]);
          body({ky, kx, image, index, interior});
        };
        peelBorder(y, pixel);
      });
    });
  }

  /// Whether row `y` has windows within the input.
  Value isInterior(Value y) {
    using arith::CmpIPredicate;
    if (!imageRows.vary) {
      Value first =
                b.compare(CmpIPredicate::sge, y, b.i32(rows.interiorBegin())),
            last = b.compare(CmpIPredicate::slt, y, b.i32(rows.interiorEnd()));
      return b.createOrFold<arith::AndIOp>(first, last);
    }
    Value origin = b.sub(b.mul(y, rows.stride), imageRows.above);
    Value end = b.add(origin, (rows.size - 1) * rows.dilation + 1);
    Value first = b.compare(CmpIPredicate::sge, origin, b.i32(0)),
          last = b.compare(CmpIPredicate::sle, end, imageRows.input);
    return b.createOrFold<arith::AndIOp>(first, last);
  }

  /// Interior pixels of a row by one loop, the others by another: two copies
  /// of the body, not three.
  void peelBorder(Value y, llvm::function_ref<void(Value, bool)> pixel) {
    int64_t begin = cols.interiorBegin(), end = cols.interiorEnd();
    if (!rows.hasBorder() && !cols.hasBorder())
      return b.forLoop(0, outShape[2], 1, [&](Value x) { pixel(x, true); });
    if (begin == end || rows.interiorBegin() == rows.interiorEnd())
      return b.forLoop(0, outShape[2], 1, [&](Value x) { pixel(x, false); });
    Value isInteriorRow = isInterior(y);
    b.ifThen(isInteriorRow, [&] {
      b.forLoop(begin, end, 1, [&](Value x) { pixel(x, true); });
    });
    Value inside = b.select(isInteriorRow, b.i32(end - begin), b.i32(0));
    Value left = b.select(isInteriorRow, b.i32(begin), b.i32(outShape[2]));
    b.forLoop(b.i32(0), b.sub(b.i32(outShape[2]), inside), 1, [&](Value i) {
      Value isLeft = b.compare(arith::CmpIPredicate::slt, i, left);
      pixel(b.add(i, b.select(isLeft, b.i32(0), inside)), false);
    });
  }
};

/// The largest factor up to `limit` (a power of two) that divides `count`.
int64_t unrollFactor(int64_t count, int64_t limit) {
  while (count % limit != 0)
    limit /= 2;
  return limit;
}

using ConvLowering = ConvolutionLowering<mcu::Conv2DOp>;

/// What is summed over a window: `width` sums, to which `step` adds what input
/// `value` and the weights from index `weight` + `offset` on give.
struct WindowSum {
  int64_t width;
  llvm::function_ref<void(MutableArrayRef<Value> sums, Value value,
                          Value weight, int64_t offset)>
      step;
};

/// Sums over `count` (run-time) input elements that lie side by side, from `x`
/// and weight `w` on.
SmallVector<Value> sumRun(ConvLowering &conv, Value x, Value w, Value count,
                          int64_t unroll, WindowSum sum, bool interior,
                          ValueRange start) {
  LoopBuilder &b = conv.b;
  return b.forLoop(b.i32(0), count, unroll, start,
                   [&](Value k, ValueRange state) {
                     SmallVector<Value> sums(state);
                     Value xk = b.add(x, k), wk = b.add(w, b.mul(k, sum.width));
                     for (int64_t step = 0; step < unroll; ++step)
                       sum.step(sums, conv.loadInput(xk, step, interior), wk,
                                step * sum.width);
                     return sums;
                   });
}

/// Sums one row of a window. Taps side by side in memory make one run.
SmallVector<Value> sumRow(ConvLowering &conv, const ConvLowering::Pixel &pixel,
                          Value inputRow, Value weightRow, int64_t depth,
                          WindowSum sum, ValueRange start) {
  LoopBuilder &b = conv.b;
  const Taps &taps = pixel.cols;
  auto inputAt = [&](Value tap) {
    Value x = b.add(taps.origin, b.mul(tap, conv.cols.dilation));
    return b.add(inputRow, b.mul(x, conv.inShape[3]));
  };
  auto weightAt = [&](Value tap) {
    return b.add(weightRow, b.mul(tap, depth * sum.width));
  };
  if (conv.cols.dilation == 1 && depth == conv.inShape[3]) {
    Value count = b.mul(b.sub(taps.end, taps.begin), depth);
    int64_t whole = pixel.interior ? depth * conv.cols.size : depth;
    Value inputs = inputAt(taps.begin), weights = weightAt(taps.begin);
    return sumRun(conv, inputs, weights, count,
                  unrollFactor(whole, conv.op.getUnroll()), sum, pixel.interior,
                  start);
  }
  return b.forLoop(taps.begin, taps.end, 1, start,
                   [&](Value tap, ValueRange state) {
                     Value inputs = inputAt(tap), weights = weightAt(tap);
                     return sumRun(conv, inputs, weights, b.i32(depth),
                                   unrollFactor(depth, conv.op.getUnroll()),
                                   sum, pixel.interior, state);
                   });
}

/// Sums a window of input channels from element `image` on, by the weights from
/// `weights` on.
SmallVector<Value> sumWindow(ConvLowering &conv,
                             const ConvLowering::Pixel &pixel, Value image,
                             Value weights, int64_t depth, WindowSum sum,
                             ValueRange start) {
  LoopBuilder &b = conv.b;
  int64_t rowWeights = conv.cols.size * depth * sum.width;
  return b.forLoop(
      pixel.rows.begin, pixel.rows.end, 1, start,
      [&](Value tap, ValueRange state) {
        Value y = b.add(pixel.rows.origin, b.mul(tap, conv.rows.dilation));
        Value inputRow =
            b.add(image, b.mul(y, conv.inShape[2] * conv.inShape[3]));
        Value weightRow = b.add(weights, b.mul(tap, rowWeights));
        return sumRow(conv, pixel, inputRow, weightRow, depth, sum, state);
      });
}

/// What an unsigned filter, of w + 128, sums too much, negated.
Value takeOffUnsigned(ConvLowering &conv, const ConvLowering::Pixel &pixel) {
  LoopBuilder &b = conv.b;
  auto step = [&](MutableArrayRef<Value> sums, Value value, Value, int64_t) {
    sums[0] = b.add(sums[0], value);
  };
  Value sum = sumWindow(conv, pixel, pixel.inputBatch, b.i32(0),
                        conv.inShape[3], {0, step}, {b.i32(0)})[0];
  return b.mul(sum, -128);
}

using DepthwiseLowering = ConvolutionLowering<mcu::DepthwiseConv2DOp>;

/// Sums one tap of `width` channels; `x` and `w` are the first one's.
SmallVector<Value> sumTap(DepthwiseLowering &conv, Value x, Value w,
                          int64_t width, bool sharedInput, bool interior,
                          ValueRange start) {
  SmallVector<Value> sums(start);
  Value shared;
  if (sharedInput)
    shared = conv.loadInput(x, 0, interior);
  for (int64_t lane = 0; lane < width; ++lane) {
    Value value = sharedInput ? shared : conv.loadInput(x, lane, interior);
    sums[lane] = conv.multiplyAdd(sums[lane], value, conv.loadWeight(w, lane));
  }
  return sums;
}

} // namespace

void tinymlc::lowerKernel(LoopBuilder &b, mcu::Conv2DOp op,
                          ValueRange arguments, const ImageRows &rows) {
  ConvLowering conv(b, op, arguments, rows);
  // Input channels that one output channel reads: all, or those of its group.
  int64_t taps = conv.rows.size * conv.cols.size;
  int64_t depth =
      op.getFilter().getType().getNumElements() / (taps * conv.outShape[3]);
  int64_t groupChannels = conv.outShape[3] * depth / conv.inShape[3];
  auto sumGroup = [&](const ConvLowering::Pixel &pixel, Value channel,
                      int64_t width) {
    auto step = [&](MutableArrayRef<Value> sums, Value value, Value weight,
                    int64_t offset) {
      for (int64_t lane = 0; lane < width; ++lane)
        sums[lane] = conv.multiplyAdd(sums[lane], value,
                                      conv.loadWeight(weight, offset + lane));
    };
    SmallVector<Value> start = conv.startValues(pixel, channel, width);
    Value weights = b.mul(channel, taps * depth);
    Value image = pixel.inputBatch;
    if (depth != conv.inShape[3])
      image = b.add(image, b.mul(b.divide(channel, groupChannels), depth));
    SmallVector<Value> sums =
        sumWindow(conv, pixel, image, weights, depth, {width, step}, start);
    conv.storeOutputs(sums, channel, pixel.outputIndex);
  };
  if (!op.getUnsignedFilter())
    return conv.forEachGroup(sumGroup);
  conv.forEachGroup(sumGroup, [&](const ConvLowering::Pixel &pixel) {
    return takeOffUnsigned(conv, pixel);
  });
}

void tinymlc::lowerKernel(LoopBuilder &b, mcu::DepthwiseConv2DOp op,
                          ValueRange arguments, const ImageRows &rows) {
  DepthwiseLowering conv(b, op, arguments, rows);
  int64_t depth = conv.inShape[3], multiplier = conv.outShape[3] / depth;
  int64_t taps = conv.rows.size * conv.cols.size;
  conv.forEachGroup([&](const DepthwiseLowering::Pixel &pixel, Value channel,
                        int64_t width) {
    SmallVector<Value> start = conv.startValues(pixel, channel, width);
    Value group = b.mul(channel, taps);
    Value inputChannel = channel;
    if (depth == 1)
      inputChannel = b.i32(0);
    else if (multiplier > 1)
      inputChannel = b.divide(channel, multiplier);
    auto sumRowOfTaps = [&](Value ky, ValueRange state) {
      Value y = b.add(pixel.rows.origin, b.mul(ky, conv.rows.dilation));
      Value inputPlane = b.add(pixel.inputBatch, inputChannel);
      Value inputRow = b.add(inputPlane, b.mul(y, conv.inShape[2] * depth));
      Value weightRow = b.add(group, b.mul(ky, conv.cols.size * width));
      return b.forLoop(pixel.cols.begin, pixel.cols.end, 1, state,
                       [&](Value kx, ValueRange inner) {
                         Value x = b.add(pixel.cols.origin,
                                         b.mul(kx, conv.cols.dilation));
                         Value input = b.add(inputRow, b.mul(x, depth));
                         Value weights = b.add(weightRow, b.mul(kx, width));
                         return sumTap(conv, input, weights, width,
                                       multiplier > 1, pixel.interior, inner);
                       });
    };
    SmallVector<Value> sums =
        b.forLoop(pixel.rows.begin, pixel.rows.end, 1, start, sumRowOfTaps);
    conv.storeOutputs(sums, channel, pixel.outputIndex);
  });
}
