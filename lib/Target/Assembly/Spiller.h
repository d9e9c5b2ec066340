//===- Spiller.h - values on the stack --------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_TARGET_ASSEMBLY_SPILLER_H
#define TINYMLC_LIB_TARGET_ASSEMBLY_SPILLER_H

#include "MachineFunction.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"

namespace tinymlc {

/// Instructions without a use behind which a value on the stack is read anew.
constexpr unsigned maxGap = 16;

/// How often spilled code reads a value.
enum class Reads {
  /// Once for uses of a block that lie side by side.
  OfCluster,
  OfUse,
};

/// Rewrites the code so that some registers live on the stack.
class Spiller {
public:
  Spiller(MachineFunction &function, llvm::BitVector &unspillable)
      : function(function), unspillable(unspillable) {}

  /// The members of one node take one place.
  void spill(llvm::ArrayRef<Register> registers, Reads reads);

private:
  bool endsPart(const MachineInstruction &instruction, unsigned distance) const;
  Register makePart();
  std::optional<unsigned> homeOf(llvm::ArrayRef<Register> registers);
  bool isTransfer(const MachineInstruction &instruction,
                  llvm::ArrayRef<Register> registers,
                  std::optional<unsigned> home);
  std::optional<int32_t> constantOf(llvm::ArrayRef<Register> registers);
  MachineInstruction makeReload(Register reg, unsigned depth);
  MachineInstruction makeSpill(Register reg, unsigned depth);
  MachineInstruction makeConstant(Register reg, unsigned depth);

  MachineFunction &function;
  llvm::BitVector &unspillable;
  std::optional<int32_t> constant;
  unsigned slot = 0;
  Reads reads = Reads::OfCluster;
  llvm::DenseMap<Register, unsigned> homes;
};

/// Leaves out accesses to the stack that move what is already there, or what
/// nothing reads, in the machine's registers.
void cleanTransfers(MachineFunction &function);

} // namespace tinymlc

#endif // TINYMLC_LIB_TARGET_ASSEMBLY_SPILLER_H
