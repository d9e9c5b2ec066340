//===- RefineStreams.cpp - what streams leave open ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "StreamSchedule.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

/// Tries changes of a model's streams and keeps those that the arena likes.
class StreamRefiner {
public:
  explicit StreamRefiner(ModelOp model)
      : model(model), bytes(planBytes(model)) {}

  void slideLate(SlideOp slide);
  void removeTiles(PackedConv2DOp conv);

private:
  bool isWorth(bool mustSave) {
    int64_t now = planBytes(model);
    if (now > bytes || (mustSave && now == bytes))
      return false;
    bytes = now;
    return true;
  }

  ModelOp model;
  int64_t bytes;
};

/// Moves an operation of a stream, with its turns.
void moveBefore(Operation *op, Operation *place) {
  auto stream = cast<StreamOp>(op->getParentOp());
  SmallVector<std::pair<Operation *, StripSchedule>> schedules;
  for (Operation &other : stream.getBody().front())
    schedules.emplace_back(&other, *getStripSchedule(&other));
  op->moveBefore(place);
  SmallVector<int64_t> first, rows, every;
  for (Operation &other : stream.getBody().front()) {
    StripSchedule schedule = llvm::find_if(schedules, [&](auto &entry) {
                               return entry.first == &other;
                             })->second;
    first.push_back(schedule.first);
    rows.push_back(schedule.rows);
    every.push_back(schedule.every);
  }
  stream.setFirst(first);
  stream.setRows(rows);
  if (stream.getEvery())
    stream.setEvery(every);
}

/// Where rows move before new ones are written, in place of behind the last
/// reader, the first rows are what is free between the two, not the last.
void StreamRefiner::slideLate(SlideOp slide) {
  Operation *next = slide->getNextNode(), *producer = nullptr;
  for (Operation *user : slide.getBuffer().getUsers())
    if (!isa<SlideOp, FillOp>(user) &&
        user->getOperands().back() == slide.getBuffer())
      producer = user;
  Block *block = slide->getBlock();
  auto put = [&](Operation *place) { moveBefore(slide, place); };
  put(producer);
  if (isWorth(/*mustSave=*/true))
    return;
  if (next)
    return put(next);
  // Behind the last one: before it, then that before this one.
  Operation *last = &block->back();
  put(last);
  moveBefore(last, slide);
}

void StreamRefiner::removeTiles(PackedConv2DOp conv) {
  auto tiles = static_cast<int64_t>(conv.getColumnTiles());
  setColumnTiles(conv, 1);
  if (!isWorth(/*mustSave=*/false))
    setColumnTiles(conv, tiles);
}

} // namespace

void mcu::refineStreams(ModelOp model) {
  StreamRefiner refiner(model);
  SmallVector<SlideOp> slides;
  SmallVector<PackedConv2DOp> tiled;
  model.walk([&](SlideOp slide) { slides.push_back(slide); });
  model.walk([&](PackedConv2DOp conv) {
    if (conv.getColumnTiles() > 1)
      tiled.push_back(conv);
  });
  // Each takes a plan, which takes the longer the more kernels there are.
  constexpr size_t maxTrials = 100;
  if (slides.size() + tiled.size() > maxTrials)
    return;
  for (SlideOp slide : slides)
    if (!slide.getBuffer().getType().getPlanes())
      refiner.slideLate(slide);
  for (PackedConv2DOp conv : tiled)
    refiner.removeTiles(conv);
}
