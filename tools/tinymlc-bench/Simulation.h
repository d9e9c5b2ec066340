// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Simulation.h - runs a program under QEMU and reads what it cost.
#ifndef TINYMLC_BENCH_SIMULATION_H
#define TINYMLC_BENCH_SIMULATION_H

#include "Firmware.h"

namespace tinymlc::bench {

struct Cost {
  uint64_t instructions = 0, cycles = 0;
};

/// What one inference executed, as the counting plugin saw it.
struct Counts {
  Cost total;
  Cost dispatch;               ///< Of invoke itself.
  std::vector<Cost> operators; ///< In the order of invoke's calls.
  uint64_t branchesTaken = 0;
};

/// What a run of the firmware gave.
struct SimulationResult {
  Counts counts;
  uint64_t stackBytes = 0;
  std::vector<std::string> outputs; ///< The bytes of each output.
};

/// Runs `elfPath` on `board`. Fails when the firmware faults, when the model
/// returns an error, or after `seconds`.
llvm::Expected<SimulationResult>
simulate(llvm::StringRef elfPath, const Board &board,
         const FirmwareLayout &layout, llvm::StringRef pluginPath,
         const WorkFolder &work, unsigned seconds);

} // namespace tinymlc::bench

#endif // TINYMLC_BENCH_SIMULATION_H
