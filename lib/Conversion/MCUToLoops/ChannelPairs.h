//===- ChannelPairs.h - sums of two channels in each weight -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_CHANNELPAIRS_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_CHANNELPAIRS_H

#include "Steps.h"

namespace tinymlc {

/// The sums of a pair of channels over some pixels.
struct PairSums {
  llvm::SmallVector<mlir::Value> both, second;
};

/// From one output to another: to the second pixel's, to the next channel's,
/// and to the group's before.
struct OutputSteps {
  Step pixel, channel, group;
};

/// Where a group's outputs go, channel after channel.
class OutputPlace {
public:
  OutputPlace(DSPBuilder &b, mlir::Value first, const OutputSteps &steps,
              int64_t pixels)
      : b(b), first(first), pixel(steps.pixel), channel(steps.channel) {
    // Offsets reach both pixels then.
    if (pixels == 2 && pixel.inRegister && !channel.inRegister)
      second = b.move(first, pixel.inRegister);
  }

  /// The next channel's, one for each pixel.
  void store(llvm::ArrayRef<mlir::Value> results) {
    b.storeByte(results[0], first, offset);
    if (results.size() > 1 && second)
      b.storeByte(results[1], second, offset);
    else if (results.size() > 1 && pixel.inRegister)
      b.storeByte(results[1], first, pixel.inRegister);
    else if (results.size() > 1)
      b.storeByte(results[1], first, offset + pixel.bytes);
    advance();
  }

private:
  void advance() {
    if (channel.inRegister)
      first = channel.from(b, first);
    offset += channel.bytes;
    constexpr int64_t maxOffset = 4095;
    if (offset + pixel.bytes <= maxOffset)
      return;
    first = b.move(first, offset);
    if (second)
      second = b.move(second, offset);
    offset = 0;
  }

  DSPBuilder &b;
  mlir::Value first, second;
  Step pixel, channel;
  int64_t offset = 0;
};

/// Rescales and stores the outputs of a pair, one of each for each pixel; with
/// the rescaling's offset in a register where layers of several share the code.
void finishPair(DSPBuilder &b, mcu::ShortRequantizeAttr requantize,
                PairSums sums, mlir::Value &stream, OutputPlace &output,
                mlir::Value offset = {});

/// What a group's code depends on.
struct GroupKernel {
  explicit GroupKernel(mcu::PackedConv2DOp op)
      : requantize(op.getRequantize()), schedule(op.getSchedule()) {}

  mcu::ShortRequantizeAttr requantize;
  mcu::PackedSchedule schedule;
  /// From one pixel's input to the other's, in bytes.
  int64_t inputDelta = 0;
  int64_t pixels = 2;
  /// Turns of the schedule before the loop and in each of its turns, and the
  /// loop's turns if there are any. Without turns before, sums start from
  /// words in registers, which takes longer and less code.
  int64_t peeled = 0, unroll = 1;
  mlir::Value loopTurns;
  /// As finishPair takes it.
  mlir::Value offset;
  /// How often all these turns are taken, and what the input moves by between.
  int64_t rows = 1, rowStep = 0;
};

/// The loop over groups, from the last one down: what the last one writes
/// behind the last channel is overwritten by the next pixel's first channels.
void forEachGroup(DSPBuilder &b, const GroupKernel &kernel, mlir::Value groups,
                  mlir::Value stream, mlir::Value input, mlir::Value last,
                  const OutputSteps &steps);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_CHANNELPAIRS_H
