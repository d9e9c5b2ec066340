// RUN: tinymlc-opt %s -split-input-file -verify-diagnostics

// Constraints of winograd_conv_2d, by their labels.

mcu.model @winograd_conv_2d_kernel_c1 {
  %x = mcu.buffer "x" : <1x4x8x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<784xi32> : <const 784xi32>
  %s = mcu.buffer "s" : <832xi32>
  %y = mcu.constant "y" dense<0> : tensor<1x4x8x8xi8> : <const 1x4x8x8xi8>
  // expected-error @+1 {{writes a const buffer}}
  mcu.winograd_conv_2d %x, %w, %s, %y {padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>}
    : !mcu.buffer<1x4x8x8xi8>, !mcu.buffer<const 784xi32>, !mcu.buffer<832xi32>, !mcu.buffer<const 1x4x8x8xi8>
}

// -----

mcu.model @winograd_conv_2d_c1 {
  %x = mcu.buffer "x" : <1x4x8x8xf32>
  %w = mcu.constant "w" dense<0> : tensor<784xi32> : <const 784xi32>
  %s = mcu.buffer "s" : <832xi32>
  %y = mcu.buffer "y" : <1x4x8x8xi8>
  // expected-error @+1 {{expects one batch of i8}}
  mcu.winograd_conv_2d %x, %w, %s, %y {padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>}
    : !mcu.buffer<1x4x8x8xf32>, !mcu.buffer<const 784xi32>, !mcu.buffer<832xi32>, !mcu.buffer<1x4x8x8xi8>
}

// -----

mcu.model @winograd_conv_2d_c2_count {
  %x = mcu.buffer "x" : <1x4x8x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<784xi32> : <const 784xi32>
  %s = mcu.buffer "s" : <832xi32>
  %y = mcu.buffer "y" : <1x4x8x8xi8>
  // expected-error @+1 {{expects four paddings in 0..1073741824}}
  mcu.winograd_conv_2d %x, %w, %s, %y {padding = array<i64: 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>}
    : !mcu.buffer<1x4x8x8xi8>, !mcu.buffer<const 784xi32>, !mcu.buffer<832xi32>, !mcu.buffer<1x4x8x8xi8>
}

// -----

mcu.model @winograd_conv_2d_c2_shape {
  %x = mcu.buffer "x" : <1x4x8x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<784xi32> : <const 784xi32>
  %s = mcu.buffer "s" : <832xi32>
  %y = mcu.buffer "y" : <1x4x8x8xi8>
  // expected-error @+1 {{has 3 windows along dimension 1, but the output's size is 4}}
  mcu.winograd_conv_2d %x, %w, %s, %y {padding = array<i64: 0, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>}
    : !mcu.buffer<1x4x8x8xi8>, !mcu.buffer<const 784xi32>, !mcu.buffer<832xi32>, !mcu.buffer<1x4x8x8xi8>
}

// -----

mcu.model @winograd_conv_2d_c2_padding {
  %x = mcu.buffer "x" : <1x4x8x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<784xi32> : <const 784xi32>
  %s = mcu.buffer "s" : <832xi32>
  %y = mcu.buffer "y" : <1x4x8x8xi8>
  // expected-error @+1 {{has a padding above 1}}
  mcu.winograd_conv_2d %x, %w, %s, %y {padding = array<i64: 2, 0, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>}
    : !mcu.buffer<1x4x8x8xi8>, !mcu.buffer<const 784xi32>, !mcu.buffer<832xi32>, !mcu.buffer<1x4x8x8xi8>
}

// -----

mcu.model @winograd_conv_2d_c2_rows {
  %x = mcu.buffer "x" : <1x3x8x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<784xi32> : <const 784xi32>
  %s = mcu.buffer "s" : <832xi32>
  %y = mcu.buffer "y" : <1x3x8x8xi8>
  // expected-error @+1 {{has an output of 3x8, smaller than a block of tiles}}
  mcu.winograd_conv_2d %x, %w, %s, %y {padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>}
    : !mcu.buffer<1x3x8x8xi8>, !mcu.buffer<const 784xi32>, !mcu.buffer<832xi32>, !mcu.buffer<1x3x8x8xi8>
}

// -----

mcu.model @winograd_conv_2d_c2_columns {
  %x = mcu.buffer "x" : <1x4x8x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<784xi32> : <const 784xi32>
  %s = mcu.buffer "s" : <832xi32>
  %y = mcu.buffer "y" : <1x4x7x8xi8>
  // expected-error @+1 {{has an output of 4x7, smaller than a block of tiles}}
  mcu.winograd_conv_2d %x, %w, %s, %y {padding = array<i64: 1, 1, 0, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>}
    : !mcu.buffer<1x4x8x8xi8>, !mcu.buffer<const 784xi32>, !mcu.buffer<832xi32>, !mcu.buffer<1x4x7x8xi8>
}

// -----

mcu.model @winograd_conv_2d_c3_depth {
  %x = mcu.buffer "x" : <1x4x8x6xi8>
  %w = mcu.constant "w" dense<0> : tensor<784xi32> : <const 784xi32>
  %s = mcu.buffer "s" : <832xi32>
  %y = mcu.buffer "y" : <1x4x8x8xi8>
  // expected-error @+1 {{goes from 6 to 8 channels, expected multiples of 4 and of 2}}
  mcu.winograd_conv_2d %x, %w, %s, %y {padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>}
    : !mcu.buffer<1x4x8x6xi8>, !mcu.buffer<const 784xi32>, !mcu.buffer<832xi32>, !mcu.buffer<1x4x8x8xi8>
}

// -----

mcu.model @winograd_conv_2d_c3_channels {
  %x = mcu.buffer "x" : <1x4x8x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<784xi32> : <const 784xi32>
  %s = mcu.buffer "s" : <832xi32>
  %y = mcu.buffer "y" : <1x4x8x7xi8>
  // expected-error @+1 {{goes from 8 to 7 channels}}
  mcu.winograd_conv_2d %x, %w, %s, %y {padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>}
    : !mcu.buffer<1x4x8x8xi8>, !mcu.buffer<const 784xi32>, !mcu.buffer<832xi32>, !mcu.buffer<1x4x8x7xi8>
}

// -----

// A correction more for each channel.
mcu.model @winograd_conv_2d_c4_stream {
  %x = mcu.buffer "x" : <1x4x8x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<784xi32> : <const 784xi32>
  %s = mcu.buffer "s" : <832xi32>
  %y = mcu.buffer "y" : <1x4x8x8xi8>
  // expected-error @+1 {{has a stream of '!mcu.buffer<const 784xi32>', expected 792 words}}
  mcu.winograd_conv_2d %x, %w, %s, %y {padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<signed_multiply_add, 10, 0>}
    : !mcu.buffer<1x4x8x8xi8>, !mcu.buffer<const 784xi32>, !mcu.buffer<832xi32>, !mcu.buffer<1x4x8x8xi8>
}

// -----

// Without a row outside the image the scratch is smaller.
mcu.model @winograd_conv_2d_c4_scratch {
  %x = mcu.buffer "x" : <1x6x10x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<784xi32> : <const 784xi32>
  %s = mcu.buffer "s" : <832xi32>
  %y = mcu.buffer "y" : <1x4x8x8xi8>
  // expected-error @+1 {{has a scratch of '!mcu.buffer<832xi32>', expected 816 words}}
  mcu.winograd_conv_2d %x, %w, %s, %y {padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>}
    : !mcu.buffer<1x6x10x8xi8>, !mcu.buffer<const 784xi32>, !mcu.buffer<832xi32>, !mcu.buffer<1x4x8x8xi8>
}

// -----

mcu.model @winograd_conv_2d_c5 {
  %x = mcu.buffer "x" : <1x4x8x8xi8>
  %w = mcu.constant "w" dense<0> : tensor<160xi32> : <const 160xi32>
  %s = mcu.buffer "s" : <1792xi32>
  %y = mcu.buffer "y" : <1x4x8x8xi8>
  // expected-error @+1 {{transforms weights for 2 rows of tiles, of an output of 4 rows}}
  mcu.winograd_conv_2d %x, %w, %s, %y {padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 10, 0>, tile_rows = 2 : i64}
    : !mcu.buffer<1x4x8x8xi8>, !mcu.buffer<const 160xi32>, !mcu.buffer<1792xi32>, !mcu.buffer<1x4x8x8xi8>
}
