// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CostReport.h - the result of a bench run, as a table and as JSON.
#ifndef TINYMLC_BENCH_COSTREPORT_H
#define TINYMLC_BENCH_COSTREPORT_H

#include "Simulation.h"
#include "TestVectors.h"

#include "llvm/Support/raw_ostream.h"

#include <optional>

namespace tinymlc::bench {

/// Everything that a run found out.
struct CostReport {
  const GeneratedModel &model;
  const BuildOptions &build;
  FirmwareLayout layout;
  SimulationResult result;
  std::optional<Difference> difference;

  uint64_t totalMacs() const;
  /// Whether each counted operator is one of the compiler's report.
  bool operatorsMatch() const;
  /// What each operator of the model cost, or, where they do not match, each
  /// call, without a name.
  std::vector<std::pair<ModelOperator, Cost>> listCosts() const;
};

/// Prints the table; cycles are Cortex-M4 estimates, instructions exact.
void printTable(const CostReport &report, llvm::raw_ostream &stream);

/// Writes the same as JSON; sizes in bytes, outputs in hexadecimal.
void printJSON(const CostReport &report, llvm::raw_ostream &stream);

} // namespace tinymlc::bench

#endif // TINYMLC_BENCH_COSTREPORT_H
