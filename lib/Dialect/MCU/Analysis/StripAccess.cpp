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
                       *getStripSchedule(&op)};
    for (OpOperand *image : getInputImages(&op))
      kernel.inputs.push_back(image->get());
    kernels.push_back(std::move(kernel));
  }
  return kernels;
}

static BufferType typeOf(Value image) {
  return cast<BufferType>(image.getType());
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
        needed(input.getType().getNumBytes()) {}

  std::optional<int64_t> run(int64_t strips) {
    for (int64_t turn = strips - 1; turn >= 0; --turn)
      for (const StripKernel &kernel : llvm::reverse(kernels))
        undo(kernel, turn);
    return reads && writes ? std::optional(distance) : std::nullopt;
  }

private:
  static int64_t rowBytes(BufferOp image) {
    return image.getType().getNumBytes() / image.getType().getShape()[1];
  }

  void undo(const StripKernel &kernel, int64_t turn) {
    int64_t height = typeOf(kernel.output).getShape()[1];
    int64_t end = std::min(kernel.schedule.end(turn), height);
    int64_t begin = std::max<int64_t>(0, kernel.schedule.end(turn - 1));
    if (begin >= end)
      return;
    // What the kernel reads itself may come behind what it writes.
    if (llvm::is_contained(kernel.inputs, input.getResult())) {
      int64_t row = std::max<int64_t>(0, kernel.window.begin(begin));
      needed = std::min(needed, row * rowBytes(input));
      reads = true;
    }
    if (kernel.output == output.getResult()) {
      int64_t written = end * rowBytes(output) +
                        static_cast<int64_t>(output.getSlack().value_or(0));
      distance = std::min(distance, needed - written);
      writes = true;
    }
  }

  ArrayRef<StripKernel> kernels;
  BufferOp output, input;
  /// The first byte of the input that is still to be read.
  int64_t needed;
  int64_t distance = std::numeric_limits<int64_t>::max();
  bool reads = false, writes = false;
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
    return true;
  }
  for (const StripKernel &kernel : getStripKernels(stream))
    if (kernel.output == buffer.getResult())
      return kernel.schedule.rows == buffer.getType().getKeptRows();
  return false;
}

SmallVector<NewRows> mcu::listNewRows(StreamOp stream) {
  SmallVector<NewRows> result;
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

  for (auto [place, op] : llvm::enumerate(stream.getBody().front())) {
    auto slide = dyn_cast<SlideOp>(op);
    auto buffer =
        slide ? slide.getBuffer().getDefiningOp<BufferOp>() : BufferOp();
    if (!buffer || buffer.getType().getPlanes())
      continue;
    auto [from, to] = findUses(stream, buffer);
    int64_t bytes = buffer.getType().getNumBytes() /
                    buffer.getType().getKeptRows() *
                    static_cast<int64_t>(slide.getRows());
    // Rows that move before the first use leave their place at the front.
    result.push_back(
        {buffer, from == static_cast<int64_t>(place), bytes, from, to});
  }
  return result;
}
