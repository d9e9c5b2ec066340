//===- Report.h - what a compiled model costs -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_REPORT_REPORT_H
#define TINYMLC_REPORT_REPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "llvm/Support/JSON.h"
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace tinymlc {

/// When a kernel of a stream is called: in turns `first` to `last` of the
/// stream's, or in each `every`-th of them; they are counted from 0, as the
/// model's streams are.
struct TurnsReport {
  int64_t stream = 0, first = 0, last = 0, every = 1;
};

/// One kernel's turn in invoke.
struct KernelReport {
  /// Operators of the source model that the kernel does the work of.
  std::vector<std::string> sources;
  /// Index of the last of them in the source model, or -1.
  int64_t sourceIndex = -1;
  std::string kind, function, output;
  int64_t macs = 0;
  /// An estimate; see mcu::estimateCycles.
  int64_t cycles = 0;
  /// Weights, parameters and tables that it reads.
  int64_t constantBytes = 0;
  std::optional<TurnsReport> turns;
};

/// Bytes of an arena, and who uses them when.
struct BufferReport {
  std::string name;
  int64_t offset = 0, bytes = 0;
  /// Kernels, as KernelReport's are counted; -1 and the number of kernels
  /// stand for the caller.
  int64_t firstKernel = 0, lastKernel = 0;
  /// Which of the arenas it lies in.
  size_t arena = 0;
};

/// An arena, or the only one.
struct ArenaReport {
  int64_t bytes = 0;
  /// The largest live set, and the kernel that runs then.
  int64_t liveBytes = 0, liveKernel = 0;
  /// What no arena can be smaller than, as far as proven.
  int64_t boundBytes = 0;
  /// The memory that it is for and that one's bytes; no name for the only
  /// arena of a model that knows of no memories.
  std::string memory;
  int64_t memoryBytes = 0;

  /// Whether no arena is smaller, of those that keep the kernels' order.
  bool isOptimal() const { return bytes <= std::max<int64_t>(boundBytes, 1); }
};

/// Buffers, by index, that share bytes while both are in use: the output starts
/// at most `distance` bytes behind the input's start.
struct OverlapReport {
  size_t output = 0, input = 0;
  int64_t distance = 0;
};

/// A tensor of the model's interface.
struct InterfaceReport {
  std::string name, type;
};

/// How the int8 channels of convolutions are rescaled.
struct RescalingReport {
  /// By a form of so many instructions, proven equal to the exact formula, as
  /// RequantizeForm counts them; and by the formula itself.
  std::array<int64_t, 3> proven = {0, 0, 0};
  int64_t exact = 0;
};

/// What channel folding took from an operator.
struct FoldedReport {
  /// The operator of the source model, or else the operation.
  std::string name;
  /// Channels of the result, multiplications, bytes of weights.
  int64_t channels = 0, macs = 0, weightBytes = 0;
};

/// What the compiler knows of a model that it compiled.
struct Report {
  std::string name, target;
  std::vector<KernelReport> kernels;
  std::vector<BufferReport> buffers;
  /// Pairs that may overlap, whether or not they do.
  std::vector<OverlapReport> overlaps;
  std::vector<InterfaceReport> inputs, outputs;
  /// Operators of the source model that became no kernel of their own.
  std::vector<std::string> fused;
  /// Operators that lost weights to channel folding.
  std::vector<FoldedReport> folded;
  RescalingReport rescaling;
  /// One, or one for each of several memories.
  std::vector<ArenaReport> arenas;
  /// Flash: convolution weights; their biases and multipliers; tables.
  int64_t weightBytes = 0, parameterBytes = 0, tableBytes = 0;
  /// Machine code, when an object was made.
  std::optional<int64_t> codeBytes;
  /// The stack that invoke takes at most, on a microcontroller.
  std::optional<int64_t> stackBytes;

  int64_t getMacs() const;
  int64_t getCycles() const;
  /// What all arenas take.
  int64_t getArenaBytes() const;
  int64_t getConstantBytes() const {
    return weightBytes + parameterBytes + tableBytes;
  }
};

/// Names the operators of an nn module in order, before passes fuse any.
std::vector<std::string> listOperators(mlir::ModuleOp module);

/// The operators of an nn module that lost weights to channel folding.
std::vector<FoldedReport> listFoldedChannels(mlir::ModuleOp module);

/// Reads the report off a model whose arena is planned. `operators` are those
/// of `listOperators`.
Report makeReport(mcu::ModelOp model, llvm::ArrayRef<std::string> operators);

/// Adds the functions that the kernels became at the loops level.
void addFunctions(Report &report, mlir::ModuleOp loops);

/// The report as a person reads it.
void printReport(const Report &report, llvm::raw_ostream &os);

/// The report as a page for a browser: the arena over time as a picture, and
/// what each kernel costs. It needs no other file.
void writeReportPage(const Report &report, llvm::raw_ostream &os);

/// The report as tools read it: arena, flash, operators, buffers, fused,
/// folded, rescaling.
llvm::json::Value reportToJSON(const Report &report);

} // namespace tinymlc

#endif // TINYMLC_REPORT_REPORT_H
