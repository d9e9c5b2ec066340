//===- VerifyStream.cpp - constraints of streams --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace tinymlc::mcu;

namespace {

bool keepsRows(Value buffer) {
  return cast<BufferType>(buffer.getType()).getKeptRows() != 0;
}

/// Follows the rows of a stream's buffers from their producers to the others.
class StreamCheck {
public:
  explicit StreamCheck(StreamOp stream) : stream(stream) {}

  LogicalResult run() {
    if (failed(checkSchedules()))
      return failure();
    for (Operation &op : stream.getBody().front())
      if (!isa<SlideOp>(op) && failed(check(op)))
        return failure();
    // Rows may move before new ones are written.
    for (auto slide : stream.getBody().front().getOps<SlideOp>())
      if (failed(check(*slide)))
        return failure();
    for (auto [buffer, producer] : producers)
      if (keepsRows(buffer) && failed(checkKeptRows(buffer, producer)))
        return failure();
    return success();
  }

private:
  LogicalResult checkSchedules();
  LogicalResult check(Operation &op);
  LogicalResult checkBufferUse(Operation &op, Value buffer,
                               StripSchedule strip);
  LogicalResult checkKeptRows(Value buffer, StripSchedule producer);
  LogicalResult checkInput(KernelOpInterface kernel, Value buffer,
                           StripSchedule strip, RowWindow window);

  StreamOp stream;
  llvm::MapVector<Value, StripSchedule> producers;
};

/// stream_c2
LogicalResult StreamCheck::checkSchedules() {
  size_t count = stream.getBody().front().getOperations().size();
  if (stream.getFirst().size() != count || stream.getRows().size() != count)
    return stream.emitOpError("has ")
           << stream.getFirst().size() << " first rows and "
           << stream.getRows().size() << " strips for " << count
           << " operations";
  if (stream.getEvery() && stream.getEvery()->size() != count)
    return stream.emitOpError("has ")
           << stream.getEvery()->size() << " periods for " << count
           << " operations";
  constexpr int64_t limit = 1 << 16;
  auto strips = static_cast<int64_t>(stream.getStrips());
  if (strips < 1 || strips > limit)
    return stream.emitOpError("has ") << strips << " strips";
  for (auto [first, rows] : llvm::zip(stream.getFirst(), stream.getRows()))
    if (first > 0 || first < -limit || rows < 1 || rows > limit)
      return stream.emitOpError("has strips of ")
             << rows << " rows from row " << first << " on";
  for (int64_t every : stream.getEvery().value_or(ArrayRef<int64_t>()))
    if (every < 1 || every > limit)
      return stream.emitOpError("has periods of ") << every << " turns";
  return success();
}

/// stream_c3, for what is no kernel of the network.
LogicalResult StreamCheck::checkBufferUse(Operation &op, Value buffer,
                                          StripSchedule strip) {
  auto producer = producers.find(buffer);
  if (producer == producers.end() || !keepsRows(buffer))
    return op.emitOpError("works on rows that nothing before it writes");
  auto slide = dyn_cast<SlideOp>(op);
  int64_t rows = slide ? static_cast<int64_t>(slide.getRows()) : strip.rows;
  if (rows != producer->second.rows ||
      (!slide && strip.first != producer->second.first))
    return op.emitOpError("has strips of ")
           << rows << " rows, expected " << producer->second.rows;
  if (strip.every != producer->second.every)
    return op.emitOpError("has periods of ")
           << strip.every << " turns, expected " << producer->second.every;
  return success();
}

/// stream_c3 and stream_c6
LogicalResult StreamCheck::checkKeptRows(Value buffer, StripSchedule producer) {
  Operation *slide = nullptr, *first = nullptr, *last = nullptr;
  for (Operation &op : stream.getBody().front()) {
    if (!llvm::is_contained(op.getOperands(), buffer))
      continue;
    if (isa<SlideOp>(op) && slide)
      return op.emitOpError("moves rows that another one moves");
    (isa<SlideOp>(op) ? slide : last) = &op;
    first = first ? first : &op;
  }
  int64_t kept = cast<BufferType>(buffer.getType()).getKeptRows();
  if (kept < producer.rows || (kept > producer.rows && !slide))
    return stream.emitOpError("writes ")
           << producer.rows << " rows a turn where " << kept
           << " are kept, and nothing moves them";
  if (slide && slide != first && slide->isBeforeInBlock(last))
    return slide->emitOpError("moves rows before all have read them");
  for (Operation *user : buffer.getUsers())
    if (user->getParentOp() != stream && !isa<FillOp>(user))
      return user->emitOpError("uses rows that a stream keeps");
  return success();
}

/// stream_c4
LogicalResult StreamCheck::checkInput(KernelOpInterface kernel, Value buffer,
                                      StripSchedule strip, RowWindow window) {
  if (!keepsRows(buffer))
    return success();
  auto found = producers.find(buffer);
  if (found == producers.end())
    return kernel.emitOpError("reads kept rows that nothing before it writes");
  StripSchedule producer = found->second;
  if (strip.every % producer.every != 0)
    return kernel.emitOpError("has periods of ")
           << strip.every << " turns, but reads rows that are written in each "
           << producer.every;
  // All its turns are like the first.
  int64_t kept = cast<BufferType>(buffer.getType()).getKeptRows(),
          needed = window.end(strip.first + strip.rows),
          written = producer.end(strip.firstTurn());
  if (written - producer.first != strip.rows * window.stride ||
      needed > written || window.begin(strip.first) < written - kept)
    return kernel.emitOpError("needs rows ")
           << window.begin(strip.first) << " to " << needed << " of " << written
           << " rows, of which " << kept << " are kept";
  return success();
}

LogicalResult StreamCheck::check(Operation &op) {
  StripSchedule strip = *getStripSchedule(&op);
  if (isa<SlideOp, FillOp>(op)) {
    // stream_c1
    if (auto fill = dyn_cast<FillOp>(op); fill && !fill.getStrip())
      return op.emitOpError("fills all rows in a stream");
    return checkBufferUse(op, op.getOperands().back(), strip);
  }
  auto kernel = dyn_cast<KernelOpInterface>(op);
  auto window = kernel ? kernel.getRowWindow() : std::nullopt;
  if (!window)
    return op.emitOpError("does not run on strips of rows");
  for (OpOperand *image : getInputImages(kernel))
    if (failed(checkInput(kernel, image->get(), strip, *window)))
      return failure();
  Value output = op.getOperands().back();
  // stream_c2
  if (strip.end(static_cast<int64_t>(stream.getStrips()) - 1) <
      countStripRows(&op))
    return op.emitOpError("computes ")
           << strip.end(static_cast<int64_t>(stream.getStrips()) - 1) << " of "
           << countStripRows(&op) << " rows";
  // stream_c5
  if (window->multiple > 1 &&
      (strip.rows % window->multiple != 0 ||
       strip.first % window->multiple != 0 || !keepsRows(output)))
    return op.emitOpError("computes ")
           << window->multiple << " rows at a time, but has strips of "
           << strip.rows << " from row " << strip.first << " on";
  // stream_c3
  if (!producers.try_emplace(output, strip).second)
    return op.emitOpError("writes an image that a kernel before it writes");
  return success();
}

} // namespace

LogicalResult StreamOp::verifyRegions() { return StreamCheck(*this).run(); }
