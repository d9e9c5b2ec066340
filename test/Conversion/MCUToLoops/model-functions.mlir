// RUN: tinymlc-opt %s -convert-mcu-to-loops -canonicalize -split-input-file | FileCheck %s

// Equal data is one global, kernels that do the same share one function. Names
// start with the model's.

// CHECK: mcu.global @net_table_0 dense<0> : tensor<256xi8>
// CHECK: mcu.global @net_table_1 dense<1> : tensor<256xi8>
// CHECK-NOT: mcu.global
// CHECK: func.func private @net_0_table_lookup
// CHECK-NOT: func.func private
// CHECK: mcu.interface @net {arena_align = 8 : i64, arena_bytes = 24 : i64, inputs = [#mcu.tensor<"x", "pixels", tensor<4x!quant.uniform<i8:f32, 5.000000e-01>>, 8>], outputs = [#mcu.tensor<"y", "", tensor<2x2x!quant.uniform<i8:f32, 5.000000e-01>>, 12>]}

// init: 1 for a null pointer, 2 for too few bytes, 3 for a wrong alignment, in
// this order, else 0.
// CHECK-LABEL: func.func @net_init(
// CHECK-SAME: %[[ARENA:[^:]*]]: !mcu.ptr<none>, %[[BYTES:.*]]: index) -> i32
// CHECK-DAG: %[[OK:.*]] = arith.constant 0 : i32
// CHECK-DAG: %[[NULL:.*]] = arith.constant 1 : i32
// CHECK-DAG: %[[SMALL:.*]] = arith.constant 2 : i32
// CHECK-DAG: %[[MISALIGNED:.*]] = arith.constant 3 : i32
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[SEVEN:.*]] = arith.constant 7 : index
// CHECK-DAG: %[[NEEDED:.*]] = arith.constant 24 : index
// CHECK: %[[ADDRESS:.*]] = mcu.ptr_to_int %[[ARENA]]
// CHECK: %[[IS_NULL:.*]] = arith.cmpi eq, %[[ADDRESS]], %[[ZERO]]
// CHECK: %[[IS_SMALL:.*]] = arith.cmpi ult, %[[BYTES]], %[[NEEDED]]
// CHECK: %[[LOW:.*]] = arith.andi %[[ADDRESS]], %[[SEVEN]]
// CHECK: %[[IS_MISALIGNED:.*]] = arith.cmpi ne, %[[LOW]], %[[ZERO]]
// CHECK: %[[S0:.*]] = arith.select %[[IS_MISALIGNED]], %[[MISALIGNED]], %[[OK]]
// CHECK: %[[S1:.*]] = arith.select %[[IS_SMALL]], %[[SMALL]], %[[S0]]
// CHECK: %[[S2:.*]] = arith.select %[[IS_NULL]], %[[NULL]], %[[S1]]
// CHECK: return %[[S2]]

// CHECK-LABEL: func.func @net_input_0(
// CHECK-SAME: !mcu.ptr<none>) -> !mcu.ptr<i8>
// CHECK: %[[OFFSET:.*]] = arith.constant 8 : i32
// CHECK: mcu.offset %{{.*}}[%[[OFFSET]]]
// CHECK-LABEL: func.func @net_output_0(
// CHECK-SAME: !mcu.ptr<const none>) -> !mcu.ptr<const i8>
// CHECK: %[[OFFSET:.*]] = arith.constant 12 : i32
// CHECK: mcu.offset %{{.*}}[%[[OFFSET]]]

// The third call differs from the second by its table alone; a view is the
// buffer that it shows.
// CHECK-LABEL: func.func @net_invoke(
// CHECK-SAME: %[[ARENA:.*]]: !mcu.ptr<none>) -> i32
// CHECK-DAG: %[[BASE:.*]] = mcu.cast %[[ARENA]] : <none> -> <i8>
// CHECK-DAG: %[[X:.*]] = mcu.offset %[[BASE]][%c8_i32]
// CHECK-DAG: %[[T0:.*]] = mcu.address_of @net_table_0
// CHECK: call @net_0_table_lookup(%{{.*}}, %[[T0]], %{{.*}})
// CHECK: mcu.address_of @net_table_0
// CHECK: call @net_0_table_lookup
// CHECK: %[[T1:.*]] = mcu.address_of @net_table_1
// CHECK: mcu.offset %{{.*}}[%c12_i32]
// CHECK: call @net_0_table_lookup(%{{.*}}, %[[T1]], %{{.*}})
// CHECK: return %{{.*}} : i32
// CHECK-LABEL: func.func @net_reset(
mcu.model @net attributes {arena_bytes = 24 : i64} {
  %x = mcu.buffer "x" at 8 {live = array<i64: -1, 0>} : <4xi8>
  mcu.input %x, 0 "x" {signature = "pixels", type = tensor<4x!quant.uniform<i8:f32, 0.5>>} : <4xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %same = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %other = mcu.constant "table" dense<1> : tensor<256xi8> : <const 256xi8>
  %a = mcu.buffer "a" at 0 {live = array<i64: 0, 1>} : <4xi8>
  mcu.table_lookup %x, %t, %a : !mcu.buffer<4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<4xi8>
  %b = mcu.buffer "b" at 8 {live = array<i64: 1, 2>} : <4xi8>
  mcu.table_lookup %a, %same, %b : !mcu.buffer<4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<4xi8>
  %y = mcu.buffer "y" at 12 {live = array<i64: 2, 3>} : <2x2xi8>
  %v = mcu.view %y : <2x2xi8> -> <4xi8>
  mcu.table_lookup %b, %other, %v : !mcu.buffer<4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<4xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<2x2x!quant.uniform<i8:f32, 0.5>>} : <2x2xi8>
}

// -----

// Kernels of other sizes do not share; an arena has a byte at least.

// CHECK: func.func private @net_0_fill
// CHECK: func.func private @net_1_fill
mcu.model @net attributes {arena_bytes = 12 : i64} {
  %a = mcu.buffer "a" at 0 {live = array<i64: 0, 0>} : <4xi8>
  %b = mcu.buffer "b" at 4 {live = array<i64: 1, 1>} : <8xi8>
  mcu.fill %a {value = 0 : i8} : !mcu.buffer<4xi8>
  mcu.fill %b {value = 0 : i8} : !mcu.buffer<8xi8>
}

// -----

// CHECK: mcu.interface @empty {arena_align = 8 : i64, arena_bytes = 1 : i64, inputs = [], outputs = []}
mcu.model @empty attributes {arena_bytes = 0 : i64} {
}
