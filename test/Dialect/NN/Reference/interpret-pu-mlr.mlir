// RUN: tinymlc-run %s --layers | FileCheck %s

// Heads on constants; c = 0.25, so that the logit is z + ln 4 = z + 1.386.

!q = !quant.uniform<i8:f32, 0.5:-2>
!w = !quant.uniform<i16:f32, 0.5>
!y = !quant.uniform<i8:f32, 3.906250e-03:-128>
!s = !quant.uniform<i8:f32, 9.765625e-04:-128>
!y16 = !quant.uniform<i16:f32, 3.0517578125e-05>
!d = !quant.uniform<i8:f32, 1.0>

func.func @main() -> tensor<1x!y> {
  // x = 1, -3; z = 2 * 1 - 0.5 * -3 - 4 = -0.5; p(y|x) = sigmoid(0.886) = 0.70813.
  %x = nn.constant dense<[0, -8]> : tensor<2xi8> -> tensor<2x!q>
  // CHECK: op nn.pu_mlr type INT8 bytes 1 crc {{[0-9a-f]+}} min 53 max 53
  // CHECK-NEXT: op nn.pu_mlr type INT8 bytes 1 crc {{[0-9a-f]+}} min 53 max 53
  // CHECK-NEXT: op nn.pu_mlr type INT8 bytes 1 crc {{[0-9a-f]+}} min 0 max 0
  %y:3 = nn.pu_mlr %x {w = array<f64: 2.0, -0.5>, bias = -4.0 : f64, c = 0.25 : f64, threshold = 0.71 : f64,
      outputs = [#nn.pu_mlr_output<positive>, #nn.pu_mlr_output<labelled>, #nn.pu_mlr_output<decision>]}
      : (tensor<2x!q>) -> (tensor<1x!y>, tensor<1x!s>, tensor<1x!d>)
  // 32768 * 0.70813 = 23203.9.
  // CHECK-NEXT: op nn.pu_mlr type INT16 bytes 2 crc {{[0-9a-f]+}} min 23204 max 23204
  %y16 = nn.pu_mlr %x {w = array<f64: 2.0, -0.5>, bias = -4.0 : f64, c = 0.25 : f64,
      outputs = [#nn.pu_mlr_output<positive>]} : (tensor<2x!q>) -> tensor<1x!y16>
  %f = nn.dequantize %x : (tensor<2x!q>) -> tensor<2xf32>
  // CHECK: op nn.pu_mlr type FLOAT32 bytes 4 crc {{[0-9a-f]+}} min 0.1770{{[0-9]+}} max
  // CHECK-NEXT: op nn.pu_mlr type INT8 bytes 1 crc {{[0-9a-f]+}} min 1 max 1
  %s:2 = nn.pu_mlr %f {w = array<f64: 2.0, -0.5>, bias = -4.0 : f64, c = 0.25 : f64, threshold = 0.7 : f64,
      outputs = [#nn.pu_mlr_output<labelled>, #nn.pu_mlr_output<decision>]}
      : (tensor<2xf32>) -> (tensor<1xf32>, tensor<1x!d>)
  // The surest negative and the surest positive: no infinity, no NaN.
  // CHECK: op nn.pu_mlr type FLOAT32 bytes 4 crc {{[0-9a-f]+}} min 0 max 0
  %no = nn.pu_mlr %f {w = array<f64: -800.0, 0.0>, bias = 0.0 : f64, c = 0.25 : f64,
      outputs = [#nn.pu_mlr_output<positive>]} : (tensor<2xf32>) -> tensor<1xf32>
  // CHECK: op nn.pu_mlr type FLOAT32 bytes 4 crc {{[0-9a-f]+}} min 1 max 1
  %yes = nn.pu_mlr %f {w = array<f64: 800.0, 0.0>, bias = 0.0 : f64, c = 0.25 : f64,
      outputs = [#nn.pu_mlr_output<positive>]} : (tensor<2xf32>) -> tensor<1xf32>
  return %y#0 : tensor<1x!y>
}
