//===- Assemble.h - functions of the loops level as Thumb-2 text *- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TARGET_ASSEMBLY_ASSEMBLE_H
#define TINYMLC_TARGET_ASSEMBLY_ASSEMBLE_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/MapVector.h"
#include <string>
#include <vector>

namespace tinymlc {

/// A function as lines of assembly, without its label and section.
using AssemblyLines = std::vector<std::string>;

/// Selects instructions and allocates registers for the assembly functions of a
/// module, by their names. Reports an operation that has no instruction.
mlir::FailureOr<llvm::MapVector<llvm::StringRef, AssemblyLines>>
assembleFunctions(mlir::ModuleOp module);

/// Bytes of the stack that such a function takes.
unsigned getFrameBytes(const AssemblyLines &lines);

/// The same with directives that make it a function of that name in a section
/// of its own, `global` where other files may define what calls it (as
/// link-time optimization makes them). A piece holds at most `maxCharacters`;
/// the pieces stand for themselves but must follow one another.
std::vector<std::string> wrapAssembly(llvm::StringRef name,
                                      const AssemblyLines &lines, bool global,
                                      size_t maxCharacters);

} // namespace tinymlc

#endif // TINYMLC_TARGET_ASSEMBLY_ASSEMBLE_H
