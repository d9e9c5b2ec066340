//===- Compile.cpp - from a model file to a folder of code ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Driver/Compile.h"
#include "mlir/IR/AsmState.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "tinymlc/Diagnostics/DiagnosticPrinter.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "tinymlc/Driver/OutputFiles.h"
#include "tinymlc/Driver/Pipelines.h"
#include "tinymlc/Driver/Registration.h"
#include "tinymlc/Report/Report.h"
#include "tinymlc/Target/C/RuntimeFiles.h"
#include "tinymlc/Target/C/TranslateToC.h"
#include "tinymlc/Target/ConstantSection.h"
#include "tinymlc/Target/Header/WriteHeader.h"
#include "tinymlc/Target/LLVM/TranslateToObject.h"
#include "tinymlc/Target/Passes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace tinymlc;

std::string tinymlc::makeIdentifier(llvm::StringRef text) {
  static const llvm::StringSet<> keywords = {
      "auto", "break", "case", "char", "const", "continue", "default", "do",
      "double", "else", "enum", "extern", "float", "for", "goto", "if",
      "inline", "int", "long", "register", "restrict", "return", "short",
      "signed", "sizeof", "static", "struct", "switch", "typedef", "union",
      "unsigned", "void", "volatile", "while", "class", "namespace", "template",
      "new", "delete", "this", "operator", "private", "public", "bool", "true",
      "false", "main",
      // Headers that a compiler given the folder must not find there.
      "assert", "complex", "ctype", "errno", "fenv", "inttypes", "iso646",
      "limits", "locale", "math", "setjmp", "signal", "stdarg", "stdbool",
      "stddef", "stdint", "stdio", "stdlib", "string", "strings", "tgmath",
      "threads", "time", "unistd", "wchar", "wctype"};
  std::string identifier;
  for (char c : text)
    identifier += llvm::isAlnum(c) ? c : '_';
  if (llvm::StringRef(identifier).find_first_not_of('_') ==
      llvm::StringRef::npos)
    return "";
  if (llvm::isDigit(identifier.front()) || identifier.front() == '_')
    identifier = "model" + std::string(identifier.front() == '_' ? "" : "_") +
                 identifier;
  if (keywords.contains(identifier) ||
      llvm::StringRef(identifier).starts_with("tml_"))
    identifier = "model_" + identifier;
  return identifier;
}

namespace {

bool isIR(EmitKind kind) { return kind <= EmitKind::LLVM; }

/// One run of the compiler.
class Compilation {
public:
  explicit Compilation(const CompileOptions &options)
      : options(options),
        context(makeRegistry(), MLIRContext::Threading::DISABLED),
        diagnostics(context) {
    context.printOpOnDiagnostic(false);
    context.loadAllAvailableDialects();
  }

  LogicalResult run();

private:
  static DialectRegistry makeRegistry() {
    DialectRegistry registry;
    registerDialects(registry);
    return registry;
  }

  LogicalResult load();
  LogicalResult loadModule();
  LogicalResult attachHead();
  LogicalResult simplify();
  LogicalResult schedule();
  LogicalResult lower();
  LogicalResult runPasses(llvm::function_ref<void(OpPassManager &)> build);
  LogicalResult generate(OutputFiles &files);
  LogicalResult addCode(OutputFiles &files);
  LogicalResult addObject(OutputFiles &files);
  LogicalResult writeIR();
  LogicalResult checkBudgets();
  LogicalResult finish(const OutputFiles &files);
  LogicalResult fail(const llvm::Twine &message) {
    llvm::errs() << options.inputFile << ": error: " << message << '\n';
    return failure();
  }
  std::string path(llvm::StringRef extension) const {
    llvm::SmallString<128> result(folder);
    llvm::sys::path::append(result, name + extension);
    return std::string(result);
  }

  const CompileOptions &options;
  MLIRContext context;
  DiagnosticPrinter diagnostics;
  std::unique_ptr<llvm::MemoryBuffer> buffer;
  OwningOpRef<ModuleOp> module;
  std::string name, folder;
  std::vector<std::string> operators;
  /// What of -max-ram is for the stack: at first more than most models take.
  int64_t stackBytes = 640;
  Report report;
};

/// The module that the input file holds: text, a head alone, or a .tflite.
LogicalResult Compilation::loadModule() {
  llvm::StringRef path(options.inputFile);
  if (path.ends_with(".mlir")) {
    module = parseSourceString<ModuleOp>(
        buffer->getBuffer(), ParserConfig(&context), options.inputFile);
  } else if (path.ends_with(".json")) {
    auto head = readHead(context, buffer->getMemBufferRef());
    if (failed(head))
      return failure();
    module = importHead(context, *head, options.head);
  } else {
    module = importTFLite(context, buffer->getMemBufferRef(), options.import);
  }
  return success(bool(module));
}

LogicalResult Compilation::attachHead() {
  auto file = llvm::MemoryBuffer::getFileOrSTDIN(options.headFile);
  if (!file)
    return fail("cannot read the head '" + options.headFile +
                "': " + file.getError().message());
  auto head = readHead(context, (*file)->getMemBufferRef());
  if (failed(head))
    return failure();
  return tinymlc::attachHead(*module, *head, options.head);
}

LogicalResult Compilation::load() {
  auto file = llvm::MemoryBuffer::getFileOrSTDIN(options.inputFile);
  if (!file)
    return fail("cannot be read: " + file.getError().message());
  buffer = std::move(*file);
  name = makeIdentifier(options.name.empty()
                            ? llvm::sys::path::stem(options.inputFile)
                            : llvm::StringRef(options.name));
  if (name.empty())
    return fail("no C identifier can be made of the model's name; give one "
                "with -name=");
  folder = options.output.empty() ? name : options.output;
  if (failed(loadModule()) ||
      (!options.headFile.empty() && failed(attachHead())))
    return failure();
  auto target = mcu::TargetAttr::get(
      &context, options.target->name, options.target->hasDSP(),
      options.target->hasFPU() && options.floatABI != FloatABI::Soft,
      options.optimizationLevel, options.optimizeSize);
  (*module)->setAttr("mcu.target", target);
  if (!options.constantSection.empty())
    (*module)->setAttr(constantSectionAttrName,
                       StringAttr::get(&context, options.constantSection));
  return success();
}

LogicalResult
Compilation::runPasses(llvm::function_ref<void(OpPassManager &)> build) {
  PassManager manager(&context);
  build(manager);
  return manager.run(*module);
}

/// nn to mcu. With a limit for the arena, kernels first get as much of it for
/// speed as there is, then less and less, until the plan fits or none takes
/// any.
LogicalResult Compilation::schedule() {
  ScheduleConfiguration configuration = options.schedule;
  int64_t limit = 0;
  if (options.budgets.ram) {
    limit = std::max<int64_t>(1, *options.budgets.ram - stackBytes);
    configuration.maxArena = configuration.winogradRam = limit;
  }
  for (;;) {
    OwningOpRef<ModuleOp> attempt = module->clone();
    PassManager manager(&context);
    buildMCUPipeline(manager, name, configuration);
    if (failed(manager.run(*attempt)))
      return failure();
    auto model = *attempt->getOps<mcu::ModelOp>().begin();
    bool hasWinograd = !model.getOps<mcu::WinogradConv2DOp>().empty();
    if (limit == 0 || !hasWinograd || model.getArenaBytes() <= limit) {
      module = std::move(attempt);
      return success();
    }
    configuration.winogradRam = configuration.winogradRam * 4 / 5;
  }
}

LogicalResult Compilation::simplify() {
  operators = listOperators(*module);
  return runPasses([&](OpPassManager &manager) {
    buildNNPipeline(manager, options.int8Interface, options.heads);
  });
}

LogicalResult Compilation::lower() {
  std::vector<FoldedReport> folded = listFoldedChannels(*module);
  if (failed(schedule()))
    return failure();
  report = makeReport(*module->getOps<mcu::ModelOp>().begin(), operators);
  report.folded = std::move(folded);
  report.target = options.target->name.str();
  if (options.emit == EmitKind::MCU)
    return success();
  if (failed(runPasses(buildLoopsPipeline)))
    return failure();
  addFunctions(report, *module);
  if (options.emit == EmitKind::EmitC)
    return runPasses([](OpPassManager &manager) {
      manager.addPass(createMCUPrepareForTarget());
      manager.addPass(createConvertMCULoopsToEmitC());
    });
  if (options.emit == EmitKind::LLVM)
    return runPasses([](OpPassManager &manager) {
      manager.addPass(createMCUPrepareForTarget());
      manager.addPass(createConvertMCULoopsToLLVM());
    });
  return success();
}

LogicalResult Compilation::writeIR() {
  std::string text;
  llvm::raw_string_ostream stream(text);
  (*module)->print(stream);
  if (options.output.empty() || options.output == "-") {
    llvm::outs() << text;
    return success();
  }
  OutputFiles files;
  files.add(options.output, std::move(text));
  return finish(files);
}

/// Bytes of machine code in an object.
std::optional<int64_t> codeBytes(llvm::StringRef object) {
  auto file = llvm::object::ObjectFile::createObjectFile(
      llvm::MemoryBufferRef(object, "object"));
  if (!file) {
    llvm::consumeError(file.takeError());
    return std::nullopt;
  }
  int64_t bytes = 0;
  for (const llvm::object::SectionRef &section : (*file)->sections())
    if (section.isText())
      bytes += static_cast<int64_t>(section.getSize());
  return bytes;
}

LogicalResult Compilation::addObject(OutputFiles &files) {
  ObjectOptions object{options.target, options.floatABI,
                       options.optimizationLevel, options.optimizeSize};
  StackFrames frames;
  auto translate = [&](llvm::CodeGenFileType type, std::string &text,
                       StackFrames *taken = nullptr) {
    llvm::SmallString<0> bytes;
    llvm::raw_svector_ostream stream(bytes);
    if (failed(translateToObject(*module, object, type, stream, taken)))
      return failure();
    text = std::string(bytes);
    return success();
  };
  std::string machineCode;
  if (failed(
          translate(llvm::CodeGenFileType::ObjectFile, machineCode, &frames)))
    return failure();
  if (!options.target->isHost())
    report.stackBytes =
        options.emit == EmitKind::C
            ? getWorstStackOfC(*module, name + "_invoke", frames)
            : getWorstStack(*module, name + "_invoke", frames);
  report.codeBytes = codeBytes(machineCode);
  if (options.emit == EmitKind::Object)
    files.add(path(".o"), std::move(machineCode));
  if (options.emit != EmitKind::Assembly)
    return success();
  std::string assembly;
  if (failed(translate(llvm::CodeGenFileType::AssemblyFile, assembly)))
    return failure();
  files.add(path(".s"), std::move(assembly));
  return success();
}

LogicalResult Compilation::addCode(OutputFiles &files) {
  if (failed(addObject(files)))
    return failure();
  std::string header;
  llvm::raw_string_ostream stream(header);
  if (failed(writeHeader(*module, stream, report.stackBytes)))
    return failure();
  files.add(path(".h"), std::move(header));
  for (const RuntimeFile &file : getRuntimeFiles()) {
    llvm::SmallString<128> place(folder);
    llvm::sys::path::append(place, file.name);
    files.add(std::string(place), file.text.str());
  }
  if (options.emit == EmitKind::C) {
    std::string source;
    llvm::raw_string_ostream code(source);
    if (failed(translateToC(*module, code)))
      return failure();
    files.add(path(".c"), std::move(source));
  }
  return success();
}

LogicalResult Compilation::checkBudgets() {
  std::string excess;
  llvm::raw_string_ostream stream(excess);
  printExcess(report, options.budgets, stream);
  if (excess.empty())
    return success();
  llvm::StringRef text = llvm::StringRef(excess).rtrim();
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    if (line.starts_with(" "))
      llvm::errs() << line << '\n';
    else
      (void)fail(line);
    text = rest;
  }
  return failure();
}

LogicalResult Compilation::finish(const OutputFiles &files) {
  if (llvm::Error error = files.write())
    return fail(llvm::toString(std::move(error)));
  return success();
}

/// Code whose stack is larger than what was left for it is made again, if that
/// may bring it within -max-ram.
LogicalResult Compilation::generate(OutputFiles &files) {
  OwningOpRef<ModuleOp> simplified = module->clone();
  for (;;) {
    if (failed(lower()) || failed(addCode(files)))
      return failure();
    int64_t taken = report.stackBytes.value_or(0);
    bool isOver = options.budgets.ram &&
                  report.getArenaBytes() + taken > *options.budgets.ram;
    if (!isOver || taken <= stackBytes)
      return success();
    stackBytes = taken;
    module = simplified->clone();
    files = OutputFiles();
  }
}

LogicalResult Compilation::run() {
  if (failed(load()) || failed(simplify()))
    return failure();
  if (options.emit == EmitKind::NN)
    return writeIR();
  if (isIR(options.emit))
    return failed(lower()) ? failure() : writeIR();
  OutputFiles files;
  if (failed(generate(files)) || failed(checkBudgets()))
    return failure();
  if (!options.reportFile.empty()) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    if (llvm::StringRef(options.reportFile).ends_with(".html"))
      writeReportPage(report, stream);
    else
      stream << llvm::formatv("{0:2}", reportToJSON(report)) << '\n';
    files.add(options.reportFile, std::move(text));
  }
  if (failed(finish(files)))
    return failure();
  if (!options.quiet) {
    printReport(report, llvm::outs());
    llvm::outs() << "\nwritten to " << folder << "/\n";
  }
  return success();
}

} // namespace

LogicalResult tinymlc::compile(const CompileOptions &options) {
  return Compilation(options).run();
}
