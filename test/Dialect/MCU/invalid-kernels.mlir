// RUN: tinymlc-opt %s -split-input-file -verify-diagnostics

// Constraints of the kernels, by their labels.

mcu.model @kernel_c1 {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.constant "y" dense<0> : tensor<1x2x2x4xi8> : <const 1x2x2x4xi8>
  // expected-error @+1 {{writes a const buffer}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<const 1x2x2x4xi8>
}

// -----

mcu.model @convolution_c1_rank {
  %x = mcu.buffer "x" : <2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{expects input and output of rank 4}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c1_params {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<12xi32> : <const 12xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{expects params of rank 2}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 12xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c1_batch {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <2x2x2x4xi8>
  // expected-error @+1 {{has input and output of different batch}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<2x2x2x4xi8>
}

// -----

mcu.model @convolution_c2_number {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{expects two filter sizes, strides and dilations in 1..1073741824}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c2_stride {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{expects two filter sizes, strides and dilations in 1..1073741824}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 0, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c2_dilation {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{expects two filter sizes, strides and dilations in 1..1073741824}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 9223372036854775807>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c2_padding {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{expects four paddings in 0..1073741824}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, -1, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c3 {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<32xi8> : <const 32xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{has 1 windows along dimension 2, but the output's size is 2}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 2>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 32xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c4_mixed {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xf32>
  // expected-error @+1 {{mixes elements of 'i8' and 'f32'}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xf32>
}

// -----

mcu.model @convolution_c4_element {
  %x = mcu.buffer "x" : <1x2x2x4xi16>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{works on 'i16', expected i8 or f32}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi16>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c4_bound {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{clamps 'i8' to a bound of type 'f32'}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = 0.0 : f32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c4_params {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0.0> : tensor<4x3xf32> : <const 4x3xf32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{has params of 'f32'}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xf32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c5_rows {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<3x3xi32> : <const 3x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{has params of 3 rows and 3 columns}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 3x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c5_columns {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x2xi32> : <const 4x2xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{has params of 4 rows and 2 columns}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x2xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c6 {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<12xi8> : <const 12xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{has a filter of 12 weights, which 4 channels of 1 taps over 4 input channels cannot share}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 12xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c6_depthwise {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{has a filter of 16 weights for 4 input and 4 output channels}}
  mcu.depthwise_conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c7_tile {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{expects a tile of 1 or more and a power of two as unroll}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 0 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c7_unroll {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{expects a tile of 1 or more and a power of two as unroll}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 3 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c7_groups {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<8xi8> : <const 8xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{has tiles of 4 channels from different groups}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 8xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c7_depthwise {
  %x = mcu.buffer "x" : <1x2x2x2xi8>
  %w = mcu.constant "w" dense<0> : tensor<4xi8> : <const 4xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{has tiles of 4 channels that read different input channels}}
  mcu.depthwise_conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x2xi8>, !mcu.buffer<const 4xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c8_wraps {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{has an unsigned filter, but is not exact int8 of one group and at most 8192 weights a channel}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 1 : i64, unroll = 4 : i64, unsigned_filter}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c8_groups {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<8xi8> : <const 8xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{has an unsigned filter, but is not exact int8 of one group and at most 8192 weights a channel}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 1 : i64, unroll = 4 : i64, exact, unsigned_filter}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 8xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c8_large {
  %x = mcu.buffer "x" : <1x1x1x8193xi8>
  %w = mcu.constant "w" dense<0> : tensor<8193xi8> : <const 8193xi8>
  %p = mcu.constant "p" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %y = mcu.buffer "y" : <1x1x1x1xi8>
  // expected-error @+1 {{has an unsigned filter, but is not exact int8 of one group and at most 8192 weights a channel}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 1 : i64, unroll = 4 : i64, exact, unsigned_filter}
    : !mcu.buffer<1x1x1x8193xi8>, !mcu.buffer<const 8193xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x1x1x1xi8>
}

// -----

mcu.model @convolution_c8_depthwise {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<4xi8> : <const 4xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{has an unsigned filter, which only conv_2d can have}}
  mcu.depthwise_conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 1 : i64, unroll = 4 : i64, exact, unsigned_filter}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 4xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c9_wraps {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{has word products, but is not exact int8 without left shift}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 1 : i64, unroll = 4 : i64, word_products}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c9_shift {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{has word products, but is not exact int8 without left shift}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 1 : i64, unroll = 4 : i64, exact, left_shift, word_products}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c9_float {
  %x = mcu.buffer "x" : <1x2x2x4xf32>
  %w = mcu.constant "w" dense<0.0> : tensor<16xf32> : <const 16xf32>
  %p = mcu.constant "p" dense<0.0> : tensor<4x1xf32> : <const 4x1xf32>
  %y = mcu.buffer "y" : <1x2x2x4xf32>
  // expected-error @+1 {{has word products, but is not exact int8 without left shift}}
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -1.0 : f32, maximum = 1.0 : f32, tile = 1 : i64, unroll = 4 : i64, exact, word_products}
    : !mcu.buffer<1x2x2x4xf32>, !mcu.buffer<const 16xf32>, !mcu.buffer<const 4x1xf32>, !mcu.buffer<1x2x2x4xf32>
}

// -----

mcu.model @pool_2d_c1_rank {
  %x = mcu.buffer "x" : <4x4x2xi8>
  %y = mcu.buffer "y" : <1x4x4x2xi8>
  // expected-error @+1 {{expects input and output of rank 4}}
  mcu.pool_2d %x, %y {kind = #mcu.pool<max>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<4x4x2xi8>, !mcu.buffer<1x4x4x2xi8>
}

// -----

mcu.model @pool_2d_c1_channels {
  %x = mcu.buffer "x" : <1x4x4x2xi8>
  %y = mcu.buffer "y" : <1x4x4x3xi8>
  // expected-error @+1 {{has input and output of different channels}}
  mcu.pool_2d %x, %y {kind = #mcu.pool<max>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<1x4x4x2xi8>, !mcu.buffer<1x4x4x3xi8>
}

// -----

mcu.model @pool_2d_c2_number {
  %x = mcu.buffer "x" : <1x4x4x2xi8>
  %y = mcu.buffer "y" : <1x4x4x2xi8>
  // expected-error @+1 {{expects four paddings}}
  mcu.pool_2d %x, %y {kind = #mcu.pool<max>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<1x4x4x2xi8>, !mcu.buffer<1x4x4x2xi8>
}

// -----

mcu.model @pool_2d_c2_shape {
  %x = mcu.buffer "x" : <1x4x4x2xi8>
  %y = mcu.buffer "y" : <1x4x4x2xi8>
  // expected-error @+1 {{has 3 windows along dimension 1, but the output's size is 4}}
  mcu.pool_2d %x, %y {kind = #mcu.pool<max>, filter_size = array<i64: 2, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<1x4x4x2xi8>, !mcu.buffer<1x4x4x2xi8>
}

// -----

mcu.model @pool_2d_c3 {
  %x = mcu.buffer "x" : <1x4x4x2xi32>
  %y = mcu.buffer "y" : <1x4x4x2xi32>
  // expected-error @+1 {{works on 'i32', expected i8 or f32}}
  mcu.pool_2d %x, %y {kind = #mcu.pool<max>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<1x4x4x2xi32>, !mcu.buffer<1x4x4x2xi32>
}

// -----

mcu.model @mean_c1_range {
  %x = mcu.buffer "x" : <2x3xi8>
  %y = mcu.buffer "y" : <2xi8>
  // expected-error @+1 {{has axis 2, expected increasing ones within rank 2}}
  mcu.mean %x, %y {axes = array<i64: 2>, sum_offset = 0 : i32, output_offset = 0 : i32, multiplier = 0 : i32, shift = 0 : i32}
    : !mcu.buffer<2x3xi8>, !mcu.buffer<2xi8>
}

// -----

mcu.model @mean_c1_order {
  %x = mcu.buffer "x" : <2x3xi8>
  %y = mcu.buffer "y" : <2xi8>
  // expected-error @+1 {{has axis 1, expected increasing ones}}
  mcu.mean %x, %y {axes = array<i64: 1, 1>, sum_offset = 0 : i32, output_offset = 0 : i32, multiplier = 0 : i32, shift = 0 : i32}
    : !mcu.buffer<2x3xi8>, !mcu.buffer<2xi8>
}

// -----

mcu.model @mean_c2 {
  %x = mcu.buffer "x" : <2x3xi8>
  %y = mcu.buffer "y" : <3xi8>
  // expected-error @+1 {{gives 2 means, but the output has 3 elements}}
  mcu.mean %x, %y {axes = array<i64: 1>, sum_offset = 0 : i32, output_offset = 0 : i32, multiplier = 0 : i32, shift = 0 : i32}
    : !mcu.buffer<2x3xi8>, !mcu.buffer<3xi8>
}

// -----

mcu.model @mean_c3 {
  %x = mcu.buffer "x" : <2x3xi8>
  %y = mcu.buffer "y" : <2xf32>
  // expected-error @+1 {{goes from 'i8' to 'f32'}}
  mcu.mean %x, %y {axes = array<i64: 1>, sum_offset = 0 : i32, output_offset = 0 : i32, multiplier = 0 : i32, shift = 0 : i32}
    : !mcu.buffer<2x3xi8>, !mcu.buffer<2xf32>
}

// -----

mcu.model @binary_c1_size {
  %l = mcu.buffer "l" : <2x3xi8>
  %r = mcu.buffer "r" : <2xi8>
  %y = mcu.buffer "y" : <2x3xi8>
  // expected-error @+1 {{has operands that do not broadcast to the output}}
  mcu.binary %l, %r, %y {kind = #mcu.binary<mul>, parameters = array<i64: 0, 0, 0, 1073741824, 0>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<2x3xi8>, !mcu.buffer<2xi8>, !mcu.buffer<2x3xi8>
}

// -----

mcu.model @binary_c1_rank {
  %l = mcu.buffer "l" : <2x3xi8>
  %r = mcu.buffer "r" : <3xi8>
  %y = mcu.buffer "y" : <3xi8>
  // expected-error @+1 {{has operands that do not broadcast to the output}}
  mcu.binary %l, %r, %y {kind = #mcu.binary<mul>, parameters = array<i64: 0, 0, 0, 1073741824, 0>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<2x3xi8>, !mcu.buffer<3xi8>, !mcu.buffer<3xi8>
}

// -----

mcu.model @binary_c1_output {
  %l = mcu.buffer "l" : <3xi8>
  %r = mcu.buffer "r" : <3xi8>
  %y = mcu.buffer "y" : <2x3xi8>
  // expected-error @+1 {{has operands that do not broadcast to the output}}
  mcu.binary %l, %r, %y {kind = #mcu.binary<mul>, parameters = array<i64: 0, 0, 0, 1073741824, 0>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<3xi8>, !mcu.buffer<3xi8>, !mcu.buffer<2x3xi8>
}

// -----

mcu.model @binary_c2 {
  %l = mcu.buffer "l" : <2x3xi8>
  %r = mcu.buffer "r" : <3xf32>
  %y = mcu.buffer "y" : <2x3xi8>
  // expected-error @+1 {{mixes elements of 'i8' and 'f32'}}
  mcu.binary %l, %r, %y {kind = #mcu.binary<mul>, parameters = array<i64: 0, 0, 0, 1073741824, 0>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<2x3xi8>, !mcu.buffer<3xf32>, !mcu.buffer<2x3xi8>
}

// -----

mcu.model @binary_c3_number {
  %l = mcu.buffer "l" : <2x3xi8>
  %r = mcu.buffer "r" : <3xi8>
  %y = mcu.buffer "y" : <2x3xi8>
  // expected-error @+1 {{has 4 parameters, expected 5}}
  mcu.binary %l, %r, %y {kind = #mcu.binary<mul>, parameters = array<i64: 0, 0, 0, 1073741824>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<2x3xi8>, !mcu.buffer<3xi8>, !mcu.buffer<2x3xi8>
}

// -----

mcu.model @binary_c3_shift {
  %l = mcu.buffer "l" : <2x3xi8>
  %r = mcu.buffer "r" : <3xi8>
  %y = mcu.buffer "y" : <2x3xi8>
  // expected-error @+1 {{has shift 31, expected -31..30}}
  mcu.binary %l, %r, %y {kind = #mcu.binary<mul>, parameters = array<i64: 0, 0, 0, 1073741824, 31>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<2x3xi8>, !mcu.buffer<3xi8>, !mcu.buffer<2x3xi8>
}

// -----

mcu.model @binary_c3_left_shift {
  %l = mcu.buffer "l" : <2x3xi8>
  %r = mcu.buffer "r" : <3xi8>
  %y = mcu.buffer "y" : <2x3xi8>
  // expected-error @+1 {{has left shift 21, expected 0..20}}
  mcu.binary %l, %r, %y {kind = #mcu.binary<add>, parameters = array<i64: 0, 0, 0, 21, 1073741824, 0, 1073741824, 0, 1073741824, 0>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<2x3xi8>, !mcu.buffer<3xi8>, !mcu.buffer<2x3xi8>
}

// -----

mcu.model @table_lookup_c1 {
  %x = mcu.buffer "x" : <4xi8>
  %t = mcu.constant "t" dense<0> : tensor<255xi8> : <const 255xi8>
  %y = mcu.buffer "y" : <4xi8>
  // expected-error @+1 {{expects i8 and a table of 256}}
  mcu.table_lookup %x, %t, %y {}
    : !mcu.buffer<4xi8>, !mcu.buffer<const 255xi8>, !mcu.buffer<4xi8>
}

// -----

mcu.model @table_lookup_c2 {
  %x = mcu.buffer "x" : <4xi8>
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %y = mcu.buffer "y" : <5xi8>
  // expected-error @+1 {{has 4 input and 5 output elements}}
  mcu.table_lookup %x, %t, %y {}
    : !mcu.buffer<4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<5xi8>
}

// -----

mcu.model @unary_c1 {
  %x = mcu.buffer "x" : <4xf32>
  %y = mcu.buffer "y" : <5xf32>
  // expected-error @+1 {{has 4 input and 5 output elements}}
  mcu.unary %x, %y {kind = #mcu.unary<tanh>, alpha = 0.5 : f32, zero_point = 0 : i32}
    : !mcu.buffer<4xf32>, !mcu.buffer<5xf32>
}

// -----

mcu.model @unary_c2_function {
  %x = mcu.buffer "x" : <4xi8>
  %y = mcu.buffer "y" : <4xi8>
  // expected-error @+1 {{cannot go from 'i8' to 'i8'}}
  mcu.unary %x, %y {kind = #mcu.unary<tanh>, alpha = 0.5 : f32, zero_point = 0 : i32}
    : !mcu.buffer<4xi8>, !mcu.buffer<4xi8>
}

// -----

mcu.model @unary_c2_quantize {
  %x = mcu.buffer "x" : <4xi8>
  %y = mcu.buffer "y" : <4xf32>
  // expected-error @+1 {{cannot go from 'i8' to 'f32'}}
  mcu.unary %x, %y {kind = #mcu.unary<quantize>, alpha = 0.5 : f32, zero_point = 0 : i32}
    : !mcu.buffer<4xi8>, !mcu.buffer<4xf32>
}

// -----

mcu.model @unary_c2_dequantize {
  %x = mcu.buffer "x" : <4xf32>
  %y = mcu.buffer "y" : <4xf32>
  // expected-error @+1 {{cannot go from 'f32' to 'f32'}}
  mcu.unary %x, %y {kind = #mcu.unary<dequantize>, alpha = 0.5 : f32, zero_point = 0 : i32}
    : !mcu.buffer<4xf32>, !mcu.buffer<4xf32>
}

// -----

mcu.model @copy_c1_number {
  %x = mcu.buffer "x" : <4xi8>
  %y = mcu.buffer "y" : <4xi8>
  // expected-error @+1 {{has 2 sizes, 1 input and 2 output strides}}
  mcu.copy %x, %y {sizes = array<i64: 2, 2>, input_strides = array<i64: 1>, output_strides = array<i64: 2, 1>, output_offset = 0 : i64}
    : !mcu.buffer<4xi8>, !mcu.buffer<4xi8>
}

// -----

mcu.model @copy_c1_negative {
  %x = mcu.buffer "x" : <4xi8>
  %y = mcu.buffer "y" : <4xi8>
  // expected-error @+1 {{has a negative size, stride or offset}}
  mcu.copy %x, %y {sizes = array<i64: 4>, input_strides = array<i64: -1>, output_strides = array<i64: 1>, output_offset = 0 : i64}
    : !mcu.buffer<4xi8>, !mcu.buffer<4xi8>
}

// -----

mcu.model @copy_c2 {
  %x = mcu.buffer "x" : <4xi8>
  %y = mcu.buffer "y" : <4xf32>
  // expected-error @+1 {{goes from 'i8' to 'f32'}}
  mcu.copy %x, %y {sizes = array<i64: 4>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64}
    : !mcu.buffer<4xi8>, !mcu.buffer<4xf32>
}

// -----

mcu.model @copy_c3_input {
  %x = mcu.buffer "x" : <3xi8>
  %y = mcu.buffer "y" : <4xi8>
  // expected-error @+1 {{reads beyond the input}}
  mcu.copy %x, %y {sizes = array<i64: 4>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64}
    : !mcu.buffer<3xi8>, !mcu.buffer<4xi8>
}

// -----

mcu.model @copy_c3_output {
  %x = mcu.buffer "x" : <4xi8>
  %y = mcu.buffer "y" : <4xi8>
  // expected-error @+1 {{writes beyond the output}}
  mcu.copy %x, %y {sizes = array<i64: 4>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 1 : i64}
    : !mcu.buffer<4xi8>, !mcu.buffer<4xi8>
}

// -----

mcu.model @copy_c3_overflow {
  %x = mcu.buffer "x" : <4xi8>
  %y = mcu.buffer "y" : <4xi8>
  // expected-error @+1 {{reads beyond the input}}
  mcu.copy %x, %y {sizes = array<i64: 4>, input_strides = array<i64: 9223372036854775807>, output_strides = array<i64: 1>, output_offset = 0 : i64}
    : !mcu.buffer<4xi8>, !mcu.buffer<4xi8>
}

// -----

mcu.model @fill_c1 {
  %y = mcu.buffer "y" : <4xi8>
  // expected-error @+1 {{fills 'i8' with a value of 'i32'}}
  mcu.fill %y {value = 0 : i32}
    : !mcu.buffer<4xi8>
}

// -----

mcu.model @softmax_c1 {
  %x = mcu.buffer "x" : <4xf32>
  %y = mcu.buffer "y" : <5xf32>
  // expected-error @+1 {{has input and output of different shapes}}
  mcu.softmax %x, %y {beta = 1.0 : f32}
    : !mcu.buffer<4xf32>, !mcu.buffer<5xf32>
}

// -----

mcu.model @softmax_c2_table {
  %x = mcu.buffer "x" : <4xi8>
  %y = mcu.buffer "y" : <4xi8>
  // expected-error @+1 {{with or without a table of 256 i32, where that does not fit}}
  mcu.softmax %x, %y {beta = 1.0 : f32}
    : !mcu.buffer<4xi8>, !mcu.buffer<4xi8>
}

// -----

mcu.model @softmax_c2_float {
  %x = mcu.buffer "x" : <4xf32>
  %t = mcu.constant "t" dense<0> : tensor<256xi32> : <const 256xi32>
  %y = mcu.buffer "y" : <4xf32>
  // expected-error @+1 {{goes from 'f32' to 'f32' with or without a table}}
  mcu.softmax %x, %t, %y {beta = 1.0 : f32}
    : !mcu.buffer<4xf32>, !mcu.buffer<const 256xi32>, !mcu.buffer<4xf32>
}

// -----

mcu.model @softmax_c2_output {
  %x = mcu.buffer "x" : <4xi8>
  %t = mcu.constant "t" dense<0> : tensor<256xi32> : <const 256xi32>
  %y = mcu.buffer "y" : <4xi32>
  // expected-error @+1 {{goes from 'i8' to 'i32'}}
  mcu.softmax %x, %t, %y {beta = 1.0 : f32}
    : !mcu.buffer<4xi8>, !mcu.buffer<const 256xi32>, !mcu.buffer<4xi32>
}

// -----

mcu.model @convolution_c10_count {
  %x = mcu.buffer "x" : <1x2x2x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<4x3xi32> : <const 4x3xi32>
  %y = mcu.buffer "y" : <1x2x2x4xi8>
  // expected-error @+1 {{has accumulators that are not a range of i32 for each channel}}
  mcu.conv_2d %x, %w, %p, %y {accumulators = array<i64: 0, 1>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x4xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 4x3xi32>, !mcu.buffer<1x2x2x4xi8>
}

// -----

mcu.model @convolution_c10_order {
  %x = mcu.buffer "x" : <1x2x2x1xi8>
  %w = mcu.constant "w" dense<0> : tensor<1xi8> : <const 1xi8>
  %p = mcu.constant "p" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %y = mcu.buffer "y" : <1x2x2x1xi8>
  // expected-error @+1 {{has accumulators that are not a range of i32 for each channel}}
  mcu.depthwise_conv_2d %x, %w, %p, %y {accumulators = array<i64: 1, 0>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 1 : i64, unroll = 4 : i64}
    : !mcu.buffer<1x2x2x1xi8>, !mcu.buffer<const 1xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x2x2x1xi8>
}
