//===- PoolsAndReductions.cpp - imports pools and means -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OperatorTable.h"
#include "Window.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::tflite;

// Far above any rank, as axes may repeat.
static constexpr size_t maxAxes = 64;

template <typename Op> static Value convertPool(OperatorReader &reader) {
  const auto *options =
      reader.getRequiredOptions(&Operator::builtin_options_as_Pool2DOptions);
  if (!options || failed(checkRank(reader, 0, "input")))
    return nullptr;
  FailureOr<nn::Activation> activation =
      reader.getActivation(options->fused_activation_function());
  Window window;
  window.padding = options->padding();
  window.sizes = {options->filter_height(), options->filter_width()};
  window.strides = {options->stride_h(), options->stride_w()};
  FailureOr<SmallVector<int64_t, 4>> padding =
      resolvePadding(reader, window, reader.getInput(0).shape);
  if (failed(activation) || failed(padding))
    return nullptr;
  Value input = reader.getValue(0);
  if (!input)
    return nullptr;
  return Op::create(reader.getBuilder(), reader.getLocation(),
                    reader.getOutputType(), input, window.sizes, window.strides,
                    *padding, *activation);
}

Value tinymlc::tflite::convertAveragePool2D(OperatorReader &reader) {
  return convertPool<nn::AveragePool2DOp>(reader);
}

Value tinymlc::tflite::convertMaxPool2D(OperatorReader &reader) {
  return convertPool<nn::MaxPool2DOp>(reader);
}

Value tinymlc::tflite::convertMean(OperatorReader &reader) {
  FailureOr<SmallVector<int64_t>> given =
      reader.getIntegers(1, "axis", maxAxes);
  if (failed(given))
    return nullptr;
  SmallVector<int64_t> axes;
  for (int64_t axis : *given) {
    FailureOr<int64_t> index =
        reader.normalizeAxis(axis, reader.getInput(0).shape.size());
    if (failed(index))
      return nullptr;
    axes.push_back(*index);
  }
  llvm::sort(axes);
  axes.erase(llvm::unique(axes), axes.end());
  const auto *options =
      reader.getOptions(&Operator::builtin_options_as_ReducerOptions);
  Value input = reader.getValue(0);
  if (!input)
    return nullptr;
  return nn::MeanOp::create(reader.getBuilder(), reader.getLocation(),
                            reader.getOutputType(), input, axes,
                            options && options->keep_dims());
}
