// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bench.cpp - the command line of tinymlc-bench and its steps.
#include "Bench.h"

#include "CostReport.h"

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;
using namespace tinymlc::bench;

static cl::OptionCategory category("tinymlc-bench options");

static cl::opt<std::string> modelPath(cl::Positional, cl::Required,
                                      cl::desc("<model.tflite | head.json | "
                                               "folder>"),
                                      cl::cat(category));
static cl::opt<std::string> target("target", cl::init("cortex-m4"),
                                   cl::desc("Core to simulate"),
                                   cl::value_desc("core"), cl::cat(category));
static cl::opt<std::string> compiler("cc", cl::init("arm-none-eabi-gcc"),
                                     cl::desc("C compiler: arm-none-eabi-gcc "
                                              "or clang"),
                                     cl::value_desc("program"),
                                     cl::cat(category));
static cl::opt<std::string> optimization("O", cl::Prefix, cl::init("2"),
                                         cl::desc("Optimization level of the "
                                                  "C compiler"),
                                         cl::value_desc("level"),
                                         cl::cat(category));
static cl::opt<std::string> floatABI("float-abi",
                                     cl::desc("soft, softfp or hard"),
                                     cl::value_desc("abi"), cl::cat(category));
static cl::list<std::string> moreFlags("cflag",
                                       cl::desc("Further flag of the C "
                                                "compiler"),
                                       cl::value_desc("flag"),
                                       cl::cat(category));
static cl::opt<std::string> emit("emit", cl::init("c"),
                                 cl::desc("What tinymlc makes of the model: c "
                                          "or obj"),
                                 cl::value_desc("kind"), cl::cat(category));
static cl::list<std::string> tinymlcFlags("tinymlc-flag",
                                          cl::desc("Further flag of tinymlc"),
                                          cl::value_desc("flag"),
                                          cl::cat(category));
static cl::opt<std::string> name("name", cl::desc("Name of the model in C"),
                                 cl::value_desc("identifier"),
                                 cl::cat(category));
static cl::list<std::string> inputFiles("input",
                                        cl::desc("Raw bytes of an input, one "
                                                 "option for each; default: a "
                                                 "seeded pattern"),
                                        cl::value_desc("file"),
                                        cl::cat(category));
static cl::list<std::string> expectedFiles("expect",
                                           cl::desc("Raw bytes of an expected "
                                                    "output, one option for "
                                                    "each"),
                                           cl::value_desc("file"),
                                           cl::cat(category));
static cl::opt<bool> learn("learn",
                           cl::desc("Measure a step of learning after an "
                                    "invoke instead of the invoke"),
                           cl::cat(category));
static cl::opt<std::string> jsonPath("json",
                                     cl::desc("Also write the result as JSON"),
                                     cl::value_desc("file"), cl::cat(category));
static cl::opt<std::string> elfPath("elf", cl::desc("Keep the program here"),
                                    cl::value_desc("file"), cl::cat(category));
static cl::opt<unsigned> timeout("timeout", cl::init(600),
                                 cl::desc("Seconds the simulator may take"),
                                 cl::value_desc("seconds"), cl::cat(category));

/// Lets tinymlc compile a .tflite into the work folder.
static Expected<GeneratedModel> compileModel(StringRef program,
                                             const WorkFolder &work) {
  Expected<std::string> tinymlc = findCompiler(program);
  if (!tinymlc)
    return tinymlc.takeError();
  std::string folder = work.file("model"), report = work.file("report.json");
  std::vector<std::string> command = {
      *tinymlc,        modelPath,           "-target=" + target,
      "-emit=" + emit, "-O" + optimization, "-o",
      folder,          "-report=" + report};
  if (!name.empty())
    command.push_back("-name=" + name);
  if (!floatABI.empty())
    command.push_back("-float-abi=" + floatABI);
  command.insert(command.end(), tinymlcFlags.begin(), tinymlcFlags.end());
  if (Error error = runTool(command, work.file("tinymlc.log")))
    return error;
  return readGeneratedModel(folder, report);
}

static Expected<BuildOptions> buildOptions(StringRef program) {
  Expected<const Board *> board = findBoard(target);
  if (!board)
    return board.takeError();
  if (floatABI == "hard" && !(*board)->hasFPU)
    return createStringError((*board)->target + " has no floating-point unit");
  Expected<std::string> folder = findBoardFolder(program);
  if (!folder)
    return folder.takeError();
  BuildOptions options;
  options.board = *board;
  options.boardFolder = *folder;
  options.compiler = compiler;
  options.optimization = "-O" + optimization;
  options.floatABI = floatABI;
  options.more = {moreFlags.begin(), moreFlags.end()};
  options.learns = learn;
  return options;
}

static Error writeJSON(const CostReport &report) {
  std::error_code code;
  raw_fd_ostream stream(jsonPath, code);
  if (code)
    return createFileError(jsonPath, code);
  printJSON(report, stream);
  return Error::success();
}

/// Builds, simulates and prints `model`; true when the outputs are acceptable.
static Expected<bool> measure(StringRef program, const GeneratedModel &model,
                              const BuildOptions &build,
                              const WorkFolder &work) {
  Expected<InputBytes> inputs = makeInputs(model, inputFiles);
  if (!inputs)
    return inputs.takeError();
  std::string elf = elfPath.empty() ? work.file("bench.elf") : elfPath;
  if (Error error = buildFirmware(model, *inputs, build, work, elf))
    return error;
  Expected<FirmwareLayout> layout = readLayout(elf, model.name);
  if (!layout)
    return layout.takeError();
  Expected<std::string> plugin = findCountPlugin(program);
  if (!plugin)
    return plugin.takeError();
  Expected<SimulationResult> result =
      simulate(elf, *build.board, *layout, *plugin, work, timeout);
  if (!result)
    return result.takeError();
  CostReport report{model, build, *layout, std::move(*result), std::nullopt};
  if (!expectedFiles.empty()) {
    Expected<Difference> difference =
        compareOutputs(model, report.result.outputs, expectedFiles);
    if (!difference)
      return difference.takeError();
    report.difference = *difference;
  }
  printTable(report, outs());
  if (!jsonPath.empty())
    if (Error error = writeJSON(report))
      return error;
  return !report.difference || report.difference->acceptable();
}

static Expected<bool> runBench(StringRef program) {
  Expected<BuildOptions> build = buildOptions(program);
  if (!build)
    return build.takeError();
  Expected<WorkFolder> work = WorkFolder::create();
  if (!work)
    return work.takeError();
  Expected<GeneratedModel> model = sys::fs::is_directory(modelPath)
                                       ? readGeneratedModel(modelPath, "")
                                       : compileModel(program, *work);
  if (!model)
    return model.takeError();
  if (learn)
    model->operators.clear(); // those are of the invoke
  return measure(program, *model, *build, *work);
}

int tinymlc::bench::benchMain(int argc, char **argv) {
  InitLLVM init(argc, argv);
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(
      argc, argv,
      "tinymlc-bench: what a model costs on a simulated Cortex-M\n");
  Expected<bool> acceptable = runBench(argv[0]);
  if (acceptable)
    return *acceptable ? 0 : 1;
  logAllUnhandledErrors(acceptable.takeError(),
                        WithColor::error(errs(), "tinymlc-bench"));
  return 1;
}
