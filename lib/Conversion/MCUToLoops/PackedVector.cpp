//===- PackedVector.cpp - convolutions of one pixel -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PackedVector.h"
#include "AssemblyFunctions.h"
#include "ChannelPairs.h"

using namespace mlir;
using namespace tinymlc;

/// A loop, unless it has one turn.
static SmallVector<Value> repeatSome(DSPBuilder &b, int64_t count,
                                     ValueRange state,
                                     DSPBuilder::CountedBody body) {
  return count == 1 ? body(state) : b.repeat(count, state, body);
}

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
    int64_t unroll = countUnrolled(words), peeled = words % unroll;
    state = runWords(state, peeled);
    state = repeatSome(b, words / unroll, state, [&](ValueRange inner) {
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
    constexpr int64_t lean = 4, usual = 8, many = 16, manyGroups = 64;
    auto groups = static_cast<int64_t>(op.getGroups().size());
    if (op.getCompact())
      return 1;
    if (op.getLean())
      return std::min(words, lean);
    bool isShort = words % many == 0 && groups >= std::max(words, manyGroups);
    return isShort ? many : std::min(words, usual);
  }

  SmallVector<Value> runWords(SmallVector<Value> state, int64_t count) {
    MutableArrayRef<Value> sums = MutableArrayRef(state).drop_front(2);
    for (int64_t word = 0; word < count; ++word)
      runWord(state[1], b.loadWord(state[0], 4 * word), sums);
    state[0] = b.move(state[0], 4 * count);
    return state;
  }

  /// Weights come as many at a time as there are registers for: each burst of
  /// loads takes a cycle more.
  void runWord(Value &stream, Value x, MutableArrayRef<Value> sums) {
    unsigned atOnce = std::min(2 * pairs, 6 - pairs);
    SmallVector<Value> weights;
    Value halves;
    for (unsigned i = 0; i < 2 * pairs; ++i) {
      if (i % atOnce == 0) {
        weights.clear();
        for (unsigned j = 0; j < atOnce; ++j)
          weights.push_back(b.nextWord(stream));
      }
      if (i % pairs == 0)
        halves = i == 0 ? b.evenBytes(x) : b.oddBytes(x);
      Value weight = weights[i % atOnce];
      Value &both = sums[i % pairs], &second = sums[pairs + i % pairs];
      both = b.smlad(weight, halves, both);
      second = b.smlad(b.evenBytes(weight), halves, second);
    }
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
      state = repeatSome(a, count, state, [&](ValueRange at) {
        Value stream = at[0];
        VectorBuilder(a, op, size).build(stream, inner[0], at[1]);
        return SmallVector<Value>{stream, a.move(at[1], size)};
      });
    }
  });
}
