// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-choose-forms))' \
// RUN:   | FileCheck %s --check-prefix=FAST
// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-choose-forms{code-bytes=1100}))' \
// RUN:   | FileCheck %s --check-prefix=SHARED
// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-choose-forms{code-bytes=1000}))' \
// RUN:   | FileCheck %s --check-prefix=CHANNELS
// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-choose-forms{code-bytes=0}))' \
// RUN:   | FileCheck %s --check-prefix=SMALL

// Two unrolled functions make room for one that has a loop and serves both
// layers; a depthwise one then takes its rows by twos, and two for any number of
// channels share their code.

// FAST-LABEL: mcu.model @points
// FAST-COUNT-2: mcu.packed_conv_2d {{.*}}unrolled}
// FAST-LABEL: mcu.model @planes
// FAST: mcu.packed_depthwise_conv_2d
// FAST-NOT: lean
// FAST-NOT: compact

// FAST-LABEL: mcu.model @channels
// FAST-NOT: any_channels

// SHARED-LABEL: mcu.model @points
// SHARED-NOT: unrolled
// SHARED-NOT: compact
// SHARED-LABEL: mcu.model @planes
// SHARED-NOT: lean
// SHARED-LABEL: mcu.model @channels

// CHANNELS-LABEL: mcu.model @channels
// CHANNELS-COUNT-2: mcu.packed_depthwise_conv_2d {{.*}}any_channels

// SMALL-LABEL: mcu.model @planes
// SMALL: mcu.packed_depthwise_conv_2d {{.*}}lean
// SMALL-LABEL: mcu.model @channels

// A vector kernel's groups change with its form, and its words with them: of the
// start values (1, 2, 3), weights (4 to 9) and multipliers (10 to 12 of the first
// pair) of one group of six channels become those of four and of two with two dummies.

// FAST-LABEL: mcu.model @vector
// FAST: dense<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]>
// FAST: mcu.packed_conv_2d {{.*}}#mcu.conv_kernel<vector>
// SMALL-LABEL: mcu.model @vector
// SMALL: dense<[1, 2, 4, 5, 7, 8, 10, 11, 12, 13, 14, 15, 3, 0, 6, 0, 9, 0, 16, 17, 18, 0, 0, 0]>
// SMALL: mcu.packed_conv_2d {{.*}}compact

module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 2, optimizeSize = false>} {
mcu.model @points {
  %w = mcu.constant "w" dense<0> : tensor<16xi32> : <const 16xi32>
  %v = mcu.constant "v" dense<0> : tensor<32xi32> : <const 32xi32>
  %x = mcu.buffer "x" : <1x16x16x8xi8>
  %y = mcu.buffer "y" : <1x16x16x4xi8>
  %z = mcu.buffer "z" : <1x16x16x8xi8>
  %s = mcu.buffer "scratch" : <8xi32>
  mcu.packed_conv_2d %x, %w, %s, %y {unrolled, kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x16x16x8xi8>, !mcu.buffer<const 16xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x16x16x4xi8>
  mcu.packed_conv_2d %x, %v, %s, %z {unrolled, kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x16x16x8xi8>, !mcu.buffer<const 32xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x16x16x8xi8>
}

mcu.model @planes {
  %w = mcu.constant "w" dense<0> : tensor<28xi32> : <const 28xi32>
  %x = mcu.buffer "x" : <1x12x12x4xi8, <rows = 14, rowBytes = 16, top = 1, left = 1>>
  %y = mcu.buffer "y" : <1x12x12x4xi8>
  mcu.packed_depthwise_conv_2d %x, %w, %y {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x12x12x4xi8, <rows = 14, rowBytes = 16, top = 1, left = 1>>, !mcu.buffer<const 28xi32>, !mcu.buffer<1x12x12x4xi8>
}

mcu.model @channels {
  %w = mcu.constant "w" dense<0> : tensor<28xi32> : <const 28xi32>
  %x = mcu.buffer "x" : <1x12x12x4xi8, <rows = 14, rowBytes = 16, top = 1, left = 1>>
  %y = mcu.buffer "y" : <1x12x12x4xi8>
  %v = mcu.constant "v" dense<1> : tensor<56xi32> : <const 56xi32>
  %u = mcu.buffer "u" : <1x12x12x8xi8, <rows = 14, rowBytes = 16, top = 1, left = 1>>
  %z = mcu.buffer "z" : <1x12x12x8xi8>
  mcu.packed_depthwise_conv_2d %x, %w, %y {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x12x12x4xi8, <rows = 14, rowBytes = 16, top = 1, left = 1>>, !mcu.buffer<const 28xi32>, !mcu.buffer<1x12x12x4xi8>
  mcu.packed_depthwise_conv_2d %u, %v, %z {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x12x12x8xi8, <rows = 14, rowBytes = 16, top = 1, left = 1>>, !mcu.buffer<const 56xi32>, !mcu.buffer<1x12x12x8xi8>
}

mcu.model @vector {
  %w = mcu.constant "w" dense<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]> : tensor<18xi32> : <const 18xi32>
  %x = mcu.buffer "x" : <1x1x1x4xi8>
  %y = mcu.buffer "y" : <1x1x1x6xi8>
  mcu.packed_conv_2d %x, %w, %y {kernel = #mcu.conv_kernel<vector>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x1x1x4xi8>, !mcu.buffer<const 18xi32>, !mcu.buffer<1x1x1x6xi8>
}
}
