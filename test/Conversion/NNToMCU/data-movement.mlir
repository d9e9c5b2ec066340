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

// -----

// A slice in one piece shows these bytes, whether of rows or, where those before
// are single, of a row; one that begins within a word, has gaps or is of a
// constant is copied. The whole is the input itself.

!q = !quant.uniform<i8:f32, 0.5:-4>
// CHECK-LABEL: mcu.model
// CHECK: %[[X:.*]] = mcu.buffer "input_0"
// CHECK: %[[ROWS:.*]] = mcu.view %[[X]] at 16 : <4x8xi8> -> <2x8xi8>
// CHECK: %[[PART:.*]] = mcu.view %[[X]] at 20 : <4x8xi8> -> <1x3xi8>
// CHECK: mcu.output %[[ROWS]]
// CHECK: mcu.output %[[PART]]
func.func @main(%x: tensor<4x8x!q>) -> (tensor<2x8x!q>, tensor<1x3x!q>) {
  %0 = nn.slice %x {offsets = array<i64: 2, 0>} : (tensor<4x8x!q>) -> tensor<2x8x!q>
  %1 = nn.slice %x {offsets = array<i64: 2, 4>} : (tensor<4x8x!q>) -> tensor<1x3x!q>
  return %0, %1 : tensor<2x8x!q>, tensor<1x3x!q>
}

// -----

!q = !quant.uniform<i8:f32, 0.5:-4>
// CHECK-LABEL: mcu.model
// CHECK: mcu.copy %{{.*}} {input_offset = 9 : i64, input_strides = array<i64: 9, 1>, output_offset = 0 : i64, output_strides = array<i64: 9, 1>, sizes = array<i64: 2, 9>}
// CHECK: mcu.copy %{{.*}} {input_offset = 4 : i64, input_strides = array<i64: 9, 1>, output_offset = 0 : i64, output_strides = array<i64: 5, 1>, sizes = array<i64: 4, 5>}
// CHECK: mcu.copy %{{.*}} {input_offset = 4 : i64, input_strides = array<i64: 4, 1>, output_offset = 0 : i64, output_strides = array<i64: 4, 1>, sizes = array<i64: 1, 4>} : !mcu.buffer<const 2x4xi8>, !mcu.buffer<1x4xi8>
func.func @main(%x: tensor<4x9x!q>) -> (tensor<2x9x!q>, tensor<4x5x!q>, tensor<1x4x!q>) {
  %0 = nn.slice %x {offsets = array<i64: 1, 0>} : (tensor<4x9x!q>) -> tensor<2x9x!q>
  %1 = nn.slice %x {offsets = array<i64: 0, 4>} : (tensor<4x9x!q>) -> tensor<4x5x!q>
  %c = nn.constant dense<1> : tensor<2x4xi8> -> tensor<2x4x!q>
  %2 = nn.slice %c {offsets = array<i64: 1, 0>} : (tensor<2x4x!q>) -> tensor<1x4x!q>
  return %0, %1, %2 : tensor<2x9x!q>, tensor<4x5x!q>, tensor<1x4x!q>
}
