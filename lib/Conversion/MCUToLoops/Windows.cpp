//===- Windows.cpp - where windows meet the input's border ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Windows.h"

using namespace mlir;
using namespace tinymlc;

WindowRange tinymlc::knownRange(LoopBuilder &b, const Windows &windows) {
  return {b.i32(windows.padding), b.i32(windows.input)};
}

Taps tinymlc::allTaps(LoopBuilder &b, const Windows &windows,
                      const WindowRange &range, Value output) {
  Value origin = b.sub(b.mul(output, windows.stride), range.padding);
  return {b.i32(0), b.i32(windows.size), origin};
}

Taps tinymlc::clipTaps(LoopBuilder &b, const Windows &windows,
                       const WindowRange &range, Value output) {
  Taps taps = allTaps(b, windows, range, output);
  if (!windows.hasBorder())
    return taps;
  // begin = ceil(-origin / dilation), end = ceil((input - origin) / dilation).
  auto ceilDivide = [&](Value value) -> Value {
    if (windows.dilation == 1)
      return value;
    return b.divide(b.add(value, windows.dilation - 1), windows.dilation);
  };
  Value zero = b.i32(0);
  Value before = b.max(b.sub(zero, taps.origin), zero);
  Value room = b.max(b.sub(range.input, taps.origin), zero);
  taps.begin = b.min(ceilDivide(before), taps.end);
  taps.end = b.min(ceilDivide(room), taps.end);
  return taps;
}
