//===- PackedSchedule.h - the order of a packed convolution -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_MCU_IR_PACKEDSCHEDULE_H
#define TINYMLC_DIALECT_MCU_IR_PACKEDSCHEDULE_H

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace tinymlc::mcu {

class PackedConv2DOp;

/// One step of a packed convolution: two taps of a window, which lie as i16 in
/// the widened input, side by side or at two places.
struct PackedStep {
  /// Bytes from the window's start.
  int64_t offset;
  /// The taps' places in a filter of [height][width][input channels]; -1 where
  /// the word's half is not part of the window (its weight is 0).
  int64_t taps[2];
  /// Of the second tap, where it is not behind the first.
  std::optional<int64_t> secondOffset = std::nullopt;
};

/// All steps of a window, in the order in which the kernel runs them and the
/// stream holds their weights.
struct PackedSchedule {
  std::vector<PackedStep> steps;
  /// Steps of one turn of the kernel's loop; each turn's offsets are the one's
  /// before plus `advance`, but for the first of a row where a compact window's
  /// turns take rows of few steps.
  int64_t period, advance;

  int64_t turns() const { return static_cast<int64_t>(steps.size()) / period; }
};

/// How the input's rows under a row of windows lie in scratch, widened to i16.
struct WidenedRows {
  /// Rows that a window, or the pair of windows computed together, spans.
  int64_t rows;
  int64_t rowBytes;
  int64_t bytes() const { return rows * rowBytes; }
};

/// Words of four channels are widened by SXTB16, so that bytes 0 and 2 come
/// before 1 and 3; other depths keep their order.
inline bool isPermuted(int64_t depth) { return depth % 4 == 0; }

/// 1x1 windows: `depth` input channels, widened for two pixels that alternate.
/// There are a multiple of `multiple` steps, the last of which may be empty.
PackedSchedule makePointwiseSchedule(int64_t depth, int64_t multiple);

/// Depths that may have a pointwise function of their own, without a loop.
constexpr int64_t maxUnrolledDepth = 64;
/// What makes other depths share functions: loops of four steps, and of eight
/// where few steps are in vain.
constexpr int64_t pointwiseStepMultiple(int64_t depth, bool unrolled) {
  return unrolled ? 1 : depth <= 56 ? 4 : 8;
}

/// What a turn of the loop takes of a pointwise kernel with long turns, and
/// from how many steps on that is faster than a first turn before a loop of
/// eight.
constexpr int64_t stepsOfLongTurn = 16, fewestOfLongTurns = 48;

/// Words of input that a turn of a vector kernel's loop takes.
constexpr int64_t wordsOfLongTurn = 16;
constexpr int64_t vectorWordsATurn(bool compact, bool lean, bool longTurns) {
  return compact ? 1 : lean ? 4 : longTurns ? wordsOfLongTurn : 8;
}

/// Output channels that are computed together, group after group: four, or, by
/// a vector kernel that is not compact, up to eight, in groups as few and as
/// even as can be. The last group may reach behind the last channel.
std::vector<int64_t> groupChannels(bool inFours, int64_t channels);

/// Channels that are widened and read together.
constexpr int64_t pointwiseChannelUnit(int64_t depth) {
  return 2 * pointwiseStepMultiple(depth, /*unrolled=*/false);
}

/// Words that two pixels of that depth take when widened.
constexpr int64_t pointwiseScratchWords(int64_t depth) {
  int64_t unit = pointwiseChannelUnit(depth);
  return (depth + unit - 1) / unit * unit;
}

/// Output rows are computed two at a time where their width is odd.
inline bool pairsRows(int64_t outputWidth) { return outputWidth % 2 != 0; }

/// Windows of height x width pixels of `depth` channels, two of which are
/// computed together: one above the other, or else side by side.
struct WindowPair {
  int64_t height, width, depth, rowStride, columnStride;
  bool pairsRows;
};

WidenedRows makeWidenedRows(const WindowPair &windows, int64_t inputWidth,
                            int64_t left, int64_t right);

/// The windows in rows of `rowBytes`.
PackedSchedule makeWindowSchedule(const WindowPair &windows, int64_t rowBytes,
                                  bool compact);

/// Bytes that a depthwise convolution's loads may reach behind a last plane.
constexpr int64_t planeOverread = 3;

/// A row of a depthwise window as words of the stream, as SXTB16 splits words
/// of the input: of four taps at a time 0 and 2, then 1 and 3; of two both in
/// one word. Each word has the taps of its low and its high half, -1 for none.
std::vector<std::pair<int64_t, int64_t>> listTapWords(int64_t width);

/// Words of a channel of a packed depthwise convolution's stream: of 3x3,
/// weights 0 and 2 of each row, the middle ones of rows 0 and 1, that of row 2,
/// start value, multiplier; of other sizes the start value, the tap words of
/// each row, multiplier. The correction, where the form has one, is not
/// counted.
int64_t countDepthwiseWords(int64_t height, int64_t width);

/// Limits of the code that a window takes.
constexpr int64_t maxDepthwiseHeight = 16;
constexpr int64_t maxDepthwiseWords = 64;
bool isDepthwiseWindow(int64_t height, int64_t width);

} // namespace tinymlc::mcu

#endif // TINYMLC_DIALECT_MCU_IR_PACKEDSCHEDULE_H
