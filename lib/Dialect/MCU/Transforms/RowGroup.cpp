//===- RowGroup.cpp - kernels that could run as a stream ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "RowGroup.h"
#include "tinymlc/Dialect/MCU/Analysis/BufferLiveness.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

static BufferType typeOf(Value image) {
  return cast<BufferType>(image.getType());
}

static bool isOneImage(BufferType type) {
  return type.getShape().size() == 4 && type.getShape()[0] == 1 &&
         type.getKeptRows() == 0;
}

/// Whether the operand shows all pixels of an image as one row, in a kernel
/// that works pixel by pixel.
static bool showsPixelRow(OpOperand &operand) {
  auto conv = dyn_cast<Conv2DOp>(operand.getOwner());
  auto view = operand.get().getDefiningOp<ViewOp>();
  if (!conv || !view || !isOneImage(view.getSource().getType()))
    return false;
  ArrayRef<int64_t> shape = view.getType().getShape();
  return shape.size() == 4 && shape[0] == 1 && shape[1] == 1 &&
         shape[3] == view.getSource().getType().getShape()[3] &&
         conv.getFilterSize() == ArrayRef<int64_t>{1, 1} &&
         conv.getStrides() == ArrayRef<int64_t>{1, 1} && !conv.hasBorder();
}

Value mcu::getImage(OpOperand &operand) {
  if (showsPixelRow(operand))
    return operand.get().getDefiningOp<ViewOp>().getSource();
  return operand.get();
}

//===----------------------------------------------------------------------===//
// Which kernels, and what lies between them
//===----------------------------------------------------------------------===//

bool RowGroup::addKernels(ArrayRef<Operation *> group) {
  for (Operation *op : group) {
    if (isa<FillOp>(op)) {
      fills.push_back(op);
      continue;
    }
    auto kernel = dyn_cast<KernelOpInterface>(op);
    auto window = kernel ? kernel.getRowWindow() : std::nullopt;
    if (!window)
      return false;
    StripKernel strip;
    strip.window = *window;
    strip.output = getImage(op->getOpOperands().back());
    for (OpOperand *image : getInputImages(op))
      strip.inputs.push_back(getImage(*image));
    bool isViewed = strip.output != op->getOperands().back();
    SmallVector<Value> images(strip.inputs);
    images.push_back(strip.output);
    for (Value image : images)
      if (!image.getDefiningOp<BufferOp>() || !isOneImage(typeOf(image)))
        return false;
    if (isViewed && strip.inputs[0] == op->getOperand(0))
      return false;
    kernels.push_back(op);
    strips.push_back(std::move(strip));
  }
  return kernels.size() > 1 && !isa<FillOp>(group.back());
}

void RowGroup::findReaders() {
  for (auto [place, strip] : llvm::enumerate(strips)) {
    producers.try_emplace(strip.output, place);
    for (Value input : llvm::SmallSetVector<Value, 4>(strip.inputs.begin(),
                                                      strip.inputs.end()))
      readers[input].push_back(place);
  }
}

ArrayRef<size_t> RowGroup::readersOf(Value image) const {
  auto found = readers.find(image);
  return found == readers.end() ? ArrayRef<size_t>() : found->second;
}

bool RowGroup::isReadBelow(Value image) const {
  return llvm::any_of(readersOf(image), [&](size_t reader) {
    int64_t rows = typeOf(strips[reader].output).getShape()[1];
    return strips[reader].window.end(rows) > typeOf(image).getShape()[1];
  });
}

/// Calls `visit` for the users of a buffer, through views.
static void forEachUser(Value buffer,
                        llvm::function_ref<void(Operation *)> visit) {
  for (Operation *user : buffer.getUsers()) {
    if (auto view = dyn_cast<ViewOp>(user))
      forEachUser(view, visit);
    else
      visit(user);
  }
}

/// What is made in the group is used up there, but for the last image.
bool RowGroup::findBuffers() {
  llvm::SmallPtrSet<Operation *, 16> members(kernels.begin(), kernels.end());
  members.insert(fills.begin(), fills.end());
  llvm::DenseSet<Value> made;
  for (const StripKernel &strip : strips)
    if (!made.insert(strip.output).second)
      return false;
  for (Operation *fill : fills)
    if (!made.contains(fill->getOperand(0)))
      return false;
  output = strips.back().output.getDefiningOp<BufferOp>();
  for (const StripKernel &strip : strips) {
    for (Value input : strip.inputs)
      if (!made.contains(input) &&
          !llvm::is_contained(inputs, input.getDefiningOp<BufferOp>()))
        inputs.push_back(input.getDefiningOp<BufferOp>());
    if (strip.output == output.getResult())
      continue;
    bool isInner = true;
    forEachUser(strip.output,
                [&](Operation *user) { isInner &= members.contains(user); });
    if (!isInner)
      return false;
    keptRows[strip.output.getDefiningOp<BufferOp>()] = 0;
  }
  return readersOf(output).empty();
}

//===----------------------------------------------------------------------===//
// When they run
//===----------------------------------------------------------------------===//

/// Readers of one image use up as many rows of it.
bool RowGroup::scheduleRows(int64_t rows) {
  strips.back().schedule.rows = rows;
  for (size_t place = strips.size() - 1; place-- > 0;) {
    StripKernel &strip = strips[place];
    for (size_t reader : readersOf(strip.output)) {
      int64_t used =
          strips[reader].schedule.rows * strips[reader].window.stride;
      if (reader <= place ||
          (strip.schedule.rows != 0 && strip.schedule.rows != used))
        return false;
      strip.schedule.rows = used;
    }
    constexpr int64_t limit = 1 << 15;
    if (strip.schedule.rows < 1 || strip.schedule.rows > limit ||
        strip.schedule.rows % strip.window.multiple != 0)
      return false;
  }
  // What several rows at a time write behind the image needs kept rows.
  return strips.back().window.multiple == 1;
}

/// Each kernel runs as late as its readers allow; the last one so late that no
/// other begins behind its first row. The code of a depthwise kernel is made
/// for whole strips, so that a last one begins with one.
bool RowGroup::scheduleFirst() {
  constexpr int64_t maxDelay = 64;
  // Rounding up takes numbers above 0.
  constexpr int64_t alignable = 1 << 20;
  int64_t step = isa<PackedDepthwiseConv2DOp>(kernels.back())
                     ? strips.back().schedule.rows
                     : 1;
  for (int64_t delay = 0; delay <= maxDelay; delay += step) {
    strips.back().schedule.first = -delay;
    int64_t largest = -delay;
    for (size_t place = strips.size() - 1; place-- > 0;) {
      StripKernel &strip = strips[place];
      int64_t end = std::numeric_limits<int64_t>::min();
      for (size_t reader : readersOf(strip.output))
        end = std::max(
            end, strips[reader].window.end(strips[reader].schedule.end(0)));
      strip.schedule.first =
          llvm::alignTo(end - strip.schedule.rows + alignable,
                        strip.window.multiple) -
          alignable;
      largest = std::max(largest, strip.schedule.first);
    }
    if (largest <= 0)
      return true;
  }
  return false;
}

/// Rows that are kept, and how many turns the stream takes.
bool RowGroup::keepRows() {
  for (const StripKernel &strip : strips) {
    int64_t height = typeOf(strip.output).getShape()[1];
    turns =
        std::max<int64_t>(turns, llvm::divideCeil(height - strip.schedule.first,
                                                  strip.schedule.rows));
    auto buffer = strip.output.getDefiningOp<BufferOp>();
    if (buffer == output)
      continue;
    int64_t first = std::numeric_limits<int64_t>::max();
    for (size_t reader : readersOf(strip.output))
      first = std::min(
          first, strips[reader].window.begin(strips[reader].schedule.first));
    // Strides may leave out the first of a turn's rows.
    int64_t kept = std::max(strip.schedule.end(0) - first, strip.schedule.rows);
    PlanesAttr planes = buffer.getType().getPlanes();
    if (kept >= (planes ? planes.getRows() : height))
      return false;
    keptRows[buffer] = kept;
  }
  return true;
}

bool RowGroup::schedule(int64_t rows) {
  return scheduleRows(rows) && scheduleFirst() && keepRows();
}

std::optional<RowGroup> RowGroup::make(ArrayRef<Operation *> kernels,
                                       int64_t rows) {
  RowGroup group;
  if (!group.addKernels(kernels))
    return std::nullopt;
  group.findReaders();
  if (!group.findBuffers() || !group.schedule(rows))
    return std::nullopt;
  return group;
}

//===----------------------------------------------------------------------===//
// What they take
//===----------------------------------------------------------------------===//

/// Channels that a kernel writes behind the last one have planes, too.
int64_t RowGroup::getStripSlack(BufferOp buffer) const {
  auto slack = static_cast<int64_t>(buffer.getSlack().value_or(0));
  PlanesAttr planes = buffer.getType().getPlanes();
  if (!planes || slack <= planeOverread)
    return slack;
  int64_t beyond = llvm::divideCeil(slack, planes.getPlaneBytes());
  return beyond * getStripType(buffer).getPlanes().getPlaneBytes();
}

/// Words that only one kernel uses, and its strips' own planes.
static int64_t scratchBytes(Operation *kernel, StripSchedule schedule) {
  int64_t bytes = 0;
  for (Value operand : kernel->getOperands()) {
    auto buffer = operand.getDefiningOp<BufferOp>();
    if (buffer && typeOf(operand).getElementType().isInteger(32) &&
        writesTo(kernel, buffer))
      bytes += getArenaBytes(buffer);
  }
  if (auto depthwise = dyn_cast<PackedDepthwiseConv2DOp>(kernel))
    if (bytes > 0)
      bytes = 4 * depthwise.getScratchWords(schedule.rows);
  return bytes;
}

/// New rows lie there from the producer to the last reader only.
void RowGroup::addStripBytes(BufferOp buffer, int64_t kept,
                             SmallVectorImpl<int64_t> &bytes) const {
  size_t made = producerOf(buffer), last = readersOf(buffer).back();
  int64_t used = getStripType(buffer).getNumBytes() + getStripSlack(buffer);
  int64_t idle = buffer.getType().getPlanes()
                     ? used
                     : used / kept * (kept - strips[made].schedule.rows);
  for (size_t place = 0; place < bytes.size(); ++place)
    bytes[place] +=
        llvm::alignTo(made <= place && place <= last ? used : idle, 4);
}

int64_t RowGroup::getStripBytes() const {
  SmallVector<int64_t> bytes;
  for (auto [kernel, strip] : llvm::zip(kernels, strips))
    bytes.push_back(scratchBytes(kernel, strip.schedule));
  for (auto [buffer, kept] : keptRows)
    addStripBytes(buffer, kept, bytes);
  return *llvm::max_element(bytes);
}
