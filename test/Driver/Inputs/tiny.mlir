// A convolution with a border, a matrix product and a softmax on int8:
// 4 * 4 * 5 * 9 + 80 * 3 = 960 multiply-accumulates.
!in = !quant.uniform<i8:f32, 0.5:3>
!filter = !quant.uniform<i8:f32, 0.25>
!mid = !quant.uniform<i8:f32, 0.5:-7>
!half = !quant.uniform<i8:f32, 3.906250e-03:-128>
func.func @main(%x: tensor<1x4x4x1x!in> {nn.name = "image", nn.signature_name = "pixels"}) -> (tensor<1x3x!half> {nn.name = "scores", nn.signature_name = "probabilities"}) {
  %w = nn.constant dense<[[[[1], [2], [3]], [[-4], [5], [6]], [[7], [-8], [9]]], [[[1], [1], [1]], [[1], [1], [1]], [[1], [1], [1]]], [[[9], [2], [3]], [[4], [5], [6]], [[7], [8], [9]]], [[[-1], [-2], [-3]], [[4], [5], [6]], [[7], [8], [9]]], [[[5], [0], [5]], [[0], [5], [0]], [[5], [0], [5]]]]> : tensor<5x3x3x1xi8> -> tensor<5x3x3x1x!filter>
  %b = nn.constant dense<[100, -200, 300, -400, 500]> : tensor<5xi32> -> tensor<5xi32>
  %0 = nn.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, activation = #nn.activation<relu>}
    : (tensor<1x4x4x1x!in>, tensor<5x3x3x1x!filter>, tensor<5xi32>) -> tensor<1x4x4x5x!mid> loc("op 0 CONV_2D 'edges'"("tiny.tflite":0:0))
  %1 = nn.reshape %0 : (tensor<1x4x4x5x!mid>) -> tensor<1x80x!mid> loc("op 1 RESHAPE 'flat'"("tiny.tflite":1:0))
  %v = nn.constant dense<1> : tensor<3x80xi8> -> tensor<3x80x!filter>
  %2 = nn.fully_connected %1, %v : (tensor<1x80x!mid>, tensor<3x80x!filter>) -> tensor<1x3x!mid> loc("op 2 FULLY_CONNECTED 'logits'"("tiny.tflite":2:0))
  %3 = nn.softmax %2 {beta = 1.0 : f32} : (tensor<1x3x!mid>) -> tensor<1x3x!half> loc("op 3 SOFTMAX 'scores'"("tiny.tflite":3:0))
  return %3 : tensor<1x3x!half>
}
