// RUN: tinymlc-translate -mcu-to-c %s | FileCheck %s
// RUN: tinymlc-translate -mcu-to-asm %s | FileCheck %s --check-prefix=ASM

// A function that is passed has a type with a name, and is called by that.

// CHECK: typedef void (*tml_function_pci)(int8_t *, const int8_t *, int32_t);
// CHECK-LABEL: void move(
// CHECK-LABEL: void twice(
// CHECK: tml_function_pci [[F:v[0-9]+]])
// CHECK: [[F]](
// CHECK: [[F]](
// CHECK-LABEL: void run(
// CHECK: twice({{.*}}, move);

// ASM-LABEL: {{^}}twice:
// ASM: blx
// ASM-LABEL: {{^}}run:
// ASM: {{b|bl}}{{.*}}twice
// ASM: .long move
func.func private @move(%to: !mcu.ptr<i8>, %from: !mcu.ptr<const i8>, %i: i32) {
  %v = mcu.load %from[%i] : !mcu.ptr<const i8> -> i8
  mcu.store %v, %to[%i] : i8, !mcu.ptr<i8>
  return
}
func.func private @keep(%to: !mcu.ptr<i8>, %from: !mcu.ptr<const i8>, %i: i32) {
  mcu.store %i, %to[%i] : i32, !mcu.ptr<i8>
  return
}
func.func private @twice(%to: !mcu.ptr<i8>, %from: !mcu.ptr<const i8>, %f: (!mcu.ptr<i8>, !mcu.ptr<const i8>, i32) -> ()) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  func.call_indirect %f(%to, %from, %c0) : (!mcu.ptr<i8>, !mcu.ptr<const i8>, i32) -> ()
  func.call_indirect %f(%to, %from, %c1) : (!mcu.ptr<i8>, !mcu.ptr<const i8>, i32) -> ()
  return
}
func.func @run(%to: !mcu.ptr<i8>, %from: !mcu.ptr<const i8>) {
  %f = func.constant @move : (!mcu.ptr<i8>, !mcu.ptr<const i8>, i32) -> ()
  func.call @twice(%to, %from, %f) : (!mcu.ptr<i8>, !mcu.ptr<const i8>, (!mcu.ptr<i8>, !mcu.ptr<const i8>, i32) -> ()) -> ()
  return
}
func.func @other(%to: !mcu.ptr<i8>, %from: !mcu.ptr<const i8>) {
  %f = func.constant @keep : (!mcu.ptr<i8>, !mcu.ptr<const i8>, i32) -> ()
  func.call @twice(%to, %from, %f) : (!mcu.ptr<i8>, !mcu.ptr<const i8>, (!mcu.ptr<i8>, !mcu.ptr<const i8>, i32) -> ()) -> ()
  return
}
