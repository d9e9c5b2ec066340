//===- Evaluation.cpp - the result of one nn operator ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/Diagnostics.h"
#include "tinymlc/Dialect/NN/IR/NN.h"
#include "tinymlc/Dialect/NN/IR/Quantization.h"
#include "tinymlc/Dialect/NN/Reference/Interpreter.h"
#include "tinymlc/Dialect/NN/Reference/Kernels.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

namespace {

using Operands = ArrayRef<TensorValue>;

template <typename T> std::vector<T> toVector(ArrayRef<T> values) {
  return std::vector<T>(values.begin(), values.end());
}

QuantParams paramsOf(const TensorValue &value) {
  return getQuantParams(value.getType().getElementType());
}

//===----------------------------------------------------------------------===//
// Convolutions and matrix products
//===----------------------------------------------------------------------===//

/// The bias's elements, or null where the operator has none.
template <typename T> const T *biasOf(Operands in) {
  return in.size() > 2 ? in[2].read<T>().data : nullptr;
}

/// What rescales the sums of an operator with `multipliers`.
reference::ChannelRescaling
getRescaling(Operands in, const TensorValue &out, Activation activation,
             std::vector<QuantizedMultiplier> multipliers) {
  QuantParams output = paramsOf(out);
  return {-paramsOf(in[0]).zeroPoint, output.zeroPoint, std::move(multipliers),
          calculateActivationRange(getFusedActivation(activation), output)};
}

/// CONV_2D or DEPTHWISE_CONV_2D; `kernel` is the overload set of its kernels.
template <typename Op, typename Kernel>
LogicalResult convolve(Op op, Operands in, TensorValue &out, Kernel kernel) {
  reference::ConvolutionWindow window{
      op.getStrides()[0],   op.getStrides()[1], op.getDilations()[0],
      op.getDilations()[1], op.getPadding()[0], op.getPadding()[2]};
  if (!out.isInt8()) {
    kernel(
        in[0].read<float>(), in[1].read<float>(), biasOf<float>(in), window,
        calculateFloatActivationRange(getFusedActivation(op.getActivation())),
        out.write<float>());
    return success();
  }
  std::vector<QuantizedMultiplier> multipliers = deriveConvMultipliers(
      paramsOf(in[0]).scale, getScales(in[1].getType().getElementType()),
      out.getType().getShape().back(), paramsOf(out).scale);
  kernel(in[0].read<int8_t>(), in[1].read<int8_t>(), biasOf<int32_t>(in),
         window,
         getRescaling(in, out, op.getActivation(), std::move(multipliers)),
         out.write<int8_t>());
  return success();
}

LogicalResult evaluateInto(Conv2DOp op, Operands in, TensorValue &out) {
  return convolve(op, in, out,
                  [](auto... arguments) { reference::conv2D(arguments...); });
}

LogicalResult evaluateInto(DepthwiseConv2DOp op, Operands in,
                           TensorValue &out) {
  return convolve(op, in, out, [](auto... arguments) {
    reference::depthwiseConv2D(arguments...);
  });
}

LogicalResult evaluateInto(FullyConnectedOp op, Operands in, TensorValue &out) {
  if (!out.isInt8()) {
    reference::fullyConnected(
        in[0].read<float>(), in[1].read<float>(), biasOf<float>(in),
        calculateFloatActivationRange(getFusedActivation(op.getActivation())),
        out.write<float>());
    return success();
  }
  std::vector<QuantizedMultiplier> multipliers =
      deriveFullyConnectedMultipliers(
          paramsOf(in[0]).scale, getScales(in[1].getType().getElementType()),
          in[1].getType().getDimSize(0), paramsOf(out).scale);
  reference::fullyConnected(
      in[0].read<int8_t>(), in[1].read<int8_t>(), biasOf<int32_t>(in),
      getRescaling(in, out, op.getActivation(), std::move(multipliers)),
      out.write<int8_t>());
  return success();
}

//===----------------------------------------------------------------------===//
// Pools and reductions
//===----------------------------------------------------------------------===//

template <typename Op, typename Kernel>
LogicalResult pool(Op op, Operands in, TensorValue &out, Kernel kernel) {
  reference::PoolWindow window{op.getFilterSize()[0], op.getFilterSize()[1],
                               op.getStrides()[0],    op.getStrides()[1],
                               op.getPadding()[0],    op.getPadding()[2]};
  FusedActivation activation = getFusedActivation(op.getActivation());
  if (out.isInt8())
    kernel(in[0].read<int8_t>(), window,
           calculateActivationRange(activation, paramsOf(out)),
           out.write<int8_t>());
  else
    kernel(in[0].read<float>(), window,
           calculateFloatActivationRange(activation), out.write<float>());
  return success();
}

LogicalResult evaluateInto(AveragePool2DOp op, Operands in, TensorValue &out) {
  return pool(op, in, out, [](auto... arguments) {
    reference::averagePool2D(arguments...);
  });
}

LogicalResult evaluateInto(MaxPool2DOp op, Operands in, TensorValue &out) {
  return pool(op, in, out,
              [](auto... arguments) { reference::maxPool2D(arguments...); });
}

LogicalResult evaluateInto(MeanOp op, Operands in, TensorValue &out) {
  std::vector<int64_t> axes = toVector(op.getAxes());
  if (!out.isInt8()) {
    reference::mean(in[0].read<float>(), axes, out.write<float>());
    return success();
  }
  auto input = in[0].read<int8_t>();
  int64_t count = reference::reducedElements(input.shape, axes);
  reference::mean(input, axes,
                  deriveMeanParameters(paramsOf(in[0]), paramsOf(out),
                                       std::max<int64_t>(count, 1)),
                  out.write<int8_t>());
  return success();
}

LogicalResult evaluateInto(SoftmaxOp op, Operands in, TensorValue &out) {
  float beta = op.getBeta().convertToFloat();
  if (out.isFloat()) {
    reference::softmax(in[0].read<float>(), beta, out.write<float>());
    return success();
  }
  SoftmaxParameters parameters =
      deriveSoftmaxParameters(beta, paramsOf(in[0]).scale);
  if (out.isInt8())
    reference::softmax(in[0].read<int8_t>(), parameters, out.write<int8_t>());
  else
    reference::softmax(in[0].read<int8_t>(), parameters, out.write<int16_t>());
  return success();
}

//===----------------------------------------------------------------------===//
// Elementwise operators of two operands
//===----------------------------------------------------------------------===//

/// `derive` makes the int8 parameters; `kernel` is the overload set.
template <typename Op, typename Derive, typename Kernel>
LogicalResult combine(Op op, Operands in, TensorValue &out, Derive derive,
                      Kernel kernel) {
  FusedActivation activation = getFusedActivation(op.getActivation());
  if (!out.isInt8()) {
    kernel(in[0].read<float>(), in[1].read<float>(),
           calculateFloatActivationRange(activation), out.write<float>());
    return success();
  }
  auto parameters =
      derive(paramsOf(in[0]), paramsOf(in[1]), paramsOf(out), activation);
  kernel(in[0].read<int8_t>(), in[1].read<int8_t>(), parameters,
         out.write<int8_t>());
  return success();
}

LogicalResult evaluateInto(AddOp op, Operands in, TensorValue &out) {
  return combine(op, in, out, deriveAddParameters,
                 [](auto... arguments) { reference::add(arguments...); });
}

LogicalResult evaluateInto(SubOp op, Operands in, TensorValue &out) {
  return combine(op, in, out, deriveSubParameters,
                 [](auto... arguments) { reference::sub(arguments...); });
}

LogicalResult evaluateInto(MulOp op, Operands in, TensorValue &out) {
  return combine(op, in, out, deriveMulParameters,
                 [](auto... arguments) { reference::mul(arguments...); });
}

//===----------------------------------------------------------------------===//
// Elementwise operators of one operand
//===----------------------------------------------------------------------===//

/// int8 through the table that `tabulate` makes of the tensors' parameters,
/// float through `kernel`.
template <typename Tabulate, typename Kernel>
LogicalResult map(Operands in, TensorValue &out, Tabulate tabulate,
                  Kernel kernel) {
  if (out.isInt8())
    reference::applyTable(tabulate(paramsOf(in[0]), paramsOf(out)),
                          in[0].read<int8_t>(), out.write<int8_t>());
  else
    kernel(in[0].read<float>(), out.write<float>());
  return success();
}

LogicalResult evaluateInto(LogisticOp, Operands in, TensorValue &out) {
  return map(
      in, out, [](QuantParams x, QuantParams) { return logisticTable(x); },
      [](auto... arguments) { reference::logistic(arguments...); });
}

LogicalResult evaluateInto(TanhOp, Operands in, TensorValue &out) {
  return map(
      in, out, [](QuantParams x, QuantParams) { return tanhTable(x); },
      [](auto... arguments) { reference::tanh(arguments...); });
}

LogicalResult evaluateInto(ReluOp, Operands in, TensorValue &out) {
  return map(in, out, reluTable, reference::relu);
}

LogicalResult evaluateInto(Relu6Op, Operands in, TensorValue &out) {
  return map(
      in, out, [](QuantParams x, QuantParams) { return relu6Table(x); },
      reference::relu6);
}

LogicalResult evaluateInto(LeakyReluOp op, Operands in, TensorValue &out) {
  float alpha = op.getAlpha().convertToFloat();
  return map(
      in, out,
      [=](QuantParams x, QuantParams y) { return leakyReluTable(x, y, alpha); },
      [=](auto x, auto y) { reference::leakyRelu(x, alpha, y); });
}

LogicalResult evaluateInto(HardSwishOp, Operands in, TensorValue &out) {
  return map(in, out, hardSwishTable,
             [](auto... arguments) { reference::hardSwish(arguments...); });
}

LogicalResult evaluateInto(QuantizeOp, Operands in, TensorValue &out) {
  if (in[0].isInt8())
    return map(in, out, requantizeTable, [](auto...) {});
  reference::quantize(in[0].read<float>(), paramsOf(out), out.write<int8_t>());
  return success();
}

LogicalResult evaluateInto(DequantizeOp, Operands in, TensorValue &out) {
  reference::dequantize(in[0].read<int8_t>(), paramsOf(in[0]),
                        out.write<float>());
  return success();
}

//===----------------------------------------------------------------------===//
// Data movement
//===----------------------------------------------------------------------===//

LogicalResult evaluateInto(ReshapeOp, Operands in, TensorValue &out) {
  if (out.isInt8())
    reference::copy(in[0].read<int8_t>(), out.write<int8_t>());
  else
    reference::copy(in[0].read<float>(), out.write<float>());
  return success();
}

LogicalResult evaluateInto(PadOp op, Operands in, TensorValue &out) {
  std::vector<int64_t> paddings = toVector(op.getPaddings());
  if (auto stored = dyn_cast<IntegerAttr>(op.getValue()))
    reference::pad(in[0].read<int8_t>(), paddings,
                   static_cast<int8_t>(stored.getInt()), out.write<int8_t>());
  else
    reference::pad(in[0].read<float>(), paddings,
                   cast<FloatAttr>(op.getValue()).getValue().convertToFloat(),
                   out.write<float>());
  return success();
}

LogicalResult evaluateInto(TransposeOp op, Operands in, TensorValue &out) {
  std::vector<int64_t> permutation = toVector(op.getPermutation());
  if (out.isInt8())
    reference::transpose(in[0].read<int8_t>(), permutation,
                         out.write<int8_t>());
  else
    reference::transpose(in[0].read<float>(), permutation, out.write<float>());
  return success();
}

LogicalResult evaluateInto(SliceOp op, Operands in, TensorValue &out) {
  std::vector<int64_t> offsets = toVector(op.getOffsets());
  if (out.isInt8())
    reference::slice(in[0].read<int8_t>(), offsets, out.write<int8_t>());
  else
    reference::slice(in[0].read<float>(), offsets, out.write<float>());
  return success();
}

template <typename T>
void concatenate(Operands in, int64_t axis, TensorValue &out) {
  std::vector<reference::TensorRef<const T>> inputs;
  for (const TensorValue &value : in)
    inputs.push_back(value.read<T>());
  reference::concatenate(inputs, axis, out.write<T>());
}

LogicalResult evaluateInto(ConcatenationOp op, Operands in, TensorValue &out) {
  int64_t axis = op.getAxis();
  if (axis < 0)
    axis += out.getType().getRank();
  if (out.isInt8())
    concatenate<int8_t>(in, axis, out);
  else
    concatenate<float>(in, axis, out);
  return success();
}

//===----------------------------------------------------------------------===//
// Positive-unlabelled heads
//===----------------------------------------------------------------------===//

/// What a head knows of an example: the logit of p(y|x) as floats have it, or
/// the accumulator.
struct HeadValue {
  float logit = 0;
  int32_t accumulator = 0;
};

HeadValue evaluateHead(PuMlrOp op, const TensorValue &x,
                       const PuMlrWeights &weights) {
  HeadValue value;
  if (x.isFloat())
    value.logit = reference::puMlrLogit(x.read<float>(), toVector(op.getW()),
                                        op.getFoldedBias());
  else if (x.isInt8())
    value.accumulator = reference::puMlrAccumulator(
        x.read<int8_t>(), paramsOf(x).zeroPoint, weights.values);
  else
    value.accumulator = reference::puMlrAccumulator(
        x.read<int16_t>(), paramsOf(x).zeroPoint, weights.values);
  return value;
}

/// Writes p(y|x), or `factor` times that where it is a float.
void writeProbability(PuMlrOp op, HeadValue value, PuMlrLogit logit,
                      float factor, TensorValue &out) {
  if (out.isFloat())
    *out.write<float>().data = factor * reference::logistic(value.logit);
  else if (out.isInt8() && !op.getPolynomial())
    *out.write<int8_t>().data =
        thresholdSigmoid(sigmoidThresholds(logit), value.accumulator);
  else {
    uint32_t probability =
        sigmoid16(derivePolynomialLogit(logit).apply(value.accumulator));
    if (out.isInt8())
      *out.write<int8_t>().data = narrowProbability8(probability);
    else
      *out.write<int16_t>().data = narrowProbability16(probability);
  }
}

bool decide(PuMlrOp op, HeadValue value, PuMlrLogit head, bool isFloat) {
  double threshold = op.getThreshold().convertToDouble();
  if (isFloat)
    return value.logit >= static_cast<float>(logit(threshold));
  return value.accumulator >= decisionMinimum(head, threshold);
}

/// A head that learns, before it has learned anything: in float32 as the
/// operator is defined, else from the state that the device begins with.
struct LearningHead {
  LearningHead(PuMlrOp op, const TensorValue &x) : isReal(x.isFloat()) {
    if (*op.getLearn() == PuLearning::F32) {
      real = puMlrProbability(op, x);
      stored = static_cast<uint32_t>(std::min(real * 65536, 65535.0f));
      return;
    }
    std::vector<int32_t> features;
    for (int64_t i = 0, e = x.getType().getNumElements(); i < e; ++i)
      features.push_back(x.isInt8() ? x.read<int8_t>().data[i]
                                    : x.read<int16_t>().data[i]);
    stored = PuMlrState(op.getLearning(), *op.makeState()).score(features);
  }

  static float puMlrProbability(PuMlrOp op, const TensorValue &x) {
    PuMlrLearning learning = op.getLearning();
    double z = op.getFoldedBias();
    for (int64_t i = 0, e = x.getType().getNumElements(); i < e; ++i) {
      double feature = x.isFloat()  ? x.read<float>().data[i]
                       : x.isInt8() ? x.read<int8_t>().data[i]
                                    : x.read<int16_t>().data[i];
      z += op.getW()[i] * learning.scale * (feature - learning.zeroPoint);
    }
    return static_cast<float>(sigmoid(z));
  }

  void write(PuMlrOp op, PuMlrOutput kind, TensorValue &out) const {
    double threshold = op.getThreshold().convertToDouble();
    if (kind == PuMlrOutput::Decision)
      *out.write<int8_t>().data =
          isReal ? real >= static_cast<float>(threshold)
                 : stored >= std::ceil(std::ldexp(threshold, 16));
    else if (out.isFloat())
      *out.write<float>().data =
          real *
          (kind == PuMlrOutput::Labelled ? float(op.getFrequency()) : 1.0f);
    else if (out.isInt8())
      *out.write<int8_t>().data = narrowProbability8(stored);
    else
      *out.write<int16_t>().data = narrowProbability16(stored);
  }

  bool isReal;
  float real = 0;
  uint32_t stored = 0;
};

SmallVector<TensorValue> evaluateLearning(PuMlrOp op, const TensorValue &x) {
  LearningHead head(op, x);
  SmallVector<TensorValue> results;
  for (auto [attr, result] : llvm::zip(op.getOutputs(), op.getResults())) {
    TensorValue out(cast<RankedTensorType>(result.getType()));
    head.write(op, cast<PuMlrOutputAttr>(attr).getValue(), out);
    results.push_back(out);
  }
  return results;
}

SmallVector<TensorValue> evaluatePuMlr(PuMlrOp op, const TensorValue &x) {
  if (op.getLearn())
    return evaluateLearning(op, x);
  PuMlrWeights weights;
  PuMlrLogit logit{1, 0};
  if (!x.isFloat()) {
    weights = *op.quantizeWeights();
    logit = op.getLogit(weights);
  }
  HeadValue value = evaluateHead(op, x, weights);
  SmallVector<TensorValue> results;
  for (auto [attr, result] : llvm::zip(op.getOutputs(), op.getResults())) {
    TensorValue out(cast<RankedTensorType>(result.getType()));
    auto kind = cast<PuMlrOutputAttr>(attr).getValue();
    if (kind == PuMlrOutput::Decision)
      *out.write<int8_t>().data = decide(op, value, logit, x.isFloat());
    else
      writeProbability(
          op, value, logit,
          kind == PuMlrOutput::Labelled ? float(op.getFrequency()) : 1.0f, out);
    results.push_back(out);
  }
  return results;
}

/// Tries the operators `Ops` in turn.
template <typename... Ops>
FailureOr<SmallVector<TensorValue>> evaluateOneOf(Operation *op, Operands in) {
  using Results = FailureOr<SmallVector<TensorValue>>;
  return llvm::TypeSwitch<Operation *, Results>(op)
      .template Case<Ops...>([&](auto typedOp) -> Results {
        TensorValue out(
            cast<RankedTensorType>(typedOp->getResult(0).getType()));
        if (failed(evaluateInto(typedOp, in, out)))
          return failure();
        return SmallVector<TensorValue>{out};
      })
      .template Case<PuMlrOp>(
          [&](PuMlrOp head) -> Results { return evaluatePuMlr(head, in[0]); })
      .Default([](Operation *other) -> Results {
        return other->emitOpError("is not an operator that can be evaluated");
      });
}

} // namespace

FailureOr<SmallVector<TensorValue>>
tinymlc::nn::evaluate(Operation *op, ArrayRef<TensorValue> operands) {
  if (auto constant = dyn_cast<ConstantOp>(op))
    if (auto value = dyn_cast<DenseElementsAttr>(constant.getValue())) {
      auto tensor = TensorValue::get(
          cast<RankedTensorType>(constant.getOutput().getType()), value);
      if (failed(tensor))
        return failure();
      return SmallVector<TensorValue>{*tensor};
    }
  return evaluateOneOf<
      AddOp, AveragePool2DOp, ConcatenationOp, Conv2DOp, DepthwiseConv2DOp,
      DequantizeOp, FullyConnectedOp, HardSwishOp, LeakyReluOp, LogisticOp,
      MaxPool2DOp, MeanOp, MulOp, PadOp, QuantizeOp, Relu6Op, ReluOp, ReshapeOp,
      SliceOp, SoftmaxOp, SubOp, TanhOp, TransposeOp>(op, operands);
}
