//===- NNOps.td - operators of the nn dialect ---------------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_IR_NNOPS_TD
#define TINYMLC_DIALECT_NN_IR_NNOPS_TD

include "tinymlc/Dialect/NN/IR/NNDialect.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

// Element types: float32, or int8 with a scale and a zero point (per tensor or
// per channel).
def NN_QI8 : Type<CPred<"::tinymlc::nn::isQuantizedInt8($_self)">,
                  "quantized int8">;
def NN_Tensor : StaticShapeTensorOf<[F32, NN_QI8]>;
def NN_BiasTensor : StaticShapeTensorOf<[F32, I32]>;

class NN_Op<string mnemonic, list<Trait> traits = []>
    : Op<NN_Dialect, mnemonic, !listconcat([Pure], traits)> {
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

def NN_ConstantOp : NN_Op<"constant", [ConstantLike]> {
  let summary = "a tensor known at compile time";
  let description = [{
    `value` holds what is stored: `i8` for a quantised result, else the
    result's own element type.

    ```mlir
    %w = nn.constant dense<[1, 2]> : tensor<2xi8> -> tensor<2x!quant.uniform<i8:f32, 0.5>>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs StaticShapeTensorOf<[F32, I32, NN_QI8]>:$output);
  let assemblyFormat = "attr-dict $value `->` type($output)";
  let hasFolder = 1;
}

//===----------------------------------------------------------------------===//
// Convolutions and matrix products
//===----------------------------------------------------------------------===//

class NN_ConvolutionOp<string mnemonic> : NN_Op<mnemonic> {
  let arguments = (ins NN_Tensor:$input, NN_Tensor:$filter,
      Optional<NN_BiasTensor>:$bias,
      DenseI64ArrayAttr:$strides,    // height, width
      DenseI64ArrayAttr:$dilations,  // height, width
      DenseI64ArrayAttr:$padding,    // top, bottom, left, right
      DefaultValuedAttr<NN_ActivationAttr, "::tinymlc::nn::Activation::NONE">:$activation);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def NN_Conv2DOp : NN_ConvolutionOp<"conv_2d"> {
  let summary = "two-dimensional convolution (CONV_2D)";
  let description = [{
    input NHWC, filter OHWI, bias [O], output NHWO. Padded places hold the
    input's zero point.
  }];
}

def NN_DepthwiseConv2DOp : NN_ConvolutionOp<"depthwise_conv_2d"> {
  let summary = "convolution of each channel by itself (DEPTHWISE_CONV_2D)";
  let description = [{
    input NHWC, filter 1HW(C*multiplier), bias [C*multiplier], output
    NHW(C*multiplier); output channel `c * multiplier + m` reads input channel
    `c`.
  }];
}

def NN_FullyConnectedOp : NN_Op<"fully_connected"> {
  let summary = "matrix product with constant weights (FULLY_CONNECTED)";
  let description = [{
    input is read as [batch, depth], filter [units, depth], bias [units]; the
    output has batch * units elements.
  }];
  let arguments = (ins NN_Tensor:$input, NN_Tensor:$filter,
      Optional<NN_BiasTensor>:$bias,
      DefaultValuedAttr<NN_ActivationAttr, "::tinymlc::nn::Activation::NONE">:$activation);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

//===----------------------------------------------------------------------===//
// Pools and reductions
//===----------------------------------------------------------------------===//

class NN_PoolOp<string mnemonic> : NN_Op<mnemonic> {
  let arguments = (ins NN_Tensor:$input,
      DenseI64ArrayAttr:$filter_size, // height, width
      DenseI64ArrayAttr:$strides,     // height, width
      DenseI64ArrayAttr:$padding,     // top, bottom, left, right
      DefaultValuedAttr<NN_ActivationAttr, "::tinymlc::nn::Activation::NONE">:$activation);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def NN_AveragePool2DOp : NN_PoolOp<"average_pool_2d"> {
  let summary = "mean over windows (AVERAGE_POOL_2D)";
  let description = "Padded places do not count. int8: input and output share scale and zero point.";
}

def NN_MaxPool2DOp : NN_PoolOp<"max_pool_2d"> {
  let summary = "maximum over windows (MAX_POOL_2D)";
  let description = "Padded places do not count.";
}

def NN_MeanOp : NN_Op<"mean"> {
  let summary = "mean over axes (MEAN)";
  let description = "The output's shape drops the axes, or keeps them as 1.";
  let arguments = (ins NN_Tensor:$input, DenseI64ArrayAttr:$axes, BoolAttr:$keep_dims);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

//===----------------------------------------------------------------------===//
// Elementwise operators
//===----------------------------------------------------------------------===//

class NN_BinaryOp<string mnemonic> : NN_Op<mnemonic> {
  let description = "Shapes broadcast from the right, as in NumPy.";
  let arguments = (ins NN_Tensor:$lhs, NN_Tensor:$rhs,
      DefaultValuedAttr<NN_ActivationAttr, "::tinymlc::nn::Activation::NONE">:$activation);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def NN_AddOp : NN_BinaryOp<"add"> { let summary = "sum (ADD)"; }
def NN_SubOp : NN_BinaryOp<"sub"> { let summary = "difference (SUB)"; }
def NN_MulOp : NN_BinaryOp<"mul"> { let summary = "product (MUL)"; }

class NN_UnaryOp<string mnemonic> : NN_Op<mnemonic> {
  let arguments = (ins NN_Tensor:$input);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def NN_LogisticOp : NN_UnaryOp<"logistic"> { let summary = "1 / (1 + exp(-x)) (LOGISTIC)"; }
def NN_TanhOp : NN_UnaryOp<"tanh"> { let summary = "hyperbolic tangent (TANH)"; }
def NN_ReluOp : NN_UnaryOp<"relu"> { let summary = "max(x, 0) (RELU)"; }
def NN_Relu6Op : NN_UnaryOp<"relu6"> { let summary = "min(max(x, 0), 6) (RELU6)"; }
def NN_HardSwishOp : NN_UnaryOp<"hard_swish"> { let summary = "x * relu6(x + 3) / 6 (HARD_SWISH)"; }
def NN_QuantizeOp : NN_UnaryOp<"quantize"> {
  let summary = "float32 or int8 to int8 of the output's scale (QUANTIZE)";
}
def NN_DequantizeOp : NN_UnaryOp<"dequantize"> { let summary = "int8 to float32 (DEQUANTIZE)"; }

def NN_LeakyReluOp : NN_Op<"leaky_relu"> {
  let summary = "x, or alpha * x below zero (LEAKY_RELU)";
  let arguments = (ins NN_Tensor:$input, F32Attr:$alpha);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def NN_SoftmaxOp : NN_Op<"softmax"> {
  let summary = "exp(beta * x) over its sum along the last axis (SOFTMAX)";
  let arguments = (ins NN_Tensor:$input, F32Attr:$beta);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

//===----------------------------------------------------------------------===//
// Data movement
//===----------------------------------------------------------------------===//

def NN_ReshapeOp : NN_UnaryOp<"reshape"> {
  let summary = "the same elements under another shape (RESHAPE, SQUEEZE, EXPAND_DIMS)";
}

def NN_PadOp : NN_Op<"pad"> {
  let summary = "a border of one value (PAD, PADV2)";
  let description = [{
    `paddings` has the elements before and after, for each dimension in turn.
    `value` is what is stored in the border: an `i8` for quantised tensors
    (PAD: the output's zero point), else an `f32`.
  }];
  let arguments = (ins NN_Tensor:$input, DenseI64ArrayAttr:$paddings,
                       AnyAttrOf<[I8Attr, F32Attr]>:$value);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def NN_TransposeOp : NN_Op<"transpose"> {
  let summary = "dimensions in another order (TRANSPOSE)";
  let description = "Output dimension `i` is input dimension `permutation[i]`.";
  let arguments = (ins NN_Tensor:$input, DenseI64ArrayAttr:$permutation);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def NN_ConcatenationOp : NN_Op<"concatenation"> {
  let summary = "tensors behind one another along an axis (CONCATENATION)";
  let arguments = (ins Variadic<NN_Tensor>:$inputs, I64Attr:$axis,
      DefaultValuedAttr<NN_ActivationAttr, "::tinymlc::nn::Activation::NONE">:$activation);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

#endif // TINYMLC_DIALECT_NN_IR_NNOPS_TD
