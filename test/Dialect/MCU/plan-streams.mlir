// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-plan-arena))' -split-input-file | FileCheck %s

// What turns leave to the next ones lives from the stream's first operation to its
// last: its input, the kept rows that slide, and its output. Rows that each turn
// makes anew live from the kernel that writes them to the one that reads them.

// The input dies with the stream. The output's rows come later than the input's are
// used up, and take their place.

// CHECK: mcu.model @chain attributes {arena_bytes = 384 : i64, bound_bytes = 384 : i64, live_bytes = 352 : i64
mcu.model @chain {
  // CHECK: mcu.buffer "x" at [[X:[0-9]+]] {live = array<i64: -1, 3>}
  // CHECK: mcu.buffer "y" at {{[0-9]+}} {live = array<i64: 0, 3>}
  // CHECK: mcu.buffer "a" at {{[0-9]+}} {live = array<i64: 1, 2>}
  // CHECK: mcu.buffer "z" at [[X]] {live = array<i64: 0, 4>}
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  %a = mcu.buffer "a" : <1x8x8x4xi8, keeps 1>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 9, first = [0, -1, -1, 0], rows = [1, 1, 1, 1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 3>
    mcu.pool_2d %y, %a {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x8x4xi8, keeps 3>, !mcu.buffer<1x8x8x4xi8, keeps 1>
    mcu.table_lookup %a, %t, %z : !mcu.buffer<1x8x8x4xi8, keeps 1>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8>
    mcu.slide %y {rows = 1 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 3>
  }
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x4xi8>
}

// -----

// An output of twice as many bytes grows faster than its input is used up: with its
// start as far below the input's as seven of its rows are larger, they never reach
// those that are still to be read, and the last one takes the place of the last.

// CHECK: mcu.model @grows attributes {arena_bytes = {{[0-9]+}} : i64
mcu.model @grows {
  // CHECK: mcu.buffer "x" at [[#%u,IN:]] {live = array<i64: -1, 1>}
  // CHECK: mcu.buffer "z" at [[#IN - 56]] {live = array<i64: 0, 2>}
  %w = mcu.constant "w" dense<1> : tensor<2xi8> : <const 2xi8>
  %p = mcu.constant "p" dense<0> : tensor<2x3xi32> : <const 2x3xi32>
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x1xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
  %y = mcu.buffer "y" : <1x8x8x1xi8, keeps 1>
  %z = mcu.buffer "z" : <1x8x8x2xi8>
  mcu.stream 8, first = [0, 0], rows = [1, 1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x1xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x1xi8, keeps 1>
    mcu.conv_2d %y, %w, %p, %z {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 2 : i64, unroll = 1 : i64} : !mcu.buffer<1x8x8x1xi8, keeps 1>, !mcu.buffer<const 2xi8>, !mcu.buffer<const 2x3xi32>, !mcu.buffer<1x8x8x2xi8>
  }
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x8x8x2x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x2xi8>
}

// -----

// What is read after the stream keeps its bytes.

// CHECK: mcu.model @kept attributes {arena_bytes = 544 : i64
mcu.model @kept {
  // CHECK: mcu.buffer "x" at {{[0-9]+}} {live = array<i64: -1, 2>}
  // CHECK: mcu.buffer "z" at {{[0-9]+}} {live = array<i64: 0, 2>}
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 1>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 8, first = [0, 0], rows = [1, 1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 1>
    mcu.table_lookup %y, %t, %z : !mcu.buffer<1x8x8x4xi8, keeps 1>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8>
  }
  mcu.output %x, 0 "x" {signature = "", type = tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x4xi8>
  mcu.output %z, 1 "z" {signature = "", type = tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x4xi8>
}

// -----

// Scratch lives with its kernel: the rows that the next kernels work on take its
// place. Kernels are counted through the stream, from the fill before it on.

// CHECK: mcu.model @scratch
mcu.model @scratch {
  // CHECK: mcu.buffer "x" at {{[0-9]+}} {live = array<i64: -1, 5>}
  // CHECK: mcu.buffer "s" at [[S:[0-9]+]] {live = array<i64: 1, 1>}
  // CHECK: mcu.buffer "y" at {{[0-9]+}} {live = array<i64: 0, 5>, slack = 3 : i64}
  // CHECK: mcu.buffer "a" at [[S]] {live = array<i64: 3, 4>}
  // CHECK: mcu.buffer "z" at {{[0-9]+}} {live = array<i64: 1, 6>}
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %u = mcu.constant "u" dense<0> : tensor<12xi32> : <const 12xi32>
  %v = mcu.constant "v" dense<0> : tensor<28xi32> : <const 28xi32>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x4xi8>
  %s = mcu.buffer "s" : <8xi32>
  %y = mcu.buffer "y" {slack = 3 : i64} : <1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>
  %a = mcu.buffer "a" : <1x8x8x4xi8, keeps 1>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.fill %y {value = -7 : i8} : !mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>
  mcu.stream 9, first = [0, 0, -1, -1, 0], rows = [1, 1, 1, 1, 1] {
    mcu.packed_conv_2d %x, %u, %s, %y {unrolled, kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
      : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 12xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>
    mcu.fill %y {value = -7 : i8, strip} : !mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>
    mcu.packed_depthwise_conv_2d %y, %v, %a {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
      : !mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>, !mcu.buffer<const 28xi32>, !mcu.buffer<1x8x8x4xi8, keeps 1>
    mcu.table_lookup %a, %t, %z : !mcu.buffer<1x8x8x4xi8, keeps 1>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8>
    mcu.slide %y {rows = 1 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>
  }
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x4xi8>
}

// -----

// Rows that slide at the turn's end leave their place to the new rows of images
// deeper in the stream, if those slide before: of each image only the rows that slide
// have bytes of their own, and of the first its new ones.

// CHECK: mcu.model @late attributes {arena_bytes = 512 : i64
mcu.model @late {
  // CHECK: mcu.buffer "y" at [[#%u,Y:]] {live = array<i64: 0, 5>}
  // CHECK: mcu.buffer "z" at [[#Y - 64]] {live = array<i64: 0, 5>}
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 4>
  %m = mcu.buffer "m" : <1x8x8x4xi8, keeps 2>
  %z = mcu.buffer "z" : <1x8x8x4xi8, keeps 4>
  %o = mcu.buffer "o" : <1x8x8x4xi8>
  mcu.stream 5, first = [0, -1, -1, -2, -1, 0], rows = [2, 2, 2, 2, 2, 2] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 4>
    mcu.pool_2d %y, %m {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x8x4xi8, keeps 4>, !mcu.buffer<1x8x8x4xi8, keeps 2>
    mcu.table_lookup %m, %t, %z : !mcu.buffer<1x8x8x4xi8, keeps 2>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 4>
    mcu.pool_2d %z, %o {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x8x4xi8, keeps 4>, !mcu.buffer<1x8x8x4xi8>
    mcu.slide %z {rows = 2 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 4>
    mcu.slide %y {rows = 2 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 4>
  }
  mcu.output %o, 0 "o" {signature = "", type = tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x4xi8>
}

// -----

// In the other order each has bytes of its own.

// CHECK: mcu.model @early attributes {arena_bytes = 576 : i64
mcu.model @early {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 4>
  %m = mcu.buffer "m" : <1x8x8x4xi8, keeps 2>
  %z = mcu.buffer "z" : <1x8x8x4xi8, keeps 4>
  %o = mcu.buffer "o" : <1x8x8x4xi8>
  mcu.stream 5, first = [0, -1, 0, -1, -2, -1], rows = [2, 2, 2, 2, 2, 2] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 4>
    mcu.pool_2d %y, %m {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x8x4xi8, keeps 4>, !mcu.buffer<1x8x8x4xi8, keeps 2>
    mcu.slide %y {rows = 2 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 4>
    mcu.table_lookup %m, %t, %z : !mcu.buffer<1x8x8x4xi8, keeps 2>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 4>
    mcu.pool_2d %z, %o {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x8x4xi8, keeps 4>, !mcu.buffer<1x8x8x4xi8>
    mcu.slide %z {rows = 2 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 4>
  }
  mcu.output %o, 0 "o" {signature = "", type = tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x4xi8>
}

// -----

// Sums of rows live from the first turn to the last, in no other's place.

// CHECK: mcu.model @sums
mcu.model @sums {
  // CHECK: mcu.buffer "s" at {{[0-9]+}} {live = array<i64: 0, 1>}
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 1>
  %s = mcu.buffer "s" : <4xi16>
  %z = mcu.buffer "z" : <1x1x1x4xi8>
  mcu.stream 8, first = [0, 0], rows = [1, 1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 1>
    mcu.packed_average_pool %y, %s, %z {filter_size = array<i64: 8, 8>, strides = array<i64: 1, 1>, scale = 1024 : i32, start = 0 : i32, multiplier = 1 : i32, correction = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>} : !mcu.buffer<1x8x8x4xi8, keeps 1>, !mcu.buffer<4xi16>, !mcu.buffer<1x1x1x4xi8>
  }
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x1x1x4x!quant.uniform<i8:f32, 0.5>>} : <1x1x1x4xi8>
}
