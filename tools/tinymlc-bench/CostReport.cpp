// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CostReport.cpp - the result of a bench run as a table.
#include "CostReport.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace tinymlc::bench;

uint64_t CostReport::totalMacs() const {
  uint64_t macs = 0;
  for (const ModelOperator &op : model.operators)
    macs += op.macs;
  return macs;
}

bool CostReport::operatorsMatch() const {
  return listCalls(model.operators).size() == result.counts.operators.size();
}

std::vector<std::pair<ModelOperator, Cost>> CostReport::listCosts() const {
  std::vector<std::pair<ModelOperator, Cost>> costs;
  ArrayRef<Cost> calls = result.counts.operators;
  if (!operatorsMatch()) {
    for (const Cost &call : calls)
      costs.push_back({ModelOperator(), call});
    return costs;
  }
  for (const ModelOperator &op : model.operators)
    costs.push_back({op, Cost()});
  for (auto [place, call] : zip(listCalls(model.operators), calls)) {
    costs[place].second.instructions += call.instructions;
    costs[place].second.cycles += call.cycles;
  }
  return costs;
}

/// Cycles per multiply-accumulate, or nothing where there is none.
static std::string perMac(uint64_t cycles, uint64_t macs) {
  return macs ? formatv("{0:F2}", double(cycles) / macs).str() : "";
}

static void printRow(raw_ostream &stream, StringRef index, StringRef label,
                     const Cost &cost, uint64_t macs) {
  stream << formatv("{0,4} {1,-34} {2,12} {3,12} {4,11} {5,7}", index,
                    label.take_front(34), cost.cycles, cost.instructions,
                    macs ? utostr(macs) : "", perMac(cost.cycles, macs))
         << "\n";
}

static void printOperators(const CostReport &report, raw_ostream &stream) {
  stream << formatv("{0,4} {1,-34} {2,12} {3,12} {4,11} {5,7}", "#", "operator",
                    "cycles", "instructions", "MACs", "cyc/MAC")
         << "\n";
  const Counts &counts = report.result.counts;
  for (auto [index, entry] : enumerate(report.listCosts())) {
    const auto &[op, cost] = entry;
    std::string label = op.kind;
    if (!op.name.empty() && op.name != op.kind)
      label += (label.empty() ? "" : " ") + op.name;
    printRow(stream, utostr(index), label, cost, op.macs);
  }
  printRow(stream, "", "between operators", counts.dispatch, 0);
  printRow(stream, "", "total", counts.total, report.totalMacs());
}

/// The element's value: dequantized where the tensor has a scale.
static double elementValue(const ModelTensor &tensor, const char *at) {
  using namespace support;
  double stored;
  if (tensor.isFloat())
    return endian::read<float>(at, endianness::little);
  if (tensor.elementType == "int8_t")
    stored = static_cast<int8_t>(*at);
  else if (tensor.elementType == "int16_t")
    stored = endian::read<int16_t>(at, endianness::little);
  else if (tensor.elementType == "int32_t")
    stored = endian::read<int32_t>(at, endianness::little);
  else
    stored = static_cast<uint8_t>(*at);
  return tensor.scale != 0 ? (stored - tensor.zeroPoint) * tensor.scale
                           : stored;
}

/// The first output's largest element and its first bytes.
static void printAnswer(const CostReport &report, raw_ostream &stream) {
  if (report.model.outputs.empty())
    return;
  const ModelTensor &tensor = report.model.outputs.front();
  StringRef bytes = report.result.outputs.front();
  if (tensor.length == 0 || bytes.size() != tensor.bytes)
    return;
  size_t width = tensor.bytes / tensor.length, best = 0;
  double bestValue = elementValue(tensor, bytes.data());
  for (size_t i = 1; i < tensor.length; ++i) {
    double value = elementValue(tensor, bytes.data() + i * width);
    if (value > bestValue) {
      best = i;
      bestValue = value;
    }
  }
  stream << formatv("answer      element {0} of {1} is the largest: {2:F6}\n",
                    best, tensor.length, bestValue)
         << "output 0    " << toHex(bytes.take_front(16), true)
         << (bytes.size() > 16 ? "..." : "") << "\n";
}

static void printMemory(const CostReport &report, raw_ostream &stream) {
  const FirmwareLayout &layout = report.layout;
  stream << formatv("arena       {0} bytes\n", report.model.arenaBytes())
         << formatv("stack       {0} bytes\n", report.result.stackBytes)
         << formatv("flash       {0} bytes: constants {1}, code {2}, "
                    "library {3}\n",
                    layout.constants + layout.code + layout.library,
                    layout.constants, layout.code, layout.library);
}

void tinymlc::bench::printTable(const CostReport &report, raw_ostream &stream) {
  const BuildOptions &build = report.build;
  stream << formatv(
      "{0} on {1} ({2}), {3} {4}{5}\n", report.model.name, build.board->target,
      build.board->machine, build.compiler, build.optimization,
      build.floatABI.empty() ? "" : " -mfloat-abi=" + build.floatABI);
  printOperators(report, stream);
  printMemory(report, stream);
  printAnswer(report, stream);
  if (report.difference)
    stream << formatv("expected    {0} differing bytes, max error {1:E2}\n",
                      report.difference->bytes, report.difference->maxError);
  if (!report.operatorsMatch())
    stream << formatv("note: {0} operators ran and the compiler's report "
                      "lists {1}, so they go unnamed\n",
                      report.result.counts.operators.size(),
                      report.model.operators.size());
  if (build.board->target != "cortex-m4")
    stream << "note: cycles are by the Cortex-M4's timings; only instructions "
              "are those of this core\n";
}
