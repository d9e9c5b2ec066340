// RUN: tinymlc-opt %s -split-input-file -verify-diagnostics

// Constraints of the kernels on words of four elements, by their labels.

mcu.model @packed_sum_c1_type {
  %x = mcu.buffer "x" : <8xi8>
  %y = mcu.buffer "y" : <8xi32>
  // expected-error @+1 {{expects i8, and as many elements everywhere}}
  mcu.packed_sum %x, %x, %y {lhs_multiplier = 1 : i32, rhs_multiplier = 1 : i32, start = 0 : i32, shift = 8 : i32}
    : !mcu.buffer<8xi8>, !mcu.buffer<8xi8>, !mcu.buffer<8xi32>
}

// -----

mcu.model @packed_sum_c1_count {
  %x = mcu.buffer "x" : <8xi8>
  %s = mcu.buffer "s" : <1xi8>
  %y = mcu.buffer "y" : <8xi8>
  // expected-error @+1 {{expects i8, and as many elements everywhere}}
  mcu.packed_sum %x, %s, %y {lhs_multiplier = 1 : i32, rhs_multiplier = 1 : i32, start = 0 : i32, shift = 8 : i32}
    : !mcu.buffer<8xi8>, !mcu.buffer<1xi8>, !mcu.buffer<8xi8>
}

// -----

mcu.model @packed_sum_c2 {
  %x = mcu.buffer "x" : <8xi8>
  %y = mcu.buffer "y" : <8xi8>
  // expected-error @+1 {{has shift -1, expected 0..31}}
  mcu.packed_sum %x, %x, %y {lhs_multiplier = 1 : i32, rhs_multiplier = 1 : i32, start = 0 : i32, shift = -1 : i32}
    : !mcu.buffer<8xi8>, !mcu.buffer<8xi8>, !mcu.buffer<8xi8>
}

// -----

mcu.model @packed_sum_kernel_c1 {
  %x = mcu.buffer "x" : <8xi8>
  %y = mcu.constant "y" dense<0> : tensor<8xi8> : <const 8xi8>
  // expected-error @+1 {{writes a const buffer}}
  mcu.packed_sum %x, %x, %y {lhs_multiplier = 1 : i32, rhs_multiplier = 1 : i32, start = 0 : i32, shift = 8 : i32}
    : !mcu.buffer<8xi8>, !mcu.buffer<8xi8>, !mcu.buffer<const 8xi8>
}

// -----

mcu.model @packed_product_c1 {
  %x = mcu.buffer "x" : <8xi8>
  %y = mcu.buffer "y" : <7xi8>
  // expected-error @+1 {{expects i8, and as many elements everywhere}}
  mcu.packed_product %x, %x, %y {lhs_offset = 0 : i32, rhs_offset = 0 : i32, scale = 1 : i32, start = 0 : i32, multiplier = 1 : i32, correction = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<8xi8>, !mcu.buffer<8xi8>, !mcu.buffer<7xi8>
}

// -----

mcu.model @packed_product_c2_offset {
  %x = mcu.buffer "x" : <8xi8>
  %y = mcu.buffer "y" : <8xi8>
  // expected-error @+1 {{has offset -129, expected -128..128}}
  mcu.packed_product %x, %x, %y {lhs_offset = 0 : i32, rhs_offset = -129 : i32, scale = 1 : i32, start = 0 : i32, multiplier = 1 : i32, correction = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<8xi8>, !mcu.buffer<8xi8>, !mcu.buffer<8xi8>
}

// -----

mcu.model @packed_product_c2_scale {
  %x = mcu.buffer "x" : <8xi8>
  %y = mcu.buffer "y" : <8xi8>
  // expected-error @+1 {{has scale 3, expected a power of two up to 2^14}}
  mcu.packed_product %x, %x, %y {lhs_offset = 0 : i32, rhs_offset = 0 : i32, scale = 3 : i32, start = 0 : i32, multiplier = 1 : i32, correction = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<8xi8>, !mcu.buffer<8xi8>, !mcu.buffer<8xi8>
}

// -----

mcu.model @packed_pool_c1_type {
  %x = mcu.buffer "x" : <1x2x2x4xf32>
  %y = mcu.buffer "y" : <1x1x1x4xf32>
  // expected-error @+1 {{expects i8}}
  mcu.packed_max_pool %x, %y {filter_size = array<i64: 2, 2>, strides = array<i64: 1, 1>}
    : !mcu.buffer<1x2x2x4xf32>, !mcu.buffer<1x1x1x4xf32>
}

// -----

mcu.model @packed_pool_c1_rank {
  %x = mcu.buffer "x" : <2x2x4xi8>
  %y = mcu.buffer "y" : <1x1x1x4xi8>
  // expected-error @+1 {{expects input and output of rank 4}}
  mcu.packed_max_pool %x, %y {filter_size = array<i64: 2, 2>, strides = array<i64: 1, 1>}
    : !mcu.buffer<2x2x4xi8>, !mcu.buffer<1x1x1x4xi8>
}

// -----

mcu.model @packed_pool_c1_channels {
  %x = mcu.buffer "x" : <1x2x2x6xi8>
  %y = mcu.buffer "y" : <1x1x1x8xi8>
  // expected-error @+1 {{expects one number of channels}}
  mcu.packed_max_pool %x, %y {filter_size = array<i64: 2, 2>, strides = array<i64: 1, 1>}
    : !mcu.buffer<1x2x2x6xi8>, !mcu.buffer<1x1x1x8xi8>
}

// -----

mcu.model @packed_pool_c2_numbers {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %y = mcu.buffer "y" : <1x1x1x4xi8>
  // expected-error @+1 {{has a filter size, stride or padding above 32768}}
  mcu.packed_max_pool %x, %y {filter_size = array<i64: 2, 2>, strides = array<i64: 1, 32769>}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<1x1x1x4xi8>
}

// -----

mcu.model @packed_pool_c2_shape {
  %x = mcu.buffer "x" : <1x3x3x4xi8>
  %y = mcu.buffer "y" : <1x2x1x4xi8>
  // expected-error @+1 {{has 2 windows along dimension 2, but the output's size is 1}}
  mcu.packed_max_pool %x, %y {filter_size = array<i64: 2, 2>, strides = array<i64: 1, 1>}
    : !mcu.buffer<1x3x3x4xi8>, !mcu.buffer<1x2x1x4xi8>
}

// -----

mcu.model @packed_average_pool_c1_window {
  %x = mcu.buffer "x" : <1x16x17x4xi8>
  %y = mcu.buffer "y" : <1x1x1x4xi8>
  // expected-error @+1 {{has a window of 272 elements, expected up to 256}}
  mcu.packed_average_pool %x, %y {filter_size = array<i64: 16, 17>, strides = array<i64: 1, 1>, scale = 1 : i32, start = 0 : i32, multiplier = 1 : i32, correction = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x16x17x4xi8>, !mcu.buffer<1x1x1x4xi8>
}

// -----

mcu.model @packed_average_pool_c1_scale {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %y = mcu.buffer "y" : <1x1x1x4xi8>
  // expected-error @+1 {{has scale 0, expected 1..2^14}}
  mcu.packed_average_pool %x, %y {filter_size = array<i64: 2, 2>, strides = array<i64: 1, 1>, scale = 0 : i32, start = 0 : i32, multiplier = 1 : i32, correction = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<1x1x1x4xi8>
}

// -----

mcu.model @clamp_c1 {
  %x = mcu.buffer "x" : <8xi8>
  // expected-error @+1 {{clamps to 5..-3, expected bounds in order within int8}}
  mcu.packed_sum %x, %x, %x {lhs_multiplier = 1 : i32, rhs_multiplier = 1 : i32, start = 0 : i32, shift = 8 : i32, clamp = #mcu.clamp<5, -3>}
    : !mcu.buffer<8xi8>, !mcu.buffer<8xi8>, !mcu.buffer<8xi8>
}
