// RUN: tinymlc-opt -mcu-prepare-for-target %s | FileCheck %s

// CHECK-NOT: @nobody
mcu.global @nobody dense<0> : tensor<4xi8>
mcu.global @nobody_alive dense<0> : tensor<4xi8>
func.func private @nobody_calls() {
  %0 = mcu.address_of @nobody_alive : !mcu.ptr<const i8>
  func.call @takes(%0) : (!mcu.ptr<const i8>) -> ()
  return
}
func.func private @takes(%p: !mcu.ptr<const i8>) {
  return
}

// CHECK: mcu.global @used
mcu.global @used dense<0> : tensor<4xi8>

// CHECK-LABEL: func.func @absolute
// CHECK-NOT: math.absi
// CHECK: arith.select
func.func @absolute(%a: i32) -> i32 {
  %0 = math.absi %a : i32
  return %0 : i32
}

// No function of the C library rounds.
// CHECK-LABEL: func.func @rounding
// CHECK-NOT: math.floor
// CHECK-NOT: math.trunc
func.func @rounding(%a: f32) -> f32 {
  %0 = math.floor %a : f32
  %1 = math.trunc %0 : f32
  return %1 : f32
}

// CHECK-LABEL: func.func @uses
func.func @uses() -> !mcu.ptr<const i8> {
  // CHECK-NOT: mcu.ptr_to_int
  %0 = mcu.address_of @used : !mcu.ptr<const i8>
  %1 = mcu.ptr_to_int %0 : !mcu.ptr<const i8>
  return %0 : !mcu.ptr<const i8>
}
