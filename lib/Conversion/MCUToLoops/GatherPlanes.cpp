//===- GatherPlanes.cpp - from channels last to planes --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "GatherPlanes.h"
#include "AssemblyFunctions.h"

using namespace mlir;
using namespace tinymlc;

namespace {

/// Of an image of `in`'s shape, whose rows go to planes.
class PlaneGatherer {
public:
  PlaneGatherer(mcu::PlanesAttr planes, ArrayRef<int64_t> in)
      : planes(planes), in(in) {}

  void gatherRow(DSPBuilder &a, Value from, Value to);
  void copyRow(DSPBuilder &a, Value from, Value to);

private:
  void gatherPixels(DSPBuilder &a, Value from, int64_t offset, Value to,
                    int64_t place);
  void gatherPixel(DSPBuilder &a, Value from, int64_t offset, Value to,
                   int64_t place);

  mcu::PlanesAttr planes;
  ArrayRef<int64_t> in;
};

/// Four pixels of four channels: their transpose, a word for each plane.
void PlaneGatherer::gatherPixels(DSPBuilder &a, Value from, int64_t offset,
                                 Value to, int64_t place) {
  Value pixels[4];
  for (int64_t i = 0; i < 4; ++i)
    pixels[i] = a.loadWord(from, offset + i * in[3]);
  Value results[4];
  for (int64_t odd : {0, 1}) {
    auto bytes = [&](Value pixel) {
      return odd ? a.oddBytesUnsigned(pixel) : a.evenBytesUnsigned(pixel);
    };
    Value halves[4];
    for (int64_t i = 0; i < 4; ++i)
      halves[i] = bytes(pixels[i]);
    Value left = a.bitOr(halves[0], a.shiftLeft(halves[1], 8));
    Value right = a.bitOr(halves[2], a.shiftLeft(halves[3], 8));
    results[odd] = a.lowHalves(left, right);
    results[odd + 2] = a.highHalves(left, right);
  }
  // Offsets of loads and stores reach 4095.
  Value far = to;
  int64_t distance = 2 * planes.getPlaneBytes();
  bool isFar = place + 3 * planes.getPlaneBytes() > 4095;
  if (isFar)
    far = a.move(to, distance);
  for (int64_t plane = 0; plane < 4; ++plane)
    a.storeWord(results[plane], plane < 2 ? to : far,
                place + plane * planes.getPlaneBytes() -
                    (isFar && plane >= 2 ? distance : 0));
}

void PlaneGatherer::gatherPixel(DSPBuilder &a, Value from, int64_t offset,
                                Value to, int64_t place) {
  Value pixel = a.loadWord(from, offset);
  for (int64_t plane = 0; plane < 4; ++plane) {
    if (plane > 0)
      pixel = a.shiftRightUnsigned(pixel, 8);
    a.storeByte(pixel, to, place + plane * planes.getPlaneBytes());
  }
}

void PlaneGatherer::gatherRow(DSPBuilder &a, Value from, Value to) {
  int64_t blocks = in[2] / 4, rest = in[2] % 4;
  int64_t unroll = blocks % 2 == 0 ? 2 : blocks % 3 == 0 ? 3 : 1;
  SmallVector<Value> place{from, to};
  if (blocks > 0)
    place = a.repeat(blocks / unroll, place, [&](ValueRange inner) {
      for (int64_t block = 0; block < unroll; ++block)
        gatherPixels(a, inner[0], 4 * block * in[3], inner[1], 4 * block);
      return SmallVector<Value>{a.move(inner[0], 4 * unroll * in[3]),
                                a.move(inner[1], 4 * unroll)};
    });
  for (int64_t i = 0; i < rest; ++i)
    gatherPixel(a, place[0], i * in[3], place[1], i);
}

/// Of one channel the plane is the image.
void PlaneGatherer::copyRow(DSPBuilder &a, Value from, Value to) {
  int64_t words = in[2] / 4, rest = in[2] % 4;
  constexpr int64_t unroll = 4;
  SmallVector<Value> place{from, to};
  if (words / unroll > 0)
    place = a.repeat(words / unroll, place, [&](ValueRange inner) {
      return copyWords(a, inner, unroll);
    });
  place = copyWords(a, place, words % unroll);
  for (int64_t i = 0; i < rest; ++i)
    a.storeByte(a.loadByte(place[0], i), place[1], i);
}

} // namespace

void tinymlc::buildGather(DSPBuilder &b, mcu::PlanesAttr planes,
                          ArrayRef<int64_t> image, Value from, Value to,
                          Value rows) {
  PlaneGatherer gatherer(planes, image);
  b.repeat(rows, {from, to}, [&](ValueRange place) {
    if (image[3] == 1)
      gatherer.copyRow(b, place[0], place[1]);
    else
      gatherer.gatherRow(b, place[0], place[1]);
    return SmallVector<Value>{b.move(place[0], image[2] * image[3]),
                              b.move(place[1], planes.getRowBytes())};
  });
}
