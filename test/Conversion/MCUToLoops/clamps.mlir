// RUN: tinymlc-opt %s -split-input-file -convert-mcu-to-loops | FileCheck %s

// A bound below is a maximum behind SSAT. The one above is a maximum of the
// complements; where a bound is int8's own, SSAT has it.

// CHECK-LABEL: func.func private @below_sum_rest_0(
// CHECK: %[[BYTE:.*]] = mcu.ssat
// CHECK: %[[LEAST:.*]] = arith.constant -5 : i32
// CHECK-NEXT: mcu.max8 %[[BYTE]], %[[LEAST]]
// CHECK-NEXT: arith.trunci

mcu.model @below attributes {arena_bytes = 16 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <8xi8>
  %y = mcu.buffer "y" at 8 {live = array<i64: 0, 1>} : <8xi8>
  mcu.packed_sum %x, %x, %y {lhs_multiplier = 1 : i32, rhs_multiplier = 1 : i32, start = 0 : i32, shift = 8 : i32, clamp = #mcu.clamp<-5, 127>}
    : !mcu.buffer<8xi8>, !mcu.buffer<8xi8>, !mcu.buffer<8xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<8x!quant.uniform<i8:f32, 0.5>>} : <8xi8>
}

// -----

// CHECK-LABEL: func.func private @above_sum_rest_0(
// CHECK: %[[BYTE:.*]] = mcu.ssat
// CHECK-NEXT: %[[ONES:.*]] = arith.constant -1 : i32
// CHECK-DAG: %[[COMPLEMENT:.*]] = arith.subi %[[ONES]], %[[BYTE]]
// CHECK-DAG: %[[MOST:.*]] = arith.constant -101 : i32
// CHECK: %[[MORE:.*]] = mcu.max8 %[[COMPLEMENT]], %[[MOST]]
// CHECK-NEXT: arith.subi %[[ONES]], %[[MORE]]
// CHECK-NEXT: arith.trunci

mcu.model @above attributes {arena_bytes = 16 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <8xi8>
  %y = mcu.buffer "y" at 8 {live = array<i64: 0, 1>} : <8xi8>
  mcu.packed_sum %x, %x, %y {lhs_multiplier = 1 : i32, rhs_multiplier = 1 : i32, start = 0 : i32, shift = 8 : i32, clamp = #mcu.clamp<-128, 100>}
    : !mcu.buffer<8xi8>, !mcu.buffer<8xi8>, !mcu.buffer<8xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<8x!quant.uniform<i8:f32, 0.5>>} : <8xi8>
}
