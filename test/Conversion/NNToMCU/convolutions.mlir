// RUN: tinymlc-opt %s -convert-nn-to-mcu -split-input-file | FileCheck %s
// RUN: tinymlc-opt %s -convert-nn-to-mcu=name=net -split-input-file | FileCheck %s --check-prefix=NAME

// Weights go to groups of four channels, tap by tap; the fifth channel is a
// group of its own. The bias takes in the input's offset, -3, times the sum of
// the channel's weights: 100 - 3 * (1 + 2) = 91. 0.5 * 0.25 / 0.5 is half of
// 2^-1.

!in = !quant.uniform<i8:f32, 0.5:3>
!filter = !quant.uniform<i8:f32, 0.25>
!out = !quant.uniform<i8:f32, 0.5:-7>
// CHECK-LABEL: mcu.model @model
// NAME: mcu.model @net
// CHECK: %[[X:.*]] = mcu.buffer "input_0" : <1x3x4x1xi8>
// CHECK: %[[Y:.*]] = mcu.buffer "tensor" : <1x3x3x5xi8>
// CHECK: %[[W:.*]] = mcu.constant "weights" dense<[1, 3, 5, 7, 2, 4, 6, 8, 9, 10]> : tensor<10xi8> : <const 10xi8>
// CHECK{LITERAL}: mcu.constant "params" dense<[[91, 1073741824, -1], [179, 1073741824, -1], [267, 1073741824, -1], [355, 1073741824, -1], [443, 1073741824, -1]]> : tensor<5x3xi32>
// CHECK: mcu.conv_2d %[[X]], %[[W]], %{{.*}}, %[[Y]] {dilations = array<i64: 1, 1>, exact, filter_size = array<i64: 1, 2>, input_offset = -3 : i32, maximum = 127 : i32, minimum = -128 : i32, output_offset = -7 : i32, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>, tile = 4 : i64, unroll = 4 : i64}
func.func @main(%x: tensor<1x3x4x1x!in>) -> tensor<1x3x3x5x!out> {
  %w = nn.constant dense<[[[[1], [2]]], [[[3], [4]]], [[[5], [6]]], [[[7], [8]]], [[[9], [10]]]]> : tensor<5x1x2x1xi8> -> tensor<5x1x2x1x!filter>
  %b = nn.constant dense<[100, 200, 300, 400, 500]> : tensor<5xi32> -> tensor<5xi32>
  %0 = nn.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x3x4x1x!in>, tensor<5x1x2x1x!filter>, tensor<5xi32>) -> tensor<1x3x3x5x!out>
  return %0 : tensor<1x3x3x5x!out>
}

// -----

// Windows that leave an input of offset -3 need the bias as it was, too.

!in = !quant.uniform<i8:f32, 0.5:3>
!filter = !quant.uniform<i8:f32, 0.25>
!out = !quant.uniform<i8:f32, 0.5>
// CHECK-LABEL: mcu.model
// CHECK{LITERAL}: "params" dense<[[91, 1073741824, -1, 100]]> : tensor<1x4xi32>
// CHECK: padding = array<i64: 0, 0, 0, 1>
func.func @main(%x: tensor<1x3x4x1x!in>) -> tensor<1x3x4x1x!out> {
  %w = nn.constant dense<[[[[1], [2]]]]> : tensor<1x1x2x1xi8> -> tensor<1x1x2x1x!filter>
  %b = nn.constant dense<100> : tensor<1xi32> -> tensor<1xi32>
  %0 = nn.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 1>}
    : (tensor<1x3x4x1x!in>, tensor<1x1x2x1x!filter>, tensor<1xi32>) -> tensor<1x3x4x1x!out>
  return %0 : tensor<1x3x4x1x!out>
}

// -----

// Not so where a zero in the border is the zero point. No bias is a bias of 0.

!in = !quant.uniform<i8:f32, 0.5>
!filter = !quant.uniform<i8:f32, 0.25>
!out = !quant.uniform<i8:f32, 0.5>
// CHECK-LABEL: mcu.model
// CHECK{LITERAL}: "params" dense<[[0, 1073741824, -1]]> : tensor<1x3xi32>
func.func @main(%x: tensor<1x3x4x1x!in>) -> tensor<1x3x4x1x!out> {
  %w = nn.constant dense<[[[[1], [2]]]]> : tensor<1x1x2x1xi8> -> tensor<1x1x2x1x!filter>
  %0 = nn.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 1>}
    : (tensor<1x3x4x1x!in>, tensor<1x1x2x1x!filter>) -> tensor<1x3x4x1x!out>
  return %0 : tensor<1x3x4x1x!out>
}

// -----

// Each channel has its own multiplier: 0.5 * 4 / 0.5 = 0.5 * 2^3 shifts left.

!in = !quant.uniform<i8:f32, 0.5>
!filter = !quant.uniform<i8:f32:0, {0.25,4.0}>
!out = !quant.uniform<i8:f32, 0.5>
// CHECK-LABEL: mcu.model
// CHECK{LITERAL}: "params" dense<[[0, 1073741824, -1], [0, 1073741824, 3]]> : tensor<2x3xi32>
// CHECK: mcu.conv_2d {{.*}} exact, {{.*}} left_shift,
func.func @main(%x: tensor<1x2x2x1x!in>) -> tensor<1x1x1x2x!out> {
  %w = nn.constant dense<1> : tensor<2x2x2x1xi8> -> tensor<2x2x2x1x!filter>
  %0 = nn.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x2x2x1x!in>, tensor<2x2x2x1x!filter>) -> tensor<1x1x1x2x!out>
  return %0 : tensor<1x1x1x2x!out>
}

// -----

// |bias| + 128 * |weight| reaches 2^30: sums are not proven to stay within int32.

!q = !quant.uniform<i8:f32, 0.5>
// CHECK-LABEL: mcu.model
// CHECK-NOT: exact
// CHECK: mcu.conv_2d
// CHECK-NOT: exact
func.func @main(%x: tensor<1x2x2x1x!q>) -> tensor<1x1x1x1x!q> {
  %w = nn.constant dense<[[[[1], [0]], [[0], [0]]]]> : tensor<1x2x2x1xi8> -> tensor<1x2x2x1x!q>
  %b = nn.constant dense<-1073741696> : tensor<1xi32> -> tensor<1xi32>
  %0 = nn.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x2x2x1x!q>, tensor<1x2x2x1x!q>, tensor<1xi32>) -> tensor<1x1x1x1x!q>
  return %0 : tensor<1x1x1x1x!q>
}

// -----

// One less than that, and they are.

!q = !quant.uniform<i8:f32, 0.5>
// CHECK-LABEL: mcu.model
// CHECK: mcu.conv_2d {{.*}} exact,
func.func @main(%x: tensor<1x2x2x1x!q>) -> tensor<1x1x1x1x!q> {
  %w = nn.constant dense<[[[[1], [0]], [[0], [0]]]]> : tensor<1x2x2x1xi8> -> tensor<1x2x2x1x!q>
  %b = nn.constant dense<-1073741695> : tensor<1xi32> -> tensor<1xi32>
  %0 = nn.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x2x2x1x!q>, tensor<1x2x2x1x!q>, tensor<1xi32>) -> tensor<1x1x1x1x!q>
  return %0 : tensor<1x1x1x1x!q>
}

// -----

// A 1x1 filter walks all pixels of all images as one row. Float biases are the
// only column, and the bounds of relu6 are 0 and 6.

// CHECK-LABEL: mcu.model
// CHECK: %[[IN:.*]] = mcu.view %{{.*}} : <2x3x4x2xf32> -> <1x1x24x2xf32>
// CHECK: %[[OUT:.*]] = mcu.view %{{.*}} : <2x3x4x1xf32> -> <1x1x24x1xf32>
// CHECK{LITERAL}: "params" dense<1.500000e+00> : tensor<1x1xf32>
// CHECK: mcu.conv_2d %[[IN]], %{{.*}}, %{{.*}}, %[[OUT]] {{.*}} maximum = 6.000000e+00 : f32, minimum = 0.000000e+00 : f32
// CHECK: mcu.output %{{.*}}, 0 "output_0" {{.*}} : <2x3x4x1xf32>
func.func @main(%x: tensor<2x3x4x2xf32>) -> tensor<2x3x4x1xf32> {
  %w = nn.constant dense<[[[[1.0, 2.0]]]]> : tensor<1x1x1x2xf32> -> tensor<1x1x1x2xf32>
  %b = nn.constant dense<1.5> : tensor<1xf32> -> tensor<1xf32>
  %0 = nn.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, activation = #nn.activation<relu6>}
    : (tensor<2x3x4x2xf32>, tensor<1x1x1x2xf32>, tensor<1xf32>) -> tensor<2x3x4x1xf32>
  return %0 : tensor<2x3x4x1xf32>
}

// -----

// Not at stride 2, which leaves pixels out.

// CHECK-LABEL: mcu.model
// CHECK-NOT: mcu.view
// CHECK: mcu.conv_2d {{.*}} strides = array<i64: 2, 2>
func.func @main(%x: tensor<1x3x3x1xf32>) -> tensor<1x2x2x1xf32> {
  %w = nn.constant dense<1.0> : tensor<1x1x1x1xf32> -> tensor<1x1x1x1xf32>
  %0 = nn.conv_2d %x, %w {strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x3x3x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x2x2x1xf32>
  return %0 : tensor<1x2x2x1xf32>
}

// -----

// FULLY_CONNECTED is a 1x1 convolution over a row of batches.

// CHECK-LABEL: mcu.model
// CHECK: %[[IN:.*]] = mcu.view %{{.*}} : <2x2x3xf32> -> <1x1x4x3xf32>
// CHECK: %[[OUT:.*]] = mcu.view %{{.*}} : <4x2xf32> -> <1x1x4x2xf32>
// CHECK: "weights" dense<[1.000000e+00, 4.000000e+00, 2.000000e+00, 5.000000e+00, 3.000000e+00, 6.000000e+00]>
// CHECK: mcu.conv_2d %[[IN]], %{{.*}}, %{{.*}}, %[[OUT]] {{.*}} filter_size = array<i64: 1, 1>
func.func @main(%x: tensor<2x2x3xf32>) -> tensor<4x2xf32> {
  %w = nn.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32> -> tensor<2x3xf32>
  %0 = nn.fully_connected %x, %w : (tensor<2x2x3xf32>, tensor<2x3xf32>) -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}

// -----

// Depthwise filters are 1HWC already: channels of a tile lie side by side. Five
// channels are a tile of four and one more.

// CHECK-LABEL: mcu.model
// CHECK: "weights" dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00, 6.000000e+00, 7.000000e+00, 8.000000e+00, 9.000000e+00, 5.000000e+00, 1.000000e+01]>
// CHECK: mcu.depthwise_conv_2d {{.*}} tile = 4
func.func @main(%x: tensor<1x1x2x5xf32>) -> tensor<1x1x1x5xf32> {
  %w = nn.constant dense<[[[[1.0, 2.0, 3.0, 4.0, 5.0], [6.0, 7.0, 8.0, 9.0, 10.0]]]]> : tensor<1x1x2x5xf32> -> tensor<1x1x2x5xf32>
  %0 = nn.depthwise_conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x1x2x5xf32>, tensor<1x1x2x5xf32>) -> tensor<1x1x1x5xf32>
  return %0 : tensor<1x1x1x5xf32>
}

// -----

// A tile's channels read one input channel: with six for each, three at a time.

// CHECK-LABEL: mcu.model
// CHECK: mcu.depthwise_conv_2d {{.*}} tile = 3
func.func @main(%x: tensor<1x1x1x2xf32>) -> tensor<1x1x1x12xf32> {
  %w = nn.constant dense<1.0> : tensor<1x1x1x12xf32> -> tensor<1x1x1x12xf32>
  %0 = nn.depthwise_conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x1x1x2xf32>, tensor<1x1x1x12xf32>) -> tensor<1x1x1x12xf32>
  return %0 : tensor<1x1x1x12xf32>
}

// -----

// With five, one at a time.

// CHECK-LABEL: mcu.model
// CHECK: mcu.depthwise_conv_2d {{.*}} tile = 1
func.func @main(%x: tensor<1x1x1x2xf32>) -> tensor<1x1x1x10xf32> {
  %w = nn.constant dense<1.0> : tensor<1x1x1x10xf32> -> tensor<1x1x1x10xf32>
  %0 = nn.depthwise_conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x1x1x2xf32>, tensor<1x1x1x10xf32>) -> tensor<1x1x1x10xf32>
  return %0 : tensor<1x1x1x10xf32>
}

// -----

// Where size matters more than speed, loops are not unrolled.

// CHECK-LABEL: mcu.model
// CHECK: mcu.conv_2d {{.*}} unroll = 1
module attributes {mcu.target = #mcu.target<cpu = "cortex-m4", dsp = true, fpu = false, optimizationLevel = 2, optimizeSize = true>} {
  func.func @main(%x: tensor<1x8xf32>) -> tensor<1x1xf32> {
    %w = nn.constant dense<1.0> : tensor<1x8xf32> -> tensor<1x8xf32>
    %0 = nn.fully_connected %x, %w : (tensor<1x8xf32>, tensor<1x8xf32>) -> tensor<1x1xf32>
    return %0 : tensor<1x1xf32>
  }
}

// -----

// Output channels of a group read the group's input channels; tiles stay
// within groups: three channels each.

// CHECK-LABEL: mcu.model
// CHECK-NOT: mcu.view
// CHECK: "weights" dense<{{.*}}> : tensor<12xf32>
// CHECK: mcu.conv_2d {{.*}} tile = 3
func.func @main(%x: tensor<1x1x1x4xf32>) -> tensor<1x1x1x6xf32> {
  %w = nn.constant dense<1.0> : tensor<6x1x1x2xf32> -> tensor<6x1x1x2xf32>
  %0 = nn.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x1x1x4xf32>, tensor<6x1x1x2xf32>) -> tensor<1x1x1x6xf32>
  return %0 : tensor<1x1x1x6xf32>
}

// -----

// RELU leaves 3 to 127 of offset -3: sums reach from the bias to 10 + 2 * 124. A
// window beside the input adds nothing, and weights of both signs reach both ways.

!in = !quant.uniform<i8:f32, 0.5:3>
!filter = !quant.uniform<i8:f32, 0.25>
!out = !quant.uniform<i8:f32, 0.5:-7>
// CHECK-LABEL: mcu.model @model
// CHECK: mcu.conv_2d {{.*}} {accumulators = array<i64: 10, 258, -104, 268>, dilations
func.func @main(%x: tensor<1x3x4x1x!in>) -> tensor<1x3x4x2x!out> {
  %w = nn.constant dense<[[[[0], [2]]], [[[-1], [2]]]]> : tensor<2x1x2x1xi8> -> tensor<2x1x2x1x!filter>
  %b = nn.constant dense<[10, 20]> : tensor<2xi32> -> tensor<2xi32>
  %r = nn.relu %x : (tensor<1x3x4x1x!in>) -> tensor<1x3x4x1x!in>
  %0 = nn.conv_2d %r, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 1>}
    : (tensor<1x3x4x1x!in>, tensor<2x1x2x1x!filter>, tensor<2xi32>) -> tensor<1x3x4x2x!out>
  return %0 : tensor<1x3x4x2x!out>
}
