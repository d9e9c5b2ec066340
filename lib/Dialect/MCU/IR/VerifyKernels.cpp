//===- VerifyKernels.cpp - constraints of the kernels ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "KernelChecks.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

//===----------------------------------------------------------------------===//
// What kernels share
//===----------------------------------------------------------------------===//

LogicalResult mcu::checkWritten(Operation *op) {
  if (bufferType(op->getOperands().back()).getConstant())
    return op->emitOpError("writes a const buffer");
  return success();
}

/// All `values` and the bounds are float, or the values i8 and the bounds i32.
static LogicalResult checkKind(Operation *op, ValueRange values,
                               TypedAttr minimum, TypedAttr maximum) {
  Type element = elementOf(values.front());
  if (!element.isF32() && !element.isInteger(8))
    return op->emitOpError("works on ") << element << ", expected i8 or f32";
  for (Value value : values)
    if (elementOf(value) != element)
      return op->emitOpError("mixes elements of ")
             << element << " and " << elementOf(value);
  for (TypedAttr bound : {minimum, maximum})
    if (!(element.isF32() ? bound.getType().isF32()
                          : bound.getType().isInteger(32)))
      return op->emitOpError("clamps ")
             << element << " to a bound of type " << bound.getType();
  return success();
}

LogicalResult WindowCheck::checkNumbers() const {
  auto within = [](ArrayRef<int64_t> values, int64_t least) {
    return llvm::all_of(values, [=](int64_t value) {
      return value >= least && value <= limit;
    });
  };
  for (ArrayRef<int64_t> values : {sizes, strides, dilations})
    if (values.size() != 2 || !within(values, 1))
      return op->emitOpError("expects two filter sizes, strides and "
                             "dilations in 1..")
             << limit;
  if (padding.size() != 4 || !within(padding, 0))
    return op->emitOpError("expects four paddings in 0..") << limit;
  return success();
}

LogicalResult WindowCheck::checkShape() const {
  for (size_t d : {0, 1}) {
    // Below 2^61.
    int64_t reach = (sizes[d] - 1) * dilations[d] + 1;
    int64_t room =
        shapeOf(input)[1 + d] + padding[2 * d] + padding[2 * d + 1] - reach;
    int64_t windows = room < 0 ? 0 : room / strides[d] + 1;
    if (shapeOf(output)[1 + d] != windows)
      return op->emitOpError("has ")
             << windows << " windows along dimension " << 1 + d
             << ", but the output's size is " << shapeOf(output)[1 + d];
  }
  return success();
}

LogicalResult mcu::checkImages(Operation *op, Value input, Value output) {
  if (shapeOf(input).size() != 4 || shapeOf(output).size() != 4)
    return op->emitOpError("expects input and output of rank 4");
  if (shapeOf(input)[0] != shapeOf(output)[0])
    return op->emitOpError("has input and output of different batch");
  return success();
}

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

namespace {

/// convolution_c4 and convolution_c5
template <typename Op> LogicalResult checkConvolutionTypes(Op op) {
  if (failed(checkKind(op, {op.getInput(), op.getFilter(), op.getOutput()},
                       op.getMinimum(), op.getMaximum())))
    return failure();
  bool isFloat = elementOf(op.getInput()).isF32();
  Type param = elementOf(op.getParams());
  if (isFloat ? !param.isF32() : !param.isInteger(32))
    return op.emitOpError("has params of ") << param;
  ArrayRef<int64_t> params = shapeOf(op.getParams());
  bool fits = isFloat ? params[1] == 1 : params[1] == 3 || params[1] == 4;
  if (params[0] != shapeOf(op.getOutput())[3] || !fits)
    return op.emitOpError("has params of ")
           << params[0] << " rows and " << params[1] << " columns";
  return success();
}

bool areRanges(ArrayRef<int64_t> bounds, int64_t count) {
  if (static_cast<int64_t>(bounds.size()) != 2 * count)
    return false;
  for (; !bounds.empty(); bounds = bounds.drop_front(2))
    if (!llvm::isInt<32>(bounds[0]) || !llvm::isInt<32>(bounds[1]) ||
        bounds[0] > bounds[1])
      return false;
  return true;
}

/// convolution_c9
template <typename Op> LogicalResult checkWordProducts(Op op) {
  bool fits = elementOf(op.getInput()).isInteger(8) && op.getExact() &&
              !op.getLeftShift();
  if (op.getWordProducts() && !fits)
    return op.emitOpError("has word products, but is not exact int8 without "
                          "left shift");
  return success();
}

/// All but what tells the two kernels apart: convolution_c1 to _c5, _c7's
/// ranges, _c9 and _c10.
template <typename Op> LogicalResult checkConvolution(Op op) {
  if (failed(checkWritten(op)) ||
      failed(checkImages(op, op.getInput(), op.getOutput())))
    return failure();
  if (shapeOf(op.getParams()).size() != 2)
    return op.emitOpError("expects params of rank 2");
  WindowCheck windows{op,
                      op.getInput(),
                      op.getOutput(),
                      op.getFilterSize(),
                      op.getStrides(),
                      op.getDilations(),
                      op.getPadding()};
  if (failed(windows.checkNumbers()) || failed(windows.checkShape()) ||
      failed(checkConvolutionTypes(op)))
    return failure();
  if (static_cast<int64_t>(op.getTile()) < 1 ||
      !llvm::isPowerOf2_64(op.getUnroll()))
    return op.emitOpError("expects a tile of 1 or more and a power of two as "
                          "unroll");
  // convolution_c10
  if (auto ranges = op.getAccumulators();
      ranges && !areRanges(*ranges, shapeOf(op.getOutput())[3]))
    return op.emitOpError("has accumulators that are not a range of i32 for "
                          "each channel");
  return checkWordProducts(op);
}

} // namespace

LogicalResult Conv2DOp::verify() {
  if (failed(checkConvolution(*this)))
    return failure();
  int64_t in = shapeOf(getInput())[3], out = shapeOf(getOutput())[3];
  int64_t taps = getFilterSize()[0] * getFilterSize()[1];
  int64_t weights = bufferType(getFilter()).getNumElements();
  // convolution_c6
  int64_t depth = weights / (taps * out);
  if (weights % (taps * out) != 0 || in % depth != 0 || out % (in / depth) != 0)
    return emitOpError("has a filter of ")
           << weights << " weights, which " << out << " channels of " << taps
           << " taps over " << in << " input channels cannot share";
  // convolution_c7
  int64_t groups = in / depth;
  if (groups > 1 && out / groups % static_cast<int64_t>(getTile()) != 0)
    return emitOpError("has tiles of ")
           << getTile() << " channels from different groups";
  // convolution_c8
  bool fits = elementOf(getInput()).isInteger(8) && getExact() && groups == 1 &&
              taps * depth <= largestUnsignedFilter;
  if (getUnsignedFilter() && !fits)
    return emitOpError("has an unsigned filter, but is not exact int8 of one "
                       "group and at most ")
           << largestUnsignedFilter << " weights a channel";
  return success();
}

LogicalResult DepthwiseConv2DOp::verify() {
  if (failed(checkConvolution(*this)))
    return failure();
  int64_t in = shapeOf(getInput())[3], out = shapeOf(getOutput())[3];
  int64_t weights = out * getFilterSize()[0] * getFilterSize()[1];
  // convolution_c6
  if (out % in != 0 || bufferType(getFilter()).getNumElements() != weights)
    return emitOpError("has a filter of ")
           << bufferType(getFilter()).getNumElements() << " weights for " << in
           << " input and " << out << " output channels";
  // convolution_c7
  if (out != in && out / in % static_cast<int64_t>(getTile()) != 0)
    return emitOpError("has tiles of ")
           << getTile() << " channels that read different input channels";
  // convolution_c8
  if (getUnsignedFilter())
    return emitOpError("has an unsigned filter, which only conv_2d can have");
  return success();
}

//===----------------------------------------------------------------------===//
// Pools and reductions
//===----------------------------------------------------------------------===//

LogicalResult Pool2DOp::verify() {
  // pool_2d_c1
  if (failed(checkWritten(*this)) ||
      failed(checkImages(*this, getInput(), getOutput())))
    return failure();
  if (shapeOf(getInput())[3] != shapeOf(getOutput())[3])
    return emitOpError("has input and output of different channels");
  // pool_2d_c2
  const int64_t dilations[] = {1, 1};
  WindowCheck windows{*this,        getInput(), getOutput(), getFilterSize(),
                      getStrides(), dilations,  getPadding()};
  if (failed(windows.checkNumbers()) || failed(windows.checkShape()))
    return failure();
  // pool_2d_c3
  return checkKind(*this, {getInput(), getOutput()}, getMinimum(),
                   getMaximum());
}

LogicalResult MeanOp::verify() {
  ArrayRef<int64_t> shape = shapeOf(getInput());
  // mean_c1
  int64_t previous = -1, count = bufferType(getInput()).getNumElements();
  for (int64_t axis : getAxes()) {
    if (axis <= previous || axis >= static_cast<int64_t>(shape.size()))
      return emitOpError("has axis ")
             << axis << ", expected increasing ones within rank "
             << shape.size();
    previous = axis;
    count /= shape[axis];
  }
  // mean_c2
  if (bufferType(getOutput()).getNumElements() != count)
    return emitOpError("gives ")
           << count << " means, but the output has "
           << bufferType(getOutput()).getNumElements() << " elements";
  // mean_c3
  Type element = elementOf(getInput());
  if (element != elementOf(getOutput()) ||
      (!element.isF32() && !element.isInteger(8)))
    return emitOpError("goes from ")
           << element << " to " << elementOf(getOutput());
  return checkWritten(*this);
}

LogicalResult SoftmaxOp::verify() {
  // softmax_c1
  if (shapeOf(getInput()) != shapeOf(getOutput()))
    return emitOpError("has input and output of different shapes");
  // softmax_c2
  Type in = elementOf(getInput()), out = elementOf(getOutput());
  bool isFloat = in.isF32() && out.isF32() && !getTable();
  bool isInt8 = in.isInteger(8) && (out.isInteger(8) || out.isInteger(16)) &&
                getTable() && elementOf(getTable()).isInteger(32) &&
                bufferType(getTable()).getNumElements() == 256;
  if (!isFloat && !isInt8)
    return emitOpError("goes from ")
           << in << " to " << out
           << " with or without a table of 256 i32, where that does not fit";
  return checkWritten(*this);
}

//===----------------------------------------------------------------------===//
// Elementwise kernels
//===----------------------------------------------------------------------===//

/// Whether `size` is what a dimension of `lhs` and `rhs` becomes.
static bool broadcastsTo(int64_t lhs, int64_t rhs, int64_t size) {
  return std::max(lhs, rhs) == size && (lhs == size || lhs == 1) &&
         (rhs == size || rhs == 1);
}

/// binary_c3
static LogicalResult checkParameters(BinaryOp op) {
  ArrayRef<int64_t> parameters = op.getParameters();
  bool isMul = op.getKind() == BinaryKind::Mul;
  size_t expected = elementOf(op.getOutput()).isF32() ? 0 : isMul ? 5 : 10;
  if (parameters.size() != expected)
    return op.emitOpError("has ")
           << parameters.size() << " parameters, expected " << expected;
  SmallVector<int64_t> shifts;
  if (expected == 5)
    shifts = {parameters[4]};
  if (expected == 10)
    shifts = {parameters[5], parameters[7], parameters[9]};
  for (int64_t shift : shifts)
    if (shift < -31 || shift > 30)
      return op.emitOpError("has shift ") << shift << ", expected -31..30";
  if (expected == 10 && (parameters[3] < 0 || parameters[3] > 20))
    return op.emitOpError("has left shift ")
           << parameters[3] << ", expected 0..20";
  return success();
}

LogicalResult BinaryOp::verify() {
  // binary_c1
  ArrayRef<int64_t> out = shapeOf(getOutput());
  auto sizeAt = [](ArrayRef<int64_t> shape, size_t fromEnd) {
    return fromEnd < shape.size() ? shape[shape.size() - 1 - fromEnd] : 1;
  };
  bool broadcasts = shapeOf(getLhs()).size() <= out.size() &&
                    shapeOf(getRhs()).size() <= out.size();
  for (size_t i = 0; i < out.size(); ++i)
    broadcasts &= broadcastsTo(sizeAt(shapeOf(getLhs()), i),
                               sizeAt(shapeOf(getRhs()), i), sizeAt(out, i));
  if (!broadcasts)
    return emitOpError("has operands that do not broadcast to the output");
  // binary_c2
  if (failed(checkKind(*this, {getLhs(), getRhs(), getOutput()}, getMinimum(),
                       getMaximum())) ||
      failed(checkParameters(*this)))
    return failure();
  return checkWritten(*this);
}

static LogicalResult checkSameCount(Operation *op, Value input, Value output) {
  int64_t in = bufferType(input).getNumElements();
  int64_t out = bufferType(output).getNumElements();
  if (in != out)
    return op->emitOpError("has ")
           << in << " input and " << out << " output elements";
  return success();
}

LogicalResult TableLookupOp::verify() {
  // table_lookup_c1
  if (!elementOf(getInput()).isInteger(8) ||
      !elementOf(getOutput()).isInteger(8) ||
      !elementOf(getTable()).isInteger(8) ||
      bufferType(getTable()).getNumElements() != 256)
    return emitOpError("expects i8 and a table of 256");
  // table_lookup_c2
  if (failed(checkSameCount(*this, getInput(), getOutput())))
    return failure();
  return checkWritten(*this);
}

LogicalResult UnaryOp::verify() {
  // unary_c1
  if (failed(checkSameCount(*this, getInput(), getOutput())))
    return failure();
  // unary_c2
  auto fits = [](Value value, bool isInt8) {
    return isInt8 ? elementOf(value).isInteger(8) : elementOf(value).isF32();
  };
  if (!fits(getInput(), getKind() == UnaryKind::Dequantize) ||
      !fits(getOutput(), getKind() == UnaryKind::Quantize))
    return emitOpError("cannot go from ")
           << elementOf(getInput()) << " to " << elementOf(getOutput());
  return checkWritten(*this);
}

//===----------------------------------------------------------------------===//
// Data movement
//===----------------------------------------------------------------------===//

/// Whether the last element that a walk reaches lies within `buffer`.
static bool staysWithin(Value buffer, ArrayRef<int64_t> sizes,
                        ArrayRef<int64_t> strides, int64_t offset) {
  int64_t elements = bufferType(buffer).getNumElements();
  for (auto [size, stride] : llvm::zip(sizes, strides)) {
    int64_t reach;
    if (size == 0)
      return true;
    if (llvm::MulOverflow(size - 1, stride, reach) ||
        llvm::AddOverflow(offset, reach, offset))
      return false;
  }
  return offset < elements;
}

LogicalResult CopyOp::verify() {
  // copy_c1
  auto isNegative = [](int64_t value) { return value < 0; };
  if (getSizes().size() != getInputStrides().size() ||
      getSizes().size() != getOutputStrides().size())
    return emitOpError("has ")
           << getSizes().size() << " sizes, " << getInputStrides().size()
           << " input and " << getOutputStrides().size() << " output strides";
  if (llvm::any_of(getSizes(), isNegative) ||
      llvm::any_of(getInputStrides(), isNegative) ||
      llvm::any_of(getOutputStrides(), isNegative) ||
      isNegative(static_cast<int64_t>(getOutputOffset())) ||
      isNegative(static_cast<int64_t>(getInputOffset())))
    return emitOpError("has a negative size, stride or offset");
  // copy_c2
  if (elementOf(getInput()) != elementOf(getOutput()))
    return emitOpError("goes from ")
           << elementOf(getInput()) << " to " << elementOf(getOutput());
  // copy_c3
  if (!staysWithin(getInput(), getSizes(), getInputStrides(), getInputOffset()))
    return emitOpError("reads beyond the input");
  if (!staysWithin(getOutput(), getSizes(), getOutputStrides(),
                   getOutputOffset()))
    return emitOpError("writes beyond the output");
  return checkWritten(*this);
}

LogicalResult FillOp::verify() {
  // fill_c1
  if (getValue().getType() != elementOf(getOutput()))
    return emitOpError("fills ") << elementOf(getOutput())
                                 << " with a value of " << getValue().getType();
  // fill_c2
  BufferType type = getOutput().getType();
  PlanesAttr planes = type.getPlanes();
  if (getBorder() &&
      (!planes || planes.getRows() <= planes.getTop() + type.getShape()[1]))
    return emitOpError("fills a border of ")
           << type << ", which has none below its images";
  if (getBorder() + getStrip() + getRows().has_value() > 1)
    return emitOpError("fills some rows in several ways");
  bool isInStream = isa<StreamOp>((*this)->getParentOp());
  if (getStrip() && (!planes || type.getKeptRows() == 0 || !isInStream))
    return emitOpError("fills around strips of ")
           << type << ", expected planes that keep rows in a stream";
  auto rows = static_cast<int64_t>(getRows().value_or(1));
  if (getRows() &&
      (!planes || rows < 1 || rows > type.getKeptRows() || isInStream))
    return emitOpError("fills ")
           << rows << " rows of " << type
           << ", expected planes that keep them, and no stream";
  return checkWritten(*this);
}

LogicalResult SlideOp::verify() {
  // slide_c1
  auto rows = static_cast<int64_t>(getRows()),
       kept = getBuffer().getType().getKeptRows();
  if (rows < 1 || rows >= kept)
    return emitOpError("slides by ") << rows << " of " << kept << " kept rows";
  if (!isa<StreamOp>((*this)->getParentOp()))
    return emitOpError("is in no stream");
  return success();
}
