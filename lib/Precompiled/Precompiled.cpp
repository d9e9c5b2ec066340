//===- Precompiled.cpp - carries the precompiled MLIR headers -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Every library of the compiler reuses this target's precompiled header.
