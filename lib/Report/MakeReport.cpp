//===- MakeReport.cpp - reads a report off the IR -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "tinymlc/Dialect/MCU/Analysis/BufferLiveness.h"
#include "tinymlc/Dialect/MCU/Analysis/EstimateCycles.h"
#include "tinymlc/Dialect/NN/IR/NN.h"
#include "tinymlc/Report/Report.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// Calls `visit` with the name and the index of each source operator that a
/// location stands for.
void forEachSource(Location loc,
                   llvm::function_ref<void(StringRef, int64_t)> visit) {
  if (auto fused = dyn_cast<FusedLoc>(loc)) {
    for (Location part : fused.getLocations())
      forEachSource(part, visit);
    return;
  }
  auto name = dyn_cast<NameLoc>(loc);
  if (!name || !name.getName().getValue().starts_with("op "))
    return;
  auto place = dyn_cast<FileLineColLoc>(name.getChildLoc());
  visit(name.getName(), place ? place.getLine() : -1);
}

std::string printed(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

KernelReport describeKernel(Operation *op, bool hasFPU) {
  KernelReport kernel;
  forEachSource(op->getLoc(), [&](StringRef name, int64_t index) {
    kernel.sources.push_back(name.str());
    kernel.sourceIndex = index;
  });
  kernel.kind = op->getName().stripDialect().str();
  kernel.output = printed(op->getOperands().back().getType());
  kernel.macs = cast<mcu::KernelOpInterface>(op).getMacs();
  kernel.cycles = mcu::estimateCycles(op, hasFPU);
  for (Value operand : op->getOperands())
    if (auto constant =
            mcu::getUnderlyingBuffer(operand).getDefiningOp<mcu::ConstantOp>())
      kernel.constantBytes += constant.getType().getNumBytes();
  return kernel;
}

/// What a kernel of a stream does when, and what the turns take besides.
void describeTurns(KernelReport &report, Operation *kernel, int64_t stream) {
  auto [first, last] = mcu::getBusyTurns(kernel);
  report.turns = {stream, first, last, mcu::getStripSchedule(kernel)->every};
  if (isa<mcu::SlideOp, mcu::FillOp>(kernel))
    report.cycles *= mcu::countBusyTurns(kernel);
  report.cycles += mcu::estimateStripCycles(
      kernel, *mcu::getStripSchedule(kernel), mcu::countStripRows(kernel));
}

void countRescaling(RescalingReport &report, Operation *kernel) {
  bool isPacked = isa<mcu::PackedConv2DOp, mcu::PackedDepthwiseConv2DOp,
                      mcu::WinogradConv2DOp>(kernel);
  if (!isPacked && !isa<mcu::Conv2DOp, mcu::DepthwiseConv2DOp>(kernel))
    return;
  auto output = cast<mcu::BufferType>(kernel->getOperands().back().getType());
  int64_t channels = output.getShape().back();
  if (isPacked) {
    auto form = kernel->getAttrOfType<mcu::ShortRequantizeAttr>("requantize");
    report.proven[static_cast<size_t>(form.getForm())] += channels;
  } else if (output.getElementType().isInteger(8)) {
    report.exact += channels;
  }
}

void addConstants(Report &report, mcu::ModelOp model) {
  llvm::DenseSet<Attribute> seen;
  for (auto constant : model.getOps<mcu::ConstantOp>()) {
    if (!seen.insert(constant.getValue()).second)
      continue;
    int64_t bytes = constant.getType().getNumBytes();
    if (constant.getName() == "params")
      report.parameterBytes += bytes;
    else if (constant.getName() == "weights" ||
             constant.getName() == "constant" || constant.getName() == "head")
      report.weightBytes += bytes;
    else
      report.tableBytes += bytes;
  }
}

/// The arena, or those of several memories.
std::vector<ArenaReport> describeArenas(mcu::ModelOp model) {
  auto memories = model.getMemoriesAttr();
  if (!memories) {
    ArenaReport arena;
    arena.bytes = std::max<int64_t>(model.getArenaBytes().value_or(0), 1);
    arena.liveBytes = model.getLiveBytes().value_or(0);
    arena.liveKernel = model.getLiveStep().value_or(0);
    arena.boundBytes = model.getBoundBytes().value_or(0);
    return {arena};
  }
  std::vector<ArenaReport> arenas;
  for (auto memory : memories.getAsRange<mcu::MemoryAttr>())
    arenas.push_back({std::max<int64_t>(memory.getBytes(), 1),
                      memory.getLiveBytes(), memory.getLiveStep(),
                      memory.getBoundBytes(), memory.getName().str(),
                      memory.getSize()});
  return arenas;
}

} // namespace

int64_t Report::getArenaBytes() const {
  int64_t bytes = 0;
  for (const ArenaReport &arena : arenas)
    bytes += arena.bytes;
  return bytes;
}

int64_t Report::getMacs() const {
  int64_t macs = 0;
  for (const KernelReport &kernel : kernels)
    macs += kernel.macs;
  return macs;
}

int64_t Report::getCycles() const {
  int64_t cycles = 0;
  for (const KernelReport &kernel : kernels)
    cycles += kernel.cycles;
  return cycles;
}

std::vector<std::string> tinymlc::listOperators(ModuleOp module) {
  std::vector<std::string> operators;
  module.walk([&](Operation *op) {
    if (!isa<nn::NNDialect>(op->getDialect()) || isa<nn::ConstantOp>(op))
      return;
    forEachSource(op->getLoc(), [&](StringRef name, int64_t) {
      operators.push_back(name.str());
    });
  });
  return operators;
}

std::vector<FoldedReport> tinymlc::listFoldedChannels(ModuleOp module) {
  std::vector<FoldedReport> result;
  module.walk([&](Operation *op) {
    auto folded = op->getAttrOfType<DictionaryAttr>(nn::foldedAttrName);
    if (!folded)
      return;
    auto get = [&](StringRef key) {
      auto value = folded.getAs<IntegerAttr>(key);
      return value ? value.getInt() : 0;
    };
    FoldedReport entry{op->getName().getStringRef().str(), get("channels"),
                       get("macs"), get("weight_bytes")};
    forEachSource(op->getLoc(),
                  [&](StringRef name, int64_t) { entry.name = name.str(); });
    result.push_back(std::move(entry));
  });
  return result;
}

Report tinymlc::makeReport(mcu::ModelOp model,
                           ArrayRef<std::string> operators) {
  Report report;
  report.name = model.getSymName().str();
  report.arenas = describeArenas(model);
  auto target =
      model->getParentOfType<ModuleOp>()->getAttrOfType<mcu::TargetAttr>(
          "mcu.target");
  bool hasFPU = target && target.getFpu();
  llvm::StringSet<> withKernel;
  int64_t stream = -1;
  Operation *parent = model;
  model.walk([&](mcu::KernelOpInterface op) {
    report.kernels.push_back(describeKernel(op, hasFPU));
    stream += op->getParentOp() != parent && op->getParentOp() != model;
    parent = op->getParentOp();
    if (parent != model)
      describeTurns(report.kernels.back(), op, stream);
    countRescaling(report.rescaling, op);
    KernelReport &kernel = report.kernels.back();
    if (!kernel.sources.empty())
      withKernel.insert(kernel.sources.back());
  });
  for (Operation &op : model.getBody().front()) {
    if (auto buffer = dyn_cast<mcu::BufferOp>(op)) {
      ArrayRef<int64_t> live = *buffer.getLive();
      report.buffers.push_back(
          {buffer.getName().str(), static_cast<int64_t>(*buffer.getOffset()),
           mcu::getArenaBytes(buffer), live[0], live[1],
           static_cast<size_t>(buffer.getMemory().value_or(0))});
    } else if (auto input = dyn_cast<mcu::InputOp>(op)) {
      report.inputs.push_back(
          {input.getName().str(), printed(input.getType())});
    } else if (auto output = dyn_cast<mcu::OutputOp>(op)) {
      report.outputs.push_back(
          {output.getName().str(), printed(output.getType())});
    }
  }
  for (const std::string &op : operators)
    if (!withKernel.contains(op))
      report.fused.push_back(op);
  for (const Overlap &overlap : mcu::BufferLiveness(model).overlaps)
    report.overlaps.push_back(
        {overlap.output, overlap.input, overlap.distance});
  addConstants(report, model);
  return report;
}

void tinymlc::addFunctions(Report &report, ModuleOp loops) {
  auto invoke = loops.lookupSymbol<func::FuncOp>(report.name + "_invoke");
  auto kernel = report.kernels.begin();
  invoke.walk([&](func::CallOp call) {
    if (kernel != report.kernels.end())
      (kernel++)->function = call.getCallee().str();
  });
}
