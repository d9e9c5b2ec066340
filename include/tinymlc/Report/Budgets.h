//===- Budgets.h - what a compiled model may cost ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_REPORT_BUDGETS_H
#define TINYMLC_REPORT_BUDGETS_H

#include "tinymlc/Report/Report.h"

namespace tinymlc {

/// Limits that the user gives; none where nothing was said.
struct Budgets {
  /// Bytes of the arena and of the stack that invoke takes.
  std::optional<int64_t> ram;
  /// Bytes of constants, and of code as LLVM compiles it.
  std::optional<int64_t> flash;
  /// Of one invoke, as `estimateCycles` has them.
  std::optional<int64_t> cycles;
};

/// Writes what is over its limit, by how much, and what takes most of it;
/// nothing when all is within.
void printExcess(const Report &report, const Budgets &budgets,
                 llvm::raw_ostream &os);

} // namespace tinymlc

#endif // TINYMLC_REPORT_BUDGETS_H
