//===- VerifyElementwise.cpp - verifiers of elementwise operators ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorChecks.h"
#include "mlir/Dialect/Traits.h"
#include "mlir/IR/Diagnostics.h"
#include "tinymlc/FixedPoint/Softmax.h"
#include <cmath>

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

//===----------------------------------------------------------------------===//
// ADD, SUB, MUL
//===----------------------------------------------------------------------===//

namespace {

/// Constraints c1 and c2 of the three.
template <typename Op> LogicalResult checkBinary(Op op) {
  Value lhs = op.getLhs(), rhs = op.getRhs(), output = op.getOutput();
  // c1
  SmallVector<int64_t> expected;
  if (!OpTrait::util::getBroadcastedShape(nn::getShape(lhs), nn::getShape(rhs),
                                          expected))
    return op.emitOpError("has operands whose shapes do not broadcast");
  if (failed(checkShape(op, "output", output, expected)))
    return failure();
  // c2
  return checkOneKind(op, {lhs, rhs, output});
}

/// Constraint c3 of ADD and SUB: the reference refuses what has no such
/// multipliers.
template <typename Op> LogicalResult checkSumScales(Op op) {
  if (!isInt8Activation(op.getOutput()))
    return success();
  AddParameters parameters = deriveAddParameters(
      getQuantParams(op.getLhs()), getQuantParams(op.getRhs()),
      getQuantParams(op.getOutput()), FusedActivation::None);
  if (parameters.isSupported())
    return success();
  return op.emitOpError("has scales too far apart for a fixed-point sum");
}

} // namespace

LogicalResult AddOp::verify() {
  // add_c1, add_c2
  if (failed(checkBinary(*this)))
    return failure();
  // add_c3
  if (failed(checkSumScales(*this)))
    return failure();
  // add_c4
  return checkActivation(*this, getActivation(), getOutput());
}

LogicalResult SubOp::verify() {
  // sub_c1, sub_c2
  if (failed(checkBinary(*this)))
    return failure();
  // sub_c3
  if (failed(checkSumScales(*this)))
    return failure();
  // sub_c4
  return checkActivation(*this, getActivation(), getOutput());
}

LogicalResult MulOp::verify() {
  // mul_c1, mul_c2
  if (failed(checkBinary(*this)))
    return failure();
  // mul_c3
  if (isInt8Activation(getOutput()) &&
      failed(checkMultiplier(*this,
                             double(getQuantParams(getLhs()).scale) *
                                 double(getQuantParams(getRhs()).scale) /
                                 double(getQuantParams(getOutput()).scale))))
    return failure();
  // mul_c4
  return checkActivation(*this, getActivation(), getOutput());
}

//===----------------------------------------------------------------------===//
// One input
//===----------------------------------------------------------------------===//

namespace {

/// Constraints c1 and c2 of most.
template <typename Op> LogicalResult checkUnary(Op op) {
  // c1
  if (failed(checkSameShape(op, op.getInput(), op.getOutput())))
    return failure();
  // c2
  return checkOneKind(op, {op.getInput(), op.getOutput()});
}

/// Input scale / output scale of int8; 0, which any limit allows, of float.
template <typename Op> double getScaleRatio(Op op) {
  if (!isInt8Activation(op.getInput()) || !isInt8Activation(op.getOutput()))
    return 0;
  return double(getQuantParams(op.getInput()).scale) /
         double(getQuantParams(op.getOutput()).scale);
}

/// Constraints c3 and c4 of LOGISTIC and TANH.
template <typename Op>
LogicalResult checkFixedOutput(Op op, QuantParams expected) {
  if (!isInt8Activation(op.getInput()))
    return success();
  // c3
  if (getQuantParams(op.getOutput()) != expected)
    return op.emitOpError() << "expects an output of scale " << expected.scale
                            << " and zero point " << expected.zeroPoint;
  // c4: below, the input would not fit the fixed-point format.
  constexpr float minScale = 1.0f / (1 << 28);
  if (getQuantParams(op.getInput()).scale < minScale)
    return op.emitOpError("expects an input scale of at least 2^-28");
  return success();
}

} // namespace

LogicalResult LogisticOp::verify() {
  // logistic_c1, logistic_c2
  if (failed(checkUnary(*this)))
    return failure();
  // logistic_c3, logistic_c4
  return checkFixedOutput(*this, {1.0f / 256, -128});
}

LogicalResult TanhOp::verify() {
  // tanh_c1, tanh_c2
  if (failed(checkUnary(*this)))
    return failure();
  // tanh_c3, tanh_c4
  return checkFixedOutput(*this, {1.0f / 128, 0});
}

LogicalResult ReluOp::verify() {
  // relu_c1, relu_c2
  if (failed(checkUnary(*this)))
    return failure();
  // relu_c3
  return checkMultiplier(*this, getScaleRatio(*this));
}

LogicalResult Relu6Op::verify() {
  // relu6_c1, relu6_c2
  if (failed(checkUnary(*this)))
    return failure();
  // relu6_c3
  return checkActivation(*this, Activation::RELU6, getInput());
}

LogicalResult HardSwishOp::verify() {
  // hard_swish_c1, hard_swish_c2
  if (failed(checkUnary(*this)))
    return failure();
  // hard_swish_c3
  if (isInt8Activation(getInput()) &&
      !deriveHardSwishParameters(getQuantParams(getInput()),
                                 getQuantParams(getOutput()))
           .isSupported())
    return emitOpError("expects an output scale above 1/128 of the input's");
  return success();
}

LogicalResult LeakyReluOp::verify() {
  // leaky_relu_c1, leaky_relu_c2
  if (failed(checkUnary(*this)))
    return failure();
  // leaky_relu_c3
  double alpha = std::abs(getAlpha().convertToDouble());
  if (!std::isfinite(alpha))
    return emitOpError("expects a finite alpha");
  return checkMultiplier(*this, getScaleRatio(*this) * std::max(alpha, 1.0));
}

LogicalResult QuantizeOp::verify() {
  // quantize_c1
  if (failed(checkSameShape(*this, getInput(), getOutput())))
    return failure();
  // quantize_c2
  bool isInputFloat = isa<Float32Type>(getElementType(getInput()));
  if (!(isInputFloat || isInt8Activation(getInput())) ||
      !isInt8Activation(getOutput()))
    return emitOpError("expects f32 or int8 input and int8 output, quantized "
                       "per tensor");
  // quantize_c3
  return checkMultiplier(*this, getScaleRatio(*this));
}

LogicalResult DequantizeOp::verify() {
  // dequantize_c1
  if (failed(checkSameShape(*this, getInput(), getOutput())))
    return failure();
  // dequantize_c2
  if (!isInt8Activation(getInput()) ||
      !isa<Float32Type>(getElementType(getOutput())))
    return emitOpError("expects int8 input, quantized per tensor, and f32 "
                       "output");
  return success();
}

//===----------------------------------------------------------------------===//
// SOFTMAX
//===----------------------------------------------------------------------===//

namespace {

LogicalResult checkSoftmaxOutput(SoftmaxOp op) {
  bool isInt16 = isQuantizedInt16(getElementType(op.getOutput()));
  QuantParams expected = isInt16 ? QuantParams{1.0f / 65536, -32768}
                                 : QuantParams{1.0f / 256, -128};
  if (getQuantParams(op.getOutput()) == expected)
    return success();
  return op.emitOpError() << "expects an output of scale 1/"
                          << (isInt16 ? 65536 : 256) << " and zero point "
                          << expected.zeroPoint;
}

} // namespace

LogicalResult SoftmaxOp::verify() {
  // softmax_c1
  if (nn::getShape(getInput()).empty())
    return emitOpError("expects an input of rank 1 or more");
  if (failed(checkSameShape(*this, getInput(), getOutput())))
    return failure();
  // softmax_c2
  if (!isQuantizedInt16(getElementType(getOutput())) &&
      failed(checkOneKind(*this, {getInput(), getOutput()})))
    return failure();
  if (failed(checkOneKind(*this, getInput())))
    return failure();
  bool isInt8 = isInt8Activation(getInput());
  if (isInt8 == isa<Float32Type>(getElementType(getOutput())))
    return emitOpError("has f32 input and quantized output");
  // softmax_c3
  if (isInt8 && failed(checkSoftmaxOutput(*this)))
    return failure();
  // softmax_c4
  if (!getBeta().isFinite())
    return emitOpError("expects a finite beta");
  if (isInt8 && !deriveSoftmaxParameters(getBeta().convertToFloat(),
                                         getQuantParams(getInput()).scale)
                     .isSupported())
    return emitOpError("expects beta * input scale above 2^-26");
  return success();
}
