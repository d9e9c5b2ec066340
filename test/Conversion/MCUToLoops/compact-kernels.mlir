// RUN: tinymlc-opt %s -split-input-file -convert-mcu-to-loops | FileCheck %s

// A compact window of four channels takes a pair of channels through a row of
// taps in each turn: two turns for each of the three rows, the next of which is
// 56 - 8 bytes on.

// CHECK-LABEL: func.func private @deep_window_2(
// CHECK-DAG: %[[ROWS:.*]] = arith.constant 3 : i32
// CHECK-DAG: %[[TURNS:.*]] = arith.constant 2 : i32
// CHECK: scf.for %{{.*}} to %[[ROWS]]
// CHECK: scf.for %{{.*}} to %{{.*}} iter_args
// CHECK: mcu.load %{{.*}} {offset = 8 : i32, unaligned}
// CHECK: mcu.load %{{.*}} {offset = 16 : i32, unaligned}
// CHECK: mcu.load %{{.*}} {offset = 24 : i32, unaligned}
// CHECK-NOT: mcu.load %
// CHECK: scf.yield

mcu.model @deep attributes {arena_bytes = 400 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x6x6x4xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x6x6x4x!quant.uniform<i8:f32, 0.5:3>>} : <1x6x6x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<44xi32> : <const 44xi32>
  %s = mcu.buffer "s" at 144 {live = array<i64: 0, 0>} : <36xi32>
  %y = mcu.buffer "y" at 288 {live = array<i64: 0, 1>} : <1x4x4x4xi8>
  mcu.packed_conv_2d %x, %w, %s, %y {compact, kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x6x6x4xi8>, !mcu.buffer<const 44xi32>, !mcu.buffer<36xi32>, !mcu.buffer<1x4x4x4xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<1x4x4x4x!quant.uniform<i8:f32, 0.5>>} : <1x4x4x4xi8>
}

// -----

// Compact depthwise kernels of five rows and of four share the code for pairs
// of rows, in turns whose number is an argument; the fifth row has its own.

// CHECK: func.func private @[[ROWS:planes_planes_[0-9]+]](
// CHECK: func.func private @[[ROW:planes_planes_[0-9]+]](
// CHECK: func.func private @planes_0_packed_depthwise_conv_2d(
// CHECK: call @[[ROWS]](
// CHECK: call @[[ROW]](
// CHECK: return
// CHECK: func.func private @planes_1_packed_depthwise_conv_2d(
// CHECK: call @[[ROWS]](
// CHECK-NOT: call
// CHECK: return

mcu.model @planes attributes {arena_bytes = 400 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x7x6x2xi8, <rows = 7, rowBytes = 8, top = 0, left = 0>>
  %w = mcu.constant "w" dense<0> : tensor<14xi32> : <const 14xi32>
  %y = mcu.buffer "y" at 128 {live = array<i64: 0, 1>} : <1x5x4x2xi8>
  %v = mcu.buffer "v" at 192 {live = array<i64: 0, 1>} : <1x6x6x2xi8, <rows = 6, rowBytes = 8, top = 0, left = 0>>
  %z = mcu.buffer "z" at 320 {live = array<i64: 1, 2>} : <1x4x4x2xi8>
  mcu.packed_depthwise_conv_2d %x, %w, %y {compact, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x7x6x2xi8, <rows = 7, rowBytes = 8, top = 0, left = 0>>, !mcu.buffer<const 14xi32>, !mcu.buffer<1x5x4x2xi8>
  mcu.packed_depthwise_conv_2d %v, %w, %z {compact, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply_add, 8, 128>}
    : !mcu.buffer<1x6x6x2xi8, <rows = 6, rowBytes = 8, top = 0, left = 0>>, !mcu.buffer<const 14xi32>, !mcu.buffer<1x4x4x2xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<1x5x4x2x!quant.uniform<i8:f32, 0.5>>} : <1x5x4x2xi8>
  mcu.output %z, 1 "z" {signature = "", type = tensor<1x4x4x2x!quant.uniform<i8:f32, 0.5>>} : <1x4x4x2xi8>
}

// -----

// A lean depthwise kernel of six rows computes two of them in each turn of its
// loop, not four, and two behind it, two columns at a time.

// CHECK-LABEL: func.func private @lean_planes_0(
// CHECK-COUNT-8: mcu.ssat
// CHECK-NOT: mcu.ssat
// CHECK: func.func private @lean_0_packed_depthwise_conv_2d(

mcu.model @lean attributes {arena_bytes = 400 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x8x6x2xi8, <rows = 8, rowBytes = 8, top = 0, left = 0>>
  %w = mcu.constant "w" dense<0> : tensor<14xi32> : <const 14xi32>
  %y = mcu.buffer "y" at 192 {live = array<i64: 0, 1>} : <1x6x4x2xi8>
  mcu.packed_depthwise_conv_2d %x, %w, %y {lean, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x8x6x2xi8, <rows = 8, rowBytes = 8, top = 0, left = 0>>, !mcu.buffer<const 14xi32>, !mcu.buffer<1x6x4x2xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<1x6x4x2x!quant.uniform<i8:f32, 0.5>>} : <1x6x4x2xi8>
}

// -----

// Layers of two channels and of three share code for any number of them, and
// their caller, which reads the number in front of the words.

// CHECK: func.func private @[[ANY:channels_planes_[0-9]+]](
// CHECK: func.func private @channels_0_packed_depthwise_conv_2d(
// CHECK: %[[COUNT:.*]] = mcu.load %
// CHECK: call @[[ANY]](%{{.*}}, %{{.*}}, %{{.*}}, %[[COUNT]])
// CHECK-NOT: func.func private @channels_1
// CHECK: call @channels_0_packed_depthwise_conv_2d(
// CHECK: call @channels_0_packed_depthwise_conv_2d(

mcu.model @channels attributes {arena_bytes = 400 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x8x6x2xi8, <rows = 8, rowBytes = 8, top = 0, left = 0>>
  %u = mcu.buffer "u" at 128 {live = array<i64: -1, 1>} : <1x8x6x3xi8, <rows = 8, rowBytes = 8, top = 0, left = 0>>
  %w = mcu.constant "w" dense<0> : tensor<14xi32> : <const 14xi32>
  %v = mcu.constant "v" dense<0> : tensor<21xi32> : <const 21xi32>
  %y = mcu.buffer "y" at 320 {live = array<i64: 0, 2>} : <1x6x4x2xi8>
  %z = mcu.buffer "z" at 0 {live = array<i64: 1, 2>} : <1x6x4x3xi8>
  mcu.packed_depthwise_conv_2d %x, %w, %y {any_channels, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x8x6x2xi8, <rows = 8, rowBytes = 8, top = 0, left = 0>>, !mcu.buffer<const 14xi32>, !mcu.buffer<1x6x4x2xi8>
  mcu.packed_depthwise_conv_2d %u, %v, %z {any_channels, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x8x6x3xi8, <rows = 8, rowBytes = 8, top = 0, left = 0>>, !mcu.buffer<const 21xi32>, !mcu.buffer<1x6x4x3xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<1x6x4x2x!quant.uniform<i8:f32, 0.5>>} : <1x6x4x2xi8>
  mcu.output %z, 1 "z" {signature = "", type = tensor<1x6x4x3x!quant.uniform<i8:f32, 0.5>>} : <1x6x4x3xi8>
}
