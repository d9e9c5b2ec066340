// RUN: tinymlc-opt %s -convert-mcu-to-loops -verify-diagnostics

// expected-error @+1 {{has no offsets; run mcu-plan-arena first}}
mcu.model @net {
  %x = mcu.buffer "x" : <4xi8>
  mcu.fill %x {value = 0 : i8} : !mcu.buffer<4xi8>
}
