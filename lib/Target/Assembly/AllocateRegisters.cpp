//===- AllocateRegisters.cpp - graph colouring with coalescing ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Chaitin's allocator with Briggs' improvements (Briggs, Cooper, Torczon:
// Improvements to Graph Coloring Register Allocation, 1994): conservative
// coalescing, optimistic colouring, spilling by cost over degree. Kernels have
// a few hundred instructions, so sets are bit vectors and each round starts
// anew.

#include "MachineFunction.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <numeric>

using namespace llvm;
using namespace tinymlc;

namespace {

using Kind = MachineInstruction::Kind;

/// Which registers hold a value that is read later, behind each instruction.
std::vector<BitVector> findLiveOut(const MachineFunction &function) {
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

/// Where a value is read and written, weighted by how often that runs.
struct Uses {
  double defs = 0, uses = 0, blocks = 0;
  unsigned firstBlock = ~0u, lastBlock = 0;

  void visit(unsigned block) {
    firstBlock = std::min(firstBlock, block);
    lastBlock = std::max(lastBlock, block);
  }
  void merge(const Uses &other) {
    defs += other.defs;
    uses += other.uses;
    blocks += other.blocks;
    firstBlock = std::min(firstBlock, other.firstBlock);
    lastBlock = std::max(lastBlock, other.lastBlock);
  }
  bool isLocal() const { return firstBlock == lastBlock; }
  /// What spilling adds: a store behind each definition; a load before each
  /// use, or, of a value that several blocks use, one in each of them.
  double cost() const { return defs + (isLocal() ? uses : blocks); }
};

/// Colours one function once; says what has to be spilled.
class Colouring {
public:
  Colouring(MachineFunction &function, const BitVector &unspillable)
      : function(function), unspillable(unspillable),
        count(function.numRegisters), neighbours(count, BitVector(count)),
        alias(count), uses(count) {
    std::iota(alias.begin(), alias.end(), 0);
    buildGraph();
  }

  /// The registers to spill: of those without a colour, the cheapest ones;
  /// without them the others may find one.
  SmallVector<Register> run() {
    coalesce();
    SmallVector<Register> uncoloured = select(simplify());
    auto metric = [&](Register reg) {
      return spillMetric(reg, neighbours[reg].count());
    };
    double least = 1e30;
    for (Register reg : uncoloured)
      least = std::min(least, metric(reg));
    erase_if(uncoloured, [&](Register reg) { return metric(reg) > 4 * least; });
    return uncoloured;
  }

  Register colourOf(Register reg) { return colours[find(reg)]; }
  Register find(Register reg) {
    while (alias[reg] != reg)
      reg = alias[reg] = alias[alias[reg]];
    return reg;
  }
  /// Whether one block holds all that reads or writes it.
  bool isLocal(Register reg) { return uses[find(reg)].isLocal(); }
  /// All registers that share `reg`'s colour by coalescing.
  SmallVector<Register> members(Register reg) {
    SmallVector<Register> result;
    for (Register other = 0; other < count; ++other)
      if (find(other) == find(reg))
        result.push_back(other);
    return result;
  }

private:
  void connect(Register a, Register b) {
    if (a == b)
      return;
    neighbours[a].set(b);
    neighbours[b].set(a);
  }

  void buildGraph() {
    for (Register a = 0; a < numMachineRegisters; ++a)
      for (Register b = 0; b < a; ++b)
        connect(a, b);
    std::vector<BitVector> liveOut = findLiveOut(function);
    for (auto [instruction, live] : zip(function.instructions, liveOut))
      for (Register def : instruction.defs) {
        for (Register other : live.set_bits())
          if (instruction.kind != Kind::Copy || other != instruction.uses[0])
            connect(def, other);
        for (Register other : instruction.defs)
          connect(def, other);
      }
    countUses();
  }

  void countUses() {
    unsigned block = 0;
    std::vector<unsigned> lastRead(count, ~0u);
    for (const MachineInstruction &instruction : function.instructions) {
      block += instruction.kind == Kind::Label;
      double weight = std::pow(10.0, instruction.depth);
      for (Register use : instruction.uses) {
        uses[use].visit(block);
        uses[use].uses += weight;
        uses[use].blocks += lastRead[use] != block ? weight : 0;
        lastRead[use] = block;
      }
      for (Register def : instruction.defs) {
        uses[def].visit(block);
        uses[def].defs += weight;
      }
      block += instruction.kind == Kind::Branch;
    }
  }

  bool isMachine(Register reg) const { return reg < numMachineRegisters; }

  /// Briggs' test: the merged node can still be removed first.
  bool staysColourable(Register a, Register b) const {
    BitVector both = neighbours[a];
    both |= neighbours[b];
    unsigned significant = 0;
    for (Register other : both.set_bits())
      significant += neighbours[other].count() >= numMachineRegisters;
    return significant < numMachineRegisters;
  }

  void merge(Register into, Register from) {
    alias[from] = into;
    uses[into].merge(uses[from]);
    for (Register other : neighbours[from].set_bits()) {
      connect(into, other);
      neighbours[other].reset(from);
    }
    neighbours[from].reset();
  }

  /// A sum that is added to stays where it is, and so does a word that is
  /// widened: one node through all of a loop's steps instead of one a step,
  /// which no heuristic would colour alike.
  void coalesceResults() {
    for (const MachineInstruction &instruction : function.instructions) {
      StringRef format = instruction.format;
      if (!format.starts_with("smla") && !format.starts_with("sxtb16") &&
          !format.starts_with("uxtb16"))
        continue;
      Register a = find(instruction.defs[0]),
               b = find(instruction.uses.back());
      if (a != b && !isMachine(a) && !isMachine(b) && !neighbours[a].test(b))
        merge(a, b);
    }
  }

  void coalesce() {
    coalesceResults();
    SmallVector<const MachineInstruction *> copies;
    for (const MachineInstruction &instruction : function.instructions)
      if (instruction.kind == Kind::Copy)
        copies.push_back(&instruction);
    stable_sort(copies,
                [](auto *a, auto *b) { return a->depth > b->depth; });
    for (const MachineInstruction *copy : copies) {
      Register a = find(copy->defs[0]), b = find(copy->uses[0]);
      if (a == b || isMachine(a) || isMachine(b) || neighbours[a].test(b))
        continue;
      // A copy in a loop costs more than the spill that a bad merge may bring
      // outside.
      if (copy->depth > 0 || staysColourable(a, b))
        merge(a, b);
    }
  }

  /// The order in which nodes are taken out of the graph.
  SmallVector<Register> simplify() {
    SmallVector<Register> stack, rest;
    std::vector<unsigned> degree(count);
    for (Register reg = numMachineRegisters; reg < count; ++reg)
      if (find(reg) == reg && (neighbours[reg].any() || uses[reg].defs > 0)) {
        rest.push_back(reg);
        degree[reg] = neighbours[reg].count();
      }
    while (!rest.empty()) {
      auto next = find_if(
          rest, [&](Register r) { return degree[r] < numMachineRegisters; });
      if (next == rest.end())
        next = min_element(rest, [&](Register a, Register b) {
          return spillMetric(a, degree[a]) < spillMetric(b, degree[b]);
        });
      stack.push_back(*next);
      for (Register other : neighbours[*next].set_bits())
        --degree[other];
      rest.erase(next);
    }
    return stack;
  }

  double spillMetric(Register reg, unsigned degree) {
    return isUnspillable(reg) ? 1e30 : uses[reg].cost() / degree;
  }
  bool isUnspillable(Register reg) {
    return unspillable.size() > reg && unspillable.test(reg);
  }

  SmallVector<Register> select(SmallVector<Register> stack) {
    colours.assign(count, numMachineRegisters);
    for (Register reg = 0; reg < numMachineRegisters; ++reg)
      colours[reg] = reg;
    SmallVector<Register> uncoloured;
    while (!stack.empty()) {
      Register reg = stack.pop_back_val();
      BitVector taken(numMachineRegisters + 1);
      for (Register other : neighbours[reg].set_bits())
        taken.set(colours[other]);
      int free = taken.find_first_unset();
      if (free >= 0 && free < static_cast<int>(numMachineRegisters))
        colours[reg] = free;
      else
        uncoloured.push_back(reg);
    }
    return uncoloured;
  }

  MachineFunction &function;
  const BitVector &unspillable;
  unsigned count;
  std::vector<BitVector> neighbours;
  std::vector<Register> alias;
  std::vector<Uses> uses;
  std::vector<Register> colours;
};

/// Rewrites the code so that some registers live on the stack.
class Spiller {
public:
  Spiller(MachineFunction &function, BitVector &unspillable)
      : function(function), unspillable(unspillable) {}

  /// The members of one node take one place. At first each block that uses the
  /// value reads it once; what lies within a block is read for each use.
  void spill(ArrayRef<Register> registers, bool isLocal) {
    constant = constantOf(registers);
    std::optional<unsigned> home = homeOf(registers);
    isSplit = isLocal;
    slot = constant ? 0 : home ? *home : function.numSlots++;
    std::vector<MachineInstruction> result;
    std::optional<Register> current = std::nullopt;
    for (MachineInstruction &instruction : function.instructions) {
      bool endsBlock = instruction.kind == Kind::Label ||
                       instruction.kind == Kind::Branch;
      if (isSplit || endsBlock)
        current.reset();
      bool reads = contains(registers, instruction.uses);
      bool writes = contains(registers, instruction.defs);
      // Constants are made anew, and a value at home stays there.
      if ((constant && writes) || isTransfer(instruction, registers, home))
        continue;
      if ((reads || writes) && !current) {
        current = makePart();
        if (reads)
          result.push_back(constant ? makeConstant(*current, instruction.depth)
                                    : makeReload(*current, instruction.depth));
      }
      unsigned depth = instruction.depth;
      if (reads)
        replace(registers, instruction.uses, *current);
      if (writes)
        replace(registers, instruction.defs, *current);
      result.push_back(std::move(instruction));
      if (writes)
        result.push_back(makeSpill(*current, depth));
    }
    function.instructions = std::move(result);
  }

private:
  /// A register for one block's uses, or for one use.
  Register makePart() {
    Register part = function.makeRegister();
    unspillable.resize(function.numRegisters);
    if (isSplit)
      unspillable.set(part);
    else if (!constant)
      homes[part] = slot;
    return part;
  }

  /// The place on the stack that all of them were read from.
  std::optional<unsigned> homeOf(ArrayRef<Register> registers) {
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
  bool isTransfer(const MachineInstruction &instruction,
                  ArrayRef<Register> registers, std::optional<unsigned> home) {
    if (!home)
      return false;
    bool isReload = instruction.format == "ldr $d, " + place(*home) &&
                    contains(registers, instruction.defs);
    bool isSpill = instruction.format == "str $0, " + place(*home) &&
                   contains(registers, instruction.uses);
    return isReload || isSpill;
  }

  /// The constant that all of them are, which nothing else writes.
  std::optional<int32_t> constantOf(ArrayRef<Register> registers) {
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
    return "[sp, #" + std::to_string(4 * slot) + "]";
  }
  MachineInstruction makeReload(Register reg, unsigned depth) {
    return {Kind::Load, "ldr $d, " + place(slot), {reg}, {}, depth};
  }
  MachineInstruction makeSpill(Register reg, unsigned depth) {
    return {Kind::Plain, "str $0, " + place(slot), {}, {reg}, depth};
  }
  MachineInstruction makeConstant(Register reg, unsigned depth) {
    return {Kind::Constant, "", {reg}, {}, depth, 0, *constant};
  }

  MachineFunction &function;
  BitVector &unspillable;
  std::optional<int32_t> constant;
  unsigned slot = 0;
  bool isSplit = false;
  DenseMap<Register, unsigned> homes;
};

void replaceRegisters(MachineFunction &function, Colouring &colouring) {
  auto isTrivial = [&](MachineInstruction &instruction) {
    return instruction.kind == Kind::Copy &&
           instruction.defs[0] == instruction.uses[0];
  };
  for (MachineInstruction &instruction : function.instructions) {
    for (Register &def : instruction.defs)
      def = colouring.colourOf(def);
    for (Register &use : instruction.uses)
      use = colouring.colourOf(use);
  }
  erase_if(function.instructions, isTrivial);
}

} // namespace

void tinymlc::allocateRegisters(MachineFunction &function) {
  BitVector unspillable(function.numRegisters);
  Spiller spiller(function, unspillable);
  while (true) {
    Colouring colouring(function, unspillable);
    SmallVector<Register> uncoloured = colouring.run();
    if (uncoloured.empty())
      return replaceRegisters(function, colouring);
    for (Register reg : uncoloured)
      spiller.spill(colouring.members(reg), colouring.isLocal(reg));
  }
}
