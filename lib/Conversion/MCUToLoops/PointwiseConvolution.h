//===- PointwiseConvolution.h - 1x1 convolutions ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_POINTWISECONVOLUTION_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_POINTWISECONVOLUTION_H

#include "AssemblyFunctions.h"
#include "ImageRows.h"

namespace tinymlc {

/// Lowers a packed convolution whose kernel is `pointwise`.
void lowerPointwise(LoopBuilder &b, mcu::PackedConv2DOp op,
                    mlir::ValueRange arguments, const ImageRows &rows,
                    AssemblyFunctions &functions);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_POINTWISECONVOLUTION_H
