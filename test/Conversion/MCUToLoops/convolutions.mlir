// RUN: tinymlc-opt %s -convert-mcu-to-loops -canonicalize -cse -split-input-file | FileCheck %s

// Without a border: one loop over the pixels, an inner loop over the six
// elements of a window's row, two a turn, and four sums. Sums that are proven to
// fit do not wrap.

// CHECK-LABEL: func.func private @net_0_conv_2d(
// CHECK-SAME: %[[X:[^:]*]]: !mcu.ptr<const i8>, %[[W:[^:]*]]: !mcu.ptr<const i8>, %[[P:[^:]*]]: !mcu.ptr<const i8>, %[[Y:[^:]*]]: !mcu.ptr<i8>)
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : i32
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : i32
// CHECK-DAG: %[[C6:.*]] = arith.constant 6 : i32
// CHECK-NOT: scf.if
// Bias, multiplier and shift are a row of three words.
// CHECK: mcu.load %[[P]][%[[C0]]] : <const i8> -> i32
// CHECK: mcu.load %[[P]][%[[C0]]] {offset = 12 : i32}
// CHECK: mcu.load %[[P]][%[[C0]]] {offset = 24 : i32}
// CHECK: mcu.load %[[P]][%[[C0]]] {offset = 36 : i32}
// CHECK: scf.for {{.*}} iter_args
// CHECK: scf.for %{{.*}} = %[[C0]] to %[[C6]] step %[[C2]] iter_args(%[[S:.*]] = %{{.*}}, %{{.*}} = %{{.*}}, %{{.*}} = %{{.*}}, %{{.*}} = %{{.*}})
// CHECK: %[[XI8:.*]] = mcu.load %[[X]]
// CHECK: %[[XI:.*]] = arith.extsi %[[XI8]] : i8 to i32
// CHECK: mcu.load %[[W]]
// CHECK: %[[PRODUCT:.*]] = arith.muli %[[XI]], %{{.*}} overflow<nsw>
// CHECK: arith.addi %[[S]], %[[PRODUCT]] overflow<nsw>
// CHECK: mcu.load %[[W]][%{{.*}}] {offset = 1 : i32}
// CHECK: mcu.load %[[W]][%{{.*}}] {offset = 3 : i32}
// CHECK: mcu.load %[[X]][%{{.*}}] {offset = 1 : i32}
// CHECK: mcu.load %[[W]][%{{.*}}] {offset = 7 : i32}
// CHECK-NOT: mcu.load %[[X]]
// Requantised: a 64-bit product, the high half, then the rounding shift.
// CHECK: mcu.load %[[P]][%[[C0]]] {offset = 4 : i32}
// CHECK: mcu.load %[[P]][%[[C0]]] {offset = 8 : i32}
// CHECK: arith.muli %{{.*}}, %{{.*}} overflow<nsw> : i64
// CHECK: arith.shrsi %{{.*}}, %{{.*}} : i64
// CHECK: arith.trunci %{{.*}} : i64 to i32
// CHECK: arith.shrsi %{{.*}}, %{{.*}} : i32
// CHECK: arith.maxsi
// CHECK: arith.minsi
// CHECK: mcu.store %{{.*}}, %[[Y]][%{{.*}}] : i8
// CHECK: mcu.store %{{.*}}, %[[Y]][%{{.*}}] {offset = 3 : i32} : i8
mcu.model @net attributes {arena_bytes = 64 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x4x4x2xi8>
  %w = mcu.constant "weights" dense<1> : tensor<72xi8> : <const 72xi8>
  %p = mcu.constant "params" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" at 32 {live = array<i64: 0, 1>} : <1x2x2x4xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 3 : i32, output_offset = -3 : i32, minimum = -128 : i32, maximum = 127 : i32, exact, tile = 4 : i64, unroll = 2 : i64}
    : !mcu.buffer<1x4x4x2xi8>, !mcu.buffer<const 72xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

// With a border: pixels within it by a loop that adds no offset and takes the
// folded bias, the others by one that clips windows, adds the offset and takes
// the bias of the fourth column.

// CHECK-LABEL: func.func private @net_0_conv_2d(
// CHECK-SAME: %[[X:[^:]*]]: !mcu.ptr<const i8>, %[[W:[^:]*]]: !mcu.ptr<const i8>, %[[P:[^:]*]]: !mcu.ptr<const i8>
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : i32
// CHECK-DAG: %[[OFFSET:.*]] = arith.constant 5 : i32
// CHECK: scf.if
// CHECK-NOT: arith.maxsi
// CHECK: mcu.load %[[P]][%[[C0]]] : <const i8> -> i32
// CHECK: mcu.load %[[X]]
// CHECK-NOT: %[[OFFSET]] overflow
// CHECK: mcu.store
// CHECK: scf.for
// CHECK: arith.maxsi
// CHECK: mcu.load %[[P]][%[[C0]]] {offset = 12 : i32}
// CHECK: mcu.load %[[X]]
// CHECK: arith.addi %{{.*}}, %[[OFFSET]] overflow<nsw>
// CHECK: mcu.store
// CHECK-NOT: mcu.store
// CHECK: return
mcu.model @net attributes {arena_bytes = 64 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x3x3x1xi8>
  %w = mcu.constant "weights" dense<1> : tensor<9xi8> : <const 9xi8>
  %p = mcu.constant "params" dense<0> : tensor<1x4xi32> : <const 1x4xi32>
  %y = mcu.buffer "y" at 32 {live = array<i64: 0, 1>} : <1x3x3x1xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 5 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, exact, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x3x3x1xi8>, !mcu.buffer<const 9xi8>, !mcu.buffer<const 1x4xi32>, !mcu.buffer<1x3x3x1xi8>
}

// -----

// Sums that are not proven to fit wrap, and their rounding shift is done in 64
// bits.

// CHECK-LABEL: func.func private @net_0_conv_2d(
// CHECK: %[[PRODUCT:.*]] = arith.muli %{{.*}}, %{{.*}} overflow<nsw> : i32
// CHECK: arith.addi %{{.*}}, %[[PRODUCT]] : i32
// CHECK: arith.trunci %{{.*}} : i64 to i32
// CHECK: arith.extsi %{{.*}} : i32 to i64
// CHECK: arith.shrsi %{{.*}}, %{{.*}} : i64
mcu.model @net attributes {arena_bytes = 64 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x1x1x4xi8>
  %w = mcu.constant "weights" dense<1> : tensor<4xi8> : <const 4xi8>
  %p = mcu.constant "params" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %y = mcu.buffer "y" at 32 {live = array<i64: 0, 1>} : <1x1x1x1xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x1x1x4xi8>, !mcu.buffer<const 4xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x1x1x1xi8>
}

// -----

// Shifts above 0 go to the left before the product.

// CHECK-LABEL: func.func private @net_0_conv_2d(
// CHECK: %[[SHIFT:.*]] = mcu.load %{{.*}} {offset = 8 : i32}
// CHECK: %[[LEFT:.*]] = arith.maxsi %[[SHIFT]], %{{.*}} : i32
// CHECK: arith.shli %{{.*}}, %[[LEFT]] : i32
// CHECK: arith.muli %{{.*}}, %{{.*}} overflow<nsw> : i64
mcu.model @net attributes {arena_bytes = 64 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x1x1x4xi8>
  %w = mcu.constant "weights" dense<1> : tensor<4xi8> : <const 4xi8>
  %p = mcu.constant "params" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %y = mcu.buffer "y" at 32 {live = array<i64: 0, 1>} : <1x1x1x1xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, exact, left_shift, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x1x1x4xi8>, !mcu.buffer<const 4xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x1x1x1xi8>
}

// -----

// Float: no fixed point, no offset; bounds of none clamp nothing, relu's
// clamp below only. Five channels are a loop's four and one more.

// CHECK-LABEL: func.func private @net_0_conv_2d(
// CHECK-COUNT-4: arith.mulf
// CHECK: arith.cmpf olt
// CHECK-COUNT-4: mcu.store %{{.*}} : f32
// CHECK: arith.mulf
// CHECK-NOT: arith.mulf
// CHECK: arith.cmpf olt
// CHECK-NOT: arith.cmpf
// CHECK: mcu.store
// CHECK-NOT: mcu.store
// CHECK: return
mcu.model @net attributes {arena_bytes = 64 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x1x1x2xf32>
  %w = mcu.constant "weights" dense<1.0> : tensor<10xf32> : <const 10xf32>
  %p = mcu.constant "params" dense<0.0> : tensor<5x1xf32> : <const 5x1xf32>
  %y = mcu.buffer "y" at 32 {live = array<i64: 0, 1>} : <1x1x1x5xf32>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = 0.0 : f32, maximum = 3.40282347E+38 : f32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x1x1x2xf32>, !mcu.buffer<const 10xf32>, !mcu.buffer<const 5x1xf32>, !mcu.buffer<1x1x1x5xf32>
}

// -----

// Depthwise: lanes read neighbouring input channels.

// CHECK-LABEL: func.func private @net_0_depthwise_conv_2d(
// CHECK-SAME: %[[X:[^:]*]]: !mcu.ptr<const i8>, %[[W:[^:]*]]: !mcu.ptr<const i8>
// CHECK: mcu.load %[[X]][%[[I:.*]]] : <const i8> -> f32
// CHECK: mcu.load %[[W]][%[[J:.*]]] : <const i8> -> f32
// CHECK: mcu.load %[[X]][%[[I]]] {offset = 4 : i32}
// CHECK: mcu.load %[[W]][%[[J]]] {offset = 4 : i32}
mcu.model @net attributes {arena_bytes = 256 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x2x2x4xf32>
  %w = mcu.constant "weights" dense<1.0> : tensor<16xf32> : <const 16xf32>
  %p = mcu.constant "params" dense<0.0> : tensor<4x1xf32> : <const 4x1xf32>
  %y = mcu.buffer "y" at 64 {live = array<i64: 0, 1>} : <1x1x1x4xf32>
  mcu.depthwise_conv_2d %x, %w, %p, %y {filter_size = array<i64: 2, 2>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = 0.0 : f32, maximum = 6.0 : f32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x2x2x4xf32>, !mcu.buffer<const 16xf32>, !mcu.buffer<const 4x1xf32>, !mcu.buffer<1x1x1x4xf32>
}

// -----

// With a multiplier of 2, both lanes share input channel c / 2.

// CHECK-LABEL: func.func private @net_0_depthwise_conv_2d(
// CHECK-SAME: %[[X:[^:]*]]: !mcu.ptr<const i8>, %[[W:[^:]*]]: !mcu.ptr<const i8>
// CHECK: arith.divsi
// CHECK: %[[SHARED:.*]] = mcu.load %[[X]]
// CHECK-NOT: mcu.load %[[X]]
// CHECK-COUNT-2: arith.mulf %[[SHARED]], %{{.*}}
mcu.model @net attributes {arena_bytes = 256 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x2x2x2xf32>
  %w = mcu.constant "weights" dense<1.0> : tensor<16xf32> : <const 16xf32>
  %p = mcu.constant "params" dense<0.0> : tensor<4x1xf32> : <const 4x1xf32>
  %y = mcu.buffer "y" at 64 {live = array<i64: 0, 1>} : <1x1x1x4xf32>
  mcu.depthwise_conv_2d %x, %w, %p, %y {filter_size = array<i64: 2, 2>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = 0.0 : f32, maximum = 6.0 : f32, tile = 2 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x2x2x2xf32>, !mcu.buffer<const 16xf32>, !mcu.buffer<const 4x1xf32>, !mcu.buffer<1x1x1x4xf32>
}

// -----

// ARMv6-M: weights plus 128 are loaded unsigned, and 128 times the sum of the
// pixel's inputs, once for all channels, comes off the bias. The high half of
// the product with the multiplier is made of products of 16 bits.

// CHECK-LABEL: func.func private @net_0_conv_2d(
// CHECK-SAME: %[[X:[^:]*]]: !mcu.ptr<const i8>, %[[W:[^:]*]]: !mcu.ptr<const i8>, %[[P:[^:]*]]: !mcu.ptr<const i8>
// CHECK-DAG: %[[FACTOR:.*]] = arith.constant -128 : i32
// CHECK: %[[SUM:.*]] = scf.for
// CHECK: mcu.load %[[X]]
// CHECK: arith.addi %{{.*}}, %{{.*}} overflow<nsw>
// CHECK: scf.yield
// CHECK: %[[OFF:.*]] = arith.muli %[[SUM]], %[[FACTOR]] overflow<nsw>
// CHECK: scf.for
// CHECK: %[[BIAS:.*]] = mcu.load %[[P]]
// CHECK: arith.addi %[[BIAS]], %[[OFF]] overflow<nsw>
// CHECK: %[[BYTE:.*]] = mcu.load %[[W]]
// CHECK: arith.extui %[[BYTE]] : i8 to i32
// CHECK: arith.trunci %{{.*}} : i32 to i16
// CHECK-NOT: i64
// CHECK: mcu.store
mcu.model @net attributes {arena_bytes = 64 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x1x2x8xi8>
  %w = mcu.constant "weights" dense<1> : tensor<64xi8> : <const 64xi8>
  %p = mcu.constant "params" dense<0> : tensor<8x3xi32> : <const 8x3xi32>
  %y = mcu.buffer "y" at 32 {live = array<i64: 0, 1>} : <1x1x2x8xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 3 : i32, output_offset = -3 : i32, minimum = -128 : i32, maximum = 127 : i32, exact, tile = 4 : i64, unroll = 2 : i64, unsigned_filter, word_products}
    : !mcu.buffer<1x1x2x8xi8>, !mcu.buffer<const 64xi8>, !mcu.buffer<const 8x3xi32>, !mcu.buffer<1x1x2x8xi8>
}
