//===- AllocateRegisters.cpp - graph colouring with coalescing ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Chaitin's allocator with Briggs' improvements (Briggs, Cooper, Torczon:
// Improvements to Graph Coloring Register Allocation, 1994): conservative
// coalescing, optimistic colouring, spilling by cost over degree. Kernels have
// a few hundred instructions, so sets are bit vectors and each round starts
// anew.

#include "Liveness.h"
#include "Spiller.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <limits>
#include <numeric>

using namespace llvm;
using namespace tinymlc;

namespace {

using Kind = MachineInstruction::Kind;

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
    findRelated();
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
  void findRelated() {
    for (const MachineInstruction &instruction : function.instructions) {
      if (instruction.kind != Kind::Copy && !isStep(instruction) &&
          !StringRef(instruction.format).starts_with("add $d, $0, $1, lsl #"))
        continue;
      Register to = find(instruction.defs[0]), from = find(instruction.uses[0]);
      related[to].push_back(from);
      related[from].push_back(to);
    }
  }

  int findColour(Register reg, const BitVector &taken) {
    for (Register other : related.lookup(reg))
      if (colours[other] < numMachineRegisters && !taken.test(colours[other]))
        return static_cast<int>(colours[other]);
    return taken.find_first_unset();
  }

  MachineFunction &function;
  const BitVector &unspillable;
  Preference preference;
  /// By copies and steps.
  DenseMap<Register, SmallVector<Register, 2>> related;
  unsigned count;
  std::vector<BitVector> neighbours;
  std::vector<Register> alias;
  std::vector<Uses> uses;
  std::vector<Register> colours;
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

void allocate(MachineFunction &function, Preference preference) {
  BitVector unspillable(function.numRegisters);
  Spiller spiller(function, unspillable);
  while (true) {
    Colouring colouring(function, unspillable, preference);
    SmallVector<Register> uncoloured = colouring.run();
    if (uncoloured.empty()) {
      replaceRegisters(function, colouring);
      return cleanTransfers(function);
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
