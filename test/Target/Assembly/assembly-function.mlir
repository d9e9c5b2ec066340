// RUN: tinymlc-translate %s --mcu-to-c | FileCheck %s
// RUN: tinymlc-translate %s --mcu-to-c | FileCheck %s --check-prefix=PLAIN

// Instructions in their order; the loop ends where its pointer does, and the sum
// stays in its register.
// CHECK: #if defined(TML_HAS_DSP)
// CHECK: void dot(const int8_t *, const int8_t *, int8_t *);
// CHECK: ".thumb_func\n"
// CHECK-NEXT: "dot:\n"
// CHECK: "0:\n"
// CHECK-NEXT: "ldr [[X:r[0-9]+]], {{\[}}[[P:r[0-9]+]]], #4\n"
// CHECK-NEXT: "ldr [[Y:r[0-9]+]], {{\[}}{{r[0-9]+}}], #4\n"
// CHECK-NEXT: "smlad [[SUM:r[0-9]+]], [[X]], [[Y]], [[SUM]]\n"
// CHECK-NEXT: "cmp [[P]], {{r[0-9]+}}\n"
// CHECK-NEXT: "bne 0b\n"
// CHECK-NEXT: "ssat {{r[0-9]+}}, #8, [[SUM]], asr #9\n"
// CHECK-NEXT: "strb
// CHECK: #else
// CHECK: #endif

// PLAIN: #else
// PLAIN: static TML_NOINLINE void dot(
// PLAIN: tml_smlad(
// PLAIN: tml_ssat8_asr(
// PLAIN: #endif

// What calls others is compiled for size.
// PLAIN: {{^}}static TML_NOINLINE TML_SMALL void call(
// PLAIN: {{^}}TML_COLD void all(
func.func private @dot(%x: !mcu.ptr<const i8>, %y: !mcu.ptr<const i8>, %to: !mcu.ptr<i8>)
    attributes {mcu.assembly} {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c8 = arith.constant 8 : i32
  %end:3 = scf.for %i = %c0 to %c8 step %c1 iter_args(%p = %x, %q = %y, %sum = %c0)
      -> (!mcu.ptr<const i8>, !mcu.ptr<const i8>, i32) : i32 {
    %a, %next_p = mcu.load_next %p : !mcu.ptr<const i8> -> !mcu.ptr<const i8>
    %b, %next_q = mcu.load_next %q : !mcu.ptr<const i8> -> !mcu.ptr<const i8>
    %more = mcu.smlad %a, %b, %sum
    scf.yield %next_p, %next_q, %more : !mcu.ptr<const i8>, !mcu.ptr<const i8>, i32
  }
  %y8 = mcu.ssat %end#2 asr 9
  %byte = arith.trunci %y8 : i32 to i8
  mcu.store %byte, %to[%c0] : i8, !mcu.ptr<i8>
  return
}

func.func private @call(%x: !mcu.ptr<const i8>, %y: !mcu.ptr<const i8>, %to: !mcu.ptr<i8>) {
  func.call @dot(%x, %y, %to) : (!mcu.ptr<const i8>, !mcu.ptr<const i8>, !mcu.ptr<i8>) -> ()
  return
}

// What gcc makes cold makes so what it alone calls: not what calls all kernels.

func.func @all(%x: !mcu.ptr<const i8>, %y: !mcu.ptr<const i8>, %to: !mcu.ptr<i8>) {
  func.call @call(%x, %y, %to) : (!mcu.ptr<const i8>, !mcu.ptr<const i8>, !mcu.ptr<i8>) -> ()
  return
}
