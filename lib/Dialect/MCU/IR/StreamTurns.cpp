//===- StreamTurns.cpp - when the operations of a stream run --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tinymlc::mcu;

std::optional<StripSchedule> tinymlc::mcu::getStripSchedule(Operation *op) {
  auto stream = dyn_cast_or_null<StreamOp>(op->getParentOp());
  if (!stream)
    return std::nullopt;
  size_t place = 0;
  for (Operation &other : stream.getBody().front()) {
    if (&other == op)
      break;
    ++place;
  }
  ArrayRef<int64_t> every = stream.getEvery().value_or(ArrayRef<int64_t>());
  if (place >= stream.getFirst().size() || place >= stream.getRows().size() ||
      (stream.getEvery() && place >= every.size()))
    return std::nullopt;
  return StripSchedule{stream.getFirst()[place], stream.getRows()[place],
                       every.empty() ? 1 : every[place]};
}

/// From where there are rows on, of planes those above the image as well, as
/// long as some are read later: in the turn in which they are, where they move
/// before, else in one before that.
static std::pair<int64_t, int64_t> getSlidingTurns(SlideOp slide) {
  int64_t first = 0, last = 0, every = getStripSchedule(slide)->every;
  bool isBeforeNew = false;
  for (Operation *user : slide.getBuffer().getUsers()) {
    if (isa<FillOp, SlideOp>(user))
      continue;
    std::pair<int64_t, int64_t> turns = getBusyTurns(user);
    last = std::max(last, turns.second);
    if (user->getOperands().back() != slide.getBuffer())
      continue;
    first = slide.getBuffer().getType().getPlanes()
                ? getStripSchedule(slide)->firstTurn()
                : turns.first;
    isBeforeNew = slide->isBeforeInBlock(user);
  }
  (isBeforeNew ? first : last) += isBeforeNew ? every : -1;
  return {first, first + llvm::divideFloorSigned(last - first, every) * every};
}

std::pair<int64_t, int64_t> tinymlc::mcu::getBusyTurns(Operation *op) {
  StripSchedule strip = *getStripSchedule(op);
  auto turns =
      static_cast<int64_t>(cast<StreamOp>(op->getParentOp()).getStrips());
  // The first turn that ends behind a row.
  auto turnBehind = [&](int64_t row) {
    return strip.firstTurn() +
           strip.every *
               std::max<int64_t>(
                   0, llvm::divideFloorSigned(row - strip.first, strip.rows));
  };
  if (auto slide = dyn_cast<SlideOp>(op))
    return getSlidingTurns(slide);
  // A border is wherever other bytes may have been.
  if (isa<FillOp>(op))
    return {strip.firstTurn(), turns / strip.every * strip.every - 1};
  return {turnBehind(0), turnBehind(countStripRows(op) - 1)};
}

int64_t tinymlc::mcu::countBusyTurns(Operation *op) {
  auto [first, last] = getBusyTurns(op);
  return last < first ? 0 : (last - first) / getStripSchedule(op)->every + 1;
}
