// RUN: tinymlc-opt %s -convert-mcu-to-loops -canonicalize -cse -split-input-file | FileCheck %s

// An average divides by the places within the input, half away from zero.

// CHECK-LABEL: func.func private @net_0_pool_2d(
// CHECK: scf.for {{.*}} iter_args
// CHECK: %[[COUNT:.*]] = arith.maxsi %{{.*}}, %{{.*}} : i32
// CHECK: %[[HALF:.*]] = arith.shrui %[[COUNT]]
// CHECK: %[[POSITIVE:.*]] = arith.cmpi sgt
// CHECK-DAG: %[[UP:.*]] = arith.addi %{{.*}}, %[[HALF]]
// CHECK-DAG: %[[DOWN:.*]] = arith.subi %{{.*}}, %[[HALF]]
// CHECK: %[[ROUNDED:.*]] = arith.select %[[POSITIVE]], %[[UP]], %[[DOWN]]
// CHECK: arith.divsi %[[ROUNDED]], %[[COUNT]]
mcu.model @net attributes {arena_bytes = 64 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x3x3x1xi8>
  %y = mcu.buffer "y" at 12 {live = array<i64: 0, 1>} : <1x3x3x1xi8>
  mcu.pool_2d %x, %y {kind = #mcu.pool<average>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<1x3x3x1xi8>, !mcu.buffer<1x3x3x1xi8>
}

// -----

// A maximum starts at the least value; four channels go together.

// CHECK-LABEL: func.func private @net_0_pool_2d(
// CHECK-DAG: %[[LEAST:.*]] = arith.constant -128 : i32
// CHECK: iter_args(%{{.*}} = %[[LEAST]], %{{.*}} = %[[LEAST]], %{{.*}} = %[[LEAST]], %{{.*}} = %[[LEAST]])
// CHECK-COUNT-4: arith.maxsi
mcu.model @net attributes {arena_bytes = 64 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x2x2x4xi8>
  %y = mcu.buffer "y" at 16 {live = array<i64: 0, 1>} : <1x1x1x4xi8>
  mcu.pool_2d %x, %y {kind = #mcu.pool<max>, filter_size = array<i64: 2, 2>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<1x1x1x4xi8>
}

// -----

// int8 sum: offsets, 20 bits to the left, both scaled, summed, scaled.

// CHECK-LABEL: func.func private @net_0_binary(
// CHECK-DAG: %[[MINUS3:.*]] = arith.constant -3 : i32
// CHECK-DAG: %[[FIVE:.*]] = arith.constant 5 : i32
// CHECK-DAG: %[[UNIT:.*]] = arith.constant 1048576 : i32
// CHECK-DAG: %[[SEVEN:.*]] = arith.constant 7 : i32
// CHECK: %[[L:.*]] = arith.addi %{{.*}}, %[[MINUS3]] overflow<nsw>
// CHECK: arith.muli %[[L]], %[[UNIT]] overflow<nsw>
// CHECK: %[[R:.*]] = arith.addi %{{.*}}, %[[FIVE]] overflow<nsw>
// CHECK: arith.muli %[[R]], %[[UNIT]] overflow<nsw>
// CHECK: arith.addi %{{.*}}, %{{.*}} : i32
// CHECK: arith.addi %{{.*}}, %[[SEVEN]] : i32
// CHECK: arith.maxsi
mcu.model @net attributes {arena_bytes = 64 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <4xi8>
  %y = mcu.buffer "y" at 4 {live = array<i64: 0, 1>} : <4xi8>
  mcu.binary %x, %x, %y {kind = #mcu.binary<add>, parameters = array<i64: -3, 5, 7, 20, 1073741824, 0, 1073741824, -1, 1073741824, -18>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<4xi8>, !mcu.buffer<4xi8>, !mcu.buffer<4xi8>
}

// -----

// A broadcast operand stands still along its axis: dimensions that both walk
// alike are one loop. Float operands keep their order.

// CHECK-LABEL: func.func private @net_0_binary(
// CHECK-SAME: %[[L:[^:]*]]: !mcu.ptr<const i8>, %[[R:[^:]*]]: !mcu.ptr<const i8>
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : i32
// CHECK-DAG: %[[C12:.*]] = arith.constant 12 : i32
// CHECK: scf.for %[[I:.*]] = %{{.*}} to %[[C2]]
// CHECK: scf.for %[[J:.*]] = %{{.*}} to %[[C12]]
// CHECK-NOT: scf.for
// CHECK: %[[A:.*]] = mcu.load %[[L]]
// CHECK: %[[BYTES:.*]] = arith.muli %[[J]], %{{.*}} overflow<nsw>
// CHECK: %[[B:.*]] = mcu.load %[[R]][%[[BYTES]]]
// CHECK: arith.subf %[[A]], %[[B]]
mcu.model @net attributes {arena_bytes = 256 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <2x3x4xf32>
  %b = mcu.constant "constant" dense<0.0> : tensor<3x4xf32> : <const 3x4xf32>
  %y = mcu.buffer "y" at 96 {live = array<i64: 0, 1>} : <2x3x4xf32>
  mcu.binary %x, %b, %y {kind = #mcu.binary<sub>, parameters = array<i64>, minimum = -3.40282347E+38 : f32, maximum = 3.40282347E+38 : f32}
    : !mcu.buffer<2x3x4xf32>, !mcu.buffer<const 3x4xf32>, !mcu.buffer<2x3x4xf32>
}

// -----

// Tables are indexed by the stored byte without its sign.

// CHECK-LABEL: func.func private @net_0_table_lookup(
// CHECK-SAME: %[[X:[^:]*]]: !mcu.ptr<const i8>, %[[T:[^:]*]]: !mcu.ptr<const i8>, %[[Y:[^:]*]]: !mcu.ptr<i8>)
// CHECK: %[[BYTE:.*]] = arith.constant 255 : i32
// CHECK: mcu.load %[[X]][%[[I:.*]]] : <const i8> -> i8
// CHECK: %[[INDEX:.*]] = arith.andi %{{.*}}, %[[BYTE]] : i32
// CHECK: mcu.load %[[T]][%[[INDEX]]]
// CHECK: mcu.store %{{.*}}, %[[Y]][%[[I]]]
mcu.model @net attributes {arena_bytes = 64 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <4xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %y = mcu.buffer "y" at 4 {live = array<i64: 0, 1>} : <4xi8>
  mcu.table_lookup %x, %t, %y : !mcu.buffer<4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<4xi8>
}

// -----

// Float functions of one value; NaN passes through comparisons.

// CHECK-LABEL: func.func private @net_0_unary(
// CHECK: arith.negf
// CHECK: math.exp
// CHECK: arith.divf
// CHECK-LABEL: func.func private @net_1_unary(
// CHECK: %[[BELOW:.*]] = arith.cmpf olt, %[[X:.*]], %{{.*}}
// CHECK: arith.select %[[BELOW]], %{{.*}}, %[[X]]
// CHECK-LABEL: func.func private @net_2_unary(
// CHECK: arith.fptosi
// CHECK: mcu.store %{{.*}} : i8
// CHECK-LABEL: func.func private @net_3_unary(
// CHECK-DAG: %[[SCALE:.*]] = arith.constant 2.500000e-01 : f32
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 3 : i32
// CHECK: %[[D:.*]] = arith.subi %{{.*}}, %[[ZERO]] overflow<nsw>
// CHECK: %[[F:.*]] = arith.sitofp %[[D]]
// CHECK: arith.mulf %[[F]], %[[SCALE]]
mcu.model @net attributes {arena_bytes = 64 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 4>} : <4xf32>
  %q = mcu.buffer "q" at 16 {live = array<i64: 2, 4>} : <4xi8>
  mcu.unary %x, %x {kind = #mcu.unary<logistic>, alpha = 0.0 : f32, zero_point = 0 : i32} : !mcu.buffer<4xf32>, !mcu.buffer<4xf32>
  mcu.unary %x, %x {kind = #mcu.unary<relu>, alpha = 0.0 : f32, zero_point = 0 : i32} : !mcu.buffer<4xf32>, !mcu.buffer<4xf32>
  mcu.unary %x, %q {kind = #mcu.unary<quantize>, alpha = 0.25 : f32, zero_point = 3 : i32} : !mcu.buffer<4xf32>, !mcu.buffer<4xi8>
  mcu.unary %q, %x {kind = #mcu.unary<dequantize>, alpha = 0.25 : f32, zero_point = 3 : i32} : !mcu.buffer<4xi8>, !mcu.buffer<4xf32>
}

// -----

// A copy reads and writes with its strides, from the output's offset on, here
// 5 elements of 4 bytes; a whole copy is one loop.

// CHECK-LABEL: func.func private @net_0_copy(
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : i32
// CHECK-DAG: %[[C5:.*]] = arith.constant 5 : i32
// CHECK: scf.for
// CHECK: scf.for
// CHECK: %[[AT:.*]] = arith.addi %{{.*}}, %[[C5]] overflow<nsw>
// CHECK: %[[BYTES:.*]] = arith.muli %[[AT]], %[[C4]] overflow<nsw>
// CHECK: mcu.store %{{.*}}, %{{.*}}[%[[BYTES]]]
// CHECK-LABEL: func.func private @net_1_copy(
// CHECK-COUNT-1: scf.for
// CHECK-NOT: scf.for
// CHECK-LABEL: func.func private @net_2_fill(
// CHECK: %[[VALUE:.*]] = arith.constant 1.000000e+00 : f32
// CHECK: mcu.store %[[VALUE]]
mcu.model @net attributes {arena_bytes = 256 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 2>} : <2x3xf32>
  %y = mcu.buffer "y" at 64 {live = array<i64: 0, 2>} : <4x4xf32>
  mcu.copy %x, %y {sizes = array<i64: 2, 3>, input_strides = array<i64: 3, 1>, output_strides = array<i64: 4, 1>, output_offset = 5 : i64} : !mcu.buffer<2x3xf32>, !mcu.buffer<4x4xf32>
  mcu.copy %x, %y {sizes = array<i64: 2, 1, 3>, input_strides = array<i64: 3, 7, 1>, output_strides = array<i64: 3, 9, 1>, output_offset = 0 : i64} : !mcu.buffer<2x3xf32>, !mcu.buffer<4x4xf32>
  mcu.fill %y {value = 1.0 : f32} : !mcu.buffer<4x4xf32>
}

// -----

// int8 softmax: the row's maximum, the sum of the table's exponentials, its
// reciprocal; the output from -128 on, or from -32768 on as int16.

// CHECK-LABEL: func.func private @net_0_softmax(
// CHECK-SAME: %[[X:[^:]*]]: !mcu.ptr<const i8>, %[[T:[^:]*]]: !mcu.ptr<const i8>, %[[Y:[^:]*]]: !mcu.ptr<i8>)
// CHECK-DAG: %[[LEAST:.*]] = arith.constant -128 : i32
// CHECK: %[[MAX:.*]] = scf.for {{.*}} iter_args(%{{.*}} = %[[LEAST]])
// CHECK: arith.subi %[[MAX]], %{{.*}} overflow<nsw>
// CHECK: mcu.load %[[T]]
// CHECK: math.ctlz
// CHECK: arith.addi %{{.*}}, %[[LEAST]]
// CHECK: mcu.store %{{.*}}, %[[Y]]{{.*}} : i8
// CHECK-LABEL: func.func private @net_1_softmax(
// CHECK: %[[LEAST:.*]] = arith.constant -32768 : i32
// CHECK: arith.addi %{{.*}}, %[[LEAST]]
// CHECK: mcu.store %{{.*}} : i16
mcu.model @net attributes {arena_bytes = 64 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 1>} : <2x4xi8>
  %t = mcu.constant "exponentials" dense<1> : tensor<256xi32> : <const 256xi32>
  %y = mcu.buffer "y" at 8 {live = array<i64: 0, 2>} : <2x4xi8>
  %z = mcu.buffer "z" at 16 {live = array<i64: 1, 2>} : <2x4xi16>
  mcu.softmax %x, %t, %y {beta = 1.0 : f32} : !mcu.buffer<2x4xi8>, !mcu.buffer<const 256xi32>, !mcu.buffer<2x4xi8>
  mcu.softmax %x, %t, %z {beta = 1.0 : f32} : !mcu.buffer<2x4xi8>, !mcu.buffer<const 256xi32>, !mcu.buffer<2x4xi16>
}

// -----

// Float softmax keeps its exponentials in the output until it divides.

// CHECK-LABEL: func.func private @net_0_softmax(
// CHECK-SAME: %[[X:[^:]*]]: !mcu.ptr<const i8>, %[[Y:[^:]*]]: !mcu.ptr<i8>)
// CHECK: %[[E:.*]] = math.exp
// CHECK: mcu.store %[[E]], %[[Y]]
// CHECK: mcu.load %[[Y]]
// CHECK: arith.divf
mcu.model @net attributes {arena_bytes = 64 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <2x4xf32>
  %y = mcu.buffer "y" at 32 {live = array<i64: 0, 1>} : <2x4xf32>
  mcu.softmax %x, %y {beta = 1.0 : f32} : !mcu.buffer<2x4xf32>, !mcu.buffer<2x4xf32>
}

// -----

// Means: the kept dimension outside, the others inside; int8 takes the offset
// off the sum, then requantises.

// CHECK-LABEL: func.func private @net_0_mean(
// CHECK-DAG: %[[OFFSET:.*]] = arith.constant 24 : i32
// CHECK-DAG: %[[C5:.*]] = arith.constant 5 : i32
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : i32
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[C5]]
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[C4]] {{.*}} iter_args
// CHECK: arith.subi %{{.*}}, %[[OFFSET]] : i32
// CHECK: arith.muli %{{.*}} : i64
// CHECK-LABEL: func.func private @net_1_mean(
// CHECK: %[[COUNT:.*]] = arith.constant 4.000000e+00 : f32
// CHECK: arith.divf %{{.*}}, %[[COUNT]]
mcu.model @net attributes {arena_bytes = 256 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <4x5x2xi8>
  %y = mcu.buffer "y" at 40 {live = array<i64: 0, 1>} : <5xi8>
  mcu.mean %x, %y {axes = array<i64: 0, 2>, sum_offset = 24 : i32, output_offset = -7 : i32, multiplier = 1073741824 : i32, shift = -2 : i32} : !mcu.buffer<4x5x2xi8>, !mcu.buffer<5xi8>
  %f = mcu.buffer "f" at 64 {live = array<i64: -1, 1>} : <4xf32>
  %g = mcu.buffer "g" at 80 {live = array<i64: 1, 1>} : <f32>
  mcu.mean %f, %g {axes = array<i64: 0>, sum_offset = 0 : i32, output_offset = 0 : i32, multiplier = 0 : i32, shift = 0 : i32} : !mcu.buffer<4xf32>, !mcu.buffer<f32>
}
