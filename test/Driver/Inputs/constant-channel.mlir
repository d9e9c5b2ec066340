// The second of two channels is 13 whatever the input.
!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>
func.func @main(%x: tensor<1x4x4x1x!x> {nn.name = "x"}) -> (tensor<1x4x4x1x!x> {nn.name = "y"}) {
  %w0 = nn.constant dense<[[[[1]]], [[[0]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[0, 40]> : tensor<2xi32> -> tensor<2xi32>
  %h = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x> loc("op 0 CONV_2D 'hidden'"("m.tflite":0:0))
  %w1 = nn.constant dense<[[[[5, 7]]]]> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!w>
  %y = nn.conv_2d %h, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!w>) -> tensor<1x4x4x1x!x> loc("op 1 CONV_2D 'seen'"("m.tflite":1:0))
  return %y : tensor<1x4x4x1x!x>
}
