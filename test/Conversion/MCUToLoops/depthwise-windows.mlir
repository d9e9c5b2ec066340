// RUN: tinymlc-opt %s -convert-mcu-to-loops | FileCheck %s

// Two rows of five taps on two neighbours: of a row's words, which hold taps 0 and
// 2, 1 and 3, and 4, the first two meet halves of a word of the plane, the last a
// byte. The second row is eight bytes below. A third column stands by itself.

// CHECK-LABEL: func.func private @net_windows_0(
// CHECK: scf.for
// CHECK: scf.for {{.*}}iter_args(%[[X:[^ ]*]] = {{[^,]*}}, %[[Y:[^ ]*]] =
// CHECK: %[[START:[^,]*]], %{{.*}} = mcu.load_next
// CHECK: %[[W02:[^,]*]], %{{.*}} = mcu.load_next
// CHECK: %[[W13:[^,]*]], %{{.*}} = mcu.load_next
// CHECK: %[[A:.*]] = mcu.load %[[X]][%{{.*}}] {unaligned}
// CHECK: %[[B:.*]] = mcu.load %[[X]][%{{.*}}] {offset = 1 : i32, unaligned}
// CHECK: %[[ODD:.*]] = mcu.sxtb16 odd %[[A]]
// CHECK: %[[EVEN:.*]] = mcu.sxtb16 %[[A]]
// CHECK: %[[SUM:.*]] = mcu.smlad %[[EVEN]], %[[W02]], %[[START]]
// CHECK: mcu.smlad %[[ODD]], %[[W13]], %[[SUM]]
// CHECK: mcu.sxtb16 odd %[[B]]
// CHECK: mcu.load %[[X]][%{{.*}}] {offset = 4 : i32}
// CHECK: mcu.load %[[X]][%{{.*}}] {offset = 5 : i32}
// CHECK-COUNT-2: mcu.smla %
// CHECK: mcu.load %[[X]][%{{.*}}] {offset = 8 : i32, unaligned}
// CHECK: mcu.load %[[X]][%{{.*}}] {offset = 13 : i32}
// CHECK-COUNT-2: mcu.smmul
// CHECK: mcu.store %{{.*}}, %[[Y]][
// CHECK: mcu.store %{{.*}}, %[[Y]][%{{.*}}] {offset = 4 : i32}
// CHECK: mcu.smmul
// CHECK-NOT: mcu.smmul
// CHECK: return

mcu.model @net attributes {arena_bytes = 256 : i64} {
  %v = mcu.constant "v" dense<0> : tensor<32xi32> : <const 32xi32>
  %x = mcu.buffer "x" at 0 {live = array<i64: 0, 0>, slack = 3 : i64} : <1x4x7x4xi8, <rows = 4, rowBytes = 8, top = 0, left = 0>>
  %z = mcu.buffer "z" at 132 {live = array<i64: 0, 0>} : <1x3x3x4xi8>
  mcu.packed_depthwise_conv_2d %x, %v, %z {filter_size = array<i64: 2, 5>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x7x4xi8, <rows = 4, rowBytes = 8, top = 0, left = 0>>, !mcu.buffer<const 32xi32>, !mcu.buffer<1x3x3x4xi8>
}
