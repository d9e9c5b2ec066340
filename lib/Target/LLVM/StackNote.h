//===- StackNote.h - takes a note for hosted systems away -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_TARGET_LLVM_STACKNOTE_H
#define TINYMLC_LIB_TARGET_LLVM_STACKNOTE_H

#include "llvm/Support/CodeGen.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace tinymlc {

/// Copies an assembly or object file from `contents` to `os` without the
/// section .note.GNU-stack. LLVM writes it for every ELF target; GNU ld then
/// warns of each object of a bare-metal toolchain that lacks it.
llvm::Error writeWithoutStackNote(llvm::StringRef contents,
                                  llvm::CodeGenFileType fileType,
                                  llvm::raw_ostream &os);

} // namespace tinymlc

#endif // TINYMLC_LIB_TARGET_LLVM_STACKNOTE_H
