//===- DataMovementCases.cpp - random pads, reshapes, transposes ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorCase.h"

#include <algorithm>

using namespace tinymlc;
using namespace tinymlc::models;
using tflite::BuiltinOperator;
using tflite::BuiltinOptions;
using tflite::TensorType;

//===----------------------------------------------------------------------===//
// Borders
//===----------------------------------------------------------------------===//

static int addPaddings(OperatorCase &test, const Shape &shape, Shape &result) {
  std::vector<int32_t> paddings;
  result = shape;
  for (int32_t &extent : result) {
    for (int side = 0; side < 2; ++side) {
      paddings.push_back(test.random.chance(40) ? 0
                                                : test.random.between(1, 3));
      extent += paddings.back();
    }
  }
  return test.model.addConstant({static_cast<int32_t>(shape.size()), 2},
                                TensorType::INT32, paddings, {}, "paddings");
}

void models::makePad(OperatorCase &test) {
  Shape shape = test.drawShape(1, 4, 6), result;
  int input = test.addInput(shape);
  int paddings = addPaddings(test, shape, result);
  int output = test.addOutput(result, test.quantizationOf(input));
  test.model.addOperator(BuiltinOperator::PAD, {input, paddings}, output, 2);
}

void models::makePadV2(OperatorCase &test) {
  Shape shape = test.drawShape(1, 4, 6), result;
  int input = test.addInput(shape);
  int paddings = addPaddings(test, shape, result);
  Shape one;
  if (test.random.chance(50))
    one.push_back(1);
  int value = test.addConstant(one, test.quantizationOf(input));
  int output = test.addOutput(result, test.quantizationOf(input));
  test.model.addOperator(BuiltinOperator::PADV2, {input, paddings, value},
                         output, 2);
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

/// Another shape for as many elements: the prime factors, dealt out anew.
static Shape drawRegrouping(OperatorCase &test, const Shape &shape) {
  Shape result(static_cast<size_t>(test.random.between(1, 5)), 1);
  auto rest = static_cast<int32_t>(elementsIn(shape));
  for (int32_t factor = 2; rest > 1; ++factor)
    for (; rest % factor == 0; rest /= factor)
      result[static_cast<size_t>(
          test.random.between(0, int64_t(result.size()) - 1))] *= factor;
  return result;
}

void models::makeReshape(OperatorCase &test) {
  Shape shape = test.drawShape(1, 5, 5);
  Shape result = drawRegrouping(test, shape);
  Shape wanted = result;
  if (test.random.chance(30))
    wanted[static_cast<size_t>(
        test.random.between(0, int64_t(wanted.size()) - 1))] = -1;

  int input = test.addInput(shape);
  std::vector<int32_t> inputs = {input};
  int32_t form = test.random.between(0, 2);
  if (form != 0)
    inputs.push_back(test.model.addIndices(wanted));
  int output = test.addOutput(result, test.quantizationOf(input));
  if (form == 1) {
    test.model.addOperator(BuiltinOperator::RESHAPE, inputs, output);
    return;
  }
  tflite::ReshapeOptionsT options;
  options.new_shape = wanted;
  test.model.addOperator(BuiltinOperator::RESHAPE, inputs, output,
                         BuiltinOptions::ReshapeOptions, options);
}

void models::makeSqueeze(OperatorCase &test) {
  tflite::SqueezeOptionsT options;
  Shape shape = test.drawShape(1, 5, 6);
  shape[static_cast<size_t>(
      test.random.between(0, int64_t(shape.size()) - 1))] = 1;
  auto rank = static_cast<int32_t>(shape.size());
  bool all = test.random.chance(40);
  Shape result;
  for (int32_t i = 0; i < rank; ++i) {
    int32_t extent = shape[static_cast<size_t>(i)];
    bool isDropped = extent == 1 && (all || test.random.chance(60));
    if (!isDropped)
      result.push_back(extent);
    else if (!all)
      options.squeeze_dims.push_back(test.random.chance(25) ? i - rank : i);
  }
  // An empty list means every dimension of extent 1.
  if (options.squeeze_dims.empty())
    result.erase(std::remove(result.begin(), result.end(), 1), result.end());
  int input = test.addInput(shape);
  int output = test.addOutput(result, test.quantizationOf(input));
  test.model.addOperator(BuiltinOperator::SQUEEZE, {input}, output,
                         BuiltinOptions::SqueezeOptions, options);
}

void models::makeExpandDims(OperatorCase &test) {
  Shape shape = test.drawShape(0, 4, 6), result = shape;
  auto rank = static_cast<int32_t>(shape.size());
  int32_t axis = test.random.between(0, rank);
  result.insert(result.begin() + axis, 1);
  if (test.random.chance(40))
    axis -= rank + 1;
  int input = test.addInput(shape);
  int indices =
      test.model.addIndices({axis}, /*isScalar=*/test.random.chance(50));
  int output = test.addOutput(result, test.quantizationOf(input));
  test.model.addOperator(BuiltinOperator::EXPAND_DIMS, {input, indices},
                         output);
}

void models::makeTranspose(OperatorCase &test) {
  Shape shape = test.drawShape(1, 5, 6), result;
  std::vector<int32_t> permutation(shape.size());
  for (size_t i = 0; i < shape.size(); ++i)
    permutation[i] = static_cast<int32_t>(i);
  test.random.shuffle(permutation);
  for (int32_t from : permutation)
    result.push_back(shape[static_cast<size_t>(from)]);
  int input = test.addInput(shape);
  int indices = test.model.addIndices(permutation);
  int output = test.addOutput(result, test.quantizationOf(input));
  test.model.addOperator(BuiltinOperator::TRANSPOSE, {input, indices}, output,
                         2);
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

void models::makeSlice(OperatorCase &test) {
  Shape shape = test.drawShape(1, 4, 7), result;
  std::vector<int32_t> begin, size;
  for (int32_t extent : shape) {
    begin.push_back(
        test.random.chance(50) ? 0 : test.random.between(0, extent - 1));
    int32_t rest = extent - begin.back();
    result.push_back(test.random.chance(50) ? rest
                                            : test.random.between(1, rest));
    // -1: all that is left.
    bool isAll = result.back() == rest && test.random.chance(40);
    size.push_back(isAll ? -1 : result.back());
  }
  int input = test.addInput(shape);
  int begins = test.model.addIndices(begin);
  int sizes = test.model.addIndices(size);
  int output = test.addOutput(result, test.quantizationOf(input));
  test.model.addOperator(BuiltinOperator::SLICE, {input, begins, sizes}, output,
                         2);
}

/// The sizes of parts along an axis: all the same, or random.
static std::vector<int32_t> drawParts(OperatorCase &test, bool isEven) {
  std::vector<int32_t> parts = {test.random.between(1, 4)};
  for (int32_t i = test.random.between(0, 3); i > 0; --i)
    parts.push_back(isEven ? parts[0] : test.random.between(1, 4));
  return parts;
}

static void addSplit(OperatorCase &test, bool isEven) {
  Shape shape = test.drawShape(1, 4, 6);
  auto rank = static_cast<int32_t>(shape.size());
  int32_t axis = test.random.between(0, rank - 1);
  std::vector<int32_t> parts = drawParts(test, isEven), outputs;
  int32_t &extent = shape[static_cast<size_t>(axis)];
  extent = 0;
  for (int32_t part : parts)
    extent += part;
  int input = test.addInput(shape);
  Shape result = shape;
  for (int32_t part : parts) {
    result[static_cast<size_t>(axis)] = part;
    outputs.push_back(test.addOutput(result, test.quantizationOf(input)));
  }
  int axes = test.model.addIndices(
      {test.random.chance(30) ? axis - rank : axis}, /*isScalar=*/true);
  if (isEven) {
    tflite::SplitOptionsT options;
    options.num_splits = static_cast<int32_t>(parts.size());
    test.model.addOperator(BuiltinOperator::SPLIT, {axes, input}, outputs, 2);
    test.model.setOptions(BuiltinOptions::SplitOptions, options);
    return;
  }
  tflite::SplitVOptionsT options;
  options.num_splits = static_cast<int32_t>(parts.size());
  test.model.addOperator(BuiltinOperator::SPLIT_V,
                         {input, test.model.addIndices(parts), axes}, outputs,
                         2);
  test.model.setOptions(BuiltinOptions::SplitVOptions, options);
}

void models::makeSplit(OperatorCase &test) { addSplit(test, true); }
void models::makeSplitV(OperatorCase &test) { addSplit(test, false); }

void models::makeConcatenation(OperatorCase &test) {
  tflite::ConcatenationOptionsT options;
  Shape shape = test.drawShape(1, 4, 6), result = shape;
  auto rank = static_cast<int32_t>(shape.size());
  int32_t axis = test.random.between(0, rank - 1);
  auto at = static_cast<size_t>(axis);
  options.axis = test.random.chance(30) ? axis - rank : axis;
  Quantization quantization = test.drawQuantization();
  std::vector<int32_t> inputs = {test.addInput(shape, quantization)};
  for (int32_t i = test.random.between(1, 4); i > 0; --i) {
    Shape part = shape;
    part[at] = test.random.between(1, 6);
    if (test.random.chance(10))
      inputs.push_back(inputs[0]);
    else if (test.random.chance(20))
      inputs.push_back(test.addConstant(part, quantization));
    else
      inputs.push_back(test.addInput(part, quantization));
  }
  test.random.shuffle(inputs);
  result[at] = 0;
  for (int32_t input : inputs)
    result[at] += test.model.shapeOf(input)[at];
  int output = test.addOutput(result, quantization);
  test.model.addOperator(BuiltinOperator::CONCATENATION, inputs, output,
                         BuiltinOptions::ConcatenationOptions, options, 2);
}
