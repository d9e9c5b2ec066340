// RUN: tinymlc-opt %s -split-input-file -verify-diagnostics

// Constraints of pools and of mean, by their labels.

func.func @average_pool_2d_c1(%arg0: tensor<4x4x3xf32>) {
  // expected-error @+1 {{expects input and output of rank 4}}
  %0 = nn.average_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<4x4x3xf32>)
    -> tensor<2x2x3xf32>
  return
}

// -----

func.func @average_pool_2d_c2_size(%arg0: tensor<1x4x4x3xf32>) {
  // expected-error @+1 {{has window size, stride or dilation 0}}
  %0 = nn.average_pool_2d %arg0 {filter_size = array<i64: 0, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>)
    -> tensor<1x2x2x3xf32>
  return
}

// -----

func.func @average_pool_2d_c2_padding(%arg0: tensor<1x4x4x3xf32>) {
  // expected-error @+1 {{has padding 2, expected 0 or more and less than the window's reach 2}}
  %0 = nn.average_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 2, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>)
    -> tensor<1x3x2x3xf32>
  return
}

// -----

func.func @average_pool_2d_c3_size(%arg0: tensor<1x4x4x3xf32>) {
  // expected-error @+1 {{output has shape [1, 2, 3, 3], expected [1, 2, 2, 3]}}
  %0 = nn.average_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>)
    -> tensor<1x2x3x3xf32>
  return
}

// -----

func.func @average_pool_2d_c3_channels(%arg0: tensor<1x4x4x3xf32>) {
  // expected-error @+1 {{output has shape [1, 2, 2, 4], expected [1, 2, 2, 3]}}
  %0 = nn.average_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>)
    -> tensor<1x2x2x4xf32>
  return
}

// -----

func.func @average_pool_2d_c4_kind(%arg0: tensor<1x4x4x3xf32>) {
  // expected-error @+1 {{expects all of f32, or all of int8 quantized per tensor}}
  %0 = nn.average_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>)
    -> tensor<1x2x2x3x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @average_pool_2d_c4_scale(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects input and output of one scale and zero point}}
  %0 = nn.average_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<1x2x2x3x!quant.uniform<i8:f32, 5.001000e-01>>
  return
}

// -----

func.func @average_pool_2d_c4_zero_point(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects input and output of one scale and zero point}}
  %0 = nn.average_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<1x2x2x3x!quant.uniform<i8:f32, 5.000000e-01:1>>
  return
}

// -----

func.func @average_pool_2d_c5(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 1.000000e-10>>) {
  // expected-error @+1 {{has an activation whose bound does not fit int32}}
  %0 = nn.average_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, activation = #nn.activation<relu6>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 1.000000e-10>>)
    -> tensor<1x2x2x3x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}

// -----

func.func @max_pool_2d_c1(%arg0: tensor<4x4x3xf32>) {
  // expected-error @+1 {{expects input and output of rank 4}}
  %0 = nn.max_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<4x4x3xf32>)
    -> tensor<2x2x3xf32>
  return
}

// -----

func.func @max_pool_2d_c2_size(%arg0: tensor<1x4x4x3xf32>) {
  // expected-error @+1 {{has window size, stride or dilation 0}}
  %0 = nn.max_pool_2d %arg0 {filter_size = array<i64: 0, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>)
    -> tensor<1x2x2x3xf32>
  return
}

// -----

func.func @max_pool_2d_c2_padding(%arg0: tensor<1x4x4x3xf32>) {
  // expected-error @+1 {{has padding 2, expected 0 or more and less than the window's reach 2}}
  %0 = nn.max_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 2, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>)
    -> tensor<1x3x2x3xf32>
  return
}

// -----

func.func @max_pool_2d_c3_size(%arg0: tensor<1x4x4x3xf32>) {
  // expected-error @+1 {{output has shape [1, 2, 3, 3], expected [1, 2, 2, 3]}}
  %0 = nn.max_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>)
    -> tensor<1x2x3x3xf32>
  return
}

// -----

func.func @max_pool_2d_c3_channels(%arg0: tensor<1x4x4x3xf32>) {
  // expected-error @+1 {{output has shape [1, 2, 2, 4], expected [1, 2, 2, 3]}}
  %0 = nn.max_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>)
    -> tensor<1x2x2x4xf32>
  return
}

// -----

func.func @max_pool_2d_c4_kind(%arg0: tensor<1x4x4x3xf32>) {
  // expected-error @+1 {{expects all of f32, or all of int8 quantized per tensor}}
  %0 = nn.max_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>)
    -> tensor<1x2x2x3x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @max_pool_2d_c4_scale(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects input and output of one scale and zero point}}
  %0 = nn.max_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<1x2x2x3x!quant.uniform<i8:f32, 5.001000e-01>>
  return
}

// -----

func.func @max_pool_2d_c4_zero_point(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects input and output of one scale and zero point}}
  %0 = nn.max_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<1x2x2x3x!quant.uniform<i8:f32, 5.000000e-01:1>>
  return
}

// -----

func.func @max_pool_2d_c5(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 1.000000e-10>>) {
  // expected-error @+1 {{has an activation whose bound does not fit int32}}
  %0 = nn.max_pool_2d %arg0 {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, activation = #nn.activation<relu6>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 1.000000e-10>>)
    -> tensor<1x2x2x3x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}

// -----

func.func @average_pool_2d_c6(%arg0: tensor<1x4096x4096x1x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{sums 16777216 elements, more than 2^23}}
  %0 = nn.average_pool_2d %arg0 {filter_size = array<i64: 4096, 4096>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4096x4096x1x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<1x1x1x1x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @mean_c1_range(%arg0: tensor<2x3x4xf32>) {
  // expected-error @+1 {{has axis 3 after -1, expected increasing axes below 3}}
  %0 = nn.mean %arg0 {axes = array<i64: 3>, keep_dims = false}
    : (tensor<2x3x4xf32>)
    -> tensor<2x3xf32>
  return
}

// -----

func.func @mean_c1_twice(%arg0: tensor<2x3x4xf32>) {
  // expected-error @+1 {{has axis 1 after 1}}
  %0 = nn.mean %arg0 {axes = array<i64: 1, 1>, keep_dims = false}
    : (tensor<2x3x4xf32>)
    -> tensor<2x4xf32>
  return
}

// -----

func.func @mean_c2_dropped(%arg0: tensor<2x3x4xf32>) {
  // expected-error @+1 {{output has shape [2, 1, 4], expected [2, 4]}}
  %0 = nn.mean %arg0 {axes = array<i64: 1>, keep_dims = false}
    : (tensor<2x3x4xf32>)
    -> tensor<2x1x4xf32>
  return
}

// -----

func.func @mean_c2_kept(%arg0: tensor<2x3x4xf32>) {
  // expected-error @+1 {{output has shape [2, 4], expected [2, 1, 4]}}
  %0 = nn.mean %arg0 {axes = array<i64: 1>, keep_dims = true}
    : (tensor<2x3x4xf32>)
    -> tensor<2x4xf32>
  return
}

// -----

func.func @mean_c3(%arg0: tensor<2x3x4x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expects all of f32, or all of int8 quantized per tensor}}
  %0 = nn.mean %arg0 {axes = array<i64: 1>, keep_dims = false}
    : (tensor<2x3x4x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x4xf32>
  return
}

// -----

func.func @mean_c4(%arg0: tensor<2x3x4x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{expected less than 2^30}}
  %0 = nn.mean %arg0 {axes = array<i64: 1>, keep_dims = false}
    : (tensor<2x3x4x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<2x4x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}

// -----

func.func @mean_c5(%arg0: tensor<16777216x!quant.uniform<i8:f32, 5.000000e-01>>) {
  // expected-error @+1 {{sums 16777216 elements, more than 2^23}}
  %0 = nn.mean %arg0 {axes = array<i64: 0>, keep_dims = false}
    : (tensor<16777216x!quant.uniform<i8:f32, 5.000000e-01>>)
    -> tensor<!quant.uniform<i8:f32, 5.000000e-01>>
  return
}
