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
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/Twine.h"
#include <cmath>
#include <limits>
#include <numeric>

using namespace llvm;
using namespace tinymlc;

namespace {

using Kind = MachineInstruction::Kind;

/// How a value on the stack is read and written; its place follows.
constexpr StringLiteral reloadFormat = "ldr $d, [sp, #",
                        spillFormat = "str $0, [sp, #";

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

/// Instructions without a use behind which a value on the stack is read anew.
constexpr unsigned maxGap = 16;

/// How often spilled code reads a value.
enum class Reads {
  /// Once for uses of a block that lie side by side.
  OfCluster,
  OfUse,
};

/// Where a value is read and written, weighted by how often that runs.
struct Uses {
  double defs = 0, uses = 0, clusters = 0;
  /// Instructions through which the value only waits, weighted likewise: what
  /// spilling frees.
  double idle = 0;
  /// Clusters without the weights.
  unsigned numClusters = 0;

  void merge(const Uses &other) {
    defs += other.defs;
    uses += other.uses;
    clusters += other.clusters;
    idle += other.idle;
    numClusters += other.numClusters;
  }
  /// What still divides the value.
  Reads reads() const {
    return numClusters > 1 ? Reads::OfCluster : Reads::OfUse;
  }
  /// What spilling adds: a store behind each definition, and loads.
  double cost() const {
    return defs + (reads() == Reads::OfCluster ? clusters : uses);
  }
};

/// What an attempt would rather spill. None is best for all functions.
struct Preference {
  unsigned attempt = 0;
  /// By the instructions that a spill frees, or by the neighbours.
  bool byIdle = attempt % 2 != 0;

  /// Later attempts differ in how they decide near-ties: by up to a half.
  double weight(Register reg) const {
    unsigned turn = attempt / 2;
    unsigned mixed = (reg + 1) * 2654435761u ^ turn * 2246822519u;
    return turn == 0 ? 1.0 : 1.0 + ((mixed >> 16) & 0xff) / 512.0;
  }
};

/// Colours one function once; says what has to be spilled.
class Colouring {
public:
  Colouring(MachineFunction &function, const BitVector &unspillable,
            Preference preference)
      : function(function), unspillable(unspillable), preference(preference),
        count(function.numRegisters), neighbours(count, BitVector(count)),
        alias(count), uses(count) {
    std::iota(alias.begin(), alias.end(), 0);
    buildGraph();
  }

  /// The registers to spill: of those without a colour, all that no innermost
  /// loop uses, or else the cheapest one; without them the others may find one.
  SmallVector<Register> run() {
    coalesce();
    SmallVector<Register> uncoloured = select(simplify());
    if (uncoloured.empty())
      return {};
    unsigned depth = 0;
    for (const MachineInstruction &instruction : function.instructions)
      depth = std::max(depth, instruction.depth);
    double innermost = std::pow(10.0, depth);
    SmallVector<Register> outer;
    copy_if(uncoloured, std::back_inserter(outer), [&](Register reg) {
      return !isUnspillable(reg) && uses[reg].cost() < innermost;
    });
    if (!outer.empty())
      return outer;
    return {*min_element(uncoloured, [&](Register a, Register b) {
      return spillMetric(a, neighbours[a].count()) <
             spillMetric(b, neighbours[b].count());
    })};
  }

  Register colourOf(Register reg) { return colours[find(reg)]; }
  Register find(Register reg) {
    while (alias[reg] != reg)
      reg = alias[reg] = alias[alias[reg]];
    return reg;
  }
  Reads readsOf(Register reg) { return uses[find(reg)].reads(); }
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
    for (auto [instruction, live] : zip(function.instructions, liveOut))
      for (Register reg : live.set_bits())
        uses[reg].idle += std::pow(10.0, instruction.depth);
    countUses();
  }

  void countUses() {
    unsigned block = 0, place = 0;
    std::vector<unsigned> lastBlock(count, ~0u), lastPlace(count, 0);
    for (const MachineInstruction &instruction : function.instructions) {
      ++place;
      block += instruction.kind == Kind::Label;
      double weight = std::pow(10.0, instruction.depth);
      auto visit = [&](Register reg) {
        Uses &of = uses[reg];
        bool isFar = lastBlock[reg] != block || place - lastPlace[reg] > maxGap;
        of.clusters += isFar ? weight : 0;
        of.numClusters += isFar;
        if (!isFar)
          of.idle -= weight * (place - lastPlace[reg]);
        lastBlock[reg] = block;
        lastPlace[reg] = place;
      };
      for (Register use : instruction.uses) {
        visit(use);
        uses[use].uses += weight;
      }
      for (Register def : instruction.defs) {
        visit(def);
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
      Register a = find(instruction.defs[0]), b = find(instruction.uses.back());
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
    stable_sort(copies, [](auto *a, auto *b) { return a->depth > b->depth; });
    for (const MachineInstruction *copy : copies) {
      Register a = find(copy->defs[0]), b = find(copy->uses[0]);
      if (a == b || isMachine(a) || isMachine(b) || neighbours[a].test(b))
        continue;
      // A copy in a loop costs more than the spill that a bad merge may bring
      // outside.
      if (copy->depth > 0 || staysColourable(a, b))
        merge(a, b);
    }
    coalesceSteps();
  }

  /// A pointer and where it moves to, which an access can then do.
  void coalesceSteps() {
    for (const MachineInstruction &instruction : function.instructions) {
      if (!isStep(instruction))
        continue;
      Register a = find(instruction.defs[0]), b = find(instruction.uses[0]);
      if (a != b && !isMachine(a) && !isMachine(b) && !neighbours[a].test(b) &&
          staysColourable(a, b))
        merge(a, b);
    }
  }

  static bool isStep(const MachineInstruction &instruction) {
    StringRef format = instruction.format;
    return format.starts_with("add $d, $0, #") ||
           format.starts_with("sub $d, $0, #");
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
    if (isUnspillable(reg))
      return 1e30;
    double gain = preference.byIdle ? std::max(1.0, uses[reg].idle) : degree;
    return uses[reg].cost() / gain * preference.weight(reg);
  }
  bool isUnspillable(Register reg) {
    return unspillable.size() > reg && unspillable.test(reg);
  }

  SmallVector<Register> select(SmallVector<Register> stack) {
    colours.assign(count, numMachineRegisters);
    for (Register reg = 0; reg < numMachineRegisters; ++reg)
      colours[reg] = reg;
    findSteps();
    SmallVector<Register> uncoloured;
    while (!stack.empty()) {
      Register reg = stack.pop_back_val();
      BitVector taken(numMachineRegisters + 1);
      for (Register other : neighbours[reg].set_bits())
        taken.set(colours[other]);
      int free = findColour(reg, taken);
      if (free >= 0 && free < static_cast<int>(numMachineRegisters))
        colours[reg] = free;
      else
        uncoloured.push_back(reg);
    }
    return uncoloured;
  }

  /// Those that were not coalesced rather take one colour, too.
  void findSteps() {
    for (const MachineInstruction &instruction : function.instructions) {
      if (!isStep(instruction))
        continue;
      Register to = find(instruction.defs[0]), from = find(instruction.uses[0]);
      steps[to].push_back(from);
      steps[from].push_back(to);
    }
  }

  int findColour(Register reg, const BitVector &taken) {
    for (Register other : steps.lookup(reg))
      if (colours[other] < numMachineRegisters && !taken.test(colours[other]))
        return static_cast<int>(colours[other]);
    return taken.find_first_unset();
  }

  MachineFunction &function;
  const BitVector &unspillable;
  Preference preference;
  DenseMap<Register, SmallVector<Register, 2>> steps;
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

  /// The members of one node take one place.
  void spill(ArrayRef<Register> registers, Reads reads) {
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

private:
  /// Whether the value has to be read again behind here.
  bool endsPart(const MachineInstruction &instruction,
                unsigned distance) const {
    return instruction.kind == Kind::Label ||
           instruction.kind == Kind::Branch || reads == Reads::OfUse ||
           distance > maxGap;
  }

  /// A register for some of the uses.
  Register makePart() {
    Register part = function.makeRegister();
    unspillable.resize(function.numRegisters);
    if (reads == Reads::OfUse)
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
    bool isReload = instruction.format == (reloadFormat + place(*home)).str() &&
                    contains(registers, instruction.defs);
    bool isSpill = instruction.format == (spillFormat + place(*home)).str() &&
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
    return std::to_string(4 * slot) + "]";
  }
  MachineInstruction makeReload(Register reg, unsigned depth) {
    return {Kind::Plain, (reloadFormat + place(slot)).str(), {reg}, {}, depth};
  }
  MachineInstruction makeSpill(Register reg, unsigned depth) {
    return {Kind::Plain, (spillFormat + place(slot)).str(), {}, {reg}, depth};
  }
  MachineInstruction makeConstant(Register reg, unsigned depth) {
    return {Kind::Constant, "", {reg}, {}, depth, 0, *constant};
  }

  MachineFunction &function;
  BitVector &unspillable;
  std::optional<int32_t> constant;
  unsigned slot = 0;
  Reads reads = Reads::OfCluster;
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

  MachineFunction &function;
  /// By the place on the stack.
  StringMap<Register> held;
};

void allocate(MachineFunction &function, Preference preference) {
  BitVector unspillable(function.numRegisters);
  Spiller spiller(function, unspillable);
  while (true) {
    Colouring colouring(function, unspillable, preference);
    SmallVector<Register> uncoloured = colouring.run();
    if (uncoloured.empty()) {
      replaceRegisters(function, colouring);
      return TransferCleaner(function).run();
    }
    for (Register reg : uncoloured)
      spiller.spill(colouring.members(reg), colouring.readsOf(reg));
  }
}

/// Cycles, weighted by how often an instruction runs. A load takes two, behind
/// another access one.
double estimateCost(const MachineFunction &function) {
  double cost = 0;
  bool behindAccess = false;
  for (const MachineInstruction &instruction : function.instructions) {
    if (instruction.kind == Kind::Label) {
      behindAccess = false;
      continue;
    }
    StringRef format = instruction.format;
    bool loads = format.starts_with("ldr");
    cost += std::pow(5.0, instruction.depth) * (loads && !behindAccess ? 2 : 1);
    behindAccess = loads || format.starts_with("str");
    if (instruction.kind == Kind::Branch)
      behindAccess = false;
  }
  return cost;
}

} // namespace

void tinymlc::allocateRegisters(MachineFunction &function) {
  constexpr unsigned numAttempts = 16;
  MachineFunction best;
  double least = std::numeric_limits<double>::infinity();
  for (unsigned attempt = 0; attempt < numAttempts; ++attempt) {
    MachineFunction candidate = function;
    allocate(candidate, {attempt});
    pairAccesses(candidate);
    foldSteps(candidate);
    double cost = estimateCost(candidate);
    if (cost < least) {
      least = cost;
      best = std::move(candidate);
    }
  }
  function = std::move(best);
}
