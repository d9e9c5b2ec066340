// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// GeneratedModel.h - what the bench reads in a folder that tinymlc wrote.
#ifndef TINYMLC_BENCH_GENERATEDMODEL_H
#define TINYMLC_BENCH_GENERATEDMODEL_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

namespace tinymlc::bench {

/// An input or output as the generated header declares it.
struct ModelTensor {
  std::string elementType; ///< The C type of an element: int8_t, float...
  uint64_t bytes = 0;
  uint64_t length = 0; ///< In elements.
  double scale = 0;    ///< 0 where the tensor is not quantized.
  int64_t zeroPoint = 0;

  bool isFloat() const { return elementType == "float"; }
};

/// One operator of the compiler's report.
struct ModelOperator {
  std::string name, kind, function;
  uint64_t macs = 0;
  /// Of the stream that it is part of, or -1; and the turns of it in which it
  /// runs: each `every`-th from the first to the last.
  int64_t stream = -1, firstTurn = 0, lastTurn = 0, every = 1;

  bool runsIn(int64_t turn) const {
    return firstTurn <= turn && turn <= lastTurn &&
           (turn - firstTurn) % every == 0;
  }
};

/// A generated folder: its header's facts, its files to compile or link, and
/// the operators in the order in which invoke calls them.
struct GeneratedModel {
  std::string folder, name;
  /// Bytes of the arena, or of one for each of several memories.
  std::vector<uint64_t> arenas;
  std::vector<ModelTensor> inputs, outputs;
  std::vector<std::string> sources, objects;
  std::vector<ModelOperator> operators; ///< Empty without a report.

  uint64_t arenaBytes() const {
    return std::accumulate(arenas.begin(), arenas.end(), uint64_t(0));
  }
};

/// The operators, by index, in the order in which invoke calls them: those of a
/// stream turn after turn.
std::vector<size_t> listCalls(llvm::ArrayRef<ModelOperator> operators);

/// Reads the folder. `reportPath` names the compiler's JSON report; when empty,
/// `<name>.json` in the folder is read if it is there.
llvm::Expected<GeneratedModel> readGeneratedModel(llvm::StringRef folder,
                                                  llvm::StringRef reportPath);

} // namespace tinymlc::bench

#endif // TINYMLC_BENCH_GENERATEDMODEL_H
