//===- FormProducts.cpp - products that stay signed -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace tinymlc;

/// The i32 that `value` widens, or nothing.
static Value getWidenedWord(Value value) {
  auto widening = value.getDefiningOp<arith::ExtSIOp>();
  if (!widening || !widening.getIn().getType().isInteger(32))
    return {};
  return widening.getIn();
}

/// Whether `word` is a narrow integer plus or minus a constant, of which a
/// compiler may find out that it is never negative.
static bool isMovedInteger(Value word) {
  Operation *op = word.getDefiningOp();
  if (!isa_and_nonnull<arith::AddIOp, arith::SubIOp>(op))
    return false;
  auto widening = op->getOperand(0).getDefiningOp<arith::ExtSIOp>();
  return widening && matchPattern(op->getOperand(1), m_Constant());
}

/// Clang takes a factor that is never negative for an unsigned one. A product
/// of it and a signed one is not an instruction but four, and the registers for
/// them are not there.
void tinymlc::formProducts(ModuleOp module) {
  module.walk([](arith::MulIOp op) {
    Value lhs = getWidenedWord(op.getLhs()), rhs = getWidenedWord(op.getRhs());
    if (!op.getType().isInteger(64) || !lhs || !rhs)
      return;
    if (isMovedInteger(rhs))
      std::swap(lhs, rhs);
    if (!isMovedInteger(lhs))
      return;
    OpBuilder builder(op);
    auto call =
        emitc::CallOpaqueOp::create(builder, op.getLoc(), op.getType(),
                                    "tml_product_i64", ValueRange{lhs, rhs});
    Operation *widenings[] = {op.getLhs().getDefiningOp(),
                              op.getRhs().getDefiningOp()};
    op.replaceAllUsesWith(call.getResult(0));
    op.erase();
    for (Operation *widening : widenings)
      if (widening->use_empty())
        widening->erase();
  });
}
