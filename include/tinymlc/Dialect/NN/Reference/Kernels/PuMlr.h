//===- PuMlr.h - positive-unlabelled heads, as they are defined -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_REFERENCE_KERNELS_PUMLR_H
#define TINYMLC_DIALECT_NN_REFERENCE_KERNELS_PUMLR_H

#include "tinymlc/Dialect/NN/Reference/Kernels/Tensor.h"

namespace tinymlc::reference {

/// w.x + bias, summed in float in the order of the features, from the bias on.
float puMlrLogit(TensorRef<const float> x, const std::vector<double> &w,
                 double bias);

/// sum (x - zeroPoint) * w, which fits.
int32_t puMlrAccumulator(TensorRef<const int8_t> x, int32_t zeroPoint,
                         const std::vector<int32_t> &w);
int32_t puMlrAccumulator(TensorRef<const int16_t> x, int32_t zeroPoint,
                         const std::vector<int32_t> &w);

/// The probabilities of an example with z = w.x + w0, all through sigmoids, so
/// that no z overflows.
struct PuMlrProbabilities {
  /// p(s|x) and p(y|x).
  double labelled, positive;
  /// sigmoid(z + ln b^2): p(y|x, s = 0), which stands for the label where there
  /// is none.
  double unlabelledPositive;
  double c;
};

PuMlrProbabilities puMlrProbabilities(double z, double b);

/// The slope of the log-likelihood of an example with label s.
struct PuMlrGradient {
  double z;
  double b;
  /// By gamma = logit(c), always within [-1, 1].
  double gamma;
};

PuMlrGradient puMlrGradient(double z, double b, bool labelled);

/// A head that learns example by example, in double.
struct PuMlrLearner {
  std::vector<double> w;
  double w0 = 0;
  double b = 1;

  double score(const std::vector<double> &x) const;
  /// One step up the slope in (w, w0, b).
  void stepB(const std::vector<double> &x, bool labelled, double rate);
  /// One step up the slope in (w, w0, gamma).
  void stepGamma(const std::vector<double> &x, bool labelled, double rate);

private:
  void stepWeights(const std::vector<double> &x, double step);
};

} // namespace tinymlc::reference

#endif // TINYMLC_DIALECT_NN_REFERENCE_KERNELS_PUMLR_H
