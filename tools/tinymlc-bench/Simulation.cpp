// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Simulation.cpp - runs a program under QEMU and reads what it cost.
#include "Simulation.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;
using namespace tinymlc::bench;

/// A value in QEMU's comma-separated options.
static std::string escapeCommas(StringRef value) {
  std::string result;
  for (char c : value)
    result += c == ',' ? ",," : std::string(1, c);
  return result;
}

static std::vector<std::string> simulatorCommand(StringRef elfPath,
                                                 const Board &board,
                                                 const FirmwareLayout &layout,
                                                 StringRef pluginPath,
                                                 const WorkFolder &work) {
  std::string plugin = formatv(
      "{0},start={1},stop={2},invoke={3},size={4},out={5}",
      escapeCommas(pluginPath), layout.benchStart, layout.benchStop,
      layout.invoke, layout.invokeSize, escapeCommas(work.file("counts.txt")));
  std::string console =
      "file,id=console,path=" + escapeCommas(work.file("console.txt"));
  return {"qemu-system-arm",
          "-M",
          board.machine.str(),
          "-display",
          "none",
          "-monitor",
          "none",
          "-serial",
          "none",
          "-chardev",
          console,
          "-semihosting-config",
          "enable=on,target=native,chardev=console",
          "-kernel",
          elfPath.str(),
          "-plugin",
          plugin};
}

/// Calls `take(key, rest)` for each line of the file.
static Error forEachLine(const std::string &path,
                         function_ref<void(StringRef, StringRef)> take) {
  auto buffer = MemoryBuffer::getFile(path);
  if (!buffer)
    return createFileError(path, buffer.getError());
  SmallVector<StringRef> lines;
  (*buffer)->getBuffer().split(lines, '\n', -1, false);
  for (StringRef line : lines) {
    auto [key, rest] = line.split(' ');
    take(key, rest);
  }
  return Error::success();
}

static uint64_t number(StringRef text) {
  uint64_t value = 0;
  return text.getAsInteger(10, value) ? 0 : value;
}

static Error readCounts(const std::string &path, Counts &counts) {
  auto pair = [](StringRef text) {
    auto [instructions, cycles] = text.split(' ');
    return Cost{number(instructions), number(cycles)};
  };
  return forEachLine(path, [&](StringRef key, StringRef rest) {
    if (key == "insns")
      counts.total.instructions = number(rest);
    else if (key == "cycles")
      counts.total.cycles = number(rest);
    else if (key == "branches_taken")
      counts.branchesTaken = number(rest);
    else if (key == "dispatch")
      counts.dispatch = pair(rest);
    else if (key == "operator")
      counts.operators.push_back(pair(rest));
  });
}

static Error readConsole(const std::string &path, SimulationResult &result) {
  std::string failure;
  Error error = forEachLine(path, [&](StringRef key, StringRef rest) {
    if (key == "stack")
      result.stackBytes = number(rest);
    else if (key == "output")
      result.outputs.push_back(fromHex(rest));
    else if ((key == "init" || key == "invoke") && rest != "0")
      failure = ("the model's " + key + " returned " + rest).str();
    else if (key == "fault")
      failure = "the program faulted";
  });
  if (error)
    return error;
  if (!failure.empty())
    return createStringError(failure);
  return Error::success();
}

Expected<SimulationResult>
tinymlc::bench::simulate(StringRef elfPath, const Board &board,
                         const FirmwareLayout &layout, StringRef pluginPath,
                         const WorkFolder &work, unsigned seconds) {
  SimulationResult result;
  Error run =
      runTool(simulatorCommand(elfPath, board, layout, pluginPath, work),
              work.file("simulator.log"), seconds);
  Error console = readConsole(work.file("console.txt"), result);
  // What the program said explains more than the simulator's exit code, but
  // without a console the simulator itself failed.
  if (run && !sys::fs::exists(work.file("console.txt")))
    std::swap(run, console);
  if (console) {
    consumeError(std::move(run));
    return console;
  }
  if (run)
    return run;
  if (Error error = readCounts(work.file("counts.txt"), result.counts))
    return error;
  return result;
}
