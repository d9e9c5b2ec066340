//===- PuMlr.h - a positive-unlabelled head in integers ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The modified logistic regression of positive-unlabelled learning:
//
//   z      = w.x + w0
//   p(s|x) = 1 / (1 + b^2 + exp(-z))          an example is labelled
//   c      = 1 / (1 + b^2)                    of the positives, how many are
//   p(y|x) = p(s|x) / c = sigmoid(logit),     logit = z + ln(1 + b^2)
//
// On stored features the logit is `scale * accumulator + bias`, where
// accumulator = sum (x - zero point) * w_q.
//
//===----------------------------------------------------------------------===//

#ifndef TINYMLC_FIXEDPOINT_PUMLR_H
#define TINYMLC_FIXEDPOINT_PUMLR_H

#include "tinymlc/FixedPoint/Parameters.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace tinymlc {

/// 1 / (1 + exp(-x)), without overflow for any x.
double sigmoid(double x);

/// ln(p / (1 - p)) for 0 < p < 1.
double logit(double p);

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

/// Weights as integers: w = scale * values.
struct PuMlrWeights {
  double scale = 1;
  std::vector<int32_t> values;
};

/// What stored features take, less their zero point.
ClampRange<int32_t> featureRange(int32_t lowest, int32_t highest,
                                 int32_t zeroPoint);

/// `weights` in steps of `scale`, ties up, or nothing where one does not fit
/// `bits` bits.
std::optional<PuMlrWeights>
quantizePuMlrWeights(const std::vector<double> &weights, unsigned bits,
                     double scale);

/// The same with the smallest step that lets every weight fit `bits` bits and
/// every accumulator over `features` fit an int32; nothing where no step does.
std::optional<PuMlrWeights>
quantizePuMlrWeights(const std::vector<double> &weights, unsigned bits,
                     ClampRange<int32_t> features);

/// The smallest and the largest accumulator over `features`.
ClampRange<int64_t> accumulatorRange(const std::vector<int32_t> &weights,
                                     ClampRange<int32_t> features);

/// Whether accumulators fit an int32, with room for a threshold beside them.
bool fitsAccumulator(ClampRange<int64_t> range);

//===----------------------------------------------------------------------===//
// The threshold form
//===----------------------------------------------------------------------===//

/// logit = scale * accumulator + bias
struct PuMlrLogit {
  double scale;
  double bias;
};

/// The accumulators from which on the probability rounds to 1/256, 2/256, ...
/// 255/256, rising.
using SigmoidThresholds = std::array<int32_t, 255>;

/// Computed in long double; thresholds that no accumulator reaches are the
/// smallest or the largest int32.
SigmoidThresholds sigmoidThresholds(PuMlrLogit logit);

/// The probability as int8 of scale 1/256 and zero point -128, correctly
/// rounded and clamped to 127.
int8_t thresholdSigmoid(const SigmoidThresholds &thresholds,
                        int32_t accumulator);

/// The smallest accumulator with a probability of at least `probability`.
int32_t decisionMinimum(PuMlrLogit logit, double probability);

//===----------------------------------------------------------------------===//
// The polynomial form
//===----------------------------------------------------------------------===//

/// exp2(-x) for x in [0, 1) as c0 + x (c1 + x (c2 + x (c3 + x c4))): c0 has 30
/// fraction bits, each next one more, and x 31, so that each step is the high
/// word of a product and an addition. The error is below 1.9e-6.
constexpr std::array<int32_t, 5> exp2Coefficients = {
    1073739835, -1488318639, 1028420271, -457332482, 117662042};

/// Fraction bits of logits in units of ln 2, and of exponentials.
constexpr int logitBits = 26;
constexpr int exponentialBits = 30;

/// The largest logit / ln 2: beyond, the exponential is 0.
constexpr int32_t largestLogit = (int32_t(31) << logitBits) - 1;

/// Largest logit per unit of the accumulator.
constexpr double largestPolynomialScale = 16;

/// logit / ln 2 = clamp((accumulator * multiplier >> shift) + offset).
struct PolynomialLogit {
  int32_t multiplier;
  int shift;
  int64_t offset;

  int32_t apply(int32_t accumulator) const;
};

/// `logit.scale` is in (0, largestPolynomialScale), |bias| below 2^30.
PolynomialLogit derivePolynomialLogit(PuMlrLogit logit);

/// 2^-(x / 2^26) for x >= 0, with 30 fraction bits.
int32_t exp2Negative(int32_t x);

/// numerator / denominator with 16 fraction bits, rounded down: two divisions
/// of 8 bits each. 0 <= numerator <= denominator, 2^7 <= denominator <= 2^31.
uint32_t ratio16(uint32_t numerator, uint32_t denominator);

/// sigmoid(x * ln 2) with 16 fraction bits, for x with 26.
uint32_t sigmoid16(int32_t x);

/// A probability of 16 fraction bits as an int8 of scale 1/256 at -128, or an
/// int16 of scale 1/32768: rounded half up, clamped to the largest.
int8_t narrowProbability8(uint32_t probability);
int16_t narrowProbability16(uint32_t probability);

} // namespace tinymlc

#endif // TINYMLC_FIXEDPOINT_PUMLR_H
