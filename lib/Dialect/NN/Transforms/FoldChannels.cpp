//===- FoldChannels.cpp - removes constant and unread channels ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ChannelLiveness.h"
#include "mlir/IR/Builders.h"
#include "tinymlc/Dialect/NN/Transforms/Passes.h"
#include "llvm/ADT/TypeSwitch.h"

namespace tinymlc::nn {
#define GEN_PASS_DEF_FOLDCHANNELS
#include "tinymlc/Dialect/NN/Transforms/Passes.h.inc"
} // namespace tinymlc::nn

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;
using llvm::BitVector;

namespace {

RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// Output channels, multiplications and bytes of weights of an operator, if it
/// has weights.
struct Cost {
  int64_t channels = 0, macs = 0, weightBytes = 0;

  static Cost of(Operation *op) {
    if (!isa<Conv2DOp, DepthwiseConv2DOp, FullyConnectedOp>(op))
      return {};
    int64_t weights = typeOf(op->getOperand(1)).getNumElements();
    int64_t channels = getNumChannels(op->getResult(0));
    int64_t positions = typeOf(op->getResult(0)).getNumElements() / channels;
    return {channels, positions * weights, weights};
  }
};

/// Elements of which each run of `inner` belongs to the next channel, without
/// the channels that are not `kept`.
template <typename T>
std::vector<T> keepElements(const std::vector<T> &elements, size_t inner,
                            const BitVector &kept) {
  std::vector<T> result;
  for (auto [i, element] : llvm::enumerate(elements))
    if (kept[i / inner % kept.size()])
      result.push_back(element);
  return result;
}

/// A filter's element type without the scales of channels that are not `kept`.
Type keepScales(Type type, const BitVector &kept) {
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(type);
  if (!perAxis)
    return type;
  SmallVector<double> scales;
  SmallVector<int64_t> zeroPoints;
  for (unsigned c : kept.set_bits()) {
    scales.push_back(perAxis.getScales()[c]);
    zeroPoints.push_back(perAxis.getZeroPoints()[c]);
  }
  return quant::UniformQuantizedPerAxisType::get(
      perAxis.getFlags(), perAxis.getStorageType(), perAxis.getExpressedType(),
      scales, zeroPoints, perAxis.getQuantizedDimension(),
      perAxis.getStorageTypeMin(), perAxis.getStorageTypeMax());
}

template <typename T> std::vector<T> readConstant(Value value) {
  auto values =
      cast<DenseElementsAttr>(value.getDefiningOp<ConstantOp>().getValue())
          .getValues<T>();
  return {values.begin(), values.end()};
}

/// Takes channels out of one function.
class ChannelFolder {
public:
  explicit ChannelFolder(func::FuncOp function);

  bool isNeeded() const { return !kept.empty(); }
  void run();

  /// What all operators lost.
  Cost saved;

private:
  void shrink(Operation *op);
  void shrinkMatrix(Operation *op, const WeightedSum &matrix);
  void shrinkDepthwise(DepthwiseConv2DOp op);
  void shrinkConstants(Operation *op);
  std::vector<int32_t> foldBias(Operation *op, const WeightedSum &matrix);
  void setBias(Operation *op, const std::vector<int32_t> &values);
  void note(Operation *op, Cost before);

  BitVector getKept(Value value) const {
    auto it = kept.find(value);
    return it != kept.end() ? it->second
                            : BitVector(getNumChannels(value), true);
  }
  template <typename T>
  void setConstant(Operation *op, unsigned operand, RankedTensorType type,
                   const std::vector<T> &values);

  func::FuncOp function;
  ChannelRanges ranges;
  ChannelLiveness liveness;
  /// The tensors that lose channels, and which stay.
  llvm::MapVector<Value, BitVector> kept;
};

ChannelFolder::ChannelFolder(func::FuncOp function)
    : function(function), ranges(function), liveness(function, ranges) {
  for (Value value : liveness.getTensors())
    if (BitVector live = liveness.getLive(value); !live.all())
      kept[value] = std::move(live);
}

void ChannelFolder::run() {
  SmallVector<Operation *> operators;
  SmallVector<ConstantOp> constants;
  function.walk([&](Operation *op) {
    if (auto constant = dyn_cast<ConstantOp>(op))
      constants.push_back(constant);
    else if (isa_and_nonnull<NNDialect>(op->getDialect()))
      operators.push_back(op);
  });
  for (Operation *op : operators)
    shrink(op);
  for (ConstantOp constant : constants)
    if (constant->use_empty())
      constant->erase();
}

void ChannelFolder::shrink(Operation *op) {
  Cost before = Cost::of(op);
  if (const WeightedSum *matrix = liveness.getMatrix(op))
    shrinkMatrix(op, *matrix);
  Value output = op->getResult(0);
  if (auto it = kept.find(output); it != kept.end()) {
    if (auto depthwise = dyn_cast<DepthwiseConv2DOp>(op))
      shrinkDepthwise(depthwise);
    if (isa<AddOp, SubOp, MulOp>(op))
      shrinkConstants(op);
    RankedTensorType type = typeOf(output);
    SmallVector<int64_t> shape(type.getShape());
    shape.back() = it->second.count();
    output.setType(type.clone(shape));
  }
  note(op, before);
}

/// Replaces an operand by a constant; `type` is that of the tensor.
template <typename T>
void ChannelFolder::setConstant(Operation *op, unsigned operand,
                                RankedTensorType type,
                                const std::vector<T> &values) {
  OpBuilder builder(op);
  Location loc = op->getLoc();
  if (operand < op->getNumOperands()) {
    builder.setInsertionPointAfterValue(op->getOperand(operand));
    loc = op->getOperand(operand).getLoc();
  }
  auto stored = type.clone(getStorageType(type.getElementType()));
  Value constant = ConstantOp::create(
      builder, loc, type, DenseElementsAttr::get(stored, ArrayRef<T>(values)));
  if (operand < op->getNumOperands())
    op->setOperand(operand, constant);
  else
    op->insertOperands(operand, constant);
}

void ChannelFolder::setBias(Operation *op, const std::vector<int32_t> &values) {
  bool hasBias = op->getNumOperands() > 2;
  if (hasBias ? readConstant<int32_t>(op->getOperand(2)) == values
              : llvm::all_of(values, [](int32_t x) { return x == 0; }))
    return;
  auto type = RankedTensorType::get({int64_t(values.size())},
                                    IntegerType::get(op->getContext(), 32));
  setConstant(op, 2, type, values);
}

/// The bias with what the channels that go add in every window.
std::vector<int32_t> ChannelFolder::foldBias(Operation *op,
                                             const WeightedSum &matrix) {
  Value input = op->getOperand(0);
  ArrayRef<StoredRange> inputs = ranges.getRanges(input);
  BitVector gone = getKept(input).flip(), outputs = getKept(op->getResult(0));
  std::vector<int32_t> bias;
  for (unsigned o : outputs.set_bits()) {
    int64_t sum = matrix.getBias(o);
    for (unsigned i : gone.set_bits())
      sum += matrix.getContribution(o, i, inputs[i]).min;
    bias.push_back(static_cast<int32_t>(sum));
  }
  return bias;
}

/// CONV_2D or FULLY_CONNECTED: rows are output channels, columns inputs.
void ChannelFolder::shrinkMatrix(Operation *op, const WeightedSum &matrix) {
  Value input = op->getOperand(0), filter = op->getOperand(1);
  if (!kept.contains(input) && !kept.contains(op->getResult(0)))
    return;
  BitVector outputs = getKept(op->getResult(0));
  BitVector inputs = getKept(input);
  setBias(op, foldBias(op, matrix));
  std::vector<int8_t> weights = readConstant<int8_t>(filter);
  weights = keepElements(weights, weights.size() / outputs.size(), outputs);
  weights = keepElements(weights, 1, inputs);
  SmallVector<int64_t> shape(typeOf(filter).getShape());
  shape.front() = outputs.count();
  shape.back() = shape.back() / inputs.size() * inputs.count();
  setConstant(op, 1,
              RankedTensorType::get(
                  shape, keepScales(typeOf(filter).getElementType(), outputs)),
              weights);
}

void ChannelFolder::shrinkDepthwise(DepthwiseConv2DOp op) {
  BitVector outputs = getKept(op.getOutput());
  if (op.getBias())
    setBias(op, keepElements(readConstant<int32_t>(op.getBias()), 1, outputs));
  RankedTensorType type = typeOf(op.getFilter());
  SmallVector<int64_t> shape(type.getShape());
  shape.back() = outputs.count();
  setConstant(
      op, 1,
      RankedTensorType::get(shape, keepScales(type.getElementType(), outputs)),
      keepElements(readConstant<int8_t>(op.getFilter()), 1, outputs));
}

/// Constant operands of ADD, SUB and MUL lose what the result loses.
void ChannelFolder::shrinkConstants(Operation *op) {
  BitVector outputs = getKept(op->getResult(0));
  for (OpOperand &operand : op->getOpOperands()) {
    Value value = operand.get();
    if (!value.getDefiningOp<ConstantOp>() ||
        getNumChannels(value) != int64_t(outputs.size()))
      continue;
    SmallVector<int64_t> shape(typeOf(value).getShape());
    shape.back() = outputs.count();
    setConstant(op, operand.getOperandNumber(), typeOf(value).clone(shape),
                keepElements(readConstant<int8_t>(value), 1, outputs));
  }
}

/// Says at an operator with weights what it lost.
void ChannelFolder::note(Operation *op, Cost before) {
  Cost after = Cost::of(op);
  Cost gone{before.channels - after.channels, before.macs - after.macs,
            before.weightBytes - after.weightBytes};
  if (gone.weightBytes == 0)
    return;
  Builder builder(op->getContext());
  auto entry = [&](StringRef name, int64_t value) {
    return builder.getNamedAttr(name, builder.getI64IntegerAttr(value));
  };
  op->setAttr(foldedAttrName,
              builder.getDictionaryAttr(
                  {entry("channels", gone.channels), entry("macs", gone.macs),
                   entry("weight_bytes", gone.weightBytes)}));
  saved.channels += gone.channels;
  saved.macs += gone.macs;
  saved.weightBytes += gone.weightBytes;
}

struct FoldChannelsPass : nn::impl::FoldChannelsBase<FoldChannelsPass> {
  void runOnOperation() override {
    if (getOperation().isExternal())
      return;
    ChannelFolder folder(getOperation());
    if (!folder.isNeeded())
      return markAllAnalysesPreserved();
    folder.run();
    channels += folder.saved.channels;
    macs += folder.saved.macs;
    weightBytes += folder.saved.weightBytes;
  }
};

} // namespace
