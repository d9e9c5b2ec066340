// RUN: tinymlc-opt %s -split-input-file -verify-diagnostics

// Constraints of constants and of operators that copy, by their labels.

func.func @constant_c1() {
  // expected-error @+1 {{has a value and an output of different shapes}}
  %0 = nn.constant dense<0> : tensor<2xi32> -> tensor<3xi32>
  return
}

// -----

func.func @constant_c2() {
  // expected-error @+1 {{has a value of 'i32', expected 'i8'}}
  %0 = nn.constant dense<0> : tensor<2xi32>
    -> tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @reshape_c1(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{has 6 input elements and 5 output elements}}
  %0 = nn.reshape %arg0
    : (tensor<2x3xf32>)
    -> tensor<5xf32>
  return
}

// -----

func.func @reshape_c2(%arg0: tensor<2x3x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expected one type, quantized per tensor}}
  %0 = nn.reshape %arg0
    : (tensor<2x3x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<6x!quant.uniform<i8:f32, 5.000000e-01:1>>
  return
}

// -----

func.func @reshape_c2_per_channel(%arg0: tensor<2x3x!quant.uniform<i8:f32:0, {1.000000e-01,2.000000e-01}>>) {
  // expected-error @+1 {{expected one type, quantized per tensor}}
  %0 = nn.reshape %arg0
    : (tensor<2x3x!quant.uniform<i8:f32:0, {1.000000e-01,2.000000e-01}>>)
    -> tensor<2x3x!quant.uniform<i8:f32:0, {1.000000e-01,2.000000e-01}>>
  return
}

// -----

func.func @pad_c1_number(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{has 2 paddings for 2 dimensions}}
  %0 = nn.pad %arg0 {paddings = array<i64: 0, 1>, value = 0.000000e+00 : f32}
    : (tensor<2x3xf32>)
    -> tensor<2x4xf32>
  return
}

// -----

func.func @pad_c1_negative(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{has padding -1}}
  %0 = nn.pad %arg0 {paddings = array<i64: 0, 0, -1, 0>, value = 0.000000e+00 : f32}
    : (tensor<2x3xf32>)
    -> tensor<2x2xf32>
  return
}

// -----

func.func @pad_c2(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{output has shape [3, 4], expected [3, 5]}}
  %0 = nn.pad %arg0 {paddings = array<i64: 0, 1, 1, 1>, value = 0.000000e+00 : f32}
    : (tensor<2x3xf32>)
    -> tensor<3x4xf32>
  return
}

// -----

func.func @pad_c3(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expected one type, quantized per tensor}}
  %0 = nn.pad %arg0 {paddings = array<i64: 0, 1>, value = 0 : i8}
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<3x!quant.uniform<i8:f32, 2.500000e-01>>
  return
}

// -----

func.func @pad_c4(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{has a value of 'f32', expected 'i8'}}
  %0 = nn.pad %arg0 {paddings = array<i64: 0, 1>, value = 0.000000e+00 : f32}
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<3x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @transpose_c1_range(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{has dimension 2 out of range or twice in its permutation}}
  %0 = nn.transpose %arg0 {permutation = array<i64: 0, 2>}
    : (tensor<2x3xf32>)
    -> tensor<2x3xf32>
  return
}

// -----

func.func @transpose_c1_twice(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{has dimension 1 out of range or twice in its permutation}}
  %0 = nn.transpose %arg0 {permutation = array<i64: 1, 1>}
    : (tensor<2x3xf32>)
    -> tensor<3x3xf32>
  return
}

// -----

func.func @transpose_c1_missing(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{has a permutation that misses dimensions}}
  %0 = nn.transpose %arg0 {permutation = array<i64: 0>}
    : (tensor<2x3xf32>)
    -> tensor<2xf32>
  return
}

// -----

func.func @transpose_c2(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{output has shape [2, 3], expected [3, 2]}}
  %0 = nn.transpose %arg0 {permutation = array<i64: 1, 0>}
    : (tensor<2x3xf32>)
    -> tensor<2x3xf32>
  return
}

// -----

func.func @transpose_c3(%arg0: tensor<2x3x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expected one type, quantized per tensor}}
  %0 = nn.transpose %arg0 {permutation = array<i64: 1, 0>}
    : (tensor<2x3x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<3x2xf32>
  return
}

// -----

func.func @slice_c1_offsets(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{has 1 offsets for 2 dimensions of input and 2 of output}}
  %0 = nn.slice %arg0 {offsets = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @slice_c1_rank(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{has 2 offsets for 2 dimensions of input and 1 of output}}
  %0 = nn.slice %arg0 {offsets = array<i64: 0, 0>} : (tensor<2x3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @slice_c1_negative(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{takes 1 elements from -1 on along dimension 0 of 2}}
  %0 = nn.slice %arg0 {offsets = array<i64: -1, 0>} : (tensor<2x3xf32>) -> tensor<1x3xf32>
  return
}

// -----

func.func @slice_c1_beyond(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{takes 2 elements from 2 on along dimension 1 of 3}}
  %0 = nn.slice %arg0 {offsets = array<i64: 0, 2>} : (tensor<2x3xf32>) -> tensor<2x2xf32>
  return
}

// -----

func.func @slice_c2(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{expected one type, quantized per tensor}}
  %0 = nn.slice %arg0 {offsets = array<i64: 0, 0>} : (tensor<2x3xf32>) -> tensor<2x2x!quant.uniform<i8:f32, 0.5:7>>
  return
}

// -----

func.func @concatenation_c1_inputs() {
  // expected-error @+1 {{has 0 inputs and axis 0 for rank 1}}
  %0 = nn.concatenation {axis = 0 : i64} : () -> tensor<2xf32>
  return
}

// -----

func.func @concatenation_c1_axis(%arg0: tensor<2x3xf32>) {
  // expected-error @+1 {{has 1 inputs and axis 2 for rank 2}}
  %0 = nn.concatenation %arg0 {axis = 2 : i64}
    : (tensor<2x3xf32>)
    -> tensor<2x3xf32>
  return
}

// -----

func.func @concatenation_c2_rank(%arg0: tensor<2x3xf32>, %arg1: tensor<2xf32>) {
  // expected-error @+1 {{has an input and an output of different rank}}
  %0 = nn.concatenation %arg0, %arg1 {axis = 0 : i64}
    : (tensor<2x3xf32>, tensor<2xf32>)
    -> tensor<3x3xf32>
  return
}

// -----

func.func @concatenation_c2_shape(%arg0: tensor<2x3xf32>, %arg1: tensor<2x4xf32>) {
  // expected-error @+1 {{input has shape [2, 4], expected [2, 3]}}
  %0 = nn.concatenation %arg0, %arg1 {axis = 0 : i64}
    : (tensor<2x3xf32>, tensor<2x4xf32>)
    -> tensor<4x3xf32>
  return
}

// -----

func.func @concatenation_c2_sum(%arg0: tensor<2x3xf32>, %arg1: tensor<2x3xf32>) {
  // expected-error @+1 {{output has shape [5, 3], expected [4, 3]}}
  %0 = nn.concatenation %arg0, %arg1 {axis = 0 : i64}
    : (tensor<2x3xf32>, tensor<2x3xf32>)
    -> tensor<5x3xf32>
  return
}

// -----

func.func @concatenation_c3(%arg0: tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x!quant.uniform<i8:f32, 2.500000e-01>>) {
  // expected-error @+1 {{expected one type, quantized per tensor}}
  %0 = nn.concatenation %arg0, %arg1 {axis = 0 : i64}
    : (tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x!quant.uniform<i8:f32, 2.500000e-01>>)
    -> tensor<4x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @concatenation_c4(%arg0: tensor<2xf32>) {
  // expected-error @+1 {{expects no fused activation}}
  %0 = nn.concatenation %arg0 {axis = 0 : i64, activation = #nn.activation<relu>}
    : (tensor<2xf32>)
    -> tensor<2xf32>
  return
}

// -----

func.func @tensor_types(%arg0: tensor<2xi32>) {
  // expected-error @+1 {{must be statically shaped tensor of 32-bit float or quantized int8 values}}
  %0 = nn.reshape %arg0
    : (tensor<2xi32>)
    -> tensor<2xi32>
  return
}
