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
def NN_QI16 : Type<CPred<"::tinymlc::nn::isQuantizedInt16($_self)">,
                   "quantized int16">;
def NN_Tensor : StaticShapeTensorOf<[F32, NN_QI8]>;
def NN_BiasTensor : StaticShapeTensorOf<[F32, I32]>;

// Each constraint has a label, which its verifier and its negative test repeat.
// Said once: sizes are at least 1; activations are quantized per tensor; all
// activations of an operator are float32 or all are int8, except of quantize,
// dequantize and softmax; a fused activation's bounds (6 / scale) fit int32.
class NN_Op<string mnemonic, list<Trait> traits = []>
    : Op<NN_Dialect, mnemonic, !listconcat([Pure], traits)> {
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

def NN_ConstantOp : NN_Op<"constant", [ConstantLike]> {
  let summary = "a tensor known at compile time";
  let description = [{
    `value` holds what is stored: `i8` for a quantised result, else the
    result's own element type.

    - constant_c1: `value` has the output's shape.
    - constant_c2: `value` has the type that the output's elements are stored as.

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
    input's zero point. Where the filter has fewer input channels than the
    input, they are groups: each group of output channels reads its own group of
    input channels.

    - conv_2d_c1: input, filter and output have rank 4.
    - conv_2d_c2: two strides, dilations and filter sizes in 1..32768; four
      paddings, none negative, each smaller than the window's reach, which is
      (size - 1) * dilation + 1.
    - conv_2d_c3: the filter's input channels divide the input's; the number of
      groups divides the filter's output channels.
    - conv_2d_c4: the output has the input's batch, the filter's output channels,
      and height and width (size + padding - reach) / stride + 1, at least 1.
    - conv_2d_c5: input, filter and output are float32, or all are int8.
    - conv_2d_c6: an int8 filter is quantized per tensor or along dimension 0,
      with zero points 0.
    - conv_2d_c7: the bias has shape [O]; i32 if the input is int8, else f32.
    - conv_2d_c8: input scale * filter scale / output scale is below 2^30.
    - conv_2d_c9: the activation's bounds are representable.
  }];
}

def NN_DepthwiseConv2DOp : NN_ConvolutionOp<"depthwise_conv_2d"> {
  let summary = "convolution of each channel by itself (DEPTHWISE_CONV_2D)";
  let description = [{
    input NHWC, filter 1HW(C*multiplier), bias [C*multiplier], output
    NHW(C*multiplier); output channel `c * multiplier + m` reads input channel
    `c`.

    - depthwise_conv_2d_c1: input, filter and output have rank 4, the filter's
      dimension 0 is 1.
    - depthwise_conv_2d_c2: windows as in conv_2d_c2.
    - depthwise_conv_2d_c3: the filter's channels are a multiple of the input's.
    - depthwise_conv_2d_c4: the output's shape is as in conv_2d_c4.
    - depthwise_conv_2d_c5: input, filter and output are float32, or all int8.
    - depthwise_conv_2d_c6: an int8 filter is quantized per tensor or along
      dimension 3, with zero points 0.
    - depthwise_conv_2d_c7: bias as in conv_2d_c7.
    - depthwise_conv_2d_c8: scales as in conv_2d_c8.
    - depthwise_conv_2d_c9: the activation's bounds are representable.
  }];
}

def NN_FullyConnectedOp : NN_Op<"fully_connected"> {
  let summary = "matrix product with constant weights (FULLY_CONNECTED)";
  let description = [{
    input is read as [batch, depth], filter [units, depth], bias [units]; the
    output has batch * units elements.

    - fully_connected_c1: the filter has rank 2 and its depth divides the number
      of the input's elements.
    - fully_connected_c2: the output's last size is the number of units, and it
      has batch * units elements.
    - fully_connected_c3: input, filter and output are float32, or all int8.
    - fully_connected_c4: an int8 filter is quantized per tensor or along
      dimension 0, with zero points 0.
    - fully_connected_c5: bias as in conv_2d_c7.
    - fully_connected_c6: scales as in conv_2d_c8.
    - fully_connected_c7: the activation's bounds are representable.
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
  let description = [{
    Padded places do not count.

    - average_pool_2d_c1: input and output have rank 4.
    - average_pool_2d_c2: two filter sizes and strides in 1..32768; four
      paddings, none negative, each smaller than the filter.
    - average_pool_2d_c3: the output has the input's batch and channels, and height
      and width (size + padding - filter) / stride + 1, at least 1.
    - average_pool_2d_c4: input and output have one type; int8 zero points are equal,
      scales differ by at most 1e-6.
    - average_pool_2d_c5: the activation's bounds are representable.
    - average_pool_2d_c6: a window has at most 2^23 places, so that sums of int8
      fit int32.
  }];
}

def NN_MaxPool2DOp : NN_PoolOp<"max_pool_2d"> {
  let summary = "maximum over windows (MAX_POOL_2D)";
  let description = [{
    Padded places do not count.

    - max_pool_2d_c1: input and output have rank 4.
    - max_pool_2d_c2: two filter sizes and strides in 1..32768; four
      paddings, none negative, each smaller than the filter.
    - max_pool_2d_c3: the output has the input's batch and channels, and height
      and width (size + padding - filter) / stride + 1, at least 1.
    - max_pool_2d_c4: input and output have one type; int8 zero points are equal,
      scales differ by at most 1e-6.
    - max_pool_2d_c5: the activation's bounds are representable.
  }];
}

def NN_MeanOp : NN_Op<"mean"> {
  let summary = "mean over axes (MEAN)";
  let description = [{
    The output's shape drops the axes, or keeps them as 1.

    - mean_c1: axes are in range and strictly increasing.
    - mean_c2: the output has the input's shape without the axes, or with 1 there.
    - mean_c3: input and output are float32, or both int8.
    - mean_c4: input scale / output scale is below 2^30.
    - mean_c5: a mean has at most 2^23 elements, so that sums of int8 fit int32.
  }];
  let arguments = (ins NN_Tensor:$input, DenseI64ArrayAttr:$axes, BoolAttr:$keep_dims);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

//===----------------------------------------------------------------------===//
// Elementwise operators
//===----------------------------------------------------------------------===//

class NN_BinaryOp<string mnemonic> : NN_Op<mnemonic> {
  let arguments = (ins NN_Tensor:$lhs, NN_Tensor:$rhs,
      DefaultValuedAttr<NN_ActivationAttr, "::tinymlc::nn::Activation::NONE">:$activation);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def NN_AddOp : NN_BinaryOp<"add"> {
  let summary = "sum (ADD)";
  let description = [{
    Shapes broadcast from the right, as in NumPy.

    - add_c1: the output has the broadcast shape of lhs and rhs.
    - add_c2: lhs, rhs and output are float32, or all int8.
    - add_c3: the larger input scale / output scale is in [2^-13, 2^19), the smaller
      / the larger at least 2^-31: else there are no fixed-point multipliers.
    - add_c4: the activation's bounds are representable.
  }];
}

def NN_SubOp : NN_BinaryOp<"sub"> {
  let summary = "difference (SUB)";
  let description = [{
    Shapes broadcast from the right, as in NumPy.

    - sub_c1: the output has the broadcast shape of lhs and rhs.
    - sub_c2: lhs, rhs and output are float32, or all int8.
    - sub_c3: the larger input scale / output scale is in [2^-13, 2^19), the smaller
      / the larger at least 2^-31: else there are no fixed-point multipliers.
    - sub_c4: the activation's bounds are representable.
  }];
}

def NN_MulOp : NN_BinaryOp<"mul"> {
  let summary = "product (MUL)";
  let description = [{
    Shapes broadcast from the right, as in NumPy.

    - mul_c1: the output has the broadcast shape of lhs and rhs.
    - mul_c2: lhs, rhs and output are float32, or all int8.
    - mul_c3: lhs scale * rhs scale / output scale is below 2^30.
    - mul_c4: the activation's bounds are representable.
  }];
}


class NN_UnaryOp<string mnemonic> : NN_Op<mnemonic> {
  let arguments = (ins NN_Tensor:$input);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def NN_LogisticOp : NN_UnaryOp<"logistic"> {
  let summary = "1 / (1 + exp(-x)) (LOGISTIC)";
  let description = [{
    - logistic_c1: input and output have one shape.
    - logistic_c2: input and output are float32, or both int8.
    - logistic_c3: an int8 output has scale 1/256 and zero point -128.
    - logistic_c4: an int8 input has a scale of at least 2^-28.
  }];
}

def NN_TanhOp : NN_UnaryOp<"tanh"> {
  let summary = "hyperbolic tangent (TANH)";
  let description = [{
    - tanh_c1: input and output have one shape.
    - tanh_c2: input and output are float32, or both int8.
    - tanh_c3: an int8 output has scale 1/128 and zero point 0.
    - tanh_c4: an int8 input has a scale of at least 2^-28.
  }];
}

def NN_ReluOp : NN_UnaryOp<"relu"> {
  let summary = "max(x, 0) (RELU)";
  let description = [{
    - relu_c1: input and output have one shape.
    - relu_c2: input and output are float32, or both int8.
    - relu_c3: input scale / output scale is below 2^30.
  }];
}

def NN_Relu6Op : NN_UnaryOp<"relu6"> {
  let summary = "min(max(x, 0), 6) (RELU6)";
  let description = [{
    - relu6_c1: input and output have one shape.
    - relu6_c2: input and output are float32, or both int8. Stored values are
      clamped under the input's scale, not rescaled to the output's.
    - relu6_c3: 6 / input scale fits int32.
  }];
}

def NN_HardSwishOp : NN_UnaryOp<"hard_swish"> {
  let summary = "x * relu6(x + 3) / 6 (HARD_SWISH)";
  let description = [{
    - hard_swish_c1: input and output have one shape.
    - hard_swish_c2: input and output are float32, or both int8.
    - hard_swish_c3: input scale / output scale is below 128.
  }];
}

def NN_QuantizeOp : NN_UnaryOp<"quantize"> {
  let summary = "float32 or int8 to int8 of the output's scale (QUANTIZE)";
  let description = [{
    - quantize_c1: input and output have one shape.
    - quantize_c2: the input is float32 or int8, the output is int8.
    - quantize_c3: the ratio of int8 scales is below 2^30.
  }];
}
def NN_DequantizeOp : NN_UnaryOp<"dequantize"> {
  let summary = "int8 to float32 (DEQUANTIZE)";
  let description = [{
    - dequantize_c1: input and output have one shape.
    - dequantize_c2: the input is int8, the output is float32.
  }];
}


def NN_LeakyReluOp : NN_Op<"leaky_relu"> {
  let summary = "x, or alpha * x below zero (LEAKY_RELU)";
  let description = [{
    - leaky_relu_c1: input and output have one shape.
    - leaky_relu_c2: input and output are float32, or both int8.
    - leaky_relu_c3: input scale / output scale, also times |alpha|, is below
      2^30.
  }];
  let arguments = (ins NN_Tensor:$input, F32Attr:$alpha);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def NN_SoftmaxOp : NN_Op<"softmax"> {
  let summary = "exp(beta * x) over its sum along the last axis (SOFTMAX)";
  let description = [{
    - softmax_c1: input and output have one shape, of rank 1 or more.
    - softmax_c2: float32 to float32, or int8 to int8 or int16.
    - softmax_c3: an int8 output has scale 1/256 and zero point -128, an int16
      output scale 1/65536 and zero point -32768.
    - softmax_c4: beta is finite; for int8, beta * input scale is above 2^-26.
  }];
  let arguments = (ins NN_Tensor:$input, F32Attr:$beta);
  let results = (outs StaticShapeTensorOf<[F32, NN_QI8, NN_QI16]>:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

//===----------------------------------------------------------------------===//
// Learning from positive and unlabelled examples
//===----------------------------------------------------------------------===//

def NN_PuMlrOutputs : TypedArrayAttrBase<NN_PuMlrOutputAttr, "outputs of pu_mlr">;

def NN_PuMlrOp : NN_Op<"pu_mlr"> {
  let summary = "positive-unlabelled modified logistic regression (PU_MLR)";
  let description = [{
    The head of a detector that was trained on examples of which some of the
    wanted class carry a label (s = 1) and the rest, of both classes, do not:

        z      = w.x + bias
        p(s|x) = 1 / (1 + b^2 + exp(-z))           `labelled`
        c      = 1 / (1 + b^2)                     of the positives, the labelled
        p(y|x) = p(s|x) / c                        `positive`
               = sigmoid(z + ln(1 + b^2))
        p(y|x) >= threshold                        `decision`, 1 or 0

    `outputs` says which of these the results are. The input, of any shape, is
    one example; each result has one element.

    On int8 and int16 inputs, w is rounded to integers of `weight_bits`: in steps
    of `weight_scale`, or of the smallest step that lets all of them fit, and all
    accumulators fit int32. int8 results are correctly rounded, unless
    `polynomial` asks for the formula that int16 results always have; see
    FixedPoint/PuMlr.h. Stored p(s|x) and p(y|x) are the same integers; their
    scales differ by the factor c.

    With `learn`, w, the bias and c are only what the device begins with: there
    they are float32, or integers of 24 or 11 fraction bits, and change with each
    example that the application labels, in steps of `rate`, which loses the share
    `decay` of itself with each; see FixedPoint/PuMlrLearning.h. Quantized results
    then come from the polynomial formula, on the weights as they are learned.

    - pu_mlr_c1: `outputs` has each result's kind, none twice, and at least one.
    - pu_mlr_c2: w has as many elements as the input.
    - pu_mlr_c3: w and the bias are finite, the threshold is in (0, 1).
    - pu_mlr_c4: either b, finite and not 0, or c, in (0, 1), is there.
    - pu_mlr_c5: the input is float32, int8 or int16, quantized per tensor.
    - pu_mlr_c6: each result has one element.
    - pu_mlr_c7: of a float32 input, probabilities are float32; else int8 of scale
      1/256 and zero point -128, or int16 of scale 1/32768 and zero point 0, both
      the same; the scale of p(s|x) is c times that.
    - pu_mlr_c8: a decision is int8 of scale 1 and zero point 0.
    - pu_mlr_c9: `weight_bits` is 8 or 16; `weight_scale`, if there, is finite, above
      0, and lets all weights fit.
    - pu_mlr_c10: accumulators over all that the input can hold fit int32.
    - pu_mlr_c11: |bias + ln(1 + b^2)| is below 2^30, and one unit of the
      accumulator is less than 16.
    - pu_mlr_c12: f32 learns from any input, q24 and q11 from quantized ones; rate, and
      rate times the square of half the input's range, are in (0, 16], in q11 in
      (0, 2]; the decay is in [0, 1).
    - pu_mlr_c13: what the device begins with fits: |bias|, and |w| times half the
      input's range, are below 64, in q11 below 16 for w; |logit(c)| is at most 8.
  }];
  let arguments = (ins StaticShapeTensorOf<[F32, NN_QI8, NN_QI16]>:$input,
      DenseF64ArrayAttr:$w, F64Attr:$bias, OptionalAttr<F64Attr>:$b,
      OptionalAttr<F64Attr>:$c, DefaultValuedAttr<F64Attr, "0.5">:$threshold,
      NN_PuMlrOutputs:$outputs, DefaultValuedAttr<I64Attr, "16">:$weight_bits,
      OptionalAttr<F64Attr>:$weight_scale, UnitAttr:$polynomial,
      OptionalAttr<NN_PuLearningAttr>:$learn,
      DefaultValuedAttr<F64Attr, "0.05">:$rate, DefaultValuedAttr<F64Attr, "0.0">:$decay);
  let results = (outs Variadic<StaticShapeTensorOf<[F32, NN_QI8, NN_QI16]>>:$results);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
  let hasCanonicalizer = 1;
  let extraClassDeclaration = [{
    /// c, which is 1 / (1 + b^2).
    double getFrequency();
    /// bias + ln(1 + b^2): what is added to w.x in the logit of p(y|x).
    double getFoldedBias();
    /// The result of a kind, or null.
    ::mlir::Value getOutput(PuMlrOutput kind);
    /// The weights for quantized input, or nothing where there are none.
    std::optional<PuMlrWeights> quantizeWeights();
    /// The logit of p(y|x) of an accumulator.
    PuMlrLogit getLogit(const PuMlrWeights &weights);
    /// What it learns with; only where `learn` is there.
    PuMlrLearning getLearning();
    /// The words of the state that the device begins with, or nothing where a
    /// number does not fit; only where `learn` is there.
    std::optional<std::vector<int32_t>> makeState();
  }];
}

//===----------------------------------------------------------------------===//
// Data movement
//===----------------------------------------------------------------------===//

def NN_ReshapeOp : NN_UnaryOp<"reshape"> {
  let summary = "the same elements under another shape (RESHAPE, SQUEEZE, EXPAND_DIMS)";
  let description = [{
    - reshape_c1: input and output have as many elements.
    - reshape_c2: input and output have one element type.
  }];
  let hasFolder = 1;
  let hasCanonicalizeMethod = 1;
}

def NN_PadOp : NN_Op<"pad"> {
  let summary = "a border of one value (PAD, PADV2)";
  let description = [{
    `paddings` has the elements before and after, for each dimension in turn.
    `value` is what is stored in the border: an `i8` for quantised tensors
    (PAD: the output's zero point), else an `f32`.

    - pad_c1: two paddings for each dimension, none negative.
    - pad_c2: the output's sizes are the input's plus the paddings.
    - pad_c3: input and output have one element type.
    - pad_c4: the value is an `i8` for int8 tensors, else an `f32`.
  }];
  let arguments = (ins NN_Tensor:$input, DenseI64ArrayAttr:$paddings,
                       AnyAttrOf<[I8Attr, F32Attr]>:$value);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def NN_TransposeOp : NN_Op<"transpose"> {
  let summary = "dimensions in another order (TRANSPOSE)";
  let description = [{
    Output dimension `i` is input dimension `permutation[i]`.

    - transpose_c1: the permutation has each dimension once.
    - transpose_c2: the output's sizes are the input's, permuted.
    - transpose_c3: input and output have one element type.
  }];
  let arguments = (ins NN_Tensor:$input, DenseI64ArrayAttr:$permutation);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
}

def NN_SliceOp : NN_Op<"slice"> {
  let summary = "a box of a tensor's elements (SLICE, an output of SPLIT or SPLIT_V)";
  let description = [{
    Output element `i` is input element `offsets + i`.

    - slice_c1: as many offsets as dimensions, of input and output, none
      negative; all elements lie within the input.
    - slice_c2: input and output have one element type.
  }];
  let arguments = (ins NN_Tensor:$input, DenseI64ArrayAttr:$offsets);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
}

def NN_ConcatenationOp : NN_Op<"concatenation"> {
  let summary = "tensors behind one another along an axis (CONCATENATION)";
  let description = [{
    - concatenation_c1: there is an input; the axis is in range.
    - concatenation_c2: all have one rank and, except along the axis, one shape;
      the output's size along the axis is the sum of the inputs'.
    - concatenation_c3: all have one element type.
    - concatenation_c4: there is no fused activation.
  }];
  let arguments = (ins Variadic<NN_Tensor>:$inputs, I64Attr:$axis,
      DefaultValuedAttr<NN_ActivationAttr, "::tinymlc::nn::Activation::NONE">:$activation);
  let results = (outs NN_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

#endif // TINYMLC_DIALECT_NN_IR_NNOPS_TD
