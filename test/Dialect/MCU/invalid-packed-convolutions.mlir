// RUN: tinymlc-opt %s -split-input-file -verify-diagnostics

// What packed_conv_2d's schedule asks of its buffers, by the constraint's label.

mcu.model @packed_conv_2d_c3_stream {
  %x = mcu.buffer "x" : <1x4x4x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<79xi32> : <const 79xi32>
  %s = mcu.buffer "s" : <72xi32>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  // expected-error @+1 {{has a stream of '!mcu.buffer<const 79xi32>', expected 80 words}}
  mcu.packed_conv_2d %x, %w, %s, %y {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x8xi8>, !mcu.buffer<const 79xi32>, !mcu.buffer<72xi32>, !mcu.buffer<1x4x4x4xi8>
}

// -----

// Three rows of six pixels.

mcu.model @packed_conv_2d_c3_scratch {
  %x = mcu.buffer "x" : <1x4x4x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<80xi32> : <const 80xi32>
  %s = mcu.buffer "s" : <120xi32>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  // expected-error @+1 {{has a scratch of '!mcu.buffer<120xi32>', expected 72 words}}
  mcu.packed_conv_2d %x, %w, %s, %y {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x8xi8>, !mcu.buffer<const 80xi32>, !mcu.buffer<120xi32>, !mcu.buffer<1x4x4x4xi8>
}

// -----

// Rows of three channels end with room for half a word.

mcu.model @packed_conv_2d_c3_odd_depth {
  %x = mcu.buffer "x" : <1x4x4x3xi8>
  %w = mcu.constant "w" dense<0> : tensor<36xi32> : <const 36xi32>
  %s = mcu.buffer "s" : <27xi32>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  // expected-error @+1 {{has a scratch of '!mcu.buffer<27xi32>', expected 30 words}}
  mcu.packed_conv_2d %x, %w, %s, %y {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x3xi8>, !mcu.buffer<const 36xi32>, !mcu.buffer<27xi32>, !mcu.buffer<1x4x4x4xi8>
}

// -----

mcu.model @packed_conv_2d_c3_none {
  %x = mcu.buffer "x" : <1x4x4x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<80xi32> : <const 80xi32>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  // expected-error @+1 {{has a scratch that does not fit its kernel}}
  mcu.packed_conv_2d %x, %w, %y {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x8xi8>, !mcu.buffer<const 80xi32>, !mcu.buffer<1x4x4x4xi8>
}

// -----

mcu.model @packed_conv_2d_c6_window {
  %x = mcu.buffer "x" : <1x4x4x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<80xi32> : <const 80xi32>
  %s = mcu.buffer "s" : <72xi32>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  // expected-error @+1 {{is not of a kernel that can be unrolled}}
  mcu.packed_conv_2d %x, %w, %s, %y {unrolled, kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x8xi8>, !mcu.buffer<const 80xi32>, !mcu.buffer<72xi32>, !mcu.buffer<1x4x4x4xi8>
}

// -----

mcu.model @packed_conv_2d_c6_deep {
  %x = mcu.buffer "x" : <1x4x4x68xi8>
  %w = mcu.constant "w" dense<0> : tensor<76xi32> : <const 76xi32>
  %s = mcu.buffer "s" : <72xi32>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  // expected-error @+1 {{is not of a kernel that can be unrolled}}
  mcu.packed_conv_2d %x, %w, %s, %y {unrolled, kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x68xi8>, !mcu.buffer<const 76xi32>, !mcu.buffer<72xi32>, !mcu.buffer<1x4x4x4xi8>
}

// -----

mcu.model @packed_conv_2d_c7_pointwise {
  %x = mcu.buffer "x" : <1x4x4x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi32> : <const 16xi32>
  %s = mcu.buffer "s" : <8xi32>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  // expected-error @+1 {{cannot compute its columns in 2 tiles}}
  mcu.packed_conv_2d %x, %w, %s, %y {column_tiles = 2 : i64, kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x8xi8>, !mcu.buffer<const 16xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x4x4x4xi8>
}

// -----

mcu.model @packed_conv_2d_c7_depth {
  %x = mcu.buffer "x" : <1x4x4x3xi8>
  %w = mcu.constant "w" dense<0> : tensor<36xi32> : <const 36xi32>
  %s = mcu.buffer "s" : <30xi32>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  // expected-error @+1 {{cannot compute its columns in 2 tiles}}
  mcu.packed_conv_2d %x, %w, %s, %y {column_tiles = 2 : i64, kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x3xi8>, !mcu.buffer<const 36xi32>, !mcu.buffer<30xi32>, !mcu.buffer<1x4x4x4xi8>
}

// -----

mcu.model @packed_conv_2d_c7_width {
  %x = mcu.buffer "x" : <1x6x6x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<80xi32> : <const 80xi32>
  %s = mcu.buffer "s" : <96xi32>
  %y = mcu.buffer "y" : <1x6x6x4xi8>
  // expected-error @+1 {{cannot compute its columns in 2 tiles}}
  mcu.packed_conv_2d %x, %w, %s, %y {column_tiles = 2 : i64, kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x6x6x8xi8>, !mcu.buffer<const 80xi32>, !mcu.buffer<96xi32>, !mcu.buffer<1x6x6x4xi8>
}

// -----

mcu.model @packed_conv_2d_c7_none {
  %x = mcu.buffer "x" : <1x4x4x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<80xi32> : <const 80xi32>
  %s = mcu.buffer "s" : <72xi32>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  // expected-error @+1 {{cannot compute its columns in 0 tiles}}
  mcu.packed_conv_2d %x, %w, %s, %y {column_tiles = 0 : i64, kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x8xi8>, !mcu.buffer<const 80xi32>, !mcu.buffer<72xi32>, !mcu.buffer<1x4x4x4xi8>
}

// -----

// Three rows of the four columns that a tile of two reads.
mcu.model @packed_conv_2d_c3_tiles {
  %x = mcu.buffer "x" : <1x4x4x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<80xi32> : <const 80xi32>
  %s = mcu.buffer "s" : <72xi32>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  // expected-error @+1 {{has a scratch of '!mcu.buffer<72xi32>', expected 48 words}}
  mcu.packed_conv_2d %x, %w, %s, %y {column_tiles = 2 : i64, kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x8xi8>, !mcu.buffer<const 80xi32>, !mcu.buffer<72xi32>, !mcu.buffer<1x4x4x4xi8>
}

// -----

mcu.model @packed_conv_2d_c8 {
  %x = mcu.buffer "x" : <1x4x4x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi32> : <const 16xi32>
  %s = mcu.buffer "s" : <8xi32>
  %y = mcu.buffer "y" : <1x4x4x4xi8>
  // expected-error @+1 {{is not of a kernel that can take long turns}}
  mcu.packed_conv_2d %x, %w, %s, %y {long_turns, kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x4x4x8xi8>, !mcu.buffer<const 16xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x4x4x4xi8>
}
