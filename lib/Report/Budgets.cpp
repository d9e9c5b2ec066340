//===- Budgets.cpp - what is over a limit, and why ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Report/Budgets.h"
#include "ReportText.h"

using namespace llvm;
using namespace tinymlc;

namespace {

/// Something that takes its share of a limited sum.
struct Share {
  std::string name;
  int64_t amount;
};

constexpr size_t maxShares = 6;

/// The largest shares, the largest first.
void printShares(std::vector<Share> shares, StringRef unit, raw_ostream &os) {
  stable_sort(shares, [](const Share &a, const Share &b) {
    return a.amount > b.amount;
  });
  size_t shown = std::min(shares.size(), maxShares);
  for (const Share &share : ArrayRef(shares).take_front(shown))
    os << formatv("  {0,12} {1}  {2}\n", grouped(share.amount), unit,
                  share.name);
  if (shown < shares.size())
    os << formatv("  {0,12}        {1} more\n", "", shares.size() - shown);
}

std::string describe(const Report &report, size_t kernel) {
  return "kernel " + std::to_string(kernel) + ": " +
         sourceText(report.kernels[kernel]);
}

void printSum(StringRef what, int64_t amount, int64_t limit, StringRef option,
              raw_ostream &os) {
  os << "takes " << grouped(amount) << " " << what << ", "
     << grouped(amount - limit) << " more than " << option << "="
     << grouped(limit) << "\n";
}

/// When most of an arena is in use, and what for.
void printLive(const Report &report, size_t index, raw_ostream &os) {
  const ArenaReport &arena = report.arenas[index];
  auto kernels = static_cast<int64_t>(report.kernels.size());
  bool isBorder = arena.liveKernel < 0 || arena.liveKernel >= kernels;
  os << "most of the arena is live at "
     << (isBorder ? std::string("the model's border")
                  : describe(report, static_cast<size_t>(arena.liveKernel)))
     << "\n";
  std::vector<Share> shares;
  for (const BufferReport &buffer : report.buffers)
    if (buffer.arena == index && buffer.firstKernel <= arena.liveKernel &&
        arena.liveKernel <= buffer.lastKernel)
      shares.push_back({buffer.name, buffer.bytes});
  printShares(std::move(shares), "bytes ", os);
}

void printRam(const Report &report, int64_t limit, raw_ostream &os) {
  int64_t stack = report.stackBytes.value_or(0);
  int64_t bytes = report.getArenaBytes() + stack;
  if (bytes <= limit)
    return;
  printSum("bytes of RAM", bytes, limit, "-max-ram", os);
  for (auto [i, arena] : enumerate(report.arenas)) {
    os << "  " << arenaName(arena) << " " << grouped(arena.bytes);
    if (i == 0)
      os << ", stack " << grouped(stack);
    os << "; ";
    printLive(report, i, os);
  }
}

void printFlash(const Report &report, int64_t limit, raw_ostream &os) {
  int64_t code = report.codeBytes.value_or(0);
  int64_t bytes = report.getConstantBytes() + code;
  if (bytes <= limit)
    return;
  printSum("bytes of flash", bytes, limit, "-max-flash", os);
  os << "  constants " << grouped(report.getConstantBytes()) << ", code "
     << grouped(code) << " as LLVM compiles it\n";
  std::vector<Share> shares = {{"code", code}};
  for (size_t i = 0; i < report.kernels.size(); ++i)
    if (report.kernels[i].constantBytes > 0)
      shares.push_back({"constants of " + describe(report, i),
                        report.kernels[i].constantBytes});
  printShares(std::move(shares), "bytes ", os);
}

void printCycles(const Report &report, int64_t limit, raw_ostream &os) {
  if (report.getCycles() <= limit)
    return;
  printSum("cycles", report.getCycles(), limit, "-max-cycles", os);
  os << "  estimated from rates of a Cortex-M4 without wait states\n";
  std::vector<Share> shares;
  for (size_t i = 0; i < report.kernels.size(); ++i)
    shares.push_back({describe(report, i), report.kernels[i].cycles});
  printShares(std::move(shares), "cycles", os);
}

} // namespace

void tinymlc::printExcess(const Report &report, const Budgets &budgets,
                          raw_ostream &os) {
  if (budgets.ram)
    printRam(report, *budgets.ram, os);
  if (budgets.flash)
    printFlash(report, *budgets.flash, os);
  if (budgets.cycles)
    printCycles(report, *budgets.cycles, os);
}
