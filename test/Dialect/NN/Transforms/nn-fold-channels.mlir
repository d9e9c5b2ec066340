// RUN: tinymlc-opt %s --split-input-file --pass-pipeline='builtin.module(func.func(nn-fold-channels))' | FileCheck %s

// A channel of weights 0 is the constant that its bias makes it: 40 / 4 + 3 is
// 13, 10 above the zero point. The consumer's bias takes it, 10 * 7.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @constant
// CHECK-DAG: %[[W0:.*]] = nn.constant dense<1> : tensor<1x1x1x1xi8>
// CHECK-DAG: %[[B0:.*]] = nn.constant dense<0> : tensor<1xi32>
// CHECK-NOT: nn.constant
// CHECK: %[[H:.*]] = nn.conv_2d %arg0, %[[W0]], %[[B0]]
// CHECK-SAME: nn.folded = {channels = 1 : i64, macs = 16 : i64, weight_bytes = 1 : i64}
// CHECK-DAG: %[[W1:.*]] = nn.constant dense<5> : tensor<1x1x1x1xi8>
// CHECK-DAG: %[[B1:.*]] = nn.constant dense<71> : tensor<1xi32>
// CHECK-NOT: nn.constant
// CHECK: nn.conv_2d %[[H]], %[[W1]], %[[B1]]
// CHECK-SAME: nn.folded = {channels = 0 : i64, macs = 16 : i64, weight_bytes = 1 : i64}
func.func @constant(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<[[[[5, 7]]]]> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!w>
  %b1 = nn.constant dense<1> : tensor<1xi32> -> tensor<1xi32>
  %y = nn.conv_2d %h, %w1, %b1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!w>, tensor<1xi32>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// An operator without a bias gets one, if it has to.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @no_bias
// CHECK: %[[B1:.*]] = nn.constant dense<[70, -20]> : tensor<2xi32>
// CHECK: nn.conv_2d %{{.*}}, %{{.*}}, %[[B1]]
func.func @no_bias(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x2x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<[[[[5, 7]]], [[[1, -2]]]]> : tensor<2x1x1x2xi8> -> tensor<2x1x1x2x!w>
  %y = nn.conv_2d %h, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<2x1x1x2x!w>) -> tensor<1x4x4x2x!x>
  return %y : tensor<1x4x4x2x!x>
}

// -----

// Padding holds the zero point, 3, not 13: the border sees another sum.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @padded
// CHECK-NOT: nn.folded
// CHECK: nn.conv_2d {{.*}} -> tensor<1x4x4x2x
// CHECK-NOT: nn.folded
func.func @padded(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<1> : tensor<1x3x3x2xi8> -> tensor<1x3x3x2x!w>
  %y = nn.conv_2d %h, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x2x!x>, tensor<1x3x3x2x!w>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// The same constant without padding: 9 taps of 10.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @not_padded
// CHECK: nn.conv_2d {{.*}} -> tensor<1x4x4x1x
// CHECK: nn.constant dense<90> : tensor<1xi32>
func.func @not_padded(%x: tensor<1x4x4x1x!x>) -> tensor<1x2x2x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<1> : tensor<1x3x3x2xi8> -> tensor<1x3x3x2x!w>
  %y = nn.conv_2d %h, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x3x3x2x!w>) -> tensor<1x2x2x1x!x>
  return %y : tensor<1x2x2x1x!x>
}

// -----

// The zero point is what padding holds: it adds nothing anywhere.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @padded_zero_point
// CHECK: nn.conv_2d {{.*}} -> tensor<1x4x4x1x
// CHECK: nn.conv_2d %{{.*}}, %{{.*}} {{{.*}}nn.folded
// CHECK-SAME: (tensor<1x4x4x1x{{.*}}>, tensor<1x3x3x1x
func.func @padded_zero_point(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 0]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<1> : tensor<1x3x3x2xi8> -> tensor<1x3x3x2x!w>
  %y = nn.conv_2d %h, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x2x!x>, tensor<1x3x3x2x!w>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// Padding that the weights do not see does not matter: 10 * 6 at the centre.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @padded_unseen
// CHECK: nn.conv_2d {{.*}} -> tensor<1x4x4x1x
// CHECK: nn.constant dense<60> : tensor<1xi32>
func.func @padded_unseen(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<[[[[1, 0], [2, 0], [3, 0]], [[4, 0], [5, 6], [6, 0]], [[7, 0], [8, 0], [9, 0]]]]> : tensor<1x3x3x2xi8> -> tensor<1x3x3x2x!w>
  %y = nn.conv_2d %h, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x2x!x>, tensor<1x3x3x2x!w>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// A depthwise channel of a constant is a constant: (10 * 18 + 8) / 4 is 47, times
// 3 in the last bias. All three operators lose it.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @depthwise
// CHECK: nn.conv_2d {{.*}} -> tensor<1x4x4x1x
// CHECK-DAG: nn.constant dense<1> : tensor<1x3x3x1xi8>
// CHECK-DAG: nn.constant dense<8> : tensor<1xi32>
// CHECK: nn.depthwise_conv_2d {{.*}} -> tensor<1x2x2x1x
// CHECK: nn.constant dense<141> : tensor<1xi32>
// CHECK: nn.conv_2d {{.*}} -> tensor<1x2x2x1x
func.func @depthwise(%x: tensor<1x4x4x1x!x>) -> tensor<1x2x2x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<[[[[1, 2], [1, 2], [1, 2]], [[1, 2], [1, 2], [1, 2]], [[1, 2], [1, 2], [1, 2]]]]> : tensor<1x3x3x2xi8> -> tensor<1x3x3x2x!w>
  %b1 = nn.constant dense<8> : tensor<2xi32> -> tensor<2xi32>
  %d = nn.depthwise_conv_2d %h, %w1, %b1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x3x3x2x!w>, tensor<2xi32>) -> tensor<1x2x2x2x!x>
  %w2 = nn.constant dense<[[[[1, 3]]]]> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!w>
  %y = nn.conv_2d %d, %w2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x2x2x2x!x>, tensor<1x1x1x2x!w>) -> tensor<1x2x2x1x!x>
  return %y : tensor<1x2x2x1x!x>
}

// -----

// With a border it is none.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @depthwise_padded
// CHECK-NOT: nn.folded
func.func @depthwise_padded(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<[[[[1, 2], [1, 2], [1, 2]], [[1, 2], [1, 2], [1, 2]], [[1, 2], [1, 2], [1, 2]]]]> : tensor<1x3x3x2xi8> -> tensor<1x3x3x2x!w>
  %b1 = nn.constant dense<8> : tensor<2xi32> -> tensor<2xi32>
  %d = nn.depthwise_conv_2d %h, %w1, %b1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x2x!x>, tensor<1x3x3x2x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w2 = nn.constant dense<[[[[1, 3]]]]> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!w>
  %y = nn.conv_2d %d, %w2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!w>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// Unless the constant is the zero point.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @depthwise_padded_zero_point
// CHECK: nn.depthwise_conv_2d {{.*}} -> tensor<1x4x4x1x
func.func @depthwise_padded_zero_point(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 0]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<[[[[1, 2], [1, 2], [1, 2]], [[1, 2], [1, 2], [1, 2]], [[1, 2], [1, 2], [1, 2]]]]> : tensor<1x3x3x2xi8> -> tensor<1x3x3x2x!w>
  %b1 = nn.constant dense<8> : tensor<2xi32> -> tensor<2xi32>
  %d = nn.depthwise_conv_2d %h, %w1, %b1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x2x!x>, tensor<1x3x3x2x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w2 = nn.constant dense<[[[[1, 3]]]]> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!w>
  %y = nn.conv_2d %d, %w2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!w>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// Both results of an input channel go, or none: channel 0 stays for the first.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @multiplier
// CHECK: nn.depthwise_conv_2d {{.*}}: (tensor<1x4x4x1x{{.*}}>, tensor<1x1x1x2x{{.*}}>) -> tensor<1x4x4x2x
func.func @multiplier(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<1> : tensor<1x1x1x4xi8> -> tensor<1x1x1x4x!w>
  %d = nn.depthwise_conv_2d %h, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x1x1x4x!w>) -> tensor<1x4x4x4x!x>
  %w2 = nn.constant dense<[[[[1, 0, 1, 1]]]]> : tensor<1x1x1x4xi8> -> tensor<1x1x1x4x!w>
  %y = nn.conv_2d %d, %w2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x4x!x>, tensor<1x1x1x4x!w>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// What nothing reads goes, with its bias and scale, though it is no constant.

!x = !quant.uniform<i8:f32, 0.5:3>
!v = !quant.uniform<i8:f32:0, {0.25,0.5,0.75}>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @unread
// CHECK-DAG: nn.constant dense<{{\[}}{{\[}}{{\[}}[1]]], {{\[}}{{\[}}[3]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!quant.uniform<i8:f32:0, {2.500000e-01,7.500000e-01}>>
// CHECK-DAG: nn.constant dense<[4, 6]> : tensor<2xi32>
// CHECK: nn.conv_2d {{.*}} -> tensor<1x4x4x2x
// CHECK: nn.relu %{{[0-9]+}} : {{.*}} -> tensor<1x4x4x2x
// CHECK: nn.constant dense<{{\[}}{{\[}}{{\[}}[7, 8]]]]> : tensor<1x1x1x2xi8>
// CHECK: nn.conv_2d {{.*}} -> tensor<1x4x4x1x
func.func @unread(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[2]]], [[[3]]]]> : tensor<3x1x1x1xi8> -> tensor<3x1x1x1x!v>
  %b0 = nn.constant dense<[4, 5, 6]> : tensor<3xi32> -> tensor<3xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<3x1x1x1x!v>, tensor<3xi32>) -> tensor<1x4x4x3x!x>
  %r = nn.relu %h : (tensor<1x4x4x3x!x>) -> tensor<1x4x4x3x!x>
  %w1 = nn.constant dense<[[[[7, 0, 8]]]]> : tensor<1x1x1x3xi8> -> tensor<1x1x1x3x!w>
  %y = nn.conv_2d %r, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x3x!x>, tensor<1x1x1x3x!w>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// Two constants add up to one: 10 + 20.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @residual
// CHECK: nn.add {{.*}} -> tensor<1x4x4x1x
// CHECK: nn.constant dense<30> : tensor<1xi32>
func.func @residual(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %b2 = nn.constant dense<[0, 80]> : tensor<2xi32> -> tensor<2xi32>
  %g = nn.conv_2d %x, %w0, %b2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %s = nn.add %h, %g : (tensor<1x4x4x2x!x>, tensor<1x4x4x2x!x>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<1> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!w>
  %y = nn.conv_2d %s, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!w>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// A constant and a variable add up to a variable.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @residual_kept
// CHECK-NOT: nn.folded
func.func @residual_kept(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w2 = nn.constant dense<1> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %g = nn.conv_2d %x, %w2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>) -> tensor<1x4x4x2x!x>
  %s = nn.add %h, %g : (tensor<1x4x4x2x!x>, tensor<1x4x4x2x!x>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<1> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!w>
  %y = nn.conv_2d %s, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!w>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// A constant operand loses what the result loses; a gate of one channel stays.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @operands
// CHECK: nn.constant dense<6> : tensor<1x1x1x1xi8>
// CHECK: nn.add {{.*}} -> tensor<1x4x4x1x
// CHECK: nn.mul %{{.*}}, %arg1 {{.*}} -> tensor<1x4x4x1x
func.func @operands(%x: tensor<1x4x4x1x!x>, %gate: tensor<1x1x1x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 0]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %c = nn.constant dense<[[[[6, 3]]]]> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!x>
  %a = nn.add %h, %c : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!x>) -> tensor<1x4x4x2x!x>
  %s = nn.mul %a, %gate : (tensor<1x4x4x2x!x>, tensor<1x1x1x1x!x>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<1> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!w>
  %y = nn.conv_2d %s, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!w>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// The function's results and arguments keep their channels, and so does what
// needs whole rows.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>
!p = !quant.uniform<i8:f32, 3.906250e-03:-128>

// CHECK-LABEL: @interface
// CHECK-NOT: nn.folded
func.func @interface(%x: tensor<1x4x4x1x!x>, %z: tensor<1x4x4x2x!x>) -> (tensor<1x4x4x2x!x>, tensor<1x4x4x2x!p>, tensor<1x4x4x1x!x>) {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %b2 = nn.constant dense<[0, 80]> : tensor<2xi32> -> tensor<2xi32>
  %g = nn.conv_2d %x, %w0, %b2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %q = nn.softmax %g {beta = 1.0 : f32} : (tensor<1x4x4x2x!x>) -> tensor<1x4x4x2x!p>
  %w1 = nn.constant dense<[[[[1, 0]]]]> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!w>
  %y = nn.conv_2d %z, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!w>) -> tensor<1x4x4x1x!x>
  return %h, %q, %y : tensor<1x4x4x2x!x>, tensor<1x4x4x2x!p>, tensor<1x4x4x1x!x>
}

// -----

// A bias takes no more than int32 holds: 10 * 7 is one too many for the second.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @bias_overflow
// CHECK-NOT: nn.folded
func.func @bias_overflow(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x2x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<[[[[5, 7]]], [[[5, 7]]]]> : tensor<2x1x1x2xi8> -> tensor<2x1x1x2x!w>
  %b1 = nn.constant dense<[0, 2147483578]> : tensor<2xi32> -> tensor<2xi32>
  %y = nn.conv_2d %h, %w1, %b1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<2x1x1x2x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  return %y : tensor<1x4x4x2x!x>
}

// -----

// The largest bias that int32 holds.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @largest_bias
// CHECK: nn.constant dense<2147483647> : tensor<1xi32>
func.func @largest_bias(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<[[[[5, 7]]]]> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!w>
  %b1 = nn.constant dense<2147483577> : tensor<1xi32> -> tensor<1xi32>
  %y = nn.conv_2d %h, %w1, %b1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!w>, tensor<1xi32>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// An accumulator that may wrap can come out as anything.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @wraps
// CHECK-NOT: nn.folded
func.func @wraps(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[100]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 2147483647]> : tensor<2xi32> -> tensor<2xi32>
  %s = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<1> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!w>
  %y = nn.conv_2d %s, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!w>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// Large sums saturate for every input: 127 is 124 above the zero point.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @saturates
// CHECK: nn.constant dense<124> : tensor<1xi32>
func.func @saturates(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[100]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 100000]> : tensor<2xi32> -> tensor<2xi32>
  %s = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<1> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!w>
  %y = nn.conv_2d %s, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!w>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// A tensor without channels is none: the first one stays.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @all_constant
// CHECK: nn.conv_2d {{.*}} -> tensor<1x4x4x1x
// CHECK: nn.conv_2d {{.*}} -> tensor<1x4x4x1x
func.func @all_constant(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[0]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[20, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<1> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!w>
  %y = nn.conv_2d %h, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!w>) -> tensor<1x4x4x1x!x>
  return %y : tensor<1x4x4x1x!x>
}

// -----

// Rows of several pixels have each channel several times.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @rows
// CHECK: nn.reshape {{.*}} : (tensor<1x2x2x1x{{.*}}>) -> tensor<1x4x
// CHECK-DAG: nn.constant dense<{{\[}}[1, 3, 5, 7]]> : tensor<1x4xi8>
// CHECK-DAG: nn.constant dense<200> : tensor<1xi32>
// CHECK: nn.fully_connected
func.func @rows(%x: tensor<1x2x2x1x!x>) -> tensor<1x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x2x2x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x2x2x2x!x>
  %r = nn.reshape %h : (tensor<1x2x2x2x!x>) -> tensor<1x8x!x>
  %w1 = nn.constant dense<[[1, 2, 3, 4, 5, 6, 7, 8]]> : tensor<1x8xi8> -> tensor<1x8x!w>
  %y = nn.fully_connected %r, %w1 : (tensor<1x8x!x>, tensor<1x8x!w>) -> tensor<1x1x!x>
  return %y : tensor<1x1x!x>
}

// -----

// The same without the reshape.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @rows_of_pixels
// CHECK-DAG: nn.constant dense<{{\[}}[1, 3, 5, 7]]> : tensor<1x4xi8>
// CHECK-DAG: nn.constant dense<200> : tensor<1xi32>
// CHECK: nn.fully_connected {{.*}} : (tensor<1x2x2x1x
func.func @rows_of_pixels(%x: tensor<1x2x2x1x!x>) -> tensor<1x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x2x2x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x2x2x2x!x>
  %w1 = nn.constant dense<[[1, 2, 3, 4, 5, 6, 7, 8]]> : tensor<1x8xi8> -> tensor<1x8x!w>
  %y = nn.fully_connected %h, %w1 : (tensor<1x2x2x2x!x>, tensor<1x8x!w>) -> tensor<1x1x!x>
  return %y : tensor<1x1x!x>
}

// -----

// A reshape that splits pixels keeps them whole.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @split_pixels
// CHECK-NOT: nn.folded
func.func @split_pixels(%x: tensor<1x2x2x1x!x>) -> tensor<8x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x2x2x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x2x2x2x!x>
  %y = nn.reshape %h : (tensor<1x2x2x2x!x>) -> tensor<8x1x!x>
  return %y : tensor<8x1x!x>
}

// -----

// FULLY_CONNECTED rounds one scale otherwise than several: two units stay.

!x = !quant.uniform<i8:f32, 0.5:3>
!v = !quant.uniform<i8:f32:0, {0.25,0.5,0.75}>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @scales
// CHECK: nn.fully_connected {{.*}} -> tensor<1x2x
// CHECK: nn.fully_connected {{.*}} -> tensor<1x1x
func.func @scales(%x: tensor<1x1x!x>) -> tensor<1x1x!x> {
  %w0 = nn.constant dense<[[1], [2], [3]]> : tensor<3x1xi8> -> tensor<3x1x!v>
  %h = nn.fully_connected %x, %w0 : (tensor<1x1x!x>, tensor<3x1x!v>) -> tensor<1x3x!x>
  %w1 = nn.constant dense<[[1, 0, 0]]> : tensor<1x3xi8> -> tensor<1x3x!w>
  %y = nn.fully_connected %h, %w1 : (tensor<1x3x!x>, tensor<1x3x!w>) -> tensor<1x1x!x>
  return %y : tensor<1x1x!x>
}

// -----

// Concatenated channels go where they came from; pools, means and pads pass them
// on. A mean of the constant 13 is 13, and a border of 13 changes nothing.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @passed_on
// CHECK: nn.concatenation {{.*}} -> tensor<1x4x4x2x
// CHECK: nn.max_pool_2d {{.*}} -> tensor<1x2x2x2x
// CHECK: nn.average_pool_2d {{.*}} -> tensor<1x1x1x2x
// CHECK: nn.pad {{.*}} -> tensor<1x3x3x2x
// CHECK: nn.transpose {{.*}} -> tensor<1x3x3x2x
// CHECK: nn.mean {{.*}} -> tensor<1x2x
// CHECK: nn.fully_connected {{.*}} -> tensor<1x1x
func.func @passed_on(%x: tensor<1x4x4x1x!x>) -> tensor<1x1x!x> {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %b2 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %g = nn.conv_2d %x, %w0, %b2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %c = nn.concatenation %h, %g {axis = 3 : i64} : (tensor<1x4x4x2x!x>, tensor<1x4x4x2x!x>) -> tensor<1x4x4x4x!x>
  %m = nn.max_pool_2d %c {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x4x!x>) -> tensor<1x2x2x4x!x>
  %a = nn.average_pool_2d %m {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x2x2x4x!x>) -> tensor<1x1x1x4x!x>
  %p = nn.pad %a {paddings = array<i64: 0, 0, 1, 1, 1, 1, 0, 0>, value = 13 : i8} : (tensor<1x1x1x4x!x>) -> tensor<1x3x3x4x!x>
  %t = nn.transpose %p {permutation = array<i64: 0, 2, 1, 3>} : (tensor<1x3x3x4x!x>) -> tensor<1x3x3x4x!x>
  %n = nn.mean %t {axes = array<i64: 1, 2>, keep_dims = false} : (tensor<1x3x3x4x!x>) -> tensor<1x4x!x>
  %w1 = nn.constant dense<1> : tensor<1x4xi8> -> tensor<1x4x!w>
  %y = nn.fully_connected %n, %w1 : (tensor<1x4x!x>, tensor<1x4x!w>) -> tensor<1x1x!x>
  return %y : tensor<1x1x!x>
}

// -----

// Groups, computed weights and float tensors stay as they are.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @kept
// CHECK-NOT: nn.folded
func.func @kept(%x: tensor<1x4x4x1x!x>, %v: tensor<1x1x1x2x!w>, %f: tensor<1x4x4x1xf32>) -> (tensor<1x4x4x2x!x>, tensor<1x4x4x1x!x>, tensor<1x4x4x1xf32>) {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %b2 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %g = nn.conv_2d %x, %w0, %b2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %w1 = nn.constant dense<1> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %y = nn.conv_2d %h, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<2x1x1x1x!w>) -> tensor<1x4x4x2x!x>
  %z = nn.conv_2d %g, %v {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!w>) -> tensor<1x4x4x1x!x>
  %w2 = nn.constant dense<[[[[1.0]]], [[[0.0]]]]> : tensor<2x1x1x1xf32> -> tensor<2x1x1x1xf32>
  %i = nn.conv_2d %f, %w2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1xf32>, tensor<2x1x1x1xf32>) -> tensor<1x4x4x2xf32>
  %w3 = nn.constant dense<1.0> : tensor<1x1x1x2xf32> -> tensor<1x1x1x2xf32>
  %j = nn.conv_2d %i, %w3 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x4x4x1xf32>
  return %y, %z, %j : tensor<1x4x4x2x!x>, tensor<1x4x4x1x!x>, tensor<1x4x4x1xf32>
}

// -----

// All of many channels are read, and stay.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @many
// CHECK: nn.fully_connected %{{.*}} -> tensor<1x3000x
// CHECK: nn.fully_connected %{{.*}} : (tensor<1x3000x
func.func @many(%x: tensor<1x4x!x>) -> tensor<1x4x!x> {
  %w0 = nn.constant dense<1> : tensor<3000x4xi8> -> tensor<3000x4x!w>
  %h = nn.fully_connected %x, %w0 : (tensor<1x4x!x>, tensor<3000x4x!w>) -> tensor<1x3000x!x>
  %w1 = nn.constant dense<2> : tensor<4x3000xi8> -> tensor<4x3000x!w>
  %y = nn.fully_connected %h, %w1 : (tensor<1x3000x!x>, tensor<4x3000x!w>) -> tensor<1x4x!x>
  return %y : tensor<1x4x!x>
}

// -----

// Through slices of rows; those of channels count all that there are, and tell
// which of them are constant.

!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>

// CHECK-LABEL: @slices
// CHECK: nn.conv_2d {{.*}} -> tensor<1x4x4x1x
// CHECK: nn.slice %{{.*}} {offsets = array<i64: 0, 2, 0, 0>} : {{.*}} -> tensor<1x2x4x1x
// CHECK: nn.conv_2d {{.*}} -> tensor<1x2x4x1x
// CHECK: nn.conv_2d {{.*}} -> tensor<1x4x4x3x
// CHECK: nn.slice %{{.*}} {offsets = array<i64: 0, 0, 0, 1>} : {{.*}} -> tensor<1x4x4x2x
func.func @slices(%x: tensor<1x4x4x1x!x>) -> (tensor<1x2x4x1x!x>, tensor<1x4x4x1x!x>) {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  %s = nn.slice %h {offsets = array<i64: 0, 2, 0, 0>} : (tensor<1x4x4x2x!x>) -> tensor<1x2x4x2x!x>
  %w1 = nn.constant dense<1> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!w>
  %y = nn.conv_2d %s, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x2x4x2x!x>, tensor<1x1x1x2x!w>) -> tensor<1x2x4x1x!x>
  %w2 = nn.constant dense<[[[[1]]], [[[2]]], [[[0]]]]> : tensor<3x1x1x1xi8> -> tensor<3x1x1x1x!w>
  %b2 = nn.constant dense<[0, 0, 40]> : tensor<3xi32> -> tensor<3xi32>
  %i = nn.conv_2d %x, %w2, %b2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<3x1x1x1x!w>, tensor<3xi32>) -> tensor<1x4x4x3x!x>
  %c = nn.slice %i {offsets = array<i64: 0, 0, 0, 1>} : (tensor<1x4x4x3x!x>) -> tensor<1x4x4x2x!x>
  %z = nn.conv_2d %c, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!w>) -> tensor<1x4x4x1x!x>
  return %y, %z : tensor<1x2x4x1x!x>, tensor<1x4x4x1x!x>
}
