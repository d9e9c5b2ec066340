//===- PairAccesses.cpp - loads right behind other accesses ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A load takes two cycles, and one behind another load or a store. Loads move
// up to the access before them where nothing between needs their registers.

#include "MachineFunction.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <algorithm>

using namespace llvm;
using namespace tinymlc;

using Kind = MachineInstruction::Kind;

static bool isLoad(const MachineInstruction &instruction) {
  return StringRef(instruction.format).starts_with("ldr");
}

static bool isAccess(const MachineInstruction &instruction) {
  return isLoad(instruction) ||
         StringRef(instruction.format).starts_with("str");
}

static bool share(ArrayRef<Register> a, ArrayRef<Register> b) {
  return any_of(a, [&](Register reg) { return is_contained(b, reg); });
}

/// Whether a load gives the same before another instruction as behind it.
static bool canPass(const MachineInstruction &load,
                    const MachineInstruction &other) {
  return other.kind != Kind::Label && other.kind != Kind::Branch &&
         !share(load.defs, other.defs) && !share(load.defs, other.uses) &&
         !share(load.uses, other.defs);
}

void tinymlc::pairAccesses(MachineFunction &function) {
  std::vector<MachineInstruction> &code = function.instructions;
  for (size_t place = 1; place < code.size(); ++place) {
    if (!isLoad(code[place]))
      continue;
    size_t to = place;
    while (to > 0 && !isAccess(code[to - 1]) &&
           canPass(code[place], code[to - 1]))
      --to;
    // An address that was only just loaded makes it wait.
    if (to == 0 || to == place || !isAccess(code[to - 1]) ||
        (isLoad(code[to - 1]) && share(code[to - 1].defs, code[place].uses)))
      continue;
    std::rotate(code.begin() + to, code.begin() + place,
                code.begin() + place + 1);
  }
}
