// RUN: tinymlc-opt %s -convert-mcu-to-loops -canonicalize -cse | FileCheck %s

// Weights that are transformed at run time: nine words of four bytes give, for
// the even and for the odd ones, the 24 words of two input channels; rows 3 to 5
// of the transformed tile have a pointer of their own.

// CHECK-LABEL: func.func private @net_winograd_weights_2(
// CHECK-SAME: %[[FROM:[^:]*]]: !mcu.ptr<const i8>, %[[TO:[^:]*]]: !mcu.ptr<i8>)
// CHECK-DAG: %[[TWO:.*]] = arith.constant 2 : i32
// CHECK-DAG: %[[FOUR:.*]] = arith.constant 4 : i32
// CHECK-DAG: %[[HALF:.*]] = arith.constant 768 : i32
// CHECK: mcu.offset %[[TO]][%[[HALF]]]
// CHECK: scf.for %{{.*}} to %[[TWO]]
// CHECK: scf.for {{.*}} to %[[FOUR]] {{.*}} iter_args(%[[W:.*]] = %{{.*}}, %[[U:.*]] = %{{.*}}, %[[V:.*]] = %{{.*}})
// CHECK: mcu.load %[[W]]
// CHECK: mcu.sxtb16 %
// CHECK: mcu.store %{{.*}}, %[[V]][%{{.*}}] {offset = 576 : i32, unaligned}
// CHECK: mcu.sxtb16 odd
// CHECK: mcu.store %{{.*}}, %[[V]][%{{.*}}] {offset = 584 : i32, unaligned}

// All blocks of two rows of tiles, then for each pair of output channels its
// weights, once, and the products of all these blocks.

// CHECK-LABEL: func.func private @net_0_winograd_conv_2d(
// CHECK: scf.for
// CHECK: call @net_winograd_rows_0
// CHECK: scf.for
// CHECK: call @net_winograd_columns_1
// CHECK: scf.for
// CHECK: call @net_winograd_weights_2
// CHECK: scf.for
// CHECK: scf.for
// CHECK: call @net_winograd_multiply_3
// CHECK: call @net_winograd_outputs_4
mcu.model @net attributes {arena_bytes = 20864 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x8x16x16xi8>
  %w = mcu.constant "weights" dense<0> : tensor<152xi32> : <const 152xi32>
  %s = mcu.buffer "scratch" at 2560 {live = array<i64: 0, 0>} : <4576xi32>
  %y = mcu.buffer "y" at 2048 {live = array<i64: 0, 1>} : <1x8x16x4xi8>
  mcu.winograd_conv_2d %x, %w, %s, %y {padding = array<i64: 1, 1, 1, 1>, pad_value = 7 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>, tile_rows = 2 : i64}
    : !mcu.buffer<1x8x16x16xi8>, !mcu.buffer<const 152xi32>, !mcu.buffer<4576xi32>, !mcu.buffer<1x8x16x4xi8>
}
