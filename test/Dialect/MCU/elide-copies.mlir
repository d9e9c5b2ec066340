// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-elide-copies))' -split-input-file | FileCheck %s

// Both parts are made in their place. A part may be read before the whole is there.

// CHECK-LABEL: mcu.model @concatenated
mcu.model @concatenated {
  // CHECK: %[[Y:.*]] = mcu.buffer "y"
  // CHECK-NEXT: %[[A:.*]] = mcu.view %[[Y]] at 0 : <16xi8> -> <8xi8>
  // CHECK-NEXT: mcu.table_lookup %{{.*}}, %{{.*}}, %[[A]]
  // CHECK-NEXT: %[[B:.*]] = mcu.view %[[Y]] at 8 : <16xi8> -> <8xi8>
  // CHECK-NEXT: mcu.table_lookup %[[A]], %{{.*}}, %[[B]]
  // CHECK-NOT: mcu.copy
  // CHECK: mcu.output %[[Y]]
  %x = mcu.buffer "x" : <8xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<8x!quant.uniform<i8:f32, 0.5>>} : <8xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %a = mcu.buffer "a" : <8xi8>
  mcu.table_lookup %x, %t, %a : !mcu.buffer<8xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<8xi8>
  %b = mcu.buffer "b" : <8xi8>
  mcu.table_lookup %a, %t, %b : !mcu.buffer<8xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<8xi8>
  %y = mcu.buffer "y" : <16xi8>
  mcu.copy %a, %y {sizes = array<i64: 8>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<8xi8>, !mcu.buffer<16xi8>
  mcu.copy %b, %y {sizes = array<i64: 8>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 8 : i64} : !mcu.buffer<8xi8>, !mcu.buffer<16xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<16x!quant.uniform<i8:f32, 0.5>>} : <16xi8>
}

// -----

// What consists of parts can be a part.

// CHECK-LABEL: mcu.model @nested
mcu.model @nested {
  // CHECK: %[[Y:.*]] = mcu.buffer "y"
  // CHECK: %[[B:.*]] = mcu.view %[[Y]] at 4 : <16xi8> -> <12xi8>
  // CHECK: %[[A:.*]] = mcu.view %[[B]] at 0 : <12xi8> -> <8xi8>
  // CHECK: mcu.table_lookup %{{.*}}, %{{.*}}, %[[A]]
  // CHECK-NOT: mcu.copy
  %x = mcu.buffer "x" : <8xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<8x!quant.uniform<i8:f32, 0.5>>} : <8xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %a = mcu.buffer "a" : <8xi8>
  mcu.table_lookup %x, %t, %a : !mcu.buffer<8xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<8xi8>
  %b = mcu.buffer "b" : <12xi8>
  mcu.copy %a, %b {sizes = array<i64: 8>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<8xi8>, !mcu.buffer<12xi8>
  %c = mcu.buffer "c" : <4xi8>
  mcu.fill %c {value = 1 : i8} : !mcu.buffer<4xi8>
  mcu.copy %c, %b {sizes = array<i64: 4>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 8 : i64} : !mcu.buffer<4xi8>, !mcu.buffer<12xi8>
  %y = mcu.buffer "y" : <16xi8>
  mcu.copy %b, %y {sizes = array<i64: 12>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 4 : i64} : !mcu.buffer<12xi8>, !mcu.buffer<16xi8>
  %d = mcu.buffer "d" : <4xi8>
  mcu.fill %d {value = 2 : i8} : !mcu.buffer<4xi8>
  mcu.copy %d, %y {sizes = array<i64: 4>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<4xi8>, !mcu.buffer<16xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<16x!quant.uniform<i8:f32, 0.5>>} : <16xi8>
}

// -----

// One of two places.

// CHECK-LABEL: mcu.model @twice
mcu.model @twice {
  // CHECK: %[[Y:.*]] = mcu.buffer "y"
  // CHECK: %[[A:.*]] = mcu.view %[[Y]] at 8
  // CHECK: mcu.table_lookup %{{.*}}, %{{.*}}, %[[A]]
  // CHECK: mcu.copy %[[A]], %[[Y]] {{.*}}output_offset = 0
  // CHECK-NOT: mcu.copy
  %x = mcu.buffer "x" : <8xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<8x!quant.uniform<i8:f32, 0.5>>} : <8xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %a = mcu.buffer "a" : <8xi8>
  mcu.table_lookup %x, %t, %a : !mcu.buffer<8xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<8xi8>
  %y = mcu.buffer "y" : <16xi8>
  mcu.copy %a, %y {sizes = array<i64: 8>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<8xi8>, !mcu.buffer<16xi8>
  mcu.copy %a, %y {sizes = array<i64: 8>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 8 : i64} : !mcu.buffer<8xi8>, !mcu.buffer<16xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<16x!quant.uniform<i8:f32, 0.5>>} : <16xi8>
}

// -----

// Inputs, constants and outputs have their own places.

// CHECK-LABEL: mcu.model @borders
mcu.model @borders {
  // CHECK-COUNT-3: mcu.copy
  // CHECK-NOT: mcu.view
  %x = mcu.buffer "x" : <8xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<8x!quant.uniform<i8:f32, 0.5>>} : <8xi8>
  %w = mcu.constant "constant" dense<1> : tensor<8xi8> : <const 8xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %o = mcu.buffer "o" : <8xi8>
  mcu.table_lookup %x, %t, %o : !mcu.buffer<8xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<8xi8>
  %y = mcu.buffer "y" : <24xi8>
  mcu.copy %x, %y {sizes = array<i64: 8>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<8xi8>, !mcu.buffer<24xi8>
  mcu.copy %w, %y {sizes = array<i64: 8>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 8 : i64} : !mcu.buffer<const 8xi8>, !mcu.buffer<24xi8>
  mcu.copy %o, %y {sizes = array<i64: 8>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 16 : i64} : !mcu.buffer<8xi8>, !mcu.buffer<24xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<24x!quant.uniform<i8:f32, 0.5>>} : <24xi8>
  mcu.output %o, 1 "o" {signature = "", type = tensor<8x!quant.uniform<i8:f32, 0.5>>} : <8xi8>
}

// -----

// Parts are of whole words, for kernels that work on these,

// CHECK-LABEL: mcu.model @words
mcu.model @words {
  // CHECK-COUNT-2: mcu.copy
  // CHECK-NOT: mcu.view
  %x = mcu.buffer "x" : <6xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<6x!quant.uniform<i8:f32, 0.5>>} : <6xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %a = mcu.buffer "a" : <6xi8>
  mcu.table_lookup %x, %t, %a : !mcu.buffer<6xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<6xi8>
  %b = mcu.buffer "b" : <6xi8>
  mcu.table_lookup %a, %t, %b : !mcu.buffer<6xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<6xi8>
  %y = mcu.buffer "y" : <12xi8>
  mcu.copy %a, %y {sizes = array<i64: 6>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<6xi8>, !mcu.buffer<12xi8>
  mcu.copy %b, %y {sizes = array<i64: 6>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 6 : i64} : !mcu.buffer<6xi8>, !mcu.buffer<12xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<12x!quant.uniform<i8:f32, 0.5>>} : <12xi8>
}

// -----

// but for the last one.

// CHECK-LABEL: mcu.model @last
mcu.model @last {
  // CHECK: mcu.view %{{.*}} at 4 : <10xi8> -> <6xi8>
  // CHECK-NOT: mcu.copy
  %x = mcu.buffer "x" : <6xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<6x!quant.uniform<i8:f32, 0.5>>} : <6xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %a = mcu.buffer "a" : <6xi8>
  mcu.table_lookup %x, %t, %a : !mcu.buffer<6xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<6xi8>
  %c = mcu.buffer "c" : <4xi8>
  mcu.fill %c {value = 1 : i8} : !mcu.buffer<4xi8>
  %y = mcu.buffer "y" : <10xi8>
  mcu.copy %c, %y {sizes = array<i64: 4>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<4xi8>, !mcu.buffer<10xi8>
  mcu.copy %a, %y {sizes = array<i64: 6>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 4 : i64} : !mcu.buffer<6xi8>, !mcu.buffer<10xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<10x!quant.uniform<i8:f32, 0.5>>} : <10xi8>
}

// -----

// What reaches into the bytes behind it would reach into the next part.

// CHECK-LABEL: mcu.model @slack
mcu.model @slack {
  // CHECK-COUNT-2: mcu.copy
  // CHECK-NOT: mcu.view
  %x = mcu.buffer "x" : <8xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<8x!quant.uniform<i8:f32, 0.5>>} : <8xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %a = mcu.buffer "a" {slack = 4 : i64} : <8xi8>
  mcu.table_lookup %x, %t, %a : !mcu.buffer<8xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<8xi8>
  %y = mcu.buffer "y" : <16xi8>
  mcu.copy %a, %y {sizes = array<i64: 8>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<8xi8>, !mcu.buffer<16xi8>
  mcu.copy %a, %y {sizes = array<i64: 8>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 8 : i64} : !mcu.buffer<8xi8>, !mcu.buffer<16xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<16x!quant.uniform<i8:f32, 0.5>>} : <16xi8>
}

// -----

// Something else writes there, too.

// CHECK-LABEL: mcu.model @filled
mcu.model @filled {
  // CHECK: mcu.copy
  // CHECK-NOT: mcu.view
  %x = mcu.buffer "x" : <8xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<8x!quant.uniform<i8:f32, 0.5>>} : <8xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %a = mcu.buffer "a" : <8xi8>
  mcu.table_lookup %x, %t, %a : !mcu.buffer<8xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<8xi8>
  %y = mcu.buffer "y" : <16xi8>
  mcu.fill %y {value = 1 : i8} : !mcu.buffer<16xi8>
  mcu.copy %a, %y {sizes = array<i64: 8>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<8xi8>, !mcu.buffer<16xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<16x!quant.uniform<i8:f32, 0.5>>} : <16xi8>
}

// -----

// Of several pieces there are no views.

// CHECK-LABEL: mcu.model @strided
mcu.model @strided {
  // CHECK-COUNT-2: mcu.copy
  // CHECK-NOT: mcu.view
  %x = mcu.buffer "x" : <8xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<8x!quant.uniform<i8:f32, 0.5>>} : <8xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %a = mcu.buffer "a" : <8xi8>
  mcu.table_lookup %x, %t, %a : !mcu.buffer<8xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<8xi8>
  %b = mcu.buffer "b" : <8xi8>
  mcu.table_lookup %a, %t, %b : !mcu.buffer<8xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<8xi8>
  %y = mcu.buffer "y" : <16xi8>
  mcu.copy %a, %y {sizes = array<i64: 2, 4>, input_strides = array<i64: 4, 1>, output_strides = array<i64: 8, 1>, output_offset = 0 : i64} : !mcu.buffer<8xi8>, !mcu.buffer<16xi8>
  mcu.copy %b, %y {sizes = array<i64: 2, 4>, input_strides = array<i64: 4, 1>, output_strides = array<i64: 8, 1>, output_offset = 4 : i64} : !mcu.buffer<8xi8>, !mcu.buffer<16xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<16x!quant.uniform<i8:f32, 0.5>>} : <16xi8>
}

// -----

// Copies stay where the whole would live beside what its parts are made of, and the
// arena would grow.

// CHECK-LABEL: mcu.model @grows
mcu.model @grows {
  // CHECK-COUNT-3: mcu.copy
  // CHECK-NOT: mcu.view
  %x = mcu.buffer "x" : <64xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<64x!quant.uniform<i8:f32, 0.5>>} : <64xi8>
  %z = mcu.buffer "z" : <128xi8>
  mcu.input %z, 1 "z" {signature = "", type = tensor<128x!quant.uniform<i8:f32, 0.5>>} : <128xi8>
  %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
  %a = mcu.buffer "a" : <64xi8>
  mcu.table_lookup %x, %t, %a : !mcu.buffer<64xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<64xi8>
  %c = mcu.buffer "c" : <64xi8>
  mcu.copy %z, %c {sizes = array<i64: 64>, input_strides = array<i64: 2>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<128xi8>, !mcu.buffer<64xi8>
  %d = mcu.buffer "d" : <64xi8>
  mcu.table_lookup %c, %t, %d : !mcu.buffer<64xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<64xi8>
  %y = mcu.buffer "y" : <128xi8>
  mcu.copy %a, %y {sizes = array<i64: 64>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<64xi8>, !mcu.buffer<128xi8>
  mcu.copy %d, %y {sizes = array<i64: 64>, input_strides = array<i64: 1>, output_strides = array<i64: 1>, output_offset = 64 : i64} : !mcu.buffer<64xi8>, !mcu.buffer<128xi8>
  mcu.output %y, 0 "y" {signature = "", type = tensor<128x!quant.uniform<i8:f32, 0.5>>} : <128xi8>
}
