// RUN: tinymlc-opt %s | tinymlc-opt | FileCheck %s

// Types, attributes and operators, printed and read back.

// CHECK: module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = false, optimizationLevel = 2, optimizeSize = true>}
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = false, optimizationLevel = 2, optimizeSize = true>} {

// CHECK: mcu.model @kernels attributes {arena_bytes = 256 : i64, live_bytes = 24 : i64, live_step = 1 : i64} {
mcu.model @kernels attributes {arena_bytes = 256 : i64, live_bytes = 24 : i64, live_step = 1 : i64} {
  // CHECK: %[[X:.*]] = mcu.buffer "x" at 8 {live = array<i64: -1, 3>} : <1x2x2x4xi8>
  %x = mcu.buffer "x" at 8 {live = array<i64: -1, 3>} : <1x2x2x4xi8>
  %y = mcu.buffer "y" at 24 {live = array<i64: 0, 3>} : <1x2x2x4xi8>
  %f = mcu.buffer "f" at 64 {live = array<i64: 0, 3>} : <2x2xf32>
  %s = mcu.buffer "s" at 80 {live = array<i64: 0, 3>} : <f32>
  // CHECK: mcu.input %[[X]], 0 "x" {signature = "pixels", type = tensor<1x2x2x4x!quant.uniform<i8:f32, 5.000000e-01:3>>} : <1x2x2x4xi8>
  mcu.input %x, 0 "x" {signature = "pixels", type = tensor<1x2x2x4x!quant.uniform<i8:f32, 0.5:3>>} : <1x2x2x4xi8>
  // CHECK: mcu.view %[[X]] : <1x2x2x4xi8> -> <16xi8>
  %v = mcu.view %x : <1x2x2x4xi8> -> <16xi8>
  // CHECK: mcu.view %[[X]] at 8 : <1x2x2x4xi8> -> <8xi8>
  %part = mcu.view %x at 8 : <1x2x2x4xi8> -> <8xi8>
  // CHECK: %[[W:.*]] = mcu.constant "weights" dense<1> : tensor<16xi8> : <const 16xi8>
  %w = mcu.constant "weights" dense<1> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "params" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  // CHECK: mcu.conv_2d %[[X]], %[[W]], %{{.*}}, %{{.*}} {dilations = array<i64: 1, 1>, exact, filter_size = array<i64: 1, 1>, {{.*}}, left_shift, {{.*}} tile = 4 : i64, unroll = 2 : i64} : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 3 : i32, output_offset = -3 : i32, minimum = -128 : i32, maximum = 127 : i32, exact, left_shift, tile = 4 : i64, unroll = 2 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
  // CHECK: mcu.depthwise_conv_2d
  mcu.depthwise_conv_2d %x, %w, %p, %y {filter_size = array<i64: 2, 2>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 1, 1, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
  // CHECK: mcu.pool_2d {{.*}} kind = #mcu.pool<max>
  mcu.pool_2d %x, %y {kind = #mcu.pool<max>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<1x2x2x4xi8>
  // CHECK: mcu.binary {{.*}}kind = #mcu.binary<sub>
  mcu.binary %f, %s, %f {kind = #mcu.binary<sub>, parameters = array<i64>, minimum = 0.0 : f32, maximum = 6.0 : f32}
    : !mcu.buffer<2x2xf32>, !mcu.buffer<f32>, !mcu.buffer<2x2xf32>
  // CHECK: mcu.table_lookup
  mcu.table_lookup %v, %t, %y : !mcu.buffer<16xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x2x2x4xi8>
  // CHECK: mcu.unary {{.*}} {alpha = 0.000000e+00 : f32, kind = #mcu.unary<hard_swish>, zero_point = 0 : i32}
  mcu.unary %f, %f {kind = #mcu.unary<hard_swish>, alpha = 0.0 : f32, zero_point = 0 : i32} : !mcu.buffer<2x2xf32>, !mcu.buffer<2x2xf32>
  // CHECK: mcu.copy {{.*}} {input_strides = array<i64: 4, 1>, output_offset = 3 : i64, output_strides = array<i64: 4, 1>, sizes = array<i64: 2, 3>}
  mcu.copy %x, %y {sizes = array<i64: 2, 3>, input_strides = array<i64: 4, 1>, output_strides = array<i64: 4, 1>, output_offset = 3 : i64} : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<1x2x2x4xi8>
  // CHECK: mcu.fill %[[X]] {value = 7 : i8} : !mcu.buffer<1x2x2x4xi8>
  mcu.fill %x {value = 7 : i8} : !mcu.buffer<1x2x2x4xi8>
  // CHECK: mcu.softmax {{.*}} {beta = 1.000000e+00 : f32} : !mcu.buffer<2x2xf32>, !mcu.buffer<2x2xf32>
  mcu.softmax %f, %f {beta = 1.0 : f32} : !mcu.buffer<2x2xf32>, !mcu.buffer<2x2xf32>
  // CHECK: mcu.mean
  mcu.mean %f, %s {axes = array<i64: 0, 1>, sum_offset = 0 : i32, output_offset = 0 : i32, multiplier = 0 : i32, shift = 0 : i32} : !mcu.buffer<2x2xf32>, !mcu.buffer<f32>
  // CHECK: mcu.output %{{.*}}, 0 "y"
  mcu.output %y, 0 "y" {signature = "", type = tensor<1x2x2x4x!quant.uniform<i8:f32, 0.5:3>>} : <1x2x2x4xi8>
}

// CHECK: mcu.interface @net {arena_align = 8 : i64, arena_bytes = 16 : i64, inputs = [#mcu.tensor<"x", "pixels", tensor<4xf32>, 0>], outputs = []}
mcu.interface @net {inputs = [#mcu.tensor<"x", "pixels", tensor<4xf32>, 0>], outputs = [], arena_bytes = 16 : i64, arena_align = 8 : i64}
// CHECK: mcu.global @net_data dense<[1, 2]> : tensor<2xi32>
mcu.global @net_data dense<[1, 2]> : tensor<2xi32>

// CHECK-LABEL: func.func @pointers(
// CHECK-SAME: %[[ARENA:.*]]: !mcu.ptr<none>, %[[I:.*]]: i32) -> index
func.func @pointers(%arena: !mcu.ptr<none>, %i: i32) -> index {
  // CHECK: mcu.address_of @net_data : <const i8>
  %g = mcu.address_of @net_data : !mcu.ptr<const i8>
  // CHECK: %[[BYTES:.*]] = mcu.cast %[[ARENA]] : <none> -> <i8>
  %b = mcu.cast %arena : !mcu.ptr<none> -> !mcu.ptr<i8>
  // CHECK: mcu.offset %[[BYTES]][%[[I]]] : <i8> -> <i8>
  %o = mcu.offset %b[%i] : !mcu.ptr<i8> -> !mcu.ptr<i8>
  // CHECK: mcu.load %{{.*}}[%[[I]]] {offset = 4 : i32} : <const i8> -> i32
  %l = mcu.load %g[%i] {offset = 4 : i32} : !mcu.ptr<const i8> -> i32
  // CHECK: mcu.store %{{.*}}, %{{.*}}[%[[I]]] : i32, <i8>
  mcu.store %l, %o[%i] : i32, !mcu.ptr<i8>
  // CHECK: mcu.ptr_to_int %[[ARENA]] : <none>
  %a = mcu.ptr_to_int %arena : !mcu.ptr<none>
  return %a : index
}
}
