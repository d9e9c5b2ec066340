// RUN: tinymlc-translate -mcu-to-c %s | FileCheck %s

// Compilers put values that are used once into their use, and with eight
// registers they then spill the factors of several sums side by side. On ARMv6-M
// a sum that a loop carries stays in its variable.

// CHECK-LABEL: void sum(
// CHECK: for (
// CHECK: int8_t [[X:v[0-9]+]] = *({{v[0-9]+}} + [[I:[a-z0-9]+]]);
// CHECK-NEXT: [[A:v[0-9]+]] = [[A]] + [[X]] * *({{v[0-9]+}} + [[I]]);
// CHECK-NEXT: [[B:v[0-9]+]] = [[B]] + [[X]] * *(({{v[0-9]+}} + [[I]]) + 1);
// CHECK-NEXT: int8_t [[X1:v[0-9]+]] = *(({{v[0-9]+}} + [[I]]) + 1);
// CHECK-NEXT: [[A]] = [[A]] + [[X1]] * *(({{v[0-9]+}} + [[I]]) + 2);
// CHECK-NEXT: [[B]] = [[B]] + [[X1]] * *(({{v[0-9]+}} + [[I]]) + 3);
// CHECK-NEXT: }
module attributes {mcu.target = #mcu.target<cpu = "cortex-m0plus", dsp = false, fpu = false, optimizationLevel = 2, optimizeSize = false>} {
func.func @sum(%x: !mcu.ptr<const i8>, %w: !mcu.ptr<const i8>, %y: !mcu.ptr<i8>) {
  %c0 = arith.constant 0 : i32
  %c2 = arith.constant 2 : i32
  %c8 = arith.constant 8 : i32
  %s:2 = scf.for %i = %c0 to %c8 step %c2 iter_args(%a = %c0, %b = %c2) -> (i32, i32) : i32 {
    %x0 = mcu.load %x[%i] : !mcu.ptr<const i8> -> i8
    %x0e = arith.extsi %x0 : i8 to i32
    %w0 = mcu.load %w[%i] : !mcu.ptr<const i8> -> i8
    %w0e = arith.extsi %w0 : i8 to i32
    %p0 = arith.muli %x0e, %w0e overflow<nsw> : i32
    %a0 = arith.addi %a, %p0 overflow<nsw> : i32
    %w1 = mcu.load %w[%i] {offset = 1 : i32} : !mcu.ptr<const i8> -> i8
    %w1e = arith.extsi %w1 : i8 to i32
    %p1 = arith.muli %x0e, %w1e overflow<nsw> : i32
    %b0 = arith.addi %b, %p1 overflow<nsw> : i32
    %x1 = mcu.load %x[%i] {offset = 1 : i32} : !mcu.ptr<const i8> -> i8
    %x1e = arith.extsi %x1 : i8 to i32
    %w2 = mcu.load %w[%i] {offset = 2 : i32} : !mcu.ptr<const i8> -> i8
    %w2e = arith.extsi %w2 : i8 to i32
    %p2 = arith.muli %x1e, %w2e overflow<nsw> : i32
    %a1 = arith.addi %a0, %p2 overflow<nsw> : i32
    %w3 = mcu.load %w[%i] {offset = 3 : i32} : !mcu.ptr<const i8> -> i8
    %w3e = arith.extsi %w3 : i8 to i32
    %p3 = arith.muli %x1e, %w3e overflow<nsw> : i32
    %b1 = arith.addi %b0, %p3 overflow<nsw> : i32
    scf.yield %a1, %b1 : i32, i32
  }
  %t = arith.addi %s#0, %s#1 overflow<nsw> : i32
  mcu.store %t, %y[%c0] : i32, !mcu.ptr<i8>
  return
}
}
