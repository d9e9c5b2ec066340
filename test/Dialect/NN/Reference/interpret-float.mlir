// RUN: tinymlc-run %s --layers | FileCheck %s

// float32 operators on constants; every value can be followed by hand.

func.func @main() -> tensor<2xf32> {
  %x = nn.constant dense<[[1.0, -2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32> -> tensor<2x3xf32>
  %row = nn.constant dense<[10.0, 20.0, 30.0]> : tensor<3xf32> -> tensor<3xf32>
  %splat = nn.constant dense<0.5> : tensor<2x3xf32> -> tensor<2x3xf32>

  // CHECK: op nn.mul type FLOAT32 bytes 24 crc {{[0-9a-f]+}} min -40 max 180
  %mul = nn.mul %x, %row : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK: op nn.sub {{.*}} min -1 max 1
  %sub = nn.sub %x, %splat {activation = #nn.activation<relu_n1_to_1>} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: op nn.leaky_relu {{.*}} min -0.5 max 6
  %leaky = nn.leaky_relu %x {alpha = 0.25 : f32} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: op nn.transpose {{.*}} min -2 max 6
  %transposed = nn.transpose %x {permutation = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  // CHECK: op nn.mean {{.*}} bytes 8 {{.*}} min 0.666666687 max 5
  %mean = nn.mean %transposed {axes = array<i64: 0>, keep_dims = false} : (tensor<3x2xf32>) -> tensor<2xf32>
  // CHECK: op nn.pad {{.*}} bytes 48 {{.*}} min -7 max 6
  %pad = nn.pad %x {paddings = array<i64: 0, 0, 1, 2>, value = -7.0 : f32} : (tensor<2x3xf32>) -> tensor<2x6xf32>
  // CHECK: op nn.concatenation {{.*}} bytes 72 {{.*}} min -7 max 6
  %both = nn.concatenation %pad, %x {axis = 1} : (tensor<2x6xf32>, tensor<2x3xf32>) -> tensor<2x9xf32>
  // CHECK: op nn.softmax {{.*}} min 0.5 max 0.5
  %equal = nn.constant dense<3.0> : tensor<1x2xf32> -> tensor<1x2xf32>
  %soft = nn.softmax %equal {beta = 1.0 : f32} : (tensor<1x2xf32>) -> tensor<1x2xf32>
  return %mean : tensor<2xf32>
}
