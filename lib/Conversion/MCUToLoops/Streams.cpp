//===- Streams.cpp - kernels that run strip after strip -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ImageRows.h"
#include "ModelFunctions.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// The loop over a stream's turns.
class StreamBuilder {
public:
  StreamBuilder(FunctionBuilder &f, mcu::StreamOp stream,
                ArrayRef<KernelCall> calls, ValueRange arenas)
      : f(f), b(f.b), stream(stream), calls(calls), arenas(arenas) {
    for (const KernelCall &call : calls)
      if (!isa<mcu::SlideOp, mcu::FillOp>(call.kernel))
        producers[call.kernel->getOperands().back()] =
            *mcu::getStripSchedule(call.kernel);
  }

  void build() {
    b.forLoop(0, stream.getStrips(), 1, [&](Value now) {
      turn = now;
      for (const KernelCall &call : calls) {
        if (isa<mcu::SlideOp>(call.kernel))
          ifBusy(call.kernel, [&] { callKernel(f, call, arenas); });
        else if (auto fill = dyn_cast<mcu::FillOp>(call.kernel))
          addFill(call, fill);
        else
          addKernel(call);
      }
    });
  }

private:
  mcu::BufferType typeOf(Value buffer) {
    return cast<mcu::BufferType>(buffer.getType());
  }
  int64_t heightOf(Value image) { return typeOf(image).getShape()[1]; }
  int64_t lastTurn() { return static_cast<int64_t>(stream.getStrips()) - 1; }

  Value isLastOf(int64_t turns);
  void ifBusy(Operation *op, llvm::function_ref<void()> body);
  Value beginOf(mcu::StripSchedule strip);
  Value findPlace(Value image, Value row);
  void addFill(const KernelCall &call, mcu::FillOp fill);
  std::pair<Value, Value> clipStrip(mcu::StripSchedule strip, int64_t height);
  void addKernel(const KernelCall &call);
  void callStrip(const KernelCall &call, Value begin, Value end);

  FunctionBuilder &f;
  LoopBuilder &b;
  mcu::StreamOp stream;
  ArrayRef<KernelCall> calls;
  ValueRange arenas;
  Value turn;
  llvm::DenseMap<Value, mcu::StripSchedule> producers;
};

/// Whether the turn is the last of so many.
Value StreamBuilder::isLastOf(int64_t turns) {
  if (turns == 1)
    return b.constant(b.getBoolAttr(true));
  Value rest = b.sub(turn, b.mul(b.divide(turn, turns), turns));
  return b.compare(arith::CmpIPredicate::eq, rest, b.i32(turns - 1));
}

/// In the turns in which the operation has something to do.
void StreamBuilder::ifBusy(Operation *op, llvm::function_ref<void()> body) {
  mcu::StripSchedule strip = *mcu::getStripSchedule(op);
  auto [first, last] = mcu::getBusyTurns(op);
  if (first > last)
    return;
  Value isBusy = isLastOf(strip.every);
  auto check = [&](arith::CmpIPredicate predicate, int64_t bound) {
    isBusy = b.createOrFold<arith::AndIOp>(
        b.compare(predicate, turn, b.i32(bound)), isBusy);
  };
  if (first > strip.firstTurn())
    check(arith::CmpIPredicate::sge, first);
  if (last + strip.every <= lastTurn())
    check(arith::CmpIPredicate::sle, last);
  b.ifThen(isBusy, body);
}

/// The first of the rows of a turn in which the operation runs.
Value StreamBuilder::beginOf(mcu::StripSchedule strip) {
  return b.add(b.mul(b.divide(turn, strip.every), strip.rows), strip.first);
}

/// Bytes from the buffer's start to an image's row.
Value StreamBuilder::findPlace(Value image, Value row) {
  mcu::BufferType type = typeOf(image);
  if (type.getKeptRows() != 0) {
    mcu::StripSchedule producer = producers.lookup(image);
    row = b.sub(row,
                b.add(beginOf(producer), producer.rows - type.getKeptRows()));
  }
  return b.mul(row, type.getRowBytes());
}

/// The strip's rows are the last of those that are kept: rows above the image,
/// rows of it, rows below.
void StreamBuilder::addFill(const KernelCall &call, mcu::FillOp fill) {
  mcu::BufferType type = fill.getOutput().getType();
  mcu::StripSchedule strip = *mcu::getStripSchedule(fill);
  ifBusy(fill, [&] {
    Value rows = b.i32(strip.rows), none = b.i32(0);
    Value height = b.i32(type.getShape()[1]), above = none, below = none;
    Value begin = beginOf(strip);
    if (strip.first < 0)
      above = b.min(b.max(b.sub(none, begin), none), rows);
    if (strip.end(lastTurn()) > type.getShape()[1])
      below = b.min(b.max(b.sub(b.add(begin, rows), height), none), rows);
    Value inside = b.sub(b.sub(rows, above), below);
    Value place = b.i32((type.getKeptRows() - strip.rows) * type.getRowBytes());
    callKernel(f, call, arenas, {place}, {above, inside, below});
  });
}

/// An operation's rows in this turn: those of its strip that the image has.
std::pair<Value, Value> StreamBuilder::clipStrip(mcu::StripSchedule strip,
                                                 int64_t height) {
  Value begin = beginOf(strip);
  Value end = b.add(begin, strip.rows);
  if (strip.first < 0)
    begin = b.max(begin, b.i32(0));
  if (strip.end(lastTurn()) > height)
    end = b.min(end, b.i32(height));
  return {begin, end};
}

void StreamBuilder::addKernel(const KernelCall &call) {
  mcu::StripSchedule strip = *mcu::getStripSchedule(call.kernel);
  int64_t height = mcu::countStripRows(call.kernel);
  auto [begin, end] = clipStrip(strip, height);
  bool isAlwaysThere = strip.end(strip.firstTurn()) > 0 &&
                       strip.end(lastTurn()) - strip.rows < height;
  Value isThere = isLastOf(strip.every);
  if (!isAlwaysThere)
    isThere = b.createOrFold<arith::AndIOp>(
        b.compare(arith::CmpIPredicate::slt, begin, end), isThere);
  b.ifThen(isThere, [&] { callStrip(call, begin, end); });
}

/// Output rows from `begin` to `end`, that one left out.
void StreamBuilder::callStrip(const KernelCall &call, Value begin, Value end) {
  Operation *kernel = call.kernel;
  mcu::RowWindow window = *cast<mcu::KernelOpInterface>(kernel).getRowWindow();
  Value from = b.add(b.mul(begin, window.stride), -window.top);
  SmallVector<Value> rows;
  if (countRowArguments(kernel) == 3) {
    Value inside = b.max(from, b.i32(0));
    Value needed = b.add(b.mul(end, window.stride), window.end(0));
    Value last = b.min(needed, b.i32(heightOf(kernel->getOperand(0))));
    rows = {b.sub(inside, from), b.sub(last, inside)};
    from = inside;
  }
  bool addsRows = cast<mcu::KernelOpInterface>(kernel).getRowSums() != nullptr;
  if (addsRows)
    rows = {begin};
  if (countRowArguments(kernel) > 0)
    rows.push_back(b.sub(end, begin));
  SmallVector<Value> moves(kernel->getNumOperands());
  for (OpOperand *image : mcu::getInputImages(kernel)) {
    // Planes begin with their border.
    mcu::PlanesAttr planes = typeOf(image->get()).getPlanes();
    Value row = planes ? b.add(from, planes.getTop()) : from;
    moves[image->getOperandNumber()] = findPlace(image->get(), row);
  }
  if (!addsRows)
    moves.back() = findPlace(kernel->getOperands().back(), begin);
  callKernel(f, call, arenas, moves, rows);
}

} // namespace

void tinymlc::callStream(FunctionBuilder &f, mcu::StreamOp stream,
                         ArrayRef<KernelCall> calls, ValueRange arenas) {
  StreamBuilder(f, stream, calls, arenas).build();
}
