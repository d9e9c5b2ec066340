//===- KernelLowering.h - one function body for each kernel -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_KERNELLOWERING_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_KERNELLOWERING_H

#include "AssemblyFunctions.h"
#include "ImageRows.h"
#include "LoopBuilder.h"

namespace tinymlc {

/// Writes the loops of a kernel at the builder's place; `arguments` are the
/// pointers to its operands, in their order; with `rows`, to the first of them.
void lowerKernel(LoopBuilder &b, mcu::Conv2DOp op, mlir::ValueRange arguments,
                 const ImageRows &rows);
void lowerKernel(LoopBuilder &b, mcu::DepthwiseConv2DOp op,
                 mlir::ValueRange arguments, const ImageRows &rows);
void lowerKernel(LoopBuilder &b, mcu::Pool2DOp op, mlir::ValueRange arguments,
                 const ImageRows &rows);
void lowerKernel(LoopBuilder &b, mcu::MeanOp op, mlir::ValueRange arguments);
void lowerKernel(LoopBuilder &b, mcu::BinaryOp op, mlir::ValueRange arguments,
                 const ImageRows &rows);
void lowerKernel(LoopBuilder &b, mcu::UnaryOp op, mlir::ValueRange arguments,
                 const ImageRows &rows);
void lowerKernel(LoopBuilder &b, mcu::TableLookupOp op,
                 mlir::ValueRange arguments, const ImageRows &rows);
void lowerKernel(LoopBuilder &b, mcu::CopyOp op, mlir::ValueRange arguments);
void lowerKernel(LoopBuilder &b, mcu::SoftmaxOp op, mlir::ValueRange arguments);
void lowerKernel(LoopBuilder &b, mcu::ThresholdLookupOp op,
                 mlir::ValueRange arguments);
void lowerKernel(LoopBuilder &b, mcu::SigmoidOp op, mlir::ValueRange arguments);
void lowerKernel(LoopBuilder &b, mcu::NarrowProbabilityOp op,
                 mlir::ValueRange arguments);
void lowerKernel(LoopBuilder &b, mcu::AtLeastOp op, mlir::ValueRange arguments);
void lowerKernel(LoopBuilder &b, mcu::PuScoreOp op, mlir::ValueRange arguments);
/// With the number of rows as the last argument where it fills behind images
/// that keep rows.
void lowerKernel(LoopBuilder &b, mcu::SlideOp op, mlir::ValueRange arguments,
                 AssemblyFunctions &functions);
/// Packed kernels put their inner loops into functions of their own.
void lowerKernel(LoopBuilder &b, mcu::FillOp op, mlir::ValueRange arguments,
                 AssemblyFunctions &functions);
/// A fill of what surrounds the image in a strip: behind the place stand the
/// rows above it, of it and below it.
void fillAroundStrip(LoopBuilder &b, mcu::FillOp op, mlir::ValueRange arguments,
                     AssemblyFunctions &functions);
void lowerKernel(LoopBuilder &b, mcu::PackedConv2DOp op,
                 mlir::ValueRange arguments, const ImageRows &rows,
                 AssemblyFunctions &functions);
void lowerKernel(LoopBuilder &b, mcu::WinogradConv2DOp op,
                 mlir::ValueRange arguments, AssemblyFunctions &functions);
void lowerKernel(LoopBuilder &b, mcu::PackedSumOp op,
                 mlir::ValueRange arguments, const ImageRows &rows,
                 AssemblyFunctions &functions);
void lowerKernel(LoopBuilder &b, mcu::PackedProductOp op,
                 mlir::ValueRange arguments, const ImageRows &rows,
                 AssemblyFunctions &functions);
void lowerKernel(LoopBuilder &b, mcu::PackedAveragePoolOp op,
                 mlir::ValueRange arguments, const ImageRows &rows,
                 AssemblyFunctions &functions);
void lowerKernel(LoopBuilder &b, mcu::PackedMaxPoolOp op,
                 mlir::ValueRange arguments, const ImageRows &rows,
                 AssemblyFunctions &functions);
void lowerKernel(LoopBuilder &b, mcu::PackedDepthwiseConv2DOp op,
                 mlir::ValueRange arguments, const ImageRows &rows,
                 AssemblyFunctions &functions);
void lowerKernel(LoopBuilder &b, mcu::DotProductOp op,
                 mlir::ValueRange arguments, AssemblyFunctions &functions);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_KERNELLOWERING_H
