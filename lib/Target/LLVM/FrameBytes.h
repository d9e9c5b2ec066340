//===- FrameBytes.h - what assembly functions take of the stack -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_TARGET_LLVM_FRAMEBYTES_H
#define TINYMLC_LIB_TARGET_LLVM_FRAMEBYTES_H

#include "llvm/ADT/StringRef.h"

namespace tinymlc {

/// On the declaration of an assembly function: the bytes of its frame.
constexpr llvm::StringLiteral frameBytesAttrName = "mcu.frame_bytes";

} // namespace tinymlc

#endif // TINYMLC_LIB_TARGET_LLVM_FRAMEBYTES_H
