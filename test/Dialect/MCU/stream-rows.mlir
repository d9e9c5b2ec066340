// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-stream-rows{goal=ram}))' -split-input-file | FileCheck %s
// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-stream-rows{goal=balanced}))' -split-input-file | FileCheck %s --check-prefix=BALANCED
// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-stream-rows{goal=speed}))' -split-input-file | FileCheck %s --check-prefix=SPEED --implicit-check-not=mcu.stream
// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-stream-rows{max-ram=1056}))' -split-input-file | FileCheck %s --check-prefix=ALL
// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-stream-rows{max-ram=1055}))' -split-input-file | FileCheck %s --check-prefix=MOST
// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-stream-rows{max-ram=600}))' -split-input-file | FileCheck %s --check-prefix=SOME
// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-stream-rows{max-ram=1}))' -split-input-file | FileCheck %s --check-prefix=LEAST

// Sixteen channels between two convolutions of 3x3: three rows of them, of which
// the second convolution has used up one when a turn ends. It lags a row behind
// the first one, so that there is a turn more than rows.

// CHECK-LABEL: mcu.model @between
// CHECK: %[[X:.*]] = mcu.buffer "x" : <1x8x8x1xi8>
// CHECK: %[[Y:.*]] = mcu.buffer "y" : <1x8x8x16xi8, keeps 3>
// CHECK: %[[Z:.*]] = mcu.buffer "z" : <1x8x8x1xi8>
// CHECK: mcu.stream 9, first = [0, -1, 0], rows = [1, 1, 1] {
// CHECK-NEXT: mcu.conv_2d %[[X]], %{{.*}}, %{{.*}}, %[[Y]] {{.*}} !mcu.buffer<1x8x8x16xi8, keeps 3>
// CHECK-NEXT: mcu.conv_2d %[[Y]], %{{.*}}, %{{.*}}, %[[Z]] {{.*}} : !mcu.buffer<1x8x8x16xi8, keeps 3>,
// CHECK-NEXT: mcu.slide %[[Y]] {rows = 1 : i64}
// CHECK-NEXT: }
// CHECK-NEXT: mcu.output

// The estimate of nine turns' cycles is within 5 % of no turns'.
// BALANCED-LABEL: mcu.model @between
// BALANCED: mcu.stream 9,

// Turns take cycles.
// SPEED-LABEL: mcu.model @between

// 1056 bytes are what the plan takes without streams; below that, the larger
// strips are, the fewer turns. Where nothing fits, the smallest.
// ALL-LABEL: mcu.model @between
// ALL-NOT: mcu.stream
// ALL-LABEL: mcu.model @elsewhere
// MOST-LABEL: mcu.model @between
// MOST: mcu.stream 2, first = [0, -1, 0], rows = [5, 5, 5]
// SOME-LABEL: mcu.model @between
// SOME: mcu.stream 5, first = [0, -1, 0], rows = [2, 2, 2]
// LEAST-LABEL: mcu.model @between
// LEAST: mcu.stream 9, first = [0, -1, 0], rows = [1, 1, 1]

mcu.model @between {
  %w = mcu.constant "w" dense<1> : tensor<144xi8> : <const 144xi8>
  %p = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %q = mcu.constant "q" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %x = mcu.buffer "x" : <1x8x8x1xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
  %y = mcu.buffer "y" : <1x8x8x16xi8>
  %z = mcu.buffer "z" : <1x8x8x1xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x8x8x1xi8>, !mcu.buffer<const 144xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x8x8x16xi8>
  mcu.conv_2d %y, %w, %q, %z {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<const 144xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x8x8x1xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
}

// -----

// The caller reads what lies between the kernels.

// CHECK-LABEL: mcu.model @elsewhere
// CHECK-NOT: mcu.stream

mcu.model @elsewhere {
  %w = mcu.constant "w" dense<1> : tensor<144xi8> : <const 144xi8>
  %p = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %q = mcu.constant "q" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %x = mcu.buffer "x" : <1x8x8x1xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
  %y = mcu.buffer "y" : <1x8x8x16xi8>
  %z = mcu.buffer "z" : <1x8x8x1xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x8x8x1xi8>, !mcu.buffer<const 144xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x8x8x16xi8>
  mcu.conv_2d %y, %w, %q, %z {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<const 144xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x8x8x1xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
  mcu.output %y, 1 "y" {signature = "", type = tensor<1x8x8x16x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x16xi8>
}

// -----

// A residual block: the sum reads the row in the middle of those that its branch
// still needs. What one kernel makes and the next uses up within a turn does not
// slide; what does, as soon as the last reader has run.

// CHECK-LABEL: mcu.model @residual
// CHECK: %[[Y:.*]] = mcu.buffer "y" : <1x8x8x16xi8, keeps 3>
// CHECK: %[[A:.*]] = mcu.buffer "a" : <1x8x8x16xi8, keeps 1>
// CHECK: %[[S:.*]] = mcu.buffer "s" : <1x8x8x16xi8, keeps 1>
// CHECK: mcu.stream 9, first = [0, -1, -1, 0, -1], rows = [1, 1, 1, 1, 1] {
// CHECK-NEXT: mcu.conv_2d %{{.*}}, %[[Y]]
// CHECK-NEXT: mcu.pool_2d %[[Y]], %[[A]]
// CHECK-NEXT: mcu.packed_sum %[[Y]], %[[A]], %[[S]]
// CHECK-NEXT: mcu.slide %[[Y]] {rows = 1 : i64}
// CHECK-NEXT: mcu.conv_2d %[[S]]

mcu.model @residual {
  %w = mcu.constant "w" dense<1> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %q = mcu.constant "q" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %x = mcu.buffer "x" : <1x8x8x1xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
  %y = mcu.buffer "y" : <1x8x8x16xi8>
  %a = mcu.buffer "a" : <1x8x8x16xi8>
  %s = mcu.buffer "s" : <1x8x8x16xi8>
  %z = mcu.buffer "z" : <1x8x8x1xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x8x8x1xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x8x8x16xi8>
  mcu.pool_2d %y, %a {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<1x8x8x16xi8>
  mcu.packed_sum %y, %a, %s {lhs_multiplier = 1 : i32, rhs_multiplier = 1 : i32, start = 0 : i32, shift = 8 : i32}
    : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<1x8x8x16xi8>
  mcu.conv_2d %s, %w, %q, %z {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x8x8x1xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
}

// -----

// What a kernel reads twice slides once.

// CHECK-LABEL: mcu.model @square
// CHECK: %[[Y:.*]] = mcu.buffer "y" : <1x8x8x16xi8, keeps 3>
// CHECK: mcu.packed_product %[[Y]], %[[Y]],
// CHECK-NEXT: mcu.slide %[[Y]] {rows = 1 : i64}
// CHECK-NEXT: mcu.packed_sum
// CHECK-NOT: mcu.slide

mcu.model @square {
  %w = mcu.constant "w" dense<1> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %q = mcu.constant "q" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %x = mcu.buffer "x" : <1x8x8x1xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
  %y = mcu.buffer "y" : <1x8x8x16xi8>
  %a = mcu.buffer "a" : <1x8x8x16xi8>
  %b = mcu.buffer "b" : <1x8x8x16xi8>
  %s = mcu.buffer "s" : <1x8x8x16xi8>
  %z = mcu.buffer "z" : <1x8x8x1xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x8x8x1xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x8x8x16xi8>
  mcu.pool_2d %y, %a {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<1x8x8x16xi8>
  mcu.packed_product %y, %y, %b {lhs_offset = 0 : i32, rhs_offset = 0 : i32, scale = 1 : i32, start = 0 : i32, multiplier = 1 : i32, correction = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<1x8x8x16xi8>
  mcu.packed_sum %a, %b, %s {lhs_multiplier = 1 : i32, rhs_multiplier = 1 : i32, start = 0 : i32, shift = 8 : i32}
    : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<1x8x8x16xi8>
  mcu.conv_2d %s, %w, %q, %z {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x8x8x1xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
}

// -----

// Windows of three rows with stride 2: twice as many rows are made as used, and
// one of them is under the next window, too. No kernel may begin behind row 0.

// CHECK-LABEL: mcu.model @stride
// CHECK: %[[Y:.*]] = mcu.buffer "y" : <1x16x16x16xi8, keeps 3>
// CHECK: mcu.stream 9, first = [-1, -1, -1, -1], rows = [2, 1, 2, 1] {
// CHECK: mcu.pool_2d %[[Y]]
// CHECK-NEXT: mcu.slide %[[Y]] {rows = 2 : i64}

mcu.model @stride {
  %w = mcu.constant "w" dense<1> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %q = mcu.constant "q" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %x = mcu.buffer "x" : <1x16x16x1xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x16x16x1x!quant.uniform<i8:f32, 0.5>>} : <1x16x16x1xi8>
  %y = mcu.buffer "y" : <1x16x16x16xi8>
  %a = mcu.buffer "a" : <1x8x8x16xi8>
  %z = mcu.buffer "z" : <1x8x8x1xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x16x16x1xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x16x16x16xi8>
  mcu.pool_2d %y, %a {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 0, 1>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<1x16x16x16xi8>, !mcu.buffer<1x8x8x16xi8>
  mcu.conv_2d %a, %w, %q, %z {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x8x8x1xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
}

// -----

// Windows that do not overlap: each turn makes and uses up two rows.

// CHECK-LABEL: mcu.model @apart
// CHECK: mcu.buffer "y" : <1x16x16x16xi8, keeps 2>
// CHECK: mcu.stream 8, first = [0, 0, 0], rows = [2, 1, 1] {
// CHECK-NOT: mcu.slide

mcu.model @apart {
  %w = mcu.constant "w" dense<1> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %q = mcu.constant "q" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %x = mcu.buffer "x" : <1x16x16x1xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x16x16x1x!quant.uniform<i8:f32, 0.5>>} : <1x16x16x1xi8>
  %y = mcu.buffer "y" : <1x16x16x16xi8>
  %a = mcu.buffer "a" : <1x8x8x16xi8>
  %z = mcu.buffer "z" : <1x8x8x1xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x16x16x1xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x16x16x16xi8>
  mcu.pool_2d %y, %a {kind = #mcu.pool<max>, filter_size = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<1x16x16x16xi8>, !mcu.buffer<1x8x8x16xi8>
  mcu.conv_2d %a, %w, %q, %z {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x8x8x1xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
}

// -----

// Strides that leave out every second row: it is made, and the next one takes its
// place. What reads rows runs in each second turn.

// CHECK-LABEL: mcu.model @skipped
// CHECK: mcu.buffer "y" : <1x16x16x16xi8, keeps 1>
// CHECK: mcu.stream 17, first = [-1, 0, 0], rows = [1, 1, 1], every = [1, 2, 2] {
// CHECK-NOT: mcu.slide

mcu.model @skipped {
  %w = mcu.constant "w" dense<1> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %q = mcu.constant "q" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %x = mcu.buffer "x" : <1x16x16x1xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x16x16x1x!quant.uniform<i8:f32, 0.5>>} : <1x16x16x1xi8>
  %y = mcu.buffer "y" : <1x16x16x16xi8>
  %a = mcu.buffer "a" : <1x8x8x16xi8>
  %z = mcu.buffer "z" : <1x8x8x1xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x16x16x1xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x16x16x16xi8>
  mcu.pool_2d %y, %a {kind = #mcu.pool<max>, filter_size = array<i64: 1, 1>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<1x16x16x16xi8>, !mcu.buffer<1x8x8x16xi8>
  mcu.conv_2d %a, %w, %q, %z {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x8x8x1xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
}

// -----

// Kept planes hold only the rows under the windows, the border above and below
// among them. A channel's right border is the next one's left one. Those above the
// image are filled before, each strip's border when it is there.

// CHECK-LABEL: mcu.model @planes
// CHECK: %[[Y:.*]] = mcu.buffer "y" {slack = 3 : i64} : <1x8x8x16xi8, keeps 3, <rows = 3, rowBytes = 10, top = 0, left = 1>>
// CHECK: mcu.fill %[[Y]] {rows = 2 : i64, value = -7 : i8}
// CHECK-NEXT: mcu.stream 9, first = [0, 0, -1, 0, -1], rows = [1, 1, 1, 1, 1] {
// CHECK-NEXT: mcu.packed_conv_2d %{{.*}}, %[[Y]] {
// CHECK-NEXT: mcu.fill %[[Y]] {strip, value = -7 : i8}
// CHECK-NEXT: mcu.packed_depthwise_conv_2d %[[Y]]
// CHECK-NEXT: mcu.slide %[[Y]] {rows = 1 : i64}
// CHECK-NEXT: mcu.conv_2d

mcu.model @planes {
  %w = mcu.constant "w" dense<1> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %q = mcu.constant "q" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %v = mcu.constant "v" dense<0> : tensor<112xi32> : <const 112xi32>
  %u = mcu.constant "u" dense<0> : tensor<48xi32> : <const 48xi32>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x4xi8>
  %t = mcu.buffer "scratch" : <8xi32>
  %y = mcu.buffer "y" {slack = 3 : i64} : <1x8x8x16xi8, <rows = 10, rowBytes = 12, top = 1, left = 1>>
  %a = mcu.buffer "a" : <1x8x8x16xi8>
  %z = mcu.buffer "z" : <1x8x8x1xi8>
  mcu.fill %y {value = -7 : i8, border} : !mcu.buffer<1x8x8x16xi8, <rows = 10, rowBytes = 12, top = 1, left = 1>>
  mcu.packed_conv_2d %x, %u, %t, %y {unrolled, kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 48xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x8x8x16xi8, <rows = 10, rowBytes = 12, top = 1, left = 1>>
  mcu.packed_depthwise_conv_2d %y, %v, %a {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
    : !mcu.buffer<1x8x8x16xi8, <rows = 10, rowBytes = 12, top = 1, left = 1>>, !mcu.buffer<const 112xi32>, !mcu.buffer<1x8x8x16xi8>
  mcu.conv_2d %a, %w, %q, %z {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x8x8x1xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
}

// -----

// A pointwise convolution of all pixels as one row is one of the image's rows.

// CHECK-LABEL: mcu.model @pixels
// CHECK: %[[Y:.*]] = mcu.buffer "y" : <1x8x8x16xi8, keeps 1>
// CHECK: %[[Z:.*]] = mcu.buffer "z" : <1x8x8x1xi8>
// CHECK: mcu.stream 8, first = [0, 0], rows = [1, 1] {
// CHECK: mcu.conv_2d %[[Y]], %{{.*}}, %{{.*}}, %[[Z]]

mcu.model @pixels {
  %w = mcu.constant "w" dense<1> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %q = mcu.constant "q" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %x = mcu.buffer "x" : <1x8x8x1xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
  %y = mcu.buffer "y" : <1x8x8x16xi8>
  %r = mcu.view %y : <1x8x8x16xi8> -> <1x1x64x16xi8>
  %z = mcu.buffer "z" : <1x8x8x1xi8>
  %s = mcu.view %z : <1x8x8x1xi8> -> <1x1x64x1xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x8x8x1xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x8x8x16xi8>
  mcu.conv_2d %r, %w, %q, %s {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x1x64x16xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x1x64x1xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
}

// -----

// Other views show other rows.

// CHECK-LABEL: mcu.model @reshaped
// CHECK-NOT: mcu.stream

mcu.model @reshaped {
  %w = mcu.constant "w" dense<1> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %q = mcu.constant "q" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %x = mcu.buffer "x" : <1x8x8x1xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x1xi8>
  %y = mcu.buffer "y" : <1x8x8x16xi8>
  %r = mcu.view %y : <1x8x8x16xi8> -> <1x16x4x16xi8>
  %z = mcu.buffer "z" : <1x16x4x1xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x8x8x1xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x8x8x16xi8>
  mcu.conv_2d %r, %w, %q, %z {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x16x4x16xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x16x4x1xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x16x4x1x!quant.uniform<i8:f32, 0.5>>} : <1x16x4x1xi8>
}

// -----

// An average of a whole image takes its rows in turns: of it only the sums live as
// long as the stream. Strips are of its input's rows.

// CHECK-LABEL: mcu.model @average
// CHECK: %[[Y:.*]] = mcu.buffer "y" : <1x8x8x16xi8, keeps 1>
// CHECK: %[[S:.*]] = mcu.buffer "row_sums" : <16xi16>
// CHECK: %[[Z:.*]] = mcu.buffer "z" : <1x1x1x16xi8>
// CHECK: mcu.stream 8, first = [0, 0], rows = [1, 1] {
// CHECK-NEXT: mcu.table_lookup %{{.*}}, %[[Y]]
// CHECK-NEXT: mcu.packed_average_pool %[[Y]], %[[S]], %[[Z]] {
// CHECK-NEXT: {{^ *}}}

// SPEED-LABEL: mcu.model @average
// SPEED: mcu.packed_average_pool %{{.*}}, %{{.*}} {{.*}} : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<1x1x1x16xi8>

mcu.model @average {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x16xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x16x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x16xi8>
  %y = mcu.buffer "y" : <1x8x8x16xi8>
  %z = mcu.buffer "z" : <1x1x1x16xi8>
  mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x16xi8>
  mcu.packed_average_pool %y, %z {filter_size = array<i64: 8, 8>, strides = array<i64: 1, 1>, scale = 1024 : i32, start = 0 : i32, multiplier = 1 : i32, correction = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>} : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<1x1x1x16xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x1x1x16x!quant.uniform<i8:f32, 0.5>>} : <1x1x1x16xi8>
  mcu.output %x, 1 "x" {signature = "", type = tensor<1x8x8x16x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x16xi8>
}

// -----

// Windows that leave rows out, or end before the image, make rows of their own.

// CHECK-LABEL: mcu.model @part
// CHECK-NOT: row_sums

mcu.model @part {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x16xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x8x8x16x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x16xi8>
  %y = mcu.buffer "y" : <1x8x8x16xi8>
  %z = mcu.buffer "z" : <1x1x1x16xi8>
  mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x16xi8>
  mcu.packed_average_pool %y, %z {filter_size = array<i64: 7, 7>, strides = array<i64: 2, 2>, scale = 1024 : i32, start = 0 : i32, multiplier = 1 : i32, correction = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>} : !mcu.buffer<1x8x8x16xi8>, !mcu.buffer<1x1x1x16xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x1x1x16x!quant.uniform<i8:f32, 0.5>>} : <1x1x1x16xi8>
  mcu.output %x, 1 "x" {signature = "", type = tensor<1x8x8x16x!quant.uniform<i8:f32, 0.5>>} : <1x8x8x16xi8>
}

// -----

// Strips of one row take 64 bytes less than strips of two: a hundredth of all, which
// lies between two steps of the limit. The smallest of all is found nevertheless.

// CHECK-LABEL: mcu.model @last
// CHECK: mcu.buffer "y" : <1x600x4x16xi8, keeps 3>
// CHECK: mcu.stream 601, first = [0, -1, 0], rows = [1, 1, 1]

mcu.model @last {
  %w = mcu.constant "w" dense<1> : tensor<144xi8> : <const 144xi8>
  %p = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %q = mcu.constant "q" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %x = mcu.buffer "x" : <1x600x4x1xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x600x4x1x!quant.uniform<i8:f32, 0.5>>} : <1x600x4x1xi8>
  %y = mcu.buffer "y" : <1x600x4x16xi8>
  %z = mcu.buffer "z" : <1x600x4x1xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x600x4x1xi8>, !mcu.buffer<const 144xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x600x4x16xi8>
  mcu.conv_2d %y, %w, %q, %z {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x600x4x16xi8>, !mcu.buffer<const 144xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x600x4x1xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x600x4x1x!quant.uniform<i8:f32, 0.5>>} : <1x600x4x1xi8>
  mcu.output %x, 1 "x" {signature = "", type = tensor<1x600x4x1x!quant.uniform<i8:f32, 0.5>>} : <1x600x4x1xi8>
}

// -----

// In a chain of windows rows slide at the turn's end, those of the deepest image first:
// the arena then has one place for all the rows that a turn makes.

// CHECK-LABEL: mcu.model @chain
// CHECK-DAG: %[[Y:.*]] = mcu.buffer "y" : <1x16x8x16xi8, keeps 3>
// CHECK-DAG: %[[C:.*]] = mcu.buffer "c" : <1x16x8x16xi8, keeps 3>
// CHECK-DAG: %[[E:.*]] = mcu.buffer "e" : <1x16x8x16xi8, keeps 3>
// CHECK: mcu.stream 19, first = [0, -1, -1, -2, -2, -3, -3, -2, -1, 0]
// CHECK: mcu.conv_2d %{{.*}}, %[[Y]]
// CHECK-NOT: mcu.slide
// CHECK: mcu.conv_2d
// CHECK-NEXT: mcu.slide %[[E]]
// CHECK-NEXT: mcu.slide %[[C]]
// CHECK-NEXT: mcu.slide %[[Y]]

mcu.model @chain {
  %w = mcu.constant "w" dense<1> : tensor<16xi8> : <const 16xi8>
  %p = mcu.constant "p" dense<0> : tensor<16x3xi32> : <const 16x3xi32>
  %q = mcu.constant "q" dense<0> : tensor<1x3xi32> : <const 1x3xi32>
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x16x8x1xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<1x16x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x16x8x1xi8>
  %y = mcu.buffer "y" : <1x16x8x16xi8>
  %a = mcu.buffer "a" : <1x16x8x16xi8>
  %c = mcu.buffer "c" : <1x16x8x16xi8>
  %d = mcu.buffer "d" : <1x16x8x16xi8>
  %e = mcu.buffer "e" : <1x16x8x16xi8>
  %f = mcu.buffer "f" : <1x16x8x16xi8>
  %z = mcu.buffer "z" : <1x16x8x1xi8>
  mcu.conv_2d %x, %w, %p, %y {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x16x8x1xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 16x3xi32>, !mcu.buffer<1x16x8x16xi8>
  mcu.pool_2d %y, %a {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<1x16x8x16xi8>, !mcu.buffer<1x16x8x16xi8>
  mcu.table_lookup %a, %t, %c : !mcu.buffer<1x16x8x16xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x16x8x16xi8>
  mcu.pool_2d %c, %d {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<1x16x8x16xi8>, !mcu.buffer<1x16x8x16xi8>
  mcu.table_lookup %d, %t, %e : !mcu.buffer<1x16x8x16xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x16x8x16xi8>
  mcu.pool_2d %e, %f {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32}
    : !mcu.buffer<1x16x8x16xi8>, !mcu.buffer<1x16x8x16xi8>
  mcu.conv_2d %f, %w, %q, %z {filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, input_offset = 0 : i32, output_offset = 0 : i32, minimum = -128 : i32, maximum = 127 : i32, tile = 4 : i64, unroll = 1 : i64}
    : !mcu.buffer<1x16x8x16xi8>, !mcu.buffer<const 16xi8>, !mcu.buffer<const 1x3xi32>, !mcu.buffer<1x16x8x1xi8>
  mcu.output %z, 0 "z" {signature = "", type = tensor<1x16x8x1x!quant.uniform<i8:f32, 0.5>>} : <1x16x8x1xi8>
}

// -----

// What has no rows runs as before.

// CHECK-LABEL: mcu.model @vectors
// CHECK-NOT: mcu.stream

mcu.model @vectors {
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <64xi8>
  %y = mcu.buffer "y" : <64xi8>
  %z = mcu.buffer "z" : <64xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<64x!quant.uniform<i8:f32, 0.5>>} : <64xi8>
  mcu.table_lookup %x, %t, %y : !mcu.buffer<64xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<64xi8>
  mcu.table_lookup %y, %t, %z : !mcu.buffer<64xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<64xi8>
  mcu.output %x, 0 "x" {signature = "", type = tensor<64x!quant.uniform<i8:f32, 0.5>>} : <64xi8>
  mcu.output %z, 1 "z" {signature = "", type = tensor<64x!quant.uniform<i8:f32, 0.5>>} : <64xi8>
}
