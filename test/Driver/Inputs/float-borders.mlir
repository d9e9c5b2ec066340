// A model that takes and gives float and works on int8 between.
!x = !quant.uniform<i8:f32, 0.5:3>
!y = !quant.uniform<i8:f32, 0.25:-128>
func.func @main(%x: tensor<1x8xf32> {nn.name = "x"}) -> (tensor<1x8xf32> {nn.name = "y"}) {
  %0 = nn.quantize %x : (tensor<1x8xf32>) -> tensor<1x8x!x>
  %1 = nn.relu %0 : (tensor<1x8x!x>) -> tensor<1x8x!y>
  %2 = nn.dequantize %1 : (tensor<1x8x!y>) -> tensor<1x8xf32>
  return %2 : tensor<1x8xf32>
}
