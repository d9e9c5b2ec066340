//===- StreamSchedule.h - which kernels could run as streams ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_DIALECT_MCU_TRANSFORMS_STREAMSCHEDULE_H
#define TINYMLC_LIB_DIALECT_MCU_TRANSFORMS_STREAMSCHEDULE_H

#include "RowGroup.h"
#include "tinymlc/Dialect/MCU/Analysis/BufferLiveness.h"

namespace tinymlc::mcu {

/// Kernels [first, last] of the model: one that runs alone, or a group that
/// runs as a stream of strips of some size.
struct Segment {
  size_t first, last;
  StripSize size;
  /// Bytes of the arena while it runs, and an estimate of its cycles.
  int64_t bytes, cycles;
  /// Whether windows take their columns in tiles where they can.
  bool hasColumnTiles = false;

  bool isStream() const { return size.rows != 0; }
};

/// The kernels of a model outside streams, in their order.
llvm::SmallVector<mlir::Operation *> listKernels(ModelOp model);

/// Lists the segments of a model, with what each takes.
class SegmentFinder {
public:
  /// With `mayTile` window kernels may compute their columns in tiles, which
  /// takes less scratch and more code.
  SegmentFinder(ModelOp model, bool hasFPU, bool mayTile);

  void find();

  llvm::SmallVector<mlir::Operation *> kernels;
  std::vector<Segment> segments;

private:
  const LiveRange &rangeOf(BufferOp buffer) {
    return liveness.ranges[indices.lookup(buffer)];
  }
  int64_t bytesOf(BufferOp buffer) {
    return llvm::alignTo(rangeOf(buffer).bytes, 4);
  }
  void addKernel(size_t place);
  void addGroups(size_t first, size_t last);
  void addGroup(size_t first, size_t last, StripSize size);
  int64_t bytesBeside(const RowGroup &group, size_t first, size_t last);
  int64_t wholeBytes(const RowGroup &group, size_t last);
  int64_t cyclesOf(const RowGroup &group);

  bool hasFPU;
  bool mayTile;
  BufferLiveness liveness;
  llvm::DenseMap<BufferOp, size_t> indices;
};

using Schedule = llvm::SmallVector<const Segment *>;

/// Splits the model into segments: by dynamic programming, over how many
/// kernels have been placed.
class Partition {
public:
  Partition(llvm::ArrayRef<Segment> segments, size_t kernels)
      : kernels(kernels) {
    byEnd.resize(kernels);
    for (const Segment &segment : segments)
      byEnd[segment.last].push_back(&segment);
  }

  /// The number of kernels.
  size_t size() const { return kernels; }
  /// The schedule of the least cost whose segments take at most so many bytes:
  /// a segment's cycles, and so many more for each of its bytes. Empty where
  /// nothing fits.
  Schedule run(int64_t maxBytes, int64_t cyclesAByte) const;

private:
  size_t kernels;
  std::vector<std::vector<const Segment *>> byEnd;
};

/// An estimate of what a schedule takes.
int64_t cyclesOf(llvm::ArrayRef<const Segment *> schedule);

/// When the rows of a turn move up that the next one needs: as soon as the last
/// reader has run, or at the turn's end, so that meanwhile other images' new
/// rows take the place of those that are used up.
enum class SlideTime { BehindReaders, AtTheEnd };

/// Makes the streams of a schedule; returns how many.
unsigned makeStreams(ModelOp model, llvm::ArrayRef<const Segment *> schedule,
                     SlideTime slideTime);

/// Gives a window kernel column tiles, and the scratch for them.
void setColumnTiles(PackedConv2DOp conv, int64_t tiles);

/// Bytes of the model's arena, as far as a short search finds them.
int64_t planBytes(ModelOp model);

/// Makes the arena smaller by what streams leave open: whether rows slide as
/// soon as they can or as late; then has kernels compute without column tiles
/// where it stays as small.
void refineStreams(ModelOp model);

} // namespace tinymlc::mcu

#endif // TINYMLC_LIB_DIALECT_MCU_TRANSFORMS_STREAMSCHEDULE_H
