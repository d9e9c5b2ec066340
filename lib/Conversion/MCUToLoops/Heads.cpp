//===- Heads.cpp - loops of positive-unlabelled heads ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "AssemblyFunctions.h"
#include "HeadArithmetic.h"
#include "KernelLowering.h"

using namespace mlir;
using namespace tinymlc;

//===----------------------------------------------------------------------===//
// Dot products
//===----------------------------------------------------------------------===//

namespace {

constexpr int64_t unroll = 4;

/// In the order of the features, which floats must keep.
void lowerPlain(LoopBuilder &b, mcu::DotProductOp op, ValueRange arguments) {
  Type in = op.getInput().getType().getElementType();
  Type weight = op.getWeights().getType().getElementType();
  bool isFloat = in.isF32();
  auto accumulate = [&](Value sum, Value index, int64_t offset) {
    Value x = b.load(arguments[0], index, in, offset);
    Value w = b.load(arguments[1], index, weight, offset);
    return isFloat ? b.addF(sum, b.mulF(x, w)) : b.add(sum, b.mul(x, w));
  };
  int64_t count = op.getInput().getType().getNumElements();
  int64_t whole = count / unroll * unroll;
  Value sum =
      b.forLoop(b.i32(0), b.i32(whole), unroll, {b.constant(op.getStart())},
                [&](Value i, ValueRange state) -> SmallVector<Value> {
                  Value inner = state[0];
                  for (int64_t k = 0; k < unroll; ++k)
                    inner = accumulate(inner, i, k);
                  return {inner};
                })[0];
  for (int64_t i = whole; i < count; ++i)
    sum = accumulate(sum, b.i32(0), i);
  b.store(sum, arguments[2], b.i32(0), isFloat ? in : b.getI32Type());
}

/// Adds the products of some features: of two i16, or of four that are i8 or
/// have i8 weights.
class PackedDot {
public:
  PackedDot(DSPBuilder &b, mcu::DotProductOp op)
      : b(b),
        shortInput(op.getInput().getType().getElementType().isInteger(16)),
        shortWeights(op.getWeights().getType().getElementType().isInteger(16)) {
  }

  int64_t features() const { return shortInput && shortWeights ? 2 : 4; }

  /// Adds `steps` times `features` products, and moves both pointers. Loads
  /// that follow one another take a cycle each, the first one two. Bytes are
  /// split where they are multiplied: each register less is one less to save.
  Value add(int64_t steps, Value &input, Value &weights, Value sum) {
    SmallVector<Value> words = loadWords(steps, input, shortInput);
    SmallVector<Value> factors = loadWords(steps, weights, shortWeights);
    for (int64_t i = 0, e = steps * features() / 2; i < e; ++i) {
      Value word = pairOf(words, i, shortInput);
      sum = b.smlad(word, pairOf(factors, i, shortWeights), sum);
    }
    return sum;
  }

private:
  SmallVector<Value> loadWords(int64_t steps, Value &pointer, bool isShort) {
    SmallVector<Value> words;
    int64_t count = isShort && features() == 4 ? 2 * steps : steps;
    for (int64_t i = 0; i < count; ++i)
      words.push_back(b.nextWord(pointer));
    return words;
  }

  /// Two of the halfwords that `words` hold, or that their bytes become.
  Value pairOf(ArrayRef<Value> words, int64_t i, bool isShort) {
    if (isShort)
      return words[i];
    return i % 2 == 0 ? b.evenBytes(words[i / 2]) : b.oddBytes(words[i / 2]);
  }

  DSPBuilder &b;
  bool shortInput, shortWeights;
};

/// Steps of a turn of the loop, and of those whose words are loaded together.
constexpr int64_t packedUnroll = 8, packedGroup = 2;
/// Up to this many steps, 64 int8 features, there is no loop in kernels that
/// are not compact.
constexpr int64_t straightSteps = 16;

void lowerPacked(LoopBuilder &b, mcu::DotProductOp op, ValueRange arguments,
                 AssemblyFunctions &functions) {
  int64_t count = op.getInput().getType().getNumElements();
  functions.call(b, "dot", arguments, [&](DSPBuilder &a, ValueRange inner) {
    PackedDot dot(a, op);
    int64_t steps = (count + dot.features() - 1) / dot.features();
    auto run = [&](int64_t times, ValueRange state) -> SmallVector<Value> {
      Value input = state[0], weights = state[1], sum = state[2];
      for (int64_t i = 0; i < times; i += packedGroup)
        sum = dot.add(std::min(packedGroup, times - i), input, weights, sum);
      return {input, weights, sum};
    };
    SmallVector<Value> state{inner[0], inner[1], a.constant(op.getStart())};
    bool isStraight = steps <= straightSteps && !op.getCompact();
    int64_t turns = isStraight ? 0 : steps / packedUnroll;
    if (turns > 0)
      state = a.repeat(turns, state, [&](ValueRange carried) {
        return run(packedUnroll, carried);
      });
    state = run(steps - turns * packedUnroll, state);
    a.storeWord(state[2], inner[2], 0);
  });
}

} // namespace

void tinymlc::lowerKernel(LoopBuilder &b, mcu::DotProductOp op,
                          ValueRange arguments, AssemblyFunctions &functions) {
  if (op.getPacked())
    lowerPacked(b, op, arguments, functions);
  else
    lowerPlain(b, op, arguments);
}

//===----------------------------------------------------------------------===//
// From a sum to a result
//===----------------------------------------------------------------------===//

static Value loadOne(LoopBuilder &b, Value pointer, Type type) {
  return b.load(pointer, b.i32(0), type);
}

void tinymlc::lowerKernel(LoopBuilder &b, mcu::ThresholdLookupOp,
                          ValueRange arguments) {
  Value sum = loadOne(b, arguments[0], b.getI32Type());
  Value reached = arguments[1];
  // A pointer, not an index: then each step is a load, a comparison and an
  // addition.
  for (int32_t step = 128; step > 0; step /= 2) {
    Value threshold = b.load(reached, b.i32(0), b.getI32Type(), step - 1);
    Value reaches = b.compare(arith::CmpIPredicate::sge, sum, threshold);
    Value behind =
        mcu::OffsetOp::create(b, reached.getType(), reached, b.i32(4 * step));
    reached = b.select(reaches, behind, reached);
  }
  auto address = [&](Value pointer) -> Value {
    Value index = mcu::PtrToIntOp::create(b, b.getIndexType(), pointer);
    return arith::IndexCastOp::create(b, b.getI32Type(), index);
  };
  Value end = address(reached), begin = address(arguments[1]);
  Value bytes = b.createOrFold<arith::SubIOp>(end, begin);
  Value count = b.shiftRight(bytes, b.i32(2));
  b.store(b.add(count, -128), arguments[2], b.i32(0), b.getI8Type());
}

void tinymlc::lowerKernel(LoopBuilder &b, mcu::SigmoidOp op,
                          ValueRange arguments) {
  HeadArithmetic a{b};
  Value sum = loadOne(b, arguments[0], b.getI32Type());
  Value scaled =
      a.productShifted(sum, b.i32(static_cast<int32_t>(op.getMultiplier())),
                       static_cast<int32_t>(op.getShift()));
  Value shifted = b.add(scaled, a.i64(static_cast<int64_t>(op.getOffset())));
  Value logit = a.clampWide(shifted, -int64_t(largestLogit), largestLogit);
  b.store(a.sigmoid16(logit), arguments[1], b.i32(0), b.getI32Type());
}

void tinymlc::lowerKernel(LoopBuilder &b, mcu::NarrowProbabilityOp op,
                          ValueRange arguments) {
  Value p = loadOne(b, arguments[0], b.getI32Type());
  Type type = op.getOutput().getType().getElementType();
  Value result;
  if (type.isInteger(8))
    result =
        b.min(b.add(b.shiftRight(b.add(p, 128), b.i32(8)), -128), b.i32(127));
  else
    result = b.min(b.shiftRight(b.add(p, 1), b.i32(1)), b.i32(32767));
  b.store(result, arguments[1], b.i32(0), type);
}

void tinymlc::lowerKernel(LoopBuilder &b, mcu::AtLeastOp op,
                          ValueRange arguments) {
  Type type = op.getInput().getType().getElementType();
  Value value = loadOne(b, arguments[0], type);
  Value minimum = b.constant(op.getMinimum());
  Value holds;
  if (type.isF32())
    holds = arith::CmpFOp::create(b, arith::CmpFPredicate::OGE, value, minimum);
  else
    holds = b.compare(arith::CmpIPredicate::sge, value, minimum);
  b.store(b.select(holds, b.i32(1), b.i32(0)), arguments[1], b.i32(0),
          b.getI8Type());
}
