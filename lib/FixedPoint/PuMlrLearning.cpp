//===- PuMlrLearning.cpp - a head that goes on learning -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/FixedPoint/PuMlrLearning.h"

#include <cmath>
#include <cstring>

using namespace tinymlc;

double PuMlrLearning::featureUnit() const {
  return featureBits == 0
             ? 1.0
             : std::ldexp(scale, static_cast<int>(featureBits) - 1);
}

size_t PuMlrLearning::stateWords(size_t features) const {
  size_t weights = form == PuMlrForm::Q11 ? (features + 1) / 2 : features;
  return firstWeight() + weights;
}

PuMlrStep tinymlc::derivePuMlrStep(const PuMlrLearning &learning) {
  // With a product of 21 bits by the features', int8's steps fit 31 bits.
  constexpr int productBits = 21;
  int unitBits = static_cast<int>(learning.featureBits) - 1;
  bool isShort = learning.form == PuMlrForm::Q11;
  int bits = isShort ? shortWeightBits : stateBits;
  int exponent;
  std::frexp(learning.weightRate(), &exponent);
  // |a| reaches 2^30: the high word of its product is a quarter of the
  // multiplier.
  int shift = std::clamp(productBits - exponent - bits + unitBits, 0, 30);
  if (isShort)
    shift = 16; // a halfword of random bits
  auto scaled = [](double value, int power) {
    return static_cast<int32_t>(std::llround(std::ldexp(value, power)));
  };
  return {scaled(learning.weightRate(), bits - unitBits + shift + 2), shift,
          scaled(learning.rate, stateBits + 2),
          scaled(std::min(learning.decay, 0.999), 31)};
}

//===----------------------------------------------------------------------===//
// Probabilities
//===----------------------------------------------------------------------===//

static int countLeadingZeros(uint32_t x) {
  int count = 0;
  for (uint32_t bit = uint32_t(1) << 31; bit && !(x & bit); bit >>= 1)
    ++count;
  return count;
}

/// a * b with 30 fraction bits, of which the last two are 0.
static int32_t multiplyShares(int32_t a, int32_t b) {
  return static_cast<int32_t>((static_cast<int64_t>(a) * b) >> 32) * 4;
}

uint32_t tinymlc::normalizedRatio16(uint32_t numerator, uint32_t denominator) {
  int shift = countLeadingZeros(denominator);
  uint32_t d = (denominator << shift) >> 8, n = (numerator << shift) >> 8;
  uint32_t high = (n << 8) / d;
  uint32_t low = (((n << 8) - high * d) << 8) / d;
  return (high << 8) + low;
}

int32_t tinymlc::frequencyOfGamma(int32_t gamma) {
  auto logit = static_cast<int32_t>((int64_t(gamma) * log2OfE29) >> 27);
  auto e = static_cast<uint32_t>(exp2Negative(logit < 0 ? -logit : logit));
  // The tail's share of both, 8 bits at a time.
  uint32_t d = (uint32_t(unitShare) + e) >> 7, rest = e >> 7, tail = 0;
  for (int i = 0; i < 3; ++i) {
    uint32_t digit = (rest << 8) / d;
    rest = (rest << 8) - digit * d;
    tail = (tail << 8) + digit;
  }
  auto share = static_cast<int32_t>(tail << 6);
  return logit < 0 ? share : unitShare - share;
}

PuMlrEstimate tinymlc::estimatePuMlr(int32_t logit, int32_t c) {
  bool negative = logit < 0;
  int32_t e = exp2Negative(negative ? -logit : logit);
  int32_t rest = unitShare - c;
  int32_t ce = multiplyShares(c, e), re = multiplyShares(rest, e);
  // p(y|x) = e / (e + c), or 1 / (1 + c e) for a logit above 0: then what is
  // computed is the tail.
  uint32_t positive = normalizedRatio16(
      negative ? e : ce, negative ? uint32_t(e) + c : uint32_t(ce) + unitShare);
  // p(y|x, s = 0): the same with (1 - c) e and 1 - c.
  uint32_t unlabelled = normalizedRatio16(
      negative ? re : ce, negative ? uint32_t(re) + c : uint32_t(ce) + rest);
  if (negative)
    return {positive, unlabelled};
  return {65535 - positive, 65535 - unlabelled};
}

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

static int32_t bitsOf(double value) {
  auto single = static_cast<float>(value);
  int32_t bits;
  std::memcpy(&bits, &single, sizeof bits);
  return bits;
}

static std::vector<int32_t> makeFloatState(const std::vector<double> &w,
                                           double bias, double c) {
  std::vector<int32_t> words = {bitsOf(bias), bitsOf(logit(c)), bitsOf(c),
                                bitsOf(1)};
  for (double weight : w)
    words.push_back(bitsOf(weight));
  return words;
}

std::optional<std::vector<int32_t>>
tinymlc::makePuMlrState(const PuMlrLearning &learning,
                        const std::vector<double> &w, double bias, double c) {
  bool fits = true;
  auto toFixed = [&](double value, int bits, int32_t limit) {
    double scaled = std::floor(std::ldexp(value, bits) + 0.5);
    fits &= std::abs(scaled) <= limit;
    return fits ? static_cast<int32_t>(scaled) : 0;
  };
  int32_t gamma = toFixed(logit(c), stateBits, gammaLimit);
  if (learning.form == PuMlrForm::F32)
    return fits ? std::optional(makeFloatState(w, bias, c)) : std::nullopt;
  std::vector<int32_t> words = {toFixed(bias, stateBits, stateLimit - 1), gamma,
                                frequencyOfGamma(gamma), unitShare};
  bool isShort = learning.form == PuMlrForm::Q11;
  if (isShort)
    words.push_back(static_cast<int32_t>(randomSeed));
  words.resize(learning.stateWords(w.size()));
  for (size_t i = 0; i < w.size(); ++i) {
    double weight = w[i] * learning.featureUnit();
    size_t first = learning.firstWeight();
    if (!isShort) {
      words[first + i] = toFixed(weight, stateBits, stateLimit - 1);
      continue;
    }
    int32_t half = toFixed(weight, shortWeightBits, 32767);
    words[first + i / 2] |= static_cast<int32_t>(
        (static_cast<uint32_t>(half) & 0xffff) << (i % 2 * 16));
  }
  return fits ? std::optional(words) : std::nullopt;
}

//===----------------------------------------------------------------------===//
// The learner
//===----------------------------------------------------------------------===//

int32_t PuMlrState::getWeight(size_t i) const {
  size_t first = learning.firstWeight();
  if (learning.form == PuMlrForm::Q24)
    return words[first + i];
  return static_cast<int16_t>(words[first + i / 2] >> (i % 2 * 16));
}

void PuMlrState::setWeight(size_t i, int32_t value) {
  size_t first = learning.firstWeight();
  if (learning.form == PuMlrForm::Q24) {
    words[first + i] = value;
    return;
  }
  uint32_t mask = uint32_t(0xffff) << (i % 2 * 16);
  uint32_t others = static_cast<uint32_t>(words[first + i / 2]) & ~mask;
  words[first + i / 2] = static_cast<int32_t>(
      others | ((static_cast<uint32_t>(value) << (i % 2 * 16)) & mask));
}

int32_t PuMlrState::logitOf(const std::vector<int32_t> &x) const {
  int64_t sum = 0;
  for (size_t i = 0; i < x.size(); ++i)
    sum += int64_t(x[i] - learning.zeroPoint) * getWeight(i);
  int unitBits = static_cast<int>(learning.featureBits) - 1;
  if (learning.form == PuMlrForm::Q11)
    sum *= 1 << (stateBits - shortWeightBits);
  int64_t z = (sum >> unitBits) + words[BiasWord];
  z = std::clamp<int64_t>(z, -learnedLogitLimit, learnedLogitLimit);
  return static_cast<int32_t>((z * log2OfE29) >> 27);
}

uint32_t PuMlrState::score(const std::vector<int32_t> &x) const {
  return estimatePuMlr(logitOf(x), words[FrequencyWord]).positive;
}

/// The high word of a * b, rounded half up.
static int32_t roundedHighWord(int32_t a, int32_t b) {
  return static_cast<int32_t>(
      (static_cast<int64_t>(a) * b + (int64_t(1) << 31)) >> 32);
}

static uint32_t nextRandom(uint32_t state) {
  state ^= state << 13;
  state ^= state >> 17;
  return state ^ (state << 5);
}

void PuMlrState::learn(const std::vector<int32_t> &x, bool labelled) {
  int32_t c = words[FrequencyWord], rate = words[RateWord];
  PuMlrEstimate estimate = estimatePuMlr(logitOf(x), c);
  auto positive = static_cast<int32_t>(estimate.positive);
  auto unlabelled = static_cast<int32_t>(estimate.unlabelledPositive);
  int32_t target = labelled ? 65536 : unlabelled;
  auto share = [&](int32_t slope) {
    return static_cast<int32_t>((int64_t(slope) * rate) >> 16);
  };
  int32_t move = share(target - positive);
  auto missed = static_cast<int32_t>((int64_t(unitShare - c) * positive) >> 30);
  int32_t gammaMove = share(missed - (labelled ? 0 : unlabelled));

  auto factor = static_cast<int32_t>(
      (static_cast<int64_t>(move) * step.weightMultiplier) >> 32);
  auto random = static_cast<uint32_t>(
      learning.form == PuMlrForm::Q11 ? words[RandomWord] : 0);
  for (size_t i = 0; i < x.size(); ++i) {
    int64_t rounding = (int64_t(1) << step.weightShift) >> 1;
    int32_t low = -stateLimit, high = stateLimit - 1;
    if (learning.form == PuMlrForm::Q11) {
      if (i % 2 == 0)
        random = nextRandom(random);
      rounding = random >> (i % 2 * 16) & 0xffff;
      low = -32768;
      high = 32767;
    }
    int64_t product = int64_t(factor) * (x[i] - learning.zeroPoint) + rounding;
    auto increment = static_cast<int32_t>(product >> step.weightShift);
    setWeight(i, std::clamp(getWeight(i) + increment, low, high));
  }
  if (learning.form == PuMlrForm::Q11)
    words[RandomWord] = static_cast<int32_t>(random);
  words[BiasWord] =
      std::clamp(words[BiasWord] + roundedHighWord(move, step.biasMultiplier),
                 -(stateLimit - 1), stateLimit - 1);
  words[GammaWord] = std::clamp(
      words[GammaWord] + roundedHighWord(gammaMove, step.biasMultiplier),
      -gammaLimit, gammaLimit);
  words[FrequencyWord] = frequencyOfGamma(words[GammaWord]);
  words[RateWord] =
      rate - static_cast<int32_t>((int64_t(rate) * step.decay) >> 31);
}
