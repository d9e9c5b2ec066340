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
