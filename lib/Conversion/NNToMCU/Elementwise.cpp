//===- Elementwise.cpp - operators on one element, or on a pair -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ModelLowering.h"
#include "tinymlc/FixedPoint/Tables.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tinymlc;

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

template <typename Op>
LogicalResult ModelLowering::lowerAddOrSub(Op op, mcu::BinaryKind kind,
                                           AddParameters p) {
  SmallVector<int64_t> parameters;
  if (!isFloat(op.getOutput()))
    parameters = {p.lhsOffset,      p.rhsOffset,      p.outputOffset,
                  p.leftShift,      p.lhs.multiplier, p.lhs.shift,
                  p.rhs.multiplier, p.rhs.shift,      p.output.multiplier,
                  p.output.shift};
  auto [minimum, maximum] =
      clampBounds(builder, op.getOutput(), op.getActivation());
  Value lhs = getBuffer(op.getLhs()), rhs = getBuffer(op.getRhs());
  mcu::BinaryOp::create(builder, op.getLoc(), lhs, rhs,
                        makeBuffer(op.getOutput()), kind, parameters, minimum,
                        maximum);
  return success();
}

LogicalResult ModelLowering::lower(nn::AddOp op) {
  return lowerAddOrSub(
      op, mcu::BinaryKind::Add,
      deriveAddParameters(quantParams(op.getLhs()), quantParams(op.getRhs()),
                          quantParams(op.getOutput()),
                          nn::getFusedActivation(op.getActivation())));
}

LogicalResult ModelLowering::lower(nn::SubOp op) {
  return lowerAddOrSub(
      op, mcu::BinaryKind::Sub,
      deriveSubParameters(quantParams(op.getLhs()), quantParams(op.getRhs()),
                          quantParams(op.getOutput()),
                          nn::getFusedActivation(op.getActivation())));
}

LogicalResult ModelLowering::lower(nn::MulOp op) {
  SmallVector<int64_t> parameters;
  if (!isFloat(op.getOutput())) {
    MulParameters p =
        deriveMulParameters(quantParams(op.getLhs()), quantParams(op.getRhs()),
                            quantParams(op.getOutput()),
                            nn::getFusedActivation(op.getActivation()));
    parameters = {p.lhsOffset, p.rhsOffset, p.outputOffset,
                  p.multiplier.multiplier, p.multiplier.shift};
  }
  auto [minimum, maximum] =
      clampBounds(builder, op.getOutput(), op.getActivation());
  Value lhs = getBuffer(op.getLhs()), rhs = getBuffer(op.getRhs());
  mcu::BinaryOp::create(builder, op.getLoc(), lhs, rhs,
                        makeBuffer(op.getOutput()), mcu::BinaryKind::Mul,
                        parameters, minimum, maximum);
  return success();
}

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

namespace {

/// An int8 function of one int8 as its 256 results.
Int8Table makeTable(Operation *op) {
  QuantParams in = quantParams(op->getOperand(0)),
              out = quantParams(op->getResult(0));
  return llvm::TypeSwitch<Operation *, Int8Table>(op)
      .Case<nn::LogisticOp>([&](auto) { return logisticTable(in); })
      .Case<nn::TanhOp>([&](auto) { return tanhTable(in); })
      .Case<nn::ReluOp>([&](auto) { return reluTable(in, out); })
      .Case<nn::Relu6Op>([&](auto) { return relu6Table(in); })
      .Case<nn::HardSwishOp>([&](auto) { return hardSwishTable(in, out); })
      .Case<nn::LeakyReluOp>([&](nn::LeakyReluOp leaky) {
        return leakyReluTable(in, out, leaky.getAlpha().convertToFloat());
      })
      .Case<nn::QuantizeOp>([&](auto) { return requantizeTable(in, out); });
}

mcu::UnaryKind unaryKind(Operation *op) {
  return llvm::TypeSwitch<Operation *, mcu::UnaryKind>(op)
      .Case<nn::LogisticOp>([](auto) { return mcu::UnaryKind::Logistic; })
      .Case<nn::TanhOp>([](auto) { return mcu::UnaryKind::Tanh; })
      .Case<nn::ReluOp>([](auto) { return mcu::UnaryKind::Relu; })
      .Case<nn::Relu6Op>([](auto) { return mcu::UnaryKind::Relu6; })
      .Case<nn::HardSwishOp>([](auto) { return mcu::UnaryKind::HardSwish; })
      .Case<nn::LeakyReluOp>([](auto) { return mcu::UnaryKind::LeakyRelu; })
      .Case<nn::QuantizeOp>([](auto) { return mcu::UnaryKind::Quantize; })
      .Case<nn::DequantizeOp>([](auto) { return mcu::UnaryKind::Dequantize; });
}

/// leaky_relu's slope, or what a conversion converts with.
QuantParams unaryParameters(Operation *op) {
  if (auto leaky = dyn_cast<nn::LeakyReluOp>(op))
    return {leaky.getAlpha().convertToFloat(), 0};
  if (isa<nn::QuantizeOp>(op))
    return quantParams(op->getResult(0));
  return quantParams(op->getOperand(0));
}

} // namespace

LogicalResult ModelLowering::lowerUnary(Operation *op) {
  if (!isa<nn::LogisticOp, nn::TanhOp, nn::ReluOp, nn::Relu6Op, nn::HardSwishOp,
           nn::LeakyReluOp, nn::QuantizeOp, nn::DequantizeOp>(op))
    return op->emitError("'") << op->getName() << "' has no kernel";
  Value input = getBuffer(op->getOperand(0));
  Value result = op->getResult(0);
  if (!isFloat(op->getOperand(0)) && !isFloat(result)) {
    Int8Table table = makeTable(op);
    Value constant = makeConstant("table", {256}, ArrayRef<int8_t>(table));
    mcu::TableLookupOp::create(builder, op->getLoc(), input, constant,
                               makeBuffer(result));
    return success();
  }
  QuantParams parameters = unaryParameters(op);
  mcu::UnaryOp::create(builder, op->getLoc(), input, makeBuffer(result),
                       unaryKind(op), llvm::APFloat(parameters.scale),
                       parameters.zeroPoint);
  return success();
}
