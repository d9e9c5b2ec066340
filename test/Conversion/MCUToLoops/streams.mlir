// RUN: tinymlc-opt %s -convert-mcu-to-loops -canonicalize -cse -split-input-file | FileCheck %s

// A kernel's function takes, behind the pointers, the number of rows that it is to
// compute; where windows may leave the image, before it the rows of padding above
// and the rows of the image that it reads.

// CHECK-LABEL: func.func private @net_0_table_lookup(
// CHECK-SAME: !mcu.ptr<const i8>, %{{[^:]*}}: !mcu.ptr<const i8>, %{{[^:]*}}: !mcu.ptr<i8>, %[[ROWS:[^:]*]]: i32)
// CHECK-DAG: %[[ROW:.*]] = arith.constant 32 : i32
// CHECK: arith.muli %[[ROWS]], %[[ROW]]
// CHECK-LABEL: func.func private @net_1_pool_2d(
// CHECK-SAME: !mcu.ptr<const i8>, %{{[^:]*}}: !mcu.ptr<i8>, %[[ABOVE:[^:]*]]: i32, %[[IN:[^:]*]]: i32, %[[OUT:[^:]*]]: i32)
// CHECK: scf.for %[[Y:.*]] = %{{.*}} to %[[OUT]]
// CHECK: %[[FIRST:.*]] = arith.subi %[[Y]], %[[ABOVE]]
// CHECK: arith.subi %[[IN]], %[[FIRST]]

// Rows of 32 bytes are moved as words: 16 for the two that stay.

// CHECK-LABEL: func.func private @net_2_slide(
// CHECK-SAME: %[[TO:.*]]: !mcu.ptr<i8>)
// CHECK-DAG: %[[C16:.*]] = arith.constant 16 : i32
// CHECK-DAG: %[[C32:.*]] = arith.constant 32 : i32
// CHECK: %[[FROM:.*]] = mcu.offset %[[TO]][%[[C32]]]
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[C16]]
// CHECK: %[[WORD:.*]] = mcu.load %[[FROM]][%{{.*}}] : <i8> -> i32
// CHECK: mcu.store %[[WORD]], %[[TO]]

// The turns: in all but the last row t of y, always at the third of those that are
// kept; from the second on row t - 1 of z, whose windows may leave the image.

// CHECK-LABEL: func.func @net_invoke(
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : i32
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : i32
// CHECK-DAG: %[[C7:.*]] = arith.constant 7 : i32
// CHECK-DAG: %[[C8:.*]] = arith.constant 8 : i32
// CHECK-DAG: %[[C32:.*]] = arith.constant 32 : i32
// CHECK-DAG: %[[C64:.*]] = arith.constant 64 : i32
// CHECK-DAG: %[[C96:.*]] = arith.constant 96 : i32
// CHECK-DAG: %[[C352:.*]] = arith.constant 352 : i32
// CHECK-DAG: %[[M1:.*]] = arith.constant -1 : i32
// CHECK-DAG: %[[M2:.*]] = arith.constant -2 : i32
// CHECK: %[[ARENA:.*]] = mcu.cast
// CHECK: scf.for %[[T:[^ ]*]] =
// CHECK: %[[EARLY:.*]] = arith.cmpi sle, %[[T]], %[[C7]]
// CHECK: scf.if %[[EARLY]] {
// CHECK: %[[FROM:.*]] = arith.muli %[[T]], %[[C32]]
// CHECK: %[[X:.*]] = arith.addi %[[FROM]], %[[C96]]
// CHECK: mcu.offset %[[ARENA]][%[[X]]]
// CHECK: %[[Y:.*]] = mcu.offset %[[ARENA]][%[[C64]]]
// CHECK: call @net_0_table_lookup(%{{.*}}, %{{.*}}, %[[Y]], %[[C1]])
// CHECK: %[[LATE:.*]] = arith.cmpi sge, %[[T]], %[[C1]]
// CHECK: scf.if %[[LATE]] {
// CHECK: %[[TOP:.*]] = arith.addi %[[T]], %[[M2]]
// CHECK: %[[INSIDE:.*]] = arith.maxsi %[[TOP]], %[[C0]]
// CHECK: %[[ABOVE:.*]] = arith.subi %[[INSIDE]], %[[TOP]]
// CHECK: %[[NEXT:.*]] = arith.addi %[[T]], %[[C1]]
// CHECK: %[[END:.*]] = arith.minsi %[[NEXT]], %[[C8]]
// CHECK: %[[IN:.*]] = arith.subi %[[END]], %[[INSIDE]]
// CHECK: %[[KEPT:.*]] = arith.muli %[[ABOVE]], %[[C32]]
// CHECK: %[[BEFORE:.*]] = arith.addi %[[T]], %[[M1]]
// CHECK: %[[TO:.*]] = arith.muli %[[BEFORE]], %[[C32]]
// CHECK: mcu.offset %[[ARENA]][%[[KEPT]]]
// CHECK: %[[Z:.*]] = arith.addi %[[TO]], %[[C352]]
// CHECK: mcu.offset %[[ARENA]][%[[Z]]]
// CHECK: call @net_1_pool_2d(%{{.*}}, %{{.*}}, %[[ABOVE]], %[[IN]], %[[C1]])
// CHECK: scf.if %[[EARLY]] {
// CHECK: call @net_2_slide(%[[ARENA]])

mcu.model @net attributes {arena_bytes = 1024 : i64} {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" at 96 {live = array<i64: 0, 0>} : <1x8x8x4xi8>
  %y = mcu.buffer "y" at 0 {live = array<i64: 0, 0>} : <1x8x8x4xi8, keeps 3>
  %z = mcu.buffer "z" at 352 {live = array<i64: 0, 0>} : <1x8x8x4xi8>
  mcu.stream 9, first = [0, -1, 0], rows = [1, 1, 1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 3>
    mcu.pool_2d %y, %z {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x8x4xi8, keeps 3>, !mcu.buffer<1x8x8x4xi8>
    mcu.slide %y {rows = 1 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 3>
  }
}

// -----

// Rows of 3 bytes are moved byte by byte: 6 of them for two rows. Strips that all
// have their rows are clipped nowhere. Behind the last turn nothing moves.

// CHECK-LABEL: func.func private @bytes_2_slide(
// CHECK-DAG: %[[C3:.*]] = arith.constant 3 : i32
// CHECK-DAG: %[[C6:.*]] = arith.constant 6 : i32
// CHECK: mcu.offset %{{.*}}[%[[C3]]]
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[C6]]
// CHECK: mcu.load %{{.*}} : <i8> -> i8

// CHECK-LABEL: func.func @bytes_invoke(
// CHECK: scf.for
// CHECK: call @bytes_0_table_lookup
// CHECK-NOT: scf.if
// CHECK: call @bytes_0_table_lookup
// CHECK-NEXT: arith.cmpi sle
// CHECK-NEXT: scf.if
// CHECK: call @bytes_2_slide
// CHECK: return

mcu.model @bytes attributes {arena_bytes = 48 : i64} {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" at 0 {live = array<i64: 0, 2>} : <1x5x3x1xi8>
  %y = mcu.buffer "y" at 16 {live = array<i64: 0, 2>} : <1x5x3x1xi8, keeps 3>
  %z = mcu.buffer "z" at 28 {live = array<i64: 0, 2>} : <1x5x3x1xi8>
  mcu.stream 5, first = [0, 0, 0], rows = [1, 1, 1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x5x3x1xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x5x3x1xi8, keeps 3>
    mcu.table_lookup %y, %t, %z : !mcu.buffer<1x5x3x1xi8, keeps 3>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x5x3x1xi8>
    mcu.slide %y {rows = 1 : i64} : !mcu.buffer<1x5x3x1xi8, keeps 3>
  }
}

// -----

// Planes: a row has all channels, 52 bytes with what goes on behind the last, and
// rows move in one piece. Each turn fills what surrounds the image in the row that it
// adds: the gaps between the channels, or the whole row, as behind the image. Code for
// four channels is made for the shape.

// CHECK-LABEL: func.func private @planes_gaps_{{[0-9]+}}(
// CHECK-DAG: %[[C52:.*]] = arith.constant 52 : i32
// CHECK-DAG: %[[C12:.*]] = arith.constant 12 : i32
// CHECK-DAG: %[[C9:.*]] = arith.constant 9 : i32
// CHECK: scf.for {{.*}}iter_args(%[[ROW:.*]] = %
// CHECK: mcu.store %{{.*}}, %[[ROW]]
// CHECK: mcu.offset %[[ROW]][%[[C9]]]
// CHECK: scf.for {{.*}}iter_args(%[[GAP:.*]] = %
// CHECK-COUNT-4: mcu.store %{{.*}}, %[[GAP]]
// CHECK: mcu.offset %[[GAP]][%[[C12]]]
// CHECK: mcu.offset %[[ROW]][%[[C52]]]

// CHECK-LABEL: func.func private @planes_2_fill(
// CHECK-SAME: %[[PLACE:[^ ]*]]: !mcu.ptr<i8>, %[[ABOVE:[^ ]*]]: i32, %[[INSIDE:[^ ]*]]: i32, %[[BELOW:[^ ]*]]: i32)
// CHECK: call @planes_border_[[ROWS:[0-9]+]](%[[PLACE]], %{{.*}}, %[[ABOVE]])
// CHECK: call @planes_gaps_{{[0-9]+}}(%{{.*}}, %{{.*}}, %[[INSIDE]])
// CHECK: call @planes_border_[[ROWS]](%{{.*}}, %{{.*}}, %[[BELOW]])

// CHECK-LABEL: func.func private @planes_slide_{{[0-9]+}}(
// CHECK-SAME: %[[FIRST:.*]]: !mcu.ptr<i8>) attributes {mcu.assembly}
// CHECK-DAG: %[[C52:.*]] = arith.constant 52 : i32
// CHECK: mcu.offset %[[FIRST]][%[[C52]]]
// CHECK: scf.for
// CHECK-COUNT-10: mcu.store
// CHECK-NOT: mcu.store

// CHECK-LABEL: func.func @planes_invoke(
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : i32
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : i32
// CHECK-DAG: %[[C104:.*]] = arith.constant 104 : i32
// CHECK-DAG: %[[M7:.*]] = arith.constant -7 : i32
// CHECK: %[[ARENA:.*]] = mcu.cast
// CHECK: call @planes_0_fill(%[[ARENA]]) :
// CHECK: scf.for %[[T:.*]] =
// CHECK: call @planes_1_packed_conv_2d
// CHECK: %[[BEHIND:.*]] = arith.addi %[[T]], %[[M7]]
// CHECK: %[[ANY:.*]] = arith.maxsi %[[BEHIND]], %[[C0]]
// CHECK: %[[BELOW:.*]] = arith.minsi %[[ANY]], %[[C1]]
// CHECK: %[[INSIDE:.*]] = arith.subi %[[C1]], %[[BELOW]]
// CHECK: %[[ROW:.*]] = mcu.offset %[[ARENA]][%[[C104]]]
// CHECK: call @planes_2_fill(%[[ROW]], %[[C0]], %[[INSIDE]], %[[BELOW]])
// CHECK: call @planes_3_packed_depthwise_conv_2d(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) :
// CHECK: call @planes_4_slide(%[[ARENA]])

module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = false, optimizationLevel = 2, optimizeSize = false>} {
mcu.model @planes attributes {arena_bytes = 1024 : i64} {
  %u = mcu.constant "u" dense<0> : tensor<12xi32> : <const 12xi32>
  %v = mcu.constant "v" dense<0> : tensor<28xi32> : <const 28xi32>
  %x = mcu.buffer "x" at 500 {live = array<i64: 0, 0>} : <1x8x8x4xi8>
  %t = mcu.buffer "t" at 800 {live = array<i64: 0, 0>} : <8xi32>
  %y = mcu.buffer "y" at 0 {live = array<i64: 0, 0>, slack = 3 : i64} : <1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>
  %z = mcu.buffer "z" at 500 {live = array<i64: 0, 0>} : <1x8x8x4xi8>
  mcu.fill %y {value = -7 : i8} : !mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>
  mcu.stream 9, first = [0, 0, -1, 0], rows = [1, 1, 1, 1] {
    mcu.packed_conv_2d %x, %u, %t, %y {unrolled, kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
      : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 12xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>
    mcu.fill %y {value = -7 : i8, strip} : !mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>
    mcu.packed_depthwise_conv_2d %y, %v, %z {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
      : !mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>, !mcu.buffer<const 28xi32>, !mcu.buffer<1x8x8x4xi8>
    mcu.slide %y {rows = 1 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>
  }
}
}

// -----

// Eight channels: all of it by code that takes the shape as a number, 0x010a01f9: a
// border on the left, a turn of eight gaps, a channel every 10 bytes, a row and its
// value.

// CHECK-LABEL: func.func private @shared_border_{{[0-9]+}}(
// CHECK-SAME: %[[PLACE:[^ ]*]]: !mcu.ptr<i8>, %[[ABOVE:[^ ]*]]: i32, %[[BELOW:[^ ]*]]: i32, %{{[^ ]*}}: i32) attributes {mcu.assembly}
// CHECK: %[[OUTSIDE:.*]] = arith.addi %[[ABOVE]], %[[BELOW]]
// CHECK: %[[INSIDE:.*]] = arith.subi %{{.*}}, %[[OUTSIDE]]
// CHECK: arith.cmpi sgt, %[[OUTSIDE]]
// CHECK: scf.if
// CHECK: scf.for
// CHECK-COUNT-8: mcu.store %{{.*}} : i32
// CHECK: arith.cmpi sgt, %[[INSIDE]]
// CHECK: scf.if
// CHECK: scf.for {{.*}} to %[[INSIDE]]
// CHECK: mcu.store %{{.*}} : i8
// CHECK: scf.for
// CHECK-COUNT-8: mcu.store %{{.*}} : i16

// CHECK-LABEL: func.func private @shared_1_fill(
// CHECK-SAME: %[[PLACE:[^ ]*]]: !mcu.ptr<i8>, %[[ABOVE:[^ ]*]]: i32, %{{[^ ]*}}: i32, %[[BELOW:[^ ]*]]: i32)
// CHECK-NEXT: %[[NUMBERS:.*]] = arith.constant 17433081 : i32
// CHECK-NEXT: call @shared_border_{{[0-9]+}}(%[[PLACE]], %[[ABOVE]], %[[BELOW]], %[[NUMBERS]])
// CHECK-NEXT: return

module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = false, optimizationLevel = 2, optimizeSize = false>} {
mcu.model @shared attributes {arena_bytes = 1900 : i64} {
  %u = mcu.constant "u" dense<0> : tensor<24xi32> : <const 24xi32>
  %v = mcu.constant "v" dense<0> : tensor<56xi32> : <const 56xi32>
  %x = mcu.buffer "x" at 500 {live = array<i64: 0, 0>} : <1x8x8x4xi8>
  %t = mcu.buffer "t" at 800 {live = array<i64: 0, 0>} : <8xi32>
  %y = mcu.buffer "y" at 0 {live = array<i64: 0, 0>, slack = 3 : i64} : <1x8x8x8xi8, keeps 3, <rows = 3, rowBytes = 10, top = 0, left = 1>>
  %z = mcu.buffer "z" at 1000 {live = array<i64: 0, 0>} : <1x8x8x8xi8>
  mcu.stream 9, first = [0, 0, -1, 0], rows = [1, 1, 1, 1] {
    mcu.packed_conv_2d %x, %u, %t, %y {unrolled, kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
      : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 24xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x8x8x8xi8, keeps 3, <rows = 3, rowBytes = 10, top = 0, left = 1>>
    mcu.fill %y {value = -7 : i8, strip} : !mcu.buffer<1x8x8x8xi8, keeps 3, <rows = 3, rowBytes = 10, top = 0, left = 1>>
    mcu.packed_depthwise_conv_2d %y, %v, %z {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
      : !mcu.buffer<1x8x8x8xi8, keeps 3, <rows = 3, rowBytes = 10, top = 0, left = 1>>, !mcu.buffer<const 56xi32>, !mcu.buffer<1x8x8x8xi8>
    mcu.slide %y {rows = 1 : i64} : !mcu.buffer<1x8x8x8xi8, keeps 3, <rows = 3, rowBytes = 10, top = 0, left = 1>>
  }
}
}

// -----

// Strips of three rows and a last one of two have their functions.

// CHECK-LABEL: func.func private @sizes_planes_
// CHECK-LABEL: func.func private @sizes_planes_
// CHECK-LABEL: func.func private @sizes_3_packed_depthwise_conv_2d(
// CHECK-SAME: %[[ROWS:[^ ]*]]: i32)
// CHECK: %[[THREE:.*]] = arith.cmpi eq, %[[ROWS]], %c3_i32
// CHECK: scf.if %[[THREE]] {
// CHECK: call @[[WHOLE:sizes_planes_[0-9]+]](
// CHECK: %[[TWO:.*]] = arith.cmpi eq, %[[ROWS]], %c2_i32
// CHECK: scf.if %[[TWO]] {
// CHECK-NOT: call @[[WHOLE]](
// CHECK: call @sizes_planes_

module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = false, optimizationLevel = 2, optimizeSize = false>} {
mcu.model @sizes attributes {arena_bytes = 1024 : i64} {
  %u = mcu.constant "u" dense<0> : tensor<12xi32> : <const 12xi32>
  %v = mcu.constant "v" dense<0> : tensor<28xi32> : <const 28xi32>
  %x = mcu.buffer "x" at 500 {live = array<i64: 0, 0>} : <1x8x8x4xi8>
  %t = mcu.buffer "t" at 800 {live = array<i64: 0, 0>} : <8xi32>
  %y = mcu.buffer "y" at 0 {live = array<i64: 0, 0>, slack = 3 : i64} : <1x8x8x4xi8, keeps 5, <rows = 5, rowBytes = 12, top = 0, left = 1>>
  %z = mcu.buffer "z" at 500 {live = array<i64: 0, 0>} : <1x8x8x4xi8>
  mcu.fill %y {value = -7 : i8} : !mcu.buffer<1x8x8x4xi8, keeps 5, <rows = 5, rowBytes = 12, top = 0, left = 1>>
  mcu.stream 4, first = [-2, -2, -3, -2], rows = [3, 3, 3, 3] {
    mcu.packed_conv_2d %x, %u, %t, %y {unrolled, kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
      : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 12xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x8x8x4xi8, keeps 5, <rows = 5, rowBytes = 12, top = 0, left = 1>>
    mcu.fill %y {value = -7 : i8, strip} : !mcu.buffer<1x8x8x4xi8, keeps 5, <rows = 5, rowBytes = 12, top = 0, left = 1>>
    mcu.packed_depthwise_conv_2d %y, %v, %z {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
      : !mcu.buffer<1x8x8x4xi8, keeps 5, <rows = 5, rowBytes = 12, top = 0, left = 1>>, !mcu.buffer<const 28xi32>, !mcu.buffer<1x8x8x4xi8>
    mcu.slide %y {rows = 3 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 5, <rows = 5, rowBytes = 12, top = 0, left = 1>>
  }
}
}

// -----

// In each second turn: the last of two. What it reads is where the turn's row left
// it; that moves while there are rows that are read later.

// CHECK-LABEL: func.func @every_invoke(
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : i32
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : i32
// CHECK-DAG: %[[C3:.*]] = arith.constant 3 : i32
// CHECK-DAG: %[[C8:.*]] = arith.constant 8 : i32
// CHECK: scf.for %[[T:[^ ]*]] =
// CHECK: %[[FIRST:.*]] = arith.cmpi sge, %[[T]], %[[C1]]
// CHECK: %[[NOT_LAST:.*]] = arith.cmpi sle, %[[T]], %[[C8]]
// CHECK: %[[SLIDES:.*]] = arith.andi %[[NOT_LAST]], %[[FIRST]]
// CHECK: scf.if %[[SLIDES]] {
// CHECK: call @every_0_table_lookup
// CHECK: %[[STRIP:.*]] = arith.divsi %[[T]], %[[C2]]
// CHECK: %[[PAIRS:.*]] = arith.muli %[[STRIP]], %[[C2]]
// CHECK: %[[REST:.*]] = arith.subi %[[T]], %[[PAIRS]]
// CHECK: %[[LAST:.*]] = arith.cmpi eq, %[[REST]], %[[C1]]
// CHECK: %[[LATE:.*]] = arith.cmpi sge, %[[T]], %[[C3]]
// CHECK: %[[BUSY:.*]] = arith.andi %[[LATE]], %[[LAST]]
// CHECK: scf.if %[[BUSY]] {
// CHECK: call @every_1_pool_2d
// CHECK: scf.if %[[SLIDES]] {
// CHECK: func.call @every_2_slide

mcu.model @every attributes {arena_bytes = 64 : i64} {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" at 0 {live = array<i64: 0, 2>} : <1x8x4x1xi8>
  %y = mcu.buffer "y" at 32 {live = array<i64: 0, 2>} : <1x8x4x1xi8, keeps 3>
  %z = mcu.buffer "z" at 44 {live = array<i64: 0, 2>} : <1x4x4x1xi8>
  mcu.stream 10, first = [-1, -1, -1], rows = [1, 1, 1], every = [1, 2, 1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x4x1xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x4x1xi8, keeps 3>
    mcu.pool_2d %y, %z {kind = #mcu.pool<max>, filter_size = array<i64: 3, 1>, strides = array<i64: 2, 1>, padding = array<i64: 0, 1, 0, 0>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x4x1xi8, keeps 3>, !mcu.buffer<1x4x4x1xi8>
    mcu.slide %y {rows = 1 : i64} : !mcu.buffer<1x8x4x1xi8, keeps 3>
  }
}

// -----

// An average of a whole image by strips of its rows: the first clears the sums, the
// last makes the outputs. The sums' and the outputs' places stay.

// CHECK-LABEL: func.func private @sums_1_packed_average_pool(
// CHECK-SAME: %[[X:[^ ]*]]: !mcu.ptr<const i8>, %[[S:[^ ]*]]: !mcu.ptr<i8>, %[[Z:[^ ]*]]: !mcu.ptr<i8>, %[[FIRST:[^ ]*]]: i32, %[[ROWS:[^ ]*]]: i32)
// CHECK: %[[END:.*]] = arith.addi %[[FIRST]], %[[ROWS]]
// CHECK: %[[BEGINS:.*]] = arith.cmpi eq, %[[FIRST]], %c0_i32
// CHECK: scf.if %[[BEGINS]] {
// CHECK: call @sums_fill_{{[0-9]+}}(%[[S]], %c0_i32
// CHECK: call @sums_sums_{{[0-9]+}}(%[[X]], %[[S]], %[[ROWS]])
// CHECK: %[[ENDS:.*]] = arith.cmpi eq, %[[END]], %c8_i32
// CHECK: scf.if %[[ENDS]] {
// CHECK: call @sums_averages_{{[0-9]+}}(%[[S]], %[[Z]],

// CHECK-LABEL: func.func @sums_invoke(
// CHECK-DAG: %[[C228:.*]] = arith.constant 228 : i32
// CHECK-DAG: %[[C220:.*]] = arith.constant 220 : i32
// CHECK: %[[ARENA:.*]] = mcu.cast
// CHECK: scf.for %[[T:.*]] =
// CHECK: %[[BEGIN:.*]] = arith.muli %[[T]], %c3_i32
// CHECK: %[[END:.*]] = arith.minsi %{{.*}}, %c8_i32
// CHECK: %[[COUNT:.*]] = arith.subi %[[END]], %[[BEGIN]]
// CHECK: call @sums_0_table_lookup
// CHECK: %[[SUMS:.*]] = mcu.offset %[[ARENA]][%[[C220]]]
// CHECK: %[[OUT:.*]] = mcu.offset %[[ARENA]][%[[C228]]]
// CHECK: call @sums_1_packed_average_pool(%{{.*}}, %[[SUMS]], %[[OUT]], %[[BEGIN]], %[[COUNT]])

module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = false, optimizationLevel = 2, optimizeSize = false>} {
mcu.model @sums attributes {arena_bytes = 1024 : i64} {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" at 0 {live = array<i64: 0, 1>} : <1x8x5x4xi8>
  %y = mcu.buffer "y" at 160 {live = array<i64: 0, 1>} : <1x8x5x4xi8, keeps 3>
  %s = mcu.buffer "s" at 220 {live = array<i64: 0, 1>} : <4xi16>
  %z = mcu.buffer "z" at 228 {live = array<i64: 0, 1>} : <1x1x1x4xi8>
  mcu.stream 3, first = [0, 0], rows = [3, 3] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x5x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x5x4xi8, keeps 3>
    mcu.packed_average_pool %y, %s, %z {filter_size = array<i64: 8, 5>, strides = array<i64: 1, 1>, scale = 1024 : i32, start = 0 : i32, multiplier = 1 : i32, correction = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>} : !mcu.buffer<1x8x5x4xi8, keeps 3>, !mcu.buffer<4xi16>, !mcu.buffer<1x1x1x4xi8>
  }
}
}

// -----

// Windows of an odd width are computed by twos of rows. Where the last strip has
// one row, the rows under a second one, which are behind the image, are not read.

// CHECK-LABEL: func.func private @odd_0_packed_conv_2d(
// CHECK-SAME: %[[OUT:[^:]*]]: i32)
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : i32
// CHECK: %[[IN:.*]] = arith.addi %[[OUT]], %[[C2]]
// CHECK: arith.cmpi ult, %{{.*}}, %[[IN]]
// CHECK: scf.if
// CHECK: call @odd_widen_

mcu.model @odd attributes {arena_bytes = 512 : i64} {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %w = mcu.constant "w" dense<0> : tensor<44xi32> : <const 44xi32>
  %x = mcu.buffer "x" at 0 {live = array<i64: 0, 0>} : <1x5x5x4xi8>
  %s = mcu.buffer "s" at 100 {live = array<i64: 0, 0>} : <40xi32>
  %y = mcu.buffer "y" at 260 {live = array<i64: 0, 0>} : <1x3x3x4xi8, keeps 2>
  %z = mcu.buffer "z" at 284 {live = array<i64: 0, 0>} : <1x3x3x4xi8>
  mcu.stream 2, first = [0, 0], rows = [2, 2] {
    mcu.packed_conv_2d %x, %w, %s, %y {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
      : !mcu.buffer<1x5x5x4xi8>, !mcu.buffer<const 44xi32>, !mcu.buffer<40xi32>, !mcu.buffer<1x3x3x4xi8, keeps 2>
    mcu.table_lookup %y, %t, %z : !mcu.buffer<1x3x3x4xi8, keeps 2>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x3x3x4xi8>
  }
}
