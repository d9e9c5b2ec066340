// RUN: tinymlc-translate %s --mcu-to-c | FileCheck %s

// What moves a pointer is an access, and the others count from where it is then.

// CHECK: "steps:\n"
// CHECK: "ldr {{r[0-9]+}}, {{\[}}[[P:r[0-9]+]]], #8\n"
// CHECK: "ldr {{r[0-9]+}}, {{\[}}[[P]], #-4]\n"
// CHECK-NOT: "add{{s?}} [[P]], [[P]]
// CHECK: "bne
func.func private @steps(%x: !mcu.ptr<const i8>, %to: !mcu.ptr<i8>)
    attributes {mcu.assembly} {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c8 = arith.constant 8 : i32
  %end:2 = scf.for %i = %c0 to %c8 step %c1 iter_args(%p = %x, %sum = %c0)
      -> (!mcu.ptr<const i8>, i32) : i32 {
    %a = mcu.load %p[%c0] {unaligned} : !mcu.ptr<const i8> -> i32
    %b = mcu.load %p[%c0] {offset = 4 : i32, unaligned} : !mcu.ptr<const i8> -> i32
    %more = mcu.smlad %a, %b, %sum
    %next = mcu.offset %p[%c8] : !mcu.ptr<const i8> -> !mcu.ptr<const i8>
    scf.yield %next, %more : !mcu.ptr<const i8>, i32
  }
  %byte = arith.trunci %end#1 : i32 to i8
  mcu.store %byte, %to[%c0] : i8, !mcu.ptr<i8>
  return
}

// A pointer that moves further than an access can move it takes an addition.

// CHECK-LABEL: "far:\n"
// CHECK: "add{{(\.w)?}} [[P:r[0-9]+]], [[P]], #256\n"
func.func private @far(%x: !mcu.ptr<const i8>, %to: !mcu.ptr<i8>)
    attributes {mcu.assembly} {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c8 = arith.constant 8 : i32
  %c256 = arith.constant 256 : i32
  %end:2 = scf.for %i = %c0 to %c8 step %c1 iter_args(%p = %x, %sum = %c0)
      -> (!mcu.ptr<const i8>, i32) : i32 {
    %a = mcu.load %p[%c0] {unaligned} : !mcu.ptr<const i8> -> i32
    %more = mcu.smlad %a, %a, %sum
    %next = mcu.offset %p[%c256] : !mcu.ptr<const i8> -> !mcu.ptr<const i8>
    scf.yield %next, %more : !mcu.ptr<const i8>, i32
  }
  %byte = arith.trunci %end#1 : i32 to i8
  mcu.store %byte, %to[%c0] : i8, !mcu.ptr<i8>
  return
}

// Behind a pointer that moves back, the offset of the second would be 4100, which
// no access encodes.

// CHECK-LABEL: "back:\n"
// CHECK: "ldr {{r[0-9]+}}, {{\[}}[[P:r[0-9]+]], #0]\n"
// CHECK: "ldr {{r[0-9]+}}, {{\[}}[[P]], #4092]\n"
// CHECK: "sub{{(s|\.w)?}} [[P]], [[P]], #8\n"
func.func private @back(%x: !mcu.ptr<const i8>, %to: !mcu.ptr<i8>)
    attributes {mcu.assembly} {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c8 = arith.constant 8 : i32
  %back = arith.constant -8 : i32
  %end:2 = scf.for %i = %c0 to %c8 step %c1 iter_args(%p = %x, %sum = %c0)
      -> (!mcu.ptr<const i8>, i32) : i32 {
    %a = mcu.load %p[%c0] {unaligned} : !mcu.ptr<const i8> -> i32
    %b = mcu.load %p[%c0] {offset = 4092 : i32, unaligned} : !mcu.ptr<const i8> -> i32
    %more = mcu.smlad %a, %b, %sum
    %next = mcu.offset %p[%back] : !mcu.ptr<const i8> -> !mcu.ptr<const i8>
    scf.yield %next, %more : !mcu.ptr<const i8>, i32
  }
  %byte = arith.trunci %end#1 : i32 to i8
  mcu.store %byte, %to[%c0] : i8, !mcu.ptr<i8>
  return
}

// The second load takes one cycle behind the first, where it does not stand.

// CHECK-LABEL: "pairs:\n"
// CHECK: "ldr [[A:r[0-9]+]], {{\[}}[[X:r[0-9]+]], #0]\n"
// CHECK-NEXT: "ldr {{r[0-9]+}}, {{\[}}[[X]], #4]\n"
// CHECK-NEXT: "sxtb16 {{r[0-9]+}}, [[A]]\n"
func.func private @pairs(%x: !mcu.ptr<const i8>, %to: !mcu.ptr<i8>)
    attributes {mcu.assembly} {
  %c0 = arith.constant 0 : i32
  %a = mcu.load %x[%c0] {unaligned} : !mcu.ptr<const i8> -> i32
  %wide = mcu.sxtb16 %a
  %b = mcu.load %x[%c0] {offset = 4 : i32, unaligned} : !mcu.ptr<const i8> -> i32
  %sum = mcu.smlad %wide, %b, %a
  %byte = arith.trunci %sum : i32 to i8
  mcu.store %byte, %to[%c0] : i8, !mcu.ptr<i8>
  return
}

// Where a pointer moves to takes its register, also where a lower one is free:
// then an access moves it.

// CHECK-LABEL: "moves:\n"
// CHECK-NOT: "add
// CHECK: "ldr {{r[0-9]+}}, {{\[}}{{r[0-9]+}}], #8\n"
// CHECK-NOT: "add
// CHECK: "strb
func.func private @moves(%y: !mcu.ptr<const i8>, %x: !mcu.ptr<const i8>, %to: !mcu.ptr<i8>)
    attributes {mcu.assembly} {
  %c0 = arith.constant 0 : i32
  %c8 = arith.constant 8 : i32
  %a = mcu.load %x[%c0] {unaligned} : !mcu.ptr<const i8> -> i32
  %z = mcu.load %y[%c0] {unaligned} : !mcu.ptr<const i8> -> i32
  %first = mcu.smlad %a, %z, %a
  %next = mcu.offset %x[%c8] : !mcu.ptr<const i8> -> !mcu.ptr<const i8>
  %b = mcu.load %next[%c0] {unaligned} : !mcu.ptr<const i8> -> i32
  %c = mcu.load %next[%c0] {offset = 4 : i32, unaligned} : !mcu.ptr<const i8> -> i32
  %sum = mcu.smlad %c, %b, %first
  %byte = arith.trunci %sum : i32 to i8
  mcu.store %byte, %to[%c0] : i8, !mcu.ptr<i8>
  return
}

func.func @call(%x: !mcu.ptr<const i8>, %to: !mcu.ptr<i8>) {
  func.call @steps(%x, %to) : (!mcu.ptr<const i8>, !mcu.ptr<i8>) -> ()
  func.call @far(%x, %to) : (!mcu.ptr<const i8>, !mcu.ptr<i8>) -> ()
  func.call @back(%x, %to) : (!mcu.ptr<const i8>, !mcu.ptr<i8>) -> ()
  func.call @pairs(%x, %to) : (!mcu.ptr<const i8>, !mcu.ptr<i8>) -> ()
  func.call @moves(%x, %x, %to) : (!mcu.ptr<const i8>, !mcu.ptr<const i8>, !mcu.ptr<i8>) -> ()
  return
}
