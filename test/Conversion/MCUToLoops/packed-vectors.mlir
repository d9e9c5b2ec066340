// RUN: tinymlc-opt %s -convert-mcu-to-loops -canonicalize -cse -split-input-file | FileCheck %s

// One pixel: up to eight channels at a time; a word of four inputs has 16 products, and
// a turn of the loop eight words.

// CHECK-LABEL: func.func private @few_vector_0(
// CHECK: scf.for
// CHECK: scf.for
// CHECK-COUNT-128: mcu.smlad
// CHECK-NOT: mcu.smlad
// CHECK-COUNT-8: mcu.ssat
mcu.model @few attributes {arena_bytes = 128 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x1x1x64xi8>
  %w = mcu.constant "weights" dense<0> : tensor<288xi32> : <const 288xi32>
  %y = mcu.buffer "y" at 64 {live = array<i64: 0, 1>} : <1x1x1x16xi8>
  mcu.packed_conv_2d %x, %w, %y {kernel = #mcu.conv_kernel<vector>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>}
    : !mcu.buffer<1x1x1x64xi8>, !mcu.buffer<const 288xi32>, !mcu.buffer<1x1x1x16xi8>
}

// -----

// With long turns, sixteen.

// CHECK-LABEL: func.func private @many_vector_0(
// CHECK-COUNT-256: mcu.smlad
// CHECK-NOT: mcu.smlad
mcu.model @many attributes {arena_bytes = 576 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x1x1x64xi8>
  %w = mcu.constant "weights" dense<0> : tensor<9216xi32> : <const 9216xi32>
  %y = mcu.buffer "y" at 64 {live = array<i64: 0, 1>} : <1x1x1x512xi8>
  mcu.packed_conv_2d %x, %w, %y {long_turns, kernel = #mcu.conv_kernel<vector>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>}
    : !mcu.buffer<1x1x1x64xi8>, !mcu.buffer<const 9216xi32>, !mcu.buffer<1x1x1x512xi8>
}

// -----

// Groups are even: of ten channels six, then four. Neither needs a loop around it,
// and a lean kernel's inner loops take four words a turn.

// CHECK-LABEL: func.func private @uneven_vector_0(
// CHECK: scf.for
// CHECK-COUNT-48: mcu.smlad
// CHECK-NOT: mcu.smlad
// CHECK-COUNT-6: mcu.ssat
// CHECK: scf.for
// CHECK-COUNT-32: mcu.smlad
// CHECK-NOT: mcu.smlad
// CHECK-COUNT-4: mcu.ssat
// CHECK-NOT: mcu.ssat
mcu.model @uneven attributes {arena_bytes = 128 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x1x1x64xi8>
  %w = mcu.constant "weights" dense<0> : tensor<180xi32> : <const 180xi32>
  %y = mcu.buffer "y" at 64 {live = array<i64: 0, 1>} : <1x1x1x10xi8>
  mcu.packed_conv_2d %x, %w, %y {lean, kernel = #mcu.conv_kernel<vector>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>}
    : !mcu.buffer<1x1x1x64xi8>, !mcu.buffer<const 180xi32>, !mcu.buffer<1x1x1x10xi8>
}
