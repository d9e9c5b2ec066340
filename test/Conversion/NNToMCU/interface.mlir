// RUN: tinymlc-opt %s -convert-nn-to-mcu -split-input-file | FileCheck %s

// Names and signature names come from attributes, types stay as they were.

!q = !quant.uniform<i8:f32, 0.5:3>
// CHECK-LABEL: mcu.model
// CHECK: mcu.input %[[X:.*]], 0 "image" {signature = "pixels", type = tensor<4x!quant.uniform<i8:f32, 5.000000e-01:3>>} : <4xi8>
// CHECK: mcu.output %{{.*}}, 0 "scores" {signature = "", type = tensor<4x!quant.uniform<i8:f32, 5.000000e-01:3>>} : <4xi8>
func.func @main(%x: tensor<4x!q> {nn.name = "image", nn.signature_name = "pixels"}) -> (tensor<4x!q> {nn.name = "scores"}) {
  %0 = nn.relu %x : (tensor<4x!q>) -> tensor<4x!q>
  return %0 : tensor<4x!q>
}

// -----

// The caller cannot read flash: an output that is a constant is copied.

// CHECK-LABEL: mcu.model
// CHECK: %[[C:.*]] = mcu.constant {{.*}} : <const 2x2xf32>
// CHECK: %[[Y:.*]] = mcu.buffer "tensor" : <2x2xf32>
// CHECK: mcu.copy %[[C]], %[[Y]] {{.*}} sizes = array<i64: 4>
// CHECK: mcu.output %[[Y]]
func.func @main() -> tensor<2x2xf32> {
  %c = nn.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> -> tensor<2x2xf32>
  return %c : tensor<2x2xf32>
}

// -----

// An output may be an input, one tensor may be two outputs, and an input may go
// unread.

// CHECK-LABEL: mcu.model
// CHECK: mcu.input %[[X:.*]], 0 "input_0"
// CHECK: mcu.input %{{.*}}, 1 "input_1"
// CHECK: mcu.unary %[[X]], %[[Y:.*]] {
// CHECK: mcu.output %[[X]], 0 "output_0"
// CHECK: mcu.output %[[Y]], 1 "output_1"
// CHECK: mcu.output %[[Y]], 2 "output_2"
func.func @main(%x: tensor<4xf32>, %unread: tensor<2xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %0 = nn.tanh %x : (tensor<4xf32>) -> tensor<4xf32>
  return %x, %0, %0 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// -----

// Buffers have the names that the importer wrote into locations.

// CHECK-LABEL: mcu.model
// CHECK: mcu.buffer "hidden" : <4xf32>
// CHECK: mcu.buffer "plain" : <4xf32>
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = nn.tanh %x : (tensor<4xf32>) -> tensor<4xf32> loc("op 3 TANH 'hidden'")
  %1 = nn.relu %0 : (tensor<4xf32>) -> tensor<4xf32> loc("plain")
  return %1 : tensor<4xf32>
}
