// RUN: tinymlc-opt %s | tinymlc-opt | FileCheck %s

// Every operator, printed and read back; what verifiers must let through.

!q = !quant.uniform<i8:f32, 5.000000e-01:3>
!filter = !quant.uniform<i8:f32:0, {1.000000e-01,2.000000e-01}>
!depthwise = !quant.uniform<i8:f32:3, {1.000000e-01,2.000000e-01}>
!weights = !quant.uniform<i8:f32, 2.500000e-01>
!half = !quant.uniform<i8:f32, 3.906250e-03:-128>
!tanh = !quant.uniform<i8:f32, 7.812500e-03>
!short = !quant.uniform<i16:f32, 1.52587890625E-5:-32768>

// CHECK-LABEL: func.func @constant
func.func @constant() -> (tensor<2x!q>, tensor<f32>, tensor<3xi32>) {
  // CHECK: nn.constant dense<[1, -2]> : tensor<2xi8> -> tensor<2x!quant.uniform<i8:f32, 5.000000e-01:3>>
  %0 = nn.constant dense<[1, -2]> : tensor<2xi8> -> tensor<2x!q>
  // CHECK: nn.constant dense<1.500000e+00> : tensor<f32> -> tensor<f32>
  %1 = nn.constant dense<1.5> : tensor<f32> -> tensor<f32>
  // CHECK: nn.constant dense<7> : tensor<3xi32> -> tensor<3xi32>
  %2 = nn.constant dense<7> : tensor<3xi32> -> tensor<3xi32>
  return %0, %1, %2 : tensor<2x!q>, tensor<f32>, tensor<3xi32>
}

// CHECK-LABEL: func.func @conv_2d
func.func @conv_2d(%input: tensor<2x5x4x6x!q>, %filter: tensor<2x3x3x3x!filter>,
    %bias: tensor<2xi32>) -> tensor<2x3x2x2x!q> {
  // CHECK: nn.conv_2d %{{.*}}, %{{.*}}, %{{.*}} {activation = #nn.activation<relu6>, dilations = array<i64: 2, 1>, padding = array<i64: 2, 2, 0, 1>, strides = array<i64: 2, 2>}
  %0 = nn.conv_2d %input, %filter, %bias
    {strides = array<i64: 2, 2>, dilations = array<i64: 2, 1>,
     padding = array<i64: 2, 2, 0, 1>, activation = #nn.activation<relu6>}
    : (tensor<2x5x4x6x!q>, tensor<2x3x3x3x!filter>, tensor<2xi32>)
    -> tensor<2x3x2x2x!q>
  return %0 : tensor<2x3x2x2x!q>
}

// CHECK-LABEL: func.func @depthwise_conv_2d
func.func @depthwise_conv_2d(%input: tensor<1x4x4x1x!q>,
    %filter: tensor<1x2x2x2x!depthwise>) -> tensor<1x3x3x2x!q> {
  // CHECK: nn.depthwise_conv_2d %{{.*}}, %{{.*}} {dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
  %0 = nn.depthwise_conv_2d %input, %filter
    {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
     padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x1x!q>, tensor<1x2x2x2x!depthwise>) -> tensor<1x3x3x2x!q>
  return %0 : tensor<1x3x3x2x!q>
}

// CHECK-LABEL: func.func @fully_connected
func.func @fully_connected(%input: tensor<2x2x4x!q>, %filter: tensor<3x4x!weights>,
    %bias: tensor<3xi32>) -> tensor<2x2x3x!q> {
  // CHECK: nn.fully_connected
  %0 = nn.fully_connected %input, %filter, %bias
    : (tensor<2x2x4x!q>, tensor<3x4x!weights>, tensor<3xi32>) -> tensor<2x2x3x!q>
  return %0 : tensor<2x2x3x!q>
}

// Scales of a pool's ends may differ by what converters' rounding leaves.
// CHECK-LABEL: func.func @pools
func.func @pools(%input: tensor<1x5x5x3x!quant.uniform<i8:f32, 0.5000005>>) -> tensor<1x3x3x3xf32> {
  // CHECK: nn.average_pool_2d
  %0 = nn.average_pool_2d %input {filter_size = array<i64: 2, 3>,
    strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 1, 1>}
    : (tensor<1x5x5x3x!quant.uniform<i8:f32, 0.5000005>>)
    -> tensor<1x3x3x3x!quant.uniform<i8:f32, 5.000000e-01>>
  // CHECK: nn.dequantize
  %1 = nn.dequantize %0
    : (tensor<1x3x3x3x!quant.uniform<i8:f32, 5.000000e-01>>) -> tensor<1x3x3x3xf32>
  // CHECK: nn.max_pool_2d
  %2 = nn.max_pool_2d %1 {filter_size = array<i64: 1, 1>,
    strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x3x3x3xf32>) -> tensor<1x3x3x3xf32>
  return %2 : tensor<1x3x3x3xf32>
}

// CHECK-LABEL: func.func @mean
func.func @mean(%input: tensor<2x3x4xf32>) -> (tensor<f32>, tensor<2x1x4xf32>, tensor<2x3x4xf32>) {
  // CHECK: nn.mean %{{.*}} {axes = array<i64: 0, 1, 2>, keep_dims = false}
  %0 = nn.mean %input {axes = array<i64: 0, 1, 2>, keep_dims = false}
    : (tensor<2x3x4xf32>) -> tensor<f32>
  // CHECK: nn.mean %{{.*}} {axes = array<i64: 1>, keep_dims = true}
  %1 = nn.mean %input {axes = array<i64: 1>, keep_dims = true}
    : (tensor<2x3x4xf32>) -> tensor<2x1x4xf32>
  // CHECK: nn.mean %{{.*}} {axes = array<i64>, keep_dims = false}
  %2 = nn.mean %input {axes = array<i64>, keep_dims = false}
    : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return %0, %1, %2 : tensor<f32>, tensor<2x1x4xf32>, tensor<2x3x4xf32>
}

// CHECK-LABEL: func.func @binary
func.func @binary(%a: tensor<2x1x4x!q>, %b: tensor<3x1x!q>, %c: tensor<!q>) -> tensor<2x3x4x!weights> {
  // CHECK: nn.add
  %0 = nn.add %a, %b : (tensor<2x1x4x!q>, tensor<3x1x!q>) -> tensor<2x3x4x!q>
  // CHECK: nn.sub
  %1 = nn.sub %0, %c {activation = #nn.activation<relu_n1_to_1>}
    : (tensor<2x3x4x!q>, tensor<!q>) -> tensor<2x3x4x!weights>
  // CHECK: nn.mul
  %2 = nn.mul %1, %1 : (tensor<2x3x4x!weights>, tensor<2x3x4x!weights>) -> tensor<2x3x4x!weights>
  return %2 : tensor<2x3x4x!weights>
}

// CHECK-LABEL: func.func @unary
func.func @unary(%input: tensor<2x3xf32>) -> tensor<2x3x!short> {
  // CHECK: nn.quantize
  %0 = nn.quantize %input : (tensor<2x3xf32>) -> tensor<2x3x!weights>
  // CHECK: nn.quantize
  %1 = nn.quantize %0 : (tensor<2x3x!weights>) -> tensor<2x3x!q>
  // CHECK: nn.logistic
  %2 = nn.logistic %1 : (tensor<2x3x!q>) -> tensor<2x3x!half>
  // CHECK: nn.tanh
  %3 = nn.tanh %2 : (tensor<2x3x!half>) -> tensor<2x3x!tanh>
  // CHECK: nn.relu
  %4 = nn.relu %3 : (tensor<2x3x!tanh>) -> tensor<2x3x!half>
  // CHECK: nn.relu6
  %5 = nn.relu6 %4 : (tensor<2x3x!half>) -> tensor<2x3x!half>
  // CHECK: nn.hard_swish
  %6 = nn.hard_swish %5 : (tensor<2x3x!half>) -> tensor<2x3x!half>
  // CHECK: nn.leaky_relu
  %7 = nn.leaky_relu %6 {alpha = -2.500000e-01 : f32} : (tensor<2x3x!half>) -> tensor<2x3x!q>
  // CHECK: nn.softmax
  %8 = nn.softmax %7 {beta = 1.000000e+00 : f32} : (tensor<2x3x!q>) -> tensor<2x3x!half>
  // CHECK: nn.softmax
  %9 = nn.softmax %8 {beta = 2.000000e+00 : f32} : (tensor<2x3x!half>) -> tensor<2x3x!short>
  return %9 : tensor<2x3x!short>
}

// CHECK-LABEL: func.func @data_movement
func.func @data_movement(%input: tensor<2x3x!q>) -> tensor<8x3x!q> {
  // CHECK: nn.pad %{{.*}} {paddings = array<i64: 0, 0, 1, 0>, value = 3 : i8}
  %0 = nn.pad %input {paddings = array<i64: 0, 0, 1, 0>, value = 3 : i8}
    : (tensor<2x3x!q>) -> tensor<2x4x!q>
  // CHECK: nn.transpose
  %1 = nn.transpose %0 {permutation = array<i64: 1, 0>} : (tensor<2x4x!q>) -> tensor<4x2x!q>
  // CHECK: nn.reshape
  %2 = nn.reshape %1 : (tensor<4x2x!q>) -> tensor<8x1x!q>
  // CHECK: nn.concatenation
  %3 = nn.concatenation %2, %2, %2 {axis = 1 : i64}
    : (tensor<8x1x!q>, tensor<8x1x!q>, tensor<8x1x!q>) -> tensor<8x3x!q>
  // CHECK: nn.slice %{{.*}} {offsets = array<i64: 2, 1>} : {{.*}} -> tensor<6x1x
  %4 = nn.slice %3 {offsets = array<i64: 2, 1>} : (tensor<8x3x!q>) -> tensor<6x1x!q>
  return %3 : tensor<8x3x!q>
}

// CHECK-LABEL: func.func @pu_mlr
func.func @pu_mlr(%x: tensor<1x2x!q>, %f: tensor<2x1xf32>) -> (tensor<1x1x!half>, tensor<1x1xf32>) {
  // CHECK: nn.pu_mlr %{{.*}} {bias = 5.000000e-01 : f64, c = 2.500000e-01 : f64, outputs = [#nn.pu_mlr_output<positive>, #nn.pu_mlr_output<labelled>, #nn.pu_mlr_output<decision>], polynomial, threshold = 7.500000e-01 : f64, w = array<f64: 1.000000e-01, -2.000000e+00>, weight_bits = 8 : i64, weight_scale = 2.500000e-02 : f64}
  %0:3 = nn.pu_mlr %x
    {w = array<f64: 0.1, -2.0>, bias = 0.5 : f64, c = 0.25 : f64, threshold = 0.75 : f64,
     weight_bits = 8 : i64, weight_scale = 0.025 : f64, polynomial,
     outputs = [#nn.pu_mlr_output<positive>, #nn.pu_mlr_output<labelled>, #nn.pu_mlr_output<decision>]}
    : (tensor<1x2x!q>) -> (tensor<1x1x!half>, tensor<1x1x!quant.uniform<i8:f32, 9.765625e-04:-128>>, tensor<1x1x!quant.uniform<i8:f32, 1.0>>)
  // CHECK: nn.pu_mlr %{{.*}} {b = -1.500000e+00 : f64
  %1 = nn.pu_mlr %f {w = array<f64: 0.1, -2.0>, bias = 0.0 : f64, b = -1.5 : f64, outputs = [#nn.pu_mlr_output<positive>]} : (tensor<2x1xf32>) -> tensor<1x1xf32>
  return %0#0, %1 : tensor<1x1x!half>, tensor<1x1xf32>
}
