// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-plan-arena))' -split-input-file -verify-diagnostics | FileCheck %s

// A buffer lives from the kernel that first writes it to the last that reads
// it; the third one takes the bytes that the first no longer needs. Seven bytes
// take eight: buffers start on words.

// CHECK: mcu.model @chain attributes {arena_bytes = 16 : i64, live_bytes = 16 : i64, live_step = 0 : i64}
mcu.model @chain {
  // CHECK: mcu.buffer "x" at [[LOW:[0-9]+]] {live = array<i64: -1, 0>}
  // CHECK: mcu.buffer "a" at [[HIGH:[0-9]+]] {live = array<i64: 0, 1>}
  // CHECK: mcu.buffer "b" at [[LOW]] {live = array<i64: 1, 2>}
  // CHECK: mcu.buffer "y" at [[HIGH]] {live = array<i64: 2, 3>}
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

// Kernel 2 needs most: what it reads, what it writes, and 32 bytes that are kept
// for the last.

// CHECK: mcu.model @largest attributes {arena_bytes = 64 : i64, live_bytes = 64 : i64, live_step = 2 : i64}
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

// Offsets are i32.

// expected-error @+1 {{needs an arena of 4294967200 bytes, expected less than 2^31}}
mcu.model @huge {
  %a = mcu.buffer "a" : <2147483600xi8>
  mcu.input %a, 0 "a" {signature = "", type = tensor<2147483600x!quant.uniform<i8:f32, 0.5>>} : <2147483600xi8>
  %b = mcu.buffer "b" : <2147483600xi8>
  mcu.input %b, 1 "b" {signature = "", type = tensor<2147483600x!quant.uniform<i8:f32, 0.5>>} : <2147483600xi8>
}
