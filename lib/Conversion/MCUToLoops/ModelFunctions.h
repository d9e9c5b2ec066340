//===- ModelFunctions.h - the functions that a user calls -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_MODELFUNCTIONS_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_MODELFUNCTIONS_H

#include "LoopBuilder.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tinymlc {

/// Where a buffer lies: so many bytes into the arena of a memory.
struct ArenaPlace {
  size_t memory = 0;
  int64_t offset = 0;
};

/// Where an argument of a kernel lies: in a global, or in an arena.
struct KernelArgument {
  mlir::StringAttr global;
  ArenaPlace place;
};

/// A kernel as invoke calls it, with functions behind all other arguments.
struct KernelCall {
  mlir::Operation *kernel;
  mlir::func::FuncOp function;
  llvm::SmallVector<mlir::func::FuncOp> passed;
  llvm::SmallVector<KernelArgument> arguments;
};

/// Makes the functions that a user calls, and what they call themselves.
class FunctionBuilder {
public:
  FunctionBuilder(LoopBuilder &b, mcu::ModelOp model) : b(b), model(model) {}

  /// Starts a public function <model>_<suffix>; returns its arguments.
  llvm::SmallVector<mlir::Value> begin(const llvm::Twine &suffix,
                                       llvm::ArrayRef<mlir::Type> arguments,
                                       llvm::ArrayRef<mlir::Type> results);
  /// Ends it; it is the function that was begun last.
  mlir::func::FuncOp end(mlir::ValueRange results);

  mlir::Type ptr(mlir::Type pointee, bool constant) {
    return mcu::PtrType::get(b.getContext(), pointee, constant);
  }
  mlir::Type bytes(bool constant) { return ptr(b.getI8Type(), constant); }
  mlir::Type anything(bool constant) { return ptr(b.getNoneType(), constant); }
  /// What callers pass for the arenas: a pointer for each memory.
  llvm::SmallVector<mlir::Type> arenas(bool constant);

  mlir::Value cast(mlir::Value pointer, mlir::Type type);
  mlir::Value offset(mlir::Value base, int64_t bytes);
  mlir::Value index(int64_t value);
  /// A pointer to a buffer's bytes, from those to the arenas.
  mlir::Value locate(mlir::ValueRange arenas, ArenaPlace place, bool constant);
  /// 0, or what is wrong with memory that a caller gives: null, fewer bytes
  /// than needed, or not aligned to a power of two.
  mlir::Value checkMemory(mlir::Value pointer, mlir::Value bytes,
                          int64_t needed, int64_t alignment);

  LoopBuilder &b;
  mcu::ModelOp model;

private:
  mlir::OpBuilder::InsertPoint module;
  mlir::func::FuncOp current;
};

/// Where a buffer lies, or part of one.
ArenaPlace findPlace(mlir::Value buffer);

/// Calls a kernel's function. `arenas` point to bytes; `moves` are, for each
/// operand, the bytes from its buffer's start to what it is to work on, where
/// they are known at run time only; `rows` come behind the pointers.
void callKernel(FunctionBuilder &f, const KernelCall &call,
                mlir::ValueRange arenas, llvm::ArrayRef<mlir::Value> moves = {},
                mlir::ValueRange rows = {});

/// Calls a stream's kernels turn after turn.
void callStream(FunctionBuilder &f, mcu::StreamOp stream,
                llvm::ArrayRef<KernelCall> calls, mlir::ValueRange arenas);

/// Adds the interface and the public functions: <name>_init, _reset, _invoke,
/// _input_<i>, _output_<i>. `globals` are the symbols of the model's constants.
void addModelFunctions(
    LoopBuilder &b, mcu::ModelOp model, llvm::ArrayRef<KernelCall> calls,
    const llvm::DenseMap<mlir::Value, mlir::StringAttr> &globals);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_MODELFUNCTIONS_H
