// RUN: tinymlc-opt %s --split-input-file --pass-pipeline='builtin.module(func.func(nn-fuse-pad))' | FileCheck %s

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @zero_point
// CHECK-NOT: nn.pad
// CHECK: nn.conv_2d %arg0,
// CHECK-SAME: padding = array<i64: 1, 2, 0, 2>
func.func @zero_point(%x: tensor<1x4x4x2x!x>) -> tensor<1x5x4x1x!x> {
  %w = nn.constant dense<1> : tensor<1x3x3x2xi8> -> tensor<1x3x3x2x!w>
  %p = nn.pad %x {paddings = array<i64: 0, 0, 1, 2, 0, 1, 0, 0>, value = 3 : i8} : (tensor<1x4x4x2x!x>) -> tensor<1x7x5x2x!x>
  %y = nn.conv_2d %p, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 1>} : (tensor<1x7x5x2x!x>, tensor<1x3x3x2x!w>) -> tensor<1x5x4x1x!x>
  return %y : tensor<1x5x4x1x!x>
}

// -----

// Some windows would lie in the padding alone.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @beyond_reach
// CHECK: nn.pad
func.func @beyond_reach(%x: tensor<1x4x4x1x!x>) -> tensor<1x5x4x1x!x> {
  %w = nn.constant dense<1> : tensor<1x3x3x1xi8> -> tensor<1x3x3x1x!w>
  %p = nn.pad %x {paddings = array<i64: 0, 0, 3, 0, 1, 1, 0, 0>, value = 3 : i8} : (tensor<1x4x4x1x!x>) -> tensor<1x7x6x1x!x>
  %y = nn.conv_2d %p, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x7x6x1x!x>, tensor<1x3x3x1x!w>) -> tensor<1x5x4x1x!x>
  return %y : tensor<1x5x4x1x!x>
}

// -----

// Another value than the zero point is not what the convolution assumes.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @other_value
// CHECK: nn.pad
func.func @other_value(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w = nn.constant dense<1> : tensor<1x3x3x1xi8> -> tensor<1x3x3x1x!w>
  %p = nn.pad %x {paddings = array<i64: 0, 0, 1, 1, 1, 1, 0, 0>, value = 4 : i8} : (tensor<1x4x4x1x!x>) -> tensor<1x6x6x1x!x>
  %y = nn.depthwise_conv_2d %p, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x6x6x1x!x>, tensor<1x3x3x1x!w>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// Somebody else reads the padded tensor.

// CHECK-LABEL: @two_readers
// CHECK: nn.pad
func.func @two_readers(%x: tensor<1x4x4x1xf32>) -> (tensor<1x4x4x1xf32>, tensor<1x6x6x1xf32>) {
  %w = nn.constant dense<1.0> : tensor<1x3x3x1xf32> -> tensor<1x3x3x1xf32>
  %p = nn.pad %x {paddings = array<i64: 0, 0, 1, 1, 1, 1, 0, 0>, value = 0.0 : f32} : (tensor<1x4x4x1xf32>) -> tensor<1x6x6x1xf32>
  %y = nn.conv_2d %p, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x6x6x1xf32>, tensor<1x3x3x1xf32>) -> tensor<1x4x4x1xf32>
  return %y, %p : tensor<1x4x4x1xf32>, tensor<1x6x6x1xf32>
}
