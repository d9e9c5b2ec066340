//===- Passes.td - passes on the nn dialect -----------------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_TRANSFORMS_PASSES_TD
#define TINYMLC_DIALECT_NN_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConfigureHeads : Pass<"nn-configure-heads", "::mlir::func::FuncOp"> {
  let summary = "set how positive-unlabelled heads compute and learn";
  let description = [{
    Gives each `nn.pu_mlr` what the command line asks for, so that everything
    below, and the interpreter, reads it off the operator.
  }];
  let options = [
    Option<"weightBits", "weight-bits", "unsigned", "0", "bits of the weights, 8 or 16">,
    Option<"polynomial", "polynomial", "bool", "false", "int8 results by the polynomial">,
    Option<"learn", "learn", "std::string", "\"\"", "what to learn in: f32, q24 or q11">,
    Option<"rate", "rate", "double", "0.0", "step of learning">,
    Option<"decay", "decay", "double", "0.0", "share of the step that each one loses">,
  ];
}

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

def FoldChannels : Pass<"nn-fold-channels", "::mlir::func::FuncOp"> {
  let summary = "remove int8 channels that are constant or that nothing reads";
  let description = [{
    Ranges of stored values, from the exact formulas, tell which channels hold
    one value whatever the input is. CONV_2D and FULLY_CONNECTED take what such
    a channel adds into their bias, provided that it adds the same in every
    window: padding holds the zero point, not the constant, so under padding
    another constant stays a channel, and so does one that would take the bias
    out of int32. Channels that nothing live reads then go, with their weights,
    biases and scales, up to where they were computed. The function's inputs and
    outputs keep their shapes, and every byte of the outputs its value.

    The second of these channels is `127`, saturated by its bias:

    ```mlir
    %h = nn.conv_2d %x, %w, %b {...}    // %h: 1x4x4x2, %b = [0, 100000]
    %y = nn.conv_2d %h, %v, %c {...}    // %v: 3x1x1x2
    ```

    It becomes a part of `%c`:

    ```mlir
    %h = nn.conv_2d %x, %w0, %b0 {...}  // %h: 1x4x4x1
    %y = nn.conv_2d %h, %v0, %c0 {...}  // %c0 = %c + (127 - zero point) * %v[.., 1]
    ```

    An operator that lost weights says so in its attribute `nn.folded`.
  }];
  let statistics = [
    Statistic<"channels", "channels", "channels removed">,
    Statistic<"macs", "macs", "multiplications saved">,
    Statistic<"weightBytes", "weight-bytes", "bytes of weights saved">
  ];
}

def QuantizeInterface : Pass<"nn-quantize-interface", "::mlir::func::FuncOp"> {
  let summary = "take and give int8 where the model converts from and to float";
  let description = [{
    A float argument that is only quantized, to one type, becomes an argument of
    that type, and a result that is dequantized is returned as it was before; the
    conversions go. Float arguments and results of other kinds are errors.

    ```mlir
    func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
      %0 = nn.quantize %x : (tensor<4xf32>) -> tensor<4x!x>
      %1 = nn.relu %0 : (tensor<4x!x>) -> tensor<4x!y>
      %2 = nn.dequantize %1 : (tensor<4x!y>) -> tensor<4xf32>
      return %2 : tensor<4xf32>
    }
    ```

    becomes

    ```mlir
    func.func @main(%x: tensor<4x!x>) -> tensor<4x!y> {
      %1 = nn.relu %x : (tensor<4x!x>) -> tensor<4x!y>
      return %1 : tensor<4x!y>
    }
    ```
  }];
}

#endif // TINYMLC_DIALECT_NN_TRANSFORMS_PASSES_TD
