// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-select-kernels))' -split-input-file -verify-diagnostics | FileCheck %s

// Tensors of one shape are added four elements at a time; a scalar or another
// shape is not. A clamp narrower than int8 follows.
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 2, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @sums
mcu.model @sums {
  %x = mcu.buffer "x" : <2x8xi8>
  %z = mcu.buffer "z" : <1x2x8xi8>
  %s = mcu.buffer "s" : <1xi8>
  %y = mcu.buffer "y" : <1x2x8xi8>
  // CHECK: mcu.packed_sum %{{.*}}, %{{.*}}, %{{.*}} {lhs_multiplier = {{[0-9]+}} : i32, rhs_multiplier = {{[0-9]+}} : i32, shift = {{[0-9]+}} : i32, start = {{-?[0-9]+}} : i32}
  mcu.binary %x, %z, %y {kind = #mcu.binary<add>, maximum = 127 : i32, minimum = -128 : i32, parameters = array<i64: 128, 5, -128, 20, 1073741824, 0, 1503238553, -1, 1903238553, -19>}
    : !mcu.buffer<2x8xi8>, !mcu.buffer<1x2x8xi8>, !mcu.buffer<1x2x8xi8>
  // CHECK: mcu.packed_sum {{.*}}rhs_multiplier = -{{[0-9]+}} : i32
  mcu.binary %x, %z, %y {kind = #mcu.binary<sub>, maximum = 127 : i32, minimum = -128 : i32, parameters = array<i64: 128, 5, -128, 20, 1073741824, 0, 1503238553, -1, 1903238553, -19>}
    : !mcu.buffer<2x8xi8>, !mcu.buffer<1x2x8xi8>, !mcu.buffer<1x2x8xi8>
  // CHECK: mcu.binary
  mcu.binary %s, %z, %y {kind = #mcu.binary<add>, maximum = 127 : i32, minimum = -128 : i32, parameters = array<i64: 128, 5, -128, 20, 1073741824, 0, 1503238553, -1, 1903238553, -19>}
    : !mcu.buffer<1xi8>, !mcu.buffer<1x2x8xi8>, !mcu.buffer<1x2x8xi8>
  // CHECK: mcu.packed_sum {{.*}}clamp = #mcu.clamp<-128, 50>
  mcu.binary %x, %z, %y {kind = #mcu.binary<add>, maximum = 50 : i32, minimum = -128 : i32, parameters = array<i64: 128, 5, -128, 20, 1073741824, 0, 1503238553, -1, 1903238553, -19>}
    : !mcu.buffer<2x8xi8>, !mcu.buffer<1x2x8xi8>, !mcu.buffer<1x2x8xi8>
}
}

// -----

// With a constant of one value the output is a function of the other operand;
// here, of outputs of 0.5 at 0, x + 2.
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 2, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @tables
mcu.model @tables {
  %x = mcu.buffer "x" : <2x8xi8>
  %y = mcu.buffer "y" : <2x8xi8>
  %s = mcu.constant "s" dense<2> : tensor<1xi8> : <const 1xi8>
  %v = mcu.constant "v" dense<[1, 2, 3, 4, 5, 6, 7, 8]> : tensor<8xi8> : <const 8xi8>
  // CHECK: %[[T:.*]] = mcu.constant "table" dense<"0x020304{{.*}}7F7F8283{{.*}}FF0001"> : tensor<256xi8>
  // CHECK: mcu.table_lookup %{{.*}}, %[[T]], %{{.*}}
  mcu.binary %x, %s, %y {kind = #mcu.binary<add>, maximum = 127 : i32, minimum = -128 : i32, parameters = array<i64: 0, 0, 0, 20, 1073741824, 0, 1073741824, 0, 1073741824, -18>}
    : !mcu.buffer<2x8xi8>, !mcu.buffer<const 1xi8>, !mcu.buffer<2x8xi8>
  // CHECK: mcu.binary
  mcu.binary %x, %v, %y {kind = #mcu.binary<add>, maximum = 127 : i32, minimum = -128 : i32, parameters = array<i64: 0, 0, 0, 20, 1073741824, 0, 1073741824, 0, 1073741824, -18>}
    : !mcu.buffer<2x8xi8>, !mcu.buffer<const 8xi8>, !mcu.buffer<2x8xi8>
}
}

// -----

// A bound that no pair of operands passes needs no clamp.
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 2, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @products
mcu.model @products {
  %x = mcu.buffer "x" : <21xi8>
  %y = mcu.buffer "y" : <21xi8>
  %f = mcu.buffer "f" : <21xf32>
  %g = mcu.buffer "g" : <21xf32>
  // CHECK: mcu.packed_product {{.*}}lhs_offset = 128 : i32, {{.*}}rhs_offset = -5 : i32
  mcu.binary %x, %x, %y {kind = #mcu.binary<mul>, maximum = 127 : i32, minimum = -128 : i32, parameters = array<i64: 128, -5, -10, 1503238553, -7>}
    : !mcu.buffer<21xi8>, !mcu.buffer<21xi8>, !mcu.buffer<21xi8>
  // CHECK: mcu.packed_product {{.*}}<{{[a-z_]+}}, {{[0-9]+}}, {{-?[0-9]+}}, <0, 127>>
  mcu.binary %x, %x, %y {kind = #mcu.binary<mul>, maximum = 127 : i32, minimum = 0 : i32, parameters = array<i64: 128, -5, -10, 1503238553, -7>}
    : !mcu.buffer<21xi8>, !mcu.buffer<21xi8>, !mcu.buffer<21xi8>
  // CHECK: mcu.packed_product
  mcu.binary %x, %x, %y {kind = #mcu.binary<mul>, maximum = 127 : i32, minimum = -13 : i32, parameters = array<i64: 128, 128, -10, 1503238553, -9>}
    : !mcu.buffer<21xi8>, !mcu.buffer<21xi8>, !mcu.buffer<21xi8>
  // CHECK: mcu.binary
  mcu.binary %f, %f, %g {kind = #mcu.binary<mul>, maximum = 1.0 : f32, minimum = -1.0 : f32, parameters = array<i64>}
    : !mcu.buffer<21xf32>, !mcu.buffer<21xf32>, !mcu.buffer<21xf32>
}
}

// -----

module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 2, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @pools
mcu.model @pools {
  %x = mcu.buffer "x" : <1x25x5x64xi8>
  %a = mcu.buffer "a" : <1x1x1x64xi8>
  %m = mcu.buffer "m" : <1x12x2x64xi8>
  // CHECK: mcu.packed_average_pool {{.*}}filter_size = array<i64: 25, 5>
  mcu.pool_2d %x, %a {filter_size = array<i64: 25, 5>, kind = #mcu.pool<average>, maximum = 127 : i32, minimum = -128 : i32, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
    : !mcu.buffer<1x25x5x64xi8>, !mcu.buffer<1x1x1x64xi8>
  // CHECK: mcu.packed_max_pool
  mcu.pool_2d %x, %m {filter_size = array<i64: 2, 2>, kind = #mcu.pool<max>, maximum = 127 : i32, minimum = -128 : i32, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>}
    : !mcu.buffer<1x25x5x64xi8>, !mcu.buffer<1x12x2x64xi8>
  // CHECK: mcu.pool_2d
  mcu.pool_2d %x, %m {filter_size = array<i64: 2, 2>, kind = #mcu.pool<max>, maximum = 100 : i32, minimum = -128 : i32, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>}
    : !mcu.buffer<1x25x5x64xi8>, !mcu.buffer<1x12x2x64xi8>
  %p = mcu.buffer "p" : <1x13x3x64xi8>
  // CHECK: mcu.pool_2d
  mcu.pool_2d %x, %p {filter_size = array<i64: 2, 2>, kind = #mcu.pool<average>, maximum = 127 : i32, minimum = -128 : i32, padding = array<i64: 0, 1, 0, 1>, strides = array<i64: 2, 2>}
    : !mcu.buffer<1x25x5x64xi8>, !mcu.buffer<1x13x3x64xi8>
  %u = mcu.buffer "u" : <1x4x4x6xi8>
  %v = mcu.buffer "v" : <1x2x2x6xi8>
  // CHECK: mcu.packed_max_pool
  mcu.pool_2d %u, %v {filter_size = array<i64: 2, 2>, kind = #mcu.pool<max>, maximum = 127 : i32, minimum = -128 : i32, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>}
    : !mcu.buffer<1x4x4x6xi8>, !mcu.buffer<1x2x2x6xi8>
  %s = mcu.buffer "s" : <1x4x4x3xi8>
  %t = mcu.buffer "t" : <1x2x2x3xi8>
  // CHECK: mcu.pool_2d
  mcu.pool_2d %s, %t {filter_size = array<i64: 2, 2>, kind = #mcu.pool<max>, maximum = 127 : i32, minimum = -128 : i32, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>}
    : !mcu.buffer<1x4x4x3xi8>, !mcu.buffer<1x2x2x3xi8>
  // Sums of more elements leave 16 bits.
  %w = mcu.buffer "w" : <1x257x1x4xi8>
  %o = mcu.buffer "o" : <1x1x1x4xi8>
  // CHECK: mcu.pool_2d
  mcu.pool_2d %w, %o {filter_size = array<i64: 257, 1>, kind = #mcu.pool<average>, maximum = 127 : i32, minimum = -128 : i32, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
    : !mcu.buffer<1x257x1x4xi8>, !mcu.buffer<1x1x1x4xi8>
}
}

// -----

// Neighbouring axes are a window of one column.
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 2, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @means
mcu.model @means {
  // CHECK: %[[X:.*]] = mcu.buffer "x"
  %x = mcu.buffer "x" : <2x3x5x8xi8>
  %y = mcu.buffer "y" : <2x8xi8>
  // CHECK: %[[OUT:.*]] = mcu.view %{{.*}} : <2x8xi8> -> <2x1x1x8xi8>
  // CHECK: mcu.packed_average_pool %[[X]], %[[OUT]] {{.*}}filter_size = array<i64: 3, 5>
  mcu.mean %x, %y {axes = array<i64: 1, 2>, multiplier = 1145324612 : i32, output_offset = -10 : i32, shift = -3 : i32, sum_offset = 150 : i32}
    : !mcu.buffer<2x3x5x8xi8>, !mcu.buffer<2x8xi8>
  %r = mcu.buffer "r" : <2x15x8xi8>
  // CHECK: %[[IN:.*]] = mcu.view %{{.*}} : <2x15x8xi8> -> <2x15x1x8xi8>
  // CHECK: mcu.packed_average_pool %[[IN]], %{{.*}} {{.*}}filter_size = array<i64: 15, 1>
  mcu.mean %r, %y {axes = array<i64: 1>, multiplier = 1145324612 : i32, output_offset = -10 : i32, shift = -3 : i32, sum_offset = 150 : i32}
    : !mcu.buffer<2x15x8xi8>, !mcu.buffer<2x8xi8>
  %z = mcu.buffer "z" : <3x8xi8>
  // CHECK: mcu.mean
  mcu.mean %x, %z {axes = array<i64: 0, 2>, multiplier = 1717986918 : i32, output_offset = -10 : i32, shift = -3 : i32, sum_offset = 100 : i32}
    : !mcu.buffer<2x3x5x8xi8>, !mcu.buffer<3x8xi8>
  %w = mcu.buffer "w" : <2x3x5xi8>
  // CHECK: mcu.mean
  mcu.mean %x, %w {axes = array<i64: 3>, multiplier = 1073741824 : i32, output_offset = -10 : i32, shift = -2 : i32, sum_offset = 80 : i32}
    : !mcu.buffer<2x3x5x8xi8>, !mcu.buffer<2x3x5xi8>
}
}

// -----

// Nothing without the extension, nor without optimization.
module attributes {mcu.target = #mcu.target<cpu = "cortex-m3", dsp = false, fpu = false, optimizationLevel = 2, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @no_extension
mcu.model @no_extension {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %y = mcu.buffer "y" : <1x1x1x4xi8>
  // CHECK: mcu.pool_2d
  mcu.pool_2d %x, %y {filter_size = array<i64: 2, 2>, kind = #mcu.pool<max>, maximum = 127 : i32, minimum = -128 : i32, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<1x1x1x4xi8>
}
}

// -----

module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 0, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @unoptimized
mcu.model @unoptimized {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %y = mcu.buffer "y" : <1x1x1x4xi8>
  // CHECK: mcu.pool_2d
  mcu.pool_2d %x, %y {filter_size = array<i64: 2, 2>, kind = #mcu.pool<max>, maximum = 127 : i32, minimum = -128 : i32, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<1x1x1x4xi8>
}
}
