// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Firmware.cpp - compiles and links the program that the simulator runs.
#include "Firmware.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tinymlc::bench;

using Command = std::vector<std::string>;

static Error writeFile(const std::string &path, StringRef text) {
  std::error_code code;
  raw_fd_ostream stream(path, code);
  if (!code) {
    stream << text;
    stream.close();
    code = stream.error();
  }
  return code ? createFileError(path, code) : Error::success();
}

/// The functions of a model with several arenas, as those of one with all of
/// them one after the other.
static void joinArenas(const GeneratedModel &model, const BuildOptions &options,
                       raw_ostream &stream) {
  uint64_t offset = 0;
  std::string arenas, sizes;
  for (uint64_t bytes : model.arenas) {
    std::string arena = formatv("(uint8_t *)(arena) + {0}", offset);
    arenas += (arenas.empty() ? "" : ", ") + arena;
    sizes += formatv("{0}{1}, {2}", sizes.empty() ? "" : ", ", arena, bytes);
    offset += alignTo(bytes, 16);
  }
  stream << formatv("#define BENCH_ARENA_BYTES {0}\n", offset)
         << formatv("#define bench_init(arena, bytes) {0}_init({1})\n",
                    model.name, sizes)
         << formatv("#define bench_reset(arena) {0}_reset({1})\n", model.name,
                    arenas)
         << formatv("static int bench_invoke(void *arena) {{\n"
                    "  return {0}_invoke({1});\n}\n",
                    model.name, arenas)
         << formatv("#define BENCH_AT(access, arena) access({0})\n", arenas);
  if (options.learns)
    stream << formatv("#define bench_learn(arena, labelled) {0}_learn({1}, "
                      "labelled)\n",
                      model.name, arenas);
}

/// bench_model.h: the model's names under the names that bench_main.c uses.
static std::string glueHeader(const GeneratedModel &model,
                              const BuildOptions &options) {
  std::string text;
  raw_string_ostream stream(text);
  stream << formatv("#include \"{0}/{1}.h\"\n", model.folder, model.name);
  if (model.arenas.size() > 1) {
    joinArenas(model, options, stream);
  } else {
    stream << formatv("#define BENCH_ARENA_BYTES {0}\n", model.arenaBytes());
    std::vector<StringRef> functions = {"init", "invoke", "reset"};
    if (options.learns)
      functions.push_back("learn");
    for (StringRef function : functions)
      stream << formatv("#define bench_{0} {1}_{0}\n", function, model.name);
    stream << "#define BENCH_AT(access, arena) access(arena)\n";
  }
  auto list = [&](StringRef kind, const std::vector<ModelTensor> &tensors) {
    stream << formatv("#define BENCH_{0}S(X)", kind.upper());
    for (auto [index, tensor] : enumerate(tensors))
      stream << formatv(" X({0}, {1}_{2}_{0}, {3})", index, model.name, kind,
                        tensor.bytes);
    stream << "\n";
  };
  list("input", model.inputs);
  list("output", model.outputs);
  return text;
}

/// Writes the inputs' bytes and an assembler file that includes them.
static Error writeInputs(const InputBytes &inputs, const WorkFolder &work) {
  std::string text = ".section .rodata\n";
  for (auto [index, bytes] : enumerate(inputs)) {
    std::string path = work.file("input_" + Twine(index) + ".bin");
    if (Error error = writeFile(path, bytes))
      return error;
    text += formatv(".balign 8\n.global bench_input_{0}\nbench_input_{0}:\n"
                    ".incbin \"{1}\"\n",
                    index, path);
  }
  text += ".section .note.GNU-stack,\"\",%progbits\n";
  return writeFile(work.file("inputs.S"), text);
}

static bool isClang(const BuildOptions &options) {
  return sys::path::filename(options.compiler).contains("clang");
}

static Command cpuFlags(const BuildOptions &options) {
  Command flags = {"-mthumb", ("-mcpu=" + options.board->target).str()};
  if (!options.floatABI.empty())
    flags.push_back("-mfloat-abi=" + options.floatABI);
  return flags;
}

/// The compiler with every flag that all files share.
static Command compileCommand(const BuildOptions &options,
                              const WorkFolder &work) {
  Command command = {options.compiler};
  if (options.compiler == "clang" && sys::findProgramByName("clang-22"))
    command = {"clang-22"};
  if (isClang(options))
    command.push_back(("--target=" + options.board->triple).str());
  append_range(command, cpuFlags(options));
  command.insert(command.end(), {options.optimization, "-ffunction-sections",
                                 "-fdata-sections", "-I" + options.boardFolder,
                                 "-I" + work.file("")});
  append_range(command, options.more);
  return command;
}

static Error compileFile(const Command &base, const std::string &source,
                         StringRef standard, const std::string &output,
                         const WorkFolder &work) {
  Command command = base;
  if (!standard.empty())
    command.push_back(("-std=" + standard).str());
  command.insert(command.end(), {"-c", source, "-o", output});
  return runTool(command, work.file("compile.log"));
}

/// The model's objects, under names that the linker script knows.
static Expected<Command> modelObjects(const GeneratedModel &model,
                                      const Command &base,
                                      const WorkFolder &work) {
  Command objects;
  auto place = [&](StringRef path) {
    objects.push_back(work.file(sys::path::stem(path) + ".model.o"));
    return objects.back();
  };
  for (const std::string &source : model.sources)
    if (Error error = compileFile(base, source, "c99", place(source), work))
      return error;
  for (const std::string &object : model.objects)
    if (std::error_code code = sys::fs::copy_file(object, place(object)))
      return createFileError(object, code);
  return objects;
}

static Expected<Command> boardObjects(const BuildOptions &options,
                                      const Command &base,
                                      const WorkFolder &work) {
  Command objects;
  for (StringRef name : {"startup", "semihost", "board_text", "bench_main"}) {
    SmallString<128> source(options.boardFolder);
    sys::path::append(source, name + ".c");
    objects.push_back(work.file(name + ".o"));
    if (Error error =
            compileFile(base, std::string(source), "c11", objects.back(), work))
      return error;
  }
  objects.push_back(work.file("inputs.o"));
  if (Error error =
          compileFile(base, work.file("inputs.S"), "", objects.back(), work))
    return error;
  return objects;
}

static Error link(const BuildOptions &options, Command objects,
                  const WorkFolder &work, StringRef elfPath) {
  // The cross gcc knows the C library and the compiler's runtime library of
  // each core, whichever compiler made the objects.
  Command command = {"arm-none-eabi-gcc"};
  if (!isClang(options))
    command = {options.compiler};
  append_range(command, cpuFlags(options));
  append_range(command, objects);
  command.insert(command.end(),
                 {"-nostartfiles", "-nostdlib", "-Wl,--gc-sections",
                  "-L" + options.boardFolder, "-T",
                  (options.board->machine + ".ld").str(), "-Wl,--start-group",
                  "-lm", "-lc", "-lgcc", "-Wl,--end-group", "-o",
                  elfPath.str()});
  return runTool(command, work.file("link.log"));
}

Error tinymlc::bench::buildFirmware(const GeneratedModel &model,
                                    const InputBytes &inputs,
                                    const BuildOptions &options,
                                    const WorkFolder &work, StringRef elfPath) {
  std::string glue = work.file("bench_model.h");
  if (Error error = writeFile(glue, glueHeader(model, options)))
    return error;
  if (Error error = writeInputs(inputs, work))
    return error;
  Command base = compileCommand(options, work);
  Expected<Command> objects = modelObjects(model, base, work);
  if (!objects)
    return objects.takeError();
  Expected<Command> board = boardObjects(options, base, work);
  if (!board)
    return board.takeError();
  append_range(*objects, *board);
  return link(options, std::move(*objects), work, elfPath);
}
