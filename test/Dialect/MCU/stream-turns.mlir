// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-stream-rows{goal=ram},mcu-plan-arena))' -split-input-file | FileCheck %s

// The 1x1 convolution beside a residual block runs as soon as the block's first
// convolution, so that no row of their input waits for the sum: it takes more bytes
// than a row of c. The 3x3 ones compute their columns in two tiles: four columns
// read nine or six.

// CHECK-LABEL: mcu.model @block
// CHECK: %[[Y:.*]] = mcu.buffer "y" {{.*}} : <1x16x16x16xi8, keeps 3>
// CHECK: %[[A:.*]] = mcu.buffer "a" {{.*}} : <1x8x8x32xi8, keeps 3>
// CHECK: %[[B:.*]] = mcu.buffer "b" {{.*}} : <1x8x8x32xi8, keeps 1>
// CHECK: %[[C:.*]] = mcu.buffer "c" {{.*}} : <1x8x8x32xi8, keeps 2>
// CHECK: %[[P:.*]] = mcu.buffer "scratch" {{.*}} : <216xi32>
// CHECK: %[[Q:.*]] = mcu.buffer "scratch" {{.*}} : <288xi32>
// CHECK: mcu.stream 10, first = [-1, -1, -1, -1, -2, -1, -2, -1], rows = [2, 1, 1, 2, 1, 1, 1, 1] {
// CHECK-NEXT: mcu.conv_2d {{.*}} %[[Y]] {
// CHECK-NEXT: mcu.packed_conv_2d %[[Y]], %{{.*}}, %[[P]], %[[A]] {column_tiles = 2
// CHECK-NEXT: mcu.packed_conv_2d %[[Y]], %{{.*}}, %{{.*}}, %[[C]] {
// CHECK-NEXT: mcu.slide %[[Y]] {rows = 2
// CHECK-NEXT: mcu.packed_conv_2d %[[A]], %{{.*}}, %[[Q]], %[[B]] {column_tiles = 2
// CHECK-NEXT: mcu.slide %[[A]] {rows = 1
// CHECK-NEXT: mcu.packed_sum %[[C]], %[[B]]
// CHECK-NEXT: mcu.slide %[[C]] {rows = 1

mcu.model @block {
  %f = mcu.constant "f" dense<1> : tensor<16xi8> : <const 16xi8>
  %g = mcu.constant "g" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %u = mcu.constant "u" dense<0> : tensor<1216xi32> : <const 1216xi32>
  %v = mcu.constant "v" dense<0> : tensor<2368xi32> : <const 2368xi32>
  %w = mcu.constant "w" dense<0> : tensor<192xi32> : <const 192xi32>
  %x = mcu.buffer "x" : <1x16x16x1xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x16x16x1x!quant.uniform<i8:f32, 0.5>>} : <1x16x16x1xi8>
  %y = mcu.buffer "y" : <1x16x16x16xi8>
  %a = mcu.buffer "a" : <1x8x8x32xi8>
  %b = mcu.buffer "b" : <1x8x8x32xi8>
  %c = mcu.buffer "c" : <1x8x8x32xi8>
  %z = mcu.buffer "z" : <1x8x8x32xi8>
  %p = mcu.buffer "scratch" : <408xi32>
  %q = mcu.buffer "scratch" : <480xi32>
  %r = mcu.buffer "scratch" : <16xi32>
  mcu.conv_2d %x, %f, %g, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 1 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x16x16x1xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x16x16x16xi8>
  mcu.packed_conv_2d %y, %u, %p, %a {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 0, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x16x16x16xi8>, !mcu.buffer<const 1216xi32>, !mcu.buffer<408xi32>, !mcu.buffer<1x8x8x32xi8>
  mcu.packed_conv_2d %a, %v, %q, %b {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x8x8x32xi8>, !mcu.buffer<const 2368xi32>, !mcu.buffer<480xi32>, !mcu.buffer<1x8x8x32xi8>
  mcu.packed_conv_2d %y, %w, %r, %c {kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x16x16x16xi8>, !mcu.buffer<const 192xi32>, !mcu.buffer<16xi32>, !mcu.buffer<1x8x8x32xi8>
  mcu.packed_sum %c, %b, %z {lhs_multiplier = 1 : i32, rhs_multiplier = 1 : i32, start = 0 : i32, shift = 8 : i32}
    : !mcu.buffer<1x8x8x32xi8>, !mcu.buffer<1x8x8x32xi8>, !mcu.buffer<1x8x8x32xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x8x8x32x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x32xi8>
}

// -----

// Kept rows move at the end of the turn, the last image's first: until then they
// leave the first row free, for the new rows of images behind them.

// CHECK-LABEL: mcu.model @fronts
// CHECK: %[[Y:.*]] = mcu.buffer "y" at {{[0-9]+}} {{.*}} : <1x16x16x16xi8, keeps 3>
// CHECK: mcu.stream 20, first = [0, -1, -2, -3, -4, -4, -3, -2, -1, 0], rows = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1] {
// CHECK-NEXT: mcu.conv_2d {{.*}} %[[Y]] {
// CHECK-COUNT-4: mcu.packed_conv_2d
// CHECK-NEXT: mcu.conv_2d
// CHECK-COUNT-4: mcu.slide

mcu.model @fronts {
  %f = mcu.constant "f" dense<1> : tensor<16xi8> : <const 16xi8>
  %g = mcu.constant "g" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %h = mcu.constant "h" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %w = mcu.constant "w" dense<0> : tensor<608xi32> : <const 608xi32>
  %x = mcu.buffer "x" : <1x16x16x1xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x16x16x1x!quant.uniform<i8:f32, 0.5>>} : <1x16x16x1xi8>
  %y = mcu.buffer "y" : <1x16x16x16xi8>
  %a = mcu.buffer "a" : <1x16x16x16xi8>
  %b = mcu.buffer "b" : <1x16x16x16xi8>
  %c = mcu.buffer "c" : <1x16x16x16xi8>
  %d = mcu.buffer "d" : <1x16x16x16xi8>
  %p = mcu.buffer "scratch" : <432xi32>
  %q = mcu.buffer "scratch" : <432xi32>
  %r = mcu.buffer "scratch" : <432xi32>
  %s = mcu.buffer "scratch" : <432xi32>
  %z = mcu.buffer "z" : <1x16x16x1xi8>
  mcu.conv_2d %x, %f, %g, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 1 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x16x16x1xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x16x16x16xi8>
  mcu.packed_conv_2d %y, %w, %p, %a {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x16x16x16xi8>, !mcu.buffer<const 608xi32>, !mcu.buffer<432xi32>, !mcu.buffer<1x16x16x16xi8>
  mcu.packed_conv_2d %a, %w, %q, %b {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x16x16x16xi8>, !mcu.buffer<const 608xi32>, !mcu.buffer<432xi32>, !mcu.buffer<1x16x16x16xi8>
  mcu.packed_conv_2d %b, %w, %r, %c {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x16x16x16xi8>, !mcu.buffer<const 608xi32>, !mcu.buffer<432xi32>, !mcu.buffer<1x16x16x16xi8>
  mcu.packed_conv_2d %c, %w, %s, %d {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x16x16x16xi8>, !mcu.buffer<const 608xi32>, !mcu.buffer<432xi32>, !mcu.buffer<1x16x16x16xi8>
  mcu.conv_2d %d, %f, %h, %z {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 1 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x16x16x16xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x16x16x1xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x16x16x1x!quant.uniform<i8:f32, 0.5>>} : <1x16x16x1xi8>
}
