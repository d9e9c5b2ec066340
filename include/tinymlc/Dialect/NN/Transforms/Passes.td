//===- Passes.td - passes on the nn dialect -----------------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_TRANSFORMS_PASSES_TD
#define TINYMLC_DIALECT_NN_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def FusePad : Pass<"nn-fuse-pad", "::mlir::func::FuncOp"> {
  let summary = "fold explicit padding by zero into the convolution that reads it";
  let description = [{
    A border of the zero point (0.0 for float) is what a convolution assumes
    around its input, so its own padding can stand for the `nn.pad`: the same
    bytes without the padded copy. Only height and width may be padded, and
    the convolution must be the only reader.
  }];
  let statistics = [Statistic<"fused", "fused", "pads folded into convolutions">];
}

def FuseActivations : Pass<"nn-fuse-activations", "::mlir::func::FuncOp"> {
  let summary = "fold a RELU or RELU6 into the operator whose result it clamps";
  let description = [{
    Done where the activation, compared for all 256 stored values, is no more
    than the fused operator's own clamp.
  }];
  let statistics = [Statistic<"fused", "fused", "activations folded into operators">];
}

#endif // TINYMLC_DIALECT_NN_TRANSFORMS_PASSES_TD
