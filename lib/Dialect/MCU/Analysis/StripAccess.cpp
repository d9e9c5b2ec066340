//===- StripAccess.cpp - which rows a stream uses when --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/MCU/Analysis/StripAccess.h"
#include "tinymlc/Dialect/MCU/Analysis/BufferLiveness.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

SmallVector<StripKernel> mcu::getStripKernels(StreamOp stream) {
  SmallVector<StripKernel> kernels;
  for (Operation &op : stream.getBody().front()) {
    if (isa<SlideOp, FillOp>(op))
      continue;
    StripKernel kernel{{},
                       op.getOperands().back(),
                       *cast<KernelOpInterface>(op).getRowWindow(),
                       *getStripSchedule(&op),
                       countStripRows(&op),
                       cast<KernelOpInterface>(op).getRowSums() != nullptr};
    for (OpOperand *image : getInputImages(&op))
      kernel.inputs.push_back(image->get());
    kernels.push_back(std::move(kernel));
  }
  return kernels;
}

/// Whether only whole images in row-major order are seen of a buffer.
static bool isWholeImage(BufferOp buffer) {
  BufferType type = buffer.getType();
  for (Operation *user : buffer->getUsers())
    if (auto view = dyn_cast<ViewOp>(user); view && view.getOffset())
      return false;
  return !type.getPlanes() && type.getKeptRows() == 0 &&
         type.getShape().size() == 4;
}

namespace {

/// Runs through a stream's turns backwards, so that what is still to be read is
/// known.
class StreamReplay {
public:
  StreamReplay(ArrayRef<StripKernel> kernels, BufferOp output, BufferOp input)
      : kernels(kernels), output(output), input(input),
        distance(input.getType().getNumBytes()) {}

  std::optional<int64_t> run(int64_t strips) {
    for (int64_t turn = strips - 1; turn >= 0; --turn)
      for (const StripKernel &kernel : llvm::reverse(kernels))
        undo(kernel, turn);
    return needed && writes ? std::optional(distance) : std::nullopt;
  }

private:
  static int64_t rowBytes(BufferOp image) {
    return image.getType().getNumBytes() / image.getType().getShape()[1];
  }

  void undo(const StripKernel &kernel, int64_t turn) {
    int64_t end = std::min(kernel.schedule.end(turn), kernel.height);
    int64_t begin = std::max<int64_t>(0, kernel.schedule.end(turn - 1));
    if (begin >= end)
      return;
    // What the kernel reads itself may come behind what it writes.
    if (llvm::is_contained(kernel.inputs, input.getResult())) {
      int64_t row = std::max<int64_t>(0, kernel.window.begin(begin));
      needed = std::min(needed.value_or(row * rowBytes(input)),
                        row * rowBytes(input));
    }
    if (kernel.output == output.getResult()) {
      int64_t written = (kernel.addsRows ? 1 : end) * rowBytes(output) +
                        static_cast<int64_t>(output.getSlack().value_or(0));
      if (needed)
        distance = std::min(distance, *needed - written);
      writes = true;
    }
  }

  ArrayRef<StripKernel> kernels;
  BufferOp output, input;
  /// The first byte of the input that is still to be read; none where it is
  /// used up.
  std::optional<int64_t> needed;
  int64_t distance;
  bool writes = false;
};

} // namespace

std::optional<int64_t>
mcu::getStreamOverlapDistance(ArrayRef<StripKernel> kernels, int64_t strips,
                              BufferOp output, BufferOp input) {
  if (output == input || !isWholeImage(output) || !isWholeImage(input))
    return std::nullopt;
  // An input is nothing that the stream writes, an output nothing that it
  // reads.
  for (const StripKernel &kernel : kernels)
    if (kernel.output == input.getResult() ||
        llvm::is_contained(kernel.inputs, output.getResult()))
      return std::nullopt;
  return StreamReplay(kernels, output, input).run(strips);
}

bool mcu::isMadeAnew(StreamOp stream, BufferOp buffer) {
  for (Operation *user : buffer->getUsers())
    if (user->getParentOp() != stream)
      return false;
  if (buffer.getType().getKeptRows() == 0) {
    // Scratch is nothing that any kernel begins with.
    for (const StripKernel &kernel : getStripKernels(stream))
      if (kernel.output == buffer.getResult() ||
          llvm::is_contained(kernel.inputs, buffer.getResult()))
        return false;
    return llvm::none_of(buffer->getUsers(), [&](Operation *user) {
      return cast<KernelOpInterface>(user).getRowSums() == buffer.getResult();
    });
  }
  for (const StripKernel &kernel : getStripKernels(stream))
    if (kernel.output == buffer.getResult())
      return kernel.schedule.rows == buffer.getType().getKeptRows();
  return false;
}

/// The places of the first operation on a buffer in a stream and of the last.
static std::pair<int64_t, int64_t> findUses(StreamOp stream, Value buffer) {
  int64_t first = -1, last = -1;
  for (auto [place, op] : llvm::enumerate(stream.getBody().front())) {
    if (!llvm::is_contained(op.getOperands(), buffer))
      continue;
    last = static_cast<int64_t>(place);
    first = first < 0 ? last : first;
  }
  return {first, last};
}

/// The place of the last operation on a buffer that does not move its rows.
static int64_t findLastReader(StreamOp stream, Value buffer) {
  int64_t last = -1;
  for (auto [place, op] : llvm::enumerate(stream.getBody().front()))
    if (!isa<SlideOp>(op) && llvm::is_contained(op.getOperands(), buffer))
      last = static_cast<int64_t>(place);
  return last;
}

SmallVector<NewRows> mcu::listNewRows(StreamOp stream) {
  SmallVector<NewRows> result;
  for (auto [place, op] : llvm::enumerate(stream.getBody().front())) {
    auto slide = dyn_cast<SlideOp>(op);
    auto buffer =
        slide ? slide.getBuffer().getDefiningOp<BufferOp>() : BufferOp();
    if (!buffer)
      continue;
    auto [from, to] = findUses(stream, buffer);
    NewRows rows{buffer};
    rows.bytes =
        buffer.getType().getRowBytes() * static_cast<int64_t>(slide.getRows());
    // Rows that move before the first use leave their place at the front.
    rows.areFirst = from == static_cast<int64_t>(place);
    rows.from = from;
    rows.to = to;
    rows.read = findLastReader(stream, buffer);
    // In other turns kept rows are there.
    if (rows.areFirst || getStripSchedule(slide)->every != 1)
      rows.read = to;
    result.push_back(rows);
  }
  return result;
}

/// The first row of an image that a kernel reads from turn `turn` on; none
/// where it reads no more.
static std::optional<int64_t> firstNeededRow(const StripKernel &kernel,
                                             int64_t turn) {
  int64_t row = std::max<int64_t>(0, kernel.schedule.end(turn - 1));
  if (row >= kernel.height)
    return std::nullopt;
  return std::max<int64_t>(0, kernel.window.begin(row));
}

std::optional<int64_t>
mcu::getInnerOverlapDistance(StreamOp stream, BufferOp inner, BufferOp input) {
  auto isOutside = [&](Operation *user) {
    return user->getParentOp() != stream;
  };
  if (!isWholeImage(input) || inner.getType().getPlanes() ||
      llvm::any_of(inner->getUsers(), isOutside))
    return std::nullopt;
  int64_t begin = std::numeric_limits<int64_t>::max();
  for (Operation *user : inner->getUsers())
    begin = std::min(begin, getBusyTurns(user).first);
  int64_t bytes = input.getType().getNumBytes(), distance = bytes;
  int64_t rowBytes = bytes / input.getType().getShape()[1];
  bool isRead = false;
  for (const StripKernel &kernel : getStripKernels(stream)) {
    if (kernel.output == input.getResult())
      return std::nullopt;
    if (!llvm::is_contained(kernel.inputs, input.getResult()))
      continue;
    isRead = true;
    if (auto row = firstNeededRow(kernel, begin))
      distance = std::min(distance, *row * rowBytes - getArenaBytes(inner));
  }
  return isRead ? std::optional(distance) : std::nullopt;
}

std::optional<int64_t>
mcu::getLateOverlapDistance(StreamOp stream, BufferOp output, BufferOp inner) {
  int64_t last = 0;
  for (Operation *user : inner->getUsers()) {
    if (user->getParentOp() == stream)
      last = std::max(last, getBusyTurns(user).second);
    else if (!isa<FillOp>(user))
      return std::nullopt;
  }
  std::optional<int64_t> written;
  for (const StripKernel &kernel : getStripKernels(stream)) {
    if (llvm::is_contained(kernel.inputs, output.getResult()))
      return std::nullopt;
    if (kernel.output == output.getResult())
      written = kernel.schedule.end(last);
  }
  if (!written || !isWholeImage(output))
    return std::nullopt;
  int64_t height = output.getType().getShape()[1];
  if (*written <= 0)
    return getArenaBytes(inner);
  return -(std::min(*written, height) * output.getType().getNumBytes() /
               height +
           static_cast<int64_t>(output.getSlack().value_or(0)));
}
