//===- TranslateToObject.h - machine code of the loops level ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TARGET_LLVM_TRANSLATETOOBJECT_H
#define TINYMLC_TARGET_LLVM_TRANSLATETOOBJECT_H

#include "mlir/IR/BuiltinOps.h"
#include "tinymlc/Target/LLVM/StackUsage.h"
#include "tinymlc/Target/Target.h"
#include "llvm/Support/CodeGen.h"
#include "llvm/Support/raw_ostream.h"

namespace tinymlc {

/// What the LLVM back end is to make.
struct ObjectOptions {
  const Target *target = nullptr;
  FloatABI floatABI = FloatABI::Soft;
  /// 0 to 3, as in -O2.
  unsigned optimizationLevel = 2;
  /// -Os: prefer small code.
  bool optimizeSize = false;
};

/// Writes `loops` as assembly or as an object file. `loops` itself is not
/// changed. Where no float is passed by value across the object's border, the
/// object links into programs of any float ABI. Fails, having emitted a
/// diagnostic, on an operator without LLVM form, on a target that this LLVM
/// was built without, and on a float ABI that needs a unit which the target
/// has not. `frames`, if given, takes what the functions need of the stack.
mlir::LogicalResult translateToObject(mlir::ModuleOp loops,
                                      const ObjectOptions &options,
                                      llvm::CodeGenFileType fileType,
                                      llvm::raw_pwrite_stream &os,
                                      StackFrames *frames = nullptr);

} // namespace tinymlc

#endif // TINYMLC_TARGET_LLVM_TRANSLATETOOBJECT_H
