// RUN: tinymlc-translate -mcu-to-c %s | FileCheck %s

// CHECK: #include "tml_runtime.h"
// CHECK: #if TML_RUNTIME_VERSION != {{[0-9]+}}
// CHECK-NEXT: #error
// CHECK-NEXT: #endif

// Bytes are packed into words, little end first, and filled up with zeros.
// CHECK-LABEL: static const uint32_t bytes[2] = {
// CHECK-NEXT: 0x04ff0201, 0x00000005
// CHECK-NEXT: };
mcu.global @bytes dense<[1, 2, -1, 4, 5]> : tensor<5xi8>

// CHECK-NOT: unused
mcu.global @unused dense<0> : tensor<5xi8>
func.func private @unused_too() {
  return
}

// A comment cannot run on into the code.
// CHECK: {{^}}// 3 CONV_2D 'a_b'{{$}}
// CHECK-NEXT: static TML_NOINLINE void multiply(const int8_t* [[X:v1]], const int8_t* [[W:v2]],
// CHECK-NEXT: int8_t* [[Y:v3]]) {
// CHECK-NEXT: int32_t [[SUM:v[0-9]+]] = 0;
// CHECK-NEXT: for (int32_t [[I:i[0-9]+]] = 0; [[I]] < 8; [[I]] += 1) {
// CHECK-NEXT:   [[SUM]] = [[SUM]] + (*([[X]] + [[I]]) - 3) * *([[W]] + [[I]]);
// CHECK-NEXT: }
// CHECK-NEXT: tml_store_i32([[Y]] + 4, [[SUM]]);
// CHECK-NEXT: return;
func.func private @multiply(%x: !mcu.ptr<const i8>, %w: !mcu.ptr<const i8>, %y: !mcu.ptr<i8>)
    attributes {mcu.comment = "3 CONV_2D 'a\\b'"} {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c8 = arith.constant 8 : i32
  %m3 = arith.constant -3 : i32
  %r = scf.for %i = %c0 to %c8 step %c1 iter_args(%a = %c0) -> (i32) : i32 {
    %xv = mcu.load %x[%i] : !mcu.ptr<const i8> -> i8
    %xe = arith.extsi %xv : i8 to i32
    %xo = arith.addi %xe, %m3 overflow<nsw> : i32
    %wv = mcu.load %w[%i] : !mcu.ptr<const i8> -> i8
    %we = arith.extsi %wv : i8 to i32
    %p = arith.muli %xo, %we overflow<nsw> : i32
    %s = arith.addi %a, %p overflow<nsw> : i32
    scf.yield %s : i32
  }
  mcu.store %r, %y[%c0] {offset = 4 : i32} : i32, !mcu.ptr<i8>
  return
}

// CHECK-LABEL: int run(void* v1) {
// CHECK-NEXT: int8_t* [[BYTES:v[0-9]+]] = (int8_t*) v1;
// CHECK-NEXT: multiply((const int8_t*) [[BYTES]], (const int8_t*) bytes, [[BYTES]] + 8);
// CHECK-NEXT: return 0;
func.func @run(%arena: !mcu.ptr<none>) -> i32 {
  %c8 = arith.constant 8 : i32
  %z = arith.constant 0 : i32
  %b = mcu.cast %arena : !mcu.ptr<none> -> !mcu.ptr<i8>
  %x = mcu.cast %b : !mcu.ptr<i8> -> !mcu.ptr<const i8>
  %w = mcu.address_of @bytes : !mcu.ptr<const i8>
  %y = mcu.offset %b[%c8] : !mcu.ptr<i8> -> !mcu.ptr<i8>
  func.call @multiply(%x, %w, %y) : (!mcu.ptr<const i8>, !mcu.ptr<const i8>, !mcu.ptr<i8>) -> ()
  return %z : i32
}

// CHECK-LABEL: int32_t wraps(int32_t v1, int32_t v2) {
// CHECK-NEXT: return (int32_t) ((uint32_t) v1 + (uint32_t) v2);
func.func private @wraps(%a: i32, %b: i32) -> i32 {
  %r = arith.addi %a, %b : i32
  return %r : i32
}

// CHECK-LABEL: int32_t wraps_twice(int32_t v1, int32_t v2) {
// CHECK-NEXT: return (int32_t) (((uint32_t) v1 - 5u) * (uint32_t) v2);
func.func private @wraps_twice(%a: i32, %b: i32) -> i32 {
  %m5 = arith.constant -5 : i32
  %s = arith.addi %a, %m5 : i32
  %r = arith.muli %s, %b : i32
  return %r : i32
}

// A product of widened factors cannot overflow.
// CHECK-LABEL: int64_t widening(int32_t v1, int32_t v2) {
// CHECK-NEXT: return (int64_t) v1 * (int64_t) v2;
func.func private @widening(%a: i32, %b: i32) -> i64 {
  %x = arith.extsi %a : i32 to i64
  %y = arith.extsi %b : i32 to i64
  %r = arith.muli %x, %y : i64
  return %r : i64
}

// CHECK-LABEL: float* constants(float v1, void* v2) {
func.func @constants(%a: f32, %p: !mcu.ptr<none>) -> !mcu.ptr<f32> {
  // CHECK-NOT: unused
  // CHECK: tml_store_f32({{.*}}, 0.100000001f);
  // CHECK: tml_store_f32({{.*}}, tml_i32_as_f32(2139095040));
  %c0 = arith.constant 0 : i32
  %f = arith.constant 0.1 : f32
  %inf = arith.constant 0x7F800000 : f32
  mcu.store %f, %p[%c0] : f32, !mcu.ptr<none>
  mcu.store %inf, %p[%c0] : f32, !mcu.ptr<none>
  %r = mcu.cast %p : !mcu.ptr<none> -> !mcu.ptr<f32>
  return %r : !mcu.ptr<f32>
}

// CHECK-LABEL: int32_t saturation(int32_t v1) {
// CHECK-NEXT: int32_t [[W:v[0-9]+]] = TML_SSAT(v1, 31);
// CHECK-NEXT: return tml_min_i32(tml_max_i32([[W]], -128), 127);
func.func private @saturation(%a: i32) -> i32 {
  %low = arith.constant -1073741824 : i32
  %high = arith.constant 1073741823 : i32
  %low8 = arith.constant -128 : i32
  %high8 = arith.constant 127 : i32
  %0 = arith.maxsi %a, %low : i32
  %1 = arith.minsi %0, %high : i32
  %2 = arith.maxsi %1, %low8 : i32
  %3 = arith.minsi %2, %high8 : i32
  return %3 : i32
}

// What the header declares takes and gives int, which need not be int32_t.
// CHECK-LABEL: int in_the_header(int v1) {
// CHECK-NEXT: return (int) tml_max_i32((int32_t) v1, 1);
func.func @in_the_header(%a: i32) -> i32 {
  %c1 = arith.constant 1 : i32
  %r = arith.maxsi %a, %c1 : i32
  return %r : i32
}

// CHECK-LABEL: int no_parameters(void) {
func.func @no_parameters() -> i32 {
  %c = arith.constant -2147483648 : i32
  // CHECK-NEXT: return (int) INT32_MIN;
  return %c : i32
}

// Expressions end where they get too long to read, so that a chain of clamps
// takes linear space.
// CHECK-LABEL: int32_t chain(int32_t v1) {
// CHECK: int32_t [[V:v[0-9]+]] = tml_max_i32({{.*}});
// CHECK: return tml_max_i32(tml_max_i32({{.*}}, 1), 1);
func.func private @chain(%a: i32) -> i32 {
  %c1 = arith.constant 1 : i32
  %0 = arith.maxsi %a, %c1 : i32
  %1 = arith.maxsi %0, %a : i32
  %2 = arith.maxsi %1, %0 : i32
  %3 = arith.maxsi %2, %1 : i32
  %4 = arith.maxsi %3, %c1 : i32
  %5 = arith.maxsi %4, %c1 : i32
  %6 = arith.maxsi %5, %c1 : i32
  %7 = arith.maxsi %6, %c1 : i32
  return %7 : i32
}

func.func @calls(%a: i32) -> i64 {
  %0 = func.call @wraps(%a, %a) : (i32, i32) -> i32
  %1 = func.call @wraps_twice(%0, %a) : (i32, i32) -> i32
  %2 = func.call @saturation(%1) : (i32) -> i32
  %3 = func.call @chain(%2) : (i32) -> i32
  %4 = func.call @widening(%3, %a) : (i32, i32) -> i64
  return %4 : i64
}
