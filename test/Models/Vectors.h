//===- Vectors.h - random inputs for a model ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TEST_MODELS_VECTORS_H
#define TINYMLC_TEST_MODELS_VECTORS_H

#include "Random.h"

#include <string>

namespace tinymlc::models {

/// Writes `folder`/in_K_I.bin for K from 1 to `count` and every input I of the
/// .tflite file in `model`: raw little-endian bytes; in turn over the full
/// range, at its ends, and close to zero. False: a file could not be written.
bool writeVectors(const std::vector<uint8_t> &model, int count, Random &random,
                  const std::string &folder);

/// False: `path` could not be written.
bool writeFile(const std::string &path, const std::vector<uint8_t> &bytes);

} // namespace tinymlc::models

#endif // TINYMLC_TEST_MODELS_VECTORS_H
