// RUN: tinymlc-opt %s -split-input-file -verify-diagnostics

// Constraints of convolutions and of fully_connected, by their labels.

func.func @conv_2d_c1(%arg0: tensor<4x4x3xf32>, %arg1: tensor<2x3x3x3xf32>) {
  // expected-error @+1 {{rank 3, expected 4}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<4x4x3xf32>, tensor<2x3x3x3xf32>)
    -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @conv_2d_c2_strides(%arg0: tensor<1x4x4x3xf32>, %arg1: tensor<2x3x3x3xf32>) {
  // expected-error @+1 {{has window size, stride or dilation 0, expected 1..32768}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 0, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>, tensor<2x3x3x3xf32>)
    -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @conv_2d_c2_number(%arg0: tensor<1x4x4x3xf32>, %arg1: tensor<2x3x3x3xf32>) {
  // expected-error @+1 {{expects two window sizes, strides and dilations}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>, tensor<2x3x3x3xf32>)
    -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @conv_2d_c2_padding(%arg0: tensor<1x4x4x3xf32>, %arg1: tensor<2x3x3x3xf32>) {
  // expected-error @+1 {{has padding 3, expected 0 or more and less than the window's reach 3}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 3, 0, 0>}
    : (tensor<1x4x4x3xf32>, tensor<2x3x3x3xf32>)
    -> tensor<1x5x2x2xf32>
  return
}

// -----

func.func @conv_2d_c2_negative_padding(%arg0: tensor<1x4x4x3xf32>, %arg1: tensor<2x3x3x3xf32>) {
  // expected-error @+1 {{has padding -1}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, -1, 0>}
    : (tensor<1x4x4x3xf32>, tensor<2x3x3x3xf32>)
    -> tensor<1x2x1x2xf32>
  return
}

// -----

func.func @conv_2d_c3_channels(%arg0: tensor<1x4x4x3xf32>, %arg1: tensor<2x3x3x2xf32>) {
  // expected-error @+1 {{has 3 input channels, but 2 filters of 2}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>, tensor<2x3x3x2xf32>)
    -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @conv_2d_c3_groups(%arg0: tensor<1x4x4x6xf32>, %arg1: tensor<4x3x3x2xf32>) {
  // expected-error @+1 {{has 6 input channels, but 4 filters of 2}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x6xf32>, tensor<4x3x3x2xf32>)
    -> tensor<1x2x2x4xf32>
  return
}

// -----

func.func @conv_2d_c4_size(%arg0: tensor<1x4x4x3xf32>, %arg1: tensor<2x3x3x3xf32>) {
  // expected-error @+1 {{output has shape [1, 3, 2, 2], expected [1, 2, 2, 2]}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>, tensor<2x3x3x3xf32>)
    -> tensor<1x3x2x2xf32>
  return
}

// -----

func.func @conv_2d_c4_channels(%arg0: tensor<1x4x4x3xf32>, %arg1: tensor<2x3x3x3xf32>) {
  // expected-error @+1 {{output has shape [1, 2, 2, 3], expected [1, 2, 2, 2]}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>, tensor<2x3x3x3xf32>)
    -> tensor<1x2x2x3xf32>
  return
}

// -----

func.func @conv_2d_c4_empty(%arg0: tensor<1x4x4x3xf32>, %arg1: tensor<2x3x3x3xf32>) {
  // expected-error @+1 {{has a window of reach 5 over a padded size of 4}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 2, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>, tensor<2x3x3x3xf32>)
    -> tensor<1x1x2x2xf32>
  return
}

// -----

func.func @conv_2d_c5_output(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>) {
  // expected-error @+1 {{expects all of f32, or all of int8 quantized per tensor}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>)
    -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @conv_2d_c5_filter(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x3x3x3xf32>) {
  // expected-error @+1 {{and filter of 'f32'}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x3x3x3xf32>)
    -> tensor<1x2x2x2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @conv_2d_c5_per_channel_output(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>) {
  // expected-error @+1 {{expects all of f32, or all of int8 quantized per tensor}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>)
    -> tensor<1x2x2x2x!quant.uniform<i8:f32:3, {1.000000e-01,2.000000e-01}>>
  return
}

// -----

func.func @conv_2d_c6_zero_point(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x3x3x3x!quant.uniform<i8:f32, 2.500000e-01:1>>) {
  // expected-error @+1 {{has a filter with a zero point other than 0}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x3x3x3x!quant.uniform<i8:f32, 2.500000e-01:1>>)
    -> tensor<1x2x2x2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @conv_2d_c6_zero_points(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x3x3x3x!quant.uniform<i8:f32:0, {1.000000e-01,2.000000e-01:3}>>) {
  // expected-error @+1 {{has a filter with a zero point other than 0}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x3x3x3x!quant.uniform<i8:f32:0, {1.000000e-01,2.000000e-01:3}>>)
    -> tensor<1x2x2x2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @conv_2d_c6_dimension(%arg0: tensor<1x4x4x2x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x3x3x2x!quant.uniform<i8:f32:3, {1.000000e-01,2.000000e-01}>>) {
  // expected-error @+1 {{has a filter with 2 scales along dimension 3, expected 2 along dimension 0}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x2x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x3x3x2x!quant.uniform<i8:f32:3, {1.000000e-01,2.000000e-01}>>)
    -> tensor<1x2x2x2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @conv_2d_c6_count(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<3x3x3x3x!quant.uniform<i8:f32:0, {1.000000e-01,2.000000e-01}>>) {
  // expected-error @+1 {{has a filter with 2 scales along dimension 0, expected 3 along dimension 0}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<3x3x3x3x!quant.uniform<i8:f32:0, {1.000000e-01,2.000000e-01}>>)
    -> tensor<1x2x2x3x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @conv_2d_c7_type(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>, %arg2: tensor<2xf32>) {
  // expected-error @+1 {{and bias of 'f32'}}
  %0 = nn.conv_2d %arg0, %arg1, %arg2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>, tensor<2xf32>)
    -> tensor<1x2x2x2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @conv_2d_c7_shape(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>, %arg2: tensor<3xi32>) {
  // expected-error @+1 {{bias has shape [3], expected [2]}}
  %0 = nn.conv_2d %arg0, %arg1, %arg2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>, tensor<3xi32>)
    -> tensor<1x2x2x2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @conv_2d_c8(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>) {
  // expected-error @+1 {{expected less than 2^30}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>)
    -> tensor<1x2x2x2x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}

// -----

func.func @conv_2d_c9(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 1.000000e-10>>, %arg1: tensor<2x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>) {
  // expected-error @+1 {{has an activation whose bound does not fit int32 at the output's scale}}
  %0 = nn.conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, activation = #nn.activation<relu6>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 1.000000e-10>>, tensor<2x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>)
    -> tensor<1x2x2x2x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}

// -----

func.func @depthwise_conv_2d_c1_rank(%arg0: tensor<1x4x4x3xf32>, %arg1: tensor<3x3x3xf32>) {
  // expected-error @+1 {{rank 3, expected 4}}
  %0 = nn.depthwise_conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>, tensor<3x3x3xf32>)
    -> tensor<1x2x2x3xf32>
  return
}

// -----

func.func @depthwise_conv_2d_c1_filter(%arg0: tensor<1x4x4x3xf32>, %arg1: tensor<2x3x3x3xf32>) {
  // expected-error @+1 {{has a filter of size 2 in dimension 0, expected 1}}
  %0 = nn.depthwise_conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>, tensor<2x3x3x3xf32>)
    -> tensor<1x2x2x3xf32>
  return
}

// -----

func.func @depthwise_conv_2d_c2(%arg0: tensor<1x4x4x3xf32>, %arg1: tensor<1x3x3x3xf32>) {
  // expected-error @+1 {{has window size, stride or dilation 40000}}
  %0 = nn.depthwise_conv_2d %arg0, %arg1 {strides = array<i64: 1, 40000>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>, tensor<1x3x3x3xf32>)
    -> tensor<1x2x2x3xf32>
  return
}

// -----

func.func @depthwise_conv_2d_c3(%arg0: tensor<1x4x4x3xf32>, %arg1: tensor<1x3x3x4xf32>) {
  // expected-error @+1 {{has 3 input channels, but 4 filters}}
  %0 = nn.depthwise_conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>, tensor<1x3x3x4xf32>)
    -> tensor<1x2x2x4xf32>
  return
}

// -----

func.func @depthwise_conv_2d_c4(%arg0: tensor<1x4x4x3xf32>, %arg1: tensor<1x3x3x6xf32>) {
  // expected-error @+1 {{output has shape [1, 2, 2, 3], expected [1, 2, 2, 6]}}
  %0 = nn.depthwise_conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>, tensor<1x3x3x6xf32>)
    -> tensor<1x2x2x3xf32>
  return
}

// -----

func.func @depthwise_conv_2d_c5(%arg0: tensor<1x4x4x3xf32>, %arg1: tensor<1x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>) {
  // expected-error @+1 {{has input of 'f32' and filter of}}
  %0 = nn.depthwise_conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>, tensor<1x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>)
    -> tensor<1x2x2x3xf32>
  return
}

// -----

func.func @depthwise_conv_2d_c6(%arg0: tensor<1x4x4x2x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<1x3x3x2x!quant.uniform<i8:f32:2, {1.000000e-01,2.000000e-01,3.000000e-01}>>) {
  // expected-error @+1 {{has a filter with 3 scales along dimension 2, expected 2 along dimension 3}}
  %0 = nn.depthwise_conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x2x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<1x3x3x2x!quant.uniform<i8:f32:2, {1.000000e-01,2.000000e-01,3.000000e-01}>>)
    -> tensor<1x2x2x2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @depthwise_conv_2d_c7(%arg0: tensor<1x4x4x3xf32>, %arg1: tensor<1x3x3x3xf32>, %arg2: tensor<3xi32>) {
  // expected-error @+1 {{and bias of 'i32'}}
  %0 = nn.depthwise_conv_2d %arg0, %arg1, %arg2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x3xf32>, tensor<1x3x3x3xf32>, tensor<3xi32>)
    -> tensor<1x2x2x3xf32>
  return
}

// -----

func.func @depthwise_conv_2d_c8(%arg0: tensor<1x4x4x2x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<1x3x3x2x!quant.uniform<i8:f32:3, {1.000000e-01,2.000000e-01}>>) {
  // expected-error @+1 {{expected less than 2^30}}
  %0 = nn.depthwise_conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x2x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<1x3x3x2x!quant.uniform<i8:f32:3, {1.000000e-01,2.000000e-01}>>)
    -> tensor<1x2x2x2x!quant.uniform<i8:f32, 1.000000e-11>>
  return
}

// -----

func.func @depthwise_conv_2d_c9(%arg0: tensor<1x4x4x3x!quant.uniform<i8:f32, 1.000000e-10>>, %arg1: tensor<1x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>) {
  // expected-error @+1 {{has an activation whose bound does not fit int32}}
  %0 = nn.depthwise_conv_2d %arg0, %arg1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, activation = #nn.activation<relu_n1_to_1>}
    : (tensor<1x4x4x3x!quant.uniform<i8:f32, 1.000000e-10>>, tensor<1x3x3x3x!quant.uniform<i8:f32, 2.500000e-01>>)
    -> tensor<1x2x2x3x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}

// -----

func.func @fully_connected_c1_rank(%arg0: tensor<1x8xf32>, %arg1: tensor<8xf32>) {
  // expected-error @+1 {{has 8 input elements, which are not a batch for its filter}}
  %0 = nn.fully_connected %arg0, %arg1
    : (tensor<1x8xf32>, tensor<8xf32>)
    -> tensor<1x1xf32>
  return
}

// -----

func.func @fully_connected_c1_depth(%arg0: tensor<1x8xf32>, %arg1: tensor<2x3xf32>) {
  // expected-error @+1 {{has 8 input elements, which are not a batch for its filter}}
  %0 = nn.fully_connected %arg0, %arg1
    : (tensor<1x8xf32>, tensor<2x3xf32>)
    -> tensor<1x2xf32>
  return
}

// -----

func.func @fully_connected_c2_units(%arg0: tensor<2x4xf32>, %arg1: tensor<3x4xf32>) {
  // expected-error @+1 {{has an output that is not a batch of 2 times 3 units}}
  %0 = nn.fully_connected %arg0, %arg1
    : (tensor<2x4xf32>, tensor<3x4xf32>)
    -> tensor<3x2xf32>
  return
}

// -----

func.func @fully_connected_c2_batch(%arg0: tensor<2x4xf32>, %arg1: tensor<3x4xf32>) {
  // expected-error @+1 {{has an output that is not a batch of 2 times 3 units}}
  %0 = nn.fully_connected %arg0, %arg1
    : (tensor<2x4xf32>, tensor<3x4xf32>)
    -> tensor<1x3xf32>
  return
}

// -----

func.func @fully_connected_c3(%arg0: tensor<2x4x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<3x4xf32>) {
  // expected-error @+1 {{and filter of 'f32'}}
  %0 = nn.fully_connected %arg0, %arg1
    : (tensor<2x4x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<3x4xf32>)
    -> tensor<2x3x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @fully_connected_c4(%arg0: tensor<1x2x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<2x2x!quant.uniform<i8:f32:1, {1.000000e-01,2.000000e-01}>>) {
  // expected-error @+1 {{scales along dimension 1, expected 2 along dimension 0}}
  %0 = nn.fully_connected %arg0, %arg1
    : (tensor<1x2x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<2x2x!quant.uniform<i8:f32:1, {1.000000e-01,2.000000e-01}>>)
    -> tensor<1x2x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @fully_connected_c5(%arg0: tensor<2x4x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<3x4x!quant.uniform<i8:f32, 2.500000e-01>>, %arg2: tensor<1x3xi32>) {
  // expected-error @+1 {{bias has shape [1, 3], expected [3]}}
  %0 = nn.fully_connected %arg0, %arg1, %arg2
    : (tensor<2x4x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<3x4x!quant.uniform<i8:f32, 2.500000e-01>>, tensor<1x3xi32>)
    -> tensor<2x3x!quant.uniform<i8:f32, 5.000000e-01>>
  return
}

// -----

func.func @fully_connected_c6(%arg0: tensor<2x4x!quant.uniform<i8:f32, 5.000000e-01>>, %arg1: tensor<3x4x!quant.uniform<i8:f32, 2.500000e-01>>) {
  // expected-error @+1 {{expected less than 2^30}}
  %0 = nn.fully_connected %arg0, %arg1
    : (tensor<2x4x!quant.uniform<i8:f32, 5.000000e-01>>, tensor<3x4x!quant.uniform<i8:f32, 2.500000e-01>>)
    -> tensor<2x3x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}

// -----

func.func @fully_connected_c7(%arg0: tensor<2x4x!quant.uniform<i8:f32, 1.000000e-10>>, %arg1: tensor<3x4x!quant.uniform<i8:f32, 2.500000e-01>>) {
  // expected-error @+1 {{has an activation whose bound does not fit int32}}
  %0 = nn.fully_connected %arg0, %arg1 {activation = #nn.activation<relu6>}
    : (tensor<2x4x!quant.uniform<i8:f32, 1.000000e-10>>, tensor<3x4x!quant.uniform<i8:f32, 2.500000e-01>>)
    -> tensor<2x3x!quant.uniform<i8:f32, 1.000000e-10>>
  return
}
