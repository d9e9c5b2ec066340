// RUN: tinymlc-opt %s -canonicalize | FileCheck %s

// CHECK-LABEL: func.func @reshape_of_reshape
// CHECK-SAME: (%[[INPUT:.*]]: tensor<2x6xf32>)
func.func @reshape_of_reshape(%input: tensor<2x6xf32>) -> tensor<4x3xf32> {
  // CHECK-NEXT: %[[RESULT:.*]] = nn.reshape %[[INPUT]] : (tensor<2x6xf32>) -> tensor<4x3xf32>
  // CHECK-NEXT: return %[[RESULT]]
  %0 = nn.reshape %input : (tensor<2x6xf32>) -> tensor<12xf32>
  %1 = nn.reshape %0 : (tensor<12xf32>) -> tensor<4x3xf32>
  return %1 : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @reshape_and_back
// CHECK-SAME: (%[[INPUT:.*]]: tensor<2x6xf32>)
func.func @reshape_and_back(%input: tensor<2x6xf32>) -> tensor<2x6xf32> {
  // CHECK-NEXT: return %[[INPUT]]
  %0 = nn.reshape %input : (tensor<2x6xf32>) -> tensor<12xf32>
  %1 = nn.reshape %0 : (tensor<12xf32>) -> tensor<2x6xf32>
  return %1 : tensor<2x6xf32>
}

// CHECK-LABEL: func.func @transpose_of_nothing
// CHECK-SAME: (%[[INPUT:.*]]: tensor<3x3xf32>)
func.func @transpose_of_nothing(%input: tensor<3x3xf32>) -> tensor<3x3xf32> {
  // CHECK-NEXT: return %[[INPUT]]
  %0 = nn.transpose %input {permutation = array<i64: 0, 1>} : (tensor<3x3xf32>) -> tensor<3x3xf32>
  return %0 : tensor<3x3xf32>
}

// The shape alone does not say that nothing moves.
// CHECK-LABEL: func.func @transpose_of_square
func.func @transpose_of_square(%input: tensor<3x3xf32>) -> tensor<3x3xf32> {
  // CHECK: nn.transpose
  %0 = nn.transpose %input {permutation = array<i64: 1, 0>} : (tensor<3x3xf32>) -> tensor<3x3xf32>
  return %0 : tensor<3x3xf32>
}

// Operators whose results nobody reads go.
// CHECK-LABEL: func.func @unused
// CHECK-NEXT: return
func.func @unused(%input: tensor<2xf32>) {
  %0 = nn.relu %input : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// A normalisation of floats goes into the head: w.((x - mean) * factor) + bias.
// CHECK-LABEL: func.func @pu_mlr_of_normalisation
// CHECK-SAME: (%[[INPUT:.*]]: tensor<1x2xf32>)
func.func @pu_mlr_of_normalisation(%input: tensor<1x2xf32>) -> tensor<1xf32> {
  // CHECK-NEXT: nn.pu_mlr %[[INPUT]] {bias = -6.250000e-01 : f64
  // CHECK-SAME: w = array<f64: 5.000000e-01, -5.000000e-01>
  // CHECK-NEXT: return
  %mean = nn.constant dense<[0.5, 0.25]> : tensor<2xf32> -> tensor<2xf32>
  %factor = nn.constant dense<[0.25, 0.5]> : tensor<2xf32> -> tensor<2xf32>
  %0 = nn.sub %input, %mean : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %1 = nn.mul %0, %factor : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %2 = nn.reshape %1 : (tensor<1x2xf32>) -> tensor<2xf32>
  %3 = nn.pu_mlr %2 {w = array<f64: 2.0, -1.0>, bias = -0.5 : f64, c = 0.5 : f64, outputs = [#nn.pu_mlr_output<positive>]} : (tensor<2xf32>) -> tensor<1xf32>
  return %3 : tensor<1xf32>
}

// One value for all features, from the other side.
// CHECK-LABEL: func.func @pu_mlr_of_difference
// CHECK-SAME: (%[[INPUT:.*]]: tensor<1x2xf32>)
func.func @pu_mlr_of_difference(%input: tensor<1x2xf32>) -> tensor<1xf32> {
  // CHECK-NEXT: nn.pu_mlr %[[INPUT]] {bias = 2.500000e+00 : f64
  // CHECK-SAME: w = array<f64: -2.000000e+00, 1.000000e+00>
  %one = nn.constant dense<3.0> : tensor<1xf32> -> tensor<1xf32>
  %0 = nn.sub %one, %input : (tensor<1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %1 = nn.pu_mlr %0 {w = array<f64: 2.0, -1.0>, bias = -0.5 : f64, c = 0.5 : f64, outputs = [#nn.pu_mlr_output<positive>]} : (tensor<1x2xf32>) -> tensor<1xf32>
  return %1 : tensor<1xf32>
}

// A clamp is not affine.
// CHECK-LABEL: func.func @pu_mlr_of_clamped
func.func @pu_mlr_of_clamped(%input: tensor<1x2xf32>) -> tensor<1xf32> {
  // CHECK: nn.mul
  // CHECK: nn.pu_mlr
  %two = nn.constant dense<2.0> : tensor<1xf32> -> tensor<1xf32>
  %0 = nn.mul %input, %two {activation = #nn.activation<relu>} : (tensor<1x2xf32>, tensor<1xf32>) -> tensor<1x2xf32>
  %1 = nn.pu_mlr %0 {w = array<f64: 2.0, -1.0>, bias = -0.5 : f64, c = 0.5 : f64, outputs = [#nn.pu_mlr_output<positive>]} : (tensor<1x2xf32>) -> tensor<1xf32>
  return %1 : tensor<1xf32>
}

// CHECK-LABEL: func.func @pu_mlr_unused_outputs
func.func @pu_mlr_unused_outputs(%input: tensor<1x2xf32>) -> tensor<1x!quant.uniform<i8:f32, 1.0>> {
  // CHECK-NEXT: nn.pu_mlr {{.*}} outputs = [#nn.pu_mlr_output<decision>]
  // CHECK-SAME: -> tensor<1x!quant.uniform<i8:f32, 1.000000e+00>>
  %0:3 = nn.pu_mlr %input {w = array<f64: 2.0, -1.0>, bias = -0.5 : f64, c = 0.5 : f64, outputs = [#nn.pu_mlr_output<positive>, #nn.pu_mlr_output<decision>, #nn.pu_mlr_output<labelled>]} : (tensor<1x2xf32>) -> (tensor<1xf32>, tensor<1x!quant.uniform<i8:f32, 1.0>>, tensor<1xf32>)
  return %0#1 : tensor<1x!quant.uniform<i8:f32, 1.0>>
}
