//===- VectorForms.cpp - what forms of convolutions of one pixel cost -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FormCosts.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

/// Instructions as VectorConvolution.cpp has them, of four bytes and of one
/// cycle but where loads come in bursts.
class VectorForms {
public:
  explicit VectorForms(PackedConv2DOp op)
      : op(op), depth(op.getInput().getType().getShape()[3]),
        channels(op.getOutput().getType().getShape()[3]),
        words((depth + 3) / 4) {}

  SmallVector<FormCost> list() {
    FormCost usual, longTurns, lean, compact;
    longTurns.longTurns = true;
    lean.lean = true;
    compact.compact = true;
    SmallVector<FormCost> forms;
    if (op.getLongTurns())
      forms.push_back(finish(longTurns));
    if (!op.getLean() && words > vectorWordsATurn(false, /*lean=*/true, false))
      forms.push_back(finish(usual));
    forms.push_back(finish(lean));
    forms.push_back(finish(compact));
    return forms;
  }

private:
  FormCost finish(FormCost form) {
    int64_t unroll = std::min(
        words, vectorWordsATurn(form.compact, form.lean, form.longTurns));
    int64_t known = 0, bytes = around;
    for (int64_t size : groupChannels(form.compact, channels)) {
      if (size != known)
        bytes += groupBytes(size, unroll);
      known = size;
      form.cycles += groupCycles(size, unroll);
    }
    form.functions.push_back(
        {llvm::formatv("vector {0} {1} {2} {3} {4}", depth, channels, unroll,
                       form.compact,
                       describeRescaling(op.getRequantize(), false)),
         bytes});
    return form;
  }

  int64_t groupBytes(int64_t size, int64_t unroll) {
    int64_t pairs = size / 2;
    int64_t wordsInCode = unroll + words % unroll;
    return 30 + wordsInCode * (12 + 32 * pairs) + pairs * (finishBytes() + 8);
  }

  double groupCycles(int64_t size, int64_t unroll) {
    constexpr int64_t turnCycles = 6, startCycles = 12;
    int64_t pairs = size / 2;
    int64_t bursts = pairs > 2 ? pairs - 1 + pairs / 4 : 1;
    int64_t finish = corrects(op.getRequantize()) ? 18 : 12;
    return static_cast<double>(words * (3 + bursts + 8 * pairs) +
                               words / unroll * turnCycles + startCycles +
                               pairs * finish);
  }

  int64_t finishBytes() { return corrects(op.getRequantize()) ? 62 : 42; }

  static constexpr int64_t around = 20;

  PackedConv2DOp op;
  int64_t depth, channels, words;
};

/// The words of a stream by pairs of channels.
class PairWords {
public:
  PairWords(ArrayRef<int32_t> words, ArrayRef<int64_t> groups, int64_t steps)
      : steps(steps), pairs(llvm::sum_of(groups) / 2) {
    forEachPlace(groups, words.size() / pairs.size(),
                 [&](size_t place, size_t pair) {
                   pairs[pair].push_back(words[place]);
                 });
  }

  /// In other groups. Pairs behind the last channel are zeros.
  SmallVector<int32_t> join(ArrayRef<int64_t> groups) {
    size_t each = pairs.front().size();
    pairs.resize(llvm::sum_of(groups) / 2, SmallVector<int32_t>(each));
    SmallVector<size_t> taken(pairs.size());
    SmallVector<int32_t> words(pairs.size() * each);
    forEachPlace(groups, each, [&](size_t place, size_t pair) {
      words[place] = pairs[pair][taken[pair]++];
    });
    return words;
  }

private:
  /// Of a group first the start values and each step's weights, one of each
  /// pair, then the rest of each pair.
  void forEachPlace(ArrayRef<int64_t> groups, size_t each,
                    llvm::function_ref<void(size_t, size_t)> visit) {
    size_t place = 0, first = 0;
    for (int64_t size : groups) {
      size_t end = first + size / 2;
      for (int64_t i = 0; i < 1 + steps; ++i)
        for (size_t pair = first; pair < end; ++pair)
          visit(place++, pair);
      for (size_t pair = first; pair < end; ++pair)
        for (size_t i = 1 + steps; i < each; ++i)
          visit(place++, pair);
      first = end;
    }
  }

  int64_t steps;
  std::vector<SmallVector<int32_t>> pairs;
};

} // namespace

SmallVector<FormCost> tinymlc::mcu::listVectorForms(PackedConv2DOp op) {
  return VectorForms(op).list();
}

void tinymlc::mcu::setVectorForm(PackedConv2DOp op, const FormCost &form) {
  SmallVector<int64_t> before = op.getGroups();
  op.setCompact(form.compact);
  op.setLean(form.lean);
  op.setLongTurns(form.longTurns);
  if (op.getGroups() == before)
    return;
  auto old = op.getStream().getDefiningOp<ConstantOp>();
  SmallVector<int32_t> words(
      cast<DenseElementsAttr>(old.getValue()).getValues<int32_t>());
  auto steps = static_cast<int64_t>(op.getSchedule().steps.size());
  SmallVector<int32_t> joined =
      PairWords(words, before, steps).join(op.getGroups());
  OpBuilder builder(op);
  auto count = static_cast<int64_t>(joined.size());
  auto type = BufferType::get(op.getContext(), {count}, builder.getI32Type(),
                              /*constant=*/true);
  auto data = DenseElementsAttr::get(
      RankedTensorType::get({count}, builder.getI32Type()),
      ArrayRef<int32_t>(joined));
  op.getStreamMutable().assign(
      ConstantOp::create(builder, old.getLoc(), type, old.getNameAttr(), data));
  if (old->use_empty())
    old.erase();
}
