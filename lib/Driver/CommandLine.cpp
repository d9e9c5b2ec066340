//===- CommandLine.cpp - the tinymlc command ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Driver/CommandLine.h"
#include "tinymlc/Dialect/MCU/Transforms/Memories.h"
#include "tinymlc/Driver/Compile.h"
#include "tinymlc/Target/ConstantSection.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"

using namespace llvm;
using namespace tinymlc;

namespace {

/// Bits of an integer type; 0 leaves the choice.
enum class Width { Default = 0, Int8 = 8, Int16 = 16 };

// Options are built when the command runs, not before main.
struct Options {
  cl::OptionCategory category{"tinymlc options"};
  cl::opt<std::string> input{
      cl::Positional, cl::desc("<model.tflite | nn.mlir | head.json | ->"),
      cl::value_desc("model"), cl::cat(category)};
  cl::opt<std::string> output{
      "o",
      cl::desc("Folder to write (file, or - , for IR stages); without it "
               "a folder named after the model, here"),
      cl::value_desc("folder"), cl::cat(category)};
  cl::opt<std::string> target{
      "target",
      cl::desc("Processor: cortex-m0plus, cortex-m3, cortex-m4 (default), "
               "cortex-m7, cortex-m33, cortex-m55, host"),
      cl::value_desc("name"), cl::init("cortex-m4"), cl::cat(category)};
  cl::opt<EmitKind> emit{
      "emit", cl::desc("What to write:"), cl::init(EmitKind::C),
      cl::values(
          clEnumValN(EmitKind::C, "c", "C99 (default)"),
          clEnumValN(EmitKind::Assembly, "asm", "assembly, made by LLVM"),
          clEnumValN(EmitKind::Object, "obj", "an object, made by LLVM"),
          clEnumValN(EmitKind::NN, "nn", "IR: what the network computes"),
          clEnumValN(EmitKind::MCU, "mcu", "IR: kernels on planned buffers"),
          clEnumValN(EmitKind::Loops, "loops", "IR: loops and arithmetic"),
          clEnumValN(EmitKind::EmitC, "emitc", "IR: the C as MLIR"),
          clEnumValN(EmitKind::LLVM, "llvm", "IR: the LLVM dialect")),
      cl::cat(category)};
  cl::opt<std::string> name{
      "name",
      cl::desc("Prefix of every symbol and file; without it, the file's name"),
      cl::value_desc("identifier"), cl::cat(category)};
  cl::opt<std::string> optimization{
      "O",
      cl::Prefix,
      cl::desc("0, 1, 2 (default), 3, or s for size: unrolling in the "
               "generated code, and LLVM's level for asm and obj"),
      cl::value_desc("level"),
      cl::init("2"),
      cl::cat(category)};
  cl::opt<mcu::KernelForm> kernels{
      "kernels", cl::desc("Force a form of kernels, to see what it costs:"),
      cl::init(mcu::KernelForm::Automatic),
      cl::values(
          clEnumValN(mcu::KernelForm::Automatic, "auto", "by cost (default)"),
          clEnumValN(mcu::KernelForm::Plain, "plain", "loops, as without SIMD"),
          clEnumValN(mcu::KernelForm::Compact, "compact",
                     "SIMD, code shared between shapes"),
          clEnumValN(mcu::KernelForm::Specialized, "specialized",
                     "SIMD, code for each shape")),
      cl::cat(category)};
  cl::opt<mcu::StreamGoal> optimize{
      "optimize", cl::desc("What kernels in strips of rows are for:"),
      cl::init(mcu::StreamGoal::Balanced),
      cl::values(
          clEnumValN(mcu::StreamGoal::Balanced, "balanced",
                     "a small arena at nearly full speed (default)"),
          clEnumValN(mcu::StreamGoal::Ram, "ram", "the smallest arena"),
          clEnumValN(mcu::StreamGoal::Speed, "speed", "the fewest cycles")),
      cl::cat(category)};
  cl::opt<std::string> floatABI{
      "float-abi",
      cl::desc("soft, softfp or hard, as in gcc; without it, the processor's "
               "default there"),
      cl::value_desc("abi"), cl::cat(category)};
  cl::opt<std::string> ioType{
      "io-type",
      cl::desc("model (default), or int8: without the model's own conversions "
               "from and to float"),
      cl::value_desc("type"), cl::init("model"), cl::cat(category)};
  cl::opt<std::string> report{
      "report",
      cl::desc("Write the report as JSON, or as a page if "
               "the name ends with .html"),
      cl::value_desc("file"), cl::cat(category)};
  cl::opt<std::string> maxRam{
      "max-ram",
      cl::desc("Take the fastest schedule within so many bytes (or 64K, 1M); "
               "fail when arena and stack take more"),
      cl::value_desc("size"), cl::cat(category)};
  cl::opt<std::string> maxFlash{
      "max-flash",
      cl::desc("Fail when constants and code, as LLVM compiles it, take more"),
      cl::value_desc("size"), cl::cat(category)};
  cl::opt<std::string> maxCycles{
      "max-cycles",
      cl::desc("Fail when one invoke takes more, estimated from a Cortex-M4's "
               "rates"),
      cl::value_desc("number"), cl::cat(category)};
  cl::opt<std::string> memory{
      "memory",
      cl::desc("Memories, the fastest first, such as dtcm:64K,sram:192K: each "
               "gets an arena, the first the buffers that are accessed most"),
      cl::value_desc("name:size,..."), cl::cat(category)};
  cl::opt<std::string> weights{
      "weights",
      cl::desc("section:NAME puts weights and tables into that section"),
      cl::value_desc("place"), cl::cat(category)};
  cl::opt<bool> quiet{"q", cl::desc("Print no report"), cl::cat(category)};
  cl::opt<uint64_t> maxTensorBytes{
      "max-tensor-bytes", cl::desc("Refuse models with larger tensors"),
      cl::value_desc("bytes"), cl::init(ImportOptions().maxTensorBytes),
      cl::cat(category)};
  cl::OptionCategory headCategory{"tinymlc options for positive-unlabelled "
                                  "heads"};
  cl::opt<std::string> head{
      "pu-head",
      cl::desc("Put this head on the model, in place of its outputs"),
      cl::value_desc("head.json"), cl::cat(headCategory)};
  cl::opt<std::string> headTensor{
      "pu-head-tensor",
      cl::desc("The tensor that holds the features; without it, the output"),
      cl::value_desc("name"), cl::cat(headCategory)};
  cl::opt<bool> headReplaceLast{
      "pu-head-replace-last",
      cl::desc("Drop a last FULLY_CONNECTED (and SOFTMAX or LOGISTIC) first"),
      cl::cat(headCategory)};
  cl::list<nn::PuMlrOutput> headOutputs{
      "pu-outputs", cl::desc("What the head gives, in order (positive):"),
      cl::CommaSeparated,
      cl::values(clEnumValN(nn::PuMlrOutput::Positive, "positive", "p(y|x)"),
                 clEnumValN(nn::PuMlrOutput::Labelled, "labelled", "p(s|x)"),
                 clEnumValN(nn::PuMlrOutput::Decision, "decision",
                            "1 where p(y|x) reaches the threshold, else 0")),
      cl::cat(headCategory)};
  cl::opt<Width> headProbability{
      "pu-probability",
      cl::desc("Probabilities of quantized features (the features' type):"),
      cl::init(Width::Default),
      cl::values(clEnumValN(Width::Int8, "int8", "in steps of 1/256"),
                 clEnumValN(Width::Int16, "int16", "in steps of 1/32768")),
      cl::cat(headCategory)};
  cl::opt<Width> headWeights{
      "pu-weights", cl::desc("Weights for quantized features:"),
      cl::init(Width::Default),
      cl::values(clEnumValN(Width::Int8, "int8", "less flash, less exact"),
                 clEnumValN(Width::Int16, "int16", "default")),
      cl::cat(headCategory)};
  cl::opt<bool> headPolynomial{
      "pu-polynomial",
      cl::desc("int8 probabilities by a polynomial, not by 1 KiB of "
               "thresholds; -Os implies it"),
      cl::cat(headCategory)};
  cl::opt<std::string> headLearn{
      "pu-learn", cl::desc("The head learns on the device: in f32, q24 or q11"),
      cl::value_desc("form"), cl::cat(headCategory)};
  cl::opt<double> headRate{"pu-learn-rate", cl::desc("Step of learning (0.05)"),
                           cl::value_desc("number"), cl::init(0),
                           cl::cat(headCategory)};
  cl::opt<double> headDecay{
      "pu-learn-decay",
      cl::desc("Share of the step that each example takes off it (0)"),
      cl::value_desc("number"), cl::init(0), cl::cat(headCategory)};
  cl::opt<bool> listOperators{
      "list-ops", cl::desc("List the operators that can be compiled"),
      cl::cat(category)};
};

int usageError(const Twine &message) {
  errs() << "tinymlc: error: " << message << '\n';
  return 1;
}

/// -O's value, or failure.
bool parseOptimization(StringRef level, CompileOptions &options) {
  options.optimizeSize = level == "s" || level == "z";
  if (options.optimizeSize) {
    options.optimizationLevel = 2;
    return true;
  }
  return !level.getAsInteger(10, options.optimizationLevel) &&
         options.optimizationLevel <= 3;
}

/// The first option whose value is no amount, or none.
const cl::opt<std::string> *parseBudgets(const Options &command,
                                         Budgets &budgets) {
  for (auto [option, amount] :
       {std::pair(&command.maxRam, &budgets.ram),
        std::pair(&command.maxFlash, &budgets.flash),
        std::pair(&command.maxCycles, &budgets.cycles)}) {
    if (option->empty())
      continue;
    *amount = mcu::parseAmount(*option);
    if (!*amount)
      return option;
  }
  return nullptr;
}

/// What is wrong with the memories that the user names, or nothing.
std::string checkMemories(StringRef text) {
  if (text.empty())
    return "";
  auto memories = mcu::parseMemories(text);
  return memories ? "" : toString(memories.takeError());
}

void setHeadOptions(const Options &command, CompileOptions &options) {
  options.headFile = command.head;
  options.head.tensor = command.headTensor;
  options.head.replaceLast = command.headReplaceLast;
  options.head.probabilityBits =
      static_cast<unsigned>(command.headProbability.getValue());
  if (!command.headOutputs.empty())
    options.head.outputs.assign(command.headOutputs.begin(),
                                command.headOutputs.end());
  options.heads.weightBits =
      static_cast<unsigned>(command.headWeights.getValue());
  options.heads.polynomial = command.headPolynomial || options.optimizeSize;
  options.heads.learn = command.headLearn;
  options.heads.rate = command.headRate;
  options.heads.decay = command.headDecay;
}

/// What is wrong with the options for heads, or nothing.
std::string checkHeadOptions(const CompileOptions &options) {
  if (options.headFile.empty() &&
      (options.head.replaceLast || !options.head.tensor.empty()))
    return "-pu-head-tensor and -pu-head-replace-last come with -pu-head";
  if (!options.headFile.empty() &&
      StringRef(options.inputFile).ends_with(".json"))
    return "-pu-head puts a head on a model, not on another head";
  if (options.heads.learn.empty() &&
      (options.heads.rate != 0 || options.heads.decay != 0))
    return "-pu-learn-rate and -pu-learn-decay come with -pu-learn";
  return "";
}

int run(const Options &command) {
  if (command.listOperators) {
    forEachImportedOperator([](StringRef name) { outs() << name << '\n'; });
    return 0;
  }
  if (command.input.empty())
    return usageError("no model given; see tinymlc --help");
  CompileOptions options;
  options.inputFile = command.input;
  options.output = command.output;
  options.name = command.name;
  options.emit = command.emit;
  options.reportFile = command.report;
  options.quiet = command.quiet;
  options.schedule.kernelForm = command.kernels;
  options.import.maxTensorBytes = command.maxTensorBytes;
  options.target = lookupTarget(command.target);
  if (!options.target)
    return usageError("unknown target '" + Twine(command.target) +
                      "'; known are " + join(getTargetNames(), ", "));
  if (!parseOptimization(command.optimization, options))
    return usageError("unknown optimization level '-O" +
                      Twine(command.optimization) +
                      "'; known are -O0, -O1, -O2, -O3, -Os");
  StringRef weights = command.weights;
  if (weights.consume_front("section:"))
    options.constantSection = weights;
  if (!command.weights.empty() && !isSectionName(options.constantSection))
    return usageError("cannot read '-weights=" + Twine(command.weights) +
                      "'; expected section:NAME");
  options.schedule.memories = command.memory;
  std::string wrongMemory = checkMemories(command.memory);
  if (!wrongMemory.empty())
    return usageError("-memory: " + wrongMemory);
  if (const auto *wrong = parseBudgets(command, options.budgets))
    return usageError("cannot read '-" + wrong->ArgStr + "=" +
                      Twine(wrong->getValue()) +
                      "'; expected a number such as 65536, 64K or 1M");
  // Code that is to be read keeps whole images.
  bool isPlain = options.optimizationLevel == 0 &&
                 command.optimize.getNumOccurrences() == 0;
  options.schedule.streamGoal =
      isPlain ? mcu::StreamGoal::Speed : command.optimize.getValue();
  options.int8Interface = command.ioType == "int8";
  if (!options.int8Interface && command.ioType != "model")
    return usageError("unknown type of inputs and outputs '" +
                      Twine(command.ioType) + "'; known are model, int8");
  setHeadOptions(command, options);
  std::string wrong = checkHeadOptions(options);
  if (!wrong.empty())
    return usageError(wrong);
  if (!options.reportFile.empty() && options.emit <= EmitKind::LLVM)
    return usageError("-report comes with -emit=c, asm or obj");
  options.floatABI = options.target->defaultFloatABI;
  if (!command.floatABI.empty()) {
    auto abi = parseFloatABI(command.floatABI);
    if (!abi)
      return usageError("unknown float ABI '" + Twine(command.floatABI) +
                        "'; known are soft, softfp, hard");
    options.floatABI = *abi;
  }
  return failed(compile(options));
}

} // namespace

int tinymlc::runCommandLine(int argc, char **argv) {
  InitLLVM init(argc, argv);
  Options command;
  cl::HideUnrelatedOptions({&command.category, &command.headCategory});
  cl::SetVersionPrinter([](raw_ostream &os) {
    os << "tinymlc " TINYMLC_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
  });
  cl::ParseCommandLineOptions(
      argc, argv,
      "tinymlc: turns a .tflite model into C or machine code for Cortex-M\n");
  return run(command);
}
