//===- Passes.td - passes on the mcu dialect ----------------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_MCU_TRANSFORMS_PASSES_TD
#define TINYMLC_DIALECT_MCU_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def PlanArena : Pass<"mcu-plan-arena", "::tinymlc::mcu::ModelOp"> {
  let summary = "give every buffer its offset in the arena";
  let description = [{
    A buffer lives from the kernel that first writes it to the last that
    reads it; buffers that do not live at the same time may share bytes.
  }];
  let statistics = [
    Statistic<"arenaBytes", "arena-bytes", "bytes of the arena">,
    Statistic<"liveBytes", "live-bytes", "bytes of the largest live set, below which no arena can be">,
  ];
}

#endif // TINYMLC_DIALECT_MCU_TRANSFORMS_PASSES_TD
