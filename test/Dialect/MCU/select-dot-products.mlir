// RUN: tinymlc-opt %s -pass-pipeline='builtin.module(mcu.model(mcu-select-kernels))' -split-input-file -verify-diagnostics | FileCheck %s

// Integer dot products are packed: SXTB16 takes bytes 0 and 2, so weights of
// halfwords beside features of bytes change their order; what fills the last
// word is 0, and the features get slack to be read in whole words.
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 2, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @packed
mcu.model @packed {
  // CHECK: mcu.buffer "bytes" {slack = 3 : i64} : <1x5xi8>
  %bytes = mcu.buffer "bytes" : <1x5xi8>
  // CHECK: mcu.buffer "halves" {slack = 6 : i64} : <5xi16>
  %halves = mcu.buffer "halves" : <5xi16>
  // CHECK: mcu.buffer "whole" : <8xi8>
  %whole = mcu.buffer "whole" : <8xi8>
  %sum = mcu.buffer "sum" : <1xi32>
  %w8 = mcu.constant "w8" dense<[1, 2, 3, 4, 5]> : tensor<5xi8> : <const 5xi8>
  %w16 = mcu.constant "w16" dense<[1, 2, 3, 4, 5]> : tensor<5xi16> : <const 5xi16>
  %w = mcu.constant "w" dense<[1, 2, 3, 4, 5, 6, 7, 8]> : tensor<8xi16> : <const 8xi16>
  // CHECK: %[[A:.*]] = mcu.constant "weights" dense<[1, 3, 2, 4, 5, 0, 0, 0]> : tensor<8xi16>
  // CHECK: mcu.dot_product %{{.*}}, %[[A]], %{{.*}} {packed, start = 7 : i32}
  mcu.dot_product %bytes, %w16, %sum {start = 7 : i32} : !mcu.buffer<1x5xi8>, !mcu.buffer<const 5xi16>, !mcu.buffer<1xi32>
  // CHECK: %[[B:.*]] = mcu.constant "weights" dense<[1, 2, 3, 4, 5, 0, 0, 0]> : tensor<8xi8>
  // CHECK: mcu.dot_product %{{.*}}, %[[B]], %{{.*}} {packed, start = 7 : i32}
  mcu.dot_product %bytes, %w8, %sum {start = 7 : i32} : !mcu.buffer<1x5xi8>, !mcu.buffer<const 5xi8>, !mcu.buffer<1xi32>
  // CHECK: %[[C:.*]] = mcu.constant "weights" dense<[1, 3, 2, 4, 5, 0, 0, 0]> : tensor<8xi8>
  // CHECK: mcu.dot_product %{{.*}}, %[[C]], %{{.*}} {packed, start = 7 : i32}
  mcu.dot_product %halves, %w8, %sum {start = 7 : i32} : !mcu.buffer<5xi16>, !mcu.buffer<const 5xi8>, !mcu.buffer<1xi32>
  // CHECK: %[[D:.*]] = mcu.constant "weights" dense<[1, 2, 3, 4, 5, 0]> : tensor<6xi16>
  // CHECK: mcu.dot_product %{{.*}}, %[[D]], %{{.*}} {packed, start = 7 : i32}
  mcu.dot_product %halves, %w16, %sum {start = 7 : i32} : !mcu.buffer<5xi16>, !mcu.buffer<const 5xi16>, !mcu.buffer<1xi32>
  // CHECK: %[[E:.*]] = mcu.constant "weights" dense<[1, 3, 2, 4, 5, 7, 6, 8]> : tensor<8xi16>
  // CHECK: mcu.dot_product %{{.*}}, %[[E]], %{{.*}} {packed, start = 7 : i32}
  mcu.dot_product %whole, %w, %sum {start = 7 : i32} : !mcu.buffer<8xi8>, !mcu.buffer<const 8xi16>, !mcu.buffer<1xi32>
}
}

// -----

// Floats, weights that are not constant and features that have no room behind
// them are not.
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 2, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @plain
// CHECK-NOT: slack
// CHECK-NOT: packed
mcu.model @plain {
  %x = mcu.buffer "x" : <5xi8>
  %f = mcu.buffer "f" : <5xf32>
  %v = mcu.buffer "v" : <5xi16>
  %sum = mcu.buffer "sum" : <1xi32>
  %real = mcu.buffer "real" : <1xf32>
  %w = mcu.constant "w" dense<[1, 2, 3, 4, 5]> : tensor<5xi16> : <const 5xi16>
  %wf = mcu.constant "wf" dense<1.0> : tensor<5xf32> : <const 5xf32>
  %c = mcu.constant "c" dense<[1, 2, 3, 4, 5]> : tensor<5xi8> : <const 5xi8>
  mcu.dot_product %f, %wf, %real {start = 7.0 : f32} : !mcu.buffer<5xf32>, !mcu.buffer<const 5xf32>, !mcu.buffer<1xf32>
  mcu.dot_product %x, %v, %sum {start = 7 : i32} : !mcu.buffer<5xi8>, !mcu.buffer<5xi16>, !mcu.buffer<1xi32>
  mcu.dot_product %c, %w, %sum {start = 7 : i32} : !mcu.buffer<const 5xi8>, !mcu.buffer<const 5xi16>, !mcu.buffer<1xi32>
}
}

// -----

// Nor without the DSP extension.
module attributes {mcu.target = #mcu.target<cpu = "cortex-m3", dsp = false, fpu = false, optimizationLevel = 2, optimizeSize = false>} {
// CHECK-LABEL: mcu.model @portable
// CHECK-NOT: packed
mcu.model @portable {
  %x = mcu.buffer "x" : <4xi8>
  %sum = mcu.buffer "sum" : <1xi32>
  %w = mcu.constant "w" dense<[1, 2, 3, 4]> : tensor<4xi16> : <const 4xi16>
  mcu.dot_product %x, %w, %sum {start = 7 : i32} : !mcu.buffer<4xi8>, !mcu.buffer<const 4xi16>, !mcu.buffer<1xi32>
}
}

// -----

// With -Os they are compact.
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = true, optimizationLevel = 2, optimizeSize = true>} {
// CHECK-LABEL: mcu.model @compact
mcu.model @compact {
  %x = mcu.buffer "x" : <4xi8>
  %sum = mcu.buffer "sum" : <1xi32>
  %w = mcu.constant "w" dense<[1, 2, 3, 4]> : tensor<4xi16> : <const 4xi16>
  // CHECK: mcu.dot_product %{{.*}} {compact, packed, start = 7 : i32}
  mcu.dot_product %x, %w, %sum {start = 7 : i32} : !mcu.buffer<4xi8>, !mcu.buffer<const 4xi16>, !mcu.buffer<1xi32>
}
}
