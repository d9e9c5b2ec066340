//===- Passes.h - passes on the mcu dialect ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_MCU_TRANSFORMS_PASSES_H
#define TINYMLC_DIALECT_MCU_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"

namespace tinymlc::mcu {

/// Which of a kernel's forms is chosen, where there are several.
enum class KernelForm {
  /// Packed ones; compact with -Os and where little time is at stake.
  Automatic,
  /// The loops that every core has.
  Plain,
  /// Packed ones whose code layers of different shapes share.
  Compact,
  /// Packed ones made for a layer's shape.
  Specialized,
};

/// What decides which kernels run in strips of rows.
enum class StreamGoal {
  /// A small arena at nearly the speed of the fastest schedule.
  Balanced,
  /// The smallest arena.
  Ram,
  /// The fastest schedule.
  Speed,
};

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "tinymlc/Dialect/MCU/Transforms/Passes.h.inc"
} // namespace tinymlc::mcu

#endif // TINYMLC_DIALECT_MCU_TRANSFORMS_PASSES_H
