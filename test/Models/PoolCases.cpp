//===- PoolCases.cpp - random pools and means -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorCase.h"

#include <algorithm>

using namespace tinymlc;
using namespace tinymlc::models;
using tflite::BuiltinOperator;
using tflite::BuiltinOptions;

static int32_t drawFilter(OperatorCase &test, int32_t extent, bool isPadded) {
  int32_t largest = isPadded ? 6 : std::min(extent, 6);
  return test.random.chance(10) ? extent : test.random.between(1, largest);
}

static int32_t positions(int32_t extent, int32_t filter, int32_t stride,
                         bool isPadded) {
  return isPadded ? (extent + stride - 1) / stride
                  : (extent - filter) / stride + 1;
}

static void makePool(OperatorCase &test, BuiltinOperator code) {
  tflite::Pool2DOptionsT options;
  bool isPadded = test.random.chance(50);
  options.padding = isPadded ? tflite::Padding::SAME : tflite::Padding::VALID;
  options.fused_activation_function = test.drawActivation();
  int32_t batch = test.random.chance(80) ? 1 : test.random.between(2, 3);
  Shape shape = {batch, test.random.between(1, 12), test.random.between(1, 12),
                 test.drawChannels()};
  options.filter_height = drawFilter(test, shape[1], isPadded);
  options.filter_width = drawFilter(test, shape[2], isPadded);
  options.stride_h = test.random.between(1, 3);
  options.stride_w = test.random.between(1, 3);

  int input = test.addInput(shape);
  int output = test.addOutput(
      {batch,
       positions(shape[1], options.filter_height, options.stride_h, isPadded),
       positions(shape[2], options.filter_width, options.stride_w, isPadded),
       shape[3]},
      test.quantizationOf(input));
  test.model.addOperator(code, {input}, output, BuiltinOptions::Pool2DOptions,
                         options, 2);
}

void models::makeAveragePool2D(OperatorCase &test) {
  makePool(test, BuiltinOperator::AVERAGE_POOL_2D);
}

void models::makeMaxPool2D(OperatorCase &test) {
  makePool(test, BuiltinOperator::MAX_POOL_2D);
}

/// Some of the dimensions, in any order, counted from either end.
static std::vector<int32_t> drawAxes(OperatorCase &test, int32_t rank) {
  std::vector<int32_t> axes(static_cast<size_t>(rank));
  for (int32_t i = 0; i < rank; ++i)
    axes[static_cast<size_t>(i)] = i;
  test.random.shuffle(axes);
  axes.resize(static_cast<size_t>(test.random.between(1, rank)));
  if (rank == 4 && test.random.chance(40))
    axes = {1, 2};
  for (int32_t &axis : axes)
    if (test.random.chance(25))
      axis -= rank;
  return axes;
}

void models::makeMean(OperatorCase &test) {
  tflite::ReducerOptionsT options;
  options.keep_dims = test.random.chance(50);
  Shape shape = test.drawShape(1, 4);
  auto rank = static_cast<int32_t>(shape.size());
  std::vector<int32_t> axes = drawAxes(test, rank);
  Shape result;
  for (int32_t i = 0; i < rank; ++i) {
    bool isReduced = std::any_of(axes.begin(), axes.end(), [&](int32_t axis) {
      return axis == i || axis + rank == i;
    });
    if (!isReduced || options.keep_dims)
      result.push_back(isReduced ? 1 : shape[static_cast<size_t>(i)]);
  }

  int input = test.addInput(shape);
  int indices = test.model.addIndices(axes, /*isScalar=*/axes.size() == 1 &&
                                                test.random.chance(50));
  Quantization quantization = test.quantizationOf(input);
  if (test.random.chance(70))
    quantization = test.drawOutputQuantization(test.rootMeanSquare(input) / 2);
  int output = test.addOutput(result, quantization);
  test.model.addOperator(BuiltinOperator::MEAN, {input, indices}, output,
                         BuiltinOptions::ReducerOptions, options, 2);
}
