//===- Passes.h - passes of the two back ends -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TARGET_PASSES_H
#define TINYMLC_TARGET_PASSES_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/EmitC/IR/EmitC.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace tinymlc {
#define GEN_PASS_DECL
#include "tinymlc/Target/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "tinymlc/Target/Passes.h.inc"
} // namespace tinymlc

#endif // TINYMLC_TARGET_PASSES_H
