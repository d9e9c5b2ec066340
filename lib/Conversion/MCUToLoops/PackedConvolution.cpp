//===- PackedConvolution.cpp - convolutions on packed weights -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PackedConvolution.h"
#include "KernelLowering.h"

using namespace mlir;
using namespace tinymlc;

void tinymlc::lowerKernel(LoopBuilder &b, mcu::PackedConv2DOp op,
                          ValueRange arguments, const ImageRows &rows,
                          AssemblyFunctions &functions) {
  switch (op.getKernel()) {
  case mcu::ConvKernel::Pointwise:
    return lowerPointwise(b, op, arguments, rows, functions);
  case mcu::ConvKernel::Window:
    return lowerWindows(b, op, arguments, rows, functions);
  case mcu::ConvKernel::Vector:
    return lowerVector(b, op, arguments, functions);
  }
}
