//===- Architectures.h - the networks that the generator knows ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TEST_MODELS_ARCHITECTURES_H
#define TINYMLC_TEST_MODELS_ARCHITECTURES_H

#include "NetworkBuilder.h"

#include <string_view>

namespace tinymlc::models {

/// `isSmall` keeps the structure and cuts widths, sizes and repetitions, so
/// that a simulated microcontroller runs it in an instant.
struct Architecture {
  std::string_view name;
  void (*build)(NetworkBuilder &, Random &, bool isSmall);
};

const std::vector<Architecture> &architectures();

/// A chain of random layers on images, with ways past some of them.
void buildRandomChain(NetworkBuilder &net, Random &random, bool isSmall);

/// A graph of random operators, with branches and several outputs.
void buildRandomGraph(NetworkBuilder &net, Random &random, bool isSmall);

} // namespace tinymlc::models

#endif // TINYMLC_TEST_MODELS_ARCHITECTURES_H
