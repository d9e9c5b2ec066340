// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Firmware.h - builds the program that the simulator runs.
#ifndef TINYMLC_BENCH_FIRMWARE_H
#define TINYMLC_BENCH_FIRMWARE_H

#include "Board.h"
#include "GeneratedModel.h"
#include "ToolRun.h"

namespace tinymlc::bench {

/// How the firmware is compiled.
struct BuildOptions {
  const Board *board;
  std::string boardFolder;       ///< Where the boards' sources lie.
  std::string compiler;          ///< arm-none-eabi-gcc, clang or a path.
  std::string optimization;      ///< The compiler's -O flag.
  std::string floatABI;          ///< soft, softfp, hard or empty: default.
  std::vector<std::string> more; ///< Further flags of the compiler.
  bool learns = false; ///< Whether to count a step of learning instead.
};

/// Addresses and sizes in the linked program, in bytes.
struct FirmwareLayout {
  uint64_t benchStart = 0, benchStop = 0, invoke = 0, invokeSize = 0;
  uint64_t code = 0;      ///< The model's functions.
  uint64_t library = 0;   ///< What the C and compiler libraries add to it.
  uint64_t constants = 0; ///< Weights, biases, tables.
};

/// The bytes of the model's inputs, one string for each.
using InputBytes = std::vector<std::string>;

/// Compiles the model and the board and links them to `elfPath`.
llvm::Error buildFirmware(const GeneratedModel &model, const InputBytes &inputs,
                          const BuildOptions &options, const WorkFolder &work,
                          llvm::StringRef elfPath);

/// Reads what the simulation and the report want from the linked program.
llvm::Expected<FirmwareLayout> readLayout(llvm::StringRef elfPath,
                                          llvm::StringRef modelName);

} // namespace tinymlc::bench

#endif // TINYMLC_BENCH_FIRMWARE_H
