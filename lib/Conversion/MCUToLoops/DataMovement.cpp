//===- DataMovement.cpp - loops of copy and fill --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "AssemblyFunctions.h"
#include "KernelLowering.h"
#include "StridedNest.h"

using namespace mlir;
using namespace tinymlc;

void tinymlc::lowerKernel(LoopBuilder &b, mcu::CopyOp op,
                          ValueRange arguments) {
  StridedNest nest;
  nest.sizes = llvm::to_vector(op.getSizes());
  nest.strides = {llvm::to_vector(op.getInputStrides()),
                  llvm::to_vector(op.getOutputStrides())};
  nest.simplify();
  Type element = op.getInput().getType().getElementType();
  nest.build(b, [&](ArrayRef<Value> indices) {
    b.store(b.load(arguments[0], indices[0], element), arguments[1],
            b.add(indices[1], op.getOutputOffset()), element);
  });
}

void tinymlc::fillWords(LoopBuilder &b, AssemblyFunctions &functions,
                        Value place, int64_t byte, int64_t words) {
  constexpr int64_t block = 8;
  Value word = b.i32(
      static_cast<int32_t>(static_cast<uint8_t>(byte) * UINT32_C(0x01010101)));
  auto store = [](DSPBuilder &a, ValueRange state, Value word, int64_t count) {
    for (int64_t i = 0; i < count; ++i)
      a.storeWord(word, state[0], 4 * i);
    return SmallVector<Value>{a.move(state[0], 4 * count)};
  };
  if (words < block)
    return functions.call(b, "fill", {place, word},
                          [&](DSPBuilder &a, ValueRange inner) {
                            store(a, inner[0], inner[1], words);
                          });
  // The last block overlaps the one before.
  Value last = mcu::OffsetOp::create(b, place.getType(), place,
                                     b.i32(4 * (words - block)));
  functions.call(b, "fill", {place, word, b.i32(words / block), last},
                 [&](DSPBuilder &a, ValueRange inner) {
                   a.repeat(inner[2], inner[0], [&](ValueRange state) {
                     return store(a, state, inner[1], block);
                   });
                   store(a, inner[3], inner[1], block);
                 });
}

void tinymlc::lowerKernel(LoopBuilder &b, mcu::FillOp op, ValueRange arguments,
                          AssemblyFunctions &functions) {
  auto type = op.getOutput().getType();
  if (type.getPlanes()) {
    auto byte = cast<IntegerAttr>(op.getValue()).getInt();
    return fillWords(b, functions, arguments[0], byte, type.getNumBytes() / 4);
  }
  Value value = b.constant(op.getValue());
  b.forLoop(0, type.getNumElements(), 1, [&](Value i) {
    b.store(value, arguments[0], i, type.getElementType());
  });
}
