//===- Kernels.h - what each operator computes ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_REFERENCE_KERNELS_H
#define TINYMLC_DIALECT_NN_REFERENCE_KERNELS_H

#include "tinymlc/Dialect/NN/Reference/Kernels/Convolution.h"
#include "tinymlc/Dialect/NN/Reference/Kernels/DataMovement.h"
#include "tinymlc/Dialect/NN/Reference/Kernels/Elementwise.h"
#include "tinymlc/Dialect/NN/Reference/Kernels/Pooling.h"
#include "tinymlc/Dialect/NN/Reference/Kernels/PuMlr.h"
#include "tinymlc/Dialect/NN/Reference/Kernels/Reduction.h"

#endif // TINYMLC_DIALECT_NN_REFERENCE_KERNELS_H
