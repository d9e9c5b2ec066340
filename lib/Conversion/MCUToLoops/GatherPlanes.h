//===- GatherPlanes.h - from channels last to planes ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_MCUTOLOOPS_GATHERPLANES_H
#define TINYMLC_CONVERSION_MCUTOLOOPS_GATHERPLANES_H

#include "DSPBuilder.h"

namespace tinymlc {

/// Puts `rows` rows, in a register, of four neighbouring channels of an image
/// (NHWC) into planes, or those of its only channel.
void buildGather(DSPBuilder &b, mcu::PlanesAttr planes,
                 llvm::ArrayRef<int64_t> image, mlir::Value from,
                 mlir::Value to, mlir::Value rows);

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_MCUTOLOOPS_GATHERPLANES_H
