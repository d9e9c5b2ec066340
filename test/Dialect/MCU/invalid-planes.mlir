// RUN: tinymlc-opt %s -split-input-file -verify-diagnostics

mcu.model @buffer_type_c3_element {
  // expected-error @+1 {{has planes, which hold one batch of i8}}
  %x = mcu.buffer "x" : <1x4x4x4xi32, <rows = 6, rowBytes = 8, top = 1, left = 1>>
}

// -----

mcu.model @buffer_type_c3_rank {
  // expected-error @+1 {{has planes, which hold one batch of i8}}
  %x = mcu.buffer "x" : <4x4x4xi8, <rows = 6, rowBytes = 8, top = 1, left = 1>>
}

// -----

mcu.model @buffer_type_c3_size {
  // expected-error @+1 {{has planes of 4 rows of 8 bytes, too small for the image}}
  %x = mcu.buffer "x" : <1x4x4x4xi8, <rows = 4, rowBytes = 8, top = 1, left = 1>>
}

// -----

mcu.model @buffer_type_c3_numbers {
  // expected-error @+1 {{has planes with -1 rows or bytes, expected 0..65536}}
  %x = mcu.buffer "x" : <1x4x4x4xi8, <rows = 6, rowBytes = 8, top = 1, left = -1>>
}

// -----

mcu.model @buffer_type_c3_words {
  // expected-error @+1 {{has planes with rows of 7 bytes, expected whole words}}
  %x = mcu.buffer "x" : <1x4x4x4xi8, <rows = 6, rowBytes = 7, top = 1, left = 1>>
}

// -----

mcu.model @row_major {
  %x = mcu.buffer "x" : <1x4x4x4xi8, <rows = 6, rowBytes = 8, top = 1, left = 1>>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  // expected-error @+1 {{operand #0 must be buffer in row-major order}}
  mcu.packed_sum %x, %x, %y {lhs_multiplier = 1 : i32, rhs_multiplier = 1 : i32, start = 0 : i32, shift = 8 : i32}
    : !mcu.buffer<1x4x4x4xi8, <rows = 6, rowBytes = 8, top = 1, left = 1>>, !mcu.buffer<1x4x4x4xi8, <rows = 6, rowBytes = 8, top = 1, left = 1>>, !mcu.buffer<1x4x4x4xi8>
}

// -----

mcu.model @packed_conv_2d_c5 {
  %w = mcu.constant "w" dense<0> : tensor<12xi32> : <const 12xi32>
  %x = mcu.buffer "x" : <1x1x1x4xi8>
  %y = mcu.buffer "y" : <1x1x1x4xi8, <rows = 3, rowBytes = 4, top = 1, left = 1>>
  // expected-error @+1 {{writes planes, which its kernel does not}}
  mcu.packed_conv_2d %x, %w, %y {kernel = #mcu.conv_kernel<vector>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x1x1x4xi8>, !mcu.buffer<const 12xi32>, !mcu.buffer<1x1x1x4xi8, <rows = 3, rowBytes = 4, top = 1, left = 1>>
}

// -----

mcu.model @packed_depthwise_conv_2d_c3 {
  %v = mcu.constant "v" dense<0> : tensor<28xi32> : <const 28xi32>
  %x = mcu.buffer "x" : <1x4x4x4xi8>
  %z = mcu.buffer "z" : <1x4x4x4xi8>
  // expected-error @+1 {{expects either planes or scratch}}
  mcu.packed_depthwise_conv_2d %x, %v, %z {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x4xi8>, !mcu.buffer<const 28xi32>, !mcu.buffer<1x4x4x4xi8>
}

// -----

mcu.model @packed_depthwise_conv_2d_c4 {
  %v = mcu.constant "v" dense<0> : tensor<28xi32> : <const 28xi32>
  %x = mcu.buffer "x" : <1x4x4x4xi8, <rows = 6, rowBytes = 8, top = 0, left = 1>>
  %z = mcu.buffer "z" : <1x4x4x4xi8>
  // expected-error @+1 {{has an input of planes #mcu.planes<rows = 6, rowBytes = 8, top = 0, left = 1>, expected #mcu.planes<rows = 6, rowBytes = 8, top = 1, left = 1>}}
  mcu.packed_depthwise_conv_2d %x, %v, %z {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x4xi8, <rows = 6, rowBytes = 8, top = 0, left = 1>>, !mcu.buffer<const 28xi32>, !mcu.buffer<1x4x4x4xi8>
}

// -----

mcu.model @fill_c2_no_planes {
  %x = mcu.buffer "x" : <1x4x4x4xi8>
  // expected-error @+1 {{fills a border of '!mcu.buffer<1x4x4x4xi8>', which has none below its images}}
  mcu.fill %x {value = 0 : i8, border} : !mcu.buffer<1x4x4x4xi8>
}

// -----

mcu.model @fill_c2_no_rows_below {
  %x = mcu.buffer "x" : <1x4x4x4xi8, <rows = 5, rowBytes = 8, top = 1, left = 1>>
  // expected-error @+1 {{which has none below its images}}
  mcu.fill %x {value = 0 : i8, border} : !mcu.buffer<1x4x4x4xi8, <rows = 5, rowBytes = 8, top = 1, left = 1>>
}

// -----

mcu.model @packed_depthwise_conv_2d_c2_large {
  %v = mcu.constant "v" dense<0> : tensor<28xi32> : <const 28xi32>
  %x = mcu.buffer "x" : <1x20x20x4xi8, <rows = 20, rowBytes = 20, top = 0, left = 0>>
  %z = mcu.buffer "z" : <1x12x4x4xi8>
  // expected-error @+1 {{has a window that the kernel does not take}}
  mcu.packed_depthwise_conv_2d %x, %v, %z {filter_size = array<i64: 9, 17>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x20x20x4xi8, <rows = 20, rowBytes = 20, top = 0, left = 0>>, !mcu.buffer<const 28xi32>, !mcu.buffer<1x12x4x4xi8>
}

// -----

// Five taps take three words of each row; start and multiplier come with them.

mcu.model @packed_depthwise_conv_2d_c3_taps {
  %v = mcu.constant "v" dense<0> : tensor<28xi32> : <const 28xi32>
  %x = mcu.buffer "x" : <1x4x8x4xi8, <rows = 4, rowBytes = 8, top = 0, left = 0>>
  %z = mcu.buffer "z" : <1x3x4x4xi8>
  // expected-error @+1 {{has a stream of '!mcu.buffer<const 28xi32>', expected 32 words}}
  mcu.packed_depthwise_conv_2d %x, %v, %z {filter_size = array<i64: 2, 5>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x8x4xi8, <rows = 4, rowBytes = 8, top = 0, left = 0>>, !mcu.buffer<const 28xi32>, !mcu.buffer<1x3x4x4xi8>
}
