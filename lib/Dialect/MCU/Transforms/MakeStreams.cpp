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
  StreamMaker(RowGroup &group, SlideTime slideTime)
      : group(group), slideTime(slideTime), builder(group.kernels.back()) {}

  StreamOp make();

private:
  void add(StripSchedule schedule) {
    first.push_back(schedule.first);
    rows.push_back(schedule.rows);
    every.push_back(schedule.every);
  }
  void keepRows(BufferOp buffer);
  void moveKernel(size_t place);
  void setScratch();
  void addRowSums();
  void addStripFill(const StripKernel &strip);
  void addSlides(size_t place);
  void addSlide(Value image);

  RowGroup &group;
  SlideTime slideTime;
  OpBuilder builder;
  SmallVector<int64_t> first, rows, every;
};

void StreamMaker::keepRows(BufferOp buffer) {
  int64_t slack = group.getStripSlack(buffer);
  if (slack > 0)
    buffer.setSlack(slack);
  buffer.getResult().setType(group.getStripType(buffer));
}

void StreamMaker::moveKernel(size_t place) {
  group.kernels[place]->moveBefore(builder.getInsertionBlock(),
                                   builder.getInsertionPoint());
  add(group.strips[place].schedule);
}

/// What strips and tiles take of it.
void StreamMaker::setScratch() {
  for (auto [kernel, tiles] : llvm::zip(group.kernels, group.columnTiles)) {
    if (auto conv = dyn_cast<PackedConv2DOp>(kernel); conv && tiles > 1)
      setColumnTiles(conv, tiles);
    auto depthwise = dyn_cast<PackedDepthwiseConv2DOp>(kernel);
    if (Value scratch = depthwise ? depthwise.getScratch() : Value())
      scratch.setType(BufferType::get(scratch.getContext(),
                                      {depthwise.getScratchWords()},
                                      builder.getI32Type(), false));
  }
}

/// The last kernel's sums, which live as long as the stream.
void StreamMaker::addRowSums() {
  auto kernel = cast<KernelOpInterface>(group.kernels.back());
  OpBuilder atBuffers(group.output);
  auto sums =
      BufferOp::create(atBuffers, kernel->getLoc(), kernel.getRowSumsType(),
                       builder.getStringAttr("row_sums"));
  kernel.setRowSums(sums);
}

/// Before the stream there are rows above the image; around those of a strip
/// the border is filled when they are there, as other bytes may have taken
/// their place.
void StreamMaker::addStripFill(const StripKernel &strip) {
  auto found = llvm::find_if(group.fills, [&](Operation *fill) {
    return fill->getOperand(0) == strip.output;
  });
  auto buffer = strip.output.getDefiningOp<BufferOp>();
  if (found == group.fills.end() || buffer == group.output)
    return;
  auto fill = cast<FillOp>(*found);
  FillOp::create(builder, fill.getLoc(), strip.output, fill.getValue(),
                 /*border=*/false, /*strip=*/true, /*rows=*/IntegerAttr());
  add(strip.schedule);
  int64_t before = buffer.getType().getKeptRows() - strip.schedule.rows;
  fill.setBorder(false);
  if (before > 0) {
    fill.setRows(before);
  } else {
    group.fills.erase(found);
    fill.erase();
  }
}

void StreamMaker::addSlide(Value image) {
  size_t producer = group.producerOf(image);
  StripSchedule schedule = group.strips[producer].schedule;
  SlideOp::create(builder, group.kernels[producer]->getLoc(), image,
                  schedule.rows);
  add(schedule);
}

/// Slides what the kernel at `place` is the last to read.
void StreamMaker::addSlides(size_t place) {
  llvm::SetVector<Value> images(llvm::from_range, group.strips[place].inputs);
  for (Value image : images) {
    auto kept = group.keptRows.find(image.getDefiningOp<BufferOp>());
    if (kept == group.keptRows.end() || group.readersOf(image).back() != place)
      continue;
    if (kept->second > group.strips[group.producerOf(image)].schedule.rows)
      addSlide(image);
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
                                 ArrayRef<int64_t>(), ArrayRef<int64_t>(),
                                 DenseI64ArrayAttr());
  builder.createBlock(&stream.getBody());
  for (Operation *kernel : group.kernels)
    showImages(kernel);
  if (group.strips.back().addsRows)
    addRowSums();
  for (auto [place, strip] : llvm::enumerate(group.strips)) {
    moveKernel(place);
    if (strip.output != group.output.getResult())
      keepRows(strip.output.getDefiningOp<BufferOp>());
    addStripFill(strip);
    if (slideTime == SlideTime::BehindReaders)
      addSlides(place);
  }
  // What is used up last moves first.
  if (slideTime == SlideTime::AtTheEnd)
    for (size_t place = group.strips.size(); place-- > 0;)
      addSlides(place);
  stream.setFirst(first);
  stream.setRows(rows);
  if (llvm::any_of(every, [](int64_t turns) { return turns != 1; }))
    stream.setEvery(every);
  setScratch();
  return stream;
}

} // namespace

void mcu::setColumnTiles(PackedConv2DOp conv, int64_t tiles) {
  conv.setColumnTiles(tiles);
  Value scratch = conv.getScratch();
  scratch.setType(BufferType::get(
      conv.getContext(), {conv.getWidenedRows().bytes() / 4},
      IntegerType::get(conv.getContext(), 32), /*constant=*/false));
}

unsigned mcu::makeStreams(ModelOp model, ArrayRef<const Segment *> schedule,
                          SlideTime slideTime) {
  SmallVector<Operation *> kernels = listKernels(model);
  unsigned count = 0;
  for (const Segment *segment : schedule) {
    if (!segment->isStream())
      continue;
    auto group =
        RowGroup::make(ArrayRef(kernels).slice(
                           segment->first, segment->last - segment->first + 1),
                       segment->size);
    if (segment->hasColumnTiles)
      group->makeColumnTiles();
    StreamMaker(*group, slideTime).make();
    ++count;
  }
  return count;
}
