//===- FormExpressions.cpp - statements out of single operators -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tinymlc;

/// Characters that an expression may take; indentation and the variable's
/// declaration come on top.
static constexpr unsigned maxWidth = 64;

/// Characters of a variable, about.
static constexpr unsigned variableWidth = 3;

//===----------------------------------------------------------------------===//
// What operators read and write
//===----------------------------------------------------------------------===//

static bool isRuntimeFunction(StringRef callee) {
  return callee.starts_with("tml_") || callee == "expf" || callee == "tanhf" ||
         callee == "sqrtf";
}

static bool readsMemory(Operation *op) {
  if (isa<emitc::ApplyOp>(op))
    return true;
  auto call = dyn_cast<emitc::CallOpaqueOp>(op);
  return call && call.getCallee().starts_with("tml_load_");
}

/// Whether memory may differ after `op`.
static bool writesMemory(Operation *op) {
  if (isa<emitc::VerbatimOp>(op) || op->getNumRegions() != 0)
    return true;
  auto call = dyn_cast<emitc::CallOpaqueOp>(op);
  return call && !isRuntimeFunction(call.getCallee());
}

/// Whether `op` may be written where its value is used.
static bool isMovable(Operation *op) {
  return isa<emitc::CExpressionInterface>(op) && op->getNumResults() == 1 &&
         !isa<emitc::ExpressionOp>(op) && !writesMemory(op);
}

/// Whether operands of `op` may be expressions although it is none itself.
static bool takesExpressions(Operation *op) {
  return isa<emitc::AssignOp, emitc::VerbatimOp, emitc::ReturnOp, emitc::IfOp>(
      op);
}

//===----------------------------------------------------------------------===//
// Reads of variables
//===----------------------------------------------------------------------===//

/// Whether `user` would still read the same value if it read the variable
/// itself instead of getting what `load` read.
static bool canReadLater(emitc::LoadOp load, Operation *user) {
  Block *block = load->getBlock();
  Operation *last = block->findAncestorOpInBlock(*user);
  for (Operation *other : load.getOperand().getUsers()) {
    if (!isa<emitc::AssignOp>(other) || other == user)
      continue;
    Operation *write = block->findAncestorOpInBlock(*other);
    if (write && load->isBeforeInBlock(write) && !last->isBeforeInBlock(write))
      return false;
  }
  return true;
}

/// Gives each use its own read, where that makes no difference: reading a
/// variable costs nothing in C, copying it takes a line.
static void splitLoads(emitc::FuncOp function) {
  SmallVector<emitc::LoadOp> loads;
  function.walk([&](emitc::LoadOp load) { loads.push_back(load); });
  for (emitc::LoadOp load : loads) {
    for (OpOperand &use : llvm::make_early_inc_range(load->getUses())) {
      if (!canReadLater(load, use.getOwner()))
        continue;
      OpBuilder builder(use.getOwner());
      use.set(emitc::LoadOp::create(builder, load.getLoc(), load.getType(),
                                    load.getOperand()));
    }
    if (load.use_empty())
      load.erase();
  }
}

/// Values that conversion left without use, such as widenings that C makes by
/// itself.
static void eraseUnused(emitc::FuncOp function) {
  SmallVector<Operation *> operators;
  function.walk([&](Operation *op) { operators.push_back(op); });
  for (Operation *op : llvm::reverse(operators))
    if (isMovable(op) && op->use_empty())
      op->erase();
}

//===----------------------------------------------------------------------===//
// Which operator goes where
//===----------------------------------------------------------------------===//

namespace {

/// Decides for one block which operators are written inside of others.
class BlockPlan {
public:
  explicit BlockPlan(Block &block);

  /// The statement into which `op` goes; itself if it is one.
  Operation *getStatement(Operation *op) const {
    return statements.lookup_or(op, op);
  }
  bool isInlined(Operation *op) const { return statements.contains(op); }

private:
  bool canMove(Operation *op, Operation *statement) const;
  unsigned getWidth(Operation *op) const;

  DenseMap<Operation *, unsigned> positions;
  /// Positions of writes to memory, and of assignments to each variable.
  SmallVector<unsigned> writes;
  DenseMap<Value, SmallVector<unsigned>> assignments;
  DenseMap<Operation *, Operation *> statements;
  DenseMap<Operation *, unsigned> widths;
};

} // namespace

/// Whether compilers warn of `op` in `user`, because not everybody knows which
/// of the two binds tighter. EmitC prints only parentheses that C needs.
static bool needsParentheses(Operation *op, Operation *user) {
  if (isa<emitc::LogicalOrOp>(user))
    return isa<emitc::LogicalAndOp>(op);
  if (isa<emitc::CmpOp>(user))
    return isa<emitc::CmpOp>(op);
  if (isa<emitc::BitwiseLeftShiftOp, emitc::BitwiseRightShiftOp>(user))
    return isa<emitc::AddOp, emitc::SubOp>(op);
  if (isa<emitc::BitwiseAndOp, emitc::BitwiseOrOp, emitc::BitwiseXorOp>(user))
    return isa<emitc::AddOp, emitc::SubOp, emitc::BitwiseAndOp,
               emitc::BitwiseXorOp, emitc::CmpOp>(op);
  return false;
}

BlockPlan::BlockPlan(Block &block) {
  for (auto [position, op] : llvm::enumerate(block)) {
    positions[&op] = position;
    if (writesMemory(&op))
      writes.push_back(position);
    op.walk([&, position = position](emitc::AssignOp assign) {
      assignments[assign.getVar()].push_back(position);
    });
  }
  for (Operation &op : llvm::reverse(block)) {
    if (!isMovable(&op) || !op.hasOneUse())
      continue;
    Operation *user = *op.user_begin();
    if (user->getBlock() != &block ||
        !(takesExpressions(user) || isa<emitc::CExpressionInterface>(user)))
      continue;
    if (needsParentheses(&op, user))
      continue;
    Operation *statement = getStatement(user);
    unsigned width = widths.lookup(statement) + getWidth(&op) - variableWidth;
    if (width > maxWidth || !canMove(&op, statement))
      continue;
    statements[&op] = statement;
    widths[statement] = width;
  }
}

/// Whether some of the ascending `places` lies strictly between the two.
static bool hasBetween(ArrayRef<unsigned> places, unsigned first,
                       unsigned last) {
  const unsigned *next = llvm::upper_bound(places, first);
  return next != places.end() && *next < last;
}

bool BlockPlan::canMove(Operation *op, Operation *statement) const {
  unsigned from = positions.lookup(op), to = positions.lookup(statement);
  if (readsMemory(op))
    return !hasBetween(writes, from, to);
  auto load = dyn_cast<emitc::LoadOp>(op);
  auto found = load ? assignments.find(load.getOperand()) : assignments.end();
  return found == assignments.end() || !hasBetween(found->second, from, to);
}

/// Characters that `op` adds to a statement, roughly.
unsigned BlockPlan::getWidth(Operation *op) const {
  unsigned width = 4;
  if (auto call = dyn_cast<emitc::CallOpaqueOp>(op))
    width = call.getCallee().size() + 2;
  else if (isa<emitc::CastOp>(op))
    width = 10;
  else if (isa<emitc::ApplyOp>(op))
    width = 3;
  for (Value operand : op->getOperands()) {
    auto literal = operand.getDefiningOp<emitc::LiteralOp>();
    width += literal ? literal.getValue().size() : variableWidth;
  }
  return width;
}

//===----------------------------------------------------------------------===//
// Building expressions
//===----------------------------------------------------------------------===//

/// The operators that go into the expression of `root`, operands first.
static void collectTree(Operation *root, const BlockPlan &plan,
                        SmallVectorImpl<Operation *> &tree) {
  for (Value operand : root->getOperands()) {
    Operation *definition = operand.getDefiningOp();
    if (definition && plan.isInlined(definition))
      collectTree(definition, plan, tree);
  }
  tree.push_back(root);
}

/// Copies the tree of `root` into an expression that takes its place; returns
/// the tree, which nothing uses any more.
static SmallVector<Operation *> createExpression(Operation *root,
                                                 const BlockPlan &plan) {
  SmallVector<Operation *> tree;
  collectTree(root, plan, tree);
  llvm::SetVector<Operation *> members(tree.begin(), tree.end());
  llvm::SetVector<Value> leaves;
  for (Operation *op : tree)
    for (Value operand : op->getOperands())
      if (!members.contains(operand.getDefiningOp()))
        leaves.insert(operand);

  OpBuilder builder(plan.getStatement(root));
  auto expression = emitc::ExpressionOp::create(builder, root->getLoc(),
                                                root->getResult(0).getType(),
                                                leaves.getArrayRef());
  Block &body = expression.createBody();
  IRMapping mapping;
  mapping.map(leaves.getArrayRef(), body.getArguments());
  builder.setInsertionPointToStart(&body);
  for (Operation *op : tree)
    builder.clone(*op, mapping);
  emitc::YieldOp::create(builder, root->getLoc(),
                         mapping.lookup(root->getResult(0)));
  root->getResult(0).replaceAllUsesWith(expression.getResult());
  return tree;
}

/// A variable as an operand of text needs no expression.
static bool readVariableDirectly(Operation *root) {
  auto load = dyn_cast<emitc::LoadOp>(root);
  if (!load || !isa<emitc::VerbatimOp>(*load->user_begin()))
    return false;
  load.getResult().replaceAllUsesWith(load.getOperand());
  return true;
}

static void formExpressionsIn(Block &block) {
  BlockPlan plan(block);
  SmallVector<Operation *> roots;
  for (Operation &op : block) {
    if (!isa<emitc::CExpressionInterface>(op) || op.getNumResults() != 1 ||
        isa<emitc::ExpressionOp>(op))
      continue;
    bool hasInlinedOperands = llvm::any_of(op.getOperands(), [&](Value value) {
      return value.getDefiningOp() && plan.isInlined(value.getDefiningOp());
    });
    bool isOperandOfStatement =
        plan.isInlined(&op) && takesExpressions(*op.user_begin());
    if (isOperandOfStatement || (!plan.isInlined(&op) && hasInlinedOperands))
      roots.push_back(&op);
  }
  // The plan knows operators by their address, so that none may be freed (and
  // its address taken by a new one) before all of it is done.
  SmallVector<Operation *> replaced;
  for (Operation *root : roots) {
    if (plan.isInlined(root) && readVariableDirectly(root))
      replaced.push_back(root);
    else
      llvm::append_range(replaced, createExpression(root, plan));
  }
  for (Operation *op : llvm::reverse(replaced))
    op->erase();
}

void tinymlc::formExpressions(emitc::FuncOp function) {
  eraseUnused(function);
  splitLoads(function);
  SmallVector<Block *> blocks;
  function.walk([&](Block *block) { blocks.push_back(block); });
  for (Block *block : blocks)
    formExpressionsIn(*block);
}
