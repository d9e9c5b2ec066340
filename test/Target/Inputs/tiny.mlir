// A model of one fully connected operator, as the loops level has it.
module {
mcu.interface @tiny {inputs = [#mcu.tensor<"x", "x", tensor<1x8x!quant.uniform<i8:f32, 0.5:-3>>, 0>], outputs = [#mcu.tensor<"y", "y", tensor<1x4x!quant.uniform<i8:f32, 0.0125:7>>, 8>], arena_bytes = 12 : i64, arena_align = 8 : i64}
mcu.global @tiny_weights_0 dense<[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,-16]> : tensor<32xi8>
mcu.global @tiny_params_0 dense<[100, 1073741824, -3, -200, 1288490189, -4, 300, 2147483647, -5, 0, 1073741824, 0]> : tensor<12xi32>
func.func private @tiny_0_fully_connected(%x: !mcu.ptr<const i8>, %w: !mcu.ptr<const i8>, %p: !mcu.ptr<const i32>, %y: !mcu.ptr<i8>) attributes {mcu.comment = "0 FULLY_CONNECTED 'dense'"} {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c4 = arith.constant 4 : i32
  %c8 = arith.constant 8 : i32
  %c12 = arith.constant 12 : i32
  %c3 = arith.constant 3 : i32
  %c7 = arith.constant 7 : i32
  %m128 = arith.constant -128 : i32
  %c127 = arith.constant 127 : i32
  %round = arith.constant 1073741824 : i64
  %c31 = arith.constant 31 : i64
  scf.for %o = %c0 to %c4 step %c1 : i32 {
    %po = arith.muli %o, %c12 overflow<nsw> : i32
    %bias = mcu.load %p[%po] : !mcu.ptr<const i32> -> i32
    %mult = mcu.load %p[%po] {offset = 4 : i32} : !mcu.ptr<const i32> -> i32
    %shift = mcu.load %p[%po] {offset = 8 : i32} : !mcu.ptr<const i32> -> i32
    %wo = arith.muli %o, %c8 overflow<nsw> : i32
    %acc = scf.for %i = %c0 to %c8 step %c1 iter_args(%a = %bias) -> (i32) : i32 {
      %xv = mcu.load %x[%i] : !mcu.ptr<const i8> -> i8
      %xe = arith.extsi %xv : i8 to i32
      %xo = arith.addi %xe, %c3 overflow<nsw> : i32
      %wi = arith.addi %wo, %i overflow<nsw> : i32
      %wv = mcu.load %w[%wi] : !mcu.ptr<const i8> -> i8
      %we = arith.extsi %wv : i8 to i32
      %pr = arith.muli %xo, %we overflow<nsw> : i32
      %s = arith.addi %a, %pr : i32
      scf.yield %s : i32
    }
    %a64 = arith.extsi %acc : i32 to i64
    %m64 = arith.extsi %mult : i32 to i64
    %prod = arith.muli %a64, %m64 : i64
    %sum = arith.addi %prod, %round overflow<nsw> : i64
    %hi = arith.shrsi %sum, %c31 : i64
    %q = arith.trunci %hi : i64 to i32
    %n = arith.subi %c0, %shift : i32
    %one = arith.shli %c1, %n : i32
    %half = arith.shrsi %one, %c1 : i32
    %qr = arith.addi %q, %half : i32
    %qs = arith.shrsi %qr, %n : i32
    %qz = arith.addi %qs, %c7 overflow<nsw> : i32
    %qlo = arith.maxsi %qz, %m128 : i32
    %qhi = arith.minsi %qlo, %c127 : i32
    %r = arith.trunci %qhi : i32 to i8
    mcu.store %r, %y[%o] : i8, !mcu.ptr<i8>
  }
  return
}
func.func @tiny_init(%arena: !mcu.ptr<none>, %bytes: index) -> i32 {
  %n = arith.constant 12 : index
  %c = arith.cmpi ult, %bytes, %n : index
  %z = arith.constant 0 : i32
  %t = arith.constant 2 : i32
  %a = mcu.ptr_to_int %arena : !mcu.ptr<none>
  %z0 = arith.constant 0 : index
  %nul = arith.cmpi eq, %a, %z0 : index
  %r = arith.select %c, %t, %z : i32
  %o1 = arith.constant 1 : i32
  %r2 = arith.select %nul, %o1, %r : i32
  return %r2 : i32
}
func.func @tiny_input_0(%arena: !mcu.ptr<none>) -> !mcu.ptr<i8> {
  %0 = mcu.cast %arena : !mcu.ptr<none> -> !mcu.ptr<i8>
  return %0 : !mcu.ptr<i8>
}
func.func @tiny_output_0(%arena: !mcu.ptr<const none>) -> !mcu.ptr<const i8> {
  %0 = mcu.cast %arena : !mcu.ptr<const none> -> !mcu.ptr<const i8>
  %c8 = arith.constant 8 : i32
  %1 = mcu.offset %0[%c8] : !mcu.ptr<const i8> -> !mcu.ptr<const i8>
  return %1 : !mcu.ptr<const i8>
}
func.func @tiny_invoke(%arena: !mcu.ptr<none>) -> i32 {
  %0 = mcu.cast %arena : !mcu.ptr<none> -> !mcu.ptr<i8>
  %c8 = arith.constant 8 : i32
  %1 = mcu.offset %0[%c8] : !mcu.ptr<i8> -> !mcu.ptr<i8>
  %x = mcu.cast %0 : !mcu.ptr<i8> -> !mcu.ptr<const i8>
  %w = mcu.address_of @tiny_weights_0 : !mcu.ptr<const i8>
  %p = mcu.address_of @tiny_params_0 : !mcu.ptr<const i32>
  func.call @tiny_0_fully_connected(%x, %w, %p, %1) : (!mcu.ptr<const i8>, !mcu.ptr<const i8>, !mcu.ptr<const i32>, !mcu.ptr<i8>) -> ()
  %z = arith.constant 0 : i32
  return %z : i32
}
func.func @tiny_reset(%arena: !mcu.ptr<none>) {
  return
}
}
