//===- ChooseForms.h - forms of kernels within the code's budget -*- C++ -*-==//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_DIALECT_MCU_TRANSFORMS_CHOOSEFORMS_H
#define TINYMLC_LIB_DIALECT_MCU_TRANSFORMS_CHOOSEFORMS_H

#include "tinymlc/Dialect/MCU/IR/MCU.h"

namespace tinymlc::mcu {

/// Bytes that a target's kernels may take; none where there is no limit.
std::optional<int64_t> getCodeBudget(TargetAttr target);

/// Cycles that mcu-choose-forms will add to a model for the sake of its code.
int64_t countFormCycles(ModelOp model, int64_t budget);

} // namespace tinymlc::mcu

#endif // TINYMLC_LIB_DIALECT_MCU_TRANSFORMS_CHOOSEFORMS_H
