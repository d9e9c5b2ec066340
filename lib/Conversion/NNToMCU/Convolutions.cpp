//===- Convolutions.cpp - packs weights, folds offsets, picks the tile ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ModelLowering.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// A filter as the convolution kernels see it: `groups` of channels follow one
/// another, in each the taps in order, at each tap the group's channels.
struct PackedFilter {
  int64_t channels, taps;
  int64_t tile;

  /// Where the weight of a channel and a tap goes.
  int64_t position(int64_t channel, int64_t tap) const {
    int64_t first = channel / tile * tile;
    int64_t width = std::min(tile, channels - first);
    return first * taps + tap * width + (channel - first);
  }
};

/// How the source's filter is laid out: OHWI, or 1HWC for depthwise.
struct SourceFilter {
  DenseElementsAttr values;
  int64_t channels, taps;
  bool channelsLast;

  int64_t position(int64_t channel, int64_t tap) const {
    return channelsLast ? tap * channels + channel : channel * taps + tap;
  }
};

template <typename T>
std::vector<T> packFilter(const SourceFilter &source, int64_t tile) {
  PackedFilter packed{source.channels, source.taps, tile};
  auto values = source.values.tryGetValues<T>();
  std::vector<T> flat(values->begin(), values->end());
  std::vector<T> result(flat.size());
  for (int64_t channel = 0; channel < source.channels; ++channel)
    for (int64_t tap = 0; tap < source.taps; ++tap)
      result[packed.position(channel, tap)] =
          flat[source.position(channel, tap)];
  return result;
}

/// What bounds a channel's accumulator: its weights' sum and absolute sum.
struct WeightSums {
  int64_t sum = 0, magnitude = 0;
};

std::vector<WeightSums> sumWeights(const SourceFilter &source) {
  auto values = *source.values.tryGetValues<int8_t>();
  std::vector<int8_t> flat(values.begin(), values.end());
  std::vector<WeightSums> sums(source.channels);
  for (int64_t channel = 0; channel < source.channels; ++channel)
    for (int64_t tap = 0; tap < source.taps; ++tap) {
      int64_t weight = flat[source.position(channel, tap)];
      sums[channel].sum += weight;
      sums[channel].magnitude += std::abs(weight);
    }
  return sums;
}

std::vector<int32_t> biasValues(Value bias, int64_t channels) {
  if (!bias)
    return std::vector<int32_t>(channels, 0);
  auto values =
      cast<DenseElementsAttr>(bias.getDefiningOp<nn::ConstantOp>().getValue())
          .getValues<int32_t>();
  return {values.begin(), values.end()};
}

/// The table of a kernel's `params`, and what was proven on the way.
struct Int8Params {
  std::vector<int32_t> values;
  int64_t columns;
  bool exact = true, leftShift = false, rightShift = true;
};

Int8Params makeParams(const SourceFilter &source, Value bias,
                      ArrayRef<QuantizedMultiplier> multipliers,
                      int32_t inputOffset, bool hasBorder) {
  constexpr int64_t bound = int64_t(1) << 30;
  Int8Params params;
  params.columns = hasBorder && inputOffset != 0 ? 4 : 3;
  std::vector<int32_t> biases = biasValues(bias, source.channels);
  for (auto [channel, sums] : llvm::enumerate(sumWeights(source))) {
    int64_t biasValue = biases[channel];
    // No partial sum, with the offset inside the bias or beside the input,
    // can pass these magnitudes.
    int64_t reach = std::abs(biasValue) +
                    (128 + std::abs<int64_t>(inputOffset)) * sums.magnitude;
    params.exact &= reach < bound;
    params.leftShift |= multipliers[channel].shift > 0;
    params.rightShift &= multipliers[channel].shift < 0;
    params.values.push_back(
        static_cast<int32_t>(biasValue + inputOffset * sums.sum));
    params.values.push_back(multipliers[channel].multiplier);
    params.values.push_back(multipliers[channel].shift);
    if (params.columns == 4)
      params.values.push_back(biases[channel]);
  }
  return params;
}

/// Filters and biases must be constants: the kernels take them from flash.
LogicalResult checkConstant(Operation *op, Value value, StringRef what) {
  if (!value || value.getDefiningOp<nn::ConstantOp>())
    return success();
  return op->emitError() << what
                         << " is computed by the model, which is not "
                            "supported; make it a constant";
}

mcu::TargetAttr targetOf(Operation *op) {
  return op->getParentOfType<ModuleOp>()->getAttrOfType<mcu::TargetAttr>(
      "mcu.target");
}

/// Output channels that share what they load. Without optimization loops stay
/// as the formulas read.
int64_t channelTile(Operation *op) {
  auto target = targetOf(op);
  return target && target.getOptimizationLevel() == 0 ? 1 : 4;
}

/// The largest tile up to `limit` that divides `channels`, which share their
/// input.
int64_t tileWithin(int64_t channels, int64_t limit) {
  for (int64_t tile = limit; tile > 1; --tile)
    if (channels % tile == 0)
      return tile;
  return 1;
}

/// Four input elements a turn of the inner loop, one where size matters more.
int64_t unrollLimit(Operation *op) {
  auto target = targetOf(op);
  bool isPlain = target && (target.getOptimizeSize() ||
                            target.getOptimizationLevel() == 0);
  return isPlain ? 1 : 4;
}

/// Whether the forms for ARMv6-M are asked for.
bool isSmallCore(Operation *op) {
  auto target = targetOf(op);
  return target && target.isARMv6M() && target.getOptimizationLevel() > 0;
}

/// w + 128 as unsigned bytes.
void makeUnsigned(std::vector<int8_t> &weights) {
  for (int8_t &weight : weights)
    weight = static_cast<int8_t>(weight ^ -128);
}

std::vector<float> floatBiases(Value bias, int64_t channels) {
  if (!bias)
    return std::vector<float>(channels, 0.0f);
  auto values =
      cast<DenseElementsAttr>(bias.getDefiningOp<nn::ConstantOp>().getValue())
          .getValues<float>();
  return {values.begin(), values.end()};
}

} // namespace

//===----------------------------------------------------------------------===//
// What the three operators share
//===----------------------------------------------------------------------===//

/// A convolution once its shapes are settled.
struct tinymlc::Convolution {
  Operation *op;
  Value input, filter, bias, output;
  nn::Activation activation;
  int64_t channels, taps, tile, groups = 1;
  bool channelsLast = false;
  SmallVector<int64_t> filterSize = {1, 1}, strides = {1, 1},
                       dilations = {1, 1}, padding = {0, 0, 0, 0};
  std::vector<QuantizedMultiplier> multipliers = {};

  bool hasBorder() const {
    return llvm::any_of(padding, [](int64_t pad) { return pad != 0; });
  }
  /// Whether the sum of a window's inputs, which an unsigned filter needs, is
  /// small beside what its channels sum.
  bool sharesInputs() const {
    constexpr int64_t fewest = 8;
    return !channelsLast && groups == 1 && channels >= fewest &&
           taps <= mcu::largestUnsignedFilter;
  }
};

namespace {

template <typename Op>
FailureOr<Convolution> describe(Op op, int64_t channels, int64_t taps) {
  if (failed(checkConstant(op, op.getFilter(), "the filter")) ||
      failed(checkConstant(op, op.getBias(), "the bias")))
    return failure();
  return Convolution{op,           op.getInput(),  op.getFilter(),
                     op.getBias(), op.getOutput(), op.getActivation(),
                     channels,     taps,           channelTile(op)};
}

/// The same for a convolution that slides a window.
template <typename Op>
FailureOr<Convolution> describeWindow(Op op, int64_t channels, int64_t depth) {
  ArrayRef<int64_t> filter = shapeOf(op.getFilter());
  auto conv = describe(op, channels, filter[1] * filter[2] * depth);
  if (failed(conv))
    return failure();
  conv->filterSize = {filter[1], filter[2]};
  conv->strides = llvm::to_vector(op.getStrides());
  conv->dilations = llvm::to_vector(op.getDilations());
  conv->padding = llvm::to_vector(op.getPadding());
  if (!isFloat(op.getOutput()))
    conv->multipliers = deriveConvMultipliers(
        quantParams(op.getInput()).scale,
        nn::getScales(tensorType(op.getFilter()).getElementType()), channels,
        quantParams(op.getOutput()).scale);
  return conv;
}

} // namespace

/// What the input of any int8 values would let a channel's accumulator reach.
static nn::AccumulatorRange boundByWeights(const SourceFilter &source,
                                           ArrayRef<int8_t> weights,
                                           int64_t channel, int64_t bias,
                                           int64_t zeroPoint) {
  nn::AccumulatorRange range{bias, bias};
  for (int64_t tap = 0; tap < source.taps; ++tap) {
    int64_t weight = weights[source.position(channel, tap)];
    int64_t low = (-128 - zeroPoint) * weight,
            high = (127 - zeroPoint) * weight;
    range =
        range + nn::AccumulatorRange{std::min(low, high), std::max(low, high)};
  }
  return range;
}

/// The accumulators that occur, where the input's ranges leave some out.
static DenseI64ArrayAttr
makeAccumulators(OpBuilder &builder, const SourceFilter &source,
                 const Convolution &conv,
                 ArrayRef<nn::AccumulatorRange> ranges) {
  bool fit = llvm::all_of(ranges, [](auto range) { return range.fitsInt32(); });
  if (ranges.empty() || !fit)
    return {};
  SmallVector<int8_t> weights(source.values.getValues<int8_t>());
  std::vector<int32_t> biases = biasValues(conv.bias, conv.channels);
  int32_t zeroPoint = quantParams(conv.input).zeroPoint;
  bool isNarrower = false;
  SmallVector<int64_t> bounds;
  for (auto [channel, range] : llvm::enumerate(ranges)) {
    nn::AccumulatorRange any =
        boundByWeights(source, weights, channel, biases[channel], zeroPoint);
    isNarrower |= range.min > any.min || range.max < any.max;
    bounds.append({range.min, range.max});
  }
  return isNarrower ? builder.getDenseI64ArrayAttr(bounds) : nullptr;
}

template <typename Kernel>
void ModelLowering::addConvolution(const Convolution &conv, Value input,
                                   Value output) {
  SourceFilter source{
      cast<DenseElementsAttr>(
          conv.filter.getDefiningOp<nn::ConstantOp>().getValue()),
      conv.channels, conv.taps, conv.channelsLast};
  int64_t count = conv.channels * conv.taps;
  Value filter, params;
  Int8Params int8;
  bool hasUnsigned = false;
  int32_t inputOffset = -quantParams(conv.input).zeroPoint;
  if (isFloat(conv.output)) {
    filter =
        makeConstant("weights", {count},
                     ArrayRef<float>(packFilter<float>(source, conv.tile)));
    params =
        makeConstant("params", {conv.channels, 1},
                     ArrayRef<float>(floatBiases(conv.bias, conv.channels)));
  } else {
    int8 = makeParams(source, conv.bias, conv.multipliers, inputOffset,
                      conv.hasBorder());
    std::vector<int8_t> weights = packFilter<int8_t>(source, conv.tile);
    hasUnsigned = isSmallCore(conv.op) && conv.sharesInputs() && int8.exact;
    if (hasUnsigned)
      makeUnsigned(weights);
    filter = makeConstant("weights", {count}, ArrayRef<int8_t>(weights));
    params = makeConstant("params", {conv.channels, int8.columns},
                          ArrayRef<int32_t>(int8.values));
  }
  auto [minimum, maximum] = clampBounds(builder, conv.output, conv.activation);
  bool hasWordProducts = !isFloat(conv.output) && isSmallCore(conv.op) &&
                         int8.exact && int8.rightShift;
  Kernel::create(builder, conv.op->getLoc(), input, filter, params, output,
                 conv.filterSize, conv.strides, conv.dilations, conv.padding,
                 inputOffset, quantParams(conv.output).zeroPoint, minimum,
                 maximum, int8.exact, int8.leftShift, conv.tile,
                 unrollLimit(conv.op), hasUnsigned, hasWordProducts,
                 makeAccumulators(builder, source, conv,
                                  ranges.getAccumulatorRanges(conv.op)));
}

//===----------------------------------------------------------------------===//
// CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED
//===----------------------------------------------------------------------===//

LogicalResult ModelLowering::lower(nn::Conv2DOp op) {
  ArrayRef<int64_t> in = shapeOf(op.getInput()), out = shapeOf(op.getOutput()),
                    filter = shapeOf(op.getFilter());
  int64_t groups = in[3] / filter[3];
  auto conv = describeWindow(op, out[3], filter[3]);
  if (failed(conv))
    return failure();
  conv->groups = groups;
  if (groups > 1)
    conv->tile = tileWithin(out[3] / groups, conv->tile);
  Value input = getBuffer(op.getInput()), output = makeBuffer(op.getOutput());
  // A 1x1 filter at stride 1 does not care where a pixel lies.
  if (filter[1] * filter[2] == 1 && groups == 1 &&
      in.drop_back() == out.drop_back() && !conv->hasBorder()) {
    conv->strides = {1, 1};
    input = makeView(input, {1, 1, in[0] * in[1] * in[2], in[3]});
    output = makeView(output, {1, 1, in[0] * in[1] * in[2], out[3]});
  }
  addConvolution<mcu::Conv2DOp>(*conv, input, output);
  return success();
}

LogicalResult ModelLowering::lower(nn::DepthwiseConv2DOp op) {
  int64_t channels = shapeOf(op.getOutput())[3];
  int64_t multiplier = channels / shapeOf(op.getInput())[3];
  auto conv = describeWindow(op, channels, /*depth=*/1);
  if (failed(conv))
    return failure();
  conv->channelsLast = true;
  // A tile's channels must either read one channel each, side by side, or all
  // read the same one.
  if (multiplier > 1)
    conv->tile = tileWithin(multiplier, conv->tile);
  Value input = getBuffer(op.getInput()), output = makeBuffer(op.getOutput());
  addConvolution<mcu::DepthwiseConv2DOp>(*conv, input, output);
  return success();
}

LogicalResult ModelLowering::lower(nn::FullyConnectedOp op) {
  ArrayRef<int64_t> filter = shapeOf(op.getFilter());
  int64_t units = filter[0], depth = filter[1];
  int64_t batches = tensorType(op.getOutput()).getNumElements() / units;
  auto conv = describe(op, units, depth);
  if (failed(conv))
    return failure();
  if (!isFloat(op.getOutput()))
    conv->multipliers = deriveFullyConnectedMultipliers(
        quantParams(op.getInput()).scale,
        nn::getScales(tensorType(op.getFilter()).getElementType()), units,
        quantParams(op.getOutput()).scale);
  Value input = makeView(getBuffer(op.getInput()), {1, 1, batches, depth});
  Value output = makeView(makeBuffer(op.getOutput()), {1, 1, batches, units});
  addConvolution<mcu::Conv2DOp>(*conv, input, output);
  return success();
}
