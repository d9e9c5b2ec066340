// RUN: tinymlc-opt %s -convert-nn-to-mcu -split-input-file | FileCheck %s

// Pools keep their windows; the bounds are the activation's.

!q = !quant.uniform<i8:f32, 0.5:3>
// CHECK-LABEL: mcu.model
// CHECK: mcu.pool_2d {{.*}} {filter_size = array<i64: 2, 3>, kind = #mcu.pool<average>, maximum = 15 : i32, minimum = 3 : i32, padding = array<i64: 0, 0, 1, 1>, strides = array<i64: 1, 2>} : !mcu.buffer<1x4x5x2xi8>, !mcu.buffer<1x3x3x2xi8>
// CHECK: mcu.pool_2d {{.*}}kind = #mcu.pool<max>, maximum = 127 : i32, minimum = -128 : i32
func.func @main(%x: tensor<1x4x5x2x!q>) -> tensor<1x2x2x2x!q> {
  %0 = nn.average_pool_2d %x {filter_size = array<i64: 2, 3>, strides = array<i64: 1, 2>, padding = array<i64: 0, 0, 1, 1>, activation = #nn.activation<relu6>}
    : (tensor<1x4x5x2x!q>) -> tensor<1x3x3x2x!q>
  %1 = nn.max_pool_2d %0 {filter_size = array<i64: 2, 2>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x3x3x2x!q>) -> tensor<1x2x2x2x!q>
  return %1 : tensor<1x2x2x2x!q>
}

// -----

// The mean of 4 by 2 elements takes 8 zero points off the sum.

// CHECK-LABEL: mcu.model
// CHECK: mcu.mean {{.*}} {axes = array<i64: 0, 2>, {{.*}} output_offset = -7 : i32, {{.*}} sum_offset = 24 : i32}
func.func @main(%x: tensor<4x5x2x!quant.uniform<i8:f32, 0.5:3>>) -> tensor<5x!quant.uniform<i8:f32, 0.5:-7>> {
  %0 = nn.mean %x {axes = array<i64: 0, 2>, keep_dims = false} : (tensor<4x5x2x!quant.uniform<i8:f32, 0.5:3>>) -> tensor<5x!quant.uniform<i8:f32, 0.5:-7>>
  return %0 : tensor<5x!quant.uniform<i8:f32, 0.5:-7>>
}

// -----

// int8 softmax has its exponentials in flash, the first of them 1 in Q0.31.

!q = !quant.uniform<i8:f32, 0.5>
!out = !quant.uniform<i8:f32, 3.906250e-03:-128>
// CHECK-LABEL: mcu.model
// CHECK: %[[E:.*]] = mcu.constant "exponentials" dense<"0xFFFFFF7F{{.*}}"> : tensor<256xi32>
// CHECK: mcu.softmax %{{.*}}, %[[E]], %{{.*}} {beta = 1.000000e+00 : f32}
func.func @main(%x: tensor<2x4x!q>) -> tensor<2x4x!out> {
  %0 = nn.softmax %x {beta = 1.0 : f32} : (tensor<2x4x!q>) -> tensor<2x4x!out>
  return %0 : tensor<2x4x!out>
}

// -----

// Float softmax computes them.

// CHECK-LABEL: mcu.model
// CHECK-NOT: mcu.constant
// CHECK: mcu.softmax %{{.*}}, %{{.*}} {beta = 2.000000e+00 : f32} : !mcu.buffer<2x4xf32>, !mcu.buffer<2x4xf32>
func.func @main(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %0 = nn.softmax %x {beta = 2.0 : f32} : (tensor<2x4xf32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}
