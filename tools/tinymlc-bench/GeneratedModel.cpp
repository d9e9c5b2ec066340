// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// GeneratedModel.cpp - reads a generated folder's header and report.
#include "GeneratedModel.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <algorithm>

using namespace llvm;
using namespace tinymlc::bench;

namespace {

/// The lines of the generated header that the bench wants.
class Header {
public:
  Header(StringRef text, StringRef name) : text(text), name(name) {
    SmallVector<StringRef> lines;
    text.split(lines, '\n');
    for (StringRef line : lines)
      if (line.consume_front("#define ")) {
        auto [macro, value] = line.split(' ');
        macros[macro] = value.trim();
        // <NAME>_ARENA_BYTES, or <NAME>_ARENA_<MEMORY>_BYTES of each.
        if (macro.starts_with(name.upper() + "_ARENA_") &&
            macro.ends_with("_BYTES"))
          arenas.push_back(value.trim());
      }
  }

  /// The macro `<NAME>_<suffix>` as an integer.
  Expected<int64_t> integer(const Twine &suffix) const {
    std::string macro = name.upper() + "_" + suffix.str();
    int64_t value;
    if (macros.lookup(macro).getAsInteger(0, value))
      return createStringError("header has no integer " + macro);
    return value;
  }

  /// The sizes of the arenas, in their order.
  Expected<std::vector<uint64_t>> arenaSizes() const {
    std::vector<uint64_t> sizes;
    for (StringRef text : arenas)
      if (text.getAsInteger(0, sizes.emplace_back()))
        return createStringError("header has an arena of " + text + " bytes");
    if (sizes.empty())
      return createStringError("header has no integer " + name.upper() +
                               "_ARENA_BYTES");
    return sizes;
  }

  /// The macro `<NAME>_<suffix>` as a number, 0 where there is none.
  double number(const Twine &suffix) const {
    double value = 0;
    StringRef text = macros.lookup(name.upper() + "_" + suffix.str());
    if (text.empty() || text.rtrim("fF").getAsDouble(value))
      return 0;
    return value;
  }

  /// The type that `<name>_<accessor>` returns a pointer to.
  std::string elementType(const Twine &accessor) const {
    std::string call = (name + "_" + accessor + "(").str();
    size_t at = text.find("*" + call);
    if (at == StringRef::npos)
      at = text.find("* " + call);
    StringRef before = text.take_front(at).rtrim();
    return before.drop_front(before.find_last_of(" \n\t") + 1).str();
  }

private:
  StringRef text, name;
  StringMap<StringRef> macros;
  std::vector<StringRef> arenas;
};

} // namespace

static Expected<ModelTensor> readTensor(const Header &header, StringRef kind,
                                        int64_t index) {
  ModelTensor tensor;
  std::string prefix = (kind + "_" + Twine(index) + "_").str();
  Expected<int64_t> bytes = header.integer(prefix + "BYTES");
  if (!bytes)
    return bytes.takeError();
  Expected<int64_t> length = header.integer(prefix + "LEN");
  if (!length)
    return length.takeError();
  tensor.bytes = *bytes;
  tensor.length = *length;
  tensor.scale = header.number(prefix + "SCALE");
  tensor.zeroPoint = header.number(prefix + "ZERO_POINT");
  tensor.elementType =
      header.elementType(kind.lower() + "_" + Twine(index).str());
  return tensor;
}

static Error readTensors(const Header &header, StringRef kind,
                         std::vector<ModelTensor> &tensors) {
  Expected<int64_t> count = header.integer("NUM_" + kind + "S");
  if (!count)
    return count.takeError();
  for (int64_t i = 0; i < *count; ++i) {
    Expected<ModelTensor> tensor = readTensor(header, kind, i);
    if (!tensor)
      return tensor.takeError();
    tensors.push_back(*tensor);
  }
  return Error::success();
}

static Error readHeader(GeneratedModel &model) {
  SmallString<128> path(model.folder);
  sys::path::append(path, model.name + ".h");
  auto buffer = MemoryBuffer::getFile(path);
  if (!buffer)
    return createFileError(path, buffer.getError());
  Header header((*buffer)->getBuffer(), model.name);
  auto arenas = header.arenaSizes();
  if (!arenas)
    return createFileError(path, arenas.takeError());
  model.arenas = std::move(*arenas);
  if (Error error = readTensors(header, "INPUT", model.inputs))
    return createFileError(path, std::move(error));
  if (Error error = readTensors(header, "OUTPUT", model.outputs))
    return createFileError(path, std::move(error));
  return Error::success();
}

/// Sorts the folder's files by kind; the model is the header that has a C file
/// or an object of its own name.
static Error listFiles(GeneratedModel &model) {
  std::vector<std::string> headers;
  std::error_code code;
  sys::fs::directory_iterator file(model.folder, code), end;
  for (; !code && file != end; file.increment(code)) {
    StringRef extension = sys::path::extension(file->path());
    if (extension == ".c")
      model.sources.push_back(file->path());
    else if (extension == ".o")
      model.objects.push_back(file->path());
    else if (extension == ".h")
      headers.push_back(file->path());
  }
  if (code)
    return createFileError(model.folder, code);
  std::sort(model.sources.begin(), model.sources.end());
  std::sort(model.objects.begin(), model.objects.end());
  for (StringRef header : headers) {
    StringRef stem = header.drop_back(2);
    if (is_contained(model.sources, (stem + ".c").str()) ||
        is_contained(model.objects, (stem + ".o").str()))
      model.name = sys::path::stem(header).str();
  }
  if (model.name.empty())
    return createStringError("'" + model.folder +
                             "' is not a folder that "
                             "tinymlc wrote: no header with a .c or .o of "
                             "its name");
  // A folder with both was compiled by hand: the C file is the model.
  if (!model.sources.empty())
    model.objects.clear();
  return Error::success();
}

static ModelOperator readOperator(const json::Object &object) {
  ModelOperator result;
  result.name = object.getString("name").value_or("").str();
  result.kind = object.getString("kind").value_or("").str();
  result.function = object.getString("function").value_or("").str();
  result.macs = object.getInteger("macs").value_or(0);
  result.stream = object.getInteger("stream").value_or(-1);
  result.firstTurn = object.getInteger("first_turn").value_or(0);
  result.lastTurn = object.getInteger("last_turn").value_or(0);
  result.every = std::max<int64_t>(1, object.getInteger("every").value_or(1));
  return result;
}

std::vector<size_t>
tinymlc::bench::listCalls(ArrayRef<ModelOperator> operators) {
  std::vector<size_t> calls;
  for (size_t first = 0, end; first < operators.size(); first = end) {
    int64_t stream = operators[first].stream, lastTurn = 0;
    for (end = first; end < operators.size(); ++end) {
      if (operators[end].stream != stream || (stream < 0 && end > first))
        break;
      lastTurn = std::max(lastTurn, operators[end].lastTurn);
    }
    for (int64_t turn = 0; turn <= lastTurn; ++turn)
      for (size_t i = first; i < end; ++i)
        if (operators[i].runsIn(turn))
          calls.push_back(i);
  }
  return calls;
}

static Error readReport(StringRef path, GeneratedModel &model) {
  auto buffer = MemoryBuffer::getFile(path);
  if (!buffer)
    return createFileError(path, buffer.getError());
  Expected<json::Value> value = json::parse((*buffer)->getBuffer());
  if (!value)
    return createFileError(path, value.takeError());
  const json::Object *report = value->getAsObject();
  const json::Array *list = report ? report->getArray("operators") : nullptr;
  if (!list)
    return createFileError(path, createStringError("no list of operators"));
  for (const json::Value &entry : *list)
    if (const json::Object *object = entry.getAsObject()) {
      ModelOperator found = readOperator(*object);
      // An operator without a function, a view, costs nothing.
      if (!found.function.empty())
        model.operators.push_back(std::move(found));
    }
  return Error::success();
}

Expected<GeneratedModel>
tinymlc::bench::readGeneratedModel(StringRef folder, StringRef reportPath) {
  GeneratedModel model;
  SmallString<128> absolute(folder);
  if (std::error_code code = sys::fs::make_absolute(absolute))
    return createFileError(folder, code);
  model.folder = std::string(absolute);
  if (Error error = listFiles(model))
    return error;
  if (Error error = readHeader(model))
    return error;
  SmallString<128> report(reportPath);
  if (report.empty()) {
    report = model.folder;
    sys::path::append(report, model.name + ".json");
    if (!sys::fs::exists(report))
      return model;
  }
  if (Error error = readReport(report, model))
    return error;
  return model;
}
