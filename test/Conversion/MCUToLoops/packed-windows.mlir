// RUN: tinymlc-opt %s -convert-mcu-to-loops | FileCheck %s

// A pixel of three channels is six bytes wide, and two neighbours' windows are
// three words apart: the word at 12 serves both. The last of nine taps of rows 0
// and 1 make a word; that of row 2, at 96, has none beside it.

// CHECK-LABEL: func.func private @net_window_2(
// CHECK-SAME: %[[X:[^:]*]]: !mcu.ptr<i8>,
// CHECK: mcu.load %[[X]][%{{[^]]*}}] {unaligned}
// CHECK: mcu.load %[[X]][%{{[^]]*}}] {offset = 12 : i32, unaligned}
// CHECK-NOT: mcu.load %[[X]]
// CHECK: mcu.smlad
// CHECK-NOT: mcu.load %[[X]][%{{[^]]*}}] {offset = 12 : i32
// CHECK: mcu.load %[[X]][%{{[^]]*}}] {offset = 24 : i32, unaligned}
// CHECK: mcu.load %[[X]][%{{[^]]*}}] {offset = 4 : i32, unaligned}
// CHECK: mcu.load %[[X]][%{{[^]]*}}] {offset = 16 : i32, unaligned}
// CHECK: mcu.load %[[X]][%{{[^]]*}}] {offset = 8 : i32, unaligned}
// CHECK: mcu.load %[[X]][%{{[^]]*}}] {offset = 20 : i32, unaligned}
// CHECK: mcu.load %[[X]][%{{[^]]*}}] {offset = 40 : i32, unaligned}
// CHECK: %[[A0:.*]] = mcu.load %[[X]][%{{[^]]*}}] {offset = 16 : i32, unaligned}
// CHECK: %[[A1:.*]] = mcu.load %[[X]][%{{[^]]*}}] {offset = 56 : i32, unaligned}
// CHECK: mcu.pkhbt %[[A0]], %[[A1]]
// CHECK: %[[B0:.*]] = mcu.load %[[X]][%{{[^]]*}}] {offset = 28 : i32, unaligned}
// CHECK: %[[B1:.*]] = mcu.load %[[X]][%{{[^]]*}}] {offset = 68 : i32, unaligned}
// CHECK: mcu.pkhbt %[[B0]], %[[B1]]
// CHECK: mcu.load_next
// CHECK: mcu.load %[[X]][%{{[^]]*}}] {offset = 96 : i32, unaligned}
// CHECK: mcu.load %[[X]][%{{[^]]*}}] {offset = 108 : i32, unaligned}
// CHECK-NOT: mcu.load %[[X]]
// CHECK: return

mcu.model @net attributes {arena_bytes = 248 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x6x6x3xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x6x6x3x!quant.uniform<i8:f32, 0.5:3>>} : <1x6x6x3xi8>
  %w = mcu.constant "w" dense<0> : tensor<36xi32> : <const 36xi32>
  %s = mcu.buffer "s" at 128 {live = array<i64: 0, 0>} : <30xi32>
  %y = mcu.buffer "y" at 112 {live = array<i64: 0, 1>} : <1x2x2x4xi8>
  mcu.packed_conv_2d %x, %w, %s, %y {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x6x6x3xi8>, !mcu.buffer<const 36xi32>, !mcu.buffer<30xi32>, !mcu.buffer<1x2x2x4xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<1x2x2x4x!quant.uniform<i8:f32, 0.5>>} : <1x2x2x4xi8>
}
