//===- Liveness.h - where registers hold what is read later -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_TARGET_ASSEMBLY_LIVENESS_H
#define TINYMLC_LIB_TARGET_ASSEMBLY_LIVENESS_H

#include "MachineFunction.h"
#include "llvm/ADT/BitVector.h"

namespace tinymlc {

/// Which registers hold a value that is read later, behind each instruction.
std::vector<llvm::BitVector> findLiveOut(const MachineFunction &function);

} // namespace tinymlc

#endif // TINYMLC_LIB_TARGET_ASSEMBLY_LIVENESS_H
