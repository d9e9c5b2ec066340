//===- Comparison.cpp - a model against recorded results ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Comparison.h"
#include "Layers.h"
#include "Model.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::run;

namespace {

constexpr double floatTolerance = 1e-5;

/// What came out of all vectors of a folder.
struct Findings {
  unsigned vectors = 0;
  uint64_t bytes = 0;
  uint64_t differingBytes = 0;
  bool hasFloats = false;
  double floatError = 0;
  unsigned layers = 0;
  unsigned differingLayers = 0;
  std::optional<unsigned> firstDifferingLayer;

  bool passed() const {
    return vectors != 0 && differingBytes == 0 && differingLayers == 0 &&
           floatError <= floatTolerance;
  }
};

std::string getPath(const std::string &folder, const std::string &file) {
  SmallString<128> path(folder);
  llvm::sys::path::append(path, file);
  return std::string(path);
}

/// The file `<kind>_<vector>_<index>.bin`.
std::string getVectorPath(const std::string &folder, const char *kind,
                          unsigned vector, unsigned index) {
  return getPath(folder, std::string(kind) + "_" + std::to_string(vector) +
                             "_" + std::to_string(index) + ".bin");
}

/// Error relative to `expected`, absolute where that is below 1.
double getError(float actual, float expected) {
  if (actual == expected || (std::isnan(actual) && std::isnan(expected)))
    return 0;
  double error = std::fabs(static_cast<double>(actual) - expected) /
                 std::max(1.0, std::fabs(static_cast<double>(expected)));
  return std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
}

void compareFloats(const nn::TensorValue &actual, StringRef expected,
                   Findings &findings) {
  findings.hasFloats = true;
  auto elements = actual.read<float>();
  for (int64_t i = 0, e = elements.size(); i < e; ++i) {
    float value;
    std::memcpy(&value, expected.data() + i * sizeof(float), sizeof(float));
    findings.floatError =
        std::max(findings.floatError, getError(elements.data[i], value));
  }
}

void compareOutput(const nn::TensorValue &actual, const std::string &path,
                   Findings &findings) {
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  ArrayRef<char> bytes = actual.getBytes();
  findings.bytes += bytes.size();
  if (!file || (*file)->getBufferSize() != bytes.size()) {
    findings.differingBytes += std::max<size_t>(bytes.size(), 1);
    return;
  }
  StringRef expected = (*file)->getBuffer();
  if (actual.isFloat())
    return compareFloats(actual, expected, findings);
  for (size_t i = 0; i < bytes.size(); ++i)
    findings.differingBytes += bytes[i] != expected[i];
}

/// Runs vector `vector` of a folder. Fails only where nothing was computed.
LogicalResult compareVector(const Model &model, const std::string &folder,
                            unsigned vector, const LayerChecksums &checksums,
                            Findings &findings) {
  std::vector<std::string> inputPaths;
  for (unsigned i = 0; i < model.getFunction().getNumArguments(); ++i)
    inputPaths.push_back(getVectorPath(folder, "in", vector, i));
  FailureOr<Tensors> inputs = model.readInputs(inputPaths);
  if (failed(inputs))
    return failure();
  auto checkLayer = [&](Operation *op, const nn::TensorValue &result) {
    std::optional<unsigned> index = getOperatorIndex(op);
    if (!index)
      return;
    std::optional<uint32_t> expected = checksums.find(vector, *index);
    if (!expected)
      return;
    ++findings.layers;
    if (getChecksum(result) == *expected)
      return;
    ++findings.differingLayers;
    if (!findings.firstDifferingLayer)
      findings.firstDifferingLayer = index;
  };
  FailureOr<Tensors> outputs = model.run(*inputs, checkLayer);
  if (failed(outputs))
    return failure();
  for (auto [index, output] : llvm::enumerate(*outputs))
    compareOutput(output, getVectorPath(folder, "out", vector, index),
                  findings);
  ++findings.vectors;
  return success();
}

void print(llvm::raw_ostream &stream, const Findings &findings) {
  stream << findings.vectors << " vectors, ";
  if (findings.hasFloats)
    stream << "largest error " << llvm::format("%.3g", findings.floatError);
  if (!findings.hasFloats || findings.differingBytes)
    stream << findings.differingBytes << " of " << findings.bytes
           << " bytes differ";
  if (findings.layers)
    stream << ", " << findings.differingLayers << " of " << findings.layers
           << " layers differ";
  if (findings.firstDifferingLayer)
    stream << ", the first is op " << *findings.firstDifferingLayer;
}

bool compareFolder(const std::string &folder) {
  llvm::outs() << llvm::sys::path::filename(folder) << ": ";
  std::unique_ptr<Model> model = Model::load(getPath(folder, "model.tflite"));
  if (!model) {
    llvm::outs() << "FAILED: not imported\n";
    return false;
  }
  LayerChecksums checksums =
      LayerChecksums::read(getPath(folder, "layers.txt"));
  Findings findings;
  for (unsigned vector = 1;
       llvm::sys::fs::exists(getVectorPath(folder, "out", vector, 0)); ++vector)
    if (failed(compareVector(*model, folder, vector, checksums, findings))) {
      llvm::outs() << "FAILED: not evaluated\n";
      return false;
    }
  llvm::outs() << (findings.passed() ? "passed: " : "FAILED: ");
  print(llvm::outs(), findings);
  llvm::outs() << '\n';
  return findings.passed();
}

} // namespace

LogicalResult run::compareFolders(ArrayRef<std::string> folders) {
  unsigned passed = 0;
  for (StringRef folder : folders)
    passed += compareFolder(folder.rtrim('/').str());
  llvm::outs() << passed << " passed, " << folders.size() - passed
               << " failed\n";
  return success(passed == folders.size());
}
