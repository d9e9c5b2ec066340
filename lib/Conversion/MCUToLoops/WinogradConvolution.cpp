//===- WinogradConvolution.cpp - tiles of 4x2 outputs of 3x3 --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For each four rows of outputs: the six rows of input that they read are
// transformed along columns, as whole rows. For each block of four tiles in
// them: its ten columns are transformed along rows; then, for each pair of
// output channels, 24 small matrix products, and the transformation of their
// sums back to outputs. The last rows and columns of sizes that tiles do not
// divide are computed with those before them again. Where weights are
// transformed here, too, those of a pair serve all blocks of some rows.
//
//===----------------------------------------------------------------------===//

#include "AssemblyFunctions.h"
#include "KernelLowering.h"
#include "WinogradTransforms.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// Adds the products of two input channels to the sums of two output channels
/// over a block's tiles; the first step makes the sums.
void addProducts(DSPBuilder &b, Value &weights, Value &input,
                 SmallVectorImpl<Value> &sums) {
  bool isFirst = sums.empty();
  sums.resize(winogradSums);
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
      state.append(winogradSums, b.i32(0));
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
                              b.move(place[2], 4 * winogradSums)};
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
    if (op.getTileRows() > 0)
      runWithFilters();
    else
      runWithWeights();
  }

private:
  void fillBorders();
  /// With weights that are transformed here, or in the stream.
  void runWithFilters();
  void runWithWeights();
  void callTransformRows(Value y);
  void callTransformColumns(Value x, Value block);
  void callMultiply(Value weights, Value block, Value constants, Value to);

  int64_t countTileRows() const {
    return llvm::divideCeil(out[1], winogradRows);
  }
  /// The first row of a row of tiles; the last one's may be another's, too.
  Value firstRow(Value tileRow) {
    return b.min(b.mul(tileRow, winogradRows), b.i32(out[1] - winogradRows));
  }
  /// Runs the body for the blocks of a row, with their first columns.
  void forEachBlock(llvm::function_ref<void(Value block, Value x)> body) {
    b.forLoop(0, layout.rowBlocks, 1, [&](Value block) {
      body(block, b.min(b.mul(block, winogradBlockColumns),
                        b.i32(out[2] - winogradBlockColumns)));
    });
  }
  /// Runs the body for pairs of output channels, with their words.
  void forEachPair(llvm::function_ref<void(Value pair, Value words)> body) {
    b.forLoop(0, out[3] / 2, 1, [&](Value pair) {
      body(pair, b.move(stream, b.mul(pair, 4 * op.getPairWords())));
    });
  }
  /// Where a block and a pair of channels are in the output.
  Value outputOf(Value y, Value x, Value pair) {
    Value pixel = b.add(b.mul(y, out[2]), x);
    Value place = b.move(output, b.mul(pixel, out[3]));
    return b.move(place, b.mul(pair, 2));
  }

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

void WinogradConvolution::callTransformColumns(Value x, Value block) {
  functions.call(b, "winograd_columns",
                 {b.move(scratch, b.mul(x, layout.depth * 2)), block},
                 [&](DSPBuilder &a, ValueRange arguments) {
                   transformColumns(a, arguments, layout);
                 });
}

void WinogradConvolution::callMultiply(Value weights, Value block,
                                       Value constants, Value to) {
  int64_t unroll = winogradUnroll(layout.depth);
  int64_t turns = layout.depth / 2 / unroll;
  Value products = b.move(scratch, layout.products);
  SmallVector<Value> operands{weights, block, products};
  if (turns > 1)
    operands.push_back(b.i32(turns));
  functions.call(b, "winograd_multiply", operands,
                 [&](DSPBuilder &a, ValueRange arguments) {
                   multiply(a, arguments, unroll,
                            turns > 1 ? arguments[3] : Value());
                 });
  functions.call(b, "winograd_outputs", {products, constants, to},
                 [&](DSPBuilder &a, ValueRange arguments) {
                   finishBlock(a, arguments, op.getRequantize(), out[2],
                               out[3]);
                 });
}

void WinogradConvolution::runWithWeights() {
  Value place = b.move(scratch, layout.block);
  int64_t constants = 4 * winogradWeightWords(layout.depth);
  b.forLoop(0, countTileRows(), 1, [&](Value tileRow) {
    Value y = firstRow(tileRow);
    callTransformRows(y);
    forEachBlock([&](Value, Value x) {
      callTransformColumns(x, place);
      forEachPair([&](Value pair, Value words) {
        Value numbers = b.move(words, constants);
        callMultiply(words, place, numbers, outputOf(y, x, pair));
      });
    });
  });
}

void WinogradConvolution::runWithFilters() {
  int64_t rows = op.getTileRows();
  int64_t constants = 4 * winogradFilterWords(layout.depth);
  Value weights = b.move(scratch, layout.weights);
  auto placeOf = [&](Value row, Value block) {
    Value index = b.add(b.mul(row, layout.rowBlocks), block);
    return b.move(scratch,
                  b.add(b.mul(index, layout.blockBytes()), layout.block));
  };
  auto forEachRow = [&](Value strip,
                        llvm::function_ref<void(Value, Value)> body) {
    b.forLoop(0, rows, 1, [&](Value row) {
      body(row, firstRow(b.add(b.mul(strip, rows), row)));
    });
  };
  b.forLoop(0, llvm::divideCeil(countTileRows(), rows), 1, [&](Value strip) {
    forEachRow(strip, [&](Value row, Value y) {
      callTransformRows(y);
      forEachBlock([&](Value block, Value x) {
        callTransformColumns(x, placeOf(row, block));
      });
    });
    forEachPair([&](Value pair, Value words) {
      functions.call(b, "winograd_weights", {words, weights},
                     [&](DSPBuilder &a, ValueRange arguments) {
                       transformWeights(a, arguments, layout.depth);
                     });
      forEachRow(strip, [&](Value row, Value y) {
        forEachBlock([&](Value block, Value x) {
          Value place = placeOf(row, block), numbers = b.move(words, constants);
          callMultiply(weights, place, numbers, outputOf(y, x, pair));
        });
      });
    });
  });
}

} // namespace

void tinymlc::lowerKernel(LoopBuilder &b, mcu::WinogradConv2DOp op,
                          ValueRange arguments, AssemblyFunctions &functions) {
  WinogradConvolution(b, op, arguments, functions).run();
}
