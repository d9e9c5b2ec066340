//===- ElideCopies.cpp - what is to be copied is made in its place --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Quant/IR/Quant.h"
#include "tinymlc/Dialect/MCU/Analysis/BufferLiveness.h"
#include "tinymlc/Dialect/MCU/Transforms/Passes.h"

namespace tinymlc::mcu {
#define GEN_PASS_DEF_ELIDECOPIES
#include "tinymlc/Dialect/MCU/Transforms/Passes.h.inc"
} // namespace tinymlc::mcu

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

/// Bytes of a buffer, from `begin` to `end`, that one left out.
struct Part {
  int64_t begin, end;

  bool touches(Part other) const {
    return begin < other.end && other.begin < end;
  }
};

/// Whether strides are those of elements that lie one after another.
bool isDense(ArrayRef<int64_t> sizes, ArrayRef<int64_t> strides) {
  int64_t inner = 1;
  for (auto [size, stride] : llvm::reverse(llvm::zip_equal(sizes, strides))) {
    if (size > 1 && stride != inner)
      return false;
    inner *= size;
  }
  return true;
}

BufferOp bufferOf(Value value) {
  return getUnderlyingBuffer(value).getDefiningOp<BufferOp>();
}

/// The bytes of its underlying buffer that an operand shows.
Part partOf(Value operand) {
  int64_t begin = getUnderlyingOffset(operand);
  return {begin, begin + cast<BufferType>(operand.getType()).getNumBytes()};
}

/// What a copy writes, where that is one piece that was one before.
std::optional<Part> getPiece(CopyOp copy) {
  if (!isDense(copy.getSizes(), copy.getInputStrides()) ||
      !isDense(copy.getSizes(), copy.getOutputStrides()))
    return std::nullopt;
  int64_t element = copy.getInput().getType().getElementBytes(),
          bytes = element;
  for (int64_t size : copy.getSizes())
    bytes *= size;
  int64_t begin = getUnderlyingOffset(copy.getOutput()) +
                  static_cast<int64_t>(copy.getOutputOffset()) * element;
  return Part{begin, begin + bytes};
}

/// What uses a buffer, or a view of it.
SmallVector<Operation *> listUsers(BufferOp buffer) {
  SmallVector<Operation *> users, views{buffer};
  while (!views.empty())
    for (Operation *user : views.pop_back_val()->getUsers())
      (isa<ViewOp>(user) ? views : users).push_back(user);
  return users;
}

/// Whether an operation writes to these bytes of the buffer.
bool writesPiece(Operation *op, BufferOp buffer, Part piece) {
  if (!writesTo(op, buffer))
    return false;
  if (auto copy = dyn_cast<CopyOp>(op))
    if (std::optional<Part> written = getPiece(copy))
      return written->touches(piece);
  return llvm::any_of(op->getOperands(), [&](Value operand) {
    return bufferOf(operand) == buffer && partOf(operand).touches(piece);
  });
}

/// Whether no other operation writes to these bytes of the buffer.
bool isWrittenOnlyBy(CopyOp copy, BufferOp buffer, Part piece) {
  return llvm::none_of(listUsers(buffer), [&](Operation *user) {
    return user != copy && writesPiece(user, buffer, piece);
  });
}

/// Whether a buffer is the kernels' own and of plain bytes, all of which are
/// written before the copy.
bool isMadeBefore(CopyOp copy, BufferOp buffer) {
  BufferType type = buffer.getType();
  if (buffer.getSlack().value_or(0) != 0 || type.getPlanes() ||
      type.getKeptRows() != 0)
    return false;
  return llvm::none_of(listUsers(buffer), [&](Operation *user) {
    Operation *op = copy->getBlock()->findAncestorOpInBlock(*user);
    return isa<InputOp, OutputOp, StateOp, PuLearnOp>(op) ||
           (copy->isBeforeInBlock(op) && writesTo(user, buffer));
  });
}

/// The bytes of the copy's output that its input can be made in.
std::optional<Part> findPlace(CopyOp copy) {
  BufferOp from = bufferOf(copy.getInput()), to = bufferOf(copy.getOutput());
  std::optional<Part> piece = getPiece(copy);
  if (!from || !to || from == to || !piece || to.getType().getPlanes() ||
      to.getType().getKeptRows() != 0)
    return std::nullopt;
  // All of the input, at a word; words behind it are the next part's.
  int64_t bytes = from.getType().getNumBytes();
  bool isAligned =
      piece->begin % 4 == 0 &&
      (piece->end % 4 == 0 || piece->end == to.getType().getNumBytes());
  if (piece->end - piece->begin != bytes || !isAligned ||
      !isMadeBefore(copy, from) || !isWrittenOnlyBy(copy, to, *piece))
    return std::nullopt;
  return piece;
}

void elide(CopyOp copy, Part place) {
  BufferOp from = bufferOf(copy.getInput()), to = bufferOf(copy.getOutput());
  if (from->isBeforeInBlock(to))
    to->moveBefore(from);
  OpBuilder builder(from);
  Value part = ViewOp::create(builder, from.getLoc(), from.getType(), to,
                              builder.getI64IntegerAttr(place.begin));
  copy.erase();
  from.getResult().replaceAllUsesWith(part);
  from.erase();
}

int64_t planBytes(ModelOp model) {
  constexpr int64_t effort = 200'000;
  BufferLiveness liveness(model);
  return planArena(liveness.ranges, liveness.overlaps, /*alignment=*/4, effort)
      .bytes;
}

struct ElideCopiesPass : mcu::impl::ElideCopiesBase<ElideCopiesPass> {
  using ElideCopiesBase::ElideCopiesBase;

  /// Parts live as long as the whole: the last are made in their place first.
  /// A whole that has its parts in it may find a place then.
  void runOnOperation() override {
    size_t count = countCopies(), before = 0;
    for (; count != before; before = count, count = countCopies()) {
      untried = 0;
      for (size_t i = count; i-- > 0;)
        tryCopy(static_cast<ptrdiff_t>(i));
    }
  }

private:
  size_t countCopies() {
    return llvm::range_size(getOperation().getOps<CopyOp>());
  }

  static CopyOp getCopy(ModelOp model, ptrdiff_t index) {
    return *std::next(model.getOps<CopyOp>().begin(), index);
  }

  void tryCopy(ptrdiff_t index) {
    ModelOp model = getOperation();
    std::optional<Part> place = findPlace(getCopy(model, index));
    if (!place)
      return;
    if (tried == maxPlans) {
      ++untried;
      return;
    }
    if (tried++ == 0)
      bytes = planBytes(model);
    OwningOpRef<ModelOp> other = model.clone();
    elide(getCopy(*other, index), *place);
    int64_t otherBytes = planBytes(*other);
    if (otherBytes > bytes)
      return;
    bytes = otherBytes;
    elide(getCopy(model, index), *place);
    ++elided;
  }

  unsigned tried = 0;
  /// Of the arena, as far as a short search tells.
  int64_t bytes = 0;
};

} // namespace
