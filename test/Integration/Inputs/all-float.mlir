// Every operator on float32, with a conversion to int8 and back.
!q = !quant.uniform<i8:f32, 0.05:3>
func.func @main(%x: tensor<1x4x4x2xf32>) -> (tensor<1x4xf32>, tensor<1x4x4x4x!q>) {
  %w0 = nn.constant dense<0.25> : tensor<2x3x3x2xf32> -> tensor<2x3x3x2xf32>
  %b0 = nn.constant dense<[0.5, -0.5]> : tensor<2xf32> -> tensor<2xf32>
  %0 = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, activation = #nn.activation<relu6>}
    : (tensor<1x4x4x2xf32>, tensor<2x3x3x2xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
  %w1 = nn.constant dense<0.5> : tensor<1x2x2x4xf32> -> tensor<1x2x2x4xf32>
  %1 = nn.depthwise_conv_2d %0, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 1, 0, 1>}
    : (tensor<1x4x4x2xf32>, tensor<1x2x2x4xf32>) -> tensor<1x4x4x4xf32>
  %2 = nn.max_pool_2d %1 {filter_size = array<i64: 2, 2>, strides = array<i64: 1, 1>, padding = array<i64: 0, 1, 0, 1>}
    : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %3 = nn.average_pool_2d %2 {filter_size = array<i64: 2, 2>, strides = array<i64: 1, 1>, padding = array<i64: 0, 1, 0, 1>}
    : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %c = nn.constant dense<[0.5, -1.5, 2.5, -3.5]> : tensor<4xf32> -> tensor<4xf32>
  %4 = nn.add %3, %c : (tensor<1x4x4x4xf32>, tensor<4xf32>) -> tensor<1x4x4x4xf32>
  %5 = nn.sub %4, %3 : (tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %6 = nn.mul %5, %4 {activation = #nn.activation<relu_n1_to_1>} : (tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %7 = nn.quantize %6 : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!q>
  %8 = nn.dequantize %7 : (tensor<1x4x4x4x!q>) -> tensor<1x4x4x4xf32>
  %9 = nn.hard_swish %8 : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %10 = nn.leaky_relu %9 {alpha = 0.25 : f32} : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %11 = nn.mean %10 {axes = array<i64: 1, 2>, keep_dims = false} : (tensor<1x4x4x4xf32>) -> tensor<1x4xf32>
  %12 = nn.tanh %11 : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %13 = nn.logistic %12 : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %14 = nn.relu %13 : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %15 = nn.relu6 %14 : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %16 = nn.softmax %15 {beta = 1.0 : f32} : (tensor<1x4xf32>) -> tensor<1x4xf32>
  return %16, %7 : tensor<1x4xf32>, tensor<1x4x4x4x!q>
}
