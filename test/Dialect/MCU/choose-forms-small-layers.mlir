// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-choose-forms{code-bytes=1400}))' \
// RUN:   | FileCheck %s

// A byte of the code of the small layer, which compact code would take half as
// long again, saves fewer cycles than a byte of the large one's. They are a
// larger part of its cycles, so that the large layer takes its rows by twos.

// CHECK-LABEL: mcu.model @layers
// CHECK: mcu.packed_depthwise_conv_2d
// CHECK-NOT: compact
// CHECK: mcu.packed_depthwise_conv_2d {{.*}}lean
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 2, optimizeSize = false>} {
mcu.model @layers {
  %w = mcu.constant "w" dense<0> : tensor<28xi32> : <const 28xi32>
  %x = mcu.buffer "x" : <1x3x3x4xi8, <rows = 5, rowBytes = 8, top = 1, left = 1>>
  %y = mcu.buffer "y" : <1x3x3x4xi8>
  %v = mcu.constant "v" dense<1> : tensor<140xi32> : <const 140xi32>
  %u = mcu.buffer "u" : <1x12x12x20xi8, <rows = 14, rowBytes = 16, top = 1, left = 1>>
  %z = mcu.buffer "z" : <1x12x12x20xi8>
  mcu.packed_depthwise_conv_2d %x, %w, %y {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x3x3x4xi8, <rows = 5, rowBytes = 8, top = 1, left = 1>>, !mcu.buffer<const 28xi32>, !mcu.buffer<1x3x3x4xi8>
  mcu.packed_depthwise_conv_2d %u, %v, %z {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x12x12x20xi8, <rows = 14, rowBytes = 16, top = 1, left = 1>>, !mcu.buffer<const 140xi32>, !mcu.buffer<1x12x12x20xi8>
}
}
