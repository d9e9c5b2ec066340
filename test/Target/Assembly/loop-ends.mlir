// RUN: tinymlc-translate %s --mcu-to-c | FileCheck %s

// Where a loop within another begins at the same place in each turn, and takes
// as many turns, its end is computed before the outer loop: by a shift if its
// steps are a power of two, as words are.
// CHECK: "rows:\n"
// CHECK-DAG: "mla
// CHECK-DAG: "add {{.*}}, lsl #2
// CHECK: "0:\n"
// CHECK-NOT: "mla
// CHECK-NOT: lsl
// CHECK: #else
func.func private @rows(%x: !mcu.ptr<const i8>, %to: !mcu.ptr<i8>, %words: i32, %rows: i32)
    attributes {mcu.assembly} {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c3 = arith.constant 3 : i32
  %end = scf.for %i = %c0 to %rows step %c1 iter_args(%q = %to) -> (!mcu.ptr<i8>) : i32 {
    %sums:2 = scf.for %j = %c0 to %words step %c1 iter_args(%p = %x, %sum = %c0)
        -> (!mcu.ptr<const i8>, i32) : i32 {
      %a, %next = mcu.load_next %p : !mcu.ptr<const i8> -> !mcu.ptr<const i8>
      %more = arith.addi %sum, %a : i32
      scf.yield %next, %more : !mcu.ptr<const i8>, i32
    }
    %byte = arith.trunci %sums#1 : i32 to i8
    mcu.store %byte, %q[%c0] : i8, !mcu.ptr<i8>
    %behind = mcu.offset %q[%c3] : !mcu.ptr<i8> -> !mcu.ptr<i8>
    scf.yield %behind : !mcu.ptr<i8>
  }
  return
}

func.func @all(%x: !mcu.ptr<const i8>, %to: !mcu.ptr<i8>, %words: i32) {
  func.call @rows(%x, %to, %words, %words) : (!mcu.ptr<const i8>, !mcu.ptr<i8>, i32, i32) -> ()
  return
}
