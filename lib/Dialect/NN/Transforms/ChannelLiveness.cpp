//===- ChannelLiveness.cpp - the channels that a result needs -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ChannelLiveness.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

namespace {

/// The input channels that `output` of `matrix` cannot do without: those whose
/// contribution varies, and those that would take the bias out of int32.
llvm::BitVector findRead(const WeightedSum &matrix, int64_t output,
                         ArrayRef<StoredRange> ranges) {
  llvm::BitVector read(ranges.size());
  // Whatever part of the contributions the bias takes up is between these.
  AccumulatorRange bias{matrix.getBias(output), matrix.getBias(output)};
  for (auto [input, range] : llvm::enumerate(ranges)) {
    AccumulatorRange part = matrix.getContribution(output, input, range);
    AccumulatorRange moved =
        bias + AccumulatorRange{std::min<int64_t>(part.min, 0),
                                std::max<int64_t>(part.max, 0)};
    if (part.isConstant() && moved.fitsInt32())
      bias = moved;
    else
      read.set(input);
  }
  return read;
}

/// How many channels an operator's result must have at least. A
/// FULLY_CONNECTED with one scale rounds otherwise than one with several.
int64_t getMinChannels(Value value) {
  auto op = value.getDefiningOp<FullyConnectedOp>();
  if (!op)
    return 1;
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(
      cast<RankedTensorType>(op.getFilter().getType()).getElementType());
  return perAxis && perAxis.getScales().size() > 1 ? 2 : 1;
}

bool isDenseConstant(Value value) {
  auto constant = value.getDefiningOp<ConstantOp>();
  return constant && isa<DenseElementsAttr>(constant.getValue());
}

} // namespace

ChannelLiveness::ChannelLiveness(func::FuncOp function,
                                 const ChannelRanges &ranges)
    : ranges(ranges) {
  number(function);
  function.walk([&](Operation *op) { tie(op); });
  classes.compress();
  markRoots();
  for (auto [value, slot] : slots)
    keepEnough(value);
}

llvm::BitVector ChannelLiveness::getLive(Value value) const {
  llvm::BitVector result(getNumChannels(value));
  unsigned first = slots.lookup(value);
  for (unsigned c = 0; c < result.size(); ++c)
    result[c] = live[classes[first + c]];
  return result;
}

const WeightedSum *ChannelLiveness::getMatrix(Operation *op) const {
  auto it = matrices.find(op);
  return it == matrices.end() ? nullptr : &it->second;
}

//===----------------------------------------------------------------------===//
// Classes
//===----------------------------------------------------------------------===//

void ChannelLiveness::number(func::FuncOp function) {
  unsigned count = 0;
  auto add = [&](ValueRange values) {
    for (Value value : values)
      if (!ranges.getRanges(value).empty()) {
        slots[value] = count;
        count += getNumChannels(value);
      }
  };
  function.walk([&](Block *block) {
    add(block->getArguments());
    llvm::append_range(pinned, block->getArguments());
  });
  function.walk([&](Operation *op) { add(op->getResults()); });
  classes.grow(count);
}

void ChannelLiveness::pin(Value value) { pinned.push_back(value); }

void ChannelLiveness::pinAll(Operation *op) {
  llvm::append_range(pinned, op->getOperands());
  llvm::append_range(pinned, op->getResults());
}

void ChannelLiveness::join(Value a, Value b, int64_t first) {
  // A tensor of another type keeps its channels.
  if (!slots.contains(a))
    return pin(b);
  if (!slots.contains(b))
    return pin(a);
  for (int64_t c = 0, e = getNumChannels(a); c < e; ++c)
    classes.join(slots.lookup(a) + c, slots.lookup(b) + first + c);
}

void ChannelLiveness::tie(Operation *op) {
  auto joinEnds = [&](auto o) { join(o.getInput(), o.getOutput()); };
  llvm::TypeSwitch<Operation *>(op)
      .Case<Conv2DOp, FullyConnectedOp>([&](auto) { tieMatrix(op); })
      .Case([&](DepthwiseConv2DOp o) { tieDepthwise(o); })
      .Case<AveragePool2DOp, MaxPool2DOp, LogisticOp, TanhOp, ReluOp, Relu6Op,
            HardSwishOp, LeakyReluOp, QuantizeOp, DequantizeOp>(joinEnds)
      .Case([&](MeanOp o) { tieMean(o); })
      .Case([&](PadOp o) { tiePad(o); })
      .Case([&](ReshapeOp o) { tieReshape(o); })
      .Case([&](TransposeOp o) { tieTranspose(o); })
      .Case([&](SliceOp o) { tieSlice(o); })
      .Case([&](ConcatenationOp o) { tieConcatenation(o); })
      .Case<AddOp, SubOp, MulOp>([&](auto) { tieBinary(op); })
      .Default([&](Operation *) { pinAll(op); });
}

void ChannelLiveness::tieMatrix(Operation *op) {
  std::optional<WeightedSum> matrix = WeightedSum::get(op);
  Value input = op->getOperand(0), output = op->getResult(0);
  // Groups are of one size, and a row that splits pixels has no channels.
  if (!matrix || matrix->getNumInputsRead() != matrix->getNumInputs() ||
      matrix->getNumInputs() != getNumChannels(input))
    return pinAll(op);
  for (int64_t o = 0; o < matrix->getNumOutputs(); ++o)
    outputs.push_back({slots.lookup(output) + unsigned(o), {op, o}});
  matrices.insert({op, std::move(*matrix)});
}

void ChannelLiveness::tieDepthwise(DepthwiseConv2DOp op) {
  std::optional<WeightedSum> sum = WeightedSum::get(op);
  if (!sum)
    return pinAll(op);
  unsigned input = slots.lookup(op.getInput());
  unsigned output = slots.lookup(op.getOutput());
  for (int64_t o = 0; o < sum->getNumOutputs(); ++o)
    classes.join(input + sum->getFirstInput(o), output + o);
}

void ChannelLiveness::tieMean(MeanOp op) {
  int64_t rank = cast<RankedTensorType>(op.getInput().getType()).getRank();
  if (llvm::is_contained(op.getAxes(), rank - 1))
    return pinAll(op);
  join(op.getInput(), op.getOutput());
}

void ChannelLiveness::tiePad(PadOp op) {
  if (getNumChannels(op.getInput()) != getNumChannels(op.getOutput()))
    return pinAll(op);
  join(op.getInput(), op.getOutput());
}

/// Rows of several pixels have a pixel's channels several times.
void ChannelLiveness::tieReshape(ReshapeOp op) {
  int64_t inputs = getNumChannels(op.getInput());
  int64_t outputs = getNumChannels(op.getOutput());
  if (outputs % inputs != 0)
    return pinAll(op);
  for (int64_t first = 0; first < outputs; first += inputs)
    join(op.getInput(), op.getOutput(), first);
}

void ChannelLiveness::tieTranspose(TransposeOp op) {
  ArrayRef<int64_t> permutation = op.getPermutation();
  if (!permutation.empty() &&
      permutation.back() != int64_t(permutation.size()) - 1)
    return pinAll(op);
  join(op.getInput(), op.getOutput());
}

/// Offsets count the channels that there are.
void ChannelLiveness::tieSlice(SliceOp op) {
  if (getNumChannels(op.getInput()) != getNumChannels(op.getOutput()))
    return pinAll(op);
  join(op.getInput(), op.getOutput());
}

void ChannelLiveness::tieConcatenation(ConcatenationOp op) {
  int64_t rank = cast<RankedTensorType>(op.getOutput().getType()).getRank();
  bool isAlongChannels = int64_t(op.getAxis()) == rank - 1;
  int64_t first = 0;
  for (Value input : op.getInputs()) {
    join(input, op.getOutput(), first);
    first += isAlongChannels ? getNumChannels(input) : 0;
  }
}

/// Constants lose the channels that the result loses; what is broadcast along
/// the channels has but one.
void ChannelLiveness::tieBinary(Operation *op) {
  Value output = op->getResult(0);
  for (Value operand : op->getOperands()) {
    if (getNumChannels(operand) != getNumChannels(output))
      pin(operand);
    else if (!isDenseConstant(operand))
      join(operand, output);
  }
}

//===----------------------------------------------------------------------===//
// Liveness
//===----------------------------------------------------------------------===//

void ChannelLiveness::markRoots() {
  readers.resize(classes.getNumClasses());
  for (auto [slot, reader] : outputs)
    readers[classes[slot]].push_back(reader);
  live.resize(classes.getNumClasses());
  for (Value value : pinned)
    if (slots.contains(value))
      for (int64_t c = 0, e = getNumChannels(value); c < e; ++c)
        markLive(slots.lookup(value) + c);
}

void ChannelLiveness::markLive(unsigned slot) {
  worklist.push_back(slot);
  while (!worklist.empty()) {
    unsigned number = classes[worklist.pop_back_val()];
    if (live[number])
      continue;
    live.set(number);
    for (const Reader &reader : readers[number])
      readInputs(reader);
  }
}

void ChannelLiveness::readInputs(const Reader &reader) {
  Value input = reader.op->getOperand(0);
  const WeightedSum &matrix = *getMatrix(reader.op);
  // A range of bits does not keep its vector alive.
  llvm::BitVector read =
      findRead(matrix, reader.output, ranges.getRanges(input));
  for (unsigned c : read.set_bits())
    worklist.push_back(slots.lookup(input) + c);
}

void ChannelLiveness::keepEnough(Value value) {
  llvm::BitVector dead = getLive(value).flip();
  int64_t missing = getMinChannels(value) - int64_t(dead.size() - dead.count());
  for (unsigned c : dead.set_bits())
    if (missing-- > 0)
      markLive(slots.lookup(value) + c);
}
