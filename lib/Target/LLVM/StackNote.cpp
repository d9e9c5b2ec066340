//===- StackNote.cpp - takes a note for hosted systems away ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "StackNote.h"
#include "llvm/ObjCopy/ConfigManager.h"
#include "llvm/ObjCopy/ObjCopy.h"
#include "llvm/Object/ObjectFile.h"

using namespace llvm;

static constexpr StringRef noteName = ".note.GNU-stack";

static void copyAssembly(StringRef text, raw_ostream &os) {
  while (!text.empty()) {
    size_t end = text.find('\n');
    StringRef line = text.take_front(end == StringRef::npos ? end : end + 1);
    if (!line.contains(noteName))
      os << line;
    text = text.drop_front(line.size());
  }
}

static Error copyObject(StringRef bytes, raw_ostream &os) {
  auto object =
      object::ObjectFile::createObjectFile(MemoryBufferRef(bytes, "object"));
  if (!object)
    return object.takeError();
  objcopy::ConfigManager config;
  auto pass = [](Error error) { return error; };
  if (Error error =
          config.Common.ToRemove.addMatcher(objcopy::NameOrPattern::create(
              noteName, objcopy::MatchStyle::Literal, pass)))
    return error;
  return objcopy::executeObjcopyOnBinary(config, **object, os);
}

Error tinymlc::writeWithoutStackNote(StringRef contents,
                                     CodeGenFileType fileType,
                                     raw_ostream &os) {
  if (fileType == CodeGenFileType::ObjectFile)
    return copyObject(contents, os);
  copyAssembly(contents, os);
  return Error::success();
}
