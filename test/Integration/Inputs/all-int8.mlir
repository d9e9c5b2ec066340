// Every operator on int8, in one network with a border, dilations, a depth
// multiplier, broadcasts and a batch of 2.
!q = !quant.uniform<i8:f32, 0.05:3>
!w = !quant.uniform<i8:f32, 0.01>
!wc = !quant.uniform<i8:f32:0, {0.01,0.02,0.005}>
!wd = !quant.uniform<i8:f32:3, {0.01,0.02,0.005,0.01,0.02,0.005}>
!half = !quant.uniform<i8:f32, 3.906250e-03:-128>
!tanh = !quant.uniform<i8:f32, 7.812500e-03>
!r = !quant.uniform<i8:f32, 0.03:-9>
!short = !quant.uniform<i16:f32, 1.52587890625E-5:-32768>
func.func @main(%x: tensor<2x6x5x2x!q> {nn.name = "image", nn.signature_name = "image"}) -> (tensor<2x6x!half>, tensor<2x6x!short>, tensor<2x3x2x6x!q>, tensor<2x3x2x6x!q>) {
  %w0 = nn.constant dense<[[[[11, -12], [13, 14], [-15, 16]], [[17, 18], [-19, 20], [21, 22]]], [[[1, 2], [-3, 4], [5, -6]], [[7, 8], [9, -10], [11, 12]]], [[[127, -127], [3, 0], [5, 6]], [[7, -8], [-9, 10], [11, 12]]]]> : tensor<3x2x3x2xi8> -> tensor<3x2x3x2x!wc>
  %b0 = nn.constant dense<[1000, -2000, 3000]> : tensor<3xi32> -> tensor<3xi32>
  %0 = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 2, 1>, padding = array<i64: 1, 1, 1, 1>, activation = #nn.activation<relu6>}
    : (tensor<2x6x5x2x!q>, tensor<3x2x3x2x!wc>, tensor<3xi32>) -> tensor<2x6x5x3x!q>
  %w1 = nn.constant dense<[[[[1, -2, 3, 4, -5, 6], [60, -50, 40, 30, -20, 10]], [[7, 8, -9, 10, 11, 12], [70, -80, 90, 100, -110, 120]]]]> : tensor<1x2x2x6xi8> -> tensor<1x2x2x6x!wd>
  %1 = nn.depthwise_conv_2d %0, %w1 {strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 1>}
    : (tensor<2x6x5x3x!q>, tensor<1x2x2x6x!wd>) -> tensor<2x3x3x6x!q>
  %2 = nn.max_pool_2d %1 {filter_size = array<i64: 2, 2>, strides = array<i64: 1, 1>, padding = array<i64: 0, 1, 0, 1>}
    : (tensor<2x3x3x6x!q>) -> tensor<2x3x3x6x!q>
  %3 = nn.average_pool_2d %2 {filter_size = array<i64: 1, 2>, strides = array<i64: 1, 2>, padding = array<i64: 0, 0, 1, 0>}
    : (tensor<2x3x3x6x!q>) -> tensor<2x3x2x6x!q>
  %c = nn.constant dense<[10, -20, 30, -40, 50, -60]> : tensor<6xi8> -> tensor<6x!r>
  %4 = nn.add %3, %c {activation = #nn.activation<relu>} : (tensor<2x3x2x6x!q>, tensor<6x!r>) -> tensor<2x3x2x6x!q>
  %5 = nn.sub %4, %3 : (tensor<2x3x2x6x!q>, tensor<2x3x2x6x!q>) -> tensor<2x3x2x6x!r>
  %6 = nn.mul %5, %c : (tensor<2x3x2x6x!r>, tensor<6x!r>) -> tensor<2x3x2x6x!q>
  %7 = nn.hard_swish %6 : (tensor<2x3x2x6x!q>) -> tensor<2x3x2x6x!q>
  %8 = nn.leaky_relu %5 {alpha = 0.3 : f32} : (tensor<2x3x2x6x!r>) -> tensor<2x3x2x6x!q>
  %9 = nn.pad %8 {paddings = array<i64: 0, 0, 1, 0, 0, 1, 0, 0>, value = 3 : i8} : (tensor<2x3x2x6x!q>) -> tensor<2x4x3x6x!q>
  %10 = nn.transpose %9 {permutation = array<i64: 0, 2, 1, 3>} : (tensor<2x4x3x6x!q>) -> tensor<2x3x4x6x!q>
  %11 = nn.mean %10 {axes = array<i64: 1, 2>, keep_dims = false} : (tensor<2x3x4x6x!q>) -> tensor<2x6x!r>
  %12 = nn.quantize %11 : (tensor<2x6x!r>) -> tensor<2x6x!q>
  %13 = nn.concatenation %12, %12 {axis = 1 : i64} : (tensor<2x6x!q>, tensor<2x6x!q>) -> tensor<2x12x!q>
  %w2 = nn.constant dense<[[19, -28, 34, -15, 41, 28, 60, 47, 34, 23, 58, 7], [-57, 47, -1, 39, 60, -29, 23, -54, 55, -40, -46, -13], [0, 51, -29, -12, 9, -47, 13, -29, -59, 33, -33, -8], [-25, -37, 57, 51, 38, -11, -40, 37, 42, -51, -43, 19], [19, -4, -44, -44, -60, 51, -60, -34, 39, -33, -39, 51], [-39, -23, -20, -35, 9, 52, 26, 20, -34, -37, 60, 28]]> : tensor<6x12xi8> -> tensor<6x12x!w>
  %14 = nn.fully_connected %13, %w2 : (tensor<2x12x!q>, tensor<6x12x!w>) -> tensor<2x6x!q>
  %15 = nn.tanh %14 : (tensor<2x6x!q>) -> tensor<2x6x!tanh>
  %16 = nn.logistic %15 : (tensor<2x6x!tanh>) -> tensor<2x6x!half>
  %17 = nn.relu %16 : (tensor<2x6x!half>) -> tensor<2x6x!q>
  %18 = nn.relu6 %17 : (tensor<2x6x!q>) -> tensor<2x6x!q>
  %19 = nn.softmax %18 {beta = 1.0 : f32} : (tensor<2x6x!q>) -> tensor<2x6x!half>
  %20 = nn.softmax %14 {beta = 0.5 : f32} : (tensor<2x6x!q>) -> tensor<2x6x!short>
  return %19, %20, %4, %7 : tensor<2x6x!half>, tensor<2x6x!short>, tensor<2x3x2x6x!q>, tensor<2x3x2x6x!q>
}
