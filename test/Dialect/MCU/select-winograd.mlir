// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-select-kernels))' -split-input-file | FileCheck %s

// Weights of 1, transformed: 12 at the first position of a tile. The scratch has
// six rows of ten pixels, a block, its sums and a row outside the image.
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 3, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @taken
mcu.model @taken {
  %x = mcu.buffer "x" : <1x4x8x8xi8>
  %w = mcu.constant "w" dense<1> : tensor<576xi8> : <const 576xi8>
  %p = mcu.constant "p" dense<[[0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9], [0, 1375731712, -9]]> : tensor<8x3xi32> : <const 8x3xi32>
  %y = mcu.buffer "y" : <1x4x8x8xi8>
  // CHECK: %[[W:.*]] = mcu.constant "weights" dense<"0x0C000C000C000C00{{.*}}"> : tensor<784xi32>
  // CHECK: %[[S:.*]] = mcu.buffer "scratch" : <832xi32>
  // CHECK: mcu.winograd_conv_2d %{{.*}}, %[[W]], %[[S]], %{{.*}} {pad_value = -7 : i32, padding = array<i64: 1, 1, 1, 1>, requantize = #mcu.short_requantize<multiply, {{[0-9]+}}, 0>}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x4x8x8xi8>, !mcu.buffer<const 576xi8>, !mcu.buffer<const 8x3xi32>, !mcu.buffer<1x4x8x8xi8>
}
}

// -----

// Sizes that tiles do not divide, and borders on some sides.
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 3, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @sizes
mcu.model @sizes {
  %ax = mcu.buffer "x" : <1x7x14x16xi8>
  %aw = mcu.constant "w" dense<1> : tensor<2304xi8> : <const 2304xi8>
  %ap = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %ay = mcu.buffer "y" : <1x7x12x16xi8>
  // CHECK: mcu.winograd_conv_2d
  mcu.conv_2d %ax, %aw, %ap, %ay {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 0, 0>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x7x14x16xi8>, !mcu.buffer<const 2304xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x7x12x16xi8>
  %bx = mcu.buffer "x" : <1x8x9x20xi8>
  %bw = mcu.constant "w" dense<1> : tensor<1800xi8> : <const 1800xi8>
  %bp = mcu.constant "p" dense<0> : tensor<10x3xi32> : <const 10x3xi32>
  %by = mcu.buffer "y" : <1x7x8x10xi8>
  // CHECK: mcu.winograd_conv_2d
  mcu.conv_2d %bx, %bw, %bp, %by {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 1, 1, 0>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x8x9x20xi8>, !mcu.buffer<const 1800xi8>, !mcu.buffer<const 10x3xi32>, !mcu.buffer<1x7x8x10xi8>
}
}

// -----

// Too small; other windows; channels that words or pairs do not divide.
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 3, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @shapes
mcu.model @shapes {
  %ax = mcu.buffer "x" : <1x3x8x8xi8>
  %aw = mcu.constant "w" dense<1> : tensor<576xi8> : <const 576xi8>
  %ap = mcu.constant "p" dense<0> : tensor<8x3xi32> : <const 8x3xi32>
  %ay = mcu.buffer "y" : <1x3x8x8xi8>
  // CHECK: mcu.packed_conv_2d
  mcu.conv_2d %ax, %aw, %ap, %ay {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x3x8x8xi8>, !mcu.buffer<const 576xi8>, !mcu.buffer<const 8x3xi32>, !mcu.buffer<1x3x8x8xi8>
  %bx = mcu.buffer "x" : <1x4x10x8xi8>
  %bw = mcu.constant "w" dense<1> : tensor<768xi8> : <const 768xi8>
  %bp = mcu.constant "p" dense<0> : tensor<8x3xi32> : <const 8x3xi32>
  %by = mcu.buffer "y" : <1x4x7x8xi8>
  // CHECK: mcu.packed_conv_2d
  mcu.conv_2d %bx, %bw, %bp, %by {filter_size = array<i64: 3, 4>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 0, 0>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x4x10x8xi8>, !mcu.buffer<const 768xi8>, !mcu.buffer<const 8x3xi32>, !mcu.buffer<1x4x7x8xi8>
  %cx = mcu.buffer "x" : <1x9x17x16xi8>
  %cw = mcu.constant "w" dense<1> : tensor<2304xi8> : <const 2304xi8>
  %cp = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %cy = mcu.buffer "y" : <1x4x8x16xi8>
  // CHECK: mcu.packed_conv_2d
  mcu.conv_2d %cx, %cw, %cp, %cy {filter_size = array<i64: 3, 3>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x9x17x16xi8>, !mcu.buffer<const 2304xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x4x8x16xi8>
  %dx = mcu.buffer "x" : <1x4x8x16xi8>
  %dw = mcu.constant "w" dense<1> : tensor<6400xi8> : <const 6400xi8>
  %dp = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %dy = mcu.buffer "y" : <1x4x8x16xi8>
  // CHECK: mcu.packed_conv_2d
  mcu.conv_2d %dx, %dw, %dp, %dy {filter_size = array<i64: 5, 5>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 2, 2, 2, 2>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x4x8x16xi8>, !mcu.buffer<const 6400xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x4x8x16xi8>
  %ex = mcu.buffer "x" : <1x4x8x16xi8>
  %ew = mcu.constant "w" dense<1> : tensor<2304xi8> : <const 2304xi8>
  %ep = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %ey = mcu.buffer "y" : <1x6x8x16xi8>
  // CHECK: mcu.packed_conv_2d
  mcu.conv_2d %ex, %ew, %ep, %ey {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 2, 2, 1, 1>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x4x8x16xi8>, !mcu.buffer<const 2304xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x6x8x16xi8>
  %fx = mcu.buffer "x" : <1x4x8x18xi8>
  %fw = mcu.constant "w" dense<1> : tensor<2592xi8> : <const 2592xi8>
  %fp = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %fy = mcu.buffer "y" : <1x4x8x16xi8>
  // CHECK: mcu.packed_conv_2d
  mcu.conv_2d %fx, %fw, %fp, %fy {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x4x8x18xi8>, !mcu.buffer<const 2592xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x4x8x16xi8>
  %gx = mcu.buffer "x" : <1x4x8x16xi8>
  %gw = mcu.constant "w" dense<1> : tensor<1008xi8> : <const 1008xi8>
  %gp = mcu.constant "p" dense<0> : tensor<7x3xi32> : <const 7x3xi32>
  %gy = mcu.buffer "y" : <1x4x8x7xi8>
  // CHECK: mcu.packed_conv_2d
  mcu.conv_2d %gx, %gw, %gp, %gy {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x4x8x16xi8>, !mcu.buffer<const 1008xi8>, !mcu.buffer<const 7x3xi32>, !mcu.buffer<1x4x8x7xi8>
}
}

// -----

// With few channels the transformations cost more than they save, and so does
// computing many of the last rows and columns again.
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 3, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @costs
mcu.model @costs {
  %ax = mcu.buffer "x" : <1x4x8x4xi8>
  %aw = mcu.constant "w" dense<1> : tensor<576xi8> : <const 576xi8>
  %ap = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %ay = mcu.buffer "y" : <1x4x8x16xi8>
  // CHECK: mcu.packed_conv_2d
  mcu.conv_2d %ax, %aw, %ap, %ay {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x4x8x4xi8>, !mcu.buffer<const 576xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x4x8x16xi8>
  %bx = mcu.buffer "x" : <1x4x8x16xi8>
  %bw = mcu.constant "w" dense<1> : tensor<2304xi8> : <const 2304xi8>
  %bp = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %by = mcu.buffer "y" : <1x4x8x16xi8>
  // CHECK: mcu.winograd_conv_2d
  mcu.conv_2d %bx, %bw, %bp, %by {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x4x8x16xi8>, !mcu.buffer<const 2304xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x4x8x16xi8>
  %cx = mcu.buffer "x" : <1x5x9x16xi8>
  %cw = mcu.constant "w" dense<1> : tensor<2304xi8> : <const 2304xi8>
  %cp = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %cy = mcu.buffer "y" : <1x5x9x16xi8>
  // CHECK: mcu.packed_conv_2d
  mcu.conv_2d %cx, %cw, %cp, %cy {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x5x9x16xi8>, !mcu.buffer<const 2304xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x5x9x16xi8>
}
}

// -----

// Sums of products may go through 32 bits, but not the outputs times 192.
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 3, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @overflow
mcu.model @overflow {
  %ax = mcu.buffer "x" : <1x4x8x64xi8>
  %aw = mcu.constant "w" dense<127> : tensor<9216xi8> : <const 9216xi8>
  %ap = mcu.constant "p" dense<[[0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16]]> : tensor<16x3xi32> : <const 16x3xi32>
  %ay = mcu.buffer "y" : <1x4x8x16xi8>
  // CHECK: mcu.winograd_conv_2d
  mcu.conv_2d %ax, %aw, %ap, %ay {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x4x8x64xi8>, !mcu.buffer<const 9216xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x4x8x16xi8>
  %bx = mcu.buffer "x" : <1x4x8x80xi8>
  %bw = mcu.constant "w" dense<127> : tensor<11520xi8> : <const 11520xi8>
  %bp = mcu.constant "p" dense<[[0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16], [0, 1375731712, -16]]> : tensor<16x3xi32> : <const 16x3xi32>
  %by = mcu.buffer "y" : <1x4x8x16xi8>
  // CHECK: mcu.conv_2d
  mcu.conv_2d %bx, %bw, %bp, %by {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x4x8x80xi8>, !mcu.buffer<const 11520xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x4x8x16xi8>
}
}

// -----

module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 2, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @less_speed
mcu.model @less_speed {
  %x = mcu.buffer "x" : <1x4x8x16xi8>
  %w = mcu.constant "w" dense<1> : tensor<2304xi8> : <const 2304xi8>
  %p = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %y = mcu.buffer "y" : <1x4x8x16xi8>
  // CHECK: mcu.packed_conv_2d
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x4x8x16xi8>, !mcu.buffer<const 2304xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x4x8x16xi8>
}
}

// -----

module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 3, optimizeSize = true>} {
// CHECK-LABEL: mcu.model @size
mcu.model @size {
  %x = mcu.buffer "x" : <1x4x8x16xi8>
  %w = mcu.constant "w" dense<1> : tensor<2304xi8> : <const 2304xi8>
  %p = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %y = mcu.buffer "y" : <1x4x8x16xi8>
  // CHECK: mcu.packed_conv_2d
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 7 : i32, output_offset = -128 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x4x8x16xi8>, !mcu.buffer<const 2304xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x4x8x16xi8>
}
}
