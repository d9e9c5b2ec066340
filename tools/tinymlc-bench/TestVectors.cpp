// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// TestVectors.cpp - inputs of the measured inference, comparison of outputs.
#include "TestVectors.h"

#include "llvm/Support/Endian.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cmath>
#include <limits>

using namespace llvm;
using namespace tinymlc::bench;

namespace {

/// Marsaglia's xorshift32: the same numbers on every machine.
class Pattern {
public:
  uint32_t next() {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
  }

private:
  uint32_t state = 2463534242u;
};

} // namespace

static std::string patternFor(const ModelTensor &tensor, Pattern &pattern) {
  std::string bytes(tensor.bytes, '\0');
  if (!tensor.isFloat()) {
    for (char &byte : bytes)
      byte = static_cast<char>(pattern.next() >> 24);
    return bytes;
  }
  // In [-1, 1), in steps that a float holds exactly.
  for (size_t at = 0; at + 4 <= bytes.size(); at += 4) {
    float value = static_cast<int32_t>(pattern.next() >> 8) / 8388608.0f - 1;
    support::endian::write(&bytes[at], value, endianness::little);
  }
  return bytes;
}

static Expected<std::string> readTensorFile(const std::string &path,
                                            const ModelTensor &tensor) {
  auto buffer = MemoryBuffer::getFile(path);
  if (!buffer)
    return createFileError(path, buffer.getError());
  if ((*buffer)->getBufferSize() != tensor.bytes)
    return createStringError(formatv("'{0}' has {1} bytes, the tensor {2}",
                                     path, (*buffer)->getBufferSize(),
                                     tensor.bytes)
                                 .str());
  return (*buffer)->getBuffer().str();
}

Expected<InputBytes> tinymlc::bench::makeInputs(const GeneratedModel &model,
                                                ArrayRef<std::string> files) {
  if (!files.empty() && files.size() != model.inputs.size())
    return createStringError(formatv("the model has {0} inputs, {1} given",
                                     model.inputs.size(), files.size())
                                 .str());
  InputBytes inputs;
  Pattern pattern;
  for (auto [index, tensor] : enumerate(model.inputs)) {
    if (files.empty()) {
      inputs.push_back(patternFor(tensor, pattern));
      continue;
    }
    Expected<std::string> bytes = readTensorFile(files[index], tensor);
    if (!bytes)
      return bytes.takeError();
    inputs.push_back(std::move(*bytes));
  }
  return inputs;
}

static double floatError(StringRef got, StringRef expected) {
  double worst = 0;
  for (size_t at = 0; at + 4 <= got.size(); at += 4) {
    double a =
        support::endian::read<float>(&got.data()[at], endianness::little);
    double b =
        support::endian::read<float>(&expected.data()[at], endianness::little);
    if (a == b || (std::isnan(a) && std::isnan(b)))
      continue;
    double error = std::fabs(a - b) / std::max(1.0, std::fabs(b));
    if (!std::isfinite(error))
      error = std::numeric_limits<double>::infinity();
    worst = std::max(worst, error);
  }
  return worst;
}

Expected<Difference>
tinymlc::bench::compareOutputs(const GeneratedModel &model,
                               ArrayRef<std::string> outputs,
                               ArrayRef<std::string> files) {
  if (files.size() != model.outputs.size())
    return createStringError(formatv("the model has {0} outputs, {1} given",
                                     model.outputs.size(), files.size())
                                 .str());
  Difference difference;
  for (auto [index, tensor] : enumerate(model.outputs)) {
    Expected<std::string> expected = readTensorFile(files[index], tensor);
    if (!expected)
      return expected.takeError();
    if (tensor.isFloat()) {
      difference.maxError =
          std::max(difference.maxError, floatError(outputs[index], *expected));
      continue;
    }
    for (size_t at = 0; at < expected->size(); ++at)
      difference.bytes += outputs[index][at] != (*expected)[at];
  }
  return difference;
}
