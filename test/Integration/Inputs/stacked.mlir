// Images one above the other, and vectors one behind the other: parts that lie in one
// piece, which kernels make in their place.
!q = !quant.uniform<i8:f32, 0.05:-3>
!w = !quant.uniform<i8:f32, 0.004>
func.func @main(%x: tensor<1x6x6x4x!q> {nn.name = "image"}) -> tensor<1x20x!q> {
  %w0 = nn.constant dense<[[[[-45, 115, -89, -26], [39, -115, -109, 83], [10, -103, -34, 22]], [[-113, 105, 2, -73], [-118, -105, -16, -20], [-110, -66, -104, 14]], [[-19, -112, 84, 17], [-96, 115, -70, 34], [33, 22, 115, -112]]], [[[20, 22, -26, -115], [122, -71, -116, 15], [92, -93, -53, -20]], [[-91, 11, -97, 19], [-49, 16, 81, 47], [-81, -101, 21, 19]], [[36, -79, -32, -103], [13, 55, -111, 17], [-112, 31, -75, 0]]], [[[47, 9, -18, 71], [-47, -8, 22, 109], [-11, -35, -51, -64]], [[76, -81, 51, 72], [-65, -107, 20, -51], [7, -1, 97, -40]], [[59, -13, -54, 28], [123, -109, -97, 4], [-20, -85, 66, -40]]], [[[-89, 111, -2, -20], [-117, 119, 44, -108], [68, 15, 19, 75]], [[97, 82, -47, -40], [50, -38, 25, 0], [21, 77, -11, -110]], [[88, -104, 114, -58], [-6, 51, 43, -111], [-112, 60, 52, -48]]]]> : tensor<4x3x3x4xi8> -> tensor<4x3x3x4x!w>
  %b0 = nn.constant dense<[2301, 1734, 2580, 650]> : tensor<4xi32> -> tensor<4xi32>
  %a = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, activation = #nn.activation<relu>}
    : (tensor<1x6x6x4x!q>, tensor<4x3x3x4x!w>, tensor<4xi32>) -> tensor<1x6x6x4x!q>
  %b = nn.hard_swish %a : (tensor<1x6x6x4x!q>) -> tensor<1x6x6x4x!q>
  %c = nn.concatenation %a, %b {axis = 1 : i64} : (tensor<1x6x6x4x!q>, tensor<1x6x6x4x!q>) -> tensor<1x12x6x4x!q>
  %w1 = nn.constant dense<[[[[-55, 56, -29, 100], [44, -39, -122, 113], [-9, -37, -84, 29]], [[-98, -1, -112, -72], [69, -54, -94, 62], [-64, -26, -27, 107]], [[96, 0, -107, -85], [-13, -25, 13, -56], [99, -92, 82, -17]]], [[[94, 13, -56, 53], [-21, 125, -36, 47], [99, -30, 118, -68]], [[-89, -106, -82, -89], [-68, 41, -68, -124], [-3, 85, 23, -81]], [[-60, -55, -126, -90], [-20, 9, -33, 29], [17, -46, 116, -95]]], [[[49, 92, 4, 116], [31, 40, 46, 62], [-114, -11, 103, 95]], [[72, 116, 96, 47], [77, 16, -27, -26], [-25, -27, -101, -4]], [[35, -25, -112, -79], [-110, 125, -74, -15], [-86, -99, -40, 26]]], [[[-114, -101, -127, 18], [-89, 10, -102, 115], [-34, 30, -121, -109]], [[96, -74, 30, -31], [-89, 35, -63, 117], [-39, 27, -34, -6]], [[-96, -98, 90, -3], [127, 123, -8, -5], [-4, -48, -106, -91]]]]> : tensor<4x3x3x4xi8> -> tensor<4x3x3x4x!w>
  %d = nn.conv_2d %c, %w1, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, activation = #nn.activation<relu>}
    : (tensor<1x12x6x4x!q>, tensor<4x3x3x4x!w>, tensor<4xi32>) -> tensor<1x12x6x4x!q>
  %e = nn.mean %d {axes = array<i64: 1, 2>, keep_dims = false} : (tensor<1x12x6x4x!q>) -> tensor<1x4x!q>
  %w2 = nn.constant dense<[[-101, 64, -40, 62], [-60, -5, 85, 50], [-86, 5, -122, -75], [116, 116, 8, -35], [-90, 49, 12, 107], [-121, 67, 8, -51], [123, 37, 94, -104], [51, 89, -61, 5]]> : tensor<8x4xi8> -> tensor<8x4x!w>
  %f = nn.fully_connected %e, %w2 : (tensor<1x4x!q>, tensor<8x4x!w>) -> tensor<1x8x!q>
  %g = nn.hard_swish %f : (tensor<1x8x!q>) -> tensor<1x8x!q>
  %y = nn.concatenation %e, %f, %g {axis = 1 : i64} : (tensor<1x4x!q>, tensor<1x8x!q>, tensor<1x8x!q>) -> tensor<1x20x!q>
  return %y : tensor<1x20x!q>
}
