//===- ConstantSection.h - where the linker finds constants -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TARGET_CONSTANTSECTION_H
#define TINYMLC_TARGET_CONSTANTSECTION_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringExtras.h"

namespace tinymlc {

/// On a module: the section that its constants go to, instead of .rodata.
constexpr llvm::StringLiteral constantSectionAttrName = "mcu.constant_section";

/// The section that the user wants for the constants of `op`'s module, or null.
inline mlir::StringAttr getConstantSection(mlir::Operation *op) {
  return op->getParentOfType<mlir::ModuleOp>()->getAttrOfType<mlir::StringAttr>(
      constantSectionAttrName);
}

/// Whether compilers and linkers take it as a section's name.
inline bool isSectionName(llvm::StringRef name) {
  return !name.empty() && llvm::all_of(name, [](char c) {
    return llvm::isAlnum(c) || c == '_' || c == '.' || c == '$' || c == '-';
  });
}

} // namespace tinymlc

#endif // TINYMLC_TARGET_CONSTANTSECTION_H
