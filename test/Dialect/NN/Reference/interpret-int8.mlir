// RUN: tinymlc-run %s --layers --output=%t | FileCheck %s
// RUN: od -An -t d1 -v %t | FileCheck %s --check-prefix=BYTES

// int8 operators on constants; every value can be followed by hand.

!q = !quant.uniform<i8:f32, 0.5:-2>
!fine = !quant.uniform<i8:f32, 0.0625:0>

func.func @main() -> tensor<1x2x2x2x!q> {
  %x = nn.constant dense<[[[[0, 2], [4, 6]], [[-4, -6], [8, 10]]]]> : tensor<1x2x2x2xi8> -> tensor<1x2x2x2x!q>
  %f = nn.constant dense<[[[[1, 2]]], [[[-1, 1]]]]> : tensor<2x1x1x2xi8> -> tensor<2x1x1x2x!quant.uniform<i8:f32:0, {1.0, 0.5}>>
  %b = nn.constant dense<[1, -1]> : tensor<2xi32> -> tensor<2xi32>

  // CHECK: op nn.conv_2d type INT8 bytes 8 crc {{[0-9a-f]+}} min -11 max 33
  %conv = nn.conv_2d %x, %f, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
      : (tensor<1x2x2x2x!q>, tensor<2x1x1x2x!quant.uniform<i8:f32:0, {1.0, 0.5}>>, tensor<2xi32>) -> tensor<1x2x2x2x!q>
  // CHECK: op nn.relu6 type INT8 bytes 8 crc {{[0-9a-f]+}} min -2 max 10
  %relu6 = nn.relu6 %conv : (tensor<1x2x2x2x!q>) -> tensor<1x2x2x2x!q>
  // CHECK: op nn.add type INT8 bytes 8 crc {{[0-9a-f]+}} min -6 max 20
  %add = nn.add %relu6, %x : (tensor<1x2x2x2x!q>, tensor<1x2x2x2x!q>) -> tensor<1x2x2x2x!q>
  // CHECK: op nn.max_pool_2d type INT8 bytes 2 crc {{[0-9a-f]+}} min 11 max 20
  %max = nn.max_pool_2d %add {filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
      : (tensor<1x2x2x2x!q>) -> tensor<1x1x1x2x!q>
  // CHECK: op nn.quantize type INT8 bytes 8 crc {{[0-9a-f]+}} min -32 max 127
  %fine = nn.quantize %add : (tensor<1x2x2x2x!q>) -> tensor<1x2x2x2x!fine>
  // CHECK: op nn.dequantize type FLOAT32 bytes 32 crc {{[0-9a-f]+}} min -2 max 7.9375
  %real = nn.dequantize %fine : (tensor<1x2x2x2x!fine>) -> tensor<1x2x2x2xf32>
  // BYTES: 11 3 16 7 -4 -6 20 11
  return %add : tensor<1x2x2x2x!q>
}
