// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CostReportJSON.cpp - the result of a bench run as JSON.
#include "CostReport.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace tinymlc::bench;

static void writeCost(json::OStream &json, const Cost &cost, uint64_t macs) {
  json.attribute("cycles", cost.cycles);
  json.attribute("instructions", cost.instructions);
  json.attribute("macs", macs);
  if (macs)
    json.attribute("cycles_per_mac", double(cost.cycles) / macs);
}

static void writeOperators(json::OStream &json, const CostReport &report) {
  for (auto [index, entry] : enumerate(report.listCosts())) {
    const auto &[op, cost] = entry;
    json.object([&, index = index, &cost = cost] {
      json.attribute("index", static_cast<int64_t>(index));
      json.attribute("name", op.name);
      json.attribute("kind", op.kind);
      json.attribute("function", op.function);
      writeCost(json, cost, op.macs);
    });
  }
}

static void writeBuild(json::OStream &json, const BuildOptions &build) {
  json.attribute("target", build.board->target);
  json.attribute("machine", build.board->machine);
  json.attribute("compiler", build.compiler);
  json.attribute("optimization", build.optimization);
  json.attribute("float_abi", build.floatABI);
}

static void writeFlash(json::OStream &json, const FirmwareLayout &layout) {
  json.attribute("total", layout.constants + layout.code + layout.library);
  json.attribute("constants", layout.constants);
  json.attribute("code", layout.code);
  json.attribute("library", layout.library);
}

void tinymlc::bench::printJSON(const CostReport &report, raw_ostream &stream) {
  json::OStream json(stream, 2);
  json.object([&] {
    json.attribute("model", report.model.name);
    writeBuild(json, report.build);
    json.attributeObject("total", [&] {
      writeCost(json, report.result.counts.total, report.totalMacs());
      json.attribute("branches_taken", report.result.counts.branchesTaken);
    });
    json.attributeArray("operators", [&] { writeOperators(json, report); });
    json.attributeObject(
        "dispatch", [&] { writeCost(json, report.result.counts.dispatch, 0); });
    json.attribute("arena_bytes", report.model.arenaBytes());
    json.attribute("stack_bytes", report.result.stackBytes);
    json.attributeObject("flash", [&] { writeFlash(json, report.layout); });
    json.attributeArray("outputs", [&] {
      for (StringRef bytes : report.result.outputs)
        json.value(toHex(bytes, true));
    });
    if (report.difference) {
      json.attribute("differing_bytes", report.difference->bytes);
      json.attribute("max_error", report.difference->maxError);
    }
  });
  stream << "\n";
}
