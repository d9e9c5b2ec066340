// A feature extractor with a classifier behind it.
!q = !quant.uniform<i8:f32, 0.25:1>
!w = !quant.uniform<i8:f32, 0.5>
!p = !quant.uniform<i8:f32, 3.906250e-03:-128>
func.func @main(%x: tensor<1x4x!q> {nn.name = "x"}) -> (tensor<1x2x!p> {nn.name = "classes"}) {
  %f = nn.relu %x : (tensor<1x4x!q>) -> tensor<1x4x!q> loc("op 0 RELU 'features'")
  %w = nn.constant dense<[[1, 2, 3, 4], [4, 3, 2, 1]]> : tensor<2x4xi8> -> tensor<2x4x!w>
  %y = nn.fully_connected %f, %w : (tensor<1x4x!q>, tensor<2x4x!w>) -> tensor<1x2x!q> loc("op 1 FULLY_CONNECTED 'logits'")
  %p = nn.softmax %y {beta = 1.0 : f32} : (tensor<1x2x!q>) -> tensor<1x2x!p> loc("op 2 SOFTMAX 'classes'")
  return %p : tensor<1x2x!p>
}
