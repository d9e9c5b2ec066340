//===- PuMlrTest.cpp - positive-unlabelled heads --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/FixedPoint/PuMlr.h"
#include "tinymlc/Dialect/NN/Reference/Kernels/PuMlr.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace tinymlc;

namespace {

constexpr int32_t smallest = std::numeric_limits<int32_t>::min();
constexpr int32_t largest = std::numeric_limits<int32_t>::max();

int8_t roundedProbability(PuMlrLogit head, int32_t accumulator) {
  double p = sigmoid(head.scale * accumulator + head.bias);
  return static_cast<int8_t>(std::min(std::floor(256 * p + 0.5) - 128, 127.0));
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

TEST(PuMlr, WeightsFitTheirBits) {
  auto weights = quantizePuMlrWeights({1.0, -0.5, 0.25}, 8, {-128, 127});
  ASSERT_TRUE(weights);
  EXPECT_DOUBLE_EQ(weights->scale, 1.0 / 127);
  EXPECT_EQ(weights->values, (std::vector<int32_t>{127, -63, 32}));
  EXPECT_FALSE(quantizePuMlrWeights({1.0}, 8, 1.0 / 128));
  EXPECT_TRUE(quantizePuMlrWeights({0.0, 0.0}, 16, {-128, 127}));
}

TEST(PuMlr, WeightsKeepAccumulatorsInInt32) {
  // 64 weights of 16 bits on int16 would take 36 bits: the step grows.
  std::vector<double> equal(64, 0.75);
  ClampRange<int32_t> features{-32768, 32767};
  auto weights = quantizePuMlrWeights(equal, 16, features);
  ASSERT_TRUE(weights);
  ClampRange<int64_t> range = accumulatorRange(weights->values, features);
  EXPECT_TRUE(fitsAccumulator(range));
  EXPECT_GT(range.max, int64_t(largest) / 8 * 7);
  // 2^17 features leave no room for rounding.
  EXPECT_FALSE(
      quantizePuMlrWeights(std::vector<double>(1 << 17, 1.0), 16, features));
}

TEST(PuMlr, ThresholdsRoundCorrectly) {
  for (PuMlrLogit head : {PuMlrLogit{1e-3, 0.25}, PuMlrLogit{7e-5, -3},
                          PuMlrLogit{0.11, 11}, PuMlrLogit{3.0, 0}}) {
    SigmoidThresholds thresholds = sigmoidThresholds(head);
    for (int32_t acc = -200000; acc <= 200000; ++acc)
      ASSERT_EQ(thresholdSigmoid(thresholds, acc),
                roundedProbability(head, acc))
          << head.scale << ' ' << head.bias << ' ' << acc;
  }
}

TEST(PuMlr, ThresholdsBeyondInt32Saturate) {
  SigmoidThresholds low = sigmoidThresholds({1e-9, -100});
  EXPECT_EQ(low.front(), largest);
  EXPECT_EQ(thresholdSigmoid(low, largest - 1), -128);
  SigmoidThresholds high = sigmoidThresholds({1e-9, 100});
  EXPECT_EQ(high.back(), smallest);
  EXPECT_EQ(thresholdSigmoid(high, smallest), 127);
}

TEST(PuMlr, DecisionTakesTies) {
  EXPECT_EQ(decisionMinimum({0.5, -2}, 0.5), 4);
  EXPECT_EQ(decisionMinimum({0.5, -2.01}, 0.5), 5);
  EXPECT_EQ(decisionMinimum({0.5, -2}, 0.9), 9); // (2.197 + 2) / 0.5 = 8.39
}

TEST(PuMlr, PolynomialIsNearTheSigmoid) {
  double worst = 0;
  for (int64_t x = -largestLogit; x <= largestLogit; x += 7919) {
    double logit = std::ldexp(double(x), -logitBits) * std::log(2.0);
    double real = 32768 * sigmoid(logit);
    double error = narrowProbability16(sigmoid16(int32_t(x))) - real;
    if (real < 32767)
      worst = std::max(worst, std::abs(error));
  }
  EXPECT_LT(worst, 0.54);
}

TEST(PuMlr, PolynomialTakesEveryScale) {
  for (double scale : {15.9, 1.0, 1e-3, 1e-6, 1e-9, 1e-14})
    for (double bias : {0.0, 3.5, -40.0, 1e9}) {
      PuMlrLogit head{scale, bias};
      PolynomialLogit p = derivePolynomialLogit(head);
      for (int32_t acc : {smallest, -1000000, -3, 0, 1, 250000, largest}) {
        double unit = std::ldexp(std::log(2.0), -logitBits);
        double limit = largestLogit * unit;
        double real = std::clamp(scale * acc + bias, -limit, limit);
        // The multiplier has 31 bits, or the last of 26 fraction bits.
        EXPECT_NEAR(p.apply(acc) * unit, real,
                    2 * unit + std::abs(scale * acc) * 1e-9)
            << scale << ' ' << bias << ' ' << acc;
      }
    }
}

TEST(PuMlr, RatiosRoundDown) {
  EXPECT_EQ(ratio16(1u << 30, 1u << 31), 32768u);
  EXPECT_EQ(ratio16(0, 1u << 30), 0u);
  EXPECT_EQ(ratio16(1u << 30, 1u << 30), 65536u);
  EXPECT_EQ(ratio16(1u << 30, 3u << 29), 43690u);
}

TEST(PuMlr, NarrowsWithoutOverflow) {
  EXPECT_EQ(narrowProbability8(65536), 127);
  EXPECT_EQ(narrowProbability8(32768), 0);
  EXPECT_EQ(narrowProbability8(0), -128);
  EXPECT_EQ(narrowProbability16(65536), 32767);
  EXPECT_EQ(narrowProbability16(1), 1);
  EXPECT_EQ(narrowProbability16(0), 0);
}

TEST(PuMlr, GradientsAreTheSlopes) {
  auto likelihood = [](double z, double b, bool labelled) {
    double p = reference::puMlrProbabilities(z, b).labelled;
    return labelled ? std::log(p) : std::log1p(-p);
  };
  constexpr double h = 1e-6;
  for (double z : {-6.0, -1.0, 0.0, 0.7, 5.0})
    for (double b : {-1.5, 0.3, 1.0, 3.0})
      for (bool s : {false, true}) {
        auto slope = reference::puMlrGradient(z, b, s);
        EXPECT_NEAR(slope.z,
                    (likelihood(z + h, b, s) - likelihood(z - h, b, s)) / 2 / h,
                    1e-7);
        EXPECT_NEAR(slope.b,
                    (likelihood(z, b + h, s) - likelihood(z, b - h, s)) / 2 / h,
                    1e-7);
        EXPECT_LE(std::abs(slope.gamma), 1);
      }
}

//===----------------------------------------------------------------------===//
// Recorded data
//===----------------------------------------------------------------------===//

std::string sharedFile(const std::string &name) {
  const char *folder = std::getenv("TINYMLC_SHARED");
  return std::string(folder ? folder : TINYMLC_SHARED) + "/pumlr/" + name;
}

#define SKIP_WITHOUT(name)                                                     \
  if (!llvm::MemoryBuffer::getFile(sharedFile(name)))                          \
  GTEST_SKIP() << "../shared (recorded results) is not there"

llvm::json::Value readJSON(const std::string &name) {
  auto file = llvm::MemoryBuffer::getFile(sharedFile(name));
  auto value = llvm::json::parse((*file)->getBuffer());
  EXPECT_TRUE(bool(value));
  return std::move(*value);
}

std::vector<double> toDoubles(const llvm::json::Array &array) {
  std::vector<double> result;
  for (const llvm::json::Value &value : array)
    result.push_back(*value.getAsNumber());
  return result;
}

/// The elements of a .npy file of one byte or little-endian integers.
template <typename T> std::vector<T> readNpy(const std::string &name) {
  auto file = llvm::MemoryBuffer::getFile(sharedFile(name));
  llvm::StringRef bytes = (*file)->getBuffer();
  size_t header = 10 + uint8_t(bytes[8]) + 256 * uint8_t(bytes[9]);
  bytes = bytes.drop_front(header);
  std::vector<T> result(bytes.size() / sizeof(T));
  std::copy(bytes.begin(), bytes.end(),
            reinterpret_cast<char *>(result.data()));
  return result;
}

/// A trained head, its test examples as stored, and what is known of them.
struct RecordedHead {
  explicit RecordedHead(const std::string &name) : name(name) {
    auto head = readJSON("head_" + name + ".json");
    auto &object = *head.getAsObject();
    w = toDoubles(*object.getArray("w"));
    bias = *object.getNumber("w0") +
           std::log1p(std::pow(*object.getNumber("b"), 2));
    scale = *object.getObject("input")->getNumber("scale");
    bool isPixels = w.size() == 64;
    zeroPoint = isPixels ? -128 : 0;
    std::string task = name.substr(0, name.find("_c"));
    if (isPixels)
      for (uint8_t pixel :
           readNpy<uint8_t>("mnist35_" + task + "_test_x_u8.npy"))
        x.push_back(int32_t(pixel) - 128);
    else
      for (int8_t feature :
           readNpy<int8_t>("mnist35_" + task + "_test_x_i8.npy"))
        x.push_back(feature);
  }

  size_t examples() const { return x.size() / w.size(); }

  int32_t accumulate(const PuMlrWeights &weights, size_t example) const {
    int32_t sum = 0;
    for (size_t i = 0; i < w.size(); ++i)
      sum += (x[example * w.size() + i] - zeroPoint) * weights.values[i];
    return sum;
  }

  std::string name;
  std::vector<double> w;
  double bias, scale;
  int32_t zeroPoint;
  std::vector<int32_t> x;
};

const char *const headNames[] = {"8x8_c025", "8x8_c050", "pca16_c025",
                                 "pca16_c050"};

TEST(PuMlrRecorded, ThresholdFormIsExact) {
  SKIP_WITHOUT("head_8x8_c025.json");
  for (const char *name : headNames)
    for (unsigned bits : {8, 16}) {
      RecordedHead head(name);
      auto features = featureRange(-128, 127, head.zeroPoint);
      auto weights = quantizePuMlrWeights(head.w, bits, features);
      ASSERT_TRUE(weights);
      PuMlrLogit logit{head.scale * weights->scale, head.bias};
      SigmoidThresholds thresholds = sigmoidThresholds(logit);
      PolynomialLogit polynomial = derivePolynomialLogit(logit);
      auto expected = readNpy<int8_t>("golden_" + head.name + "_i8in_int" +
                                      std::to_string(bits) + "w_i8out.npy");
      ASSERT_EQ(expected.size(), head.examples());
      for (size_t i = 0; i < expected.size(); ++i) {
        int32_t acc = head.accumulate(*weights, i);
        EXPECT_EQ(thresholdSigmoid(thresholds, acc), expected[i]);
        EXPECT_NEAR(narrowProbability8(sigmoid16(polynomial.apply(acc))),
                    expected[i], 1);
      }
    }
}

/// Rounding is monotonic: where both sides of each threshold are right, every
/// accumulator is.
TEST(PuMlrRecorded, EveryReachableAccumulatorIsCorrectlyRounded) {
  SKIP_WITHOUT("head_8x8_c025.json");
  for (const char *name : headNames)
    for (unsigned bits : {8, 16}) {
      RecordedHead head(name);
      auto features = featureRange(-128, 127, head.zeroPoint);
      auto weights = quantizePuMlrWeights(head.w, bits, features);
      auto range = accumulatorRange(weights->values, features);
      PuMlrLogit logit{head.scale * weights->scale, head.bias};
      SigmoidThresholds thresholds = sigmoidThresholds(logit);
      std::vector<int64_t> accumulators = {range.min, range.max};
      for (int64_t threshold : thresholds)
        for (int64_t acc : {threshold - 1, threshold})
          if (acc >= range.min && acc <= range.max)
            accumulators.push_back(acc);
      EXPECT_GT(accumulators.size(), 100u);
      for (int64_t acc : accumulators)
        EXPECT_EQ(thresholdSigmoid(thresholds, int32_t(acc)),
                  roundedProbability(logit, int32_t(acc)));
    }
}

TEST(PuMlrRecorded, PolynomialFormIsWithinOne) {
  SKIP_WITHOUT("head_8x8_c025.json");
  for (const char *name : headNames) {
    RecordedHead head(name);
    double scale = 1.0 / 32767;
    if (head.zeroPoint == 0)
      scale = head.scale / 256;
    // Pixels: round_half_up(u8 / 255 * 32767); others: q * 256.
    for (int32_t &x : head.x)
      x = head.zeroPoint == 0
              ? x * 256
              : int32_t(std::floor((x + 128) / 255.0 * 32767 + 0.5));
    head.zeroPoint = 0;
    auto weights = quantizePuMlrWeights(head.w, 8, {-32768, 32767});
    ASSERT_TRUE(weights);
    PolynomialLogit polynomial =
        derivePolynomialLogit({scale * weights->scale, head.bias});
    auto expected =
        readNpy<int16_t>("golden_" + head.name + "_i16in_int8w_i16out.npy");
    ASSERT_EQ(expected.size(), head.examples());
    for (size_t i = 0; i < expected.size(); ++i)
      EXPECT_NEAR(narrowProbability16(sigmoid16(
                      polynomial.apply(head.accumulate(*weights, i)))),
                  expected[i], 1)
          << head.name << ' ' << i;
  }
}

TEST(PuMlrRecorded, DecisionsAreExact) {
  SKIP_WITHOUT("head_8x8_c025.json");
  for (const char *name : headNames) {
    RecordedHead head(name);
    auto recorded = readJSON("ref_" + head.name + ".json");
    auto &quantised = *recorded.getAsObject()->getObject("quantised");
    for (unsigned bits : {8, 16}) {
      auto &setting = *quantised.getObject("int" + std::to_string(bits));
      auto weights = quantizePuMlrWeights(
          head.w, bits, featureRange(-128, 127, head.zeroPoint));
      EXPECT_EQ(weights->scale, *setting.getNumber("w_scale"));
      EXPECT_EQ(decisionMinimum({head.scale * weights->scale, head.bias}, 0.5),
                *setting.getInteger("decision_acc_min"));
    }
  }
}

TEST(PuMlrRecorded, ScalarVectors) {
  SKIP_WITHOUT("scalar_vectors.json");
  auto recorded = readJSON("scalar_vectors.json");
  for (const llvm::json::Value &value : *recorded.getAsArray()) {
    const llvm::json::Object &vector = *value.getAsObject();
    double z = *vector.getNumber("z"), b = *vector.getNumber("b");
    auto check = [&](const char *key, double actual) {
      double expected = *vector.getNumber(key);
      EXPECT_NEAR(actual, expected, 1e-12 * std::max(1.0, std::abs(expected)))
          << key << " z " << z << " b " << b;
    };
    auto p = reference::puMlrProbabilities(z, b);
    check("p_s", p.labelled);
    check("p_y", p.positive);
    check("c", p.c);
    check("dlogL_dz_s1", reference::puMlrGradient(z, b, true).z);
    check("dlogL_db_s1", reference::puMlrGradient(z, b, true).b);
    check("dlogL_dz_s0", reference::puMlrGradient(z, b, false).z);
    check("dlogL_db_s0", reference::puMlrGradient(z, b, false).b);
  }
}

TEST(PuMlrRecorded, LearnerFollowsTheTrace) {
  SKIP_WITHOUT("sgd_trace_8x8_c025.json");
  auto recorded = readJSON("sgd_trace_8x8_c025.json");
  auto pixels = readNpy<uint8_t>("mnist35_8x8_train_x_u8.npy");
  auto labels = readNpy<uint8_t>("mnist35_train_s_c025_seed0.npy");
  reference::PuMlrLearner learner{std::vector<double>(64, 0.0)};
  size_t step = 0;
  for (const llvm::json::Value &value :
       *recorded.getAsObject()->getArray("trace")) {
    const llvm::json::Object &point = *value.getAsObject();
    for (; step < size_t(*point.getInteger("step")); ++step) {
      std::vector<double> x;
      for (size_t i = 0; i < 64; ++i)
        x.push_back(pixels[64 * step + i] / 255.0);
      learner.stepB(x, labels[step] != 0, 0.01);
    }
    EXPECT_NEAR(learner.w0, *point.getNumber("w0"), 1e-6);
    EXPECT_NEAR(learner.b, *point.getNumber("b"), 1e-6);
    auto w = toDoubles(*point.getArray("w"));
    for (size_t i = 0; i < w.size(); ++i)
      EXPECT_NEAR(learner.w[i], w[i], 1e-6);
  }
  EXPECT_EQ(step, 11552u);
}

} // namespace
