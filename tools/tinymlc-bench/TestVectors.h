// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// TestVectors.h - inputs of the measured inference, comparison of outputs.
#ifndef TINYMLC_BENCH_TESTVECTORS_H
#define TINYMLC_BENCH_TESTVECTORS_H

#include "Firmware.h"

#include "llvm/ADT/ArrayRef.h"

namespace tinymlc::bench {

/// The inputs in `files`, whose sizes must be the model's; without files a
/// seeded pattern that is the same on every machine.
llvm::Expected<InputBytes> makeInputs(const GeneratedModel &model,
                                      llvm::ArrayRef<std::string> files);

/// How far the outputs are from the expected ones.
struct Difference {
  uint64_t bytes = 0;  ///< Differing bytes of integer outputs.
  double maxError = 0; ///< Of floats: relative, absolute below 1.

  /// Integers must agree exactly, floats within 1e-5.
  bool acceptable() const { return bytes == 0 && maxError <= 1e-5; }
};

/// Compares with `files`, one for each output.
llvm::Expected<Difference> compareOutputs(const GeneratedModel &model,
                                          llvm::ArrayRef<std::string> outputs,
                                          llvm::ArrayRef<std::string> files);

} // namespace tinymlc::bench

#endif // TINYMLC_BENCH_TESTVECTORS_H
