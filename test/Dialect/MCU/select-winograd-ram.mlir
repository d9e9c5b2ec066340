// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-select-kernels{winograd-ram=22400}))' | FileCheck %s
// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-select-kernels{winograd-ram=22399}))' | FileCheck %s --check-prefix=FEWER
// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-select-kernels{winograd-ram=4000}))' | FileCheck %s --check-prefix=NONE

// Below -O3 weights are constants as they are: for two output channels four
// words of bytes for each tap, and what rescales both. The scratch of all rows
// of tiles and 4,096 bytes of images have to fit.

// CHECK: mcu.constant "weights" dense<"0x010101010101{{.*}}"> : tensor<{{[0-9]+}}xi32>
// CHECK: mcu.winograd_conv_2d {{.*}}tile_rows = 2 : i64
// FEWER: mcu.winograd_conv_2d {{.*}}tile_rows = 1 : i64
// NONE: mcu.packed_conv_2d
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 2, optimizeSize = false>} {
mcu.model @net {
  %x = mcu.buffer "x" : <1x8x16x16xi8>
  %w = mcu.constant "w" dense<1> : tensor<2304xi8> : <const 2304xi8>
  %p = mcu.constant "p" dense<[[0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9]]> : tensor<16x3xi32> : <const 16x3xi32>
  %y = mcu.buffer "y" : <1x8x16x16xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x8x16x16xi8>, !mcu.buffer<const 2304xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x8x16x16xi8>
}
}
