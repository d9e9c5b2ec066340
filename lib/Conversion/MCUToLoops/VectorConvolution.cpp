//===- VectorConvolution.cpp - convolutions of one pixel ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PackedConvolution.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// A group of channels; the input is widened on the way, since it is read as
/// often as there are groups only.
class VectorBuilder {
public:
  VectorBuilder(DSPBuilder &b, mcu::PackedConv2DOp op, int64_t channels)
      : b(b), op(op), pairs(static_cast<unsigned>(channels / 2)) {}

  void build(Value &stream, Value input, Value output) {
    SmallVector<Value> state{input, stream};
    for (unsigned pair = 0; pair < pairs; ++pair)
      state.push_back(b.nextWord(stream));
    state[1] = stream;
    state.append(pairs, b.i32(0));
    int64_t words = (op.getInput().getType().getShape()[3] + 3) / 4;
    int64_t unroll =
        std::min(words, mcu::vectorWordsATurn(op.getCompact(), op.getLean(),
                                              op.getLongTurns()));
    int64_t peeled = words % unroll;
    state = runWords(state, peeled);
    state = b.repeat(words / unroll, state, [&](ValueRange inner) {
      return runWords(SmallVector<Value>(inner), unroll);
    });
    stream = state[1];
    ArrayRef<Value> both = ArrayRef(state).drop_front(2);
    OutputPlace place(b, output, {{}, {1}, {}}, /*pixels=*/1);
    for (unsigned pair = 0; pair < pairs; ++pair)
      finishPair(b, op.getRequantize(), {{both[pair]}, {both[pairs + pair]}},
                 stream, place);
  }

private:
  /// The products of some words of input, in the stream's order.
  SmallVector<Value> runWords(SmallVector<Value> state, int64_t count) {
    MutableArrayRef<Value> sums = MutableArrayRef(state).drop_front(2);
    SmallVector<Value> inputs, weights;
    Value halves;
    unsigned perWord = 2 * pairs,
             total = static_cast<unsigned>(count) * perWord;
    for (unsigned product = 0; product < total; ++product) {
      if (weights.size() == product)
        loadAhead(state, inputs, weights, total);
      unsigned pair = product % pairs;
      if (pair == 0) {
        Value x = inputs[product / perWord];
        halves = product % perWord == 0 ? b.evenBytes(x) : b.oddBytes(x);
      }
      Value weight = weights[product], &second = sums[pairs + pair];
      sums[pair] = b.smlad(weight, halves, sums[pair]);
      second = b.smlad(b.evenBytes(weight), halves, second);
    }
    state[0] = b.move(state[0], 4 * count);
    return state;
  }

  /// As many weights at once as there are registers for, and the words that
  /// they go with: each burst of loads takes a cycle more.
  void loadAhead(MutableArrayRef<Value> state, SmallVector<Value> &inputs,
                 SmallVector<Value> &weights, unsigned total) {
    auto first = static_cast<unsigned>(weights.size()), end = first + 1;
    while (end < total && fitsAhead(first, end + 1))
      ++end;
    for (unsigned product = first; product < end; ++product) {
      if (product % (2 * pairs) == 0)
        inputs.push_back(
            b.loadWord(state[0], 4 * static_cast<int64_t>(inputs.size())));
      weights.push_back(b.nextWord(state[1]));
    }
  }

  /// Whether registers suffice for products from `first` on with all weights
  /// before `end` loaded.
  bool fitsAhead(unsigned first, unsigned end) {
    // What two pointers and the sums leave.
    unsigned registers = 12 - 2 * pairs, perWord = 2 * pairs;
    for (unsigned product = first; product < end; ++product) {
      unsigned word = product / perWord;
      // A word and its even bytes; then its odd bytes in its place.
      unsigned halves = product % perWord < pairs ? 2 : 1;
      unsigned laterWords = (end - 1) / perWord - word;
      if (end - product + halves + laterWords > registers)
        return false;
    }
    return true;
  }

  DSPBuilder &b;
  mcu::PackedConv2DOp op;
  /// Of channels computed together, up to four.
  unsigned pairs;
};

} // namespace

void tinymlc::lowerVector(LoopBuilder &b, mcu::PackedConv2DOp op,
                          ValueRange arguments, AssemblyFunctions &functions) {
  SmallVector<int64_t> groups = op.getGroups();
  functions.call(b, "vector", arguments, [&](DSPBuilder &a, ValueRange inner) {
    SmallVector<Value> state{inner[1], inner[2]};
    // Groups of one size share a loop.
    for (ArrayRef<int64_t> rest = groups; !rest.empty();) {
      int64_t size = rest.front(), count = llvm::count(rest, size);
      rest = rest.drop_front(count);
      bool isLast = rest.empty() && count == 1;
      state = a.repeat(count, state, [&](ValueRange at) {
        Value stream = at[0];
        VectorBuilder(a, op, size).build(stream, inner[0], at[1]);
        return SmallVector<Value>{stream, isLast ? at[1] : a.move(at[1], size)};
      });
    }
  });
}
