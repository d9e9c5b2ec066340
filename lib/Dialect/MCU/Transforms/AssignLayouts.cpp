//===- AssignLayouts.cpp - producers store what consumers read ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PackKernels.h"
#include "tinymlc/Dialect/MCU/Transforms/Passes.h"

namespace tinymlc::mcu {
#define GEN_PASS_DEF_ASSIGNLAYOUTS
#include "tinymlc/Dialect/MCU/Transforms/Passes.h.inc"
} // namespace tinymlc::mcu

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

/// The planes in which every user of a buffer can work, and the kernel that
/// writes them.
struct PlanesDecision {
  Operation *producer = nullptr;
  PackedDepthwiseConv2DOp consumer;
  bool possible = true;

  void consider(OpOperand &use) {
    Operation *user = use.getOwner();
    auto depthwise = dyn_cast<PackedDepthwiseConv2DOp>(user);
    if (depthwise && use.get() == depthwise.getInput() &&
        use.get() != depthwise.getOutput())
      considerConsumer(depthwise);
    else if (writesPlanes(user, use.get()) && !producer)
      producer = user;
    else
      possible = false;
  }

private:
  static bool writesPlanes(Operation *user, Value buffer) {
    if (auto conv = dyn_cast<PackedConv2DOp>(user))
      return conv.getOutput() == buffer && conv.getInput() != buffer &&
             conv.getKernel() != ConvKernel::Vector;
    auto depthwise = dyn_cast<PackedDepthwiseConv2DOp>(user);
    return depthwise && depthwise.getOutput() == buffer;
  }

  void considerConsumer(PackedDepthwiseConv2DOp depthwise) {
    if (consumer && (consumer.getPlanes() != depthwise.getPlanes() ||
                     consumer.getPadValue() != depthwise.getPadValue()))
      possible = false;
    consumer = depthwise;
  }
};

/// Channels that `producer` writes: whole groups of them.
int64_t channelsWritten(Operation *producer, int64_t channels) {
  auto conv = dyn_cast<PackedConv2DOp>(producer);
  return conv ? conv.getWrittenChannels() : channels;
}

struct AssignLayoutsPass : mcu::impl::AssignLayoutsBase<AssignLayoutsPass> {
  void runOnOperation() override {
    for (auto buffer : getOperation().getOps<BufferOp>()) {
      PlanesDecision decision;
      for (OpOperand &use : buffer->getUses())
        decision.consider(use);
      if (decision.possible && decision.producer && decision.consumer)
        usePlanes(buffer, decision);
    }
    for (auto buffer :
         llvm::make_early_inc_range(getOperation().getOps<BufferOp>()))
      if (buffer.getName() == scratchName && buffer->use_empty())
        buffer.erase();
  }

private:
  /// In a wide image the border is a small part of the plane, worth the code.
  /// The last row's gap must not reach behind the last plane.
  bool fillsBorderOnly(BufferType type, PlanesAttr planes) {
    constexpr int64_t wide = 24;
    auto target =
        getOperation()->getParentOfType<ModuleOp>()->getAttrOfType<TargetAttr>(
            "mcu.target");
    return type.getShape()[2] >= wide &&
           !(target && target.getOptimizeSize()) &&
           planes.getRows() > planes.getTop() + type.getShape()[1];
  }

  void usePlanes(BufferOp buffer, const PlanesDecision &decision) {
    BufferType type = buffer.getType();
    PackedDepthwiseConv2DOp consumer = decision.consumer;
    PlanesAttr planes = consumer.getPlanes();
    int64_t channels = type.getShape()[3];
    int64_t beyond = channelsWritten(decision.producer, channels) - channels;
    int64_t slack =
        std::max<int64_t>(beyond * planes.getPlaneBytes(), planeOverread);
    buffer.getResult().setType(BufferType::get(
        type.getContext(), type.getShape(), type.getElementType(),
        /*constant=*/false, planes));
    buffer.setSlack(std::max<int64_t>(slack, buffer.getSlack().value_or(0)));
    for (Operation *user : buffer->getUsers())
      if (auto depthwise = dyn_cast<PackedDepthwiseConv2DOp>(user))
        if (depthwise.getInput() == buffer.getResult())
          depthwise.getScratchMutable().clear();
    OpBuilder builder(decision.producer);
    auto border =
        builder.getI8IntegerAttr(static_cast<int8_t>(consumer.getPadValue()));
    FillOp::create(builder, consumer.getLoc(), buffer, border,
                   fillsBorderOnly(type, planes), /*strip=*/false,
                   /*rows=*/IntegerAttr());
    ++inPlanes;
  }
};

} // namespace
