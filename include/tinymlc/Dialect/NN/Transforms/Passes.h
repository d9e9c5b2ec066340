//===- Passes.h - passes on the nn dialect ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_TRANSFORMS_PASSES_H
#define TINYMLC_DIALECT_NN_TRANSFORMS_PASSES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"
#include "tinymlc/Dialect/NN/IR/NN.h"

namespace tinymlc::nn {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "tinymlc/Dialect/NN/Transforms/Passes.h.inc"
} // namespace tinymlc::nn

#endif // TINYMLC_DIALECT_NN_TRANSFORMS_PASSES_H
