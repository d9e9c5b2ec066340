//===- ChooseForms.cpp - which forms of kernels the code has room for -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ChooseForms.h"
#include "tinymlc/Dialect/MCU/Analysis/EstimateCycles.h"
#include "tinymlc/Dialect/MCU/Analysis/KernelForms.h"
#include "tinymlc/Dialect/MCU/Transforms/Passes.h"
#include "llvm/ADT/StringMap.h"

namespace tinymlc::mcu {
#define GEN_PASS_DEF_CHOOSEFORMS
#include "tinymlc/Dialect/MCU/Transforms/Passes.h.inc"
} // namespace tinymlc::mcu

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

/// A kernel, its forms, the fastest first, and which of them it has.
struct KernelChoice {
  Operation *kernel;
  /// About what the fastest form takes in all.
  double usualCycles;
  SmallVector<FormCost> forms;
  /// The functions of each form.
  SmallVector<SmallVector<unsigned>> functions;
  unsigned chosen = 0;

  bool calls(unsigned form, unsigned function) const {
    return llvm::is_contained(functions[form], function);
  }
  double lossOf(unsigned form) const {
    return forms[form].cycles - forms.front().cycles;
  }
  /// The cycles lost count the more the larger a part they are of the kernel's:
  /// a small layer is not to take several times what it could.
  double priceOf(unsigned form) const {
    return lossOf(form) * (1 + lossOf(form) / usualCycles);
  }
};

/// Kernels that take other forms.
struct Move {
  SmallVector<std::pair<KernelChoice *, unsigned>> changes;
  int64_t savedBytes = 0;
  double price = 0;

  bool isBetterThan(const Move &other) const {
    return price * static_cast<double>(other.savedBytes) <
           other.price * static_cast<double>(savedBytes);
  }
};

/// The forms of a model's kernels and the functions that they share.
class FormChoice {
public:
  explicit FormChoice(ModelOp model) : bytes(estimateOtherCode(model)) {
    model.walk([&](KernelOpInterface kernel) { add(kernel); });
  }

  /// Leaves functions until the code fits, or none can go: at each step those
  /// whose kernels then pay the least for a byte saved.
  void fit(int64_t budget) {
    while (bytes > budget) {
      std::optional<Move> move = findSaving();
      if (!move)
        return;
      make(*move);
    }
    while (std::optional<Move> move = findUse(budget - bytes))
      make(*move);
  }

  int64_t getBytes() const { return bytes; }

  /// Cycles more than with the fastest forms.
  double getLoss() const {
    double loss = 0;
    for (const KernelChoice &choice : choices)
      loss += choice.lossOf(choice.chosen);
    return loss;
  }

  /// Returns how many kernels have other forms now.
  unsigned apply() {
    unsigned changed = 0;
    for (KernelChoice &choice : choices) {
      setForm(choice.kernel, choice.forms[choice.chosen]);
      changed += choice.chosen != 0;
    }
    return changed;
  }

private:
  void add(Operation *kernel) {
    SmallVector<FormCost> forms = listForms(kernel);
    if (forms.empty())
      return;
    auto usual = static_cast<double>(estimateCycles(kernel, /*hasFPU=*/false));
    KernelChoice choice{kernel, std::max(usual, 1.0), std::move(forms), {}};
    for (const FormCost &form : choice.forms) {
      choice.functions.emplace_back();
      for (const CodeFunction &function : form.functions)
        choice.functions.back().push_back(intern(function));
    }
    for (unsigned function : choice.functions[0])
      take(function);
    choices.push_back(std::move(choice));
  }

  unsigned intern(const CodeFunction &function) {
    auto [place, isNew] = numbers.try_emplace(function.name, sizes.size());
    if (isNew) {
      sizes.push_back(function.bytes);
      users.push_back(0);
    }
    return place->second;
  }

  void take(unsigned function) {
    if (users[function]++ == 0)
      bytes += sizes[function];
  }
  void leave(unsigned function) {
    if (--users[function] == 0)
      bytes -= sizes[function];
  }
  void change(KernelChoice &choice, unsigned form) {
    for (unsigned function : choice.functions[choice.chosen])
      leave(function);
    choice.chosen = form;
    for (unsigned function : choice.functions[form])
      take(function);
  }
  void make(const Move &move) {
    for (auto [choice, form] : move.changes)
      change(*choice, form);
  }

  /// What a move saves is seen by making it, and then taking it back.
  void evaluate(Move &move) {
    int64_t before = bytes;
    Move back;
    move.price = 0;
    for (auto [choice, form] : move.changes) {
      back.changes.push_back({choice, choice->chosen});
      move.price += priceOf(*choice, form);
    }
    make(move);
    move.savedBytes = before - bytes;
    make(back);
  }

  /// All kernels that call a function take smaller forms, `steps` further down
  /// at least, that do not.
  std::optional<Move> leaveFunction(unsigned function, unsigned steps) {
    Move move;
    for (KernelChoice &choice : choices) {
      if (!choice.calls(choice.chosen, function))
        continue;
      unsigned form = choice.chosen + steps;
      while (form < choice.forms.size() && choice.calls(form, function))
        ++form;
      if (form >= choice.forms.size())
        return std::nullopt;
      move.changes.push_back({&choice, form});
    }
    evaluate(move);
    return move;
  }

  /// Kernels that can do with a function take it: as many of them, those that
  /// pay least first, as are best. It need not be there before.
  std::optional<Move> gather(unsigned function) {
    Move all, back;
    for (KernelChoice &choice : choices)
      if (std::optional<unsigned> form = findSmaller(choice, function))
        all.changes.push_back({&choice, *form});
    llvm::stable_sort(all.changes, [](auto a, auto b) {
      return priceOf(*a.first, a.second) < priceOf(*b.first, b.second);
    });
    int64_t before = bytes;
    std::optional<Move> best;
    Move move;
    for (auto [choice, form] : all.changes) {
      move.changes.push_back({choice, form});
      back.changes.push_back({choice, choice->chosen});
      move.price += priceOf(*choice, form);
      change(*choice, form);
      move.savedBytes = before - bytes;
      if (move.savedBytes > 0 && (!best || move.isBetterThan(*best)))
        best = move;
    }
    make(back);
    return best;
  }

  /// Of taking a form instead of the chosen one.
  static double priceOf(const KernelChoice &choice, unsigned form) {
    return choice.priceOf(form) - choice.priceOf(choice.chosen);
  }

  /// The next form that calls the function, of a kernel that does not.
  static std::optional<unsigned> findSmaller(const KernelChoice &choice,
                                             unsigned function) {
    if (choice.calls(choice.chosen, function))
      return std::nullopt;
    for (unsigned form = choice.chosen + 1; form < choice.forms.size(); ++form)
      if (choice.calls(form, function))
        return form;
    return std::nullopt;
  }

  std::optional<Move> findSaving() {
    constexpr unsigned mostForms = 4;
    std::optional<Move> best;
    auto consider = [&](std::optional<Move> move) {
      if (move && move->savedBytes > 0 && (!best || move->isBetterThan(*best)))
        best = std::move(move);
    };
    for (unsigned function = 0; function < sizes.size(); ++function) {
      consider(gather(function));
      for (unsigned steps = 1; users[function] > 0 && steps < mostForms;
           ++steps)
        consider(leaveFunction(function, steps));
    }
    return best;
  }

  /// A kernel whose faster form fits into `room` bytes, the one that gains
  /// most.
  std::optional<Move> findUse(int64_t room) {
    std::optional<Move> best;
    for (KernelChoice &choice : choices)
      for (unsigned form = 0; form < choice.chosen; ++form) {
        Move move{{{&choice, form}}};
        evaluate(move);
        if (move.price < (best ? best->price : 0) && -move.savedBytes <= room)
          best = std::move(move);
      }
    return best;
  }

  int64_t bytes;
  std::vector<KernelChoice> choices;
  llvm::StringMap<unsigned> numbers;
  SmallVector<int64_t> sizes;
  SmallVector<unsigned> users;
};

struct ChooseFormsPass : mcu::impl::ChooseFormsBase<ChooseFormsPass> {
  using ChooseFormsBase::ChooseFormsBase;

  void runOnOperation() override {
    ModelOp model = getOperation();
    auto target = model->getParentOfType<ModuleOp>()->getAttrOfType<TargetAttr>(
        "mcu.target");
    if (!target || !target.getDsp())
      return;
    FormChoice choice(model);
    std::optional<int64_t> budget = getCodeBudget(target);
    if (codeBytes >= 0)
      budget = codeBytes;
    if (budget && choice.getBytes() > *budget) {
      choice.fit(*budget);
      smallerKernels += choice.apply();
    }
    estimatedBytes += choice.getBytes();
  }
};

} // namespace

std::optional<int64_t> mcu::getCodeBudget(TargetAttr target) {
  // The code stays under 12 KiB though its estimate is not exact.
  constexpr int64_t usualBytes = 12 * 1024 - 48;
  if (!target || !target.getDsp() || target.getOptimizationLevel() >= 3)
    return std::nullopt;
  return usualBytes;
}

int64_t mcu::countFormCycles(ModelOp model, int64_t budget) {
  FormChoice choice(model);
  if (choice.getBytes() > budget)
    choice.fit(budget);
  return static_cast<int64_t>(choice.getLoss());
}
