//===- MachineFunction.h - instructions on virtual registers ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_TARGET_ASSEMBLY_MACHINEFUNCTION_H
#define TINYMLC_LIB_TARGET_ASSEMBLY_MACHINEFUNCTION_H

#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tinymlc {

/// A virtual register. The first ones are the machine's: r0 to r12, then lr.
using Register = unsigned;
constexpr unsigned numMachineRegisters = 14;

/// One instruction. A register that an instruction reads and writes stands in
/// both lists.
struct MachineInstruction {
  enum class Kind { Plain, Copy, Constant, Label, Branch };

  Kind kind = Kind::Plain;
  /// As the assembler takes it, with $d, $e for what it writes and $0.. for
  /// what it reads.
  std::string format;
  llvm::SmallVector<Register, 2> defs;
  llvm::SmallVector<Register, 4> uses;
  /// Loops around it.
  unsigned depth = 0;
  /// The number of a label, or of the label that a branch goes to.
  unsigned label = 0;
  /// What a constant is.
  int32_t value = 0;
};

struct MachineFunction {
  std::vector<MachineInstruction> instructions;
  unsigned numRegisters = numMachineRegisters;
  /// Words on the stack that spilled registers take.
  unsigned numSlots = 0;

  Register makeRegister() { return numRegisters++; }
};

/// Replaces virtual registers by the machine's; values for which there is none
/// go to the stack around their uses, constants are made anew.
void allocateRegisters(MachineFunction &function);

/// Lets loads follow other accesses, in the machine's registers.
void pairAccesses(MachineFunction &function);

/// Lets accesses move pointers on the way, in the machine's registers.
void foldSteps(MachineFunction &function);

} // namespace tinymlc

#endif // TINYMLC_LIB_TARGET_ASSEMBLY_MACHINEFUNCTION_H
