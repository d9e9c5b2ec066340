//===- Memories.cpp - the memories that a user names ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/MCU/Transforms/Memories.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <limits>

using namespace llvm;
using namespace tinymlc::mcu;

std::optional<int64_t> tinymlc::mcu::parseAmount(StringRef text) {
  int64_t unit = 1;
  if (text.consume_back("K"))
    unit = int64_t(1) << 10;
  else if (text.consume_back("M"))
    unit = int64_t(1) << 20;
  int64_t number = 0;
  if (text.getAsInteger(10, number) || number < 0 ||
      number > std::numeric_limits<int64_t>::max() / unit)
    return std::nullopt;
  return number * unit;
}

/// Names become parts of macros and of sections' names.
static bool isName(StringRef text) {
  return !text.empty() && isAlpha(text.front()) &&
         all_of(text, [](char c) { return isAlnum(c) || c == '_'; });
}

static Error error(const Twine &message) { return createStringError(message); }

static Expected<Memory> parseMemory(StringRef text) {
  auto [name, size] = text.split(':');
  if (!isName(name))
    return error("'" + name +
                 "' is no name of a memory; expected letters, digits and _");
  std::optional<int64_t> bytes = parseAmount(size);
  if (!bytes || *bytes == 0 || *bytes > std::numeric_limits<int32_t>::max())
    return error("memory '" + name + "' has the size '" + size +
                 "'; expected a number such as 65536, 64K or 1M");
  return Memory{name.str(), *bytes};
}

Expected<std::vector<Memory>> tinymlc::mcu::parseMemories(StringRef text) {
  // Each buffer is tried in each memory.
  constexpr size_t maxMemories = 16;
  std::vector<Memory> memories;
  for (StringRef part : split(text, ',')) {
    if (memories.size() == maxMemories)
      return error("expected up to " + Twine(maxMemories) + " memories");
    Expected<Memory> memory = parseMemory(part);
    if (!memory)
      return memory.takeError();
    // Macros have their names in capitals.
    for (const Memory &other : memories)
      if (StringRef(other.name).equals_insensitive(memory->name))
        return error("memory '" + memory->name + "' is named twice");
    memories.push_back(std::move(*memory));
  }
  return memories;
}
