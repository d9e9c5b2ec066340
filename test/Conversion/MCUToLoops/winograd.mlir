// RUN: tinymlc-opt %s -convert-mcu-to-loops -canonicalize -cse -split-input-file | FileCheck %s

// Rows: bytes 0 and 2, then 1 and 3, of six rows; row 1 of the transformed tile
// comes from what rows 2 and 4 and rows 1 and 3 have together.

// CHECK-LABEL: func.func private @net_winograd_rows_0(
// CHECK-SAME: %[[ABOVE:[^:]*]]: !mcu.ptr<const i8>, %[[MIDDLE:[^:]*]]: !mcu.ptr<const i8>, %[[BELOW:[^:]*]]: !mcu.ptr<const i8>, %[[TO:[^:]*]]: !mcu.ptr<i8>)
// CHECK-SAME: attributes {mcu.assembly}
// CHECK: mcu.offset %[[TO]][%{{.*}}]
// CHECK: scf.for {{.*}} iter_args(%[[A:.*]] = %[[ABOVE]], %[[M:.*]] = %[[MIDDLE]], %[[B:.*]] = %[[BELOW]], %[[FIRST:.*]] = %[[TO]], %[[LAST:.*]] = %{{.*}})
// CHECK: mcu.load %[[A]]
// CHECK: mcu.load %[[M]][%{{.*}}] {unaligned}
// CHECK: mcu.load %[[M]][%{{.*}}] {offset = 128 : i32, unaligned}
// CHECK: mcu.load %[[M]][%{{.*}}] {offset = 256 : i32, unaligned}
// CHECK: mcu.load %[[M]][%{{.*}}] {offset = 384 : i32, unaligned}
// CHECK: mcu.load %[[B]]
// CHECK: %[[X0:.*]] = mcu.sxtb16 %
// CHECK: %[[X1:.*]] = mcu.sxtb16 %
// CHECK: %[[X2:.*]] = mcu.sxtb16 %
// CHECK: %[[X3:.*]] = mcu.sxtb16 %
// CHECK: %[[X4:.*]] = mcu.sxtb16 %
// CHECK: %[[X5:.*]] = mcu.sxtb16 %
// CHECK: mcu.ssub16 %[[X0]], %[[X2]]
// CHECK: mcu.ssub16 %[[X4]], %[[X2]]
// CHECK: mcu.store %{{.*}}, %[[FIRST]][%{{.*}}] {unaligned}
// CHECK: %[[ODD:.*]] = mcu.ssub16 %[[X3]], %[[X1]]
// CHECK: mcu.sadd16 %[[ODD]], %[[ODD]]
// CHECK: mcu.store %{{.*}}, %[[LAST]][%{{.*}}] {unaligned}
// CHECK: mcu.store %{{.*}}, %[[LAST]][%{{.*}}] {offset = 320 : i32, unaligned}
// CHECK: mcu.ssub16 %[[X5]], %[[X3]]
// CHECK: mcu.store %{{.*}}, %[[LAST]][%{{.*}}] {offset = 640 : i32, unaligned}
// CHECK: mcu.store %{{.*}}, %[[FIRST]][%{{.*}}] {offset = 320 : i32, unaligned}
// CHECK: mcu.store %{{.*}}, %[[FIRST]][%{{.*}}] {offset = 640 : i32, unaligned}
// CHECK: mcu.sxtb16 odd
// CHECK: mcu.store %{{.*}}, %[[FIRST]][%{{.*}}] {offset = 4 : i32, unaligned}

// Columns: ten pixels of sixteen channels, of which the last tile reads the
// last four.

// CHECK-LABEL: func.func private @net_winograd_columns_1(
// CHECK: scf.for
// CHECK: scf.for {{.*}} iter_args(%[[X:.*]] = %{{.*}}, %[[TO:.*]] = %{{.*}})
// CHECK: %[[P0:.*]] = mcu.load %[[X]][%{{.*}}] {unaligned}
// CHECK-COUNT-5: mcu.load %[[X]]
// CHECK: %[[P6:.*]] = mcu.load %[[X]][%{{.*}}] {offset = 192 : i32, unaligned}
// CHECK: %[[P7:.*]] = mcu.load %[[X]][%{{.*}}] {offset = 224 : i32, unaligned}
// CHECK: %[[P8:.*]] = mcu.load %[[X]][%{{.*}}] {offset = 256 : i32, unaligned}
// CHECK: %[[P9:.*]] = mcu.load %[[X]][%{{.*}}] {offset = 288 : i32, unaligned}
// CHECK: %[[SUM:.*]] = mcu.sadd16 %[[P7]], %[[P8]]
// CHECK: mcu.store %[[SUM]], %[[TO]][%{{.*}}] {offset = 140 : i32, unaligned}
// CHECK: mcu.ssub16 %[[P8]], %[[P7]]
// CHECK: mcu.ssub16 %[[P7]], %[[P9]]
// CHECK: mcu.ssub16 %[[P6]], %[[P8]]
// CHECK: %[[FIRST:.*]] = mcu.ssub16 %[[P0]], %
// CHECK: mcu.store %[[FIRST]], %[[TO]][%{{.*}}] {unaligned}

// Products of few channels: all of them unrolled, at 24 positions.

// CHECK-LABEL: func.func private @net_winograd_multiply_2(
// CHECK: %[[POSITIONS:.*]] = arith.constant 24 : i32
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[POSITIONS]]
// CHECK-COUNT-8: mcu.smuad
// CHECK-COUNT-56: mcu.smlad
// CHECK-NOT: mcu.smlad
// CHECK-COUNT-8: mcu.store

// Outputs of two channels: start value and multiplier, then eight outputs of
// each of four tiles, two rows apart by the output's row.

// CHECK-LABEL: func.func private @net_winograd_outputs_3(
// CHECK: scf.for
// CHECK: %[[START:.*]], %[[NEXT:.*]] = mcu.load_next
// CHECK: %[[M:.*]], %{{.*}} = mcu.load_next %[[NEXT]]
// CHECK: scf.for {{.*}} iter_args(%{{.*}} = %{{.*}}, %[[Y:.*]] = %{{.*}})
// CHECK-COUNT-24: mcu.load %
// CHECK: arith.shli
// CHECK: arith.addi %[[START]], %
// CHECK-COUNT-8: mcu.smmul %{{.*}}, %[[M]]
// CHECK-COUNT-8: mcu.ssat %{{.*}} asr 10
// CHECK: mcu.store %{{.*}}, %[[Y]][%{{.*}}] : i8
// CHECK: mcu.store %{{.*}}, %[[Y]][%{{.*}}] {offset = 4 : i32} : i8
// CHECK: mcu.store %{{.*}}, %[[Y]][%{{.*}}] {offset = 32 : i32} : i8

// The kernel: the row above the first is the border's, and so is the one below
// the last; the last four of five rows are computed with those before again.

// CHECK-LABEL: func.func private @net_0_winograd_conv_2d(
// CHECK-SAME: %[[X:[^:]*]]: !mcu.ptr<const i8>, %[[W:[^:]*]]: !mcu.ptr<const i8>, %[[S:[^:]*]]: !mcu.ptr<i8>, %[[Y:[^:]*]]: !mcu.ptr<i8>)
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : i32
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : i32
// CHECK-DAG: %[[PADS:.*]] = arith.constant 117901063 : i32
// CHECK-DAG: %[[SUMS:.*]] = arith.constant -2687018 : i32
// CHECK: mcu.store %[[PADS]]
// CHECK: mcu.store %[[SUMS]]
// CHECK: scf.for %[[STEP:.*]] = %{{.*}} to %[[C2]] step %[[C1]]
// CHECK: arith.minsi %{{.*}}, %[[C1]]
// CHECK: %[[BORDER:.*]] = mcu.cast %{{.*}} : <i8> -> <const i8>
// CHECK-DAG: %[[ABOVE:.*]] = arith.select %{{.*}}, %[[BORDER]], %
// CHECK-DAG: %[[BELOW:.*]] = arith.select %{{.*}}, %[[BORDER]], %
// CHECK: call @net_winograd_rows_0(%[[ABOVE]], %{{.*}}, %[[BELOW]], %{{.*}})
// CHECK: call @net_winograd_columns_1
// CHECK: scf.for %{{.*}} to %[[C2]]
// CHECK: call @net_winograd_multiply_2
// CHECK: call @net_winograd_outputs_3
mcu.model @net attributes {arena_bytes = 8192 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x5x8x16xi8>
  %w = mcu.constant "weights" dense<0> : tensor<776xi32> : <const 776xi32>
  %s = mcu.buffer "scratch" at 1024 {live = array<i64: 0, 0>} : <1472xi32>
  %y = mcu.buffer "y" at 640 {live = array<i64: 0, 1>} : <1x5x8x4xi8>
  mcu.winograd_conv_2d %x, %w, %s, %y {padding = array<i64: 1, 1, 1, 1>, pad_value = 7 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>}
    : !mcu.buffer<1x5x8x16xi8>, !mcu.buffer<const 776xi32>, !mcu.buffer<1472xi32>, !mcu.buffer<1x5x8x4xi8>
}

// -----

// More channels in a loop, whose turns are an argument: all depths that are
// multiples of 32 share the function. Corrections are a word more.

// CHECK-LABEL: func.func private @net_winograd_multiply_2(
// CHECK-SAME: %[[TURNS:[^:]*]]: i32)
// CHECK: scf.for %{{.*}} to %[[TURNS]]
// CHECK-COUNT-128: mcu.smlad
// CHECK-NOT: mcu.smlad
// CHECK-LABEL: func.func private @net_winograd_outputs_3(
// CHECK-COUNT-3: mcu.load_next
// CHECK: arith.andi
// CHECK: mcu.smmla
// CHECK: call @net_winograd_multiply_2(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) : (!mcu.ptr<const i8>, !mcu.ptr<i8>, !mcu.ptr<i8>, i32)
mcu.model @net attributes {arena_bytes = 24832 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x6x10x64xi8>
  %w = mcu.constant "weights" dense<0> : tensor<3084xi32> : <const 3084xi32>
  %s = mcu.buffer "scratch" at 4096 {live = array<i64: 0, 0>} : <5184xi32>
  %y = mcu.buffer "y" at 3840 {live = array<i64: 0, 1>} : <1x4x8x4xi8>
  mcu.winograd_conv_2d %x, %w, %s, %y {padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<signed_multiply_add, 10, 3>}
    : !mcu.buffer<1x6x10x64xi8>, !mcu.buffer<const 3084xi32>, !mcu.buffer<5184xi32>, !mcu.buffer<1x4x8x4xi8>
}
