// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-plan-arena{memory=dtcm:64,sram:1K}))' -split-input-file -verify-diagnostics | FileCheck %s

// The hottest buffers for their size lie in the first memory: what the window
// kernel reads nine times goes before what is read once, which follows as long as
// there is room. Each memory has offsets, a live set and a bound of its own.

// CHECK: mcu.model @heat attributes
// CHECK-SAME: arena_bytes = 128 : i64
// CHECK-SAME: memories = [#mcu.memory<"dtcm", size = 64, bytes = 64, live_bytes = 64, live_step = 0, bound_bytes = 64>, #mcu.memory<"sram", size = 1024, bytes = 64, live_bytes = 64, live_step = 1, bound_bytes = 64>]
mcu.model @heat {
  // CHECK: mcu.buffer "x" at 0 {live = array<i64: -1, 0>, memory = 0 : i64}
  // CHECK: mcu.buffer "hot" at 0 {live = array<i64: 0, 1>, memory = 0 : i64}
  // CHECK: mcu.buffer "y" at 0 {live = array<i64: 1, 2>, memory = 1 : i64}
  %x = mcu.buffer "x" : <1x4x4x4xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x4x4x4x!quant.uniform<i8:f32, 0.5>>} : <1x4x4x4xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %hot = mcu.buffer "hot" : <1x4x4x4xi8>
  mcu.table_lookup %x, %t, %hot : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x4x4x4xi8>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  mcu.pool_2d %hot, %y {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<1x4x4x4xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<1x4x4x4x!quant.uniform<i8:f32, 0.5>>} : <1x4x4x4xi8>
}

// -----

// An output replaces what its kernel has read where both lie in one memory.

// CHECK: mcu.model @in_place
// CHECK-SAME: #mcu.memory<"dtcm", size = 64, bytes = 64, {{.*}}>, #mcu.memory<"sram", size = 1024, bytes = 0,
mcu.model @in_place {
  // CHECK: mcu.buffer "x" at 0 {{.*}}memory = 0
  // CHECK: mcu.buffer "y" at 0 {{.*}}memory = 0
  %x = mcu.buffer "x" : <64xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<64x!quant.uniform<i8:f32, 0.5>>} : <64xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %y = mcu.buffer "y" : <64xi8>
  mcu.table_lookup %x, %t, %y : !mcu.buffer<64xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<64xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<64x!quant.uniform<i8:f32, 0.5>>} : <64xi8>
}

// -----

mcu.model @too_large {
  // expected-error @+1 {{buffer 'x' of 1100 bytes fits into no memory: 1036 bytes are missing in 'dtcm', 76 in 'sram'}}
  %x = mcu.buffer "x" : <1100xi8>
  mcu.fill %x {value = 1 : i8} : !mcu.buffer<1100xi8>
  mcu.output %x, 0 "x" {signature = "", type = tensor<1100x!quant.uniform<i8:f32, 0.5>>} : <1100xi8>
}
