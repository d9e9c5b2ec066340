// RUN: tinymlc-translate -mcu-to-asm %s | FileCheck %s
// RUN: tinymlc-translate -mcu-to-c %s | FileCheck %s --check-prefix=C

// Sums of bytes extend them on the way; a maximum of bytes is a difference, for
// its flags, and a selection.
// CHECK-LABEL: {{^}}bytewise:
// CHECK: sxtab16 [[EVEN:r[0-9]+|lr]], {{.*}}
// CHECK: sxtab16 {{.*}}, ror #8
// CHECK: ssub8 {{.*}}, [[A:r[0-9]+|lr]], [[B:r[0-9]+|lr]]
// CHECK-NEXT: sel {{.*}}, [[A]], [[B]]
// C: tml_sxtab16(
// C: tml_sxtab16_odd(
// C: tml_max8(
func.func @bytewise(%x: !mcu.ptr<const i8>, %sums: i32, %y: !mcu.ptr<i8>) attributes {mcu.assembly} {
  %c0 = arith.constant 0 : i32
  %a = mcu.load %x[%c0] {unaligned} : !mcu.ptr<const i8> -> i32
  %b = mcu.load %x[%c0] {offset = 4 : i32, unaligned} : !mcu.ptr<const i8> -> i32
  %even = mcu.sxtab16 %sums, %a
  %odd = mcu.sxtab16 odd %sums, %a
  %max = mcu.max8 %a, %b
  mcu.store %even, %y[%c0] {unaligned} : i32, !mcu.ptr<i8>
  mcu.store %odd, %y[%c0] {offset = 4 : i32, unaligned} : i32, !mcu.ptr<i8>
  mcu.store %max, %y[%c0] {offset = 8 : i32, unaligned} : i32, !mcu.ptr<i8>
  return
}
