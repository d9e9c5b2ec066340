// RUN: tinymlc-opt %s -convert-mcu-to-loops -canonicalize -cse -split-input-file | FileCheck %s

// Left and right of the image each of the scratch's three rows holds padding, four
// words of it, which is filled once.

// CHECK-LABEL: func.func private @net_sides_0(
// CHECK-SAME: %{{[^:]*}}: !mcu.ptr<i8>, %[[PAD:[^:]*]]: i32)
// CHECK-DAG: %[[C3:.*]] = arith.constant 3 : i32
// CHECK-DAG: %[[C80:.*]] = arith.constant 80 : i32
// CHECK-DAG: %[[C96:.*]] = arith.constant 96 : i32
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[C3]] {{.*}}iter_args(%[[ROW:.*]] = %{{.*}})
// CHECK-COUNT-4: mcu.store %[[PAD]], %[[ROW]]
// CHECK-NOT: mcu.store
// CHECK: %[[RIGHT:.*]] = mcu.offset %[[ROW]][%[[C80]]]
// CHECK-COUNT-4: mcu.store %[[PAD]], %[[RIGHT]]
// CHECK-NOT: mcu.store
// CHECK: mcu.offset %[[ROW]][%[[C96]]]

// Of the three rows of 24 words under a row of windows two are under the next
// one as well: they move to the front in turns of 16 words, the first of which
// goes on by what is no whole turn.

// CHECK-LABEL: func.func private @net_slide_1(
// CHECK-SAME: %[[FROM:[^:]*]]: !mcu.ptr<i8>, %[[TO:[^:]*]]: !mcu.ptr<i8>, %[[WORDS:[^:]*]]: i32)
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : i32
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : i32
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : i32
// CHECK-DAG: %[[C64:.*]] = arith.constant 64 : i32
// CHECK: %[[UP:.*]] = arith.addi %[[WORDS]], %{{.*}} : i32
// CHECK: %[[TURNS:.*]] = arith.shrui %[[UP]], %[[C4]]
// CHECK: %[[LATER:.*]] = arith.subi %[[TURNS]], %[[C1]]
// CHECK: %[[BEHIND:.*]] = arith.shli %[[LATER]], %[[C4]]
// CHECK: %[[FIRST:.*]] = arith.subi %[[WORDS]], %[[BEHIND]]
// CHECK: %[[BYTES:.*]] = arith.shli %[[FIRST]], %[[C2]]
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[TURNS]] {{.*}}iter_args(%[[F:.*]] = %[[FROM]], %[[T:.*]] = %[[TO]], %[[STEP:.*]] = %[[BYTES]])
// Four words are loaded before they are stored.
// CHECK: mcu.load %[[F]]
// CHECK-COUNT-3: mcu.load %[[F]]
// CHECK: mcu.store %{{.*}}, %[[T]]
// CHECK: mcu.store %{{.*}}, %[[T]][%{{.*}}] {offset = 60 : i32, unaligned}
// CHECK: mcu.offset %[[F]][%[[STEP]]]
// CHECK: mcu.offset %[[T]][%[[STEP]]]
// CHECK: scf.yield %{{.*}}, %{{.*}}, %[[C64]]

// Each widened word is stored once.

// CHECK-LABEL: func.func private @net_widen_2(
// CHECK: scf.for
// CHECK-COUNT-8: mcu.store
// CHECK-NOT: mcu.store
// CHECK: scf.yield

// CHECK-LABEL: func.func private @net_0_packed_conv_2d(
// CHECK-SAME: %[[X:[^:]*]]: !mcu.ptr<const i8>, %{{[^:]*}}: !mcu.ptr<const i8>, %[[S:[^:]*]]: !mcu.ptr<i8>, %{{[^:]*}}: !mcu.ptr<i8>)
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : i32
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : i32
// CHECK-DAG: %[[C3:.*]] = arith.constant 3 : i32
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : i32
// CHECK-DAG: %[[PAD:.*]] = arith.constant 196611 : i32
// CHECK: call @net_sides_0(%[[S]], %[[PAD]])
// CHECK: scf.for %[[Y:.*]] = %[[C0]] to %[[C4]] step %[[C1]] iter_args(%[[HELD:.*]] = %[[C0]])
// CHECK: %[[KEPT:.*]] = arith.subi %[[HELD]], %[[Y]]
// CHECK: %[[ANY:.*]] = arith.cmpi sgt, %[[KEPT]], %[[C0]]
// CHECK: scf.if %[[ANY]] {
// CHECK: %[[LAST:.*]] = arith.subi %[[C3]], %[[KEPT]]
// CHECK: call @net_slide_1(%{{.*}}, %[[S]], %{{.*}})
// CHECK: scf.for %[[I:.*]] = %[[KEPT]] to %[[C3]] step %[[C1]]
// CHECK: %[[ROW:.*]] = arith.addi %[[Y]], %[[I]]
// CHECK: %[[IN:.*]] = arith.subi %[[ROW]], %[[C1]]
// CHECK: arith.cmpi ult, %[[IN]], %[[C4]]
// CHECK: call @net_widen_2
// CHECK: arith.cmpi uge, %[[IN]], %[[C4]]
// CHECK: call @net_fill_3
// CHECK: call @net_window_4(%[[S]],
// CHECK: scf.yield

mcu.model @net attributes {arena_bytes = 480 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x4x4x8xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x4x4x8x!quant.uniform<i8:f32, 0.5:3>>} : <1x4x4x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<80xi32> : <const 80xi32>
  %s = mcu.buffer "s" at 192 {live = array<i64: 0, 0>} : <72xi32>
  %y = mcu.buffer "y" at 128 {live = array<i64: 0, 1>} : <1x4x4x4xi8>
  mcu.packed_conv_2d %x, %w, %s, %y {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x8xi8>, !mcu.buffer<const 80xi32>, !mcu.buffer<72xi32>, !mcu.buffer<1x4x4x4xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<1x4x4x4x!quant.uniform<i8:f32, 0.5>>} : <1x4x4x4xi8>
}

// -----

// Two rows of windows at a time, the last of three with the one before; short
// rows move one by one, and without padding every row is one of the image.

// CHECK-LABEL: func.func private @pairs_keep_0(
// CHECK-SAME: %[[FROM:[^:]*]]: !mcu.ptr<i8>, %[[TO:[^:]*]]: !mcu.ptr<i8>, %[[ROWS:[^:]*]]: i32)
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[ROWS]]
// CHECK-COUNT-14: mcu.store
// CHECK-NOT: mcu.store
// CHECK: scf.yield

// CHECK-LABEL: func.func private @pairs_0_packed_conv_2d(
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : i32
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : i32
// CHECK-DAG: %[[C5:.*]] = arith.constant 5 : i32
// CHECK-NOT: call
// CHECK: scf.for %[[STEP:.*]] = %{{.*}} to %{{.*}} step %[[C2]]
// CHECK: %[[Y:.*]] = arith.minsi %[[STEP]], %[[C1]]
// CHECK: %[[FIRST:.*]] = arith.muli %[[Y]], %[[C2]]
// CHECK: call @pairs_keep_0
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[C5]]
// CHECK-NOT: scf.if
// CHECK: call @pairs_widen_1
// CHECK: }
// CHECK: arith.addi %[[FIRST]], %[[C5]]
// CHECK: call @pairs_window_2

mcu.model @pairs attributes {arena_bytes = 516 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x7x7x4xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x7x7x4x!quant.uniform<i8:f32, 0.5:3>>} : <1x7x7x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<44xi32> : <const 44xi32>
  %s = mcu.buffer "s" at 236 {live = array<i64: 0, 0>} : <70xi32>
  %y = mcu.buffer "y" at 200 {live = array<i64: 0, 1>} : <1x3x3x4xi8>
  mcu.packed_conv_2d %x, %w, %s, %y {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x7x7x4xi8>, !mcu.buffer<const 44xi32>, !mcu.buffer<70xi32>, !mcu.buffer<1x3x3x4xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<1x3x3x4x!quant.uniform<i8:f32, 0.5>>} : <1x3x3x4xi8>
}

// -----

// Two tiles of two columns: the first widens the padding and three columns, the
// second three from the second one on, and padding.

// CHECK-LABEL: func.func private @tiles_sides_0(
// CHECK: scf.for
// CHECK-COUNT-4: mcu.store
// CHECK-NOT: mcu.store
// CHECK: return
// CHECK-LABEL: func.func private @tiles_0_packed_conv_2d(
// CHECK-SAME: %[[X:[^:]*]]: !mcu.ptr<const i8>, %{{[^:]*}}: !mcu.ptr<const i8>, %[[S:[^:]*]]: !mcu.ptr<i8>, %[[Z:[^:]*]]: !mcu.ptr<i8>)
// CHECK-DAG: %[[C8:.*]] = arith.constant 8 : i32
// CHECK-DAG: %[[C16:.*]] = arith.constant 16 : i32
// CHECK-DAG: %[[C32:.*]] = arith.constant 32 : i32
// CHECK: call @tiles_sides_0(%[[S]],
// CHECK: scf.for %[[Y:.*]] = %{{.*}} to %{{.*}} iter_args
// CHECK: %[[PLACE:.*]] = mcu.offset %{{.*}}[%[[C16]]]
// CHECK: %[[FIRST:.*]] = mcu.offset %[[X]]
// CHECK: call @tiles_widen_2(%[[FIRST]], %[[PLACE]])
// CHECK: %[[ROW:.*]] = arith.muli %[[Y]], %[[C16]]
// CHECK: %[[LEFT:.*]] = mcu.offset %[[Z]][%[[ROW]]]
// CHECK: call @tiles_window_4(%[[S]], %{{.*}}, %[[LEFT]])
// CHECK: call @tiles_sides_5(%[[S]],
// CHECK: scf.for %[[Y:.*]] = %{{.*}} to %{{.*}} iter_args
// CHECK: call @tiles_slide_1(
// CHECK: scf.for
// CHECK: %[[PLACE:.*]] = mcu.offset %[[S]]
// CHECK: %[[ROW:.*]] = arith.muli %{{.*}}, %[[C32]]
// CHECK: %[[SECOND:.*]] = arith.addi %[[ROW]], %[[C8]]
// CHECK: %[[COLUMN:.*]] = mcu.offset %[[X]][%[[SECOND]]]
// CHECK: call @tiles_widen_2(%[[COLUMN]], %[[PLACE]])
// CHECK: %[[ROW:.*]] = arith.muli %[[Y]], %[[C16]]
// CHECK: %[[MIDDLE:.*]] = arith.addi %[[ROW]], %[[C8]]
// CHECK: %[[RIGHT:.*]] = mcu.offset %[[Z]][%[[MIDDLE]]]
// CHECK: call @tiles_window_4(%[[S]], %{{.*}}, %[[RIGHT]])

mcu.model @tiles attributes {arena_bytes = 512 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x4x4x8xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x4x4x8x!quant.uniform<i8:f32, 0.5:3>>} : <1x4x4x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<80xi32> : <const 80xi32>
  %s = mcu.buffer "s" at 128 {live = array<i64: 0, 0>} : <48xi32>
  %y = mcu.buffer "y" at 320 {live = array<i64: 0, 1>} : <1x4x4x4xi8>
  mcu.packed_conv_2d %x, %w, %s, %y {column_tiles = 2 : i64, kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x8xi8>, !mcu.buffer<const 80xi32>, !mcu.buffer<48xi32>, !mcu.buffer<1x4x4x4xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<1x4x4x4x!quant.uniform<i8:f32, 0.5>>} : <1x4x4x4xi8>
}
