//===- TranslateToC.cpp - the C of a module at the loops level
//-------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Target/C/TranslateToC.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/Cpp/CppEmitter.h"
#include "tinymlc/Target/Passes.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

/// Where to start the next line at the latest.
static constexpr size_t maxColumns = 80;

/// Writes `line`, broken after commas where it is too long.
static void writeBroken(StringRef line, llvm::raw_ostream &os) {
  std::string indentation =
      "\n" + line.take_while(llvm::isSpace).str() + "    ";
  size_t column = 0;
  while (!line.empty()) {
    size_t comma = line.find(", ");
    StringRef piece =
        line.take_front(comma == StringRef::npos ? comma : comma + 1);
    if (column > 0 && column + piece.size() > maxColumns) {
      os << indentation;
      column = indentation.size() - 1;
      piece = piece.ltrim();
      line = line.ltrim();
    }
    os << piece;
    column += piece.size();
    line = line.drop_front(piece.size());
  }
  os << "\n";
}

/// EmitC prints each statement as one line, comments as they are.
static void breakLongLines(StringRef text, llvm::raw_ostream &os) {
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    if (line.size() <= maxColumns || line.ltrim().starts_with("//"))
      os << line << "\n";
    else
      writeBroken(line, os);
    text = rest;
  }
}

LogicalResult tinymlc::translateToC(ModuleOp loops, llvm::raw_ostream &os) {
  OwningOpRef<ModuleOp> module = loops.clone();
  PassManager passes(module->getContext(), ModuleOp::getOperationName());
  passes.addPass(createMCUPrepareForTarget());
  passes.addPass(createConvertMCULoopsToEmitC());
  if (failed(passes.run(*module)))
    return failure();
  std::string text;
  llvm::raw_string_ostream buffer(text);
  if (failed(emitc::translateToCpp(*module, buffer)))
    return failure();
  breakLongLines(text, os);
  return success();
}
