// RUN: tinymlc-opt %s --split-input-file --pass-pipeline='builtin.module(func.func(nn-quantize-interface))' --verify-diagnostics | FileCheck %s

!x = !quant.uniform<i8:f32, 0.5:3>
!y = !quant.uniform<i8:f32, 0.25:-128>

// The conversions go, names stay; what is read as float inside stays float.

// CHECK-LABEL: @borders
// CHECK-SAME: (%[[X:.*]]: tensor<4x!quant.uniform<i8:f32, 5.000000e-01:3>> {nn.name = "x"}) -> (tensor<4x!quant.uniform<i8:f32, 2.500000e-01:-128>> {nn.name = "y"}, tensor<4x!quant.uniform<i8:f32, 5.000000e-01:3>>)
// CHECK-NOT: nn.quantize
// CHECK: %[[Y:.*]] = nn.relu %[[X]]
// CHECK-NOT: nn.dequantize
// CHECK: return %[[Y]], %[[X]]
func.func @borders(%x: tensor<4xf32> {nn.name = "x"}) -> (tensor<4xf32> {nn.name = "y"}, tensor<4xf32>) {
  %0 = nn.quantize %x : (tensor<4xf32>) -> tensor<4x!x>
  %1 = nn.relu %0 : (tensor<4x!x>) -> tensor<4x!y>
  %2 = nn.dequantize %1 : (tensor<4x!y>) -> tensor<4xf32>
  %3 = nn.quantize %x : (tensor<4xf32>) -> tensor<4x!x>
  %4 = nn.dequantize %3 : (tensor<4x!x>) -> tensor<4xf32>
  return %2, %4 : tensor<4xf32>, tensor<4xf32>
}

// -----

// What is int8 already stays as it is.

!x = !quant.uniform<i8:f32, 0.5:3>

// CHECK-LABEL: @int8
// CHECK-SAME: (%{{.*}}: tensor<4x!quant.uniform<i8:f32, 5.000000e-01:3>>) -> tensor<4x!quant.uniform<i8:f32, 5.000000e-01:3>>
func.func @int8(%x: tensor<4x!x>) -> tensor<4x!x> {
  %0 = nn.relu %x : (tensor<4x!x>) -> tensor<4x!x>
  return %0 : tensor<4x!x>
}

// -----

!x = !quant.uniform<i8:f32, 0.5:3>
!y = !quant.uniform<i8:f32, 0.25:-128>

// expected-error @+1 {{cannot have int8 as input 0, which is not only read by QUANTIZE to one type}}
func.func @two_types(%x: tensor<4xf32>) -> (tensor<4x!x>, tensor<4x!y>) {
  %0 = nn.quantize %x : (tensor<4xf32>) -> tensor<4x!x>
  %1 = nn.quantize %x : (tensor<4xf32>) -> tensor<4x!y>
  return %0, %1 : tensor<4x!x>, tensor<4x!y>
}

// -----

!x = !quant.uniform<i8:f32, 0.5:3>

// expected-error @+1 {{cannot have int8 as output 0, which is not the result of DEQUANTIZE}}
func.func @float_output(%x: tensor<4x!x>) -> tensor<4xf32> {
  %0 = nn.dequantize %x : (tensor<4x!x>) -> tensor<4xf32>
  %1 = nn.tanh %0 : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
