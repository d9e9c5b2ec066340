//===- EstimateCycles.h - what kernels take on a Cortex-M4 ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_MCU_ANALYSIS_ESTIMATECYCLES_H
#define TINYMLC_DIALECT_MCU_ANALYSIS_ESTIMATECYCLES_H

#include "tinymlc/Dialect/MCU/IR/MCU.h"

namespace tinymlc::mcu {

/// Cycles that a kernel takes on a Cortex-M4 without wait states, from rates
/// that were measured; plain kernels on other cores differ. Outside streams:
/// see `estimateStripCycles`.
int64_t estimateCycles(mlir::Operation *kernel, bool hasFPU);

/// What running in strips takes besides; `height` is the number of rows that
/// the strips are of.
int64_t estimateStripCycles(mlir::Operation *kernel, StripSchedule schedule,
                            int64_t height);

/// What so many column tiles take besides.
int64_t estimateTileCycles(PackedConv2DOp conv, int64_t tiles);

/// What moving the kept rows of a buffer up by `rows` takes.
int64_t estimateSlideCycles(BufferType type, int64_t rows);

/// What filling around so many rows of kept planes takes.
int64_t estimateBorderCycles(BufferType type, int64_t rows);

} // namespace tinymlc::mcu

#endif // TINYMLC_DIALECT_MCU_ANALYSIS_ESTIMATECYCLES_H
