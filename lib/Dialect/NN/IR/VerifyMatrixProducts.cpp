//===- VerifyMatrixProducts.cpp - verifiers of convolutions and products --===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorChecks.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

namespace {

LogicalResult checkRank4(Operation *op, ValueRange values) {
  for (Value value : values)
    if (getShape(value).size() != 4)
      return op->emitOpError() << "has an operand or output of rank "
                               << getShape(value).size() << ", expected 4";
  return success();
}

/// Input and output are activations of one kind; the filter is of that kind,
/// perhaps per channel.
LogicalResult checkKinds(Operation *op, Value input, Value filter,
                         Value output) {
  if (failed(checkOneKind(op, {input, output})))
    return failure();
  if (isa<Float32Type>(getElementType(filter)) == !isInt8Activation(input))
    return success();
  return op->emitOpError() << "has input of " << describeElementType(input)
                           << " and filter of " << describeElementType(filter);
}

LogicalResult checkFilterQuantization(Operation *op, Value filter,
                                      int32_t channelDimension) {
  Type type = getElementType(filter);
  if (auto perTensor = dyn_cast<quant::UniformQuantizedType>(type))
    if (perTensor.getZeroPoint() != 0)
      return op->emitOpError("has a filter with a zero point other than 0");
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(type);
  if (!perAxis)
    return success();
  if (llvm::any_of(perAxis.getZeroPoints(), [](int64_t z) { return z != 0; }))
    return op->emitOpError("has a filter with a zero point other than 0");
  if (perAxis.getQuantizedDimension() != channelDimension ||
      int64_t(perAxis.getScales().size()) != getShape(filter)[channelDimension])
    return op->emitOpError()
           << "has a filter with " << perAxis.getScales().size()
           << " scales along dimension " << perAxis.getQuantizedDimension()
           << ", expected " << getShape(filter)[channelDimension]
           << " along dimension " << channelDimension;
  return success();
}

LogicalResult checkBias(Operation *op, Value bias, Value input,
                        int64_t channels) {
  if (!bias)
    return success();
  if (getElementType(bias).isInteger(32) != isInt8Activation(input))
    return op->emitOpError() << "has input of " << describeElementType(input)
                             << " and bias of " << describeElementType(bias);
  return checkShape(op, "bias", bias, {channels});
}

LogicalResult checkProductScales(Operation *op, Value input, Value filter,
                                 Value output) {
  if (!isInt8Activation(input))
    return success();
  double ratio = double(getQuantParams(input).scale) /
                 double(getQuantParams(output).scale);
  for (double filterScale : getScales(filter))
    if (failed(checkMultiplier(op, ratio * filterScale)))
      return failure();
  return success();
}

template <typename Op> WindowAttributes getWindow(Op op) {
  ArrayRef<int64_t> filterShape = getShape(op.getFilter());
  return {filterShape.slice(1, 2), op.getStrides(), op.getDilations(),
          op.getPadding()};
}

/// What both convolutions check after their shapes: constraints c5 to c9.
template <typename Op>
LogicalResult checkConvolutionTypes(Op op, int32_t channelDimension) {
  Value input = op.getInput(), filter = op.getFilter(), output = op.getOutput();
  int64_t channels = getShape(filter)[channelDimension];
  // c5
  if (failed(checkKinds(op, input, filter, output)))
    return failure();
  // c6
  if (failed(checkFilterQuantization(op, filter, channelDimension)))
    return failure();
  // c7
  if (failed(checkBias(op, op.getBias(), input, channels)))
    return failure();
  // c8
  if (failed(checkProductScales(op, input, filter, output)))
    return failure();
  // c9
  return checkActivation(op, op.getActivation(), output);
}

} // namespace

LogicalResult Conv2DOp::verify() {
  // conv_2d_c1
  if (failed(checkRank4(*this, {getInput(), getFilter(), getOutput()})))
    return failure();
  // conv_2d_c2
  if (failed(checkWindow(*this, getWindow(*this))))
    return failure();
  // conv_2d_c3
  int64_t inputChannels = nn::getShape(getInput())[3];
  int64_t filterChannels = nn::getShape(getFilter())[3];
  int64_t outputChannels = nn::getShape(getFilter())[0];
  if (inputChannels % filterChannels != 0 ||
      outputChannels % (inputChannels / filterChannels) != 0)
    return emitOpError() << "has " << inputChannels << " input channels, but "
                         << outputChannels << " filters of " << filterChannels;
  // conv_2d_c4
  if (failed(checkWindowedShape(*this, getWindow(*this), getInput(),
                                getOutput(), outputChannels)))
    return failure();
  // conv_2d_c5 to conv_2d_c9
  return checkConvolutionTypes(*this, /*channelDimension=*/0);
}

LogicalResult DepthwiseConv2DOp::verify() {
  // depthwise_conv_2d_c1
  if (failed(checkRank4(*this, {getInput(), getFilter(), getOutput()})))
    return failure();
  ArrayRef<int64_t> filterShape = nn::getShape(getFilter());
  if (filterShape[0] != 1)
    return emitOpError() << "has a filter of size " << filterShape[0]
                         << " in dimension 0, expected 1";
  // depthwise_conv_2d_c2
  if (failed(checkWindow(*this, getWindow(*this))))
    return failure();
  // depthwise_conv_2d_c3
  int64_t inputChannels = nn::getShape(getInput())[3];
  if (filterShape[3] % inputChannels != 0)
    return emitOpError() << "has " << inputChannels << " input channels, but "
                         << filterShape[3] << " filters";
  // depthwise_conv_2d_c4
  if (failed(checkWindowedShape(*this, getWindow(*this), getInput(),
                                getOutput(), filterShape[3])))
    return failure();
  // depthwise_conv_2d_c5 to depthwise_conv_2d_c9
  return checkConvolutionTypes(*this, /*channelDimension=*/3);
}

LogicalResult FullyConnectedOp::verify() {
  // fully_connected_c1
  ArrayRef<int64_t> filterShape = nn::getShape(getFilter());
  int64_t numInputs = getTensorType(getInput()).getNumElements();
  if (filterShape.size() != 2 || numInputs % filterShape[1] != 0)
    return emitOpError() << "has " << numInputs
                         << " input elements, which are not a batch for its "
                            "filter";
  // fully_connected_c2
  int64_t units = filterShape[0], batch = numInputs / filterShape[1];
  ArrayRef<int64_t> outputShape = nn::getShape(getOutput());
  if (outputShape.empty() || outputShape.back() != units ||
      getTensorType(getOutput()).getNumElements() != batch * units)
    return emitOpError() << "has an output that is not a batch of " << batch
                         << " times " << units << " units";
  // fully_connected_c3
  if (failed(checkKinds(*this, getInput(), getFilter(), getOutput())))
    return failure();
  // fully_connected_c4
  if (failed(checkFilterQuantization(*this, getFilter(), 0)))
    return failure();
  // fully_connected_c5
  if (failed(checkBias(*this, getBias(), getInput(), units)))
    return failure();
  // fully_connected_c6
  if (failed(checkProductScales(*this, getInput(), getFilter(), getOutput())))
    return failure();
  // fully_connected_c7
  return checkActivation(*this, getActivation(), getOutput());
}
