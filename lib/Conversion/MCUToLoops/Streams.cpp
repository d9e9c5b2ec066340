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
          callKernel(f, call, arenas);
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
  int64_t rowBytes(Value image) {
    mcu::BufferType type = typeOf(image);
    return mcu::getImageStrides(type).row * type.getElementBytes();
  }
  int64_t lastTurn() { return static_cast<int64_t>(stream.getStrips()) - 1; }

  Value findPlace(Value image, Value row);
  void addFill(const KernelCall &call, mcu::FillOp fill);
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

/// Bytes from the buffer's start to an image's row.
Value StreamBuilder::findPlace(Value image, Value row) {
  mcu::BufferType type = typeOf(image);
  if (type.getKeptRows() != 0) {
    mcu::StripSchedule producer = producers.lookup(image);
    Value first =
        b.add(b.mul(turn, producer.rows), mcu::getFirstKeptRow(type, producer));
    row = b.sub(row, first);
  }
  return b.mul(row, rowBytes(image));
}

/// The kept rows end where the turn's do. Of those below the image some are
/// read.
void StreamBuilder::addFill(const KernelCall &call, mcu::FillOp fill) {
  Value image = fill.getOutput();
  mcu::StripSchedule strip = *mcu::getStripSchedule(fill);
  int64_t height = heightOf(image), kept = typeOf(image).getKeptRows();
  auto [first, last] = mcu::getBusyTurns(fill);
  if (first > last)
    return;
  Value isBusy = b.compare(arith::CmpIPredicate::sge, turn, b.i32(first));
  if (last < lastTurn())
    isBusy = b.createOrFold<arith::AndIOp>(
        isBusy, b.compare(arith::CmpIPredicate::sle, turn, b.i32(last)));
  b.ifThen(isBusy, [&] {
    Value below = b.add(b.mul(turn, strip.rows), strip.end(0) - height);
    Value count = b.min(below, b.i32(mcu::countRowsBelow(fill)));
    Value place = b.mul(b.sub(b.i32(kept), below), rowBytes(image));
    callKernel(f, call, arenas, {place}, {count});
  });
}

void StreamBuilder::addKernel(const KernelCall &call) {
  mcu::StripSchedule strip = *mcu::getStripSchedule(call.kernel);
  int64_t height = heightOf(call.kernel->getOperands().back());
  Value begin = b.add(b.mul(turn, strip.rows), strip.first);
  Value end = b.add(begin, strip.rows);
  if (strip.first < 0)
    begin = b.max(begin, b.i32(0));
  if (strip.end(lastTurn()) > height)
    end = b.min(end, b.i32(height));
  bool isAlwaysThere =
      strip.end(0) > 0 && strip.end(lastTurn()) - strip.rows < height;
  Value isThere = isAlwaysThere
                      ? b.constant(b.getBoolAttr(true))
                      : b.compare(arith::CmpIPredicate::slt, begin, end);
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
  if (countRowArguments(kernel) > 0)
    rows.push_back(b.sub(end, begin));
  SmallVector<Value> moves(kernel->getNumOperands());
  for (OpOperand *image : mcu::getInputImages(kernel)) {
    // Planes begin with their border.
    mcu::PlanesAttr planes = typeOf(image->get()).getPlanes();
    Value row = planes ? b.add(from, planes.getTop()) : from;
    moves[image->getOperandNumber()] = findPlace(image->get(), row);
  }
  Value output = kernel->getOperands().back();
  moves.back() = findPlace(output, begin);
  callKernel(f, call, arenas, moves, rows);
}

} // namespace

void tinymlc::callStream(FunctionBuilder &f, mcu::StreamOp stream,
                         ArrayRef<KernelCall> calls, ValueRange arenas) {
  StreamBuilder(f, stream, calls, arenas).build();
}
