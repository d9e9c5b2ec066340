//===- FormSaturations.cpp - clamps that are one instruction --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace tinymlc;

/// How many bits a clamp to [-2^(n-1), 2^(n-1) - 1] leaves, or 0 of another.
static unsigned getSaturationBits(arith::MinSIOp op, arith::MaxSIOp inner) {
  llvm::APInt low, high;
  if (!inner || !op.getType().isInteger(32) ||
      !matchPattern(op.getRhs(), m_ConstantInt(&high)) ||
      !matchPattern(inner.getRhs(), m_ConstantInt(&low)) || low != ~high ||
      !(high + 1).isPowerOf2())
    return 0;
  return high.getActiveBits() + 1;
}

/// Compilers find SSAT in a minimum of a maximum while both bounds stand beside
/// it. Bounds that no instruction takes they keep in registers in front of a
/// loop, and then they no longer see it.
void tinymlc::formSaturations(ModuleOp module) {
  constexpr unsigned immediateBits = 8, wordBits = 32;
  module.walk([](arith::MinSIOp op) {
    auto inner = op.getLhs().getDefiningOp<arith::MaxSIOp>();
    unsigned bits = getSaturationBits(op, inner);
    if (bits <= immediateBits || bits >= wordBits)
      return;
    OpBuilder builder(op);
    ArrayAttr arguments = builder.getArrayAttr(
        {builder.getIndexAttr(0), builder.getI32IntegerAttr(int32_t(bits))});
    auto call = emitc::CallOpaqueOp::create(builder, op.getLoc(), op.getType(),
                                            "TML_SSAT", inner.getLhs(),
                                            arguments, ArrayAttr());
    op.replaceAllUsesWith(call.getResult(0));
    op.erase();
    if (inner.use_empty())
      inner.erase();
  });
}
