//===- MakeStreams.cpp - groups of kernels become streams -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "StreamSchedule.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

/// Makes a stream of a group.
class StreamMaker {
public:
  StreamMaker(RowGroup &group) : group(group), builder(group.kernels.back()) {}

  StreamOp make();

private:
  void add(StripSchedule schedule) {
    first.push_back(schedule.first);
    rows.push_back(schedule.rows);
  }
  void keepRows(BufferOp buffer);
  void moveKernel(Operation *kernel, const StripKernel &strip);
  void addFillBelow(const StripKernel &strip);
  void addSlides(size_t place);

  RowGroup &group;
  OpBuilder builder;
  SmallVector<int64_t> first, rows;
};

void StreamMaker::keepRows(BufferOp buffer) {
  int64_t slack = group.getStripSlack(buffer);
  if (slack > 0)
    buffer.setSlack(slack);
  buffer.getResult().setType(group.getStripType(buffer));
}

void StreamMaker::moveKernel(Operation *kernel, const StripKernel &strip) {
  kernel->moveBefore(builder.getInsertionBlock(), builder.getInsertionPoint());
  add(strip.schedule);
}

/// Windows reach below the image where planes have rows for that.
void StreamMaker::addFillBelow(const StripKernel &strip) {
  auto buffer = strip.output.getDefiningOp<BufferOp>();
  for (Operation *op : group.fills) {
    auto fill = cast<FillOp>(op);
    if (fill.getOutput() != strip.output || buffer == group.output)
      continue;
    fill.setBorder(false);
    if (!group.isReadBelow(strip.output))
      continue;
    FillOp::create(builder, fill.getLoc(), strip.output, fill.getValue(),
                   /*border=*/false, /*below=*/true);
    add(strip.schedule);
  }
}

/// Slides what the kernel at `place` is the last to read, so that there is room
/// for others until new rows come.
void StreamMaker::addSlides(size_t place) {
  llvm::SetVector<Value> images(llvm::from_range, group.strips[place].inputs);
  for (Value image : images) {
    auto kept = group.keptRows.find(image.getDefiningOp<BufferOp>());
    if (kept == group.keptRows.end() || group.readersOf(image).back() != place)
      continue;
    size_t producer = group.producerOf(image);
    StripSchedule schedule = group.strips[producer].schedule;
    if (kept->second == schedule.rows)
      continue;
    SlideOp::create(builder, group.kernels[producer]->getLoc(), image,
                    schedule.rows);
    add(schedule);
  }
}

/// Takes images themselves in place of views of them.
static void showImages(Operation *kernel) {
  for (OpOperand &operand : kernel->getOpOperands()) {
    auto view = operand.get().getDefiningOp<ViewOp>();
    operand.set(getImage(operand));
    if (view && view->use_empty())
      view.erase();
  }
}

StreamOp StreamMaker::make() {
  Operation *place = group.kernels.back();
  for (Operation *fill : group.fills)
    fill->moveBefore(place);
  builder.setInsertionPoint(place);
  auto stream = StreamOp::create(builder, place->getLoc(), group.turns,
                                 ArrayRef<int64_t>(), ArrayRef<int64_t>());
  builder.createBlock(&stream.getBody());
  for (Operation *kernel : group.kernels)
    showImages(kernel);
  for (auto [place, strip] : llvm::enumerate(group.strips)) {
    moveKernel(group.kernels[place], strip);
    if (strip.output != group.output.getResult())
      keepRows(strip.output.getDefiningOp<BufferOp>());
    addFillBelow(strip);
    addSlides(place);
  }
  stream.setFirst(first);
  stream.setRows(rows);
  for (Operation *kernel : group.kernels)
    if (auto depthwise = dyn_cast<PackedDepthwiseConv2DOp>(kernel))
      if (Value scratch = depthwise.getScratch())
        scratch.setType(BufferType::get(scratch.getContext(),
                                        {depthwise.getScratchWords()},
                                        builder.getI32Type(), false));
  return stream;
}

} // namespace

unsigned mcu::makeStreams(ModelOp model, ArrayRef<const Segment *> schedule) {
  SmallVector<Operation *> kernels = listKernels(model);
  unsigned count = 0;
  for (const Segment *segment : schedule) {
    if (segment->rows == 0)
      continue;
    auto group =
        RowGroup::make(ArrayRef(kernels).slice(
                           segment->first, segment->last - segment->first + 1),
                       segment->rows);
    StreamMaker(*group).make();
    ++count;
  }
  return count;
}
