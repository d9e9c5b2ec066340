//===- RowGroup.cpp - kernels that could run as a stream ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "RowGroup.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

static BufferType typeOf(Value image) {
  return cast<BufferType>(image.getType());
}

static int64_t heightOf(Value image) { return typeOf(image).getShape()[1]; }

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
    strip.height = heightOf(strip.output);
    if (kernel.getRowSumsType() && op == group.back()) {
      strip.window = RowWindow();
      strip.height = heightOf(strip.inputs[0]);
      strip.addsRows = true;
      strip.output = getUnderlyingBuffer(strip.output);
    }
    bool isViewed = strip.output != op->getOperands().back();
    SmallVector<Value> images(strip.inputs);
    // Outputs of an image's rows added up are no image.
    if (!strip.addsRows)
      images.push_back(strip.output);
    for (Value image : images)
      if (!image.getDefiningOp<BufferOp>() || !isOneImage(typeOf(image)))
        return false;
    if (isViewed && !strip.addsRows && strip.inputs[0] == op->getOperand(0))
      return false;
    kernels.push_back(op);
    strips.push_back(std::move(strip));
  }
  return kernels.size() > 1 && !isa<FillOp>(group.back());
}

/// The last kernel that stayed before this one, one of a single input, and that
/// reads the same input, where this one's rows of output are fewer bytes than
/// those that they are made of: they are better kept.
std::optional<size_t> RowGroup::findSibling(size_t place) const {
  auto rowBytes = [](Value image) {
    return typeOf(image).getNumBytes() / typeOf(image).getShape()[1];
  };
  const StripKernel &strip = strips[place];
  if (!llvm::all_equal(strip.inputs) ||
      rowBytes(strip.output) >= strip.window.stride * rowBytes(strip.inputs[0]))
    return std::nullopt;
  bool isMade = false;
  std::optional<size_t> sibling;
  for (size_t other = 0; other < place; ++other) {
    isMade |= strips[other].output == strip.inputs[0];
    if (!siblings[other] &&
        llvm::is_contained(strips[other].inputs, strip.inputs[0]))
      sibling = other;
  }
  return isMade ? sibling : std::nullopt;
}

/// Moves kernels behind others that read the same image.
void RowGroup::moveBranches() {
  siblings.assign(kernels.size(), std::nullopt);
  columnTiles.assign(kernels.size(), 1);
  for (size_t place = 1; place + 1 < kernels.size(); ++place) {
    auto sibling = findSibling(place);
    if (!sibling)
      continue;
    auto moveBack = [&](auto &values) {
      std::rotate(values.begin() + *sibling + 1, values.begin() + place,
                  values.begin() + place + 1);
    };
    moveBack(kernels);
    moveBack(strips);
    moveBack(siblings);
    for (auto &other : siblings)
      if (other && *other > *sibling && *other < place)
        ++*other;
    siblings[*sibling + 1] = sibling;
  }
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

/// Takes `rows` rows in `every` turns in parts of as few rows as possible.
bool RowGroup::splitRows(StripKernel &strip, int64_t rows, int64_t every) {
  constexpr int64_t limit = 1 << 15;
  if (rows < 1 || rows > limit || rows % strip.window.multiple != 0)
    return false;
  int64_t parts = std::gcd(rows / strip.window.multiple, every);
  strip.schedule.rows = rows / parts;
  strip.schedule.every = every / parts;
  return true;
}

/// Readers of one image use up as many rows of it, in turns in which there are
/// new ones. Some kernel runs in each turn.
bool RowGroup::scheduleRows(StripSize size) {
  SmallVector<int64_t> rows(strips.size(), 0);
  rows.back() = size.rows;
  bool runsAlways = false;
  for (size_t place = strips.size(); place-- > 0;) {
    StripKernel &strip = strips[place];
    for (size_t reader : readersOf(strip.output)) {
      int64_t used = rows[reader] * strips[reader].window.stride;
      if (reader <= place || (rows[place] != 0 && rows[place] != used))
        return false;
      rows[place] = used;
    }
    if (!splitRows(strip, rows[place], size.every))
      return false;
    runsAlways |= strip.schedule.every == 1;
    for (size_t reader : readersOf(strip.output))
      if (strips[reader].schedule.every % strip.schedule.every != 0)
        return false;
  }
  // What several rows at a time write behind the image needs kept rows.
  return runsAlways && strips.back().window.multiple == 1;
}

/// As late as the readers allow.
void RowGroup::scheduleFirst(size_t place) {
  // Rounding up takes numbers above 0.
  constexpr int64_t alignable = 1 << 20;
  StripKernel &strip = strips[place];
  int64_t first = std::numeric_limits<int64_t>::min();
  strip.schedule.first = 0;
  for (size_t reader : readersOf(strip.output)) {
    StripSchedule schedule = strips[reader].schedule;
    int64_t needed = strips[reader].window.end(schedule.first + schedule.rows);
    first = std::max(first, needed - strip.schedule.end(schedule.firstTurn()));
  }
  strip.schedule.first =
      llvm::alignTo(first + alignable, strip.window.multiple) - alignable;
}

/// So early that it needs no rows that its sibling does not.
void RowGroup::scheduleWithSibling(size_t place) {
  scheduleFirst(place);
  StripKernel &strip = strips[place];
  const StripKernel &sibling = strips[*siblings[place]];
  if (strip.schedule.every != sibling.schedule.every)
    return;
  int64_t needed = sibling.window.begin(sibling.schedule.first);
  while (strip.window.begin(strip.schedule.first) < needed)
    strip.schedule.first += strip.window.multiple;
}

/// The last kernel runs so late that no other begins behind its first row. The
/// code of a depthwise kernel is made for whole strips, so that a last one
/// begins with one.
bool RowGroup::scheduleFirst() {
  constexpr int64_t maxDelay = 64;
  int64_t step = isa<PackedDepthwiseConv2DOp>(kernels.back())
                     ? strips.back().schedule.rows
                     : 1;
  for (int64_t delay = 0; delay <= maxDelay; delay += step) {
    strips.back().schedule.first = -delay;
    int64_t largest = -delay;
    for (size_t place = strips.size() - 1; place-- > 0;) {
      if (siblings[place])
        continue;
      scheduleFirst(place);
      for (size_t next = place + 1; siblings[next] == place; ++next)
        scheduleWithSibling(next);
    }
    for (const StripKernel &strip : strips)
      largest = std::max(largest, strip.schedule.first);
    if (largest <= 0)
      return true;
  }
  return false;
}

/// Rows that are kept, and how many turns the stream takes.
bool RowGroup::keepRows() {
  for (const StripKernel &strip : strips) {
    turns = std::max<int64_t>(
        turns, strip.schedule.every *
                   llvm::divideCeil(strip.height - strip.schedule.first,
                                    strip.schedule.rows));
    auto buffer = strip.output.getDefiningOp<BufferOp>();
    if (buffer == output)
      continue;
    // Strides may leave out the first of a turn's rows.
    int64_t kept = strip.schedule.rows;
    for (size_t reader : readersOf(strip.output)) {
      StripSchedule schedule = strips[reader].schedule;
      kept = std::max(kept, strip.schedule.end(schedule.firstTurn()) -
                                strips[reader].window.begin(schedule.first));
    }
    PlanesAttr planes = buffer.getType().getPlanes();
    if (kept >= (planes ? planes.getRows() : strip.height))
      return false;
    keptRows[buffer] = kept;
  }
  return true;
}

bool RowGroup::schedule(StripSize size) {
  return scheduleRows(size) && scheduleFirst() && keepRows();
}

std::optional<RowGroup> RowGroup::make(ArrayRef<Operation *> kernels,
                                       StripSize size) {
  RowGroup group;
  if (!group.addKernels(kernels))
    return std::nullopt;
  group.moveBranches();
  group.findReaders();
  if (!group.findBuffers() || !group.schedule(size))
    return std::nullopt;
  return group;
}
