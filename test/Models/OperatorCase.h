//===- OperatorCase.h - random models of one operator ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TEST_MODELS_OPERATORCASE_H
#define TINYMLC_TEST_MODELS_OPERATORCASE_H

#include "ModelWriter.h"
#include "Random.h"

#include <string_view>

namespace tinymlc::models {

/// What a maker of one-operator models draws from and writes to.
struct OperatorCase {
  Random &random;
  ModelWriter &model;
  tflite::TensorType dataType;

  tflite::TensorType type() const { return dataType; }
  bool isFloat() const { return dataType == tflite::TensorType::FLOAT32; }

  /// The shape of a tensor of `minRank` to `maxRank` dimensions, none above
  /// `maxExtent`.
  Shape drawShape(int minRank, int maxRank, int maxExtent = 9);
  /// Channel counts around the multiples of four that kernels are blocked by.
  int drawChannels();
  int64_t drawZeroPoint();
  /// Nothing for float models.
  Quantization drawQuantization();
  tflite::ActivationFunctionType drawActivation();

  int addInput(const Shape &shape) {
    return addInput(shape, drawQuantization());
  }
  int addInput(const Shape &shape, const Quantization &quantization) {
    return model.addInput(shape, type(), quantization);
  }
  /// A constant over the full range of its type.
  int addConstant(const Shape &shape, const Quantization &quantization);
  int addOutput(const Shape &shape, const Quantization &quantization) {
    int tensor = model.addTensor(shape, type(), quantization, "output");
    model.addOutput(tensor);
    return tensor;
  }
  /// Root of the mean square of the tensor's reals, were its stored values
  /// spread evenly.
  double rootMeanSquare(int tensor) const;
  /// A quantization under which reals of the given deviation use much of the
  /// int8 range, sometimes little, sometimes more than there is.
  Quantization drawOutputQuantization(double deviation);
  /// The quantization of an existing tensor, for operators that keep it.
  Quantization quantizationOf(int tensor) const;
};

/// One operator of the generator.
struct OperatorEntry {
  std::string_view name;
  void (*make)(OperatorCase &);
  bool int8 = true;
  bool float32 = true;
  /// The same on shapes that deep networks have, where there are such.
  void (*makeDeep)(OperatorCase &) = nullptr;
  bool int16 = false;

  bool takes(tflite::TensorType type) const {
    return type == tflite::TensorType::FLOAT32 ? float32
           : type == tflite::TensorType::INT16 ? int16
                                               : int8;
  }
};

/// All operators, under the names that the format gives them.
const std::vector<OperatorEntry> &operatorEntries();

void makeConv2D(OperatorCase &);
void makeDeepConv2D(OperatorCase &);
void makeDepthwiseConv2D(OperatorCase &);
void makeFullyConnected(OperatorCase &);

void makeAveragePool2D(OperatorCase &);
void makeMaxPool2D(OperatorCase &);
void makeMean(OperatorCase &);

void makeAdd(OperatorCase &);
void makeSub(OperatorCase &);
void makeMul(OperatorCase &);

void makeSoftmax(OperatorCase &);
void makeLogistic(OperatorCase &);
void makeTanh(OperatorCase &);
void makeRelu(OperatorCase &);
void makeRelu6(OperatorCase &);
void makeLeakyRelu(OperatorCase &);
void makeHardSwish(OperatorCase &);
void makeQuantize(OperatorCase &);
void makeDequantize(OperatorCase &);

void makePad(OperatorCase &);
void makePadV2(OperatorCase &);
void makeReshape(OperatorCase &);
void makeSqueeze(OperatorCase &);
void makeExpandDims(OperatorCase &);
void makeTranspose(OperatorCase &);
void makeSlice(OperatorCase &);
void makeSplit(OperatorCase &);
void makeSplitV(OperatorCase &);
void makeConcatenation(OperatorCase &);

void makePuMlr(OperatorCase &);

} // namespace tinymlc::models

#endif // TINYMLC_TEST_MODELS_OPERATORCASE_H
