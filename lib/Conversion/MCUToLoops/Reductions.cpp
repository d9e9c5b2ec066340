//===- Reductions.cpp - loops of pool_2d and mean -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "KernelLowering.h"
#include "StridedNest.h"
#include "Windows.h"
#include "llvm/ADT/APFloat.h"

using namespace mlir;
using namespace tinymlc;

namespace {

Value sumStart(LoopBuilder &b, Type element) {
  return element.isF32() ? b.f32(0) : b.i32(0);
}

Value addElements(LoopBuilder &b, Value sum, Value x) {
  return sum.getType().isF32() ? b.addF(sum, x) : b.addWrapping(sum, x);
}

//===----------------------------------------------------------------------===//
// Pools
//===----------------------------------------------------------------------===//

struct PoolLowering {
  LoopBuilder &b;
  mcu::Pool2DOp op;
  Value input, output;
  ArrayRef<int64_t> inShape, outShape;
  Type element;
  Windows rows, cols;

  PoolLowering(LoopBuilder &b, mcu::Pool2DOp op, ValueRange arguments)
      : b(b), op(op), input(arguments[0]), output(arguments[1]),
        inShape(op.getInput().getType().getShape()),
        outShape(op.getOutput().getType().getShape()),
        element(op.getInput().getType().getElementType()), rows(makeWindows(0)),
        cols(makeWindows(1)) {}

  Windows makeWindows(int64_t d) {
    return {inShape[1 + d],        outShape[1 + d],
            op.getFilterSize()[d], op.getStrides()[d],
            /*dilation=*/1,        op.getPadding()[2 * d]};
  }

  bool isMax() { return op.getKind() == mcu::PoolKind::Max; }

  Value start() {
    if (!isMax())
      return sumStart(b, element);
    if (element.isF32())
      return b.f32(std::numeric_limits<float>::lowest());
    return b.i32(-128);
  }

  Value combine(Value state, Value x) {
    if (!isMax())
      return addElements(b, state, x);
    if (element.isF32())
      return b.select(b.lessF(state, x), x, state);
    return b.max(state, x);
  }

  /// sum / count, for int8 on the stored values, ties away from zero.
  Value average(Value sum, Value count) {
    if (element.isF32())
      return b.divF(sum, arith::SIToFPOp::create(b, b.getF32Type(), count));
    Value half = b.createOrFold<arith::ShRUIOp>(count, b.i32(1));
    Value positive = b.compare(arith::CmpIPredicate::sgt, sum, b.i32(0));
    Value above = b.add(sum, half), below = b.sub(sum, half);
    Value rounded = b.select(positive, above, below);
    return arith::DivSIOp::create(b, rounded, count);
  }

  /// `width` channels of one output pixel.
  void lowerPixel(const Taps &ky, const Taps &kx, Value image, Value channel,
                  int64_t width, Value outputIndex) {
    int64_t depth = inShape[3];
    SmallVector<Value> sums(width, start());
    sums = b.forLoop(ky.begin, ky.end, 1, sums, [&](Value y, ValueRange outer) {
      Value row = b.mul(b.add(ky.origin, y), inShape[2] * depth);
      row = b.add(b.add(image, channel), row);
      return b.forLoop(
          kx.begin, kx.end, 1, outer, [&](Value x, ValueRange inner) {
            SmallVector<Value> state(inner);
            Value index = b.add(row, b.mul(b.add(kx.origin, x), depth));
            for (auto [lane, value] : llvm::enumerate(state))
              value = combine(value, b.load(input, index, element, lane));
            return state;
          });
    });
    Value rows = b.sub(ky.end, ky.begin), columns = b.sub(kx.end, kx.begin);
    Value count = b.max(b.mul(rows, columns), b.i32(1));
    for (auto [lane, sum] : llvm::enumerate(sums)) {
      Value result = isMax() ? sum : average(sum, count);
      result = b.clamp(result, op.getMinimum(), op.getMaximum());
      b.store(result, output, b.add(outputIndex, channel), element, lane);
    }
  }
};

} // namespace

void tinymlc::lowerKernel(LoopBuilder &b, mcu::Pool2DOp op,
                          ValueRange arguments, const ImageRows &rows) {
  PoolLowering pool(b, op, arguments);
  WindowRange yRange{rows.above, rows.input}, xRange = knownRange(b, pool.cols);
  ArrayRef<int64_t> in = pool.inShape, out = pool.outShape;
  int64_t width = out[3] % 4 == 0 ? 4 : 1;
  b.forLoop(0, out[0], 1, [&](Value batch) {
    Value image = b.mul(batch, in[1] * in[2] * in[3]);
    b.forLoop(b.i32(0), rows.output, 1, [&](Value y) {
      Value line = b.mul(b.add(b.mul(batch, out[1]), y), out[2]);
      Taps ky = clipTaps(b, pool.rows, yRange, y);
      b.forLoop(0, out[2], 1, [&](Value x) {
        Taps kx = clipTaps(b, pool.cols, xRange, x);
        Value index = b.mul(b.add(line, x), out[3]);
        b.forLoop(0, out[3], width, [&](Value channel) {
          pool.lowerPixel(ky, kx, image, channel, width, index);
        });
      });
    });
  });
}

//===----------------------------------------------------------------------===//
// Mean
//===----------------------------------------------------------------------===//

namespace {

/// Sums over the nest's dimensions from `dimension` on.
Value sumOver(LoopBuilder &b, const StridedNest &nest, size_t dimension,
              Value index, Value sum, Value input, Type element) {
  if (dimension == nest.sizes.size())
    return addElements(b, sum, b.load(input, index, element));
  return b.forLoop(b.i32(0), b.i32(nest.sizes[dimension]), 1, sum,
                   [&](Value i, ValueRange state) -> SmallVector<Value> {
                     Value inner =
                         b.add(index, b.mul(i, nest.strides[0][dimension]));
                     return {sumOver(b, nest, dimension + 1, inner, state[0],
                                     input, element)};
                   })[0];
}

} // namespace

void tinymlc::lowerKernel(LoopBuilder &b, mcu::MeanOp op,
                          ValueRange arguments) {
  ArrayRef<int64_t> shape = op.getInput().getType().getShape();
  Type element = op.getInput().getType().getElementType();
  StridedNest kept, reduced;
  kept.strides.resize(2);
  reduced.strides.resize(1);
  int64_t count = 1, stride = op.getInput().getType().getNumElements();
  int64_t outStride = op.getOutput().getType().getNumElements();
  for (auto [d, size] : llvm::enumerate(shape)) {
    stride /= size;
    if (llvm::is_contained(op.getAxes(), static_cast<int64_t>(d))) {
      count *= size;
      reduced.sizes.push_back(size);
      reduced.strides[0].push_back(stride);
      continue;
    }
    outStride /= size;
    kept.sizes.push_back(size);
    kept.strides[0].push_back(stride);
    kept.strides[1].push_back(outStride);
  }
  kept.simplify();
  reduced.simplify();
  kept.build(b, [&](ArrayRef<Value> indices) {
    Value sum = sumOver(b, reduced, 0, indices[0], sumStart(b, element),
                        arguments[0], element);
    Value result;
    if (element.isF32()) {
      result = b.divF(sum, b.f32(static_cast<float>(count)));
    } else {
      Value centred = arith::SubIOp::create(b, sum, b.i32(op.getSumOffset()));
      result = b.requantize(centred, op.getMultiplier(),
                            static_cast<int32_t>(op.getShift()));
      result = b.addWrapping(result, b.i32(op.getOutputOffset()));
      result = b.min(b.max(result, b.i32(-128)), b.i32(127));
    }
    b.store(result, arguments[1], indices[1], element);
  });
}
