//===- TranslateToC.cpp - the C of a module at the loops level ------------===//
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

/// `declaration` and `next` as one line, if the former is "type name;" and the
/// latter its "name = value;": EmitC declares the variables that loops carry
/// before it gives them a value. Empty if they are not.
static std::string joinInitialization(StringRef declaration, StringRef next) {
  auto [type, name] = declaration.rsplit(' ');
  StringRef value = next.ltrim();
  if (declaration.contains('=') || type.ltrim() == "return" ||
      !name.consume_back(";") || !value.consume_front(name) ||
      !value.starts_with(" = "))
    return "";
  return (declaration.drop_back() + value).str();
}

/// EmitC prints each statement as one line, comments as they are.
static void writeLines(StringRef text, llvm::raw_ostream &os) {
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    auto [next, afterNext] = rest.split('\n');
    std::string joined = joinInitialization(line, next);
    text = joined.empty() ? rest : afterNext;
    // C++'s empty list of parameters would leave them open in C.
    if (line.ends_with("() {") && !line.starts_with(" "))
      joined = (line.drop_back(3) + "void) {").str();
    if (!joined.empty())
      line = joined;
    if (line.size() <= maxColumns || line.ltrim().starts_with("//") ||
        line.ltrim().starts_with("\""))
      os << line << "\n";
    else
      writeBroken(line, os);
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
  writeLines(text, os);
  return success();
}
