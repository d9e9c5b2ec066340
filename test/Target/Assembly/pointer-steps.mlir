// RUN: tinymlc-translate %s --mcu-to-c | FileCheck %s

// What a pointer moves by is shifted on the way, and a loop around another ends
// where the pointer that both move does: it needs no counter.
// CHECK: "columns:\n"
// CHECK: add [[END:r[0-9]+]], {{r[0-9]+}}, #32
// CHECK: "0:\n"
// CHECK: "1:\n"
// CHECK: "bne 1b\n"
// CHECK: add {{r[0-9]+}}, {{r[0-9]+}}, {{r[0-9]+}}, lsl #2
// CHECK-NOT: lsl
// CHECK: "cmp {{r[0-9]+}}, [[END]]\n"
// CHECK-NEXT: "bne 0b\n"
// CHECK: #else
func.func private @columns(%x: !mcu.ptr<const i8>, %to: !mcu.ptr<i8>, %step: i32)
    attributes {mcu.assembly} {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c2 = arith.constant 2 : i32
  %c4 = arith.constant 4 : i32
  %end:2 = scf.for %i = %c0 to %c4 step %c1 iter_args(%p = %x, %q = %to)
      -> (!mcu.ptr<const i8>, !mcu.ptr<i8>) : i32 {
    %sums:2 = scf.for %j = %c0 to %c2 step %c1 iter_args(%r = %p, %sum = %c0)
        -> (!mcu.ptr<const i8>, i32) : i32 {
      %a, %next = mcu.load_next %r : !mcu.ptr<const i8> -> !mcu.ptr<const i8>
      %more = arith.addi %sum, %a : i32
      scf.yield %next, %more : !mcu.ptr<const i8>, i32
    }
    %byte = arith.trunci %sums#1 : i32 to i8
    mcu.store %byte, %q[%c0] : i8, !mcu.ptr<i8>
    %bytes = arith.shli %step, %c2 : i32
    %behind = mcu.offset %q[%bytes] : !mcu.ptr<i8> -> !mcu.ptr<i8>
    scf.yield %sums#0, %behind : !mcu.ptr<const i8>, !mcu.ptr<i8>
  }
  return
}

func.func @all(%x: !mcu.ptr<const i8>, %to: !mcu.ptr<i8>, %step: i32) {
  func.call @columns(%x, %to, %step) : (!mcu.ptr<const i8>, !mcu.ptr<i8>, i32) -> ()
  return
}
