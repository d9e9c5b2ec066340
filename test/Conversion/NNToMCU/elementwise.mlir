// RUN: tinymlc-opt %s -convert-nn-to-mcu -split-input-file | FileCheck %s

// int8 sums carry offsets, the left shift, then multiplier and shift of lhs,
// rhs and output. Scales 0.5 and 0.25 over twice the larger, 1: 0.5 * 2^0 and
// 0.5 * 2^-1; the output's is 1 / (2^20 * 0.5) = 0.5 * 2^-18.

// CHECK-LABEL: mcu.model
// CHECK: mcu.binary {{.*}}kind = #mcu.binary<add>, maximum = 127 : i32, minimum = -128 : i32, parameters = array<i64: -3, 5, 7, 20, 1073741824, 0, 1073741824, -1, 1073741824, -18>}
func.func @main(%x: tensor<4x!quant.uniform<i8:f32, 0.5:3>>, %y: tensor<4x!quant.uniform<i8:f32, 0.25:-5>>) -> tensor<4x!quant.uniform<i8:f32, 0.5:7>> {
  %0 = nn.add %x, %y : (tensor<4x!quant.uniform<i8:f32, 0.5:3>>, tensor<4x!quant.uniform<i8:f32, 0.25:-5>>) -> tensor<4x!quant.uniform<i8:f32, 0.5:7>>
  return %0 : tensor<4x!quant.uniform<i8:f32, 0.5:7>>
}

// -----

// Products carry offsets, one multiplier and one shift: 0.5 * 0.25 / 0.5. The
// fused relu ends at the output's zero point.

// CHECK-LABEL: mcu.model
// CHECK: mcu.binary {{.*}}kind = #mcu.binary<mul>, maximum = 127 : i32, minimum = 7 : i32, parameters = array<i64: -3, 5, 7, 1073741824, -1>}
func.func @main(%x: tensor<4x!quant.uniform<i8:f32, 0.5:3>>, %y: tensor<4x!quant.uniform<i8:f32, 0.25:-5>>) -> tensor<4x!quant.uniform<i8:f32, 0.5:7>> {
  %0 = nn.mul %x, %y {activation = #nn.activation<relu>} : (tensor<4x!quant.uniform<i8:f32, 0.5:3>>, tensor<4x!quant.uniform<i8:f32, 0.25:-5>>) -> tensor<4x!quant.uniform<i8:f32, 0.5:7>>
  return %0 : tensor<4x!quant.uniform<i8:f32, 0.5:7>>
}

// -----

// Float kernels have no parameters; a constant operand comes from flash.

// CHECK-LABEL: mcu.model
// CHECK: %[[C:.*]] = mcu.constant "constant" dense<1.000000e+00> : tensor<f32> : <const f32>
// CHECK: mcu.binary %{{.*}}, %[[C]], %{{.*}} {kind = #mcu.binary<sub>, maximum = 1.000000e+00 : f32, minimum = -1.000000e+00 : f32, parameters = array<i64>}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = nn.constant dense<1.0> : tensor<f32> -> tensor<f32>
  %0 = nn.sub %x, %c {activation = #nn.activation<relu_n1_to_1>} : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// int8 functions of one value are tables, by the stored byte: first 0..127,
// then -128..-1. RELU keeps what is not below the zero point.

!q = !quant.uniform<i8:f32, 0.5>
// CHECK-LABEL: mcu.model
// CHECK: %[[T:.*]] = mcu.constant "table" dense<"0x000102{{.*}}7D7E7F000000{{0*}}"> : tensor<256xi8> : <const 256xi8>
// CHECK: mcu.table_lookup %{{.*}}, %[[T]], %{{.*}} : !mcu.buffer<4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<4xi8>
func.func @main(%x: tensor<4x!q>) -> tensor<4x!q> {
  %0 = nn.relu %x : (tensor<4x!q>) -> tensor<4x!q>
  return %0 : tensor<4x!q>
}

// -----

// QUANTIZE from int8 to int8 at twice the scale halves; one rounding, so that
// halves go up: 1 -> 1, 127 -> 64, -127 -> -63, -1 -> 0.

!q = !quant.uniform<i8:f32, 0.5>
!r = !quant.uniform<i8:f32, 1.0>
// CHECK-LABEL: mcu.model
// CHECK: mcu.constant "table" dense<"0x00010102{{.*}}3F3F40C0C1C1{{.*}}FFFF00"> : tensor<256xi8>
// CHECK: mcu.table_lookup
func.func @main(%x: tensor<4x!q>) -> tensor<4x!r> {
  %0 = nn.quantize %x : (tensor<4x!q>) -> tensor<4x!r>
  return %0 : tensor<4x!r>
}

// -----

// Every other int8 function is a table, too.

!q = !quant.uniform<i8:f32, 0.5:1>
!half = !quant.uniform<i8:f32, 3.906250e-03:-128>
!tanh = !quant.uniform<i8:f32, 7.812500e-03>
// CHECK-LABEL: mcu.model
// CHECK-COUNT-5: mcu.table_lookup
// CHECK-NOT: mcu.unary
func.func @main(%x: tensor<4x!q>) -> (tensor<4x!half>, tensor<4x!tanh>, tensor<4x!q>, tensor<4x!q>, tensor<4x!q>) {
  %0 = nn.logistic %x : (tensor<4x!q>) -> tensor<4x!half>
  %1 = nn.tanh %x : (tensor<4x!q>) -> tensor<4x!tanh>
  %2 = nn.relu6 %x : (tensor<4x!q>) -> tensor<4x!q>
  %3 = nn.hard_swish %x : (tensor<4x!q>) -> tensor<4x!q>
  %4 = nn.leaky_relu %x {alpha = 0.1 : f32} : (tensor<4x!q>) -> tensor<4x!q>
  return %0, %1, %2, %3, %4 : tensor<4x!half>, tensor<4x!tanh>, tensor<4x!q>, tensor<4x!q>, tensor<4x!q>
}

// -----

// Float functions are kernels of their own. alpha is leaky_relu's slope, or the
// scale of a conversion.

!q = !quant.uniform<i8:f32, 0.5:1>
// CHECK-LABEL: mcu.model
// CHECK: mcu.unary {{.*}}kind = #mcu.unary<logistic>
// CHECK: mcu.unary {{.*}}kind = #mcu.unary<tanh>
// CHECK: mcu.unary {{.*}}kind = #mcu.unary<relu>
// CHECK: mcu.unary {{.*}}kind = #mcu.unary<relu6>
// CHECK: mcu.unary {{.*}}kind = #mcu.unary<hard_swish>
// CHECK: mcu.unary {{.*}} {alpha = 2.500000e-01 : f32, kind = #mcu.unary<leaky_relu>, zero_point = 0 : i32}
// CHECK: mcu.unary {{.*}} {alpha = 5.000000e-01 : f32, kind = #mcu.unary<quantize>, zero_point = 1 : i32} : !mcu.buffer<4xf32>, !mcu.buffer<4xi8>
// CHECK: mcu.unary {{.*}} {alpha = 5.000000e-01 : f32, kind = #mcu.unary<dequantize>, zero_point = 1 : i32} : !mcu.buffer<4xi8>, !mcu.buffer<4xf32>
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = nn.logistic %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = nn.tanh %0 : (tensor<4xf32>) -> tensor<4xf32>
  %2 = nn.relu %1 : (tensor<4xf32>) -> tensor<4xf32>
  %3 = nn.relu6 %2 : (tensor<4xf32>) -> tensor<4xf32>
  %4 = nn.hard_swish %3 : (tensor<4xf32>) -> tensor<4xf32>
  %5 = nn.leaky_relu %4 {alpha = 0.25 : f32} : (tensor<4xf32>) -> tensor<4xf32>
  %6 = nn.quantize %5 : (tensor<4xf32>) -> tensor<4x!q>
  %7 = nn.dequantize %6 : (tensor<4x!q>) -> tensor<4xf32>
  return %7 : tensor<4xf32>
}
