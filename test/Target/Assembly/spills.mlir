// RUN: tinymlc-translate %s --mcu-to-c | FileCheck %s

// A pointer that a loop carries on the stack is read where the next turn needs
// it, and not at the turn's end as well: one load, and those of the other
// pointer and of the loop's end.

// CHECK: "spills:\n"
// CHECK: "0:\n"
// CHECK-COUNT-3: "ldr {{r[0-9]+}}, [sp, #
// CHECK-NOT: "ldr {{r[0-9]+}}, [sp, #
// CHECK: "bne 0b\n"
func.func private @spills(%x: !mcu.ptr<const i8>, %to: !mcu.ptr<i8>, %rows: i32)
    attributes {mcu.assembly} {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c4 = arith.constant 4 : i32
  %end:2 = scf.for %i = %c0 to %rows step %c1 iter_args(%p = %x, %q = %x) -> (!mcu.ptr<const i8>, !mcu.ptr<const i8>) : i32 {
    %v, %b = mcu.load_next %q : !mcu.ptr<const i8> -> !mcu.ptr<const i8>
    %w0 = mcu.load %p[%c0] {offset = 0 : i32, unaligned} : !mcu.ptr<const i8> -> i32
    %w1 = mcu.load %p[%c0] {offset = 4 : i32, unaligned} : !mcu.ptr<const i8> -> i32
    %w2 = mcu.load %p[%c0] {offset = 8 : i32, unaligned} : !mcu.ptr<const i8> -> i32
    %w3 = mcu.load %p[%c0] {offset = 12 : i32, unaligned} : !mcu.ptr<const i8> -> i32
    %w4 = mcu.load %p[%c0] {offset = 16 : i32, unaligned} : !mcu.ptr<const i8> -> i32
    %w5 = mcu.load %p[%c0] {offset = 20 : i32, unaligned} : !mcu.ptr<const i8> -> i32
    %w6 = mcu.load %p[%c0] {offset = 24 : i32, unaligned} : !mcu.ptr<const i8> -> i32
    %w7 = mcu.load %p[%c0] {offset = 28 : i32, unaligned} : !mcu.ptr<const i8> -> i32
    %w8 = mcu.load %p[%c0] {offset = 32 : i32, unaligned} : !mcu.ptr<const i8> -> i32
    %w9 = mcu.load %p[%c0] {offset = 36 : i32, unaligned} : !mcu.ptr<const i8> -> i32
    %w10 = mcu.load %p[%c0] {offset = 40 : i32, unaligned} : !mcu.ptr<const i8> -> i32
    %w11 = mcu.load %p[%c0] {offset = 44 : i32, unaligned} : !mcu.ptr<const i8> -> i32
    %s0 = mcu.smlad %w0, %w1, %v
    %s1 = mcu.smlad %w1, %w2, %s0
    %s2 = mcu.smlad %w2, %w3, %s1
    %s3 = mcu.smlad %w3, %w4, %s2
    %s4 = mcu.smlad %w4, %w5, %s3
    %s5 = mcu.smlad %w5, %w6, %s4
    %s6 = mcu.smlad %w6, %w7, %s5
    %s7 = mcu.smlad %w7, %w8, %s6
    %s8 = mcu.smlad %w8, %w9, %s7
    %s9 = mcu.smlad %w9, %w10, %s8
    %s10 = mcu.smlad %w10, %w11, %s9
    %s11 = mcu.smlad %w11, %w0, %s10
    mcu.store %s11, %to[%c0] {unaligned} : i32, !mcu.ptr<i8>
    %a = mcu.offset %p[%c4] : !mcu.ptr<const i8> -> !mcu.ptr<const i8>
    scf.yield %a, %b : !mcu.ptr<const i8>, !mcu.ptr<const i8>
  }
  return
}
func.func @call(%x: !mcu.ptr<const i8>, %to: !mcu.ptr<i8>, %rows: i32) {
  func.call @spills(%x, %to, %rows) : (!mcu.ptr<const i8>, !mcu.ptr<i8>, i32) -> ()
  return
}
