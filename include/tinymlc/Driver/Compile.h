//===- Compile.h - from a model file to a folder of code --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DRIVER_COMPILE_H
#define TINYMLC_DRIVER_COMPILE_H

#include "mlir/Support/LLVM.h"
#include "tinymlc/Dialect/MCU/Transforms/Passes.h"
#include "tinymlc/Driver/Pipelines.h"
#include "tinymlc/Frontend/Head/Head.h"
#include "tinymlc/Frontend/TFLite/Import.h"
#include "tinymlc/Report/Budgets.h"
#include "tinymlc/Target/Target.h"
#include <string>

namespace tinymlc {

/// What to write: one of the two outputs, an object, or the IR of a stage.
enum class EmitKind { NN, MCU, Loops, EmitC, LLVM, C, Assembly, Object };

/// Everything that the command line says.
struct CompileOptions {
  std::string inputFile;
  /// Folder (file for IR stages, "-" for stdout); empty: after the model.
  std::string output;
  /// Empty: after the file.
  std::string name;
  const Target *target = nullptr;
  FloatABI floatABI = FloatABI::Soft;
  EmitKind emit = EmitKind::C;
  unsigned optimizationLevel = 2;
  bool optimizeSize = false;
  ScheduleConfiguration schedule;
  /// Inputs and outputs that the model converts from and to float are int8.
  bool int8Interface = false;
  /// File for the report, if not empty: a page if its name ends with .html,
  /// else JSON.
  std::string reportFile;
  bool quiet = false;
  /// Section of the weights and tables; empty: the compiler's own.
  std::string constantSection;
  /// The build fails beyond them; IR stages do not check them.
  Budgets budgets;
  ImportOptions import;
  /// A positive-unlabelled head to put on the model, if not empty.
  std::string headFile;
  PuHeadOptions head;
  HeadConfiguration heads;
};

/// Compiles one model. On failure diagnostics are on stderr and nothing is
/// written.
mlir::LogicalResult compile(const CompileOptions &options);

/// `text` as a C identifier that is no keyword: other characters become `_`;
/// empty if nothing of it can stay.
std::string makeIdentifier(llvm::StringRef text);

} // namespace tinymlc

#endif // TINYMLC_DRIVER_COMPILE_H
