// RUN: tinymlc-translate -mcu-to-asm %s | FileCheck %s --check-prefixes=CHECK,SOFT
// RUN: tinymlc-translate -mcu-to-asm -mcu-float-abi=hard %s | FileCheck %s --check-prefixes=CHECK,HARD

// expf takes its float by value: the object is for one ABI only.
// SOFT-NOT: .eabi_attribute 28
// HARD: .eabi_attribute 28, 1
// CHECK-NOT: .eabi_attribute 28, 3
// CHECK-LABEL: {{^}}exponential:
// SOFT: bl __aeabi_fadd
// HARD: vadd.f32
// CHECK: {{bl?}} expf
func.func @exponential(%p: !mcu.ptr<none>) {
  %c0 = arith.constant 0 : i32
  %x = mcu.load %p[%c0] : !mcu.ptr<none> -> f32
  %d = arith.addf %x, %x : f32
  %e = math.exp %d : f32
  mcu.store %e, %p[%c0] : f32, !mcu.ptr<none>
  return
}
