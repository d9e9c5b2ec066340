//===- WeightedSum.h - convolutions as sums of weighted inputs --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_ANALYSIS_WEIGHTEDSUM_H
#define TINYMLC_DIALECT_NN_ANALYSIS_WEIGHTEDSUM_H

#include "tinymlc/Dialect/NN/IR/NN.h"
#include "tinymlc/FixedPoint/Multiplier.h"
#include <optional>
#include <vector>

namespace tinymlc::nn {

/// The stored int8 values, both bounds included, that a channel can take.
struct StoredRange {
  int32_t min = -128;
  int32_t max = 127;

  bool isConstant() const { return min == max; }
  bool operator==(const StoredRange &other) const {
    return min == other.min && max == other.max;
  }
  /// The smallest range that contains both.
  StoredRange unite(StoredRange other) const {
    return {std::min(min, other.min), std::max(max, other.max)};
  }
};

/// The sums, both bounds included, that an accumulator can reach, before it
/// wraps.
struct AccumulatorRange {
  int64_t min = 0;
  int64_t max = 0;

  bool isConstant() const { return min == max; }
  bool fitsInt32() const;
  AccumulatorRange operator+(AccumulatorRange other) const {
    return {min + other.min, max + other.max};
  }
  AccumulatorRange operator-(AccumulatorRange other) const {
    return {min - other.min, max - other.max};
  }
  /// The smallest range that contains both.
  AccumulatorRange unite(AccumulatorRange other) const {
    return {std::min(min, other.min), std::max(max, other.max)};
  }
};

/// An int8 CONV_2D, DEPTHWISE_CONV_2D or FULLY_CONNECTED with constant weights:
/// output channel o is rescaled from bias[o] plus the sum, over the taps that
/// lie on the image and the input channels i that o reads, of
/// (x - zero point) * weight.
class WeightedSum {
public:
  /// None for any other operation.
  static std::optional<WeightedSum> get(mlir::Operation *op);

  int64_t getNumOutputs() const { return int64_t(bias.size()); }
  /// Channels of the input. A FULLY_CONNECTED whose rows hold whole pixels
  /// takes the pixels as taps, so that channels stay those of its input; of
  /// another, each column counts as a channel.
  int64_t getNumInputs() const { return numInputs; }
  int64_t getNumTaps() const { return numTaps; }
  /// The first of the `getNumInputsRead()` input channels that `output` reads.
  int64_t getFirstInput(int64_t output) const {
    return output / outputsPerGroup * inputsPerGroup;
  }
  int64_t getNumInputsRead() const { return inputsPerGroup; }

  int32_t getBias(int64_t output) const { return bias[output]; }
  QuantizedMultiplier getMultiplier(int64_t output) const {
    return multipliers[output];
  }
  int8_t getWeight(int64_t output, int64_t tap, int64_t input) const {
    int64_t channel = input - getFirstInput(output);
    return weights[channelsLast
                       ? tap * getNumOutputs() + output
                       : (output * numTaps + tap) * inputsPerGroup + channel];
  }

  /// What input channel `input`, of values in `range`, adds to the accumulator
  /// of `output`, over all windows, those that reach into padding too.
  AccumulatorRange getContribution(int64_t output, int64_t input,
                                   StoredRange range) const;

  /// The accumulator of `output`, bias included, over all windows; `ranges`
  /// are those of all input channels.
  AccumulatorRange getAccumulator(int64_t output,
                                  llvm::ArrayRef<StoredRange> ranges) const;

private:
  /// Taps [begin, end) along one dimension: those of a window that lie on the
  /// image.
  using TapSpan = std::pair<int64_t, int64_t>;
  using TapRanges = llvm::ArrayRef<AccumulatorRange>;

  WeightedSum() = default;
  template <typename Op> bool readOperands(Op op);
  template <typename Op> void setWindow(Op op);
  bool describe(Conv2DOp op);
  bool describe(DepthwiseConv2DOp op);
  bool describe(FullyConnectedOp op);
  AccumulatorRange getTerm(int64_t output, int64_t tap, int64_t input,
                           StoredRange range) const;
  AccumulatorRange uniteWindows(TapRanges taps) const;

  int64_t numInputs = 0, inputsPerGroup = 0, outputsPerGroup = 1;
  int64_t numTaps = 0, tapColumns = 0;
  bool channelsLast = false;
  int32_t zeroPoint = 0;
  std::vector<int8_t> weights;
  std::vector<int32_t> bias;
  std::vector<QuantizedMultiplier> multipliers;
  /// The different spans that windows have, along height and width.
  std::vector<TapSpan> rowSpans, columnSpans;
};

} // namespace tinymlc::nn

#endif // TINYMLC_DIALECT_NN_ANALYSIS_WEIGHTEDSUM_H
