//===- Assemble.cpp - functions of the loops level as Thumb-2 text --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Target/Assembly/Assemble.h"
#include "SelectInstructions.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace tinymlc;

namespace {

using Kind = MachineInstruction::Kind;

constexpr Register linkRegister = 13;
constexpr Register firstSaved = 4, lastSaved = 11;

std::string nameOf(Register reg) {
  return reg == linkRegister ? "lr" : "r" + std::to_string(reg);
}

/// Whether an instruction has the constant as its immediate.
bool isModifiedImmediate(uint32_t value) {
  uint32_t low = value & 0xff;
  if (value == low || value == (low | low << 16) || value == low * 0x01010101u)
    return true;
  uint32_t second = value & 0xff00;
  if (value == (second | second << 16))
    return true;
  for (unsigned shift = 1; shift < 25; ++shift)
    if ((value & ~(0xffu << shift)) == 0)
      return true;
  return false;
}

class Printer {
public:
  explicit Printer(const MachineFunction &function) : function(function) {}

  AssemblyLines print() {
    BitVector used(numMachineRegisters);
    for (const MachineInstruction &instruction : function.instructions)
      for (Register def : instruction.defs)
        used.set(def);
    std::vector<std::string> saved;
    for (Register reg = firstSaved; reg <= lastSaved; ++reg)
      if (used.test(reg))
        saved.push_back(nameOf(reg));
    frame = 4 * function.numSlots;
    // With something pushed, popping pc returns.
    bool pushes = !saved.empty() || used.test(linkRegister);
    pushed = pushes ? 4 * (saved.size() + 1) : 0;
    std::string list = llvm::join(saved, ", ") + (saved.empty() ? "" : ", ");
    if (pushes)
      add("push {" + list + "lr}");
    if (frame)
      add("sub sp, sp, #" + std::to_string(frame));
    for (const MachineInstruction &instruction : function.instructions)
      printInstruction(instruction);
    if (frame)
      add("add sp, sp, #" + std::to_string(frame));
    add(pushes ? "pop {" + list + "pc}" : "bx lr");
    return std::move(result);
  }

private:
  using BitVector = llvm::BitVector;

  void add(std::string line) { result.push_back(std::move(line)); }

  void printInstruction(const MachineInstruction &instruction) {
    switch (instruction.kind) {
    case Kind::Label:
      printedLabels.insert(instruction.label);
      return add(std::to_string(instruction.label) + ":");
    case Kind::Branch:
      return add(instruction.format + " " + std::to_string(instruction.label) +
                 (printedLabels.contains(instruction.label) ? "b" : "f"));
    case Kind::Constant:
      return printConstant(instruction.defs[0], instruction.value);
    default:
      return add(narrow(substitute(instruction), instruction));
    }
  }

  void printConstant(Register reg, int32_t value) {
    auto bits = static_cast<uint32_t>(value);
    std::string name = nameOf(reg);
    auto print = [&](const char *mnemonic, uint32_t number) {
      add(llvm::formatv("{0} {1}, #{2}", mnemonic, name, number).str());
    };
    if (bits <= 255 && reg < 8)
      return print("movs", bits);
    if (isModifiedImmediate(bits))
      return print("mov", bits);
    if (isModifiedImmediate(~bits))
      return print("mvn", ~bits);
    print("movw", bits & 0xffff);
    if (bits >> 16)
      print("movt", bits >> 16);
  }

  std::string substitute(const MachineInstruction &instruction) {
    std::string text;
    llvm::StringRef format = instruction.format;
    while (!format.empty()) {
      size_t mark = format.find('$');
      text += format.take_front(mark);
      if (mark == llvm::StringRef::npos)
        break;
      char which = format[mark + 1];
      text += nameOf(which == 'd' ? instruction.defs[0]
                                  : instruction.uses[which - '0']);
      format = format.drop_front(mark + 2);
    }
    size_t place = text.find("#arguments + ");
    if (place != std::string::npos) {
      int64_t offset = std::stoll(text.substr(place + 13));
      text = text.substr(0, place) + "#" +
             std::to_string(offset + pushed + frame) + "]";
    }
    return text;
  }

  /// Additions, subtractions and shifts of r0 to r7 are shorter when they set
  /// the flags, which only the comparison right before a branch has to.
  static std::string narrow(std::string text,
                            const MachineInstruction &instruction) {
    auto isLow = [](Register reg) { return reg < 8; };
    llvm::StringRef format = instruction.format;
    if (!llvm::all_of(instruction.defs, isLow) ||
        !llvm::all_of(instruction.uses, isLow) || format.count(',') != 2)
      return text;
    bool isSum = format.starts_with("add ") || format.starts_with("sub ") ||
                 format.starts_with("rsb ");
    bool isShift = format.starts_with("lsl ") || format.starts_with("asr ") ||
                   format.starts_with("lsr ");
    bool fits = isShift;
    if (isSum) {
      int64_t immediate = 0;
      llvm::StringRef last = format.rsplit("#").second;
      bool isImmediate = !last.empty() && !last.getAsInteger(10, immediate);
      bool inPlace = instruction.defs[0] == instruction.uses[0];
      fits = !isImmediate || immediate <= (inPlace ? 255 : 7);
    }
    return fits ? text.insert(3, "s") : text;
  }

  const MachineFunction &function;
  unsigned frame = 0, pushed = 0;
  llvm::DenseSet<unsigned> printedLabels;
  AssemblyLines result;
};

} // namespace

FailureOr<llvm::MapVector<llvm::StringRef, AssemblyLines>>
tinymlc::assembleFunctions(ModuleOp module) {
  llvm::MapVector<llvm::StringRef, AssemblyLines> result;
  for (auto op : module.getOps<func::FuncOp>()) {
    if (!op->hasAttr(mcu::assemblyAttrName))
      continue;
    FailureOr<MachineFunction> function = selectInstructions(op);
    if (failed(function))
      return failure();
    allocateRegisters(*function);
    result[op.getSymName()] = Printer(*function).print();
  }
  return result;
}

unsigned tinymlc::getFrameBytes(const AssemblyLines &lines) {
  unsigned bytes = 0;
  for (llvm::StringRef line : llvm::ArrayRef(lines).take_front(2)) {
    unsigned slots = 0;
    if (line.starts_with("push {"))
      bytes += 4 * static_cast<unsigned>(line.count(',') + 1);
    else if (line.consume_front("sub sp, sp, #") &&
             !line.getAsInteger(10, slots))
      bytes += slots;
  }
  return bytes;
}

std::vector<std::string> tinymlc::wrapAssembly(llvm::StringRef name,
                                               const AssemblyLines &lines,
                                               bool global,
                                               size_t maxCharacters) {
  std::string begin =
      ".pushsection .text." + name.str() + ", \"ax\", %progbits\n";
  std::string end = ".popsection\n";
  std::vector<std::string> pieces;
  std::string symbol = name.str();
  std::string piece = begin + ".syntax unified\n.thumb\n.balign 4\n" +
                      (global ? ".global " + symbol + "\n" : "") + ".type " +
                      symbol + ", %function\n.thumb_func\n" + symbol + ":\n";
  for (const std::string &line : lines) {
    if (piece.size() + line.size() + end.size() + 2 > maxCharacters) {
      pieces.push_back(piece + end);
      piece = begin;
    }
    piece += line + "\n";
  }
  std::string size = ".size " + name.str() + ", .-" + name.str() + "\n";
  pieces.push_back(piece + size + end);
  return pieces;
}
