// RUN: tinymlc-opt %s -split-input-file -verify-diagnostics

// Constraints of the kernels of positive-unlabelled heads, by their labels.

mcu.model @dot_product_c1_types {
  %x = mcu.buffer "x" : <4xi8>
  %w = mcu.constant "w" dense<0.0> : tensor<4xf32> : <const 4xf32>
  %y = mcu.buffer "y" : <1xi32>
  // expected-error @+1 {{multiplies 'i8' by 'f32'}}
  mcu.dot_product %x, %w, %y {start = 0 : i32} : !mcu.buffer<4xi8>, !mcu.buffer<const 4xf32>, !mcu.buffer<1xi32>
}

// -----

mcu.model @dot_product_c1_start {
  %x = mcu.buffer "x" : <4xi8>
  %w = mcu.constant "w" dense<0> : tensor<4xi8> : <const 4xi8>
  %y = mcu.buffer "y" : <1xi32>
  // expected-error @+1 {{sums 'i32' from a start of 'f32'}}
  mcu.dot_product %x, %w, %y {start = 0.0 : f32} : !mcu.buffer<4xi8>, !mcu.buffer<const 4xi8>, !mcu.buffer<1xi32>
}

// -----

mcu.model @dot_product_c2_count {
  %x = mcu.buffer "x" : <4xi8>
  %w = mcu.constant "w" dense<0> : tensor<5xi8> : <const 5xi8>
  %y = mcu.buffer "y" : <1xi32>
  // expected-error @+1 {{has 5 weights, expected 4, and one sum}}
  mcu.dot_product %x, %w, %y {start = 0 : i32} : !mcu.buffer<4xi8>, !mcu.buffer<const 5xi8>, !mcu.buffer<1xi32>
}

// -----

mcu.model @dot_product_c2_packed {
  %x = mcu.buffer "x" : <5xi8>
  %w = mcu.constant "w" dense<0> : tensor<5xi16> : <const 5xi16>
  %y = mcu.buffer "y" : <1xi32>
  // expected-error @+1 {{has 5 weights, expected 8, and one sum}}
  mcu.dot_product %x, %w, %y {start = 0 : i32, packed} : !mcu.buffer<5xi8>, !mcu.buffer<const 5xi16>, !mcu.buffer<1xi32>
}

// -----

mcu.model @threshold_lookup_c1 {
  %x = mcu.buffer "x" : <1xi32>
  %t = mcu.constant "t" dense<0> : tensor<256xi32> : <const 256xi32>
  %y = mcu.buffer "y" : <1xi8>
  // expected-error @+1 {{expects one i32, 255 thresholds of i32 and one i8}}
  mcu.threshold_lookup %x, %t, %y : !mcu.buffer<1xi32>, !mcu.buffer<const 256xi32>, !mcu.buffer<1xi8>
}

// -----

mcu.model @sigmoid_c1 {
  %x = mcu.buffer "x" : <1xi32>
  %y = mcu.buffer "y" : <1xi16>
  // expected-error @+1 {{expects one i32 and one i32}}
  mcu.sigmoid %x, %y {multiplier = 1 : i32, shift = 0 : i32, offset = 0 : i64} : !mcu.buffer<1xi32>, !mcu.buffer<1xi16>
}

// -----

mcu.model @sigmoid_c2 {
  %x = mcu.buffer "x" : <1xi32>
  %y = mcu.buffer "y" : <1xi32>
  // expected-error @+1 {{has a shift of 32 and an offset of 0}}
  mcu.sigmoid %x, %y {multiplier = 1 : i32, shift = 32 : i32, offset = 0 : i64} : !mcu.buffer<1xi32>, !mcu.buffer<1xi32>
}

// -----

mcu.model @narrow_probability_c1 {
  %x = mcu.buffer "x" : <2xi32>
  %y = mcu.buffer "y" : <1xi8>
  // expected-error @+1 {{expects one i32 and one i8 or i16}}
  mcu.narrow_probability %x, %y : !mcu.buffer<2xi32>, !mcu.buffer<1xi8>
}

// -----

mcu.model @at_least_c1 {
  %x = mcu.buffer "x" : <1xi32>
  %y = mcu.buffer "y" : <1xi8>
  // expected-error @+1 {{compares 'i32' with 'f32', expected one i32 or f32, and one i8}}
  mcu.at_least %x, %y {minimum = 0.0 : f32} : !mcu.buffer<1xi32>, !mcu.buffer<1xi8>
}

// -----

mcu.model @pu_score_c1_form {
  %x = mcu.buffer "x" : <4xf32>
  %s = mcu.buffer "s" : <8xi32>
  %y = mcu.buffer "y" : <1xi32>
  // expected-error @+1 {{learns in q24 from 'f32'}}
  mcu.pu_score %x, %s, %y {form = #mcu.pu_learning<q24>, scale = 1.0 : f64, zero_point = 0 : i32} : !mcu.buffer<4xf32>, !mcu.buffer<8xi32>, !mcu.buffer<1xi32>
}

// -----

mcu.model @pu_score_c1_output {
  %x = mcu.buffer "x" : <4xi8>
  %s = mcu.buffer "s" : <8xi32>
  %y = mcu.buffer "y" : <1xi8>
  // expected-error @+1 {{writes '!mcu.buffer<1xi8>'}}
  mcu.pu_score %x, %s, %y {form = #mcu.pu_learning<q24>, scale = 1.0 : f64, zero_point = 0 : i32} : !mcu.buffer<4xi8>, !mcu.buffer<8xi32>, !mcu.buffer<1xi8>
}

// -----

mcu.model @pu_score_c2 {
  %x = mcu.buffer "x" : <4xi8>
  %s = mcu.buffer "s" : <8xi32>
  %y = mcu.buffer "y" : <1xi32>
  // expected-error @+1 {{expects a state of 7 i32, has '!mcu.buffer<8xi32>'}}
  mcu.pu_score %x, %s, %y {form = #mcu.pu_learning<q11>, scale = 1.0 : f64, zero_point = 0 : i32} : !mcu.buffer<4xi8>, !mcu.buffer<8xi32>, !mcu.buffer<1xi32>
}

// -----

mcu.model @pu_learn_c1 {
  %x = mcu.buffer "x" : <4xi8>
  %s = mcu.buffer "s" : <9xi32>
  // expected-error @+1 {{expects a state of 8 i32, has '!mcu.buffer<9xi32>'}}
  mcu.pu_learn %x, %s {form = #mcu.pu_learning<q24>, scale = 1.0 : f64, zero_point = 0 : i32, rate = 0.1 : f64, decay = 0.0 : f64} : !mcu.buffer<4xi8>, !mcu.buffer<9xi32>
}

// -----

mcu.model @state_c1 {
  %s = mcu.buffer "s" : <3xi32>
  %i = mcu.constant "i" dense<0> : tensor<4xi32> : <const 4xi32>
  // expected-error @+1 {{keeps '!mcu.buffer<3xi32>', which begins as '!mcu.buffer<const 4xi32>'}}
  mcu.state %s, %i : !mcu.buffer<3xi32>, !mcu.buffer<const 4xi32>
}
