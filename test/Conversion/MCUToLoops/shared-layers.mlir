// RUN: tinymlc-opt %s -convert-mcu-to-loops -split-input-file | FileCheck %s

// Layers of four and of eight output channels share all their code: it reads
// the numbers by which they differ in front of their weights.

// CHECK-NOT: mcu.global @net_w_0
// CHECK: mcu.global @net_weights_[[FIRST:[0-9]+]] dense<[4, 8, 4, 0, 0, 1, 0, 1, 0, 7, 7
// CHECK-NOT: mcu.global @net_v_1
// CHECK: mcu.global @net_weights_[[SECOND:[0-9]+]] dense<[8, 8, 4, 0, 0, 1, 4, 2, 0, 9, 9
// CHECK-LABEL: func.func private @net_pointwise_0(
// CHECK-LABEL: func.func private @net_0_packed_conv_2d(
// CHECK-SAME: %{{[^:]*}}: !mcu.ptr<const i8>, %[[STREAM:[^:]*]]: !mcu.ptr<const i8>
// CHECK: %[[PIXEL:.*]] = mcu.load %[[STREAM]]
// CHECK: %[[PAIRS:.*]] = mcu.load %[[STREAM]]
// CHECK: %[[LAYER:.*]] = mcu.offset %[[STREAM]]
// CHECK: call @net_pointwise_0(%{{.*}}, %[[LAYER]], %{{.*}}, %{{.*}}, %{{.*}}, %[[PAIRS]], %[[PIXEL]])
// CHECK-NOT: func.func private
// CHECK-LABEL: func.func @net_invoke(
// CHECK: mcu.address_of @net_weights_[[FIRST]]
// CHECK: call @net_0_packed_conv_2d(
// CHECK: mcu.address_of @net_weights_[[SECOND]]
// CHECK: call @net_0_packed_conv_2d(

mcu.model @net attributes {arena_bytes = 300 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x4x4x4xi8>
  %w = mcu.constant "w" dense<7> : tensor<16xi32> : <const 16xi32>
  %v = mcu.constant "v" dense<9> : tensor<32xi32> : <const 32xi32>
  %s = mcu.buffer "s" at 64 {live = array<i64: 0, 1>} : <8xi32>
  %y = mcu.buffer "y" at 96 {live = array<i64: 0, 1>} : <1x4x4x4xi8>
  %z = mcu.buffer "z" at 160 {live = array<i64: 1, 2>} : <1x4x4x8xi8>
  mcu.packed_conv_2d %x, %w, %s, %y {kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 16xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x4x4x4xi8>
  mcu.packed_conv_2d %y, %v, %s, %z {kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 32xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x4x4x8xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x4x4x8x!quant.uniform<i8:f32, 0.5>>} : <1x4x4x8xi8>
}

// -----

// Long turns take sixteen steps of eight products; none are before the loop, and
// a turn's channels are widened in four units.

// CHECK-LABEL: func.func private @long_pointwise_0(
// CHECK-COUNT-6: mcu.load_next
// CHECK: %[[TURNS:.*]], %{{.*}} = mcu.load_next
// CHECK: %[[FOUR:.*]] = arith.constant 2 : i32
// CHECK-NEXT: %[[UNITS:.*]] = arith.shli %[[TURNS]], %[[FOUR]]
// CHECK: scf.for %{{.*}} to %[[UNITS]]
// CHECK-NOT: mcu.smlad
// CHECK: scf.for %{{.*}} to %[[TURNS]]
// CHECK-COUNT-128: mcu.smlad
// CHECK-NOT: mcu.smlad
// CHECK-LABEL: func.func private @long_0_packed_conv_2d(

mcu.model @long attributes {arena_bytes = 704 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x4x4x32xi8>
  %w = mcu.constant "w" dense<7> : tensor<40xi32> : <const 40xi32>
  %s = mcu.buffer "s" at 512 {live = array<i64: 0, 0>} : <32xi32>
  %y = mcu.buffer "y" at 640 {live = array<i64: 0, 1>} : <1x4x4x4xi8>
  mcu.packed_conv_2d %x, %w, %s, %y {long_turns, kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x32xi8>, !mcu.buffer<const 40xi32>, !mcu.buffer<32xi32>, !mcu.buffer<1x4x4x4xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<1x4x4x4x!quant.uniform<i8:f32, 0.5>>} : <1x4x4x4xi8>
}

// -----

// Window convolutions of one model share all but their windows, and the code
// that widens their rows: these functions they are passed.

// CHECK: mcu.global @two_weights_[[FIRST:[0-9]+]] dense<"0x0100000004000000040000000300030003000000
// CHECK: mcu.global @two_weights_[[SECOND:[0-9]+]] dense<[1, 4, 4, 0, 3, 1, 64, 1, 2, 32, 96, 24, 16, 32, 2, 1, 16, 9, 9,
// CHECK-LABEL: func.func private @two_sides_0(
// CHECK-SAME: %[[PLACE:[^:]*]]: !mcu.ptr<i8>, %[[NUMBERS:[^:]*]]: !mcu.ptr<const i8>)
// CHECK: %[[PAD:.*]], %[[N1:.*]] = mcu.load_next %[[NUMBERS]]
// CHECK: %[[ROWS:.*]], %[[N2:.*]] = mcu.load_next %[[N1]]
// CHECK: %[[LEFT:.*]], %[[N3:.*]] = mcu.load_next %[[N2]]
// CHECK: %[[BETWEEN:.*]], %[[N4:.*]] = mcu.load_next %[[N3]]
// CHECK: %[[RIGHT:.*]], %{{.*}} = mcu.load_next %[[N4]]
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[ROWS]] {{.*}}iter_args(%[[ROW:.*]] = %[[PLACE]])
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[LEFT]]
// CHECK-COUNT-4: mcu.store %[[PAD]]
// CHECK: mcu.offset %{{.*}}[%[[BETWEEN]]]
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[RIGHT]]
// CHECK-COUNT-4: mcu.store %[[PAD]]
// CHECK-LABEL: func.func private @two_0_packed_conv_2d(
// CHECK-SAME: %[[X:[^:]*]]: !mcu.ptr<const i8>, %[[STREAM:[^:]*]]: !mcu.ptr<const i8>, %[[S:[^:]*]]: !mcu.ptr<i8>, %{{[^:]*}}: !mcu.ptr<i8>,
// CHECK-SAME: %[[WIDEN:[^:]*]]: (!mcu.ptr<const i8>, !mcu.ptr<i8>, i32) -> (),
// CHECK-SAME: %[[WINDOW:[^:]*]]: (!mcu.ptr<i8>, !mcu.ptr<const i8>, !mcu.ptr<i8>) -> ())
// CHECK: call @two_sides_0(%[[S]], %{{.*}})
// CHECK: call @two_slide_
// CHECK: func.call_indirect %[[WIDEN]](
// CHECK: call @two_fill_
// CHECK: func.call_indirect %[[WINDOW]](%[[S]],
// CHECK: return
// CHECK-LABEL: func.func @two_invoke(
// CHECK: mcu.address_of @two_weights_[[FIRST]]
// CHECK: %[[W0:.*]] = constant @two_widen_[[W:[0-9]+]]
// CHECK: %[[V0:.*]] = constant @two_window_[[V:[0-9]+]]
// CHECK: call @two_0_packed_conv_2d({{.*}}, %[[W0]], %[[V0]])
// CHECK: mcu.address_of @two_weights_[[SECOND]]
// CHECK: %[[W1:.*]] = constant @two_widen_[[W]]
// CHECK-NOT: constant @two_window_[[V]] :
// CHECK: %[[V1:.*]] = constant @two_window_
// CHECK: call @two_0_packed_conv_2d({{.*}}, %[[W1]], %[[V1]])

mcu.model @two attributes {arena_bytes = 672 : i64} {
  %x = mcu.buffer "x" at 0 {live = array<i64: -1, 0>} : <1x4x4x8xi8>
  %w = mcu.constant "w" dense<7> : tensor<160xi32> : <const 160xi32>
  %v = mcu.constant "v" dense<9> : tensor<80xi32> : <const 80xi32>
  %s = mcu.buffer "s" at 384 {live = array<i64: 0, 1>} : <72xi32>
  %y = mcu.buffer "y" at 128 {live = array<i64: 0, 1>} : <1x4x4x8xi8>
  %z = mcu.buffer "z" at 256 {live = array<i64: 1, 2>} : <1x4x4x4xi8>
  mcu.packed_conv_2d %x, %w, %s, %y {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x8xi8>, !mcu.buffer<const 160xi32>, !mcu.buffer<72xi32>, !mcu.buffer<1x4x4x8xi8>
  mcu.packed_conv_2d %y, %v, %s, %z {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x8xi8>, !mcu.buffer<const 80xi32>, !mcu.buffer<72xi32>, !mcu.buffer<1x4x4x4xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x4x4x4x!quant.uniform<i8:f32, 0.5>>} : <1x4x4x4xi8>
}
