// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// FirmwareLayout.cpp - symbols and section sizes of the linked program.
#include "Firmware.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Object/ELFObjectFile.h"

using namespace llvm;
using namespace tinymlc::bench;

static Error readSymbols(const object::ELFObjectFileBase &elf,
                         StringRef modelName, FirmwareLayout &layout) {
  std::string invoke = (modelName + "_invoke").str();
  for (const object::ELFSymbolRef &symbol : elf.symbols()) {
    Expected<StringRef> name = symbol.getName();
    Expected<uint64_t> address = symbol.getAddress();
    if (!name || !address)
      return joinErrors(name.takeError(), address.takeError());
    if (*name == "bench_start")
      layout.benchStart = *address;
    else if (*name == "bench_stop")
      layout.benchStop = *address;
    else if (*name == invoke) {
      layout.invoke = *address;
      layout.invokeSize = symbol.getSize();
    }
  }
  if (layout.invokeSize == 0)
    return createStringError("the program has no function " + invoke);
  return Error::success();
}

static Error readSections(const object::ELFObjectFileBase &elf,
                          FirmwareLayout &layout) {
  for (const object::SectionRef &section : elf.sections()) {
    Expected<StringRef> name = section.getName();
    if (!name)
      return name.takeError();
    uint64_t *size = StringSwitch<uint64_t *>(*name)
                         .Case(".model_code", &layout.code)
                         .Case(".library_code", &layout.library)
                         .Case(".model_const", &layout.constants)
                         // The board itself initialises no data.
                         .Case(".data", &layout.constants)
                         .Default(nullptr);
    if (size)
      *size += section.getSize();
  }
  return Error::success();
}

Expected<FirmwareLayout> tinymlc::bench::readLayout(StringRef elfPath,
                                                    StringRef modelName) {
  auto file = object::ObjectFile::createObjectFile(elfPath);
  if (!file)
    return createFileError(elfPath, file.takeError());
  auto *elf = dyn_cast<object::ELFObjectFileBase>(file->getBinary());
  if (!elf)
    return createFileError(elfPath, createStringError("not an ELF file"));
  FirmwareLayout layout;
  if (Error error = readSymbols(*elf, modelName, layout))
    return error;
  if (Error error = readSections(*elf, layout))
    return error;
  return layout;
}
