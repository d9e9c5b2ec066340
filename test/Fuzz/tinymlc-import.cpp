//===- tinymlc-import.cpp - imports .tflite files and prints the result ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/AsmState.h"
#include "mlir/IR/MLIRContext.h"
#include "tinymlc/Diagnostics/DiagnosticPrinter.h"
#include "tinymlc/Frontend/TFLite/Import.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
namespace cl = llvm::cl;

static cl::list<std::string> files(cl::Positional, cl::OneOrMore,
                                   cl::desc("<.tflite files>"));
static cl::opt<bool> brief("brief", cl::desc("Print one line for each file: "
                                             "`ok` or `error`, and its name"));
static cl::opt<bool> locations("locations", cl::desc("Print locations"));
static cl::opt<uint64_t>
    maxTensorBytes("max-tensor-bytes",
                   cl::init(tinymlc::ImportOptions().maxTensorBytes),
                   cl::desc("Largest tensor that is taken"));
static cl::opt<uint64_t>
    maxConstantBytes("max-constant-bytes",
                     cl::init(tinymlc::ImportOptions().maxConstantBytes),
                     cl::desc("Largest sum of constants that is taken"));

/// Imports one file, in a context of its own; prints errors and the module.
static bool importFile(StringRef path) {
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  if (!file) {
    llvm::errs() << path << ": error: " << file.getError().message() << '\n';
    return false;
  }
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.printOpOnDiagnostic(false);
  tinymlc::DiagnosticPrinter printer(context);
  tinymlc::ImportOptions options;
  options.maxTensorBytes = maxTensorBytes;
  options.maxConstantBytes = maxConstantBytes;
  // Messages name the file without its folder, which differs in each test run.
  llvm::MemoryBufferRef contents((*file)->getBuffer(),
                                 llvm::sys::path::filename(path));
  auto module = tinymlc::importTFLite(context, contents, options);
  if (module && !brief)
    module->print(llvm::outs(), OpPrintingFlags().enableDebugInfo(locations));
  return bool(module);
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::ParseCommandLineOptions(argc, argv, "imports .tflite files\n");
  bool ok = true;
  for (const std::string &path : files) {
    bool imported = importFile(path);
    ok &= imported;
    if (brief) {
      llvm::outs() << (imported ? "ok " : "error ") << path << '\n';
      llvm::outs().flush(); // says how far a crash let the run come
    }
  }
  return ok ? 0 : 1;
}
