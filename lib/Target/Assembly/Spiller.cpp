//===- Spiller.cpp - values on the stack ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Spiller.h"
#include "Liveness.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;
using namespace tinymlc;

using Kind = MachineInstruction::Kind;

/// How a value on the stack is read and written; its place follows.
static constexpr StringLiteral reloadFormat = "ldr $d, [sp, #",
                               spillFormat = "str $0, [sp, #";

static bool contains(ArrayRef<Register> registers,
                     ArrayRef<Register> operands) {
  return any_of(operands,
                [&](Register reg) { return is_contained(registers, reg); });
}

static void replace(ArrayRef<Register> registers,
                    MutableArrayRef<Register> operands, Register by) {
  for (Register &operand : operands)
    if (is_contained(registers, operand))
      operand = by;
}

static std::string place(unsigned slot) {
  return std::to_string(4 * slot) + "]";
}

void Spiller::spill(ArrayRef<Register> registers, Reads reads) {
  constant = constantOf(registers);
  std::optional<unsigned> home = homeOf(registers);
  this->reads = reads;
  slot = constant ? 0 : home ? *home : function.numSlots++;
  std::vector<MachineInstruction> result;
  Register current = 0;
  unsigned distance = 0;
  for (MachineInstruction &instruction : function.instructions) {
    bool isRead = contains(registers, instruction.uses);
    bool isWritten = contains(registers, instruction.defs);
    if (endsPart(instruction, ++distance))
      current = 0;
    if (isRead || isWritten)
      distance = 0;
    // Constants are made anew, and a value at home stays there.
    if ((constant && isWritten) || isTransfer(instruction, registers, home))
      continue;
    unsigned depth = instruction.depth;
    if ((isRead || isWritten) && current == 0) {
      current = makePart();
      if (isRead)
        result.push_back(constant ? makeConstant(current, depth)
                                  : makeReload(current, depth));
    }
    replace(registers, instruction.uses, current);
    replace(registers, instruction.defs, current);
    result.push_back(std::move(instruction));
    if (isWritten)
      result.push_back(makeSpill(current, depth));
  }
  function.instructions = std::move(result);
}

/// Whether the value has to be read again behind here.
bool Spiller::endsPart(const MachineInstruction &instruction,
                       unsigned distance) const {
  return instruction.kind == Kind::Label || instruction.kind == Kind::Branch ||
         reads == Reads::OfUse || distance > maxGap;
}

/// A register for some of the uses.
Register Spiller::makePart() {
  Register part = function.makeRegister();
  unspillable.resize(function.numRegisters);
  if (reads == Reads::OfUse)
    unspillable.set(part);
  else if (!constant)
    homes[part] = slot;
  return part;
}

/// The place on the stack that all of them were read from.
std::optional<unsigned> Spiller::homeOf(ArrayRef<Register> registers) {
  std::optional<unsigned> home;
  for (Register reg : registers) {
    auto found = homes.find(reg);
    if (found == homes.end() || (home && *home != found->second))
      return std::nullopt;
    home = found->second;
  }
  return home;
}

/// Whether an instruction only moves the value to or from its place.
bool Spiller::isTransfer(const MachineInstruction &instruction,
                         ArrayRef<Register> registers,
                         std::optional<unsigned> home) {
  if (!home)
    return false;
  bool isReload = instruction.format == (reloadFormat + place(*home)).str() &&
                  contains(registers, instruction.defs);
  bool isSpill = instruction.format == (spillFormat + place(*home)).str() &&
                 contains(registers, instruction.uses);
  return isReload || isSpill;
}

/// The constant that all of them are, which nothing else writes.
std::optional<int32_t> Spiller::constantOf(ArrayRef<Register> registers) {
  std::optional<int32_t> value;
  for (const MachineInstruction &instruction : function.instructions)
    if (contains(registers, instruction.defs)) {
      if (instruction.kind != Kind::Constant ||
          (value && *value != instruction.value))
        return std::nullopt;
      value = instruction.value;
    }
  return value;
}

MachineInstruction Spiller::makeReload(Register reg, unsigned depth) {
  return {Kind::Plain, (reloadFormat + place(slot)).str(), {reg}, {}, depth};
}
MachineInstruction Spiller::makeSpill(Register reg, unsigned depth) {
  return {Kind::Plain, (spillFormat + place(slot)).str(), {}, {reg}, depth};
}
MachineInstruction Spiller::makeConstant(Register reg, unsigned depth) {
  return {Kind::Constant, "", {reg}, {}, depth, 0, *constant};
}

namespace {

/// Leaves out accesses to the stack that move what is already there. Within a
/// block it is known which registers hold what the stack's words hold.
class TransferCleaner {
public:
  explicit TransferCleaner(MachineFunction &function) : function(function) {}

  void run() {
    std::vector<MachineInstruction> result;
    for (MachineInstruction &instruction : function.instructions) {
      if (!isRedundant(instruction))
        result.push_back(std::move(instruction));
      if (!result.empty() && result.back().kind == Kind::Label)
        held.clear();
    }
    function.instructions = std::move(result);
    removeDeadReloads();
    removeDeadSpills();
    removeOverwrittenSpills();
  }

private:
  static bool isReload(const MachineInstruction &instruction) {
    return StringRef(instruction.format).starts_with(reloadFormat);
  }

  bool isRedundant(MachineInstruction &instruction) {
    StringRef place = instruction.format;
    if (place.consume_front(spillFormat)) {
      auto [entry, isNew] = held.try_emplace(place, instruction.uses[0]);
      bool same = !isNew && entry->second == instruction.uses[0];
      entry->second = instruction.uses[0];
      return same;
    }
    if (place.consume_front(reloadFormat)) {
      Register reg = instruction.defs[0];
      auto entry = held.find(place);
      if (entry != held.end() && entry->second == reg)
        return true;
      forget(reg);
      held[place] = reg;
      return false;
    }
    for (Register def : instruction.defs)
      forget(def);
    return false;
  }

  void forget(Register reg) {
    for (auto entry = held.begin(); entry != held.end();) {
      auto current = entry++;
      if (current->second == reg)
        held.erase(current);
    }
  }

  /// Such as of a value that a loop's next turn reads anew.
  void removeDeadReloads() {
    std::vector<BitVector> liveOut = findLiveOut(function);
    std::vector<MachineInstruction> result;
    for (auto [instruction, live] : zip(function.instructions, liveOut))
      if (!isReload(instruction) || live.test(instruction.defs[0]))
        result.push_back(std::move(instruction));
    function.instructions = std::move(result);
  }

  /// What never leaves its register again need not be on the stack.
  void removeDeadSpills() {
    StringSet<> reloaded;
    for (const MachineInstruction &instruction : function.instructions) {
      StringRef place = instruction.format;
      if (place.consume_front(reloadFormat))
        reloaded.insert(place);
    }
    erase_if(function.instructions, [&](const MachineInstruction &instruction) {
      StringRef place = instruction.format;
      return place.consume_front(spillFormat) && !reloaded.contains(place);
    });
  }

  /// What the same block replaces before it is read again.
  void removeOverwrittenSpills() {
    StringSet<> overwritten;
    std::vector<MachineInstruction> kept;
    for (MachineInstruction &instruction : reverse(function.instructions)) {
      StringRef place = instruction.format;
      if (instruction.kind == Kind::Label || instruction.kind == Kind::Branch)
        overwritten.clear();
      else if (place.consume_front(reloadFormat))
        overwritten.erase(place);
      else if (place.consume_front(spillFormat) &&
               !overwritten.insert(place).second)
        continue;
      kept.push_back(std::move(instruction));
    }
    function.instructions.assign(std::make_move_iterator(kept.rbegin()),
                                 std::make_move_iterator(kept.rend()));
  }

  MachineFunction &function;
  /// By the place on the stack.
  StringMap<Register> held;
};

} // namespace

void tinymlc::cleanTransfers(MachineFunction &function) {
  TransferCleaner(function).run();
}
