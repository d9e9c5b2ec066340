//===- PuMlrLearningTest.cpp - heads that go on learning ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/FixedPoint/PuMlrLearning.h"
#include "tinymlc/Dialect/NN/Reference/Kernels/PuMlr.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>

using namespace tinymlc;

namespace {

constexpr double unit30 = 1.0 / (1 << 30);

PuMlrLearning makeLearning(PuMlrForm form, double rate, unsigned bits = 8) {
  return {form, bits == 8 ? 1.0 / 128 : 1.0 / 32768, 0, bits, rate, 0.0};
}

PuMlrState makeState(const PuMlrLearning &learning, size_t features) {
  auto words =
      makePuMlrState(learning, std::vector<double>(features, 0.0), 0.0, 0.5);
  EXPECT_TRUE(words);
  return PuMlrState(learning, *words);
}

double frequencyOf(const PuMlrState &state) {
  return state.getWords()[FrequencyWord] * unit30;
}

TEST(PuMlrLearning, RatiosAreNormalized) {
  EXPECT_EQ(normalizedRatio16(1, 3), 21845u);
  EXPECT_EQ(normalizedRatio16(0, 1), 0u);
  EXPECT_EQ(normalizedRatio16(1u << 31, 3u << 30), 43690u);
  EXPECT_EQ(normalizedRatio16(300, 400), 49152u);
}

TEST(PuMlrLearning, FrequencyIsTheSigmoidOfGamma) {
  for (int32_t gamma = -gammaLimit; gamma <= gammaLimit; gamma += 99991) {
    double real = sigmoid(std::ldexp(double(gamma), -stateBits));
    EXPECT_NEAR(frequencyOfGamma(gamma) * unit30, real, 1e-6 * real + 1e-6);
    EXPECT_GT(frequencyOfGamma(gamma), 0);
    EXPECT_LT(frequencyOfGamma(gamma), unitShare);
  }
}

TEST(PuMlrLearning, EstimatesAreNearTheDefinition) {
  for (double gamma : {-8.0, -5.0, -1.1, 0.0, 2.0, 8.0}) {
    auto fixed = static_cast<int32_t>(std::ldexp(gamma, stateBits));
    int32_t c = frequencyOfGamma(fixed);
    double b = std::exp(-gamma / 2);
    for (double z = -20; z <= 20; z += 0.37) {
      auto logit =
          static_cast<int32_t>(std::ldexp(z / std::log(2.0), logitBits));
      PuMlrEstimate estimate = estimatePuMlr(logit, c);
      auto p = reference::puMlrProbabilities(z, b);
      EXPECT_NEAR(estimate.positive / 65536.0, p.positive, 3e-5)
          << z << ' ' << gamma;
      EXPECT_NEAR(estimate.unlabelledPositive / 65536.0, p.unlabelledPositive,
                  3e-5)
          << z << ' ' << gamma;
    }
  }
}

/// Examples around two centres, of which some of the one carry a label.
struct Examples {
  Examples(size_t count, size_t features, int32_t reach) {
    std::mt19937 random(7);
    auto uniform = [&](int32_t limit) {
      return static_cast<int32_t>(random() % (2 * limit + 1)) - limit;
    };
    for (size_t i = 0; i < count; ++i) {
      bool positive = random() % 2 == 0;
      labels.push_back(positive && random() % 3 == 0);
      std::vector<int32_t> example;
      for (size_t k = 0; k < features; ++k) {
        int32_t centre = (positive ? 1 : -1) * (k % 2 ? 1 : -1) * reach / 8;
        example.push_back(centre + uniform(reach * 3 / 4));
      }
      x.push_back(example);
    }
  }

  std::vector<std::vector<int32_t>> x;
  std::vector<bool> labels;
};

/// Learns from all examples in integers and in double; returns how far weights
/// (for features of +-1) and c end up apart.
double distanceFromReference(const PuMlrLearning &learning) {
  constexpr size_t features = 9;
  int32_t reach = learning.featureBits == 8 ? 127 : 32767;
  Examples examples(5000, features, reach);
  PuMlrState state = makeState(learning, features);
  reference::PuMlrLearner learner{std::vector<double>(features, 0.0)};
  for (size_t i = 0; i < examples.x.size(); ++i) {
    state.learn(examples.x[i], examples.labels[i]);
    std::vector<double> real;
    for (int32_t x : examples.x[i])
      real.push_back(x * learning.scale);
    learner.stepGamma(real, examples.labels[i], learning.rate);
  }
  int bits = learning.form == PuMlrForm::Q24 ? stateBits : shortWeightBits;
  double distance =
      std::abs(frequencyOf(state) - 1 / (1 + learner.b * learner.b));
  for (size_t k = 0; k < features; ++k)
    distance =
        std::max(distance, std::abs(std::ldexp(state.getWeight(k), -bits) -
                                    learner.w[k]));
  EXPECT_GT(std::abs(learner.w[0]), 0.05); // something was learned
  return distance;
}

TEST(PuMlrLearning, IntegersFollowTheReference) {
  for (double rate : {0.002, 0.05, 1.0})
    for (unsigned bits : {8, 16}) {
      double distance =
          distanceFromReference(makeLearning(PuMlrForm::Q24, rate, bits));
      EXPECT_LT(distance, 1e-4 + 5e-3 * rate) << rate << ' ' << bits;
    }
}

TEST(PuMlrLearning, ShortWeightsFollowTheReferenceOnAverage) {
  EXPECT_LT(distanceFromReference(makeLearning(PuMlrForm::Q11, 0.05)), 0.1);
  EXPECT_LT(distanceFromReference(makeLearning(PuMlrForm::Q11, 0.05, 16)), 0.1);
}

TEST(PuMlrLearning, Repeats) {
  Examples examples(300, 5, 127);
  PuMlrLearning learning = makeLearning(PuMlrForm::Q11, 0.2);
  PuMlrState first = makeState(learning, 5), second = makeState(learning, 5);
  for (size_t i = 0; i < examples.x.size(); ++i) {
    first.learn(examples.x[i], examples.labels[i]);
    second.learn(examples.x[i], examples.labels[i]);
  }
  EXPECT_EQ(first.getWords(), second.getWords());
}

TEST(PuMlrLearning, Saturates) {
  // Labels that contradict each other, features at their limits, the largest
  // rate: nothing wraps.
  for (PuMlrForm form : {PuMlrForm::Q24, PuMlrForm::Q11}) {
    PuMlrLearning learning = makeLearning(form, largestRate(form));
    PuMlrState state = makeState(learning, 3);
    int32_t limit = form == PuMlrForm::Q24 ? stateLimit : 32768;
    for (int i = 0; i < 4000; ++i) {
      std::vector<int32_t> x = {i % 2 ? 127 : -128, i % 3 ? 127 : -128, 127};
      state.learn(x, i / 1000 % 2 == 0);
      for (size_t k = 0; k < 3; ++k)
        ASSERT_LE(std::abs(state.getWeight(k)), limit);
      ASSERT_LE(std::abs(state.getWords()[GammaWord]), gammaLimit);
      ASSERT_LE(std::abs(state.getWords()[BiasWord]), stateLimit);
      ASSERT_LE(state.score(x), 65535u);
    }
  }
}

TEST(PuMlrLearning, RateDecays) {
  PuMlrLearning learning = makeLearning(PuMlrForm::Q24, 0.1);
  learning.decay = 0.01;
  PuMlrState state = makeState(learning, 1);
  for (int i = 0; i < 100; ++i)
    state.learn({0}, false);
  EXPECT_NEAR(state.getWords()[RateWord] * unit30, std::pow(0.99, 100), 1e-6);
}

TEST(PuMlrLearning, StateRefusesWhatDoesNotFit) {
  auto q24 = makeLearning(PuMlrForm::Q24, 0.1);
  auto q11 = makeLearning(PuMlrForm::Q11, 0.1);
  auto f32 = makeLearning(PuMlrForm::F32, 0.1);
  EXPECT_TRUE(makePuMlrState(q24, {63.9}, 0, 0.5));
  EXPECT_FALSE(makePuMlrState(q24, {64.1}, 0, 0.5));
  EXPECT_FALSE(makePuMlrState(q24, {0}, -64.1, 0.5));
  EXPECT_FALSE(makePuMlrState(q24, {0}, 0, 1e-4));
  EXPECT_TRUE(makePuMlrState(q11, {15.9}, 0, 0.5));
  EXPECT_FALSE(makePuMlrState(q11, {16.1}, 0, 0.5));
  EXPECT_TRUE(makePuMlrState(f32, {1000}, 0, 0.5));
  EXPECT_FALSE(makePuMlrState(f32, {0}, 0, 0.9999));
}

TEST(PuMlrLearning, ShortWeightsArePacked) {
  auto words = makePuMlrState(makeLearning(PuMlrForm::Q11, 0.1),
                              {-1.0, 2.0, 0.5}, 0, 0.5);
  ASSERT_TRUE(words);
  ASSERT_EQ(words->size(), 7u);
  EXPECT_EQ(uint32_t((*words)[5]), 0x1000f800u);
  EXPECT_EQ((*words)[6], 1024);
}

} // namespace
