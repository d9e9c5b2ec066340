// RUN: tinymlc-translate -mcu-to-c %s | FileCheck %s

// A byte less its zero point may never be negative. Clang must not see that.
// CHECK-LABEL: void dot(
// CHECK: = tml_product_i64([[X:v[0-9]+]] + 128, [[W:v[0-9]+]]);
// CHECK: = tml_product_i64([[X]] - -128, [[W]]);
// Other factors have a sign that nobody knows.
// CHECK-NOT: tml_product_i64
func.func @dot(%x: !mcu.ptr<const i8>, %w: !mcu.ptr<const i8>, %y: !mcu.ptr<i8>) {
  %c0 = arith.constant 0 : i32
  %c128 = arith.constant 128 : i32
  %m128 = arith.constant -128 : i32
  %xv = mcu.load %x[%c0] : !mcu.ptr<const i8> -> i8
  %xe = arith.extsi %xv : i8 to i32
  %added = arith.addi %xe, %c128 overflow<nsw> : i32
  %less = arith.subi %xe, %m128 overflow<nsw> : i32
  %wv = mcu.load %w[%c0] : !mcu.ptr<const i8> -> i32
  %ww = arith.extsi %wv : i32 to i64
  %aw = arith.extsi %added : i32 to i64
  %lw = arith.extsi %less : i32 to i64
  %xw = arith.extsi %xe : i32 to i64
  %0 = arith.muli %aw, %ww overflow<nsw> : i64
  mcu.store %0, %y[%c0] : i64, !mcu.ptr<i8>
  %1 = arith.muli %ww, %lw : i64
  mcu.store %1, %y[%c0] : i64, !mcu.ptr<i8>
  %2 = arith.muli %ww, %ww : i64
  mcu.store %2, %y[%c0] : i64, !mcu.ptr<i8>
  %3 = arith.muli %xw, %ww : i64
  mcu.store %3, %y[%c0] : i64, !mcu.ptr<i8>
  return
}
