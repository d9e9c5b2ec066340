//===- Passes.h - passes from one dialect to the next -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_PASSES_H
#define TINYMLC_CONVERSION_PASSES_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"

namespace tinymlc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "tinymlc/Conversion/Passes.h.inc"
} // namespace tinymlc

#endif // TINYMLC_CONVERSION_PASSES_H
