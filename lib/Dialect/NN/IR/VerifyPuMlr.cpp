//===- VerifyPuMlr.cpp - the verifier of positive-unlabelled heads --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorChecks.h"
#include "mlir/IR/Diagnostics.h"
#include <cmath>

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

namespace {

LogicalResult checkOutputs(PuMlrOp op) {
  llvm::SmallDenseSet<Attribute> kinds(op.getOutputs().begin(),
                                       op.getOutputs().end());
  if (op.getOutputs().empty() || op.getOutputs().size() != op.getNumResults())
    return op.emitOpError() << "has " << op.getNumResults() << " results, but "
                            << op.getOutputs().size() << " outputs";
  if (kinds.size() != op.getOutputs().size())
    return op.emitOpError("has an output twice");
  return success();
}

/// pu_mlr_c2 to pu_mlr_c4
LogicalResult checkHead(PuMlrOp op) {
  int64_t features = getTensorType(op.getInput()).getNumElements();
  if (static_cast<int64_t>(op.getW().size()) != features || features == 0)
    return op.emitOpError() << "has " << op.getW().size() << " weights for "
                            << features << " features";
  auto isFinite = [](double w) { return std::isfinite(w); };
  if (!llvm::all_of(op.getW(), isFinite) || !op.getBias().isFinite())
    return op.emitOpError("has a weight or bias that is not finite");
  double threshold = op.getThreshold().convertToDouble();
  if (!(threshold > 0 && threshold < 1))
    return op.emitOpError() << "has a threshold of " << threshold
                            << ", expected one between 0 and 1";
  if (op.getB().has_value() == op.getC().has_value())
    return op.emitOpError("expects either b or c");
  if (op.getB() && (!op.getB()->isFinite() || op.getB()->isZero()))
    return op.emitOpError("expects a finite b other than 0");
  double c = op.getC() ? op.getC()->convertToDouble() : 0.5;
  if (!(c > 0 && c < 1))
    return op.emitOpError()
           << "has a c of " << c << ", expected one between 0 and 1";
  return success();
}

/// Whether a scale is the expected one but for rounding to float32.
bool isScale(double scale, double expected) {
  return std::abs(scale - expected) <= expected * 1e-6;
}

LogicalResult checkProbability(PuMlrOp op, Value result, double factor) {
  Type type = nn::getElementType(result);
  if (isa<Float32Type>(nn::getElementType(op.getInput()))) {
    if (isa<Float32Type>(type))
      return success();
    return op.emitOpError("has a quantized probability of float32 features");
  }
  auto quantized = dyn_cast<quant::UniformQuantizedType>(type);
  if (!quantized)
    return op.emitOpError("expects probabilities quantized per tensor");
  bool isInt8 = quantized.getStorageTypeIntegralWidth() == 8;
  double scale = factor / (isInt8 ? 256 : 32768);
  if (isScale(quantized.getScale(), scale) &&
      quantized.getZeroPoint() == (isInt8 ? -128 : 0))
    return success();
  return op.emitOpError() << "expects a probability of scale " << scale
                          << " and zero point " << (isInt8 ? -128 : 0);
}

/// pu_mlr_c6 to pu_mlr_c8
LogicalResult checkResultTypes(PuMlrOp op) {
  for (Value result : op.getResults())
    if (getTensorType(result).getNumElements() != 1)
      return op.emitOpError("expects results of one element");
  Value positive = op.getOutput(PuMlrOutput::Positive);
  Value labelled = op.getOutput(PuMlrOutput::Labelled);
  Value decision = op.getOutput(PuMlrOutput::Decision);
  if (positive && failed(checkProbability(op, positive, 1)))
    return failure();
  if (labelled && failed(checkProbability(op, labelled, op.getFrequency())))
    return failure();
  if (positive && labelled &&
      getStorageType(nn::getElementType(positive)) !=
          getStorageType(nn::getElementType(labelled)))
    return op.emitOpError("has probabilities of two types");
  if (decision && (!isInt8Activation(decision) ||
                   nn::getQuantParams(decision) != QuantParams{1.0f, 0}))
    return op.emitOpError("expects a decision of int8, scale 1 and zero "
                          "point 0");
  return success();
}

/// pu_mlr_c9 to pu_mlr_c11 of quantized features
LogicalResult checkIntegers(PuMlrOp op) {
  if (op.getWeightBits() != 8 && op.getWeightBits() != 16)
    return op.emitOpError() << "has weights of " << op.getWeightBits()
                            << " bits, expected 8 or 16";
  double scale =
      op.getWeightScale() ? op.getWeightScale()->convertToDouble() : 1.0;
  if (!(scale > 0) || !std::isfinite(scale))
    return op.emitOpError("expects a finite weight scale above 0");
  std::optional<PuMlrWeights> weights = op.quantizeWeights();
  if (!weights && op.getWeightScale())
    return op.emitOpError() << "has a weight that does not fit "
                            << op.getWeightBits() << " bits at scale " << scale;
  auto type =
      cast<quant::UniformQuantizedType>(nn::getElementType(op.getInput()));
  int32_t lowest = -(1 << (type.getStorageTypeIntegralWidth() - 1));
  ClampRange<int32_t> features =
      featureRange(lowest, -lowest - 1, int32_t(type.getZeroPoint()));
  if (!weights || !fitsAccumulator(accumulatorRange(weights->values, features)))
    return op.emitOpError("has accumulators that do not fit int32");
  double unit = op.getLogit(*weights).scale;
  if (!(unit > 0 && unit < largestPolynomialScale))
    return op.emitOpError() << "has an input scale times weight scale of "
                            << unit << ", expected one between 0 and 16";
  return success();
}

/// pu_mlr_c12 and pu_mlr_c13
LogicalResult checkLearning(PuMlrOp op) {
  if (!op.getLearn())
    return success();
  PuMlrLearning learning = op.getLearning();
  bool isFloat = learning.form == PuMlrForm::F32;
  if (!isFloat && learning.featureBits == 0)
    return op.emitOpError("learns in integers, but has float32 features");
  double limit = largestRate(learning.form);
  for (double rate :
       {learning.rate, isFloat ? learning.rate : learning.weightRate()})
    if (!(rate > 0 && rate <= limit))
      return op.emitOpError()
             << "has a learning rate of " << rate
             << " a step, expected one in (0, " << limit << "]";
  if (!(learning.decay >= 0 && learning.decay < 1))
    return op.emitOpError()
           << "has a decay of " << learning.decay << ", expected one in [0, 1)";
  if (!op.makeState())
    return op.emitOpError("has a weight, bias or c that does not fit the form "
                          "that it is to be learned in");
  return success();
}

} // namespace

LogicalResult PuMlrOp::verify() {
  // pu_mlr_c1
  if (failed(checkOutputs(*this)))
    return failure();
  // pu_mlr_c2 to pu_mlr_c4
  if (failed(checkHead(*this)))
    return failure();
  // pu_mlr_c5
  Type input = nn::getElementType(getInput());
  bool isFloat = isa<Float32Type>(input);
  if (!isFloat && !isInt8Activation(getInput()) && !isQuantizedInt16(input))
    return emitOpError("expects an input of f32, or of int8 or int16 quantized "
                       "per tensor");
  // pu_mlr_c6 to pu_mlr_c8
  if (failed(checkResultTypes(*this)))
    return failure();
  // pu_mlr_c11
  if (!(std::abs(getFoldedBias()) < double(1 << 30)))
    return emitOpError("expects |bias + ln(1 + b^2)| below 2^30");
  // pu_mlr_c9, pu_mlr_c10, pu_mlr_c11
  if (!isFloat && failed(checkIntegers(*this)))
    return failure();
  // pu_mlr_c12, pu_mlr_c13
  return checkLearning(*this);
}
