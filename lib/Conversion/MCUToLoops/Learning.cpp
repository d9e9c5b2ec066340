//===- Learning.cpp - loops of heads that learn ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Learning.h"
#include "HeadArithmetic.h"
#include "KernelLowering.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tinymlc;
using mcu::PuLearning;

namespace {

constexpr int64_t unroll = 4;

/// A head's features and state, in either of the operators that use them.
struct Head {
  template <typename Op>
  Head(LoopBuilder &b, Op op, Value input, Value state)
      : b(b), form(op.getForm()), scale(op.getScale().convertToDouble()),
        zeroPoint(static_cast<int32_t>(op.getZeroPoint())),
        feature(op.getInput().getType().getElementType()),
        count(op.getInput().getType().getNumElements()), input(input),
        state(state) {}

  bool isShort() const { return form == PuLearning::Q11; }
  int64_t firstWeight() const { return isShort() ? 5 : 4; }
  int64_t unitBits() const { return feature.getIntOrFloatBitWidth() - 1; }
  Type weightType() {
    return isShort() ? b.getI16Type() : Type(b.getI32Type());
  }

  Value word(PuMlrStateWord index, Type type) {
    return b.load(state, b.i32(0), type, index);
  }
  void setWord(PuMlrStateWord index, Value value) {
    b.store(value, state, b.i32(0), value.getType(), index);
  }
  Value storedAt(Value i, int64_t offset) {
    return b.load(input, i, feature, offset);
  }
  /// Feature `i` + `offset`, less the zero point; a float's real value.
  Value featureAt(Value i, int64_t offset) {
    Value x = storedAt(i, offset);
    if (feature.isF32())
      return x;
    x = b.sub(x, b.i32(zeroPoint));
    if (form != PuLearning::F32)
      return x;
    Value real = arith::SIToFPOp::create(b, b.getF32Type(), x);
    return b.mulF(real, b.f32(static_cast<float>(scale)));
  }
  Value weightAt(Value i, int64_t offset, Type type) {
    int64_t first = firstWeight() * (isShort() ? 2 : 1);
    return b.load(state, i, type, first + offset);
  }
  void setWeight(Value i, int64_t offset, Value value, Type type) {
    int64_t first = firstWeight() * (isShort() ? 2 : 1);
    b.store(value, state, i, type, first + offset);
  }
  /// Calls `body` for each feature, some in a turn of the loop.
  SmallVector<Value>
  forEachFeature(ValueRange start,
                 llvm::function_ref<SmallVector<Value>(Value i, int64_t offset,
                                                       ValueRange carried)>
                     body) {
    int64_t whole = count / unroll * unroll;
    auto turn = [&](Value i, int64_t from, int64_t to, ValueRange carried) {
      SmallVector<Value> values(carried);
      for (int64_t k = from; k < to; ++k)
        values = body(i, k, values);
      return values;
    };
    SmallVector<Value> carried = b.forLoop(
        b.i32(0), b.i32(whole), unroll, start,
        [&](Value i, ValueRange inner) { return turn(i, 0, unroll, inner); });
    return turn(b.i32(0), whole, count, carried);
  }

  LoopBuilder &b;
  PuLearning form;
  double scale;
  int32_t zeroPoint;
  Type feature;
  int64_t count;
  Value input, state;
};

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

/// PuMlrState::logitOf()
Value logitOf(Head &head) {
  LoopBuilder &b = head.b;
  HeadArithmetic a{b};
  // Weights of 16 bits by features of 9 leave room for 64 of them in a word.
  bool isNarrow =
      head.isShort() && head.feature.isInteger(8) && head.count <= 64;
  Value zero = isNarrow ? b.i32(0) : a.i64(0);
  Value sum = head.forEachFeature(
      zero,
      [&](Value i, int64_t offset, ValueRange carried) -> SmallVector<Value> {
        Value x = head.featureAt(i, offset);
        Value w = head.weightAt(i, offset, head.weightType());
        Value product = isNarrow ? b.mul(x, w) : a.wideProduct(x, w);
        return {b.add(carried[0], product)};
      })[0];
  if (isNarrow)
    sum = a.widen(sum);
  int64_t gained = head.isShort() ? stateBits - shortWeightBits : 0;
  sum = b.mul(sum, a.i64(int64_t(1) << gained));
  Value product = b.shiftRight(sum, a.i64(head.unitBits()));
  Value bias = a.widen(head.word(BiasWord, b.getI32Type()));
  Value z = b.add(product, bias);
  z = a.clampWide(z, -int64_t(learnedLogitLimit), learnedLogitLimit);
  return a.narrow(a.productShifted(z, b.i32(log2OfE29), 27));
}

/// xorshift32
Value nextRandom(LoopBuilder &b, Value random) {
  auto mix = [&](Value shifted) {
    random = b.createOrFold<arith::XOrIOp>(random, shifted);
  };
  mix(b.createOrFold<arith::ShLIOp>(random, b.i32(13)));
  mix(b.createOrFold<arith::ShRUIOp>(random, b.i32(17)));
  mix(b.createOrFold<arith::ShLIOp>(random, b.i32(5)));
  return random;
}

/// One step of the integer forms; PuMlrState::learn().
class IntegerStep {
public:
  IntegerStep(Head &head, PuMlrStep step)
      : head(head), b(head.b), a{head.b}, step(step) {}

  void lower(Value labelled) {
    Type word = b.getI32Type();
    Value c = head.word(FrequencyWord, word);
    rate = head.word(RateWord, word);
    auto parts = a.exponential(logitOf(head), c);
    Value positive = a.positive(parts);
    Value unlabelled = a.unlabelledPositive(parts);
    Value target = b.select(labelled, b.i32(65536), unlabelled);
    Value move = share(b.sub(target, positive));
    Value missed =
        a.narrow(a.productShifted(b.sub(b.i32(unitShare), c), positive, 30));
    Value held = b.select(labelled, b.i32(0), unlabelled);
    Value gammaMove = share(b.sub(missed, held));
    moveWeights(a.highWord(move, b.i32(step.weightMultiplier)));
    moveWord(BiasWord, move, -int64_t(stateLimit), stateLimit - 1);
    Value gamma =
        moveWord(GammaWord, gammaMove, -int64_t(gammaLimit), gammaLimit);
    head.setWord(FrequencyWord, lowerFrequency(b, head.form, gamma));
    Value lost = a.narrow(a.productShifted(rate, b.i32(step.decay), 31));
    head.setWord(RateWord, b.sub(rate, lost));
  }

private:
  Value share(Value slope) {
    return a.narrow(a.productShifted(slope, rate, 16));
  }

  Value moveWord(PuMlrStateWord index, Value move, int64_t low, int64_t high) {
    Value product = a.wideProduct(move, b.i32(step.biasMultiplier));
    Value rounded = b.add(product, a.i64(int64_t(1) << 31));
    Value increment = a.narrow(b.shiftRight(rounded, a.i64(32)));
    Value sum = b.add(head.word(index, b.getI32Type()), increment);
    Value result = a.clamp(sum, low, high);
    head.setWord(index, result);
    return result;
  }

  /// (factor * (stored - zero point) + rounding) >> shift. int8's products fit
  /// a word, and `base` has the zero point's.
  Value increment(Value factor, Value base, Value i, int64_t offset,
                  Value rounding) {
    if (head.feature.isInteger(8)) {
      Value product = b.mul(factor, head.storedAt(i, offset));
      Value sum = b.add(product, base);
      if (rounding)
        sum = b.add(sum, rounding);
      return b.shiftRight(sum, b.i32(step.weightShift));
    }
    Value sum = a.wideProduct(factor, head.featureAt(i, offset));
    sum = b.add(sum, rounding ? a.widen(rounding) : a.i64(half()));
    return a.narrow(b.shiftRight(sum, a.i64(step.weightShift)));
  }

  int64_t half() const { return (int64_t(1) << step.weightShift) >> 1; }

  void moveWeights(Value factor) {
    Value base = b.mul(factor, b.i32(-int64_t(head.zeroPoint)));
    if (head.isShort())
      return moveShortWeights(factor, base);
    moveLongWeights(factor, b.add(base, b.i32(half())));
  }

  /// With 16 random bits for each, two weights from one draw.
  void moveShortWeights(Value factor, Value base) {
    Type type = head.weightType();
    auto moveOne = [&](Value i, int64_t offset, ValueRange carried) {
      Value random = carried[0];
      if (offset % 2 == 0)
        random = nextRandom(b, random);
      Value bits = offset % 2 == 0
                       ? b.createOrFold<arith::AndIOp>(random, b.i32(0xffff))
                       : a.shiftRightUnsigned(random, 16);
      Value moved = increment(factor, base, i, offset, bits);
      Value sum = b.add(head.weightAt(i, offset, type), moved);
      head.setWeight(i, offset, a.clamp(sum, -32768, 32767), type);
      return SmallVector<Value>{random};
    };
    SmallVector<Value> end =
        head.forEachFeature(head.word(RandomWord, b.getI32Type()), moveOne);
    head.setWord(RandomWord, end[0]);
  }

  void moveLongWeights(Value factor, Value base) {
    Type word = b.getI32Type();
    head.forEachFeature({}, [&](Value i, int64_t offset, ValueRange) {
      Value moved = increment(factor, base, i, offset, Value());
      Value sum = b.add(head.weightAt(i, offset, word), moved);
      Value kept = a.clamp(sum, -int64_t(stateLimit), stateLimit - 1);
      head.setWeight(i, offset, kept, word);
      return SmallVector<Value>();
    });
  }

  Head &head;
  LoopBuilder &b;
  HeadArithmetic a;
  PuMlrStep step;
  Value rate;
};

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

/// What is known of an example, in floats; no exponential overflows.
struct FloatEstimate {
  Value z, positive, unlabelledPositive;
};

FloatEstimate estimateFloat(Head &head) {
  LoopBuilder &b = head.b;
  Type f32 = b.getF32Type();
  Value z = head.forEachFeature(
      head.word(BiasWord, f32),
      [&](Value i, int64_t offset, ValueRange carried) -> SmallVector<Value> {
        Value feature = head.featureAt(i, offset);
        Value weight = head.weightAt(i, offset, f32);
        return {b.addF(carried[0], b.mulF(feature, weight))};
      })[0];
  Value c = head.word(FrequencyWord, f32), one = b.f32(1);
  Value rest = b.subF(one, c);
  Value negative = b.lessF(z, b.f32(0));
  Value minus = arith::NegFOp::create(b, z);
  Value e = math::ExpOp::create(b, b.select(negative, z, minus));
  // With z below 0 e is exp(z), else exp(-z).
  auto ratio = [&](Value share) {
    Value shareE = b.mulF(share, e), ce = b.mulF(c, e);
    Value numerator = b.select(negative, shareE, share);
    Value other = b.select(negative, c, ce);
    return b.divF(numerator, b.addF(numerator, other));
  };
  return {z, ratio(one), ratio(rest)};
}

/// Keeps `value` within +-limit.
Value clampF(LoopBuilder &b, Value value, float limit) {
  value = b.select(b.lessF(value, b.f32(-limit)), b.f32(-limit), value);
  return b.select(b.lessF(b.f32(limit), value), b.f32(limit), value);
}

Value sigmoidF(LoopBuilder &b, Value x) {
  Value negative = b.lessF(x, b.f32(0));
  Value minus = arith::NegFOp::create(b, x);
  Value e = math::ExpOp::create(b, b.select(negative, x, minus));
  Value numerator = b.select(negative, e, b.f32(1));
  return b.divF(numerator, b.addF(b.f32(1), e));
}

void stepFloat(Head &head, FloatEstimate estimate, Value labelled, double rate,
               double decay) {
  LoopBuilder &b = head.b;
  Type f32 = b.getF32Type();
  Value c = head.word(FrequencyWord, f32), left = head.word(RateWord, f32);
  Value stepRate = b.mulF(left, b.f32(static_cast<float>(rate)));
  Value unlabelled = estimate.unlabelledPositive;
  Value target = b.select(labelled, b.f32(1), unlabelled);
  Value move = b.mulF(stepRate, b.subF(target, estimate.positive));
  Value missed = b.mulF(b.subF(b.f32(1), c), estimate.positive);
  Value held = b.select(labelled, b.f32(0), unlabelled);
  Value gammaMove = b.mulF(stepRate, b.subF(missed, held));
  head.forEachFeature({}, [&](Value i, int64_t offset, ValueRange) {
    Value moved = b.mulF(move, head.featureAt(i, offset));
    Value sum = b.addF(head.weightAt(i, offset, f32), moved);
    head.setWeight(i, offset, clampF(b, sum, largestFloatWeight), f32);
    return SmallVector<Value>();
  });
  Value bias = b.addF(head.word(BiasWord, f32), move);
  head.setWord(BiasWord, clampF(b, bias, largestFloatWeight));
  Value gamma = clampF(b, b.addF(head.word(GammaWord, f32), gammaMove), 8);
  head.setWord(GammaWord, gamma);
  head.setWord(FrequencyWord, lowerFrequency(b, head.form, gamma));
  Value lost = b.mulF(left, b.f32(static_cast<float>(decay)));
  head.setWord(RateWord, b.subF(left, lost));
}

} // namespace

//===----------------------------------------------------------------------===//
// The operators
//===----------------------------------------------------------------------===//

Value tinymlc::lowerFrequency(LoopBuilder &b, PuLearning form, Value gamma) {
  if (form == PuLearning::F32)
    return sigmoidF(b, gamma);
  return HeadArithmetic{b}.frequencyOfGamma(gamma);
}

void tinymlc::lowerKernel(LoopBuilder &b, mcu::PuScoreOp op,
                          ValueRange arguments) {
  Head head(b, op, arguments[0], arguments[1]);
  HeadArithmetic a{b};
  Value result;
  if (op.getForm() != PuLearning::F32) {
    Value c = head.word(FrequencyWord, b.getI32Type());
    result = a.positive(a.exponential(logitOf(head), c));
  } else {
    result = estimateFloat(head).positive;
    if (!op.getOutput().getType().getElementType().isF32()) {
      Value scaled = b.mulF(result, b.f32(65536));
      Value whole = arith::FPToSIOp::create(b, b.getI32Type(), scaled);
      result = b.min(whole, b.i32(65535));
    }
  }
  b.store(result, arguments[2], b.i32(0), result.getType());
}

Value tinymlc::lowerLearning(LoopBuilder &b, mcu::PuLearnOp op, Value input,
                             Value state, Value labelled) {
  Head head(b, op, input, state);
  double rate = op.getRate().convertToDouble();
  double decay = op.getDecay().convertToDouble();
  if (op.getForm() != PuLearning::F32) {
    PuMlrForm form =
        op.getForm() == PuLearning::Q24 ? PuMlrForm::Q24 : PuMlrForm::Q11;
    unsigned bits = head.feature.getIntOrFloatBitWidth();
    PuMlrLearning learning{form, head.scale, head.zeroPoint, bits, rate, decay};
    IntegerStep(head, derivePuMlrStep(learning)).lower(labelled);
    return b.i32(0);
  }
  FloatEstimate estimate = estimateFloat(head);
  // Neither holds for a NaN: nothing that is not finite gets into the head.
  Value limit = b.f32(std::numeric_limits<float>::max());
  Value magnitude = math::AbsFOp::create(b, estimate.z);
  Value isFinite =
      arith::CmpFOp::create(b, arith::CmpFPredicate::OLE, magnitude, limit);
  b.ifThen(isFinite, [&] { stepFloat(head, estimate, labelled, rate, decay); });
  return b.select(isFinite, b.i32(0), b.i32(featuresNotFinite));
}
