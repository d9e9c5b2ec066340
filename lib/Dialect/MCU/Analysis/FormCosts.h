//===- FormCosts.h - what lists of kernels' forms share ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_DIALECT_MCU_ANALYSIS_FORMCOSTS_H
#define TINYMLC_LIB_DIALECT_MCU_ANALYSIS_FORMCOSTS_H

#include "tinymlc/Dialect/MCU/Analysis/KernelForms.h"
#include "llvm/ADT/MapVector.h"

namespace tinymlc::mcu {

/// What stands in the code of a rescaling.
std::string describeRescaling(ShortRequantizeAttr requantize,
                              bool sharesOffset);

bool corrects(ShortRequantizeAttr requantize);

/// How many strips have so many rows.
llvm::MapVector<int64_t, int64_t> countStrips(mlir::Operation *kernel);

llvm::SmallVector<FormCost> listDepthwiseForms(PackedDepthwiseConv2DOp op);
llvm::SmallVector<FormCost> listVectorForms(PackedConv2DOp op);

/// Makes a vector kernel take a form, its words in the order of that.
void setVectorForm(PackedConv2DOp op, const FormCost &form);

} // namespace tinymlc::mcu

#endif // TINYMLC_LIB_DIALECT_MCU_ANALYSIS_FORMCOSTS_H
