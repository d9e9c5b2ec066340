//===- Layers.cpp - what each operator's result looks like ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Layers.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Location.h"
#include "tinymlc/Dialect/NN/IR/NN.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CRC.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/LineIterator.h"
#include "llvm/Support/MemoryBuffer.h"
#include <algorithm>

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::run;

std::optional<unsigned> run::getOperatorIndex(Operation *op) {
  // The importer names the location "op 12 CONV_2D 'output'".
  auto name = dyn_cast<NameLoc>(op->getLoc());
  if (isa<nn::ConstantOp>(op) || !name)
    return std::nullopt;
  StringRef text = name.getName().strref();
  unsigned index;
  if (!text.consume_front("op ") || text.consumeInteger(10, index))
    return std::nullopt;
  return index;
}

uint32_t run::getChecksum(const nn::TensorValue &value) {
  return llvm::crc32(llvm::arrayRefFromStringRef(
      StringRef(value.getBytes().data(), value.getBytes().size())));
}

template <typename T>
static void printRange(llvm::raw_ostream &stream, const nn::TensorValue &value,
                       const char *format) {
  auto elements = value.read<T>();
  if (elements.size() == 0)
    return;
  auto [min, max] =
      std::minmax_element(elements.data, elements.data + elements.size());
  stream << " min " << llvm::format(format, *min) << " max "
         << llvm::format(format, *max);
}

void run::printLayer(llvm::raw_ostream &stream, Operation *op,
                     const nn::TensorValue &result) {
  if (isa<nn::ConstantOp>(op))
    return;
  stream << "op ";
  if (std::optional<unsigned> index = getOperatorIndex(op))
    stream << *index << ' ';
  bool isFloat = result.isFloat();
  stream << op->getName() << " type "
         << (isFloat           ? "FLOAT32"
             : result.isInt8() ? "INT8"
                               : "INT16")
         << " bytes " << result.getBytes().size() << " crc "
         << llvm::format("%08x", getChecksum(result));
  if (isFloat)
    printRange<float>(stream, result, "%.9g");
  else if (result.isInt8())
    printRange<int8_t>(stream, result, "%d");
  else
    printRange<int16_t>(stream, result, "%d");
  stream << '\n';
}

LayerChecksums LayerChecksums::read(const std::string &path) {
  LayerChecksums result;
  auto file = llvm::MemoryBuffer::getFile(path);
  if (!file)
    return result;
  for (llvm::line_iterator line(**file); !line.is_at_end(); ++line) {
    // <vector> op <index> tensor <n> type <type> bytes <n> crc <hex> ...
    SmallVector<StringRef> words;
    line->split(words, ' ', -1, /*KeepEmpty=*/false);
    unsigned vector, index;
    uint32_t checksum;
    if (words.size() > 10 && words[6] == "INT8" && words[9] == "crc" &&
        !words[0].getAsInteger(10, vector) &&
        !words[2].getAsInteger(10, index) &&
        !words[10].getAsInteger(16, checksum))
      result.checksums[{vector, index}] = checksum;
  }
  return result;
}

std::optional<uint32_t> LayerChecksums::find(unsigned vector,
                                             unsigned index) const {
  auto it = checksums.find({vector, index});
  if (it == checksums.end())
    return std::nullopt;
  return it->second;
}
