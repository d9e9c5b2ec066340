//===- PrintReport.cpp - the report as text and as JSON -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ReportText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace llvm;
using namespace tinymlc;

std::string tinymlc::grouped(int64_t value) {
  std::string digits = std::to_string(value);
  for (int64_t i = static_cast<int64_t>(digits.size()) - 3; i > 0; i -= 3)
    digits.insert(static_cast<size_t>(i), ",");
  return digits;
}

std::string tinymlc::kernelName(const Report &report, int64_t kernel) {
  if (kernel < 0)
    return "input";
  if (kernel >= static_cast<int64_t>(report.kernels.size()))
    return "output";
  return std::to_string(kernel);
}

std::string tinymlc::sourceText(const KernelReport &kernel) {
  return kernel.sources.empty() ? "(the model's border)"
                                : join(kernel.sources, " + ");
}

std::string tinymlc::arenaName(const ArenaReport &arena) {
  return arena.memory.empty() ? "arena" : "arena in " + arena.memory;
}

namespace {

void printKernels(const Report &report, raw_ostream &os) {
  os << "\n  kernel            MACs     cycles  function                       "
        " "
        "source\n";
  for (auto [i, kernel] : enumerate(report.kernels))
    os << formatv("  {0,6}  {1,14}  {2,9}  {3,-30}  {4}\n", i,
                  grouped(kernel.macs), grouped(kernel.cycles), kernel.function,
                  sourceText(kernel));
  for (const std::string &op : report.fused)
    os << "  no kernel of its own: " << op << '\n';
}

void printArena(const Report &report, size_t arena, raw_ostream &os) {
  std::string name = arenaName(report.arenas[arena]);
  os << formatv("\n  {0}: {1}     bytes  kernels         buffer\n", name,
                name == "arena" ? "offset" : "\n         offset");
  std::vector<BufferReport> buffers = report.buffers;
  erase_if(buffers,
           [&](const BufferReport &buffer) { return buffer.arena != arena; });
  stable_sort(buffers, [](const BufferReport &a, const BufferReport &b) {
    return std::pair(a.firstKernel, a.offset) <
           std::pair(b.firstKernel, b.offset);
  });
  for (const BufferReport &buffer : buffers) {
    std::string span = kernelName(report, buffer.firstKernel) + " to " +
                       kernelName(report, buffer.lastKernel);
    os << formatv("  {0,13}  {1,8}  {2,-14}  {3}\n", grouped(buffer.offset),
                  grouped(buffer.bytes), span, buffer.name);
  }
}

void printArenaSize(const Report &report, const ArenaReport &arena,
                    raw_ostream &os) {
  os << arenaName(arena) << ": " << grouped(arena.bytes) << " bytes";
  if (!arena.memory.empty())
    os << " of " << grouped(arena.memoryBytes);
  if (arena.isOptimal())
    os << ", optimal for this order of kernels";
  else
    os << ", at most " << grouped(arena.bytes - arena.boundBytes)
       << " above the smallest";
  os << " (largest live set " << grouped(arena.liveBytes) << ", at kernel "
     << kernelName(report, arena.liveKernel) << ")\n";
}

void printFlash(const Report &report, raw_ostream &os) {
  os << "flash: " << grouped(report.getConstantBytes())
     << " bytes of constants (" << grouped(report.weightBytes) << " weights, "
     << grouped(report.parameterBytes) << " biases and multipliers, "
     << grouped(report.tableBytes) << " tables)";
  if (report.codeBytes)
    os << ", " << grouped(*report.codeBytes) << " code as LLVM compiles it";
  os << '\n';
}

void printFolded(const Report &report, raw_ostream &os) {
  if (report.folded.empty())
    return;
  FoldedReport sum;
  for (const FoldedReport &op : report.folded) {
    sum.channels += op.channels;
    sum.macs += op.macs;
    sum.weightBytes += op.weightBytes;
  }
  os << "folded channels: " << grouped(sum.channels) << " ("
     << grouped(sum.macs) << " MACs, " << grouped(sum.weightBytes)
     << " bytes of weights)\n";
}

void printRescaling(const RescalingReport &rescaling, raw_ostream &os) {
  auto [multiply, add, sign] = rescaling.proven;
  if (multiply + add + sign + rescaling.exact == 0)
    return;
  os << "rescaled channels: " << grouped(multiply + add + sign)
     << " in a short form proven equal (" << grouped(multiply)
     << " multiplied, " << grouped(add) << " with an offset, " << grouped(sign)
     << " with one for each sign), " << grouped(rescaling.exact)
     << " by the exact formula\n";
}

json::Array toArray(ArrayRef<FoldedReport> folded) {
  json::Array array;
  for (const FoldedReport &op : folded)
    array.push_back(json::Object{{"name", op.name},
                                 {"channels", op.channels},
                                 {"macs", op.macs},
                                 {"weights", op.weightBytes}});
  return array;
}

json::Array toArray(ArrayRef<InterfaceReport> tensors) {
  json::Array array;
  for (const InterfaceReport &tensor : tensors)
    array.push_back(json::Object{{"name", tensor.name}, {"type", tensor.type}});
  return array;
}

json::Object arenaToJSON(const ArenaReport &arena) {
  return json::Object{{"bytes", arena.bytes},
                      {"largest_live_set", arena.liveBytes},
                      {"largest_live_kernel", arena.liveKernel},
                      {"lower_bound", arena.boundBytes},
                      {"optimal", arena.isOptimal()}};
}

/// The only arena, or what several take together, and each; with the buffers.
json::Object arenasToJSON(const Report &report) {
  json::Array buffers, overlaps, memories;
  for (const BufferReport &buffer : report.buffers) {
    json::Object entry{{"name", buffer.name},
                       {"offset", buffer.offset},
                       {"bytes", buffer.bytes},
                       {"first_kernel", buffer.firstKernel},
                       {"last_kernel", buffer.lastKernel}};
    if (!report.arenas[buffer.arena].memory.empty())
      entry["memory"] = report.arenas[buffer.arena].memory;
    buffers.push_back(std::move(entry));
  }
  for (const OverlapReport &overlap : report.overlaps)
    overlaps.push_back(
        json::Object{{"output", static_cast<int64_t>(overlap.output)},
                     {"input", static_cast<int64_t>(overlap.input)},
                     {"distance", overlap.distance}});
  json::Object result{{"bytes", report.getArenaBytes()}};
  for (const ArenaReport &arena : report.arenas) {
    json::Object entry = arenaToJSON(arena);
    if (arena.memory.empty()) {
      result = std::move(entry);
      continue;
    }
    entry["name"] = arena.memory;
    entry["size"] = arena.memoryBytes;
    memories.push_back(std::move(entry));
  }
  if (!memories.empty())
    result["memories"] = std::move(memories);
  result["buffers"] = std::move(buffers);
  result["overlaps"] = std::move(overlaps);
  return result;
}

} // namespace

void tinymlc::printReport(const Report &report, raw_ostream &os) {
  os << report.name << " for " << report.target << ": " << report.kernels.size()
     << " kernels, " << grouped(report.getMacs()) << " MACs, about "
     << grouped(report.getCycles()) << " cycles of a Cortex-M4\n";
  for (const ArenaReport &arena : report.arenas)
    printArenaSize(report, arena, os);
  if (report.stackBytes)
    os << "stack: " << grouped(*report.stackBytes) << " bytes at most\n";
  printFlash(report, os);
  printFolded(report, os);
  printRescaling(report.rescaling, os);
  printKernels(report, os);
  for (size_t arena = 0; arena < report.arenas.size(); ++arena)
    printArena(report, arena, os);
}

json::Value tinymlc::reportToJSON(const Report &report) {
  json::Array operators, fused;
  for (auto [i, kernel] : enumerate(report.kernels)) {
    json::Object entry{{"index", static_cast<int64_t>(i)},
                       {"operator", kernel.sourceIndex},
                       {"name", sourceText(kernel)},
                       {"kind", kernel.kind},
                       {"function", kernel.function},
                       {"output", kernel.output},
                       {"macs", kernel.macs},
                       {"cycles_estimate", kernel.cycles},
                       {"constants", kernel.constantBytes}};
    if (kernel.turns) {
      entry["stream"] = kernel.turns->stream;
      entry["first_turn"] = kernel.turns->first;
      entry["last_turn"] = kernel.turns->last;
      entry["every"] = kernel.turns->every;
    }
    operators.push_back(std::move(entry));
  }
  for (const std::string &op : report.fused)
    fused.push_back(op);
  json::Object flash{{"weights", report.weightBytes},
                     {"parameters", report.parameterBytes},
                     {"tables", report.tableBytes}};
  if (report.codeBytes)
    flash["code"] = *report.codeBytes;
  json::Object result{
      {"name", report.name},
      {"target", report.target},
      {"macs", report.getMacs()},
      {"cycles_estimate", report.getCycles()},
      {"arena", arenasToJSON(report)},
      {"flash", std::move(flash)},
      {"inputs", toArray(report.inputs)},
      {"outputs", toArray(report.outputs)},
      {"operators", std::move(operators)},
      {"fused", std::move(fused)},
      {"folded", toArray(ArrayRef(report.folded))},
      {"rescaling",
       json::Object{{"multiply", report.rescaling.proven[0]},
                    {"multiply_add", report.rescaling.proven[1]},
                    {"signed_multiply_add", report.rescaling.proven[2]},
                    {"exact", report.rescaling.exact}}}};
  if (report.stackBytes)
    result["stack"] = *report.stackBytes;
  return result;
}
