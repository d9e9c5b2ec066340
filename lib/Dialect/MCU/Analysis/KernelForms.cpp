//===- KernelForms.cpp - what the forms of kernels cost -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes follow from the instructions that a step or a row of outputs takes,
// nearly all of which are four bytes wide, and from what stands around them;
// the latter, and cycles, were fitted to functions of the models measured. Of
// cycles only differences between forms matter.
//
//===----------------------------------------------------------------------===//

#include "FormCosts.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

std::string tinymlc::mcu::describeRescaling(ShortRequantizeAttr requantize,
                                            bool sharesOffset) {
  bool isPlain = requantize.getForm() == RequantizeForm::Multiply;
  std::string name;
  llvm::raw_string_ostream stream(name);
  stream << llvm::formatv("f{0} s{1} o{2}",
                          static_cast<int>(requantize.getForm()),
                          requantize.getShift(),
                          isPlain || sharesOffset ? 0 : requantize.getOffset());
  if (requantize.getClamp())
    stream << requantize.getClamp();
  return name;
}

bool tinymlc::mcu::corrects(ShortRequantizeAttr requantize) {
  return requantize.getForm() == RequantizeForm::SignedMultiplyAdd;
}

llvm::MapVector<int64_t, int64_t> tinymlc::mcu::countStrips(Operation *kernel) {
  auto output = cast<BufferType>(kernel->getOperands().back().getType());
  int64_t height = output.getShape()[1];
  llvm::MapVector<int64_t, int64_t> strips;
  auto schedule = getStripSchedule(kernel);
  if (!schedule) {
    strips[height] = 1;
    return strips;
  }
  for (int64_t row = schedule->first; row < height; row += schedule->rows) {
    int64_t rows =
        std::min(row + schedule->rows, height) - std::max<int64_t>(row, 0);
    if (rows > 0)
      ++strips[rows];
  }
  return strips;
}

namespace {

//===----------------------------------------------------------------------===//
// Steps of four channels by two pixels
//===----------------------------------------------------------------------===//

/// Ten instructions on DSP registers, and loads.
constexpr int64_t stepBytes = 52, stepCycles = 15;
/// The same of a single pixel.
constexpr int64_t singleStepBytes = 34, singleStepCycles = 10;

class PointwiseForms {
public:
  explicit PointwiseForms(PackedConv2DOp op)
      : op(op), in(op.getInput().getType().getShape()),
        out(op.getOutput().getType().getShape()),
        steps(static_cast<int64_t>(op.getSchedule().steps.size())),
        unroll(steps % 8 == 0 ? 8 : 4), groups(llvm::divideCeil(out[3], 4)),
        blocks(static_cast<double>(out[1] * out[2] * groups) / 2),
        rescaling(describeRescaling(op.getRequantize(), false)),
        finishBytes(corrects(op.getRequantize()) ? 70 : 0) {}

  SmallVector<FormCost> list() {
    SmallVector<FormCost> forms;
    if (op.getUnrolled())
      forms.push_back(makeUnrolled());
    // A stream of fewer words would not serve the others.
    if (op.getUnrolled() &&
        steps % pointwiseStepMultiple(in[3], /*unrolled=*/false) != 0)
      return forms;
    if (!op.getLean())
      addShared(forms, /*lean=*/false);
    if (countSingles() > 0 || op.getLean())
      addShared(forms, /*lean=*/true);
    forms.push_back(makeCompact());
    return forms;
  }

private:
  bool hasPlanes() { return bool(op.getOutput().getType().getPlanes()); }
  bool isDense() { return op.getStrides() == ArrayRef<int64_t>{1, 1}; }

  /// Pixels that make no pair.
  int64_t countSingles() {
    constexpr int64_t fewMacs = 8192;
    if (in[3] * out[3] < fewMacs)
      return 0;
    if (!isDense())
      return out[1] * (out[2] % 2);
    int64_t singles = 0;
    for (auto [rows, count] : countStrips(op))
      singles += count * (rows * out[2] % 2);
    return singles;
  }

  FormCost makeUnrolled() {
    ImageStrides place = getImageStrides(op.getOutput().getType());
    FormCost form;
    form.unrolled = true;
    int64_t functions = out[2] % 2 == 0 ? 1 : 3;
    form.functions.push_back(
        {llvm::formatv("pointwise {0} {1} {2} {3} {4} {5} {6}", in[3], out[3],
                       op.getStrides()[0], place.row, place.pixel,
                       place.channel, rescaling),
         functions * (320 + finishBytes + 54 * steps)});
    return form;
  }

  /// The faster one first.
  void addShared(SmallVectorImpl<FormCost> &forms, bool lean) {
    FormCost shortTurns = makeShared(lean);
    if (steps % stepsOfLongTurn != 0)
      return forms.push_back(shortTurns);
    FormCost longTurns = makeLong(lean);
    bool areFaster = longTurns.cycles < shortTurns.cycles;
    forms.push_back(areFaster ? longTurns : shortTurns);
    forms.push_back(areFaster ? shortTurns : longTurns);
  }

  /// A loop of many steps, and none before it.
  FormCost makeLong(bool lean) {
    FormCost form;
    form.longTurns = true;
    auto turns = static_cast<double>(steps) / stepsOfLongTurn;
    form.cycles = blocks * (turnCycles * turns + startCycles + argumentCycles);
    form.functions.push_back(
        {"pointwise long " + rescaling,
         sharedBytes + finishBytes + stepsOfLongTurn * stepBytes});
    addSingles(form, lean, "long " + rescaling);
    return form;
  }

  /// Loops of some steps behind the same number of them. Distances are in
  /// registers.
  FormCost makeShared(bool lean) {
    int64_t turns = steps / unroll - 1;
    std::string kind =
        llvm::formatv("{0}{1} {2}", unroll, turns > 0 ? "+" : "", rescaling);
    int64_t codeSteps = turns > 0 ? 2 * unroll : unroll;
    FormCost form;
    form.functions.push_back({"pointwise " + kind, sharedBytes + finishBytes +
                                                       codeSteps * stepBytes});
    auto parts = static_cast<double>(turns);
    form.cycles = blocks * (turnCycles * parts + argumentCycles);
    addSingles(form, lean, kind);
    return form;
  }

  /// Single pixels by their own code, or with the one before again.
  void addSingles(FormCost &form, bool lean, const std::string &kind) {
    form.lean = lean;
    double single = groupCycles(singleStepCycles);
    if (lean)
      form.cycles += groupCycles(stepCycles) - single;
    else if (single > 0)
      form.functions.push_back(
          {"pixel " + kind, 298 + finishBytes / 2 + unroll * singleStepBytes});
  }

  /// Of all pixels that make no pair.
  double groupCycles(int64_t cyclesAStep) {
    constexpr int64_t finish = 25;
    return static_cast<double>(
        countSingles() * groups *
        (cyclesAStep * steps + finish * cyclesAStep / stepCycles));
  }

  FormCost makeCompact() {
    FormCost form;
    form.compact = true;
    bool isPlain = op.getRequantize().getForm() == RequantizeForm::Multiply;
    form.functions.push_back(
        {"pointwise compact " + describeRescaling(op.getRequantize(), true),
         (isPlain ? 468 : 486) + finishBytes + 4 * stepBytes});
    form.cycles = blocks * (turnCycles * static_cast<double>(steps) / 4 +
                            startCycles + argumentCycles) +
                  groupCycles(stepCycles) - groupCycles(singleStepCycles);
    return form;
  }

  /// Of a block of eight outputs.
  static constexpr double turnCycles = 6, startCycles = 7, argumentCycles = 11;
  static constexpr int64_t sharedBytes = 520;

  PackedConv2DOp op;
  ArrayRef<int64_t> in, out;
  int64_t steps, unroll, groups;
  double blocks;
  std::string rescaling;
  int64_t finishBytes;
};

/// Each layer has its code; it can go without the loop's first turn.
SmallVector<FormCost> listWindowForms(PackedConv2DOp op) {
  PackedSchedule schedule = op.getSchedule();
  int64_t turns = schedule.turns();
  if (turns == 1 || op.getLean())
    return {};
  int64_t unroll = schedule.period < 6 && turns % 2 == 0 ? 2 : 1;
  int64_t bytes = stepBytes * unroll * schedule.period;
  int64_t outputs = op.getOutput().getType().getNumElements();
  if (2 * outputs < 20 * bytes)
    return {};
  std::string name;
  llvm::raw_string_ostream(name)
      << "window " << op.getInput().getType() << op.getOutput().getType();
  name += describeRescaling(op.getRequantize(), false);
  FormCost peeled, lean;
  int64_t around = corrects(op.getRequantize()) ? 360 : 290;
  peeled.functions.push_back({name, around + 2 * bytes});
  lean.lean = true;
  lean.functions.push_back({name + " lean", around + bytes});
  lean.cycles = 2 * static_cast<double>(outputs);
  return {peeled, lean};
}

SmallVector<FormCost> listAllForms(Operation *kernel) {
  return llvm::TypeSwitch<Operation *, SmallVector<FormCost>>(kernel)
      .Case<PackedConv2DOp>([](PackedConv2DOp op) -> SmallVector<FormCost> {
        if (op.getKernel() == ConvKernel::Pointwise)
          return PointwiseForms(op).list();
        if (op.getKernel() == ConvKernel::Vector)
          return listVectorForms(op);
        if (op.getKernel() == ConvKernel::Window && !op.getCompact())
          return listWindowForms(op);
        return {};
      })
      .Case<PackedDepthwiseConv2DOp>(
          [](PackedDepthwiseConv2DOp op) -> SmallVector<FormCost> {
            if (op.getFilterSize() != ArrayRef<int64_t>{3, 3})
              return {};
            return listDepthwiseForms(op);
          })
      .Default([](Operation *) { return SmallVector<FormCost>(); });
}

} // namespace

SmallVector<FormCost> tinymlc::mcu::listForms(Operation *kernel) {
  SmallVector<FormCost> forms = listAllForms(kernel);
  // A compact kernel is as small as it can be.
  if (kernel->hasAttr("compact") && !forms.empty())
    return {forms.back()};
  return forms;
}

void tinymlc::mcu::setForm(Operation *kernel, const FormCost &form) {
  llvm::TypeSwitch<Operation *>(kernel)
      .Case<PackedConv2DOp>([&](PackedConv2DOp op) {
        if (op.getKernel() == ConvKernel::Vector)
          return setVectorForm(op, form);
        op.setUnrolled(form.unrolled);
        op.setCompact(form.compact);
        op.setLean(form.lean);
        op.setLongTurns(form.longTurns);
      })
      .Case<PackedDepthwiseConv2DOp>([&](PackedDepthwiseConv2DOp op) {
        op.setCompact(form.compact);
        op.setLean(form.lean);
        op.setAnyChannels(form.anyChannels);
      });
}
