// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-elide-copies{max-plans=1}))' | FileCheck %s

// One plan is enough for the last of two parts; the other one stays a copy.

// CHECK-LABEL: mcu.model @concatenated
mcu.model @concatenated {
  // CHECK: mcu.copy %{{.*}}output_offset = 0
  // CHECK-NOT: mcu.copy
  %x = mcu.buffer "x" : <8xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<8x!quant.uniform<i8:f32, 0.5>>} : <8xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %a = mcu.buffer "a" : <8xi8>
  mcu.table_lookup %x, %t, %a : !mcu.buffer<8xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<8xi8>
  %b = mcu.buffer "b" : <8xi8>
  mcu.table_lookup %a, %t, %b : !mcu.buffer<8xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<8xi8>
  %y = mcu.buffer "y" : <16xi8>
  mcu.copy %a, %y {sizes = array<i64: 8>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<8xi8>, !mcu.buffer<16xi8>
  mcu.copy %b, %y {sizes = array<i64: 8>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 8 : i64} : !mcu.buffer<8xi8>, !mcu.buffer<16xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<16x!quant.uniform<i8:f32, 0.5>>} : <16xi8>
}
