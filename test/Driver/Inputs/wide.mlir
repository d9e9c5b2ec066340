// Sixteen channels between two convolutions: 8 * 8 * 16 bytes, of which a stream
// keeps some rows.
!in = !quant.uniform<i8:f32, 0.5:3>
!filter = !quant.uniform<i8:f32, 0.25>
!mid = !quant.uniform<i8:f32, 0.5:-7>
func.func @main(%x: tensor<1x8x8x2x!in> {nn.name = "image"}) -> (tensor<1x8x8x2x!mid> {nn.name = "thin"}) {
  %w = nn.constant dense<1> : tensor<16x3x3x2xi8> -> tensor<16x3x3x2x!filter>
  %v = nn.constant dense<1> : tensor<2x3x3x16xi8> -> tensor<2x3x3x16x!filter>
  %b = nn.constant dense<100> : tensor<16xi32> -> tensor<16xi32>
  %c = nn.constant dense<-100> : tensor<2xi32> -> tensor<2xi32>
  %0 = nn.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, activation = #nn.activation<relu>}
    : (tensor<1x8x8x2x!in>, tensor<16x3x3x2x!filter>, tensor<16xi32>) -> tensor<1x8x8x16x!mid> loc("op 0 CONV_2D 'wide'"("wide.tflite":0:0))
  %1 = nn.conv_2d %0, %v, %c {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, activation = #nn.activation<none>}
    : (tensor<1x8x8x16x!mid>, tensor<2x3x3x16x!filter>, tensor<2xi32>) -> tensor<1x8x8x2x!mid> loc("op 1 CONV_2D 'thin'"("wide.tflite":1:0))
  return %1 : tensor<1x8x8x2x!mid>
}
