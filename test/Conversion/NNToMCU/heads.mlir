// RUN: tinymlc-opt %s -split-input-file -convert-nn-to-mcu | FileCheck %s

// Positive-unlabelled heads: a sum, and what is asked of it.

!q = !quant.uniform<i8:f32, 0.5:3>
!p = !quant.uniform<i8:f32, 3.906250e-03:-128>
!s = !quant.uniform<i8:f32, 9.765625e-04:-128>
!d = !quant.uniform<i8:f32, 1.0>

// One buffer for both probabilities; 127 and -64 in steps of 1/127, ties up; the
// start is -3 * (127 - 64).
// CHECK-LABEL: mcu.model @model
func.func @main(%x: tensor<1x2x!q>) -> (tensor<1x1x!p>, tensor<1x1x!s>, tensor<1x1x!d>) {
  // CHECK-DAG: %[[X:.*]] = mcu.buffer "input_0" : <1x2xi8>
  // CHECK-DAG: %[[W:.*]] = mcu.constant "weights" dense<[127, -63]> : tensor<2xi8> : <const 2xi8>
  // CHECK-DAG: %[[SUM:.*]] = mcu.buffer "sum" : <1xi32>
  // CHECK: mcu.dot_product %[[X]], %[[W]], %[[SUM]] {start = -192 : i32}
  // CHECK: %[[T:.*]] = mcu.constant "thresholds"
  // CHECK: mcu.threshold_lookup %[[SUM]], %[[T]], %[[P:.*]] : !mcu.buffer<1xi32>
  // CHECK: %[[D:.*]] = mcu.buffer
  // CHECK: mcu.at_least %[[SUM]], %[[D]] {minimum = -479 : i32}
  // CHECK: mcu.output %[[P]], 0
  // CHECK: mcu.output %[[P]], 1
  // CHECK: mcu.output %[[D]], 2
  %0:3 = nn.pu_mlr %x {w = array<f64: 1.0, -0.5>, bias = 0.5 : f64, c = 0.25 : f64, weight_bits = 8 : i64,
      outputs = [#nn.pu_mlr_output<positive>, #nn.pu_mlr_output<labelled>, #nn.pu_mlr_output<decision>]}
      : (tensor<1x2x!q>) -> (tensor<1x1x!p>, tensor<1x1x!s>, tensor<1x1x!d>)
  return %0#0, %0#1, %0#2 : tensor<1x1x!p>, tensor<1x1x!s>, tensor<1x1x!d>
}

// -----

// The decision alone is one comparison.
// CHECK-LABEL: mcu.model @model
// CHECK: mcu.dot_product
// CHECK-NOT: mcu.threshold_lookup
// CHECK: mcu.at_least
func.func @main(%x: tensor<2x!quant.uniform<i8:f32, 0.5:3>>) -> tensor<1x!quant.uniform<i8:f32, 1.0>> {
  %0 = nn.pu_mlr %x {w = array<f64: 1.0, -0.5>, bias = 0.5 : f64, c = 0.25 : f64, outputs = [#nn.pu_mlr_output<decision>]}
      : (tensor<2x!quant.uniform<i8:f32, 0.5:3>>) -> tensor<1x!quant.uniform<i8:f32, 1.0>>
  return %0 : tensor<1x!quant.uniform<i8:f32, 1.0>>
}

// -----

// int16 comes from the polynomial.
// CHECK-LABEL: mcu.model @model
// CHECK: mcu.dot_product
// CHECK: mcu.sigmoid %[[SUM:.*]], %[[P:.*]] {multiplier = {{.*}}, offset = {{.*}}, shift = {{.*}}} : !mcu.buffer<1xi32>, !mcu.buffer<1xi32>
// CHECK: mcu.narrow_probability %[[P]], %{{.*}} : !mcu.buffer<1xi32>, !mcu.buffer<1xi16>
func.func @main(%x: tensor<2x!quant.uniform<i16:f32, 0.5>>) -> tensor<1x!quant.uniform<i16:f32, 3.0517578125e-05>> {
  %0 = nn.pu_mlr %x {w = array<f64: 1.0, -0.5>, bias = 0.5 : f64, c = 0.25 : f64, outputs = [#nn.pu_mlr_output<positive>]}
      : (tensor<2x!quant.uniform<i16:f32, 0.5>>) -> tensor<1x!quant.uniform<i16:f32, 3.0517578125e-05>>
  return %0 : tensor<1x!quant.uniform<i16:f32, 3.0517578125e-05>>
}

// -----

// Floats: the logistic kernel, and c times its result.
// CHECK-LABEL: mcu.model @model
// CHECK: mcu.dot_product %{{.*}}, %{{.*}}, %[[SUM:.*]] {start = 1.88629436 : f32}
// CHECK: mcu.unary %[[SUM]], %[[P:.*]] {{.*}}kind = #mcu.unary<logistic>
// CHECK: %[[C:.*]] = mcu.constant "constant" dense<2.500000e-01> : tensor<1xf32>
// CHECK: mcu.binary %{{.*}}, %[[C]], %{{.*}}kind = #mcu.binary<mul>
func.func @main(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %0 = nn.pu_mlr %x {w = array<f64: 1.0, -0.5>, bias = 0.5 : f64, c = 0.25 : f64, outputs = [#nn.pu_mlr_output<labelled>]}
      : (tensor<1x2xf32>) -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}

// -----

// What learns: a state in the arena, its initial words, and the step.
// CHECK-LABEL: mcu.model @model
// CHECK: %[[I:.*]] = mcu.constant "head" dense<[8388608, -18431656, {{[0-9]+}}, 1073741824, 16777216, -8388608]> : tensor<6xi32>
// CHECK: %[[S:.*]] = mcu.buffer "head" : <6xi32>
// CHECK: mcu.state %[[S]], %[[I]]
// CHECK: mcu.pu_score %[[X:.*]], %[[S]], %[[P:.*]] {form = #mcu.pu_learning<q24>, scale = 7.812500e-03 : f64, zero_point = 0 : i32}
// CHECK: mcu.narrow_probability %[[P]]
// CHECK: mcu.at_least %[[P]], %{{.*}} {minimum = 39322 : i32}
// CHECK: mcu.pu_learn %[[X]], %[[S]] {decay = 0.000000e+00 : f64, form = #mcu.pu_learning<q24>, rate = 5.000000e-02 : f64
func.func @main(%x: tensor<2x!quant.uniform<i8:f32, 7.8125e-03>>) -> (tensor<1x!quant.uniform<i8:f32, 3.906250e-03:-128>>, tensor<1x!quant.uniform<i8:f32, 1.0>>) {
  %0:2 = nn.pu_mlr %x {w = array<f64: 1.0, -0.5>, bias = 0.5 : f64, c = 0.25 : f64, threshold = 0.6 : f64, learn = #nn.pu_learning<q24>,
      outputs = [#nn.pu_mlr_output<positive>, #nn.pu_mlr_output<decision>]}
      : (tensor<2x!quant.uniform<i8:f32, 7.8125e-03>>) -> (tensor<1x!quant.uniform<i8:f32, 3.906250e-03:-128>>, tensor<1x!quant.uniform<i8:f32, 1.0>>)
  return %0#0, %0#1 : tensor<1x!quant.uniform<i8:f32, 3.906250e-03:-128>>, tensor<1x!quant.uniform<i8:f32, 1.0>>
}
