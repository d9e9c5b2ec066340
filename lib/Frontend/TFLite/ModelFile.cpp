//===- ModelFile.cpp - verifies a .tflite file ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ModelFile.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace mlir;
using namespace tinymlc::tflite;

namespace {

constexpr uint32_t schemaVersion = 3;
// Options, the deepest tables that are read, are four levels down.
constexpr unsigned maxTableDepth = 16;
// Each table visit costs the verifier well under a microsecond.
constexpr unsigned maxTables = 2000000;
constexpr size_t maxDisplayLength = 80;

/// FlatBuffers reads scalars in place, so the file must lie as it was aligned
/// when written.
std::unique_ptr<llvm::MemoryBuffer> alignBuffer(llvm::MemoryBufferRef file) {
  constexpr size_t alignment = 16;
  if (reinterpret_cast<uintptr_t>(file.getBufferStart()) % alignment == 0)
    return nullptr;
  auto copy = llvm::WritableMemoryBuffer::getNewUninitMemBuffer(
      file.getBufferSize(), file.getBufferIdentifier(), llvm::Align(alignment));
  llvm::copy(file.getBuffer(), copy->getBufferStart());
  return copy;
}

LogicalResult checkSize(const char *what, size_t size, size_t limit,
                        Location location) {
  if (size <= limit)
    return success();
  return emitError(location, "the model has ")
         << size << ' ' << what << ", more than " << limit;
}

} // namespace

FailureOr<ModelFile> ModelFile::read(llvm::MemoryBufferRef file,
                                     Location location) {
  ModelFile result;
  result.alignedCopy = alignBuffer(file);
  StringRef contents =
      result.alignedCopy ? result.alignedCopy->getBuffer() : file.getBuffer();
  result.bytes = llvm::arrayRefFromStringRef(contents);
  if (contents.size() < 8 || !ModelBufferHasIdentifier(contents.data()))
    return emitError(location, "not a TensorFlow Lite model: no identifier "
                               "'TFL3' at byte 4");
  if (contents.size() >= FLATBUFFERS_MAX_BUFFER_SIZE)
    return emitError(location, "the model is larger than 2 GiB");
  flatbuffers::Verifier verifier(result.bytes.data(), result.bytes.size(),
                                 maxTableDepth, maxTables);
  if (!VerifyModelBuffer(verifier))
    return emitError(location, "the model is truncated or corrupted: its "
                               "FlatBuffer does not verify");
  result.model = tinymlc::tflite::GetModel(result.bytes.data());
  if (result.model->version() != schemaVersion)
    return emitError(location, "the model has schema version ")
           << result.model->version() << ", not " << schemaVersion;
  if (failed(result.findGraph(location)))
    return failure();
  return result;
}

LogicalResult ModelFile::findGraph(Location location) {
  if (getSize(model->subgraphs()) == 0)
    return emitError(location, "the model has no subgraph");
  graph = model->subgraphs()->Get(0);
  if (failed(checkSize("tensors", getNumTensors(), maxTensors, location)) ||
      failed(
          checkSize("operators", getNumOperators(), maxOperators, location)) ||
      failed(checkSize("inputs", getSize(graph->inputs()), maxGraphInputs,
                       location)) ||
      failed(checkSize("outputs", getSize(graph->outputs()), maxGraphInputs,
                       location)))
    return failure();
  if (getSize(graph->outputs()) == 0)
    return emitError(location, "the model has no outputs");
  return success();
}

size_t ModelFile::getNumTensors() const { return getSize(graph->tensors()); }

size_t ModelFile::getNumOperators() const {
  return getSize(graph->operators());
}

const Operator &ModelFile::getOperator(size_t index) const {
  return *graph->operators()->Get(index);
}

const OperatorCode *ModelFile::getCode(const Operator &op) const {
  if (op.opcode_index() >= getSize(model->operator_codes()))
    return nullptr;
  return model->operator_codes()->Get(op.opcode_index());
}

std::optional<ArrayRef<uint8_t>> ModelFile::getData(uint32_t index) const {
  // Buffer 0 is the format's "no buffer".
  if (index == 0)
    return ArrayRef<uint8_t>();
  if (index >= getSize(model->buffers()))
    return std::nullopt;
  const Buffer *buffer = model->buffers()->Get(index);
  if (getSize(buffer->data()) != 0)
    return ArrayRef(buffer->data()->data(), buffer->data()->size());
  // Writers set both to 1 where they fill them in later.
  if (buffer->offset() <= 1 || buffer->size() == 0)
    return ArrayRef<uint8_t>();
  if (buffer->offset() > bytes.size() ||
      buffer->size() > bytes.size() - buffer->offset())
    return std::nullopt;
  return bytes.slice(buffer->offset(), buffer->size());
}

BuiltinOperator tinymlc::tflite::getBuiltinOperator(const OperatorCode &code) {
  return std::max(code.builtin_code(),
                  BuiltinOperator(code.deprecated_builtin_code()));
}

std::string tinymlc::tflite::getDisplayName(StringRef text) {
  std::string name;
  for (char c : text.take_front(maxDisplayLength))
    name += llvm::isPrint(c) && c != '\'' ? c : '?';
  return text.size() > maxDisplayLength ? name + "..." : name;
}

std::string tinymlc::tflite::getDisplayName(const OperatorCode *code) {
  if (!code)
    return "UNKNOWN";
  BuiltinOperator number = getBuiltinOperator(*code);
  if (number == BuiltinOperator::CUSTOM)
    return "CUSTOM(" + getDisplayName(getBoundedString(code->custom_code())) +
           ")";
  StringRef name = EnumNameBuiltinOperator(number);
  if (!name.empty())
    return name.str();
  return ("BUILTIN(" + llvm::Twine(int(number)) + ")").str();
}

StringRef tinymlc::tflite::getBoundedString(const flatbuffers::String *string) {
  if (!string)
    return StringRef();
  return StringRef(string->data(), string->size()).take_front(maxNameLength);
}
