//===- Parameters.cpp - an operator's integers from its scales ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/FixedPoint/Parameters.h"
#include "tinymlc/FixedPoint/Transcendental.h"

#include <cmath>
#include <limits>

using namespace tinymlc;

static constexpr int32_t int8Min = -128;
static constexpr int32_t int8Max = 127;

static int8_t saturateInt8(int32_t x) {
  return static_cast<int8_t>(std::clamp(x, int8Min, int8Max));
}

/// The stored int8 value nearest to `real`, saturating; the quotient and its
/// rounding are in float.
static int32_t toStored(float real, QuantParams params) {
  float distance = std::round(real / params.scale);
  if (std::isnan(distance))
    return params.zeroPoint;
  // Beyond +-2^20 the result saturates whatever the zero point is.
  distance = std::clamp(distance, -1048576.0f, 1048576.0f);
  return saturateInt8(static_cast<int32_t>(distance) + params.zeroPoint);
}

ClampRange<int32_t>
tinymlc::calculateActivationRange(FusedActivation activation,
                                  QuantParams output) {
  switch (activation) {
  case FusedActivation::None:
    break;
  case FusedActivation::Relu:
    return {toStored(0.0f, output), int8Max};
  case FusedActivation::ReluN1To1:
    return {toStored(-1.0f, output), toStored(1.0f, output)};
  case FusedActivation::Relu6:
    return {toStored(0.0f, output), toStored(6.0f, output)};
  }
  return int8Range();
}

ClampRange<float>
tinymlc::calculateFloatActivationRange(FusedActivation activation) {
  constexpr float largest = std::numeric_limits<float>::max();
  switch (activation) {
  case FusedActivation::None:
    break;
  case FusedActivation::Relu:
    return {0.0f, largest};
  case FusedActivation::ReluN1To1:
    return {-1.0f, 1.0f};
  case FusedActivation::Relu6:
    return {0.0f, 6.0f};
  }
  return {-largest, largest};
}

//===----------------------------------------------------------------------===//
// CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED
//===----------------------------------------------------------------------===//

QuantizedMultiplier tinymlc::deriveConvMultiplier(float inputScale,
                                                  float filterScale,
                                                  float outputScale) {
  return quantizeMultiplier(static_cast<double>(inputScale) *
                            static_cast<double>(filterScale) /
                            static_cast<double>(outputScale));
}

std::vector<QuantizedMultiplier>
tinymlc::deriveConvMultipliers(float inputScale,
                               const std::vector<float> &filterScales,
                               int64_t channels, float outputScale) {
  std::vector<QuantizedMultiplier> result;
  result.reserve(channels);
  for (int64_t c = 0; c < channels; ++c)
    result.push_back(deriveConvMultiplier(
        inputScale, filterScales[filterScales.size() == 1 ? 0 : c],
        outputScale));
  return result;
}

std::vector<QuantizedMultiplier>
tinymlc::deriveFullyConnectedMultipliers(float inputScale,
                                         const std::vector<float> &filterScales,
                                         int64_t units, float outputScale) {
  if (filterScales.size() != 1)
    return deriveConvMultipliers(inputScale, filterScales, units, outputScale);
  float product = inputScale * filterScales.front();
  QuantizedMultiplier multiplier = quantizeMultiplier(
      static_cast<double>(product) / static_cast<double>(outputScale));
  return std::vector<QuantizedMultiplier>(units, multiplier);
}

//===----------------------------------------------------------------------===//
// ADD, SUB, MUL
//===----------------------------------------------------------------------===//

/// What ADD and SUB share; the multipliers are left for the caller, for they
/// are computed in `Real`, double or float.
template <typename Real>
static AddParameters deriveAddOrSub(QuantParams lhs, QuantParams rhs,
                                    QuantParams output,
                                    FusedActivation activation) {
  constexpr int leftShift = 20;
  Real twiceLargest = 2 * static_cast<Real>(std::max(lhs.scale, rhs.scale));
  auto ratio = [&](float scale) {
    return quantizeMultiplier(
        static_cast<double>(static_cast<Real>(scale) / twiceLargest));
  };
  Real outputRatio =
      twiceLargest / ((1 << leftShift) * static_cast<Real>(output.scale));
  return {leftShift,
          -lhs.zeroPoint,
          -rhs.zeroPoint,
          output.zeroPoint,
          ratio(lhs.scale),
          ratio(rhs.scale),
          quantizeMultiplier(static_cast<double>(outputRatio)),
          calculateActivationRange(activation, output)};
}

AddParameters tinymlc::deriveAddParameters(QuantParams lhs, QuantParams rhs,
                                           QuantParams output,
                                           FusedActivation activation) {
  return deriveAddOrSub<double>(lhs, rhs, output, activation);
}

AddParameters tinymlc::deriveSubParameters(QuantParams lhs, QuantParams rhs,
                                           QuantParams output,
                                           FusedActivation activation) {
  return deriveAddOrSub<float>(lhs, rhs, output, activation);
}

static int32_t scaleAddend(int8_t x, int32_t offset, int leftShift,
                           QuantizedMultiplier multiplier) {
  return multiplyByQuantizedMultiplier(wrappingShiftLeft(x + offset, leftShift),
                                       multiplier);
}

static int8_t rescaleSum(int32_t sum, const AddParameters &p) {
  return static_cast<int8_t>(p.range.clamp(wrappingAdd(
      multiplyByQuantizedMultiplier(sum, p.output), p.outputOffset)));
}

int8_t AddParameters::add(int8_t x1, int8_t x2) const {
  return rescaleSum(wrappingAdd(scaleAddend(x1, lhsOffset, leftShift, lhs),
                                scaleAddend(x2, rhsOffset, leftShift, rhs)),
                    *this);
}

int8_t AddParameters::sub(int8_t x1, int8_t x2) const {
  return rescaleSum(wrappingSub(scaleAddend(x1, lhsOffset, leftShift, lhs),
                                scaleAddend(x2, rhsOffset, leftShift, rhs)),
                    *this);
}

MulParameters tinymlc::deriveMulParameters(QuantParams lhs, QuantParams rhs,
                                           QuantParams output,
                                           FusedActivation activation) {
  double ratio = static_cast<double>(lhs.scale) *
                 static_cast<double>(rhs.scale) /
                 static_cast<double>(output.scale);
  return {-lhs.zeroPoint, -rhs.zeroPoint, output.zeroPoint,
          quantizeMultiplier(ratio),
          calculateActivationRange(activation, output)};
}

int8_t MulParameters::mul(int8_t x1, int8_t x2) const {
  int32_t product = wrappingMul(x1 + lhsOffset, x2 + rhsOffset);
  return static_cast<int8_t>(range.clamp(wrappingAdd(
      outputOffset, multiplyByQuantizedMultiplier(product, multiplier))));
}

//===----------------------------------------------------------------------===//
// Rescaling elementwise operators
//===----------------------------------------------------------------------===//

RequantizeParameters tinymlc::deriveRequantizeParameters(QuantParams input,
                                                         QuantParams output) {
  double ratio =
      static_cast<double>(input.scale) / static_cast<double>(output.scale);
  return {-input.zeroPoint, output.zeroPoint, quantizeMultiplier(ratio),
          int8Range()};
}

RequantizeParameters tinymlc::deriveReluParameters(QuantParams input,
                                                   QuantParams output) {
  float ratio = input.scale / output.scale;
  return {-input.zeroPoint, output.zeroPoint,
          quantizeMultiplier(static_cast<double>(ratio)),
          calculateActivationRange(FusedActivation::Relu, output)};
}

ClampRange<int32_t> tinymlc::deriveRelu6Range(QuantParams input) {
  return {input.zeroPoint, toStored(6.0f, input)};
}

LeakyReluParameters tinymlc::deriveLeakyReluParameters(QuantParams input,
                                                       QuantParams output,
                                                       float alpha) {
  float identityRatio = input.scale / output.scale;
  float alphaRatio = input.scale * alpha / output.scale;
  return {-input.zeroPoint, output.zeroPoint,
          quantizeMultiplier(static_cast<double>(identityRatio)),
          quantizeMultiplier(static_cast<double>(alphaRatio))};
}

int8_t LeakyReluParameters::apply(int8_t x) const {
  int32_t value = x + inputOffset;
  if (value >= 0)
    return saturateInt8(wrappingAdd(
        outputOffset, multiplyByQuantizedMultiplier(value, identity)));
  bool negative = alpha.multiplier < 0;
  QuantizedMultiplier magnitude = alpha;
  if (negative)
    magnitude.multiplier = wrappingSub(0, alpha.multiplier);
  int32_t scaled = multiplyByQuantizedMultiplier(value, magnitude);
  return saturateInt8(negative ? wrappingSub(outputOffset, scaled)
                               : wrappingAdd(outputOffset, scaled));
}

/// The upper 16 bits of a multiplier, rounded, saturating.
static int16_t toInt16Multiplier(int32_t multiplier) {
  return static_cast<int16_t>(
      std::min((int64_t(multiplier) + (1 << 15)) >> 16, int64_t(32767)));
}

HardSwishParameters tinymlc::deriveHardSwishParameters(QuantParams input,
                                                       QuantParams output) {
  float fineInputScale = (1.0f / 128.0f) * input.scale;
  float reluishScale = 3.0f / 32768.0f;
  QuantizedMultiplier toOutput =
      quantizeMultiplier(static_cast<double>(fineInputScale / output.scale));
  QuantizedMultiplier toReluish =
      quantizeMultiplier(static_cast<double>(fineInputScale / reluishScale));
  return {input.zeroPoint,
          output.zeroPoint,
          toInt16Multiplier(toOutput.multiplier),
          toOutput.shift,
          toInt16Multiplier(toReluish.multiplier),
          toReluish.shift};
}

/// clamp(x + 3, 0, 6) / 6 as a number in [0, 32767], for x in 1/128 of the
/// input's scale.
static int16_t reluish(int16_t x, const HardSwishParameters &p) {
  // The last of the left shifts comes after the multiplication: shifting all
  // at once would saturate numbers whose product still fits.
  if (p.reluishExponent > 0)
    x = saturatingShiftLeft16(x, p.reluishExponent - 1);
  x = saturatingRoundingDoublingHighMul16(x, p.reluishMultiplier);
  if (p.reluishExponent > 0)
    x = saturatingShiftLeft16(x, 1);
  if (p.reluishExponent < 0)
    x = roundingDivideByPOT16(x, -p.reluishExponent);
  return static_cast<int16_t>((x + (1 << 15)) >> 1);
}

int8_t HardSwishParameters::apply(int8_t x) const {
  auto fine = static_cast<int16_t>((x - inputZeroPoint) * 128);
  int16_t scaled = saturatingRoundingDoublingHighMul16(fine, outputMultiplier);
  int16_t product = saturatingDoublingHighMul16(reluish(fine, *this), scaled);
  int16_t output = outputExponent > 0
                       ? saturatingShiftLeft16(product, outputExponent)
                       : roundingDivideByPOT16(product, -outputExponent);
  return saturateInt8(output + outputZeroPoint);
}

SigmoidParameters tinymlc::deriveSigmoidParameters(QuantParams input) {
  constexpr int integerBits = 4;
  double real = std::ldexp(static_cast<double>(input.scale), 31 - integerBits);
  QuantizedMultiplier multiplier = quantizeMultiplier(real);
  double radius = std::floor(
      std::ldexp((1 << integerBits) - 1, 31 - integerBits - multiplier.shift));
  return {input.zeroPoint, static_cast<int32_t>(std::min(radius, 2147483647.0)),
          multiplier};
}

/// Clamps as LOGISTIC and TANH do before `function`, which takes a number of 4
/// integer bits to one of 31 fraction bits, of which `fractionBits` are stored.
template <typename Function>
static int8_t applySigmoid(int8_t x, const SigmoidParameters &p,
                           int fractionBits, int32_t outputZeroPoint,
                           Function function) {
  int32_t value = x - p.inputZeroPoint;
  if (value <= -p.inputRadius)
    return int8Min;
  if (value >= p.inputRadius)
    return int8Max;
  int32_t exact = function(multiplyByQuantizedMultiplier(value, p.multiplier));
  return saturateInt8(roundingDivideByPOT(exact, 31 - fractionBits) +
                      outputZeroPoint);
}

int8_t SigmoidParameters::logistic(int8_t x) const {
  return applySigmoid(x, *this, 8, -128,
                      [](int32_t a) { return logisticFixedPoint(a, 4); });
}

int8_t SigmoidParameters::tanh(int8_t x) const {
  return applySigmoid(x, *this, 7, 0,
                      [](int32_t a) { return tanhFixedPoint(a, 4); });
}

//===----------------------------------------------------------------------===//
// MEAN, QUANTIZE
//===----------------------------------------------------------------------===//

MeanParameters tinymlc::deriveMeanParameters(QuantParams input,
                                             QuantParams output,
                                             int64_t count) {
  QuantizedMultiplier ratio =
      deriveRequantizeParameters(input, output).multiplier;
  // The largest power of two up to `count` goes into the shift, so that the
  // division keeps the multiplier's precision.
  int shift = 0;
  while (shift < 62 && (int64_t(1) << (shift + 1)) <= count)
    ++shift;
  shift = std::min({shift, 32, 31 + ratio.shift});
  QuantizedMultiplier multiplier;
  multiplier.multiplier =
      static_cast<int32_t>((int64_t(ratio.multiplier) << shift) / count);
  multiplier.shift = ratio.shift - shift;
  auto sumOffset = static_cast<int32_t>(static_cast<uint32_t>(
      static_cast<uint64_t>(input.zeroPoint) * static_cast<uint64_t>(count)));
  return {sumOffset, output.zeroPoint, multiplier};
}

int8_t MeanParameters::apply(int32_t sum) const {
  return saturateInt8(wrappingAdd(
      multiplyByQuantizedMultiplier(wrappingSub(sum, sumOffset), multiplier),
      outputOffset));
}

int8_t tinymlc::quantizeFloat(float real, QuantParams output) {
  return static_cast<int8_t>(toStored(real, output));
}
