// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-plan-arena))' -split-input-file -verify-diagnostics | FileCheck %s

// A buffer lives from the kernel that first writes it to the last that reads
// it. What is read for the last time makes room for the result. Seven bytes take
// eight: buffers start on words.

// CHECK: mcu.model @chain attributes {arena_bytes = 8 : i64, bound_bytes = 8 : i64, live_bytes = 8 : i64, live_step = 0 : i64}
mcu.model @chain {
  // CHECK: mcu.buffer "x" at 0 {live = array<i64: -1, 0>}
  // CHECK: mcu.buffer "a" at 0 {live = array<i64: 0, 1>}
  // CHECK: mcu.buffer "b" at 0 {live = array<i64: 1, 2>}
  // CHECK: mcu.buffer "y" at 0 {live = array<i64: 2, 3>}
  %x = mcu.buffer "x" : <7xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<7x!quant.uniform<i8:f32, 0.5>>} : <7xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %a = mcu.buffer "a" : <7xi8>
  mcu.table_lookup %x, %t, %a : !mcu.buffer<7xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<7xi8>
  %b = mcu.buffer "b" : <7xi8>
  mcu.table_lookup %a, %t, %b : !mcu.buffer<7xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<7xi8>
  %y = mcu.buffer "y" : <7xi8>
  mcu.table_lookup %b, %t, %y : !mcu.buffer<7xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<7xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<7x!quant.uniform<i8:f32, 0.5>>} : <7xi8>
}

// -----

// All inputs are written before the first kernel, the one that only the last
// kernel reads, too; all outputs are read after the last kernel, the one that
// the first writes, too.

// CHECK: mcu.model @borders
mcu.model @borders {
  // CHECK: mcu.buffer "x" at {{[0-9]+}} {live = array<i64: -1, 0>}
  // CHECK: mcu.buffer "late" at {{[0-9]+}} {live = array<i64: -1, 1>}
  // CHECK: mcu.buffer "early" at {{[0-9]+}} {live = array<i64: 0, 2>}
  // CHECK: mcu.buffer "y" at {{[0-9]+}} {live = array<i64: 1, 2>}
  %x = mcu.buffer "x" : <4xf32>
  mcu.input %x, 0 "x" {signature = "", type = tensor<4xf32>} : <4xf32>
  %late = mcu.buffer "late" : <4xf32>
  mcu.input %late, 1 "late" {signature = "", type = tensor<4xf32>} : <4xf32>
  %early = mcu.buffer "early" : <4xf32>
  mcu.unary %x, %early {kind = #mcu.unary<tanh>, alpha = 0.0 : f32, zero_point = 0 : i32} : !mcu.buffer<4xf32>, !mcu.buffer<4xf32>
  %y = mcu.buffer "y" : <4xf32>
  mcu.unary %late, %y {kind = #mcu.unary<tanh>, alpha = 0.0 : f32, zero_point = 0 : i32} : !mcu.buffer<4xf32>, !mcu.buffer<4xf32>
  mcu.output %y, 0 "y" {signature = "", type = tensor<4xf32>} : <4xf32>
  mcu.output %early, 1 "early" {signature = "", type = tensor<4xf32>} : <4xf32>
}

// -----

// A view is the buffer that it shows: reading it keeps the bytes.

// CHECK: mcu.model @views
mcu.model @views {
  // CHECK: mcu.buffer "a" at {{[0-9]+}} {live = array<i64: 0, 2>}
  %a = mcu.buffer "a" : <2x2xf32>
  mcu.fill %a {value = 1.0 : f32} : !mcu.buffer<2x2xf32>
  %v = mcu.view %a : <2x2xf32> -> <4xf32>
  %b = mcu.buffer "b" : <4xf32>
  mcu.fill %b {value = 1.0 : f32} : !mcu.buffer<4xf32>
  mcu.unary %v, %b {kind = #mcu.unary<tanh>, alpha = 0.0 : f32, zero_point = 0 : i32} : !mcu.buffer<4xf32>, !mcu.buffer<4xf32>
}

// -----

// Kernel 1 needs most: what it reads, which is kept, and what it writes. The next
// one writes in the place of what it reads.

// CHECK: mcu.model @largest attributes {arena_bytes = 48 : i64, bound_bytes = 48 : i64, live_bytes = 48 : i64
mcu.model @largest {
  %x = mcu.buffer "x" : <16xi8>
  mcu.fill %x {value = 0 : i8} : !mcu.buffer<16xi8>
  %a = mcu.buffer "a" : <32xi8>
  %b = mcu.buffer "b" : <16xi8>
  mcu.copy %x, %a {sizes = array<i64: 16>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<16xi8>, !mcu.buffer<32xi8>
  mcu.copy %x, %b {sizes = array<i64: 16>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<16xi8>, !mcu.buffer<16xi8>
  mcu.copy %a, %b {sizes = array<i64: 16>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<32xi8>, !mcu.buffer<16xi8>
}

// -----

// An operand that is read again is kept, and so is one that the kernel reads in
// another order than it writes.

// CHECK: mcu.model @kept attributes {arena_bytes = 12 : i64
mcu.model @kept {
  // CHECK: mcu.buffer "x" at [[X:[0-9]+]]
  // CHECK: mcu.buffer "a" at [[A:[0-9]+]]
  // CHECK: mcu.buffer "b" at [[A]]
  // CHECK-NOT: mcu.buffer "y" at [[X]] {
  // CHECK-NOT: mcu.buffer "y" at [[A]] {
  // CHECK: mcu.buffer "y" at
  %x = mcu.buffer "x" : <4xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<4x!quant.uniform<i8:f32, 0.5>>} : <4xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %a = mcu.buffer "a" : <4xi8>
  mcu.table_lookup %x, %t, %a : !mcu.buffer<4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<4xi8>
  %b = mcu.buffer "b" : <4xi8>
  mcu.binary %x, %a, %b {kind = #mcu.binary<mul>, parameters = array<i64: 0, 0, 0, 1073741824, 0>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<4xi8>, !mcu.buffer<4xi8>, !mcu.buffer<4xi8>
  %y = mcu.buffer "y" : <4xi8>
  mcu.copy %b, %y {sizes = array<i64: 2, 2>, input_strides = array<i64: 1, 2>, output_strides = array<i64: 2, 1>, output_offset = 0 : i64} : !mcu.buffer<4xi8>, !mcu.buffer<4xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<4x!quant.uniform<i8:f32, 0.5>>} : <4xi8>
  mcu.output %x, 1 "x" {signature = "", type = tensor<4x!quant.uniform<i8:f32, 0.5>>} : <4xi8>
}

// -----

// A kernel whose results are wider than what it reads starts as far below it as
// it grows: the last byte is read before the last result is written.

// CHECK: mcu.model @grows attributes {arena_bytes = 32 : i64
mcu.model @grows {
  // CHECK: mcu.buffer "x" at 24
  // CHECK: mcu.buffer "y" at 0
  %x = mcu.buffer "x" : <8xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<8x!quant.uniform<i8:f32, 0.5>>} : <8xi8>
  %y = mcu.buffer "y" : <8xf32>
  mcu.unary %x, %y {kind = #mcu.unary<dequantize>, alpha = 0.5 : f32, zero_point = 0 : i32} : !mcu.buffer<8xi8>, !mcu.buffer<8xf32>
  mcu.output %y, 0 "y" {signature = "", type = tensor<8xf32>} : <8xf32>
}

// -----

// Windows of a 3x3 maximum without padding: a pixel's result comes when nothing
// before its window is needed; rows are 8 bytes, a result's pixel 2.

// CHECK: mcu.model @windows attributes {arena_bytes = 32 : i64
mcu.model @windows {
  // CHECK: mcu.buffer "x" at 0
  // CHECK: mcu.buffer "y" at 0
  %x = mcu.buffer "x" : <1x4x4x2xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x4x4x2x!quant.uniform<i8:f32, 0.5>>} : <1x4x4x2xi8>
  %y = mcu.buffer "y" : <1x2x2x2xi8>
  mcu.pool_2d %x, %y {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x4x4x2xi8>, !mcu.buffer<1x2x2x2xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>} : <1x2x2x2xi8>
}

// -----

// What a packed kernel writes behind the last channel must not reach what is
// still to be read either. Five channels are written as eight bytes: the first
// window's dummies would replace the first three bytes of the second window, and
// so the output begins three bytes, of which a word is made, below its input.

// CHECK: mcu.model @dummies attributes {arena_bytes = 16 : i64
mcu.model @dummies {
  // CHECK: mcu.buffer "x" at 4
  // CHECK: mcu.buffer "y" at 0
  %x = mcu.buffer "x" {slack = 2 : i64} : <1x1x2x5xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x1x2x5x!quant.uniform<i8:f32, 0.5>>} : <1x1x2x5xi8>
  %y = mcu.buffer "y" {slack = 3 : i64} : <1x1x2x5xi8>
  mcu.packed_max_pool %x, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>} : !mcu.buffer<1x1x2x5xi8>, !mcu.buffer<1x1x2x5xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<1x1x2x5x!quant.uniform<i8:f32, 0.5>>} : <1x1x2x5xi8>
}

// -----

// One pixel's channels come in groups, of which each reads the whole input: only
// the last eight bytes may take its place.

// CHECK: mcu.model @vector attributes {arena_bytes = 24 : i64
mcu.model @vector {
  // CHECK: mcu.buffer "x" at 8
  // CHECK: mcu.buffer "y" at 0
  %x = mcu.buffer "x" : <1x1x1x16xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x1x1x16x!quant.uniform<i8:f32, 0.5>>} : <1x1x1x16xi8>
  %w = mcu.constant "weights" dense<0> : tensor<96xi32> : <const 96xi32>
  %y = mcu.buffer "y" : <1x1x1x16xi8>
  mcu.packed_conv_2d %x, %w, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, kernel = #mcu.conv_kernel<vector>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>} : !mcu.buffer<1x1x1x16xi8>, !mcu.buffer<const 96xi32>, !mcu.buffer<1x1x1x16xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<1x1x1x16x!quant.uniform<i8:f32, 0.5>>} : <1x1x1x16xi8>
}

// -----

// Offsets are i32.

// expected-error @+1 {{needs an arena of 4294967200 bytes, expected less than 2^31}}
mcu.model @huge {
  %a = mcu.buffer "a" : <2147483600xi8>
  mcu.input %a, 0 "a" {signature = "", type = tensor<2147483600x!quant.uniform<i8:f32, 0.5>>} : <2147483600xi8>
  %b = mcu.buffer "b" : <2147483600xi8>
  mcu.input %b, 1 "b" {signature = "", type = tensor<2147483600x!quant.uniform<i8:f32, 0.5>>} : <2147483600xi8>
}
