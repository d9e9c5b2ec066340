// RUN: tinymlc-opt %s -split-input-file -verify-diagnostics

// Constraints of elementwise operators and of softmax, by their labels.

func.func @add_c1_operands(%arg0: tensor<2x3xf32>, %arg1: tensor<2xf32>) {
  // expected-error @+1 {{has operands whose shapes do not broadcast}}
  %0 = nn.add %arg0, %arg1
    : (tensor<2x3xf32>, tensor<2xf32>)
    -> tensor<2x3xf32>
  return
}

// -----

func.func @add_c1_output(%arg0: tensor<2x1xf32>, %arg1: tensor<3xf32>) {
  // expected-error @+1 {{output has shape [2, 1], expected [2, 3]}}
  %0 = nn.add %arg0, %arg1
    : (tensor<2x1xf32>, tensor<3xf32>)
    -> tensor<2x1xf32>
  return
}

// -----

func.func @add_c2(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2xf32>) {
  // expected-error @+1 {{expects all of f32, or all of int8 quantized per tensor}}
  %0 = nn.add %arg0, %arg1
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2xf32>)
    -> tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @add_c3_output(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{has scales too far apart for a fixed-point sum}}
  %0 = nn.add %arg0, %arg1
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x!quant.uniform<i8:f32, 1.000000e-07>>
  return
}

// -----

func.func @add_c3_inputs(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x!quant.uniform<i8:f32, 1.000000e-11>>) {
  // expected-error @+1 {{has scales too far apart for a fixed-point sum}}
  %0 = nn.add %arg0, %arg1
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x!quant.uniform<i8:f32, 1.000000e-11>>)
    -> tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @add_c4(%arg0: tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>, %arg1: tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>) {
  // expected-error @+1 {{has an activation whose bound does not fit int32}}
  %0 = nn.add %arg0, %arg1 {activation = #nn.activation<relu6>}
    : (tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>, tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>)
    -> tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}

// -----

func.func @sub_c1_operands(%arg0: tensor<2x3xf32>, %arg1: tensor<2xf32>) {
  // expected-error @+1 {{has operands whose shapes do not broadcast}}
  %0 = nn.sub %arg0, %arg1
    : (tensor<2x3xf32>, tensor<2xf32>)
    -> tensor<2x3xf32>
  return
}

// -----

func.func @sub_c1_output(%arg0: tensor<2x1xf32>, %arg1: tensor<3xf32>) {
  // expected-error @+1 {{output has shape [2, 1], expected [2, 3]}}
  %0 = nn.sub %arg0, %arg1
    : (tensor<2x1xf32>, tensor<3xf32>)
    -> tensor<2x1xf32>
  return
}

// -----

func.func @sub_c2(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2xf32>) {
  // expected-error @+1 {{expects all of f32, or all of int8 quantized per tensor}}
  %0 = nn.sub %arg0, %arg1
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2xf32>)
    -> tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @sub_c3_output(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{has scales too far apart for a fixed-point sum}}
  %0 = nn.sub %arg0, %arg1
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x!quant.uniform<i8:f32, 1.000000e-07>>
  return
}

// -----

func.func @sub_c3_inputs(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x!quant.uniform<i8:f32, 1.000000e-11>>) {
  // expected-error @+1 {{has scales too far apart for a fixed-point sum}}
  %0 = nn.sub %arg0, %arg1
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x!quant.uniform<i8:f32, 1.000000e-11>>)
    -> tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @sub_c4(%arg0: tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>, %arg1: tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>) {
  // expected-error @+1 {{has an activation whose bound does not fit int32}}
  %0 = nn.sub %arg0, %arg1 {activation = #nn.activation<relu6>}
    : (tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>, tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>)
    -> tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}

// -----

func.func @mul_c1_operands(%arg0: tensor<2x3xf32>, %arg1: tensor<2xf32>) {
  // expected-error @+1 {{has operands whose shapes do not broadcast}}
  %0 = nn.mul %arg0, %arg1
    : (tensor<2x3xf32>, tensor<2xf32>)
    -> tensor<2x3xf32>
  return
}

// -----

func.func @mul_c1_output(%arg0: tensor<2x1xf32>, %arg1: tensor<3xf32>) {
  // expected-error @+1 {{output has shape [2, 1], expected [2, 3]}}
  %0 = nn.mul %arg0, %arg1
    : (tensor<2x1xf32>, tensor<3xf32>)
    -> tensor<2x1xf32>
  return
}

// -----

func.func @mul_c2(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2xf32>) {
  // expected-error @+1 {{expects all of f32, or all of int8 quantized per tensor}}
  %0 = nn.mul %arg0, %arg1
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2xf32>)
    -> tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @mul_c3(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expected less than 2^30}}
  %0 = nn.mul %arg0, %arg1
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}

// -----

func.func @mul_c4(%arg0: tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>, %arg1: tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>) {
  // expected-error @+1 {{has an activation whose bound does not fit int32}}
  %0 = nn.mul %arg0, %arg1 {activation = #nn.activation<relu6>}
    : (tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>, tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>)
    -> tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}

// -----

func.func @logistic_c1(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{output has shape [3, 2], expected [2, 3]}}
  %0 = nn.logistic %arg0
    : (tensor<2x3xf32>)
    -> tensor<3x2xf32>
  return
}

// -----

func.func @logistic_c2(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects all of f32, or all of int8 quantized per tensor}}
  %0 = nn.logistic %arg0
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2xf32>
  return
}

// -----

func.func @logistic_c3_scale(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects an output of scale 3.906250e-03 and zero point -128}}
  %0 = nn.logistic %arg0
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @logistic_c3_zero_point(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects an output of scale 3.906250e-03 and zero point -128}}
  %0 = nn.logistic %arg0
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x!quant.uniform<i8:f32, 3.906250e-03>>
  return
}

// -----

func.func @logistic_c4(%arg0: tensor<2x!quant.uniform<i8:f32, 1.000000e-09>>) {
  // expected-error @+1 {{expects an input scale of at least 2^-28}}
  %0 = nn.logistic %arg0
    : (tensor<2x!quant.uniform<i8:f32, 1.000000e-09>>)
    -> tensor<2x!quant.uniform<i8:f32, 3.906250e-03:-128>>
  return
}

// -----

func.func @tanh_c1(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{output has shape [3, 2], expected [2, 3]}}
  %0 = nn.tanh %arg0
    : (tensor<2x3xf32>)
    -> tensor<3x2xf32>
  return
}

// -----

func.func @tanh_c2(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects all of f32, or all of int8 quantized per tensor}}
  %0 = nn.tanh %arg0
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2xf32>
  return
}

// -----

func.func @tanh_c3_scale(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects an output of scale 7.812500e-03 and zero point 0}}
  %0 = nn.tanh %arg0
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @tanh_c3_zero_point(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects an output of scale 7.812500e-03 and zero point 0}}
  %0 = nn.tanh %arg0
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x!quant.uniform<i8:f32, 7.812500e-03:1>>
  return
}

// -----

func.func @tanh_c4(%arg0: tensor<2x!quant.uniform<i8:f32, 1.000000e-09>>) {
  // expected-error @+1 {{expects an input scale of at least 2^-28}}
  %0 = nn.tanh %arg0
    : (tensor<2x!quant.uniform<i8:f32, 1.000000e-09>>)
    -> tensor<2x!quant.uniform<i8:f32, 7.812500e-03>>
  return
}

// -----

func.func @relu_c1(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{output has shape [2], expected [2, 3]}}
  %0 = nn.relu %arg0
    : (tensor<2x3xf32>)
    -> tensor<2xf32>
  return
}

// -----

func.func @relu_c2(%arg0: tensor<2xf32>) {
  // expected-error @+1 {{expects all of f32, or all of int8 quantized per tensor}}
  %0 = nn.relu %arg0
    : (tensor<2xf32>)
    -> tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @relu6_c1(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{output has shape [2], expected [2, 3]}}
  %0 = nn.relu6 %arg0
    : (tensor<2x3xf32>)
    -> tensor<2xf32>
  return
}

// -----

func.func @relu6_c2(%arg0: tensor<2xf32>) {
  // expected-error @+1 {{expects all of f32, or all of int8 quantized per tensor}}
  %0 = nn.relu6 %arg0
    : (tensor<2xf32>)
    -> tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @hard_swish_c1(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{output has shape [2], expected [2, 3]}}
  %0 = nn.hard_swish %arg0
    : (tensor<2x3xf32>)
    -> tensor<2xf32>
  return
}

// -----

func.func @hard_swish_c2(%arg0: tensor<2xf32>) {
  // expected-error @+1 {{expects all of f32, or all of int8 quantized per tensor}}
  %0 = nn.hard_swish %arg0
    : (tensor<2xf32>)
    -> tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @relu_c3(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expected less than 2^30}}
  %0 = nn.relu %arg0
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}

// -----

func.func @relu6_c3(%arg0: tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>) {
  // expected-error @+1 {{has an activation whose bound does not fit int32}}
  %0 = nn.relu6 %arg0
    : (tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>)
    -> tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}

// -----

func.func @hard_swish_c3(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects an output scale above 1/128 of the input's}}
  %0 = nn.hard_swish %arg0
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x!quant.uniform<i8:f32, 3.000000e-03>>
  return
}

// -----

func.func @leaky_relu_c1(%arg0: tensor<2xf32>) {
  // expected-error @+1 {{output has shape [1, 2], expected [2]}}
  %0 = nn.leaky_relu %arg0 {alpha = 1.000000e-01 : f32}
    : (tensor<2xf32>)
    -> tensor<1x2xf32>
  return
}

// -----

func.func @leaky_relu_c2(%arg0: tensor<2xf32>) {
  // expected-error @+1 {{expects all of f32, or all of int8 quantized per tensor}}
  %0 = nn.leaky_relu %arg0 {alpha = 1.000000e-01 : f32}
    : (tensor<2xf32>)
    -> tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @leaky_relu_c3_scales(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expected less than 2^30}}
  %0 = nn.leaky_relu %arg0 {alpha = 1.000000e-01 : f32}
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}

// -----

func.func @leaky_relu_c3_alpha(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expected less than 2^30}}
  %0 = nn.leaky_relu %arg0 {alpha = -2.000000e+09 : f32}
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @leaky_relu_c3_nan(%arg0: tensor<2xf32>) {
  // expected-error @+1 {{expects a finite alpha}}
  %0 = nn.leaky_relu %arg0 {alpha = 0x7FC00000 : f32}
    : (tensor<2xf32>)
    -> tensor<2xf32>
  return
}

// -----

func.func @softmax_c1_rank(%arg0: tensor<f32>) {
  // expected-error @+1 {{expects an input of rank 1 or more}}
  %0 = nn.softmax %arg0 {beta = 1.000000e+00 : f32}
    : (tensor<f32>)
    -> tensor<f32>
  return
}

// -----

func.func @softmax_c1_shape(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{output has shape [6], expected [2, 3]}}
  %0 = nn.softmax %arg0 {beta = 1.000000e+00 : f32}
    : (tensor<2x3xf32>)
    -> tensor<6xf32>
  return
}

// -----

func.func @softmax_c2_kind(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects all of f32, or all of int8 quantized per tensor}}
  %0 = nn.softmax %arg0 {beta = 1.000000e+00 : f32}
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2xf32>
  return
}

// -----

func.func @softmax_c2_int16(%arg0: tensor<2xf32>) {
  // expected-error @+1 {{has f32 input and quantized output}}
  %0 = nn.softmax %arg0 {beta = 1.000000e+00 : f32}
    : (tensor<2xf32>)
    -> tensor<2x!quant.uniform<i16:f32, 1.52587890625E-5:-32768>>
  return
}

// -----

func.func @softmax_c3_int8(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects an output of scale 1/256 and zero point -128}}
  %0 = nn.softmax %arg0 {beta = 1.000000e+00 : f32}
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @softmax_c3_int16(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects an output of scale 1/65536 and zero point -32768}}
  %0 = nn.softmax %arg0 {beta = 1.000000e+00 : f32}
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x!quant.uniform<i16:f32, 1.52587890625E-5>>
  return
}

// -----

func.func @softmax_c4_infinite(%arg0: tensor<2xf32>) {
  // expected-error @+1 {{expects a finite beta}}
  %0 = nn.softmax %arg0 {beta = 0x7F800000 : f32}
    : (tensor<2xf32>)
    -> tensor<2xf32>
  return
}

// -----

func.func @softmax_c4_small(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects beta * input scale above 2^-26}}
  %0 = nn.softmax %arg0 {beta = 0.000000e+00 : f32}
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x!quant.uniform<i8:f32, 3.906250e-03:-128>>
  return
}

// -----

func.func @quantize_c1(%arg0: tensor<2xf32>) {
  // expected-error @+1 {{output has shape [1], expected [2]}}
  %0 = nn.quantize %arg0
    : (tensor<2xf32>)
    -> tensor<1x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @quantize_c2(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects f32 or int8 input and int8 output, quantized per tensor}}
  %0 = nn.quantize %arg0
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2xf32>
  return
}

// -----

func.func @quantize_c3(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expected less than 2^30}}
  %0 = nn.quantize %arg0
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}

// -----

func.func @dequantize_c1(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{output has shape [2, 1], expected [2]}}
  %0 = nn.dequantize %arg0
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x1xf32>
  return
}

// -----

func.func @dequantize_c2(%arg0: tensor<2xf32>) {
  // expected-error @+1 {{expects int8 input, quantized per tensor, and f32 output}}
  %0 = nn.dequantize %arg0
    : (tensor<2xf32>)
    -> tensor<2xf32>
  return
}
