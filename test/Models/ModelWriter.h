//===- ModelWriter.h - builds a .tflite file tensor by tensor -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TEST_MODELS_MODELWRITER_H
#define TINYMLC_TEST_MODELS_MODELWRITER_H

#include "tinymlc/Frontend/TFLite/tflite_generated.h"

#include <cstring>
#include <string>
#include <vector>

namespace tinymlc::models {

using Shape = std::vector<int32_t>;

/// Scale and zero point of a tensor, or scales of the slices along `axis`
/// (their zero points are 0). No scale: a float or an index tensor.
struct Quantization {
  std::vector<float> scales;
  int64_t zeroPoint = 0;
  int32_t axis = 0;

  static Quantization perTensor(double scale, int64_t zeroPoint) {
    return {{static_cast<float>(scale)}, zeroPoint, 0};
  }
};

/// What old or hand-made files look like, and readers trip over.
struct FormatTraps {
  bool nameless = false;        ///< Tensors have no names.
  bool deprecatedCodes = false; ///< Only deprecated_builtin_code is there.
  bool unknownBatch = false;    ///< shape_signature starts with -1.
};

size_t elementsIn(const Shape &shape);

/// Collects tensors and operators, then writes them as one subgraph.
class ModelWriter {
public:
  explicit ModelWriter(FormatTraps traps = {});

  /// All functions give the index of the tensor.
  int addTensor(const Shape &shape, tflite::TensorType type,
                const Quantization &quantization = {},
                const std::string &name = "");
  int addInput(const Shape &shape, tflite::TensorType type,
               const Quantization &quantization = {},
               const std::string &name = "input");
  template <typename T>
  int addConstant(const Shape &shape, tflite::TensorType type,
                  const std::vector<T> &values,
                  const Quantization &quantization = {},
                  const std::string &name = "constant") {
    std::vector<uint8_t> bytes(values.size() * sizeof(T));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return addBytes(shape, type, std::move(bytes), quantization, name);
  }
  /// A tensor of indices, such as axes or a shape; a scalar when `isScalar`.
  int addIndices(const std::vector<int32_t> &values, bool isScalar = false);

  void addOutput(int tensor) { graph->outputs.push_back(tensor); }
  void addOperator(tflite::BuiltinOperator code,
                   const std::vector<int32_t> &inputs,
                   const std::vector<int32_t> &outputs, int version = 1);
  void addOperator(tflite::BuiltinOperator code,
                   const std::vector<int32_t> &inputs, int output,
                   int version = 1) {
    addOperator(code, inputs, std::vector<int32_t>{output}, version);
  }
  /// `kind` is the union member that `options` is.
  template <typename Options>
  void addOperator(tflite::BuiltinOperator code,
                   const std::vector<int32_t> &inputs, int output,
                   tflite::BuiltinOptions kind, const Options &options,
                   int version = 1) {
    addOperator(code, inputs, output, version);
    setOptions(kind, options);
  }
  /// `options` is what the operator alone understands.
  void addCustomOperator(const std::string &name,
                         const std::vector<int32_t> &inputs,
                         const std::vector<int32_t> &outputs,
                         std::vector<uint8_t> options);
  /// Of the operator that was added last.
  template <typename Options>
  void setOptions(tflite::BuiltinOptions kind, const Options &options) {
    auto &slot = graph->operators.back()->builtin_options;
    slot.type = kind;
    slot.value = new Options(options);
  }
  /// Names inputs and outputs "in_0", "out_0", ... in a signature.
  void addSignature();

  const Shape &shapeOf(int tensor) const { return at(tensor).shape; }
  float scaleOf(int tensor) const { return at(tensor).quantization->scale[0]; }
  int64_t zeroPointOf(int tensor) const {
    return at(tensor).quantization->zero_point[0];
  }
  /// The file's bytes; the writer is empty afterwards.
  std::vector<uint8_t> finish(const std::string &description);

private:
  const tflite::TensorT &at(int tensor) const {
    return *graph->tensors[static_cast<size_t>(tensor)];
  }
  int addBytes(const Shape &shape, tflite::TensorType type,
               std::vector<uint8_t> bytes, const Quantization &quantization,
               const std::string &name);
  uint32_t opcodeIndex(tflite::BuiltinOperator code, int version);

  FormatTraps traps;
  tflite::ModelT model;
  tflite::SubGraphT *graph;
};

} // namespace tinymlc::models

#endif // TINYMLC_TEST_MODELS_MODELWRITER_H
