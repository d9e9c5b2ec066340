//===- WeightedSum.cpp - convolutions as sums of weighted inputs ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/NN/Analysis/WeightedSum.h"
#include "tinymlc/Dialect/NN/IR/Quantization.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"
#include <set>

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

bool AccumulatorRange::fitsInt32() const {
  return llvm::isInt<32>(min) && llvm::isInt<32>(max);
}

//===----------------------------------------------------------------------===//
// Construction
//===----------------------------------------------------------------------===//

namespace {

ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

QuantParams paramsOf(Value value) {
  return getQuantParams(
      cast<RankedTensorType>(value.getType()).getElementType());
}

std::vector<float> scalesOf(Value filter) {
  return getScales(cast<RankedTensorType>(filter.getType()).getElementType());
}

/// The elements of an nn.constant; false if `value` is something else.
template <typename T> bool readConstant(Value value, std::vector<T> &elements) {
  auto constant = value.getDefiningOp<ConstantOp>();
  if (!constant)
    return false;
  auto dense = dyn_cast<DenseElementsAttr>(constant.getValue());
  if (!dense || !dense.getElementType().isInteger(8 * sizeof(T)))
    return false;
  auto values = dense.getValues<T>();
  elements.assign(values.begin(), values.end());
  return true;
}

/// One dimension of a window that slides over an image.
struct Sliding {
  int64_t size, positions, taps, stride, dilation, padding;

  /// The taps [begin, end) that lie on the image at `position`.
  std::pair<int64_t, int64_t> getSpan(int64_t position) const {
    int64_t first = position * stride - padding;
    auto tapsBefore = [&](int64_t end) {
      return std::clamp<int64_t>(llvm::divideCeilSigned(end - first, dilation),
                                 0, taps);
    };
    int64_t begin = tapsBefore(0);
    return {begin, std::max(begin, tapsBefore(size))};
  }

  std::vector<std::pair<int64_t, int64_t>> getSpans() const {
    std::set<std::pair<int64_t, int64_t>> spans;
    for (int64_t position = 0; position < positions; ++position)
      spans.insert(getSpan(position));
    return {spans.begin(), spans.end()};
  }
};

} // namespace

/// False unless all is int8 with constant weights and biases.
template <typename Op> bool WeightedSum::readOperands(Op op) {
  auto type = cast<RankedTensorType>(op.getOutput().getType());
  if (!isQuantizedInt8(type.getElementType()) ||
      !readConstant(op.getFilter(), weights))
    return false;
  zeroPoint = paramsOf(op.getInput()).zeroPoint;
  if (op.getBias())
    return readConstant(op.getBias(), bias);
  bias.assign(type.getShape().back(), 0);
  return true;
}

template <typename Op> void WeightedSum::setWindow(Op op) {
  ArrayRef<int64_t> input = shapeOf(op.getInput()),
                    filter = shapeOf(op.getFilter()),
                    output = shapeOf(op.getOutput());
  auto spans = [&](unsigned i) {
    return Sliding{input[1 + i],         output[1 + i],
                   filter[1 + i],        op.getStrides()[i],
                   op.getDilations()[i], op.getPadding()[2 * i]}
        .getSpans();
  };
  rowSpans = spans(0);
  columnSpans = spans(1);
  tapColumns = filter[2];
  numTaps = filter[1] * filter[2];
  numInputs = input[3];
  multipliers = deriveConvMultipliers(paramsOf(op.getInput()).scale,
                                      scalesOf(op.getFilter()), output[3],
                                      paramsOf(op.getOutput()).scale);
}

bool WeightedSum::describe(Conv2DOp op) {
  if (!readOperands(op))
    return false;
  setWindow(op);
  inputsPerGroup = shapeOf(op.getFilter())[3];
  outputsPerGroup = getNumOutputs() / (numInputs / inputsPerGroup);
  return true;
}

bool WeightedSum::describe(DepthwiseConv2DOp op) {
  if (!readOperands(op))
    return false;
  setWindow(op);
  channelsLast = true;
  inputsPerGroup = 1;
  outputsPerGroup = getNumOutputs() / numInputs;
  return true;
}

bool WeightedSum::describe(FullyConnectedOp op) {
  if (!readOperands(op))
    return false;
  int64_t depth = shapeOf(op.getFilter())[1];
  ArrayRef<int64_t> input = shapeOf(op.getInput());
  bool holdsPixels = !input.empty() && depth % input.back() == 0;
  numInputs = holdsPixels ? input.back() : depth;
  inputsPerGroup = numInputs;
  outputsPerGroup = getNumOutputs();
  numTaps = tapColumns = depth / numInputs;
  rowSpans = {{0, 1}};
  columnSpans = {{0, numTaps}};
  multipliers = deriveFullyConnectedMultipliers(
      paramsOf(op.getInput()).scale, scalesOf(op.getFilter()), getNumOutputs(),
      paramsOf(op.getOutput()).scale);
  return true;
}

std::optional<WeightedSum> WeightedSum::get(Operation *op) {
  WeightedSum sum;
  bool isDescribed =
      llvm::TypeSwitch<Operation *, bool>(op)
          .Case<Conv2DOp, DepthwiseConv2DOp, FullyConnectedOp>(
              [&](auto typedOp) { return sum.describe(typedOp); })
          .Default(false);
  if (!isDescribed)
    return std::nullopt;
  return sum;
}

//===----------------------------------------------------------------------===//
// Ranges
//===----------------------------------------------------------------------===//

AccumulatorRange WeightedSum::getTerm(int64_t output, int64_t tap,
                                      int64_t input, StoredRange range) const {
  int64_t weight = getWeight(output, tap, input);
  int64_t low = (range.min - zeroPoint) * weight;
  int64_t high = (range.max - zeroPoint) * weight;
  return {std::min(low, high), std::max(low, high)};
}

/// The taps of a window that lie on the image are a rectangle; with the sums of
/// all rectangles at the origin, each costs three additions.
AccumulatorRange WeightedSum::uniteWindows(TapRanges taps) const {
  int64_t rows = numTaps / tapColumns, pitch = tapColumns + 1;
  std::vector<AccumulatorRange> corner((rows + 1) * pitch);
  for (int64_t y = 0; y < rows; ++y)
    for (int64_t x = 0; x < tapColumns; ++x) {
      AccumulatorRange *at = &corner[(y + 1) * pitch + x + 1];
      *at = taps[y * tapColumns + x] + at[-1] + at[-pitch] - at[-pitch - 1];
    }
  std::optional<AccumulatorRange> result;
  for (auto [top, bottom] : rowSpans)
    for (auto [left, right] : columnSpans) {
      AccumulatorRange window =
          corner[bottom * pitch + right] - corner[top * pitch + right] -
          corner[bottom * pitch + left] + corner[top * pitch + left];
      result = result ? result->unite(window) : window;
    }
  return result.value_or(AccumulatorRange());
}

AccumulatorRange WeightedSum::getContribution(int64_t output, int64_t input,
                                              StoredRange range) const {
  std::vector<AccumulatorRange> taps(numTaps);
  for (int64_t tap = 0; tap < numTaps; ++tap)
    taps[tap] = getTerm(output, tap, input, range);
  return uniteWindows(taps);
}

AccumulatorRange
WeightedSum::getAccumulator(int64_t output,
                            ArrayRef<StoredRange> ranges) const {
  std::vector<AccumulatorRange> taps(numTaps);
  int64_t first = getFirstInput(output);
  for (int64_t tap = 0; tap < numTaps; ++tap)
    for (int64_t i = first; i < first + inputsPerGroup; ++i)
      taps[tap] = taps[tap] + getTerm(output, tap, i, ranges[i]);
  return uniteWindows(taps) + AccumulatorRange{bias[output], bias[output]};
}
