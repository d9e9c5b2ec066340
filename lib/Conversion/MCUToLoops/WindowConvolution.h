//===- WindowConvolution.h - convolutions of widened windows ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_WINDOWCONVOLUTION_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_WINDOWCONVOLUTION_H

#include "AssemblyFunctions.h"
#include "ImageRows.h"

namespace tinymlc {

/// Lowers a packed convolution whose kernel is `window`.
void lowerWindows(LoopBuilder &b, mcu::PackedConv2DOp op,
                  mlir::ValueRange arguments, const ImageRows &rows,
                  AssemblyFunctions &functions);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_WINDOWCONVOLUTION_H
