//===- Streams.cpp - kernels that run strip after strip -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ImageRows.h"
#include "ModelFunctions.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// A row of an image in a turn in which an operation runs: `slope` rows for
/// each such turn before, `offset`, and those that clipping adds.
struct TurnRow {
  int64_t slope, offset;
  /// None where nothing is clipped.
  Value clipped = {};
  /// The row itself, where it has been computed.
  Value known = {};
};

/// The rows of an operation in a turn.
struct TurnRows {
  TurnRow begin;
  /// The row behind the last, and how many they are.
  Value end, count;
};

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

  /// Neighbours that run in the same turns share the question.
  void build() {
    b.forLoop(0, stream.getStrips(), 1, [&](Value now) {
      turn = now;
      for (ArrayRef<KernelCall> rest = calls; !rest.empty();) {
        Operation *first = rest.front().kernel;
        auto same = rest.take_while([&](const KernelCall &call) {
          return everyOf(call.kernel) == everyOf(first) &&
                 mcu::getBusyTurns(call.kernel) == mcu::getBusyTurns(first);
        });
        rest = rest.drop_front(same.size());
        ifBusy(first, [&] { llvm::for_each(same, [&](auto &c) { add(c); }); });
      }
    });
  }

private:
  mcu::BufferType typeOf(Value buffer) {
    return cast<mcu::BufferType>(buffer.getType());
  }
  int64_t heightOf(Value image) { return typeOf(image).getShape()[1]; }
  int64_t lastTurn() { return static_cast<int64_t>(stream.getStrips()) - 1; }
  static int64_t everyOf(Operation *op) {
    return mcu::getStripSchedule(op)->every;
  }

  Value isLastOf(int64_t turns);
  void ifBusy(Operation *op, llvm::function_ref<void()> body);
  void add(const KernelCall &call);
  Value valueOf(TurnRow row);
  TurnRow move(TurnRow row, int64_t rows);
  Value findPlace(Value image, TurnRow row);
  void addFill(const KernelCall &call, mcu::FillOp fill);
  TurnRows clipStrip(mcu::StripSchedule strip, int64_t height);
  void addKernel(const KernelCall &call);
  SmallVector<Value> clipWindows(Operation *kernel, const TurnRows &strip,
                                 TurnRow &from);

  FunctionBuilder &f;
  LoopBuilder &b;
  mcu::StreamOp stream;
  ArrayRef<KernelCall> calls;
  ValueRange arenas;
  Value turn;
  /// Of the operation in work: in one of so many turns it runs, the last.
  int64_t every = 1;
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

void StreamBuilder::add(const KernelCall &call) {
  every = everyOf(call.kernel);
  if (isa<mcu::SlideOp>(call.kernel))
    callKernel(f, call, arenas);
  else if (auto fill = dyn_cast<mcu::FillOp>(call.kernel))
    addFill(call, fill);
  else
    addKernel(call);
}

Value StreamBuilder::valueOf(TurnRow row) {
  if (row.known)
    return row.known;
  return b.add(b.mul(b.divide(turn, every), row.slope), row.offset);
}

TurnRow StreamBuilder::move(TurnRow row, int64_t rows) {
  row.offset += rows;
  if (row.known)
    row.known = b.add(row.known, rows);
  return row;
}

/// Bytes from the buffer's start to an image's row. Where rows are kept and the
/// producer goes on as fast, they are the same in all turns.
Value StreamBuilder::findPlace(Value image, TurnRow row) {
  mcu::BufferType type = typeOf(image);
  int64_t bytes = type.getRowBytes();
  if (type.getKeptRows() == 0)
    return b.mul(valueOf(row), bytes);
  mcu::StripSchedule producer = producers.lookup(image);
  int64_t kept = producer.first + producer.rows - type.getKeptRows();
  // Of the producer's turns, what one of the operation's has.
  int64_t turns = every / producer.every;
  if (every % producer.every != 0 || turns * producer.rows != row.slope) {
    Value front =
        b.add(b.mul(b.divide(turn, producer.every), producer.rows), kept);
    return b.mul(b.sub(valueOf(row), front), bytes);
  }
  int64_t rows = row.offset - kept - (turns - 1) * producer.rows;
  Value place = b.i32(rows * bytes);
  return row.clipped ? b.add(b.mul(row.clipped, bytes), place) : place;
}

/// The strip's rows are the last of those that are kept: rows above the image,
/// rows of it, rows below.
void StreamBuilder::addFill(const KernelCall &call, mcu::FillOp fill) {
  mcu::BufferType type = fill.getOutput().getType();
  mcu::StripSchedule strip = *mcu::getStripSchedule(fill);
  Value rows = b.i32(strip.rows), none = b.i32(0);
  Value height = b.i32(type.getShape()[1]), above = none, below = none;
  Value begin = valueOf({strip.rows, strip.first});
  if (strip.first < 0)
    above = b.min(b.max(b.sub(none, begin), none), rows);
  if (strip.end(lastTurn()) > type.getShape()[1])
    below = b.min(b.max(b.sub(b.add(begin, rows), height), none), rows);
  Value inside = b.sub(b.sub(rows, above), below);
  Value place = b.i32((type.getKeptRows() - strip.rows) * type.getRowBytes());
  callKernel(f, call, arenas, {place}, {above, inside, below});
}

/// An operation's rows in this turn: those of its strip that the image has.
/// Only strips that are partly outside have to be clipped.
TurnRows StreamBuilder::clipStrip(mcu::StripSchedule strip, int64_t height) {
  TurnRows rows{{strip.rows, strip.first}, {}, b.i32(strip.rows)};
  Value first = valueOf(rows.begin);
  rows.end = b.add(first, strip.rows);
  bool clipsBegin = strip.first < 0 && strip.first % strip.rows != 0;
  bool clipsEnd = strip.end(lastTurn()) > height &&
                  (height - strip.first) % strip.rows != 0;
  if (clipsBegin) {
    rows.begin.known = b.max(first, b.i32(0));
    rows.begin.clipped = b.sub(rows.begin.known, first);
  }
  if (clipsEnd)
    rows.end = b.min(rows.end, b.i32(height));
  if (clipsBegin || clipsEnd)
    rows.count = b.sub(rows.end, valueOf(rows.begin));
  return rows;
}

/// What the strip's windows read begins at `from`, which is moved into the
/// image; returns the rows of padding above and the rows of the image.
SmallVector<Value> StreamBuilder::clipWindows(Operation *kernel,
                                              const TurnRows &strip,
                                              TurnRow &from) {
  mcu::RowWindow window = *cast<mcu::KernelOpInterface>(kernel).getRowWindow();
  int64_t height = heightOf(kernel->getOperand(0));
  Value first = valueOf(from), above = b.i32(0);
  if (window.top > 0) {
    from.known = b.max(first, b.i32(0));
    above = b.sub(from.known, first);
    from.clipped = from.clipped ? b.add(from.clipped, above) : above;
  }
  Value end = b.add(b.mul(strip.end, window.stride), window.end(0));
  if (window.end(mcu::countStripRows(kernel)) > height)
    end = b.min(end, b.i32(height));
  return {above, b.sub(end, valueOf(from))};
}

void StreamBuilder::addKernel(const KernelCall &call) {
  Operation *kernel = call.kernel;
  auto interface = cast<mcu::KernelOpInterface>(kernel);
  mcu::RowWindow window = *interface.getRowWindow();
  TurnRows strip =
      clipStrip(*mcu::getStripSchedule(kernel), mcu::countStripRows(kernel));
  TurnRow from = strip.begin;
  from.slope *= window.stride;
  from.offset *= window.stride;
  for (Value *value : {&from.clipped, &from.known})
    if (*value)
      *value = b.mul(*value, window.stride);
  from = move(from, -window.top);
  SmallVector<Value> rows;
  if (countRowArguments(kernel) == 3)
    rows = clipWindows(kernel, strip, from);
  bool addsRows = interface.getRowSums() != nullptr;
  if (addsRows)
    rows = {valueOf(strip.begin)};
  if (countRowArguments(kernel) > 0)
    rows.push_back(strip.count);
  SmallVector<Value> moves(kernel->getNumOperands());
  for (OpOperand *image : mcu::getInputImages(kernel)) {
    // Planes begin with their border.
    mcu::PlanesAttr planes = typeOf(image->get()).getPlanes();
    moves[image->getOperandNumber()] =
        findPlace(image->get(), planes ? move(from, planes.getTop()) : from);
  }
  if (!addsRows)
    moves.back() = findPlace(kernel->getOperands().back(), strip.begin);
  callKernel(f, call, arenas, moves, rows);
}

} // namespace

void tinymlc::callStream(FunctionBuilder &f, mcu::StreamOp stream,
                         ArrayRef<KernelCall> calls, ValueRange arenas) {
  StreamBuilder(f, stream, calls, arenas).build();
}
