//===- StackUsage.cpp - how deep a model's stack gets ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Target/LLVM/StackUsage.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace tinymlc;

/// What a library function may take: float and 64-bit arithmetic, memset, expf.
static constexpr int64_t libraryBytes = 128;

/// Other compilers' frames, and other levels', against LLVM's at -O2: up to 2.6
/// times as large was seen, on a Cortex-M0+, where clang keeps more in flight
/// than there are registers.
static constexpr int64_t allowance = 3;

namespace {

/// Adds frames up along calls, of which none is recursive.
class CallDepth {
public:
  using FrameSize = llvm::function_ref<int64_t(StringRef)>;
  CallDepth(ModuleOp loops, FrameSize frameSize)
      : loops(loops), frameSize(frameSize) {}

  int64_t of(StringRef name) {
    if (auto known = depths.find(name); known != depths.end())
      return known->second;
    int64_t deepest = 0;
    if (auto function = loops.lookupSymbol<func::FuncOp>(name))
      function.walk([&](Operation *op) {
        if (auto call = dyn_cast<func::CallOp>(op))
          deepest = std::max(deepest, of(call.getCallee()));
        else if (isa<func::CallIndirectOp>(op))
          deepest = std::max(deepest, ofPassed());
      });
    return depths[name] = deepest + frameSize(name);
  }

private:
  /// The deepest of those that are called by what is passed.
  int64_t ofPassed() {
    int64_t deepest = 0;
    loops.walk([&](func::ConstantOp passed) {
      deepest = std::max(deepest, of(passed.getValue()));
    });
    return deepest;
  }

  ModuleOp loops;
  FrameSize frameSize;
  llvm::StringMap<int64_t> depths;
};

} // namespace

int64_t tinymlc::getWorstStack(ModuleOp loops, StringRef entry,
                               const StackFrames &frames) {
  auto frameSize = [&](StringRef name) {
    return frames.compiled.lookup(name) + frames.assembly.lookup(name);
  };
  return CallDepth(loops, frameSize).of(entry) +
         (frames.callsLibrary ? libraryBytes : 0);
}

int64_t tinymlc::getWorstStackOfC(ModuleOp loops, StringRef entry,
                                  const StackFrames &frames) {
  auto frameSize = [&](StringRef name) -> int64_t {
    return frames.assembly.lookup(name) +
           allowance * frames.compiled.lookup(name);
  };
  return CallDepth(loops, frameSize).of(entry) +
         (frames.callsLibrary ? libraryBytes : 0);
}
