// RUN: tinymlc-opt %s -convert-mcu-to-loops -canonicalize | FileCheck %s

// With several memories every function takes an arena for each, and a kernel gets
// pointers into those in which its buffers lie.

// CHECK: mcu.interface @net {arena_align = 8 : i64, arena_bytes = 12 : i64, inputs = [#mcu.tensor<"x", "", {{.*}}, 0 in 1>], memories = [{{.*}}], outputs = [#mcu.tensor<"y", "", {{.*}}, 4>]}

// init says what is wrong with the first arena that does not serve.
// CHECK-LABEL: func.func @net_init(
// CHECK-SAME: %[[FAST:.*]]: !mcu.ptr<none>, %{{.*}}: index, %[[SLOW:.*]]: !mcu.ptr<none>, %{{.*}}: index) -> i32
// CHECK: mcu.ptr_to_int %[[SLOW]]
// CHECK: %[[SECOND:.*]] = arith.select %{{.*}}, %c1_i32
// CHECK: mcu.ptr_to_int %[[FAST]]
// CHECK: %[[FIRST:.*]] = arith.select %{{.*}}, %c1_i32
// CHECK: %[[IS_OK:.*]] = arith.cmpi eq, %[[FIRST]], %c0_i32
// CHECK: %[[STATUS:.*]] = arith.select %[[IS_OK]], %[[SECOND]], %[[FIRST]]
// CHECK: return %[[STATUS]]

// CHECK-LABEL: func.func @net_input_0(
// CHECK-SAME: %{{.*}}: !mcu.ptr<none>, %[[SLOW:.*]]: !mcu.ptr<none>) -> !mcu.ptr<i8>
// CHECK-NEXT: %[[X:.*]] = mcu.cast %[[SLOW]]
// CHECK-NEXT: return %[[X]]
// CHECK-LABEL: func.func @net_output_0(
// CHECK-SAME: %[[FAST:.*]]: !mcu.ptr<const none>, %{{.*}}: !mcu.ptr<const none>)

// CHECK-LABEL: func.func @net_invoke(
// CHECK-SAME: %[[FAST:.*]]: !mcu.ptr<none>, %[[SLOW:.*]]: !mcu.ptr<none>) -> i32
// CHECK-DAG: %[[FAST_BYTES:.*]] = mcu.cast %[[FAST]] : <none> -> <i8>
// CHECK-DAG: %[[SLOW_BYTES:.*]] = mcu.cast %[[SLOW]] : <none> -> <i8>
// CHECK: %[[X:.*]] = mcu.cast %[[SLOW_BYTES]] : <i8> -> <const i8>
// CHECK: %[[Y:.*]] = mcu.offset %[[FAST_BYTES]][%c4_i32]
// CHECK: call @net_0_table_lookup(%[[X]], %{{.*}}, %[[Y]])
// CHECK-LABEL: func.func @net_reset(
// CHECK-SAME: !mcu.ptr<none>, %{{.*}}: !mcu.ptr<none>)
mcu.model @net attributes {arena_bytes = 12 : i64, memories = [
    #mcu.memory<"fast", size = 64, bytes = 8, live_bytes = 4, live_step = 0, bound_bytes = 4>,
    #mcu.memory<"slow", size = 64, bytes = 4, live_bytes = 4, live_step = -1, bound_bytes = 4>]} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>, memory = 1 : i64} : <4xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<4x!quant.uniform<i8:f32, 0.5>>} : <4xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %y = mcu.buffer "y" at 4 {live = array<i64: 0, 1>, memory = 0 : i64} : <4xi8>
  mcu.table_lookup %x, %t, %y : !mcu.buffer<4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<4xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<4x!quant.uniform<i8:f32, 0.5>>} : <4xi8>
}
