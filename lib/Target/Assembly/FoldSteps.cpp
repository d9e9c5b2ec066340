//===- FoldSteps.cpp - accesses that move their pointer -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A load or store moves its base register at no cost, so that
//   ldr r0, [r1, #0]; ldr r2, [r1, #28]; add r1, r1, #4
// is ldr r0, [r1], #4; ldr r2, [r1, #24].

#include "MachineFunction.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace llvm;
using namespace tinymlc;

namespace {

using Kind = MachineInstruction::Kind;

/// What an access with a moving base register, or one with a negative offset,
/// encodes, and what one with a positive offset does.
constexpr int64_t maxStep = 255, maxOffset = 4095;

/// "ldr $d, [$0, #8]": what stands before the bracket, which use the base is,
/// and the offset.
struct Access {
  StringRef mnemonic;
  unsigned base;
  int64_t offset;
};

std::optional<Access> readAccess(const MachineInstruction &instruction) {
  auto [mnemonic, address] = StringRef(instruction.format).split("[$");
  unsigned base;
  int64_t offset;
  if (address.consumeInteger(10, base) || !address.consume_front(", #") ||
      address.consumeInteger(10, offset) || address != "]")
    return std::nullopt;
  return Access{mnemonic, base, offset};
}

/// By how many bytes an instruction moves a register, if it does only that.
std::optional<int64_t> readStep(const MachineInstruction &instruction) {
  StringRef format = instruction.format;
  bool isSum = format.consume_front("add $d, $0, #");
  if (!isSum && !format.consume_front("sub $d, $0, #"))
    return std::nullopt;
  int64_t step;
  if (format.getAsInteger(10, step) || step > maxStep ||
      instruction.defs[0] != instruction.uses[0])
    return std::nullopt;
  return isSum ? step : -step;
}

class StepFolder {
public:
  explicit StepFolder(std::vector<MachineInstruction> &code) : code(code) {}

  void run() {
    for (size_t place = code.size(); place-- > 0;)
      if (auto step = readStep(code[place]))
        fold(place, *step);
  }

private:
  void fold(size_t place, int64_t step) {
    Register pointer = code[place].defs[0];
    auto mover = findMover(place, pointer, step);
    if (!mover)
      return;
    for (size_t later = *mover + 1; later < place; ++later)
      if (is_contained(code[later].uses, pointer))
        setOffset(code[later], step);
    moveBase(code[*mover], pointer, step);
    code.erase(code.begin() + place);
  }

  /// The last access of the block that can take over the step: those behind it
  /// then count from the moved pointer.
  std::optional<size_t> findMover(size_t place, Register pointer,
                                  int64_t step) const {
    while (place-- > 0) {
      const MachineInstruction &instruction = code[place];
      if (instruction.kind == Kind::Label || instruction.kind == Kind::Branch ||
          is_contained(instruction.defs, pointer))
        return std::nullopt;
      if (!is_contained(instruction.uses, pointer))
        continue;
      auto access = readAccess(instruction);
      if (!access || count(instruction.uses, pointer) != 1 ||
          instruction.uses[access->base] != pointer)
        return std::nullopt;
      if (access->offset == 0 || access->offset == step)
        return place;
      int64_t moved = access->offset - step;
      if (moved < -maxStep || moved > maxOffset)
        return std::nullopt;
    }
    return std::nullopt;
  }

  static void setOffset(MachineInstruction &instruction, int64_t step) {
    Access access = *readAccess(instruction);
    instruction.format = access.mnemonic.str() + "[$" +
                         std::to_string(access.base) + ", #" +
                         std::to_string(access.offset - step) + "]";
  }

  static void moveBase(MachineInstruction &instruction, Register pointer,
                       int64_t step) {
    Access access = *readAccess(instruction);
    std::string base =
        access.mnemonic.str() + "[$" + std::to_string(access.base);
    std::string bytes = "#" + std::to_string(step);
    instruction.format =
        access.offset == 0 ? base + "], " + bytes : base + ", " + bytes + "]!";
    instruction.defs.push_back(pointer);
  }

  std::vector<MachineInstruction> &code;
};

} // namespace

void tinymlc::foldSteps(MachineFunction &function) {
  StepFolder(function.instructions).run();
}
