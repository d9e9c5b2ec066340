//===- ChannelRanges.cpp - the values that channels can take --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/NN/Analysis/ChannelRanges.h"
#include "tinymlc/Dialect/NN/IR/Quantization.h"
#include "tinymlc/FixedPoint/Tables.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

namespace {

RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

bool isInt8(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && isQuantizedInt8(type.getElementType());
}

QuantParams paramsOf(Value value) {
  return getQuantParams(typeOf(value).getElementType());
}

template <typename Op> ClampRange<int32_t> clampOf(Op op) {
  return calculateActivationRange(getFusedActivation(op.getActivation()),
                                  paramsOf(op.getOutput()));
}

StoredRange clamp(ClampRange<int32_t> bounds, StoredRange range) {
  return {bounds.clamp(range.min), bounds.clamp(range.max)};
}

StoredRange uniteAll(ArrayRef<StoredRange> ranges) {
  return std::accumulate(
      ranges.begin(), ranges.end(), ranges.front(),
      [](StoredRange a, StoredRange b) { return a.unite(b); });
}

/// Whether rescaling sums in `range` wraps nowhere, so that it is monotone and
/// its ends are those of the sums.
bool isMonotone(AccumulatorRange range, QuantizedMultiplier multiplier,
                int32_t offset) {
  if (!range.fitsInt32() || multiplier.multiplier < 0 || multiplier.shift > 31)
    return false;
  int64_t power = int64_t(1) << std::max(multiplier.shift, 0);
  if (!AccumulatorRange{range.min * power, range.max * power}.fitsInt32())
    return false;
  auto rescale = [&](int64_t sum) {
    return int64_t(multiplyByQuantizedMultiplier(static_cast<int32_t>(sum),
                                                 multiplier)) +
           offset;
  };
  return AccumulatorRange{rescale(range.min), rescale(range.max)}.fitsInt32();
}

/// What sums in `range` become.
StoredRange requantize(AccumulatorRange range, QuantizedMultiplier multiplier,
                       int32_t offset, ClampRange<int32_t> bounds) {
  if (!isMonotone(range, multiplier, offset))
    return clamp(bounds, StoredRange());
  auto apply = [&](int64_t sum) {
    return bounds.clamp(
        multiplyByQuantizedMultiplier(static_cast<int32_t>(sum), multiplier) +
        offset);
  };
  return {apply(range.min), apply(range.max)};
}

StoredRange lookUpAll(const Int8Table &table, StoredRange range) {
  int8_t first = lookUp(table, static_cast<int8_t>(range.min));
  StoredRange result{first, first};
  for (int32_t x = range.min; x <= range.max; ++x) {
    int8_t y = lookUp(table, static_cast<int8_t>(x));
    result = result.unite({y, y});
  }
  return result;
}

/// What `function`, monotone in each argument, makes of two ranges: its
/// extremes are at their corners.
template <typename Function>
StoredRange evaluateCorners(StoredRange a, StoredRange b, Function function) {
  StoredRange result{127, -128};
  for (int32_t x : {a.min, a.max})
    for (int32_t y : {b.min, b.max}) {
      int8_t z = function(static_cast<int8_t>(x), static_cast<int8_t>(y));
      result = result.unite({z, z});
    }
  return result;
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

/// The ranges of one operator's result from those of its operands.
class Transfer {
public:
  /// `lookup` gives the ranges of an operand.
  using Lookup = llvm::function_ref<ArrayRef<StoredRange>(Value)>;

  Transfer(Lookup lookup) : lookup(lookup) {}

  StoredRanges visit(Operation *op);

private:
  StoredRanges visitConstant(ConstantOp op);
  StoredRanges visitWeightedSum(Operation *op);
  template <typename Op> StoredRanges visitPool(Op op);
  StoredRanges visitMean(MeanOp op);
  template <typename Op, typename Derive, typename Apply>
  StoredRanges visitBinary(Op op, Derive derive, Apply apply);
  StoredRanges visitTable(Operation *op, const Int8Table &table);
  StoredRanges visitPad(PadOp op);
  StoredRanges visitTranspose(TransposeOp op);
  StoredRanges visitSlice(SliceOp op);
  StoredRanges visitConcatenation(ConcatenationOp op);

  StoredRanges anything(Operation *op) {
    return StoredRanges(getNumChannels(op->getResult(0)));
  }
  template <typename Function>
  StoredRanges mapInput(Operation *op, Function function) {
    return StoredRanges(llvm::map_range(lookup(op->getOperand(0)), function));
  }

  Lookup lookup;
};

StoredRanges Transfer::visitConstant(ConstantOp op) {
  auto dense = dyn_cast<DenseElementsAttr>(op.getValue());
  if (!dense || dense.empty())
    return anything(op);
  int64_t channels = getNumChannels(op.getOutput());
  StoredRanges result(channels, {127, -128});
  for (auto [i, x] : llvm::enumerate(dense.getValues<int8_t>())) {
    StoredRange &range = result[i % channels];
    range = range.unite({x, x});
  }
  return result;
}

StoredRanges Transfer::visitWeightedSum(Operation *op) {
  std::optional<WeightedSum> sum = WeightedSum::get(op);
  ClampRange<int32_t> bounds =
      llvm::TypeSwitch<Operation *, ClampRange<int32_t>>(op)
          .Case<Conv2DOp, DepthwiseConv2DOp, FullyConnectedOp>(
              [](auto typedOp) { return clampOf(typedOp); });
  if (!sum)
    return StoredRanges(getNumChannels(op->getResult(0)),
                        clamp(bounds, StoredRange()));
  StoredRanges inputs =
      reshapeRanges(lookup(op->getOperand(0)), sum->getNumInputs());
  int32_t offset = paramsOf(op->getResult(0)).zeroPoint;
  StoredRanges result;
  for (int64_t o = 0; o < sum->getNumOutputs(); ++o)
    result.push_back(requantize(sum->getAccumulator(o, inputs),
                                sum->getMultiplier(o), offset, bounds));
  return result;
}

/// A window's maximum, and its rounded mean, are within the range of its
/// elements; each window has some, as no padding is as large as a window.
template <typename Op> StoredRanges Transfer::visitPool(Op op) {
  ClampRange<int32_t> bounds = clampOf(op);
  return mapInput(op, [&](StoredRange range) { return clamp(bounds, range); });
}

StoredRanges Transfer::visitMean(MeanOp op) {
  ArrayRef<int64_t> shape = typeOf(op.getInput()).getShape();
  int64_t count = 1;
  for (int64_t axis : op.getAxes())
    count *= shape[axis];
  QuantParams from = paramsOf(op.getInput());
  MeanParameters mean =
      deriveMeanParameters(from, paramsOf(op.getOutput()), count);
  StoredRanges result = mapInput(op, [&](StoredRange range) {
    AccumulatorRange sum{(range.min - from.zeroPoint) * count,
                         (range.max - from.zeroPoint) * count};
    return requantize(sum, mean.multiplier, mean.outputOffset, int8Range());
  });
  bool keepsChannels =
      !llvm::is_contained(op.getAxes(), int64_t(shape.size()) - 1);
  return keepsChannels
             ? result
             : StoredRanges(getNumChannels(op.getOutput()), uniteAll(result));
}

/// Whether no step of the operator wraps, so that it is monotone in each
/// argument.
bool isMonotone(const AddParameters &parameters) {
  return parameters.isSupported();
}
bool isMonotone(const MulParameters &parameters) {
  // No product of two distances from a zero point is larger.
  constexpr int64_t largest = 255 * 255;
  return isMonotone({-largest, largest}, parameters.multiplier,
                    parameters.outputOffset);
}

/// `derive` makes the parameters that `apply` computes one result with.
template <typename Op, typename Derive, typename Apply>
StoredRanges Transfer::visitBinary(Op op, Derive derive, Apply apply) {
  ArrayRef<StoredRange> lhs = lookup(op.getLhs()), rhs = lookup(op.getRhs());
  int64_t channels = getNumChannels(op.getOutput());
  auto parameters =
      derive(paramsOf(op.getLhs()), paramsOf(op.getRhs()),
             paramsOf(op.getOutput()), getFusedActivation(op.getActivation()));
  if (!isMonotone(parameters))
    return StoredRanges(channels, clamp(clampOf(op), StoredRange()));
  StoredRanges result;
  for (int64_t c = 0; c < channels; ++c)
    result.push_back(evaluateCorners(
        lhs[lhs.size() == 1 ? 0 : c], rhs[rhs.size() == 1 ? 0 : c],
        [&](int8_t x, int8_t y) { return apply(parameters, x, y); }));
  return result;
}

StoredRanges Transfer::visitTable(Operation *op, const Int8Table &table) {
  return mapInput(op,
                  [&](StoredRange range) { return lookUpAll(table, range); });
}

StoredRanges Transfer::visitPad(PadOp op) {
  auto value = static_cast<int32_t>(cast<IntegerAttr>(op.getValue()).getInt());
  StoredRange border{value, value};
  ArrayRef<int64_t> paddings = op.getPaddings();
  ArrayRef<StoredRange> inputs = lookup(op.getInput());
  bool hasBorder = llvm::any_of(paddings, [](int64_t p) { return p != 0; });
  StoredRanges result(getNumChannels(op.getOutput()), border);
  int64_t first = paddings.empty() ? 0 : paddings.drop_back().back();
  for (auto [c, range] : llvm::enumerate(inputs))
    result[first + c] = hasBorder ? range.unite(border) : range;
  return result;
}

StoredRanges Transfer::visitTranspose(TransposeOp op) {
  ArrayRef<StoredRange> inputs = lookup(op.getInput());
  ArrayRef<int64_t> permutation = op.getPermutation();
  if (permutation.empty() ||
      permutation.back() == int64_t(permutation.size()) - 1)
    return StoredRanges(inputs);
  return StoredRanges(getNumChannels(op.getOutput()), uniteAll(inputs));
}

StoredRanges Transfer::visitSlice(SliceOp op) {
  ArrayRef<StoredRange> ranges = lookup(op.getInput());
  int64_t first = op.getOffsets().empty() ? 0 : op.getOffsets().back();
  return StoredRanges(ranges.slice(first, getNumChannels(op.getOutput())));
}

StoredRanges Transfer::visitConcatenation(ConcatenationOp op) {
  StoredRanges result(lookup(op.getInputs().front()));
  bool isAlongChannels =
      int64_t(op.getAxis()) == typeOf(op.getOutput()).getRank() - 1;
  for (Value input : op.getInputs().drop_front()) {
    ArrayRef<StoredRange> next = lookup(input);
    if (isAlongChannels)
      result.append(next.begin(), next.end());
    else
      for (auto [range, other] : llvm::zip_equal(result, next))
        range = range.unite(other);
  }
  return result;
}

StoredRanges Transfer::visit(Operation *op) {
  auto tabulate = [&](auto makeTable) {
    return visitTable(
        op, makeTable(paramsOf(op->getOperand(0)), paramsOf(op->getResult(0))));
  };
  return llvm::TypeSwitch<Operation *, StoredRanges>(op)
      .Case([&](ConstantOp o) { return visitConstant(o); })
      .Case<Conv2DOp, DepthwiseConv2DOp, FullyConnectedOp>(
          [&](auto) { return visitWeightedSum(op); })
      .Case<AveragePool2DOp, MaxPool2DOp>([&](auto o) { return visitPool(o); })
      .Case([&](MeanOp o) { return visitMean(o); })
      .Case([&](AddOp o) {
        return visitBinary(
            o, deriveAddParameters,
            [](auto &p, int8_t x, int8_t y) { return p.add(x, y); });
      })
      .Case([&](SubOp o) {
        return visitBinary(
            o, deriveSubParameters,
            [](auto &p, int8_t x, int8_t y) { return p.sub(x, y); });
      })
      .Case([&](MulOp o) {
        return visitBinary(
            o, deriveMulParameters,
            [](auto &p, int8_t x, int8_t y) { return p.mul(x, y); });
      })
      .Case([&](LogisticOp) {
        return visitTable(op, logisticTable(paramsOf(op->getOperand(0))));
      })
      .Case([&](TanhOp) {
        return visitTable(op, tanhTable(paramsOf(op->getOperand(0))));
      })
      .Case([&](Relu6Op) {
        return visitTable(op, relu6Table(paramsOf(op->getOperand(0))));
      })
      .Case([&](ReluOp) { return tabulate(reluTable); })
      .Case([&](HardSwishOp) { return tabulate(hardSwishTable); })
      .Case([&](LeakyReluOp o) {
        return tabulate([&](QuantParams x, QuantParams y) {
          return leakyReluTable(x, y, o.getAlpha().convertToFloat());
        });
      })
      .Case([&](QuantizeOp o) {
        return isInt8(o.getInput()) ? tabulate(requantizeTable) : anything(op);
      })
      .Case([&](ReshapeOp o) {
        return reshapeRanges(lookup(o.getInput()),
                             getNumChannels(o.getOutput()));
      })
      .Case([&](PadOp o) { return visitPad(o); })
      .Case([&](TransposeOp o) { return visitTranspose(o); })
      .Case([&](SliceOp o) { return visitSlice(o); })
      .Case([&](ConcatenationOp o) { return visitConcatenation(o); })
      .Default([&](Operation *) { return anything(op); });
}

} // namespace

int64_t nn::getNumChannels(Value value) {
  ArrayRef<int64_t> shape = typeOf(value).getShape();
  return shape.empty() ? 1 : shape.back();
}

/// Element k is in channel k mod the old and k mod the new number of channels,
/// so channels meet where they are equal modulo the greatest common divisor.
StoredRanges nn::reshapeRanges(ArrayRef<StoredRange> ranges, int64_t channels) {
  int64_t period = std::gcd(int64_t(ranges.size()), channels);
  StoredRanges classes(ranges.take_front(period));
  for (auto [c, range] : llvm::enumerate(ranges))
    classes[c % period] = classes[c % period].unite(range);
  StoredRanges result;
  for (int64_t c = 0; c < channels; ++c)
    result.push_back(classes[c % period]);
  return result;
}

ChannelRanges::ChannelRanges(func::FuncOp function) {
  auto allowAnything = [&](ValueRange values) {
    for (Value value : values)
      if (isInt8(value))
        ranges[value].resize(getNumChannels(value));
  };
  function.walk([&](Block *block) { allowAnything(block->getArguments()); });
  function.walk([&](Operation *op) { allowAnything(op->getResults()); });
  auto lookUp = [&](Value value) { return getRanges(value); };
  Transfer transfer(lookUp);
  function.walk([&](Operation *op) {
    if (isa_and_nonnull<NNDialect>(op->getDialect()) &&
        isInt8(op->getResult(0)))
      ranges[op->getResult(0)] = transfer.visit(op);
  });
}

ArrayRef<StoredRange> ChannelRanges::getRanges(Value value) const {
  auto it = ranges.find(value);
  return it == ranges.end() ? ArrayRef<StoredRange>() : it->second;
}

std::vector<AccumulatorRange>
ChannelRanges::getAccumulatorRanges(Operation *op) const {
  std::vector<AccumulatorRange> result;
  std::optional<WeightedSum> sum = WeightedSum::get(op);
  if (!sum)
    return result;
  StoredRanges inputs =
      reshapeRanges(getRanges(op->getOperand(0)), sum->getNumInputs());
  for (int64_t o = 0; o < sum->getNumOutputs(); ++o)
    result.push_back(sum->getAccumulator(o, inputs));
  return result;
}
