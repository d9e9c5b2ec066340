//===- AssemblyFunctions.h - inner kernels as own functions -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_ASSEMBLYFUNCTIONS_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_ASSEMBLYFUNCTIONS_H

#include "DSPBuilder.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tinymlc {

/// A model's functions, each distinct body once.
class DistinctFunctions {
public:
  /// `function`, or an earlier one that does the same; then it is erased.
  mlir::func::FuncOp add(mlir::func::FuncOp function);

private:
  llvm::DenseMap<size_t, llvm::SmallVector<mlir::func::FuncOp>> functions;
};

/// Makes the assembly functions that a model's kernels call.
class AssemblyFunctions {
public:
  AssemblyFunctions(mcu::ModelOp model) : model(model) {}

  /// Whether the target has them; others' kernels are loops alone.
  bool areAvailable() const;
  /// Whether bytes of code matter more than cycles.
  bool areForSize() const;

  using Build =
      llvm::function_ref<void(DSPBuilder &b, mlir::ValueRange arguments)>;
  /// Calls, at the builder's place, the function <model>_<name>... with that
  /// body.
  void call(LoopBuilder &b, llvm::StringRef name, mlir::ValueRange arguments,
            Build build);
  /// The same, but the function that calls it has it as a further argument, so
  /// that layers whose code differs by it only share it.
  void callPassed(LoopBuilder &b, llvm::StringRef name,
                  mlir::ValueRange arguments, Build build);

  /// What the function of the kernel in work takes behind its other arguments.
  llvm::SmallVector<mlir::func::FuncOp> passed;
  /// What the kernel in work reads in front of its stream's words: so layers
  /// whose code differs by numbers only share it, arguments included.
  llvm::SmallVector<int32_t> streamNumbers;

private:
  mlir::func::FuncOp make(mlir::func::FuncOp caller, llvm::StringRef name,
                          mlir::ValueRange arguments, Build build);

  mcu::ModelOp model;
  DistinctFunctions distinct;
  unsigned count = 0;
};

/// Numbers of a layer that its function reads in front of its stream where
/// layers share that function, and otherwise has in its code.
class LayerNumbers {
public:
  LayerNumbers(LoopBuilder &b, AssemblyFunctions &functions, mlir::Value stream,
               bool areShared)
      : areShared(areShared), b(b), functions(functions), stream(stream) {}

  const bool areShared;

  struct Number {
    int64_t value, index;
  };
  Number add(int64_t value);
  /// Loads it at the builder's place.
  mlir::Value read(Number number);
  /// Where the number `index` is, in front of the stream.
  mlir::Value findPlace(int64_t index) {
    return b.move(stream, areShared ? 4 * index : 0);
  }
  /// Where the stream itself begins, once all numbers are added.
  mlir::Value findWords() { return findPlace(count); }

private:
  LoopBuilder &b;
  AssemblyFunctions &functions;
  mlir::Value stream;
  int64_t count = 0;
};

/// Four times the byte.
int32_t repeatByte(int64_t byte);

/// Writes `word` to `words` places, one after another.
void fillWords(LoopBuilder &b, AssemblyFunctions &functions, mlir::Value place,
               int32_t word, int64_t words);

/// Stores `word` to so many places, eight a turn; returns the place behind
/// them.
mlir::Value storeWords(DSPBuilder &b, mlir::Value word, mlir::Value place,
                       int64_t words);

/// Stores `word` to `block` places a turn, at least one, and to those from
/// `last` on, which may be among them.
void fillBlocks(LoopBuilder &b, AssemblyFunctions &functions, mlir::Value place,
                mlir::Value word, mlir::Value turns, mlir::Value last,
                int64_t block);

/// Copies words from the first of two places to the second, which may overlap
/// it from before; returns the places behind them.
llvm::SmallVector<mlir::Value> copyWords(DSPBuilder &b, mlir::ValueRange place,
                                         int64_t words);

/// Words that a turn of moveWords moves, of code for size half of them.
constexpr int64_t movedATurn = 16;
int64_t countMovedATurn(const AssemblyFunctions &functions);

/// Moves words, at least those of a turn, to a place that is at least as far
/// before them. The second turn begins with what the first left over, so that
/// none are left behind the last.
void moveWords(LoopBuilder &b, AssemblyFunctions &functions, mlir::Value from,
               mlir::Value to, mlir::Value words);

/// `value`, a scaled sum, before SSAT. The correction is read only in the form
/// that has one. Code for several offsets has them in a register, and serves
/// the form without one, too.
mlir::Value requantizeShort(DSPBuilder &b, mcu::ShortRequantizeAttr requantize,
                            mlir::Value value, mlir::Value multiplier,
                            mlir::Value correction, mlir::Value offset = {});

/// The byte that is stored of a shifted sum: SSAT, and what of a clamp it
/// leaves.
mlir::Value saturateByte(DSPBuilder &b, mlir::Value value, unsigned shift,
                         mcu::ClampAttr clamp);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_ASSEMBLYFUNCTIONS_H
