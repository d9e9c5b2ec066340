//===- PuMlr.cpp - what nn.pu_mlr knows of itself, and its patterns -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorChecks.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/PatternMatch.h"
#include <cmath>

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

double PuMlrOp::getFrequency() {
  if (getC())
    return getC()->convertToDouble();
  double b = getB()->convertToDouble();
  return 1 / (1 + b * b);
}

double PuMlrOp::getFoldedBias() {
  double bias = getBias().convertToDouble();
  if (getC())
    return bias - std::log(getC()->convertToDouble());
  double b = getB()->convertToDouble();
  return bias + std::log1p(b * b);
}

Value PuMlrOp::getOutput(PuMlrOutput kind) {
  for (auto [attr, result] : llvm::zip(getOutputs(), getResults()))
    if (cast<PuMlrOutputAttr>(attr).getValue() == kind)
      return result;
  return Value();
}

std::optional<PuMlrWeights> PuMlrOp::quantizeWeights() {
  std::vector<double> weights(getW().begin(), getW().end());
  auto bits = static_cast<unsigned>(getWeightBits());
  if (getWeightScale())
    return quantizePuMlrWeights(weights, bits,
                                getWeightScale()->convertToDouble());
  auto type = cast<quant::UniformQuantizedType>(nn::getElementType(getInput()));
  int32_t lowest = -(1 << (type.getStorageTypeIntegralWidth() - 1));
  return quantizePuMlrWeights(
      weights, bits,
      featureRange(lowest, -lowest - 1, int32_t(type.getZeroPoint())));
}

PuMlrLogit PuMlrOp::getLogit(const PuMlrWeights &weights) {
  auto type = cast<quant::UniformQuantizedType>(nn::getElementType(getInput()));
  return {type.getScale() * weights.scale, getFoldedBias()};
}

PuMlrLearning PuMlrOp::getLearning() {
  PuMlrForm form = *getLearn() == PuLearning::F32   ? PuMlrForm::F32
                   : *getLearn() == PuLearning::Q24 ? PuMlrForm::Q24
                                                    : PuMlrForm::Q11;
  PuMlrLearning learning{form,
                         /*scale=*/1.0,
                         /*zeroPoint=*/0,
                         /*featureBits=*/0,
                         getRate().convertToDouble(),
                         getDecay().convertToDouble()};
  if (auto type = dyn_cast<quant::UniformQuantizedType>(
          nn::getElementType(getInput()))) {
    learning.scale = type.getScale();
    learning.zeroPoint = static_cast<int32_t>(type.getZeroPoint());
    learning.featureBits = type.getStorageTypeIntegralWidth();
  }
  return learning;
}

std::optional<std::vector<int32_t>> PuMlrOp::makeState() {
  return makePuMlrState(getLearning(),
                        std::vector<double>(getW().begin(), getW().end()),
                        getBias().convertToDouble(), getFrequency());
}

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

namespace {

/// A head on the same elements under another shape.
struct SkipReshape : OpRewritePattern<PuMlrOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(PuMlrOp op,
                                PatternRewriter &rewriter) const override {
    auto reshape = op.getInput().getDefiningOp<ReshapeOp>();
    if (!reshape)
      return failure();
    rewriter.modifyOpInPlace(
        op, [&] { op.getInputMutable().assign(reshape.getInput()); });
    return success();
  }
};

/// Results that nothing reads are not computed.
struct DropUnusedOutputs : OpRewritePattern<PuMlrOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(PuMlrOp op,
                                PatternRewriter &rewriter) const override {
    SmallVector<Attribute> outputs;
    SmallVector<Value> kept;
    for (auto [attr, result] : llvm::zip(op.getOutputs(), op.getResults()))
      if (!result.use_empty()) {
        outputs.push_back(attr);
        kept.push_back(result);
      }
    if (kept.empty() || kept.size() == op.getNumResults())
      return failure();
    OperationState state(op.getLoc(), PuMlrOp::getOperationName(),
                         op->getOperands(), TypeRange(ValueRange(kept)),
                         op->getAttrs());
    state.attributes.set("outputs", rewriter.getArrayAttr(outputs));
    Operation *smaller = rewriter.create(state);
    for (auto [from, to] : llvm::zip(kept, smaller->getResults()))
      rewriter.replaceAllUsesWith(from, to);
    rewriter.eraseOp(op);
    return success();
  }
};

/// The elements of a float constant as they meet the elements of `shape` when
/// broadcast from the right; empty where `value` is no such constant.
std::vector<double> readBroadcast(Value value, ArrayRef<int64_t> shape) {
  auto constant = value.getDefiningOp<ConstantOp>();
  auto elements = constant ? dyn_cast<DenseElementsAttr>(constant.getValue())
                           : DenseElementsAttr();
  if (!elements || !elements.getElementType().isF32())
    return {};
  ArrayRef<int64_t> own = nn::getShape(value);
  if (own.size() > shape.size())
    return {};
  std::vector<float> flat(elements.getValues<float>().begin(),
                          elements.getValues<float>().end());
  std::vector<double> result;
  int64_t count = getTensorType(value).getNumElements();
  int64_t total = 1;
  for (int64_t size : shape)
    total *= size;
  for (int64_t i = 0; i < total && count > 0; ++i) {
    int64_t rest = i, index = 0, stride = 1;
    for (size_t d = 0; d < own.size(); ++d) {
      int64_t size = shape[shape.size() - 1 - d],
              mine = own[own.size() - 1 - d];
      index += mine == 1 ? 0 : rest % size * stride;
      stride *= mine;
      rest /= size;
    }
    result.push_back(flat[index]);
  }
  return result;
}

/// x -> scale * x + offset, element by element.
struct AffineInput {
  Value input;
  std::vector<double> scale, offset;
};

/// What a float operator with one constant operand does to the other one.
template <typename Op>
std::optional<AffineInput> readAffine(Op op, bool constantIsLhs) {
  Value input = constantIsLhs ? op.getRhs() : op.getLhs();
  Value constant = constantIsLhs ? op.getLhs() : op.getRhs();
  ArrayRef<int64_t> shape = nn::getShape(op.getOutput());
  if (op.getActivation() != Activation::NONE || nn::getShape(input) != shape ||
      !isa<Float32Type>(nn::getElementType(input)))
    return std::nullopt;
  std::vector<double> values = readBroadcast(constant, shape);
  if (values.empty())
    return std::nullopt;
  AffineInput affine{input, std::vector<double>(values.size(), 1.0),
                     std::vector<double>(values.size(), 0.0)};
  if (isa<MulOp>(op.getOperation()))
    affine.scale = values;
  else
    affine.offset = values;
  if (isa<SubOp>(op.getOperation()) && constantIsLhs)
    for (double &scale : affine.scale)
      scale = -1;
  else if (isa<SubOp>(op.getOperation()))
    for (double &offset : affine.offset)
      offset = -offset;
  return affine;
}

/// w.(scale x + offset) + bias is (w scale).x + (w.offset + bias). Only floats:
/// a quantised normalisation rounds, and the fold would change its results.
template <typename Op> struct FoldNormalisation : OpRewritePattern<PuMlrOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(PuMlrOp op,
                                PatternRewriter &rewriter) const override {
    auto producer = op.getInput().getDefiningOp<Op>();
    if (!producer)
      return failure();
    auto affine = readAffine(producer, /*constantIsLhs=*/false);
    if (!affine)
      affine = readAffine(producer, /*constantIsLhs=*/true);
    if (!affine)
      return failure();
    SmallVector<double> w(op.getW());
    double bias = op.getBias().convertToDouble();
    for (size_t i = 0; i < w.size(); ++i) {
      bias += w[i] * affine->offset[i];
      w[i] *= affine->scale[i];
    }
    auto isFinite = [](double value) { return std::isfinite(value); };
    if (!isFinite(bias) || !llvm::all_of(w, isFinite))
      return failure();
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().assign(affine->input);
      op.setW(w);
      op.setBias(llvm::APFloat(bias));
    });
    return success();
  }
};

} // namespace

void PuMlrOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                          MLIRContext *context) {
  patterns.add<SkipReshape, DropUnusedOutputs, FoldNormalisation<AddOp>,
               FoldNormalisation<SubOp>, FoldNormalisation<MulOp>>(context);
}
