// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-order-kernels))' -split-input-file | FileCheck %s
// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-plan-arena))' -split-input-file | FileCheck %s --check-prefix=BEFORE
// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-order-kernels,mcu-plan-arena))' -split-input-file | FileCheck %s --check-prefix=AFTER
// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-order-kernels{max-sets=1},mcu-plan-arena))' -split-input-file | FileCheck %s --check-prefix=AFTER

// Two branches widen the input and reduce it again. Side by side, both wide
// tensors live at once; one after the other, only one of them does.

// BEFORE: mcu.model @branches attributes {arena_bytes = 132 : i64, {{.*}}live_bytes = 132
// AFTER: mcu.model @branches attributes {arena_bytes = 72 : i64, {{.*}}live_bytes = 72
// CHECK-LABEL: mcu.model @branches
// CHECK: mcu.copy %{{[0-9]+}}, [[A:%[0-9]+]] {{.*}} : !mcu.buffer<4xi8>, !mcu.buffer<64xi8>
// CHECK-NEXT: mcu.copy [[A]], {{.*}} : !mcu.buffer<64xi8>, !mcu.buffer<4xi8>
// CHECK-NEXT: mcu.copy %{{[0-9]+}}, [[B:%[0-9]+]] {{.*}} : !mcu.buffer<4xi8>, !mcu.buffer<64xi8>
// CHECK-NEXT: mcu.copy [[B]], {{.*}} : !mcu.buffer<64xi8>, !mcu.buffer<4xi8>
// CHECK: mcu.output
mcu.model @branches {
  %x = mcu.buffer "x" : <4xi8>
  mcu.input %x, 0 "x" {signature = "", type = tensor<4x!quant.uniform<i8:f32, 0.5>>} : <4xi8>
  %a = mcu.buffer "a" : <64xi8>
  mcu.copy %x, %a {sizes = array<i64: 16, 4>, input_strides = array<i64: 0, 1>, output_strides = array<i64: 4, 1>, output_offset = 0 : i64} : !mcu.buffer<4xi8>, !mcu.buffer<64xi8>
  %b = mcu.buffer "b" : <64xi8>
  mcu.copy %x, %b {sizes = array<i64: 16, 4>, input_strides = array<i64: 0, 1>, output_strides = array<i64: 4, 1>, output_offset = 0 : i64} : !mcu.buffer<4xi8>, !mcu.buffer<64xi8>
  %p = mcu.buffer "p" : <4xi8>
  mcu.copy %a, %p {sizes = array<i64: 4>, input_strides = array<i64: 16>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<64xi8>, !mcu.buffer<4xi8>
  %q = mcu.buffer "q" : <4xi8>
  mcu.copy %b, %q {sizes = array<i64: 4>, input_strides = array<i64: 16>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<64xi8>, !mcu.buffer<4xi8>
  mcu.output %p, 0 "p" {signature = "", type = tensor<4x!quant.uniform<i8:f32, 0.5>>} : <4xi8>
  mcu.output %q, 1 "q" {signature = "", type = tensor<4x!quant.uniform<i8:f32, 0.5>>} : <4xi8>
}

// -----

// Orders that need as much keep the given one: here the larger result comes
// first, as written.

// CHECK-LABEL: mcu.model @stable
// CHECK: mcu.unary %{{.*}}, [[A:%[0-9]+]] {{.*}} : !mcu.buffer<4xf32>, !mcu.buffer<4xf32>
// CHECK-NEXT: mcu.buffer "b"
// CHECK-NEXT: mcu.unary
mcu.model @stable {
  %x = mcu.buffer "x" : <4xf32>
  mcu.input %x, 0 "x" {signature = "", type = tensor<4xf32>} : <4xf32>
  %a = mcu.buffer "a" : <4xf32>
  mcu.unary %x, %a {kind = #mcu.unary<tanh>, alpha = 0.0 : f32, zero_point = 0 : i32} : !mcu.buffer<4xf32>, !mcu.buffer<4xf32>
  %b = mcu.buffer "b" : <4xf32>
  mcu.unary %x, %b {kind = #mcu.unary<relu>, alpha = 0.0 : f32, zero_point = 0 : i32} : !mcu.buffer<4xf32>, !mcu.buffer<4xf32>
  mcu.output %a, 0 "a" {signature = "", type = tensor<4xf32>} : <4xf32>
  mcu.output %b, 1 "b" {signature = "", type = tensor<4xf32>} : <4xf32>
}

// -----

// What is written twice keeps the order of the writes, and readers theirs:
// the fill comes before the copy, and the copy before the buffer is filled anew.

// CHECK-LABEL: mcu.model @rewritten
// CHECK: mcu.fill {{.*}} {value = 1 : i8}
// CHECK: mcu.copy
// CHECK: mcu.fill {{.*}} {value = 2 : i8}
mcu.model @rewritten {
  %a = mcu.buffer "a" : <64xi8>
  mcu.fill %a {value = 1 : i8} : !mcu.buffer<64xi8>
  %p = mcu.buffer "p" : <4xi8>
  mcu.copy %a, %p {sizes = array<i64: 4>, input_strides = array<i64: 16>, output_strides = array<i64: 1>, output_offset = 0 : i64} : !mcu.buffer<64xi8>, !mcu.buffer<4xi8>
  mcu.fill %a {value = 2 : i8} : !mcu.buffer<64xi8>
  mcu.output %a, 0 "a" {signature = "", type = tensor<64x!quant.uniform<i8:f32, 0.5>>} : <64xi8>
  mcu.output %p, 1 "p" {signature = "", type = tensor<4x!quant.uniform<i8:f32, 0.5>>} : <4xi8>
}
