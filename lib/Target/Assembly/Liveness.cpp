//===- Liveness.cpp - where registers hold what is read later -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Liveness.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace tinymlc;

using Kind = MachineInstruction::Kind;

std::vector<BitVector> tinymlc::findLiveOut(const MachineFunction &function) {
  const auto &code = function.instructions;
  DenseMap<unsigned, size_t> labels;
  for (auto [index, instruction] : enumerate(code))
    if (instruction.kind == Kind::Label)
      labels[instruction.label] = index;
  BitVector none(function.numRegisters);
  std::vector<BitVector> liveIn(code.size() + 1, none), liveOut(code.size());
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = code.size(); i-- > 0;) {
      BitVector live = liveIn[i + 1];
      if (code[i].kind == Kind::Branch)
        live |= liveIn[labels[code[i].label]];
      liveOut[i] = live;
      for (Register def : code[i].defs)
        live.reset(def);
      for (Register use : code[i].uses)
        live.set(use);
      changed |= live != liveIn[i];
      liveIn[i] = std::move(live);
    }
  }
  return liveOut;
}
