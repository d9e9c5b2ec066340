//===- Vectors.cpp - random inputs for a model ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Vectors.h"

#include "ModelWriter.h"

#include <algorithm>
#include <cstdio>

using namespace tinymlc;
using namespace tinymlc::models;

namespace {
enum class Kind { FullRange, Extremes, Small };
} // namespace

/// A stored value of a type that holds -`half` to `half` - 1.
static int64_t drawInteger(Random &random, Kind kind, int64_t half,
                           int64_t zeroPoint) {
  switch (kind) {
  case Kind::FullRange:
    return random.between(-half, half - 1);
  case Kind::Extremes:
    return random.pick<int64_t>(
        {-half, half - 1, -half + 1, half - 2, zeroPoint});
  case Kind::Small:
    break;
  }
  return std::clamp<int64_t>(zeroPoint + random.between(-4, 4), -half,
                             half - 1);
}

static float drawFloat(Random &random, Kind kind) {
  switch (kind) {
  case Kind::FullRange:
    return static_cast<float>(2 * random.normal());
  case Kind::Extremes:
    return random.pick<float>({-10, 10, -1, 1, 0, -0.0f, 6, 5.999f, 1e-3f});
  case Kind::Small:
    break;
  }
  return static_cast<float>(0.05 * random.normal());
}

static std::vector<uint8_t> drawInput(const tflite::TensorT &tensor, Kind kind,
                                      Random &random) {
  size_t count = elementsIn(tensor.shape);
  bool isFloat = tensor.type == tflite::TensorType::FLOAT32;
  size_t width = isFloat ? 4 : tensor.type == tflite::TensorType::INT16 ? 2 : 1;
  std::vector<uint8_t> bytes(width * count);
  for (size_t i = 0; i < count; ++i) {
    if (isFloat) {
      float value = drawFloat(random, kind);
      std::memcpy(&bytes[4 * i], &value, 4);
      continue;
    }
    // The format is little-endian, and so are the machines that run this.
    int64_t value = drawInteger(random, kind, int64_t(1) << (8 * width - 1),
                                tensor.quantization->zero_point[0]);
    std::memcpy(&bytes[width * i], &value, width);
  }
  return bytes;
}

bool models::writeFile(const std::string &path,
                       const std::vector<uint8_t> &bytes) {
  std::FILE *file = std::fopen(path.c_str(), "wb");
  if (!file)
    return false;
  size_t written = std::fwrite(bytes.data(), 1, bytes.size(), file);
  return std::fclose(file) == 0 && written == bytes.size();
}

bool models::writeVectors(const std::vector<uint8_t> &model, int count,
                          Random &random, const std::string &folder) {
  tflite::ModelT unpacked;
  tflite::GetModel(model.data())->UnPackTo(&unpacked);
  const tflite::SubGraphT &graph = *unpacked.subgraphs[0];
  for (int vector = 1; vector <= count; ++vector) {
    Kind kind = static_cast<Kind>((vector - 1) % 3);
    for (size_t i = 0; i < graph.inputs.size(); ++i) {
      const auto &tensor = *graph.tensors[size_t(graph.inputs[i])];
      std::string path = folder + "/in_" + std::to_string(vector) + "_" +
                         std::to_string(i) + ".bin";
      if (!writeFile(path, drawInput(tensor, kind, random)))
        return false;
    }
  }
  return true;
}
