//===- Pipelines.cpp - the passes from one stage to the next --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Driver/Pipelines.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "tinymlc/Conversion/Passes.h"
#include "tinymlc/Dialect/MCU/Transforms/Passes.h"
#include "tinymlc/Dialect/NN/Transforms/Passes.h"

using namespace mlir;

void tinymlc::buildNNPipeline(OpPassManager &manager, bool int8Interface,
                              const HeadConfiguration &heads) {
  if (int8Interface)
    manager.addNestedPass<func::FuncOp>(nn::createQuantizeInterface());
  nn::ConfigureHeadsOptions options;
  options.weightBits = heads.weightBits;
  options.polynomial = heads.polynomial;
  options.learn = heads.learn;
  options.rate = heads.rate;
  options.decay = heads.decay;
  manager.addNestedPass<func::FuncOp>(nn::createConfigureHeads(options));
  manager.addPass(createCanonicalizerPass());
  manager.addNestedPass<func::FuncOp>(nn::createFusePad());
  manager.addNestedPass<func::FuncOp>(nn::createFuseActivations());
  manager.addNestedPass<func::FuncOp>(nn::createFoldChannels());
}

void tinymlc::buildMCUPipeline(OpPassManager &manager,
                               llvm::StringRef modelName,
                               const ScheduleConfiguration &schedule) {
  ConvertNNToMCUOptions options;
  options.modelName = modelName.str();
  manager.addPass(createConvertNNToMCU(options));
  manager.addNestedPass<mcu::ModelOp>(
      mcu::createSelectKernels({/*form=*/schedule.kernelForm,
                                /*winogradRam=*/schedule.winogradRam}));
  manager.addNestedPass<mcu::ModelOp>(mcu::createAssignLayouts());
  manager.addNestedPass<mcu::ModelOp>(mcu::createStreamRows(
      {/*goal=*/schedule.streamGoal, /*maxRam=*/schedule.maxArena}));
  manager.addNestedPass<mcu::ModelOp>(mcu::createElideCopies());
  manager.addNestedPass<mcu::ModelOp>(mcu::createOrderKernels());
  if (schedule.kernelForm == mcu::KernelForm::Automatic)
    manager.addNestedPass<mcu::ModelOp>(mcu::createChooseForms());
  manager.addNestedPass<mcu::ModelOp>(
      mcu::createPlanArena({/*memory=*/schedule.memories}));
}

void tinymlc::buildLoopsPipeline(OpPassManager &manager) {
  manager.addPass(createConvertMCUToLoops());
  manager.addNestedPass<func::FuncOp>(createSimplifyLoops());
}

namespace {
struct MCUPipelineOptions : PassPipelineOptions<MCUPipelineOptions> {
  Option<std::string> name{*this, "name", llvm::cl::desc("symbol of the model"),
                           llvm::cl::init("model")};
};
} // namespace

void tinymlc::registerPipelines() {
  PassPipelineRegistration<>(
      "tinymlc-nn", "simplify nn",
      [](OpPassManager &manager) { buildNNPipeline(manager); });
  PassPipelineRegistration<MCUPipelineOptions>(
      "tinymlc-mcu", "lower nn to mcu with planned buffers",
      [](OpPassManager &manager, const MCUPipelineOptions &options) {
        buildMCUPipeline(manager, options.name);
      });
  PassPipelineRegistration<>("tinymlc-loops", "lower mcu to loops",
                             buildLoopsPipeline);
}
