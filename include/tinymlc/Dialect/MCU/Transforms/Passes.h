//===- Passes.h - passes on the mcu dialect ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_MCU_TRANSFORMS_PASSES_H
#define TINYMLC_DIALECT_MCU_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"

namespace tinymlc::mcu {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "tinymlc/Dialect/MCU/Transforms/Passes.h.inc"
} // namespace tinymlc::mcu

#endif // TINYMLC_DIALECT_MCU_TRANSFORMS_PASSES_H
