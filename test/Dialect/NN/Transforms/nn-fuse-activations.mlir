// RUN: tinymlc-opt %s --split-input-file --pass-pipeline='builtin.module(func.func(nn-fuse-activations))' | FileCheck %s

!x = !quant.uniform<i8:f32, 0.5:3>

// CHECK-LABEL: @same_scale
// CHECK: nn.add {{.*}}activation = #nn.activation<relu>
// CHECK-NOT: nn.relu
func.func @same_scale(%a: tensor<4x!x>, %b: tensor<4x!x>) -> tensor<4x!x> {
  %s = nn.add %a, %b : (tensor<4x!x>, tensor<4x!x>) -> tensor<4x!x>
  %y = nn.relu %s : (tensor<4x!x>) -> tensor<4x!x>
  return %y : tensor<4x!x>
}

// -----

// The activation rescales: it is more than a clamp.

!x = !quant.uniform<i8:f32, 0.5:3>
!y = !quant.uniform<i8:f32, 0.25:-128>

// CHECK-LABEL: @other_scale
// CHECK: nn.relu
func.func @other_scale(%a: tensor<4x!x>, %b: tensor<4x!x>) -> tensor<4x!y> {
  %s = nn.add %a, %b : (tensor<4x!x>, tensor<4x!x>) -> tensor<4x!x>
  %y = nn.relu %s : (tensor<4x!x>) -> tensor<4x!y>
  return %y : tensor<4x!y>
}

// -----

// CHECK-LABEL: @float_relu6
// CHECK: nn.mul {{.*}}activation = #nn.activation<relu6>
// CHECK-NOT: nn.relu6 %
func.func @float_relu6(%a: tensor<4xf32>) -> tensor<4xf32> {
  %s = nn.mul %a, %a : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %y = nn.relu6 %s : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// An operator that clamps already keeps its clamp.

// CHECK-LABEL: @already_clamped
// CHECK: nn.relu6
func.func @already_clamped(%a: tensor<4xf32>) -> tensor<4xf32> {
  %s = nn.mul %a, %a {activation = #nn.activation<relu_n1_to_1>} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %y = nn.relu6 %s : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
