//===- PackElementwise.cpp - kernels on words of four elements ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PackKernels.h"
#include "tinymlc/FixedPoint/ShortBinary.h"
#include "tinymlc/FixedPoint/ShortDivision.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

static bool isInt8(BufferType type) {
  return type.getElementType().isInteger(8);
}

/// An int8 kernel's clamp.
template <typename Op> static ClampRange<int32_t> rangeOf(Op op) {
  auto bound = [](TypedAttr attr) {
    return static_cast<int32_t>(cast<IntegerAttr>(attr).getInt());
  };
  return {bound(op.getMinimum()), bound(op.getMaximum())};
}

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

static QuantizedMultiplier multiplierAt(ArrayRef<int64_t> parameters,
                                        size_t index) {
  return {static_cast<int32_t>(parameters[index]),
          static_cast<int>(parameters[index + 1])};
}

static AddParameters addParametersOf(BinaryOp op) {
  ArrayRef<int64_t> p = op.getParameters();
  return {static_cast<int>(p[3]),     static_cast<int32_t>(p[0]),
          static_cast<int32_t>(p[1]), static_cast<int32_t>(p[2]),
          multiplierAt(p, 4),         multiplierAt(p, 6),
          multiplierAt(p, 8),         rangeOf(op)};
}

static MulParameters mulParametersOf(BinaryOp op) {
  ArrayRef<int64_t> p = op.getParameters();
  return {static_cast<int32_t>(p[0]), static_cast<int32_t>(p[1]),
          static_cast<int32_t>(p[2]), multiplierAt(p, 3), rangeOf(op)};
}

static LogicalResult packSum(BinaryOp op) {
  AddParameters parameters = addParametersOf(op);
  auto proven = op.getKind() == BinaryKind::Add ? proveShortAdd(parameters)
                                                : proveShortSub(parameters);
  if (!proven)
    return failure();
  OpBuilder builder(op);
  ClampAttr clamp;
  if (proven->clamps)
    clamp = builder.getAttr<ClampAttr>(proven->range.min, proven->range.max);
  PackedSumOp::create(builder, op.getLoc(), op.getLhs(), op.getRhs(),
                      op.getOutput(), proven->lhsMultiplier,
                      proven->rhsMultiplier, proven->start, proven->shift,
                      clamp);
  op.erase();
  return success();
}

static LogicalResult packProduct(BinaryOp op) {
  auto proven = proveShortMul(mulParametersOf(op));
  if (!proven)
    return failure();
  const ShortRequantization &requantization = proven->requantization;
  const ShortChannel &constants = requantization.channels.front();
  OpBuilder builder(op);
  PackedProductOp::create(builder, op.getLoc(), op.getLhs(), op.getRhs(),
                          op.getOutput(), proven->lhsOffset, proven->rhsOffset,
                          requantization.scale, constants.start,
                          constants.multiplier, constants.correction,
                          describe(op.getContext(), requantization));
  op.erase();
  return success();
}

/// The value that all elements of a constant have.
static std::optional<int8_t> splatOf(Value value) {
  auto constant = getUnderlyingBuffer(value).getDefiningOp<ConstantOp>();
  auto data = constant ? dyn_cast<SplatElementsAttr>(constant.getValue())
                       : SplatElementsAttr();
  return data ? std::optional(data.getSplatValue<int8_t>()) : std::nullopt;
}

static int8_t compute(BinaryOp op, int8_t lhs, int8_t rhs) {
  if (op.getKind() == BinaryKind::Mul)
    return mulParametersOf(op).mul(lhs, rhs);
  AddParameters parameters = addParametersOf(op);
  return op.getKind() == BinaryKind::Add ? parameters.add(lhs, rhs)
                                         : parameters.sub(lhs, rhs);
}

/// One value on a side: the output is a function of the other, whatever the
/// rescaling and the clamp.
static LogicalResult tabulate(BinaryOp op) {
  std::optional<int8_t> lhs = splatOf(op.getLhs()), rhs = splatOf(op.getRhs());
  Value input = rhs ? op.getLhs() : op.getRhs();
  if (!(lhs || rhs) || cast<BufferType>(input.getType()).getNumElements() !=
                           op.getOutput().getType().getNumElements())
    return failure();
  if (op.getKind() != BinaryKind::Mul && !addParametersOf(op).isSupported())
    return failure();
  SmallVector<int8_t> values;
  for (int i = 0; i < 256; ++i) {
    auto x = static_cast<int8_t>(i);
    values.push_back(rhs ? compute(op, x, *rhs) : compute(op, *lhs, x));
  }
  OpBuilder builder(op);
  TableLookupOp::create(
      builder, op.getLoc(), input,
      makeConstant<int8_t>(builder, op.getLoc(), "table", values),
      op.getOutput());
  op.erase();
  return success();
}

LogicalResult mcu::packBinary(BinaryOp op) {
  int64_t elements = op.getOutput().getType().getNumElements();
  if (!isInt8(op.getOutput().getType()))
    return failure();
  if (succeeded(tabulate(op)))
    return success();
  if (op.getLhs().getType().getNumElements() != elements ||
      op.getRhs().getType().getNumElements() != elements)
    return failure();
  return op.getKind() == BinaryKind::Mul ? packProduct(op) : packSum(op);
}

//===----------------------------------------------------------------------===//
// Pools and means
//===----------------------------------------------------------------------===//

/// What a packed average can take: sums stay within 16 bits, and so does the
/// factor.
constexpr int64_t maxTaps = 256;
constexpr int32_t maxScale = 1 << 14;

static bool canRescale(const std::optional<ShortRequantization> &proven) {
  return proven && proven->scale <= maxScale;
}

static LogicalResult packAverage(Operation *op, Value input, Value output,
                                 ArrayRef<int64_t> filterSize,
                                 ArrayRef<int64_t> strides,
                                 const ShortRequantization &proven) {
  const ShortChannel &constants = proven.channels.front();
  OpBuilder builder(op);
  PackedAveragePoolOp::create(builder, op->getLoc(), input,
                              /*row_sums=*/Value(), output, filterSize, strides,
                              proven.scale, constants.start,
                              constants.multiplier, constants.correction,
                              describe(op->getContext(), proven));
  op->erase();
  return success();
}

/// Windows within the input, of words of channels.
static bool hasPackedShape(Pool2DOp op) {
  auto isSmall = [](int64_t value) { return value <= 1 << 15; };
  return isInt8(op.getInput().getType()) &&
         llvm::all_of(op.getPadding(), [](int64_t p) { return p == 0; }) &&
         llvm::all_of(op.getFilterSize(), isSmall) &&
         llvm::all_of(op.getStrides(), isSmall);
}

/// Words of channels are read and written whole, which pays from one word on.
static LogicalResult addWordSlack(Value input, Value output, int64_t channels) {
  int64_t slack = (4 - channels % 4) % 4;
  return success(channels >= 4 && succeeded(addSlack(input, slack)) &&
                 succeeded(addSlack(output, slack)));
}

LogicalResult mcu::packPool(Pool2DOp op) {
  int64_t channels = op.getInput().getType().getShape()[3];
  if (!hasPackedShape(op) ||
      failed(addWordSlack(op.getInput(), op.getOutput(), channels)))
    return failure();
  ClampRange<int32_t> range = rangeOf(op);
  if (op.getKind() == PoolKind::Average) {
    int64_t taps = op.getFilterSize()[0] * op.getFilterSize()[1];
    if (taps > maxTaps)
      return failure();
    auto proven = proveShortAverage(static_cast<int32_t>(taps), range);
    if (!canRescale(proven))
      return failure();
    return packAverage(op, op.getInput(), op.getOutput(), op.getFilterSize(),
                       op.getStrides(), *proven);
  }
  if (range.min > -128 || range.max < 127)
    return failure();
  OpBuilder builder(op);
  PackedMaxPoolOp::create(builder, op.getLoc(), op.getInput(), op.getOutput(),
                          op.getFilterSize(), op.getStrides());
  op.erase();
  return success();
}

/// [outer, count, 1, inner], where the axes, which are neighbours, are what is
/// counted.
static std::optional<std::array<int64_t, 4>> foldAxes(MeanOp op) {
  ArrayRef<int64_t> axes = op.getAxes(),
                    shape = op.getInput().getType().getShape();
  if (axes.empty() ||
      axes.back() - axes.front() + 1 != static_cast<int64_t>(axes.size()))
    return std::nullopt;
  std::array<int64_t, 4> folded = {1, 1, 1, 1};
  for (auto [d, size] : llvm::enumerate(shape)) {
    auto axis = static_cast<int64_t>(d);
    folded[axis < axes.front() ? 0 : axis > axes.back() ? 3 : 1] *= size;
  }
  return folded;
}

static Value makeView(OpBuilder &builder, Location loc, Value buffer,
                      ArrayRef<int64_t> shape) {
  auto type = cast<BufferType>(buffer.getType());
  return ViewOp::create(builder, loc,
                        BufferType::get(type.getContext(), shape,
                                        type.getElementType(),
                                        type.getConstant()),
                        buffer);
}

LogicalResult mcu::packMean(MeanOp op) {
  auto folded = foldAxes(op);
  if (!isInt8(op.getInput().getType()) || !folded || (*folded)[1] > maxTaps ||
      failed(addWordSlack(op.getInput(), op.getOutput(), (*folded)[3])))
    return failure();
  int64_t count = (*folded)[1];
  MeanParameters parameters = {static_cast<int32_t>(op.getSumOffset()),
                               static_cast<int32_t>(op.getOutputOffset()),
                               {static_cast<int32_t>(op.getMultiplier()),
                                static_cast<int32_t>(op.getShift())}};
  auto proven = proveShortMean(parameters, count);
  if (!canRescale(proven))
    return failure();
  OpBuilder builder(op);
  Value input = op.getInput();
  ArrayRef<int64_t> shape = op.getInput().getType().getShape();
  SmallVector<int64_t> filterSize{count, 1};
  // Images stay what they are, so that their rows can come in turns.
  if (shape.size() == 4 && op.getAxes() == ArrayRef<int64_t>{1, 2})
    filterSize = {shape[1], shape[2]};
  else
    input = makeView(builder, op.getLoc(), input, *folded);
  (*folded)[1] = 1;
  Value output = makeView(builder, op.getLoc(), op.getOutput(), *folded);
  return packAverage(op, input, output, filterSize, {1, 1}, *proven);
}
