// RUN: tinymlc-translate -mcu-to-asm %s | FileCheck %s
// RUN: tinymlc-translate -mcu-to-asm -mcu-float-abi=hard %s | FileCheck %s
// RUN: not tinymlc-translate -mcu-to-asm -target=cortex-m3 -mcu-float-abi=hard %s 2>&1 \
// RUN:   | FileCheck %s --check-prefix=NO-FPU
// RUN: not tinymlc-translate -mcu-to-asm -target=z80 %s 2>&1 \
// RUN:   | FileCheck %s --check-prefix=UNKNOWN

// NO-FPU: error: cortex-m3 has no float unit
// UNKNOWN: error: unknown target 'z80'

// Any float ABI will do: the attribute says that no float is passed by value.
// CHECK: .eabi_attribute 28, 3
// CHECK-NOT: .eabi_attribute 28, 1

// A product, widened, is one instruction; a multiply-accumulate another.
// CHECK-LABEL: {{^}}kernel:
// CHECK: ldrsb
// CHECK: ldrsb
// CHECK: {{mla|smlabb}}
// CHECK: {{smull|smlal}}
func.func private @kernel(%x: !mcu.ptr<const i8>, %w: !mcu.ptr<const i8>, %m: i32, %y: !mcu.ptr<i8>) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c18 = arith.constant 18 : i32
  %c31 = arith.constant 31 : i64
  %r = scf.for %i = %c0 to %c18 step %c1 iter_args(%a = %c0) -> (i32) : i32 {
    %xv = mcu.load %x[%i] : !mcu.ptr<const i8> -> i8
    %xe = arith.extsi %xv : i8 to i32
    %wv = mcu.load %w[%i] : !mcu.ptr<const i8> -> i8
    %we = arith.extsi %wv : i8 to i32
    %p = arith.muli %xe, %we overflow<nsw> : i32
    %s = arith.addi %a, %p overflow<nsw> : i32
    scf.yield %s : i32
  }
  %rl = arith.extsi %r : i32 to i64
  %ml = arith.extsi %m : i32 to i64
  %p = arith.muli %rl, %ml : i64
  %h = arith.shrsi %p, %c31 : i64
  %q = arith.trunci %h : i64 to i32
  mcu.store %q, %y[%c0] : i32, !mcu.ptr<i8>
  return
}

// Operators stay functions, so that a profile can name them.
// CHECK-LABEL: {{^}}run:
// CHECK: bl kernel
func.func @run(%arena: !mcu.ptr<none>, %m: i32) -> i32 {
  %c8 = arith.constant 8 : i32
  %z = arith.constant 0 : i32
  %b = mcu.cast %arena : !mcu.ptr<none> -> !mcu.ptr<i8>
  %x = mcu.cast %b : !mcu.ptr<i8> -> !mcu.ptr<const i8>
  %w = mcu.address_of @weights : !mcu.ptr<const i8>
  %y = mcu.offset %b[%c8] : !mcu.ptr<i8> -> !mcu.ptr<i8>
  func.call @kernel(%x, %w, %m, %y) : (!mcu.ptr<const i8>, !mcu.ptr<const i8>, i32, !mcu.ptr<i8>) -> ()
  return %z : i32
}

// Constants lie in flash, aligned to words.
// CHECK: .section .rodata
// CHECK-NEXT: .p2align 2
// CHECK-NEXT: {{^}}weights:
mcu.global @weights dense<[3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3]> : tensor<18xi8>
