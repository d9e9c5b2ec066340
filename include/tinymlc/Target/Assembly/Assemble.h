//===- Assemble.h - functions of the loops level as Thumb-2 text *- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TARGET_ASSEMBLY_ASSEMBLE_H
#define TINYMLC_TARGET_ASSEMBLY_ASSEMBLE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include <string>
#include <vector>

namespace tinymlc {

/// Functions with this attribute are written for a core with the DSP extension:
/// there they become assembly in the order in which they stand, so that no
/// compiler moves or spills what a kernel's inner loop holds in registers.
constexpr llvm::StringLiteral assemblyAttrName = "mcu.assembly";

/// A function as lines of assembly, without its label and section.
struct AssemblyFunction {
  std::vector<std::string> lines;
  /// Bytes of stack: saved registers and spilled values.
  unsigned stackBytes = 0;
};

/// Selects instructions and allocates registers. Reports an operation that has
/// no instruction.
mlir::FailureOr<AssemblyFunction> assemble(mlir::func::FuncOp function);

/// The same with directives that make it a function of that name in a section
/// of its own, `global` where other files may define what calls it (as
/// link-time optimization makes them). A piece holds at most `maxCharacters`;
/// the pieces stand for themselves but must follow one another.
std::vector<std::string> wrapAssembly(llvm::StringRef name,
                                      const AssemblyFunction &function,
                                      bool global, size_t maxCharacters);

} // namespace tinymlc

#endif // TINYMLC_TARGET_ASSEMBLY_ASSEMBLE_H
