// RUN: tinymlc-opt %s -mcu-assign-layouts -split-input-file | FileCheck %s

// The producer stores planes, whose border is filled before; the scratch goes.
// CHECK-LABEL: mcu.model @planes
mcu.model @planes {
  %w = mcu.constant "w" dense<0> : tensor<12xi32> : <const 12xi32>
  %v = mcu.constant "v" dense<0> : tensor<28xi32> : <const 28xi32>
  %x = mcu.buffer "x" : <1x4x4x4xi8>
  // CHECK: %[[Y:.*]] = mcu.buffer "y" {slack = 3 : i64} : <1x4x4x4xi8, <rows = 6, rowBytes = 8, top = 1, left = 1>>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  %z = mcu.buffer "z" : <1x4x4x4xi8>
  // CHECK: mcu.buffer "scratch" : <8xi32>
  %s = mcu.buffer "scratch" : <8xi32>
  // CHECK-NOT: mcu.buffer "scratch"
  %t = mcu.buffer "scratch" : <49xi32>
  // CHECK: mcu.fill %[[Y]] {value = -7 : i8}
  // CHECK-NEXT: mcu.packed_conv_2d %{{.*}}, %{{.*}}, %{{.*}}, %[[Y]]
  mcu.packed_conv_2d %x, %w, %s, %y {unrolled, kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 12xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x4x4x4xi8>
  // CHECK-NEXT: mcu.packed_depthwise_conv_2d %[[Y]], %{{.*}}, %{{.*}} {filter_size
  mcu.packed_depthwise_conv_2d %y, %v, %t, %z {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 28xi32>, !mcu.buffer<49xi32>, !mcu.buffer<1x4x4x4xi8>
}

// -----

// Two readers that want different planes, and one that wants none.
// CHECK-LABEL: mcu.model @other_readers
// CHECK-NOT: rowBytes
mcu.model @other_readers {
  %w = mcu.constant "w" dense<0> : tensor<12xi32> : <const 12xi32>
  %v = mcu.constant "v" dense<0> : tensor<28xi32> : <const 28xi32>
  %x = mcu.buffer "x" : <1x4x4x4xi8>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  %z = mcu.buffer "z" : <1x4x4x4xi8>
  %n = mcu.buffer "n" : <1x2x2x4xi8>
  %s = mcu.buffer "scratch" : <8xi32>
  %t = mcu.buffer "scratch" : <49xi32>
  %u = mcu.buffer "scratch" : <41xi32>
  mcu.packed_conv_2d %x, %w, %s, %y {unrolled, kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 12xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x4x4x4xi8>
  mcu.packed_depthwise_conv_2d %y, %v, %t, %z {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 28xi32>, !mcu.buffer<49xi32>, !mcu.buffer<1x4x4x4xi8>
  mcu.packed_depthwise_conv_2d %y, %v, %u, %n {filter_size = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 0, 1>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 28xi32>, !mcu.buffer<41xi32>, !mcu.buffer<1x2x2x4xi8>

  %a = mcu.buffer "a" : <1x4x4x4xi8>
  %b = mcu.buffer "b" : <1x4x4x4xi8>
  mcu.packed_conv_2d %x, %w, %s, %a {unrolled, kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 12xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x4x4x4xi8>
  mcu.packed_depthwise_conv_2d %a, %v, %t, %z {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 28xi32>, !mcu.buffer<49xi32>, !mcu.buffer<1x4x4x4xi8>
  mcu.packed_sum %a, %z, %b {lhs_multiplier = 1 : i32, rhs_multiplier = 1 : i32, start = 0 : i32, shift = 8 : i32}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<1x4x4x4xi8>
}

// -----

// What the caller writes is in row-major order, and so is what it reads.
// CHECK-LABEL: mcu.model @boundary
// CHECK-NOT: rowBytes
mcu.model @boundary {
  %v = mcu.constant "v" dense<0> : tensor<28xi32> : <const 28xi32>
  %x = mcu.buffer "x" : <1x4x4x4xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x4x4x4xi8>} : <1x4x4x4xi8>
  %z = mcu.buffer "z" : <1x4x4x4xi8>
  %t = mcu.buffer "scratch" : <49xi32>
  mcu.packed_depthwise_conv_2d %x, %v, %t, %z {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 28xi32>, !mcu.buffer<49xi32>, !mcu.buffer<1x4x4x4xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x4x4x4xi8>} : <1x4x4x4xi8>
}
