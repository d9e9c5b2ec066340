// RUN: tinymlc-opt %s -convert-nn-to-mcu -split-input-file | FileCheck %s

// ARMv6-M. Eight channels and more share the sum of a window that an unsigned
// filter needs: 1 is stored as 129, that is -127. 0.5 * 0.25 / 0.5 is half of
// 2^-1, a shift below 0: halfwords are multiplied.

!in = !quant.uniform<i8:f32, 0.5:3>
!filter = !quant.uniform<i8:f32, 0.25>
!out = !quant.uniform<i8:f32, 0.5:-7>
// CHECK-LABEL: mcu.model
// CHECK: mcu.constant "weights" dense<[-127, -127, -127, -127, -126, -126, -126, -126,
// CHECK: mcu.conv_2d {{.*}}, exact, {{.*}}unroll = 4 : i64, unsigned_filter, word_products}
module attributes {mcu.target = #mcu.target<cpu = "cortex-m0plus", dsp = false, fpu = false, optimizationLevel = 2, optimizeSize = false>} {
func.func @main(%x: tensor<1x2x!in>) -> tensor<1x8x!out> {
  %w = nn.constant dense<[[1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [1, 2]]> : tensor<8x2xi8> -> tensor<8x2x!filter>
  %b = nn.constant dense<100> : tensor<8xi32> -> tensor<8xi32>
  %0 = nn.fully_connected %x, %w, %b : (tensor<1x2x!in>, tensor<8x2x!filter>, tensor<8xi32>) -> tensor<1x8x!out>
  return %0 : tensor<1x8x!out>
}
}

// -----

// Few channels keep a signed filter; where a shift is not below 0, products have
// 64 bits.

!in = !quant.uniform<i8:f32, 0.5:3>
!filter = !quant.uniform<i8:f32, 1.0>
!out = !quant.uniform<i8:f32, 0.5:-7>
// CHECK-LABEL: mcu.model
// CHECK: mcu.constant "weights" dense<[1, 1, 2, 2]>
// CHECK: mcu.conv_2d
// CHECK-NOT: unsigned_filter
// CHECK-NOT: word_products
// CHECK: mcu.output
module attributes {mcu.target = #mcu.target<cpu = "cortex-m0plus", dsp = false, fpu = false, optimizationLevel = 2, optimizeSize = false>} {
func.func @main(%x: tensor<1x2x!in>) -> tensor<1x2x!out> {
  %w = nn.constant dense<[[1, 2], [1, 2]]> : tensor<2x2xi8> -> tensor<2x2x!filter>
  %b = nn.constant dense<100> : tensor<2xi32> -> tensor<2xi32>
  %0 = nn.fully_connected %x, %w, %b : (tensor<1x2x!in>, tensor<2x2x!filter>, tensor<2xi32>) -> tensor<1x2x!out>
  return %0 : tensor<1x2x!out>
}
}

// -----

// Depthwise channels share no input. Other cores extend signs as they load, and
// have long products.

!in = !quant.uniform<i8:f32, 0.5:3>
!filter = !quant.uniform<i8:f32, 0.25>
!out = !quant.uniform<i8:f32, 0.5:-7>
// CHECK-LABEL: mcu.model
// CHECK: mcu.depthwise_conv_2d {{.*}}unroll = 4 : i64, word_products}
module attributes {mcu.target = #mcu.target<cpu = "cortex-m0plus", dsp = false, fpu = false, optimizationLevel = 2, optimizeSize = false>} {
func.func @main(%x: tensor<1x1x1x8x!in>) -> tensor<1x1x1x8x!out> {
  %w = nn.constant dense<1> : tensor<1x1x1x8xi8> -> tensor<1x1x1x8x!filter>
  %b = nn.constant dense<100> : tensor<8xi32> -> tensor<8xi32>
  %0 = nn.depthwise_conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x1x1x8x!in>, tensor<1x1x1x8x!filter>, tensor<8xi32>) -> tensor<1x1x1x8x!out>
  return %0 : tensor<1x1x1x8x!out>
}
}
