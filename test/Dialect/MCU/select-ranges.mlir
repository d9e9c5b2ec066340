// RUN: tinymlc-opt %s -mcu-select-kernels -split-input-file | FileCheck %s

// Double rounding treats the two sides of the output's zero point differently: a
// form for both corrects one of them. Where sums are known to stay on one side, the
// shorter form is proven.

// CHECK-LABEL: mcu.model @anything
// CHECK: mcu.packed_conv_2d {{.*}}requantize = #mcu.short_requantize<signed_multiply_add
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = false, optimizationLevel = 2, optimizeSize = false>} {
mcu.model @anything {
  %x = mcu.buffer "x" : <1x4x4x4xi8>
  %w = mcu.constant "w" dense<3> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<[[5, 1503238553, -4], [5, 1503238553, -4], [5, 1503238553, -4], [5, 1503238553, -4]]> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, exact, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x4x4x4xi8>
}
}

// -----

// CHECK-LABEL: mcu.model @positive
// CHECK: mcu.packed_conv_2d {{.*}}requantize = #mcu.short_requantize<multiply,
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = false, optimizationLevel = 2, optimizeSize = false>} {
mcu.model @positive {
  %x = mcu.buffer "x" : <1x4x4x4xi8>
  %w = mcu.constant "w" dense<3> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<[[5, 1503238553, -4], [5, 1503238553, -4], [5, 1503238553, -4], [5, 1503238553, -4]]> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  mcu.conv_2d %x, %w, %p, %y {accumulators = array<i64: 5, 1529, 5, 1529, 5, 1529, 5, 1529>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, exact, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x4x4x4xi8>
}
}
