//===- PuMlrLearning.h - a head that goes on learning -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stochastic gradient ascent on the likelihood of labels, one example at a
// time, as generated code does it. What is learned is w, w0 and
// gamma = logit(c), whose slope is always within [-1, 1]:
//
//   p = p(y|x),  y0 = p(y|x, s = 0),  t = labelled ? 1 : y0
//   w += rate * (t - p) * x          w0 += rate * (t - p)
//   gamma += rate * ((1 - c) * p - (labelled ? 0 : y0))
//   rate -= rate * decay
//
// Integer features count in units of half their range: x = (stored - zero
// point) / 2^7 of int8, 2^15 of int16, whatever their scale; the weights take
// the scale in.
//
//===----------------------------------------------------------------------===//

#ifndef TINYMLC_FIXEDPOINT_PUMLRLEARNING_H
#define TINYMLC_FIXEDPOINT_PUMLRLEARNING_H

#include "tinymlc/FixedPoint/PuMlr.h"

namespace tinymlc {

/// What weights are learned in: float32, int32 with 24 fraction bits, int16
/// with 11 and stochastic rounding.
enum class PuMlrForm { F32, Q24, Q11 };

/// Words of the state before the weights. `Random` is there in Q11 only.
enum PuMlrStateWord {
  BiasWord,
  GammaWord,
  FrequencyWord,
  RateWord,
  RandomWord
};

/// What a learning head is compiled from.
struct PuMlrLearning {
  PuMlrForm form;
  /// The features': `scale` is 1 and `featureBits` 0 for floats, else 8 or 16.
  double scale;
  int32_t zeroPoint;
  unsigned featureBits;
  /// The step, in units of real features, and what it loses with each one.
  double rate, decay;

  /// Real units in one unit of x.
  double featureUnit() const;
  /// The step of weights.
  double weightRate() const { return rate * featureUnit() * featureUnit(); }
  /// Where the weights begin, in words.
  size_t firstWeight() const { return form == PuMlrForm::Q11 ? 5 : 4; }
  /// Words of the state of a head of `features`.
  size_t stateWords(size_t features) const;
};

//===----------------------------------------------------------------------===//
// Formats of the integer forms
//===----------------------------------------------------------------------===//

/// Fraction bits of the bias, of gamma, and of Q24's weights.
constexpr int stateBits = 24;
/// Bounds that sums saturate at: 64 for the bias and Q24's weights, 8 for
/// gamma.
constexpr int32_t stateLimit = 1 << 30;
constexpr int32_t gammaLimit = 8 << stateBits;
/// Fraction bits of Q11's weights; they saturate as int16 do.
constexpr int shortWeightBits = 11;
/// Fraction bits of c and of the rate's share that is left.
constexpr int32_t unitShare = 1 << 30;
/// Logits are clamped here, where exponentials vanish.
constexpr int32_t learnedLogitLimit = 21 << stateBits;
/// log2(e) with 29 fraction bits.
constexpr int32_t log2OfE29 = 774541002;
constexpr uint32_t randomSeed = 2463534242;

/// Constants of a step, for (rate left) * (t - p) = a, 30 fraction bits:
/// weights move by ((high word of a * weightMultiplier) * (stored - zero point)
/// + rounding) >> weightShift, bias and gamma by the rounded high word of
/// a * biasMultiplier.
struct PuMlrStep {
  int32_t weightMultiplier;
  int weightShift;
  int32_t biasMultiplier;
  /// Of the rate that is left, with 31 fraction bits.
  int32_t decay;
};

/// `rate` and `weightRate()` are above 0 and at most largestRate(form).
PuMlrStep derivePuMlrStep(const PuMlrLearning &learning);

constexpr double largestRate(PuMlrForm form) {
  return form == PuMlrForm::Q11 ? 2 : 16;
}

//===----------------------------------------------------------------------===//
// The learner
//===----------------------------------------------------------------------===//

/// numerator / denominator with 16 fraction bits: both are shifted first until
/// the denominator, which is not 0, has its top bit set.
uint32_t normalizedRatio16(uint32_t numerator, uint32_t denominator);

/// sigmoid(gamma) with 30 fraction bits, of which 24 are computed, for gamma
/// with 24.
int32_t frequencyOfGamma(int32_t gamma);

/// The words that `init` gives a head; nothing where a number does not fit.
std::optional<std::vector<int32_t>>
makePuMlrState(const PuMlrLearning &learning, const std::vector<double> &w,
               double bias, double c);

/// A head's state, and what generated code does with it, integer for integer.
/// For the integer forms only.
class PuMlrState {
public:
  PuMlrState(const PuMlrLearning &learning, std::vector<int32_t> words)
      : learning(learning), step(derivePuMlrStep(learning)),
        words(std::move(words)) {}

  /// p(y|x) with 16 fraction bits; `x` as stored.
  uint32_t score(const std::vector<int32_t> &x) const;
  void learn(const std::vector<int32_t> &x, bool labelled);

  const std::vector<int32_t> &getWords() const { return words; }
  int32_t getWeight(size_t i) const;

private:
  /// The logit without c's part, 26 fraction bits of ln 2.
  int32_t logitOf(const std::vector<int32_t> &x) const;
  void setWeight(size_t i, int32_t value);

  PuMlrLearning learning;
  PuMlrStep step;
  std::vector<int32_t> words;
};

/// What is known of an example under c: p(y|x) and p(y|x, s = 0), 16 fraction
/// bits.
struct PuMlrEstimate {
  uint32_t positive, unlabelledPositive;
};
PuMlrEstimate estimatePuMlr(int32_t logit, int32_t c);

} // namespace tinymlc

#endif // TINYMLC_FIXEDPOINT_PUMLRLEARNING_H
