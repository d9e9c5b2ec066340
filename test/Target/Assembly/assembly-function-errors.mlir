// RUN: tinymlc-translate %s --mcu-to-c -split-input-file -verify-diagnostics

func.func @divides(%x: i32, %y: i32, %to: !mcu.ptr<i8>) attributes {mcu.assembly} {
  %c0 = arith.constant 0 : i32
  // expected-error @+1 {{has no instruction in an assembly function}}
  %z = arith.divsi %x, %y : i32
  mcu.store %z, %to[%c0] : i32, !mcu.ptr<i8>
  return
}

// -----

func.func @uses_its_counter(%to: !mcu.ptr<i8>) attributes {mcu.assembly} {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c8 = arith.constant 8 : i32
  // expected-error @+1 {{a loop in an assembly function only counts, from 0 by 1}}
  scf.for %i = %c0 to %c8 step %c1 : i32 {
    mcu.store %i, %to[%c0] : i32, !mcu.ptr<i8>
  }
  return
}

// -----

func.func @asks_for_equality(%x: i32, %to: !mcu.ptr<i8>) attributes {mcu.assembly} {
  %c0 = arith.constant 0 : i32
  %zero = arith.cmpi eq, %x, %c0 : i32
  // expected-error @+1 {{a condition in an assembly function only asks whether a word is above 0, without else}}
  scf.if %zero {
    mcu.store %x, %to[%c0] : i32, !mcu.ptr<i8>
  }
  return
}
