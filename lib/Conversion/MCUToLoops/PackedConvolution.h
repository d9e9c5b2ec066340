//===- PackedConvolution.h - convolutions on packed weights -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_PACKEDCONVOLUTION_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_PACKEDCONVOLUTION_H

#include "AssemblyFunctions.h"
#include "ChannelPairs.h"
#include "ImageRows.h"

namespace tinymlc {

/// What the lowerings of pointwise and window kernels know of a layer.
struct ConvolutionLayer {
  ConvolutionLayer(LoopBuilder &b, mcu::PackedConv2DOp op,
                   mlir::ValueRange arguments, const ImageRows &rows,
                   AssemblyFunctions &functions)
      : b(b), op(op), rows(rows), functions(functions), kernel(op),
        in(op.getInput().getType().getShape()),
        out(op.getOutput().getType().getShape()),
        place(mcu::getImageStrides(op.getOutput().getType())),
        input(arguments[0]), stream(arguments[1]), scratch(arguments[2]),
        output(arguments.back()), groups((out[3] + 3) / 4) {}

  /// Bytes from the first group's outputs to the last one's.
  int64_t lastGroup() const { return 4 * (groups - 1) * place.channel; }

  LoopBuilder &b;
  mcu::PackedConv2DOp op;
  ImageRows rows;
  AssemblyFunctions &functions;
  GroupKernel kernel;
  llvm::ArrayRef<int64_t> in, out;
  mcu::ImageStrides place;
  mlir::Value input, stream, scratch, output;
  int64_t groups;
};

/// Lower a packed convolution by its kernel.
void lowerPointwise(LoopBuilder &b, mcu::PackedConv2DOp op,
                    mlir::ValueRange arguments, const ImageRows &rows,
                    AssemblyFunctions &functions);
void lowerWindows(LoopBuilder &b, mcu::PackedConv2DOp op,
                  mlir::ValueRange arguments, const ImageRows &rows,
                  AssemblyFunctions &functions);
void lowerVector(LoopBuilder &b, mcu::PackedConv2DOp op,
                 mlir::ValueRange arguments, AssemblyFunctions &functions);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_PACKEDCONVOLUTION_H
