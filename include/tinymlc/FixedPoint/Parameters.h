//===- Parameters.h - an operator's integers from its scales ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For each int8 operator: the integers (offsets, multipliers, clamp bounds)
// that its kernel computes with, derived from the tensors' scales. The
// interpreter and the compiler's lowering both take them from here, so each
// formula, and whether it runs in float or in double, is written once. Scales
// are float, as the model file stores them; a double would change results.
//
//===----------------------------------------------------------------------===//

#ifndef TINYMLC_FIXEDPOINT_PARAMETERS_H
#define TINYMLC_FIXEDPOINT_PARAMETERS_H

#include "tinymlc/FixedPoint/Multiplier.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace tinymlc {

/// real = scale * (stored - zeroPoint)
struct QuantParams {
  float scale = 1.0f;
  int32_t zeroPoint = 0;

  bool operator==(const QuantParams &other) const {
    return scale == other.scale && zeroPoint == other.zeroPoint;
  }
  bool operator!=(const QuantParams &other) const { return !(*this == other); }
};

enum class FusedActivation { None, Relu, ReluN1To1, Relu6 };

//===----------------------------------------------------------------------===//
// Clamping
//===----------------------------------------------------------------------===//

/// The bounds, both included, that an output is clamped to.
template <typename T> struct ClampRange {
  T min;
  T max;

  T clamp(T x) const { return std::min(std::max(x, min), max); }
  bool operator==(const ClampRange &other) const {
    return min == other.min && max == other.max;
  }
};

/// The stored int8 values that a fused activation lets through. The bound's
/// distance from the zero point is rounded in float, ties away from zero.
ClampRange<int32_t> calculateActivationRange(FusedActivation activation,
                                             QuantParams output);

/// The same for float32; without an activation, the whole finite range.
ClampRange<float> calculateFloatActivationRange(FusedActivation activation);

/// The whole range of int8.
inline ClampRange<int32_t> int8Range() { return {-128, 127}; }

//===----------------------------------------------------------------------===//
// CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED
//===----------------------------------------------------------------------===//

/// One channel's multiplier of a convolution: all in double.
QuantizedMultiplier deriveConvMultiplier(float inputScale, float filterScale,
                                         float outputScale);

/// One multiplier for each of `channels` output channels of a convolution.
/// `filterScales` has one scale (per tensor) or `channels` of them.
std::vector<QuantizedMultiplier>
deriveConvMultipliers(float inputScale, const std::vector<float> &filterScales,
                      int64_t channels, float outputScale);

/// One multiplier for each of `units` units. A single filter scale is taken as
/// per tensor, even where it was written as per channel; then the product of
/// the scales is rounded to float, otherwise it is as in a convolution.
std::vector<QuantizedMultiplier>
deriveFullyConnectedMultipliers(float inputScale,
                                const std::vector<float> &filterScales,
                                int64_t units, float outputScale);

//===----------------------------------------------------------------------===//
// ADD, SUB, MUL
//===----------------------------------------------------------------------===//

/// ADD and SUB: s1 = rescale((x1 + lhsOffset) << leftShift, lhs), s2 likewise,
/// y = clamp(rescale(s1 +- s2, output) + outputOffset). The reference refuses
/// an output multiplier of 1 or more (`isSupported`).
struct AddParameters {
  int leftShift;
  int32_t lhsOffset;
  int32_t rhsOffset;
  int32_t outputOffset;
  QuantizedMultiplier lhs;
  QuantizedMultiplier rhs;
  QuantizedMultiplier output;
  ClampRange<int32_t> range;

  bool isSupported() const {
    return lhs.multiplier > 0 && rhs.multiplier > 0 && output.multiplier > 0 &&
           output.shift <= 0;
  }
  int8_t add(int8_t x1, int8_t x2) const;
  int8_t sub(int8_t x1, int8_t x2) const;
};

/// ADD: ratios of scales in double.
AddParameters deriveAddParameters(QuantParams lhs, QuantParams rhs,
                                  QuantParams output,
                                  FusedActivation activation);

/// SUB: ratios of scales in float.
AddParameters deriveSubParameters(QuantParams lhs, QuantParams rhs,
                                  QuantParams output,
                                  FusedActivation activation);

/// MUL: y = clamp(outputOffset + rescale((x1 + lhsOffset) * (x2 + rhsOffset))).
struct MulParameters {
  int32_t lhsOffset;
  int32_t rhsOffset;
  int32_t outputOffset;
  QuantizedMultiplier multiplier;
  ClampRange<int32_t> range;

  int8_t mul(int8_t x1, int8_t x2) const;
};

MulParameters deriveMulParameters(QuantParams lhs, QuantParams rhs,
                                  QuantParams output,
                                  FusedActivation activation);

//===----------------------------------------------------------------------===//
// Rescaling elementwise operators
//===----------------------------------------------------------------------===//

/// QUANTIZE of integers and RELU: y = clamp(rescale(x + inputOffset) +
/// outputOffset).
struct RequantizeParameters {
  int32_t inputOffset;
  int32_t outputOffset;
  QuantizedMultiplier multiplier;
  ClampRange<int32_t> range;

  int32_t requantize(int32_t x) const {
    int32_t scaled =
        multiplyByQuantizedMultiplier(wrappingAdd(x, inputOffset), multiplier);
    return range.clamp(wrappingAdd(scaled, outputOffset));
  }
};

/// QUANTIZE from int8 to int8: the ratio of scales in double.
RequantizeParameters deriveRequantizeParameters(QuantParams input,
                                                QuantParams output);

/// RELU: the ratio of scales in float.
RequantizeParameters deriveReluParameters(QuantParams input,
                                          QuantParams output);

/// RELU6 clamps what is stored and does not rescale: the output's scale and
/// zero point have no say.
ClampRange<int32_t> deriveRelu6Range(QuantParams input);

/// LEAKY_RELU: x - zero point is rescaled by `identity` or, below zero, by
/// `alpha`, whose multiplier may be negative: the reference then rescales by
/// its magnitude and negates. Ratios in float.
struct LeakyReluParameters {
  int32_t inputOffset;
  int32_t outputOffset;
  QuantizedMultiplier identity;
  QuantizedMultiplier alpha;

  int8_t apply(int8_t x) const;
};

LeakyReluParameters deriveLeakyReluParameters(QuantParams input,
                                              QuantParams output, float alpha);

/// HARD_SWISH in 16 bits, as the reference has it. The reference refuses an
/// output scale below 1/128 of the input's (`isSupported`).
struct HardSwishParameters {
  int32_t inputZeroPoint;
  int32_t outputZeroPoint;
  /// The input's scale over 128, over the output's scale.
  int16_t outputMultiplier;
  int outputExponent;
  /// The same over 3 / 32768, the scale of the clamped x + 3.
  int16_t reluishMultiplier;
  int reluishExponent;

  bool isSupported() const { return outputExponent <= 0; }
  int8_t apply(int8_t x) const;
};

HardSwishParameters deriveHardSwishParameters(QuantParams input,
                                              QuantParams output);

/// LOGISTIC and TANH: x - zero point becomes a fixed-point number of 4 integer
/// bits; from +-`inputRadius` on the output is the smallest or largest int8.
/// The output's scale is fixed: 1/256 at -128 and 1/128 at 0.
struct SigmoidParameters {
  int32_t inputZeroPoint;
  int32_t inputRadius;
  QuantizedMultiplier multiplier;

  int8_t logistic(int8_t x) const;
  int8_t tanh(int8_t x) const;
};

SigmoidParameters deriveSigmoidParameters(QuantParams input);

//===----------------------------------------------------------------------===//
// AVERAGE_POOL_2D, MEAN
//===----------------------------------------------------------------------===//

/// `sum / count` of stored values rounded half away from zero, before the
/// clamp; 0 where no value counts.
inline int32_t averageOfStored(int32_t sum, int32_t count) {
  if (count == 0)
    return 0;
  int64_t half = sum > 0 ? count / 2 : -(count / 2);
  return static_cast<int32_t>((sum + half) / count);
}

/// MEAN: y = clamp(rescale(sum - sumOffset) + outputOffset), where the
/// multiplier already divides by the number of elements.
struct MeanParameters {
  int32_t sumOffset;
  int32_t outputOffset;
  QuantizedMultiplier multiplier;

  int8_t apply(int32_t sum) const;
};

/// `count` is the number of elements of one mean, at least 1.
MeanParameters deriveMeanParameters(QuantParams input, QuantParams output,
                                    int64_t count);

//===----------------------------------------------------------------------===//
// QUANTIZE and DEQUANTIZE of floats
//===----------------------------------------------------------------------===//

/// QUANTIZE of float32 to int8: real / scale in float, rounded half away from
/// zero, saturating; NaN gives the zero point.
int8_t quantizeFloat(float real, QuantParams output);

/// DEQUANTIZE of int8 to float32, rounded once.
inline float dequantizeInt8(int8_t stored, QuantParams input) {
  return input.scale * static_cast<float>(stored - input.zeroPoint);
}

} // namespace tinymlc

#endif // TINYMLC_FIXEDPOINT_PARAMETERS_H
