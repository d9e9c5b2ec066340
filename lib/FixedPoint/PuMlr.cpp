//===- PuMlr.cpp - a positive-unlabelled head in integers -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/FixedPoint/PuMlr.h"

#include <cmath>
#include <limits>

using namespace tinymlc;

static constexpr int64_t smallest = std::numeric_limits<int32_t>::min();
static constexpr int64_t largest = std::numeric_limits<int32_t>::max();

double tinymlc::sigmoid(double x) {
  double e = std::exp(-std::abs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

double tinymlc::logit(double p) { return std::log(p) - std::log1p(-p); }

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

ClampRange<int32_t> tinymlc::featureRange(int32_t lowest, int32_t highest,
                                          int32_t zeroPoint) {
  return {lowest - zeroPoint, highest - zeroPoint};
}

std::optional<PuMlrWeights>
tinymlc::quantizePuMlrWeights(const std::vector<double> &weights, unsigned bits,
                              double scale) {
  double limit = (1 << (bits - 1)) - 1;
  PuMlrWeights result{scale, {}};
  for (double weight : weights) {
    double rounded = std::floor(weight / scale + 0.5);
    if (!(std::abs(rounded) <= limit))
      return std::nullopt;
    result.values.push_back(static_cast<int32_t>(rounded));
  }
  return result;
}

std::optional<PuMlrWeights>
tinymlc::quantizePuMlrWeights(const std::vector<double> &weights, unsigned bits,
                              ClampRange<int32_t> features) {
  double magnitude = 0, sum = 0;
  for (double weight : weights) {
    magnitude = std::max(magnitude, std::abs(weight));
    sum += std::abs(weight);
  }
  if (magnitude == 0)
    return quantizePuMlrWeights(weights, bits, 1.0);
  double scale = magnitude / ((1 << (bits - 1)) - 1);
  // A weight is at most half a step larger once it is rounded.
  double reach =
      std::max(std::abs(double(features.min)), std::abs(double(features.max)));
  double room = double(largest - 1) - reach * double(weights.size()) / 2;
  if (room <= 0)
    return std::nullopt;
  auto result =
      quantizePuMlrWeights(weights, bits, std::max(scale, sum * reach / room));
  if (result && !fitsAccumulator(accumulatorRange(result->values, features)))
    return std::nullopt;
  return result;
}

ClampRange<int64_t>
tinymlc::accumulatorRange(const std::vector<int32_t> &weights,
                          ClampRange<int32_t> features) {
  ClampRange<int64_t> range{0, 0};
  for (int64_t weight : weights) {
    int64_t low = weight * features.min, high = weight * features.max;
    range.min += std::min(low, high);
    range.max += std::max(low, high);
  }
  return range;
}

bool tinymlc::fitsAccumulator(ClampRange<int64_t> range) {
  return range.min >= smallest && range.max < largest;
}

//===----------------------------------------------------------------------===//
// The threshold form
//===----------------------------------------------------------------------===//

/// The smallest accumulator whose logit is at least `logit`.
static int32_t solve(PuMlrLogit head, long double logit) {
  long double exact = std::ceil((logit - head.bias) / head.scale);
  if (exact <= static_cast<long double>(smallest))
    return static_cast<int32_t>(smallest);
  if (exact >= static_cast<long double>(largest))
    return static_cast<int32_t>(largest);
  return static_cast<int32_t>(exact);
}

SigmoidThresholds tinymlc::sigmoidThresholds(PuMlrLogit head) {
  SigmoidThresholds thresholds;
  for (size_t i = 0; i < thresholds.size(); ++i) {
    // From probability (k - 1/2) / 256 on, it rounds to k / 256.
    long double low = static_cast<long double>(i) + 0.5L;
    thresholds[i] = solve(head, std::log(low) - std::log(256.0L - low));
  }
  return thresholds;
}

int8_t tinymlc::thresholdSigmoid(const SigmoidThresholds &thresholds,
                                 int32_t accumulator) {
  int32_t count = 0;
  for (int32_t step = 128; step > 0; step /= 2)
    if (accumulator >= thresholds[count + step - 1])
      count += step;
  return static_cast<int8_t>(count - 128);
}

int32_t tinymlc::decisionMinimum(PuMlrLogit head, double probability) {
  long double p = probability;
  return solve(head, std::log(p) - std::log1p(-p));
}

//===----------------------------------------------------------------------===//
// The polynomial form
//===----------------------------------------------------------------------===//

int32_t PolynomialLogit::apply(int32_t accumulator) const {
  int64_t scaled = (static_cast<int64_t>(accumulator) * multiplier) >> shift;
  return static_cast<int32_t>(std::clamp<int64_t>(
      scaled + offset, -int64_t(largestLogit), largestLogit));
}

PolynomialLogit tinymlc::derivePolynomialLogit(PuMlrLogit head) {
  constexpr double log2OfE = 1.4426950408889634;
  constexpr int maxShift = 31; // more would add nothing to 26 fraction bits
  double unit = std::ldexp(log2OfE, logitBits);
  int exponent;
  std::frexp(head.scale * unit, &exponent);
  int shift = std::min(31 - exponent, maxShift);
  double multiplier = std::round(std::ldexp(head.scale * unit, shift));
  return {static_cast<int32_t>(std::min(multiplier, double(largest))), shift,
          static_cast<int64_t>(std::llround(head.bias * unit))};
}

static int32_t highWord(int32_t a, int32_t b) {
  return static_cast<int32_t>((static_cast<int64_t>(a) * b) >> 32);
}

int32_t tinymlc::exp2Negative(int32_t x) {
  int32_t fraction = (x & ((1 << logitBits) - 1)) << (31 - logitBits);
  int32_t result = exp2Coefficients[4];
  for (int i = 3; i >= 0; --i)
    result = exp2Coefficients[i] + highWord(fraction, result);
  return result >> (x >> logitBits);
}

uint32_t tinymlc::ratio16(uint32_t numerator, uint32_t denominator) {
  uint32_t d = denominator >> 7, n = (numerator >> 7) << 8;
  uint32_t high = n / d;
  uint32_t low = ((n - high * d) << 8) / d;
  return (high << 8) + low;
}

uint32_t tinymlc::sigmoid16(int32_t x) {
  auto e = static_cast<uint32_t>(exp2Negative(x < 0 ? -x : x));
  uint32_t tail = ratio16(e, (uint32_t(1) << exponentialBits) + e);
  // Rounded down like the tail: 65536 - tail would be rounded up.
  return x < 0 ? tail : 65535 - tail;
}

int8_t tinymlc::narrowProbability8(uint32_t probability) {
  auto rounded = static_cast<int32_t>((probability + 128) >> 8);
  return static_cast<int8_t>(std::min(rounded - 128, 127));
}

int16_t tinymlc::narrowProbability16(uint32_t probability) {
  auto rounded = static_cast<int32_t>((probability + 1) >> 1);
  return static_cast<int16_t>(std::min(rounded, 32767));
}
