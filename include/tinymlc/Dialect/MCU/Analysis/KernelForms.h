//===- KernelForms.h - what the forms of kernels cost -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_MCU_ANALYSIS_KERNELFORMS_H
#define TINYMLC_DIALECT_MCU_ANALYSIS_KERNELFORMS_H

#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include <string>

namespace tinymlc::mcu {

/// A function that kernels call. Those that name the same one share its code.
struct CodeFunction {
  std::string name;
  int64_t bytes;
};

/// A form that a kernel can take, of the same weights.
struct FormCost {
  bool compact = false, unrolled = false, lean = false, longTurns = false,
       anyChannels = false;
  llvm::SmallVector<CodeFunction> functions;
  /// Cycles of an invoke, but for what all forms of the kernel take.
  double cycles = 0;
};

/// The forms of a packed convolution, from the one it has on to smaller ones;
/// none of other kernels, or where there is no choice.
llvm::SmallVector<FormCost> listForms(mlir::Operation *kernel);

/// Makes a kernel take a form.
void setForm(mlir::Operation *kernel, const FormCost &form);

/// Code besides what `listForms` counts: of kernels without a choice, of
/// everyone's callers, and of the public functions.
int64_t estimateOtherCode(ModelOp model);

} // namespace tinymlc::mcu

#endif // TINYMLC_DIALECT_MCU_ANALYSIS_KERNELFORMS_H
