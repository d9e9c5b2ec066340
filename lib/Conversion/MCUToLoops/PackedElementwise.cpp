//===- PackedElementwise.cpp - sums and products on words of four i8 ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "AssemblyFunctions.h"
#include "KernelLowering.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// Works on four elements of each operand, or, of words that hold a single
/// byte, on one. `parameters` are what the caller passes besides the pointers.
class ElementBuilder {
public:
  virtual ~ElementBuilder() = default;
  virtual SmallVector<Value> makeParameters(LoopBuilder &b) const = 0;
  virtual void buildWord(DSPBuilder &b, ValueRange parameters, Value lhs,
                         Value rhs, Value output, int64_t offset) const = 0;
  virtual void buildByte(DSPBuilder &b, ValueRange parameters, Value lhs,
                         Value rhs, Value output, int64_t offset) const = 0;
};

constexpr unsigned numPointers = 3;

/// In code for size a turn takes a word.
int64_t countWordsATurn(const AssemblyFunctions &functions) {
  return functions.areForSize() ? 1 : 4;
}

/// A whole number of turns, which the last argument counts.
void buildTurns(DSPBuilder &b, const ElementBuilder &element,
                ValueRange arguments, int64_t wordsATurn) {
  ValueRange parameters = arguments.drop_front(numPointers).drop_back();
  b.repeat(
      arguments.back(), arguments.take_front(numPointers),
      [&](ValueRange state) {
        Value lhs = state[0], rhs = state[1], output = state[2];
        for (int64_t word = 0; word < wordsATurn; ++word) {
          Value a = b.nextWord(lhs), c = b.nextWord(rhs);
          element.buildWord(b, parameters, a, c, output, 4 * word);
        }
        return SmallVector<Value>{lhs, rhs, b.move(output, 4 * wordsATurn)};
      });
}

/// Less than a turn.
void buildRest(DSPBuilder &b, const ElementBuilder &element,
               ValueRange arguments, int64_t elements) {
  ValueRange parameters = arguments.drop_front(numPointers);
  Value lhs = arguments[0], rhs = arguments[1], output = arguments[2];
  int64_t i = 0;
  for (; i + 4 <= elements; i += 4) {
    Value left = b.loadWord(lhs, i), right = b.loadWord(rhs, i);
    element.buildWord(b, parameters, left, right, output, i);
  }
  for (; i < elements; ++i) {
    Value left = b.loadByte(lhs, i), right = b.loadByte(rhs, i);
    element.buildByte(b, parameters, left, right, output, i);
  }
}

void callTurns(LoopBuilder &b, StringRef name, Value turns,
               const ElementBuilder &element, SmallVector<Value> arguments,
               AssemblyFunctions &functions) {
  arguments.push_back(turns);
  functions.call(b, name, arguments, [&](DSPBuilder &a, ValueRange inner) {
    buildTurns(a, element, inner, countWordsATurn(functions));
  });
}

/// Works on `elements` elements.
void lowerElements(LoopBuilder &b, StringRef name, int64_t elements,
                   const ElementBuilder &element, ValueRange pointers,
                   AssemblyFunctions &functions) {
  int64_t bytesATurn = 4 * countWordsATurn(functions);
  int64_t turns = elements / bytesATurn, rest = elements % bytesATurn;
  SmallVector<Value> arguments(pointers);
  arguments.append(element.makeParameters(b));
  if (turns > 0)
    callTurns(b, name, b.i32(turns), element, arguments, functions);
  if (rest == 0)
    return;
  for (Value &pointer : MutableArrayRef(arguments).take_front(numPointers))
    pointer = b.move(pointer, turns * bytesATurn);
  functions.call(b, (name + "_rest").str(), arguments,
                 [&](DSPBuilder &a, ValueRange inner) {
                   buildRest(a, element, inner, rest);
                 });
}

/// Works on the rows of an image: all turns in one call where rows are made of
/// whole turns, else row by row.
void lowerRows(LoopBuilder &b, StringRef name, Value output,
               const ImageRows &rows, const ElementBuilder &element,
               ValueRange pointers, AssemblyFunctions &functions) {
  auto type = cast<mcu::BufferType>(output.getType());
  if (!rows.vary)
    return lowerElements(b, name, type.getNumElements(), element, pointers,
                         functions);
  int64_t rowBytes = type.getShape()[2] * type.getShape()[3];
  int64_t bytesATurn = 4 * countWordsATurn(functions);
  if (rowBytes % bytesATurn == 0) {
    SmallVector<Value> arguments(pointers);
    arguments.append(element.makeParameters(b));
    return callTurns(b, name, b.mul(rows.output, rowBytes / bytesATurn),
                     element, arguments, functions);
  }
  b.forLoop(b.i32(0), rows.output, 1, [&](Value y) {
    SmallVector<Value> moved;
    for (Value pointer : pointers)
      moved.push_back(b.move(pointer, b.mul(y, rowBytes)));
    lowerElements(b, name, rowBytes, element, moved, functions);
  });
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

/// SMLAW takes halfwords that hold an element in their high byte.
class SumBuilder : public ElementBuilder {
public:
  explicit SumBuilder(mcu::PackedSumOp op) : op(op) {}

  /// The mask is a parameter since an instruction that shifts the other operand
  /// needs it in a register.
  SmallVector<Value> makeParameters(LoopBuilder &b) const override {
    return {b.i32(static_cast<int32_t>(op.getLhsMultiplier())),
            b.i32(static_cast<int32_t>(op.getRhsMultiplier())),
            b.i32(static_cast<int32_t>(op.getStart())),
            b.i32(static_cast<int32_t>(0xff00ff00))};
  }

  void buildWord(DSPBuilder &b, ValueRange parameters, Value lhs, Value rhs,
                 Value output, int64_t offset) const override {
    Value mask = parameters[3];
    Value lhsHalves[] = {b.bitAnd(b.shiftLeft(lhs, 8), mask),
                         b.bitAnd(lhs, mask)};
    Value rhsHalves[] = {b.bitAnd(b.shiftLeft(rhs, 8), mask),
                         b.bitAnd(rhs, mask)};
    for (unsigned i = 0; i < 4; ++i)
      b.storeByte(
          add(b, parameters, lhsHalves[i % 2], rhsHalves[i % 2], i >= 2),
          output, offset + i);
  }

  void buildByte(DSPBuilder &b, ValueRange parameters, Value lhs, Value rhs,
                 Value output, int64_t offset) const override {
    Value left = b.shiftLeft(lhs, 8), right = b.shiftLeft(rhs, 8);
    b.storeByte(add(b, parameters, left, right, /*high=*/false), output,
                offset);
  }

private:
  Value add(DSPBuilder &b, ValueRange parameters, Value lhs, Value rhs,
            bool high) const {
    Value sum = b.smlaw(parameters[0], lhs, high, parameters[2]);
    sum = b.smlaw(parameters[1], rhs, high, sum);
    return saturateByte(b, sum, op.getShift(), op.getClampAttr());
  }

  mutable mcu::PackedSumOp op;
};

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

class ProductBuilder : public ElementBuilder {
public:
  explicit ProductBuilder(mcu::PackedProductOp op) : op(op) {}

  SmallVector<Value> makeParameters(LoopBuilder &b) const override {
    auto halves = [&](uint32_t offset) {
      return b.i32(static_cast<int32_t>((offset & 0xffff) | offset << 16));
    };
    return {halves(op.getLhsOffset()), halves(op.getRhsOffset()),
            b.i32(static_cast<int32_t>(op.getStart())),
            b.i32(static_cast<int32_t>(op.getMultiplier())),
            b.i32(static_cast<int32_t>(op.getCorrection()))};
  }

  void buildWord(DSPBuilder &b, ValueRange parameters, Value lhs, Value rhs,
                 Value output, int64_t offset) const override {
    Value lhsHalves[] = {b.addEvenBytes(parameters[0], lhs),
                         b.addOddBytes(parameters[0], lhs)};
    Value rhsHalves[] = {b.addEvenBytes(parameters[1], rhs),
                         b.addOddBytes(parameters[1], rhs)};
    for (unsigned i = 0; i < 4; ++i)
      b.storeByte(
          multiply(b, parameters, lhsHalves[i % 2], rhsHalves[i % 2], i >= 2),
          output, offset + i);
  }

  void buildByte(DSPBuilder &b, ValueRange parameters, Value lhs, Value rhs,
                 Value output, int64_t offset) const override {
    lhs = b.addEvenBytes(parameters[0], lhs);
    rhs = b.addEvenBytes(parameters[1], rhs);
    b.storeByte(multiply(b, parameters, lhs, rhs, /*high=*/false), output,
                offset);
  }

private:
  Value multiply(DSPBuilder &b, ValueRange parameters, Value lhs, Value rhs,
                 bool high) const {
    Value start = parameters[2], product;
    if (op.getScale() == 1)
      product = b.smla(lhs, high, rhs, high, start);
    else
      product =
          b.addWords(start, b.shiftLeft(b.smla(lhs, high, rhs, high, b.i32(0)),
                                        llvm::Log2_32(op.getScale())));
    product = requantizeShort(b, op.getRequantize(), product, parameters[3],
                              parameters[4]);
    return saturateByte(b, product, op.getRequantize().getShift(),
                        op.getRequantize().getClamp());
  }

  mutable mcu::PackedProductOp op;
};

} // namespace

void tinymlc::lowerKernel(LoopBuilder &b, mcu::PackedSumOp op,
                          ValueRange arguments, const ImageRows &rows,
                          AssemblyFunctions &functions) {
  lowerRows(b, "sum", op.getOutput(), rows, SumBuilder(op), arguments,
            functions);
}

void tinymlc::lowerKernel(LoopBuilder &b, mcu::PackedProductOp op,
                          ValueRange arguments, const ImageRows &rows,
                          AssemblyFunctions &functions) {
  lowerRows(b, "product", op.getOutput(), rows, ProductBuilder(op), arguments,
            functions);
}
