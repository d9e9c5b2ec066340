// RUN: tinymlc-translate %s --mcu-to-c | FileCheck %s

// A block that runs if a word is above 0 is branched over otherwise.

// CHECK: "clear:\n"
// CHECK: "cmp [[COUNT:r[0-9]+]], #0\n"
// CHECK-NEXT: "ble 0f\n"
// CHECK: "1:\n"
// CHECK: "str
// CHECK: "subs
// CHECK-NEXT: "bne 1b\n"
// CHECK-NEXT: "0:\n"
// CHECK-NEXT: "strb
// CHECK: #else
// CHECK: if ({{.*}} > 0) {
func.func private @clear(%to: !mcu.ptr<i8>, %word: i32, %count: i32, %stride: i32)
    attributes {mcu.assembly} {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %any = arith.cmpi sgt, %count, %c0 : i32
  scf.if %any {
    %end = scf.for %i = %c0 to %count step %c1 iter_args(%p = %to) -> (!mcu.ptr<i8>) : i32 {
      mcu.store %word, %p[%c0] {unaligned} : i32, !mcu.ptr<i8>
      %next = mcu.offset %p[%stride] : !mcu.ptr<i8> -> !mcu.ptr<i8>
      scf.yield %next : !mcu.ptr<i8>
    }
  }
  %byte = arith.trunci %word : i32 to i8
  mcu.store %byte, %to[%c0] : i8, !mcu.ptr<i8>
  return
}

// Halves, aligned or not, at offsets in registers.

// CHECK-LABEL: "halves:\n"
// CHECK: "strh {{r[0-9]+}}, [{{r[0-9]+}}, {{r[0-9]+}}]\n"
// CHECK: tml_store_unaligned_i16(
func.func private @halves(%to: !mcu.ptr<i8>, %word: i32, %offset: i32)
    attributes {mcu.assembly} {
  %half = arith.trunci %word : i32 to i16
  mcu.store %half, %to[%offset] {unaligned} : i16, !mcu.ptr<i8>
  return
}

func.func @all(%to: !mcu.ptr<i8>, %word: i32, %count: i32) {
  func.call @clear(%to, %word, %count, %count) : (!mcu.ptr<i8>, i32, i32, i32) -> ()
  func.call @halves(%to, %word, %count) : (!mcu.ptr<i8>, i32, i32) -> ()
  return
}
