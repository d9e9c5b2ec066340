//===- Learning.h - what heads that learn add to a model --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_LEARNING_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_LEARNING_H

#include "LoopBuilder.h"
#include "ModelFunctions.h"

namespace tinymlc {

/// What the runtime header calls TML_ERROR_HEAD_INVALID and
/// TML_ERROR_FEATURES_NOT_FINITE.
constexpr int headInvalid = 4, featuresNotFinite = 5;

/// Where the float form's weights and bias saturate.
constexpr float largestFloatWeight = 1e6f;

/// Writes a step by the features and the state at two pointers; returns the
/// status, an i32. `labelled` is an i1.
mlir::Value lowerLearning(LoopBuilder &b, mcu::PuLearnOp op, mlir::Value input,
                          mlir::Value state, mlir::Value labelled);

/// c from gamma, in the words of a form: i32, or f32.
mlir::Value lowerFrequency(LoopBuilder &b, mcu::PuLearning form,
                           mlir::Value gamma);

/// Adds <name>_learn, <name>_head_save and <name>_head_load.
void addLearningFunctions(FunctionBuilder &f, mcu::PuLearnOp op);

/// Bytes that a saved head takes, in its two slots.
int64_t savedHeadBytes(mcu::PuLearnOp op);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_LEARNING_H
