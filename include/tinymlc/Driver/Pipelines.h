//===- Pipelines.h - the passes from one stage to the next ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DRIVER_PIPELINES_H
#define TINYMLC_DRIVER_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "tinymlc/Dialect/MCU/Transforms/Passes.h"
#include "llvm/ADT/StringRef.h"

namespace tinymlc {

/// How positive-unlabelled heads compute and learn; see nn-configure-heads.
struct HeadConfiguration {
  /// 0: as the model has it.
  unsigned weightBits = 0;
  bool polynomial = false;
  /// f32, q24, q11, or empty.
  std::string learn;
  /// 0: the operator's default.
  double rate = 0, decay = 0;
};

/// nn as imported -> nn in the form that is lowered, with int8 instead of float
/// inputs and outputs if asked for.
void buildNNPipeline(mlir::OpPassManager &manager, bool int8Interface = false,
                     const HeadConfiguration &heads = {});
/// What the user forces or asks for.
struct ScheduleConfiguration {
  mcu::KernelForm kernelForm = mcu::KernelForm::Automatic;
  mcu::StreamGoal streamGoal = mcu::StreamGoal::Balanced;
  /// Bytes of arena that are to suffice, or 0.
  int64_t maxArena = 0;
  /// Bytes of it up to which kernels may take RAM for speed; -1: as the level
  /// has it.
  int64_t winogradRam = -1;
  /// The memories that buffers are spread over, as parseMemories reads them;
  /// empty: there is one arena.
  std::string memories;
};

/// nn -> mcu with every decision taken: kernels, packed constants, offsets.
void buildMCUPipeline(mlir::OpPassManager &manager, llvm::StringRef modelName,
                      const ScheduleConfiguration &schedule = {});
/// mcu -> loops, simplified.
void buildLoopsPipeline(mlir::OpPassManager &manager);

/// Registers tinymlc-nn, tinymlc-mcu and tinymlc-loops for tinymlc-opt.
void registerPipelines();

} // namespace tinymlc

#endif // TINYMLC_DRIVER_PIPELINES_H
