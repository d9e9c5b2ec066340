// What an interface may look like: a scalar, an unused input, an output that is
// an input, one that is a constant, one tensor as two outputs, and names that C
// does not take.
!q = !quant.uniform<i8:f32, 0.123456789:3>
func.func @main(%x: tensor<2x3xf32> {nn.name = "x", nn.signature_name = "the:x"},
                %scale: tensor<f32> {nn.name = "scale", nn.signature_name = "scale"},
                %unread: tensor<4x!q> {nn.name = "unread", nn.signature_name = "0"})
    -> (tensor<2x3xf32> {nn.name = "y", nn.signature_name = "y"}, tensor<2x3xf32>, tensor<2x3xf32>, tensor<3xf32>) {
  %c = nn.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32> -> tensor<3xf32>
  %0 = nn.mul %x, %scale : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  return %0, %x, %0, %c : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<3xf32>
}
