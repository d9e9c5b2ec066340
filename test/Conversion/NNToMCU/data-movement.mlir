// RUN: tinymlc-opt %s -convert-nn-to-mcu -split-input-file | FileCheck %s

// A reshape moves nothing.

// CHECK-LABEL: mcu.model
// CHECK: %[[V:.*]] = mcu.view %{{.*}} : <2x3xf32> -> <6xf32>
// CHECK-NOT: mcu.copy
// CHECK: mcu.unary %[[V]]
func.func @main(%x: tensor<2x3xf32>) -> tensor<6xf32> {
  %0 = nn.reshape %x : (tensor<2x3xf32>) -> tensor<6xf32>
  %1 = nn.tanh %0 : (tensor<6xf32>) -> tensor<6xf32>
  return %1 : tensor<6xf32>
}

// -----

// A pad fills the output, then copies into its middle: one row of 6 and one
// element on.

!q = !quant.uniform<i8:f32, 0.5:-4>
// CHECK-LABEL: mcu.model
// CHECK: %[[Y:.*]] = mcu.buffer "tensor" : <4x6xi8>
// CHECK: mcu.fill %[[Y]] {value = -4 : i8}
// CHECK: mcu.copy %{{.*}}, %[[Y]] {input_strides = array<i64: 3, 1>, output_offset = 7 : i64, output_strides = array<i64: 6, 1>, sizes = array<i64: 2, 3>}
func.func @main(%x: tensor<2x3x!q>) -> tensor<4x6x!q> {
  %0 = nn.pad %x {paddings = array<i64: 1, 1, 1, 2>, value = -4 : i8} : (tensor<2x3x!q>) -> tensor<4x6x!q>
  return %0 : tensor<4x6x!q>
}

// -----

// A transpose reads with the input's strides in the output's order.

// CHECK-LABEL: mcu.model
// CHECK: mcu.copy {{.*}} {input_strides = array<i64: 1, 12, 4>, output_offset = 0 : i64, output_strides = array<i64: 6, 3, 1>, sizes = array<i64: 4, 2, 3>}
func.func @main(%x: tensor<2x3x4xf32>) -> tensor<4x2x3xf32> {
  %0 = nn.transpose %x {permutation = array<i64: 2, 0, 1>} : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>
  return %0 : tensor<4x2x3xf32>
}

// -----

// A concatenation copies each input to where the one before ends; the same one
// twice, too.

// CHECK-LABEL: mcu.model
// CHECK: mcu.copy %[[X:.*]], %[[Y:.*]] {input_strides = array<i64: 3, 1>, output_offset = 0 : i64, output_strides = array<i64: 7, 1>, sizes = array<i64: 2, 3>}
// CHECK: mcu.copy %{{.*}}, %[[Y]] {input_strides = array<i64: 1, 1>, output_offset = 3 : i64, output_strides = array<i64: 7, 1>, sizes = array<i64: 2, 1>}
// CHECK: mcu.copy %[[X]], %[[Y]] {input_strides = array<i64: 3, 1>, output_offset = 4 : i64, output_strides = array<i64: 7, 1>, sizes = array<i64: 2, 3>}
func.func @main(%x: tensor<2x3xf32>, %y: tensor<2x1xf32>) -> tensor<2x7xf32> {
  %0 = nn.concatenation %x, %y, %x {axis = 1 : i64} : (tensor<2x3xf32>, tensor<2x1xf32>, tensor<2x3xf32>) -> tensor<2x7xf32>
  return %0 : tensor<2x7xf32>
}
