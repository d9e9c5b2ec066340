// RUN: tinymlc-opt %s -convert-mcu-to-loops -split-input-file | FileCheck %s

// Layers of four and of eight output channels share all their code: it reads
// the numbers by which they differ in front of their weights.

// CHECK-NOT: mcu.global @net_w_0
// CHECK: mcu.global @net_weights_[[FIRST:[0-9]+]] dense<[4, 8, 4, 0, 0, 1, 0, 1, 0, 0, 7, 7
// CHECK-NOT: mcu.global @net_v_1
// CHECK: mcu.global @net_weights_[[SECOND:[0-9]+]] dense<[8, 8, 4, 0, 0, 1, 4, 2, 0, 0, 9, 9
// CHECK-LABEL: func.func private @net_pointwise_0(
// CHECK-LABEL: func.func private @net_0_packed_conv_2d(
// CHECK-SAME: %{{[^:]*}}: !mcu.ptr<const i8>, %[[STREAM:[^:]*]]: !mcu.ptr<const i8>
// CHECK: %[[PIXEL:.*]] = mcu.load %[[STREAM]]
// CHECK: %[[PAIRS:.*]] = mcu.load %[[STREAM]]
// CHECK: %[[LAYER:.*]] = mcu.offset %[[STREAM]]
// CHECK: call @net_pointwise_0(%{{.*}}, %[[LAYER]], %{{.*}}, %{{.*}}, %{{.*}}, %[[PAIRS]], %[[PIXEL]])
// CHECK-NOT: func.func private
// CHECK-LABEL: func.func @net_invoke(
// CHECK: mcu.address_of @net_weights_[[FIRST]]
// CHECK: call @net_0_packed_conv_2d(
// CHECK: mcu.address_of @net_weights_[[SECOND]]
// CHECK: call @net_0_packed_conv_2d(

mcu.model @net attributes {arena_bytes = 300 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x4x4x4xi8>
  %w = mcu.constant "w" dense<7> : tensor<16xi32> : <const 16xi32>
  %v = mcu.constant "v" dense<9> : tensor<32xi32> : <const 32xi32>
  %s = mcu.buffer "s" at 64 {live = array<i64: 0, 1>} : <8xi32>
  %y = mcu.buffer "y" at 96 {live = array<i64: 0, 1>} : <1x4x4x4xi8>
  %z = mcu.buffer "z" at 160 {live = array<i64: 1, 2>} : <1x4x4x8xi8>
  mcu.packed_conv_2d %x, %w, %s, %y {kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 16xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x4x4x4xi8>
  mcu.packed_conv_2d %y, %v, %s, %z {kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 32xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x4x4x8xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x4x4x8x!quant.uniform<i8:f32, 0.5>>} : <1x4x4x8xi8>
}
