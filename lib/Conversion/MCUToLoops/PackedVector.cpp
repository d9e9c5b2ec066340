//===- PackedVector.cpp - convolutions of one pixel -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PackedVector.h"
#include "AssemblyFunctions.h"
#include "ChannelPairs.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// Eight channels at a time, or four in less code; the input is widened on the
/// way, since it is read as often as there are groups only.
class VectorBuilder {
public:
  VectorBuilder(DSPBuilder &b, mcu::PackedConv2DOp op)
      : b(b), op(op), pairs(op.getGroup() / 2) {}

  void build(Value &stream, Value input, Value output) {
    SmallVector<Value> state{input, stream};
    for (unsigned pair = 0; pair < pairs; ++pair)
      state.push_back(b.nextWord(stream));
    state[1] = stream;
    state.append(pairs, b.i32(0));
    int64_t words = (op.getInput().getType().getShape()[3] + 3) / 4;
    int64_t unroll = countUnrolled(words), peeled = words % unroll;
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
  /// Words of a turn of the loop, whose end takes six cycles: twice as many in
  /// many groups of few words, of which the ends are a larger part.
  int64_t countUnrolled(int64_t words) {
    constexpr int64_t few = 8, many = 16, manyGroups = 64;
    int64_t groups = op.getOutput().getType().getShape()[3] / op.getGroup();
    if (op.getCompact())
      return 1;
    bool isShort = words % many == 0 && groups >= std::max(words, manyGroups);
    return isShort ? many : std::min(words, few);
  }

  SmallVector<Value> runWords(SmallVector<Value> state, int64_t count) {
    MutableArrayRef<Value> sums = MutableArrayRef(state).drop_front(2);
    for (int64_t word = 0; word < count; ++word) {
      Value x = b.loadWord(state[0], 4 * word);
      for (bool odd : {false, true})
        runStep(state[1], x, odd, sums);
    }
    state[0] = b.move(state[0], 4 * count);
    return state;
  }

  /// Weights come two at a time: there are no registers for more.
  void runStep(Value &stream, Value x, bool odd, MutableArrayRef<Value> sums) {
    Value halves;
    for (unsigned first = 0; first < pairs; first += 2) {
      Value weights[] = {b.nextWord(stream), b.nextWord(stream)};
      if (!halves)
        halves = odd ? b.oddBytes(x) : b.evenBytes(x);
      for (auto [i, weight] : llvm::enumerate(weights)) {
        Value &both = sums[first + i], &second = sums[pairs + first + i];
        both = b.smlad(weight, halves, both);
        second = b.smlad(b.evenBytes(weight), halves, second);
      }
    }
  }

  DSPBuilder &b;
  mcu::PackedConv2DOp op;
  /// Of channels computed together.
  unsigned pairs;
};

} // namespace

void tinymlc::lowerVector(LoopBuilder &b, mcu::PackedConv2DOp op,
                          ValueRange arguments, AssemblyFunctions &functions) {
  int64_t group = op.getGroup();
  int64_t groups = (op.getOutput().getType().getShape()[3] + group - 1) / group;
  functions.call(b, "vector", arguments, [&](DSPBuilder &a, ValueRange inner) {
    a.repeat(groups, {inner[1], inner[2]}, [&](ValueRange state) {
      Value stream = state[0];
      VectorBuilder(a, op).build(stream, inner[0], state[1]);
      return SmallVector<Value>{stream, a.move(state[1], group)};
    });
  });
}
