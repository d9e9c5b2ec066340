//===- PuMlrKernels.cpp - positive-unlabelled heads -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/NN/Reference/Kernels/PuMlr.h"
#include "tinymlc/FixedPoint/PuMlr.h"

#include <cmath>

using namespace tinymlc;
using namespace tinymlc::reference;

float reference::puMlrLogit(TensorRef<const float> x,
                            const std::vector<double> &w, double bias) {
  auto sum = static_cast<float>(bias);
  for (size_t i = 0; i < w.size(); ++i)
    sum += x.data[i] * static_cast<float>(w[i]);
  return sum;
}

template <typename T>
static int32_t accumulate(TensorRef<const T> x, int32_t zeroPoint,
                          const std::vector<int32_t> &w) {
  int32_t sum = 0;
  for (size_t i = 0; i < w.size(); ++i)
    sum += (x.data[i] - zeroPoint) * w[i];
  return sum;
}

int32_t reference::puMlrAccumulator(TensorRef<const int8_t> x,
                                    int32_t zeroPoint,
                                    const std::vector<int32_t> &w) {
  return accumulate(x, zeroPoint, w);
}

int32_t reference::puMlrAccumulator(TensorRef<const int16_t> x,
                                    int32_t zeroPoint,
                                    const std::vector<int32_t> &w) {
  return accumulate(x, zeroPoint, w);
}

//===----------------------------------------------------------------------===//
// The model of labels, and its slopes
//===----------------------------------------------------------------------===//

PuMlrProbabilities reference::puMlrProbabilities(double z, double b) {
  double square = b * b;
  double c = 1 / (1 + square);
  double positive = sigmoid(z + std::log1p(square));
  return {c * positive, positive, sigmoid(z + std::log(square)), c};
}

PuMlrGradient reference::puMlrGradient(double z, double b, bool labelled) {
  PuMlrProbabilities p = puMlrProbabilities(z, b);
  double target = labelled ? 1 : p.unlabelledPositive;
  double unlabelled = labelled ? 0 : p.unlabelledPositive;
  double gamma = (1 - p.c) * p.positive - unlabelled;
  // gamma = -2 ln b.
  return {target - p.positive, -2 / b * gamma, gamma};
}

double PuMlrLearner::score(const std::vector<double> &x) const {
  double z = w0;
  for (size_t i = 0; i < w.size(); ++i)
    z += w[i] * x[i];
  return z;
}

void PuMlrLearner::stepWeights(const std::vector<double> &x, double step) {
  w0 += step;
  for (size_t i = 0; i < w.size(); ++i)
    w[i] += step * x[i];
}

void PuMlrLearner::stepB(const std::vector<double> &x, bool labelled,
                         double rate) {
  PuMlrGradient slope = puMlrGradient(score(x), b, labelled);
  stepWeights(x, rate * slope.z);
  b += rate * slope.b;
}

void PuMlrLearner::stepGamma(const std::vector<double> &x, bool labelled,
                             double rate) {
  PuMlrGradient slope = puMlrGradient(score(x), b, labelled);
  stepWeights(x, rate * slope.z);
  b *= std::exp(-rate * slope.gamma / 2);
}
