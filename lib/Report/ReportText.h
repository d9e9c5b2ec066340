//===- ReportText.h - numbers and names as reports print them ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_REPORT_REPORTTEXT_H
#define TINYMLC_LIB_REPORT_REPORTTEXT_H

#include "tinymlc/Report/Report.h"

namespace tinymlc {

/// 1234567 -> 1,234,567
std::string grouped(int64_t value);

/// "arena", and the memory where there are several.
std::string arenaName(const ArenaReport &arena);

/// A kernel's number, or the side of the model's border that it stands for.
std::string kernelName(const Report &report, int64_t kernel);

/// The operators whose work a kernel does.
std::string sourceText(const KernelReport &kernel);

} // namespace tinymlc

#endif // TINYMLC_LIB_REPORT_REPORTTEXT_H
