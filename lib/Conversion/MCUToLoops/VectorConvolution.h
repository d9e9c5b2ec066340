//===- VectorConvolution.h - convolutions of one pixel ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_VECTORCONVOLUTION_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_VECTORCONVOLUTION_H

#include "AssemblyFunctions.h"

namespace tinymlc {

/// Lowers a packed convolution whose kernel is `vector`.
void lowerVector(LoopBuilder &b, mcu::PackedConv2DOp op,
                 mlir::ValueRange arguments, AssemblyFunctions &functions);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_VECTORCONVOLUTION_H
