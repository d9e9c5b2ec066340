// RUN: tinymlc-opt %s -split-input-file -verify-diagnostics

// Constraints of types, models, buffers and of the loops level, by their labels.

// expected-error @+1 {{has elements of type 'i1', expected i8, i16, i32 or f32}}
func.func private @buffer_type_c1(!mcu.buffer<4xi1>)

// -----

// expected-error @+1 {{has size 0, expected 1 or more}}
func.func private @buffer_type_c2_zero(!mcu.buffer<4x0xi8>)

// -----

// expected-error @+1 {{takes 2^31 bytes or more}}
func.func private @buffer_type_c2_large(!mcu.buffer<65536x8192xi32>)

// -----

// expected-error @+1 {{points to 'f64', expected i8, i16, i32, i64, f32 or none}}
func.func private @ptr_c1(!mcu.ptr<const f64>)

// -----

mcu.model @model_c1 {
  // expected-error @+1 {{is no part of a model}}
  %0 = arith.constant 0 : i32
}

// -----

mcu.model @model_c2_offset attributes {arena_bytes = 4 : i64} {
  // expected-error @+1 {{has no offset or live range in a model with arena_bytes}}
  %0 = mcu.buffer "x" : <4xi8>
}

// -----

mcu.model @model_c2_arena attributes {arena_bytes = 4 : i64} {
  // expected-error @+1 {{ends at byte 5 of an arena of 4}}
  %0 = mcu.buffer "x" at 1 {live = array<i64: 0, 0>} : <4xi8>
}

// -----

mcu.model @model_c2_memory attributes {arena_bytes = 4 : i64, memories = [
    #mcu.memory<"dtcm", size = 64, bytes = 4, live_bytes = 4, live_step = 0, bound_bytes = 4>]} {
  // expected-error @+1 {{lies in none of the model's 1 memories}}
  %0 = mcu.buffer "x" at 0 {live = array<i64: 0, 0>, memory = 1 : i64} : <4xi8>
}

// -----

mcu.model @model_c2_memory_size attributes {arena_bytes = 12 : i64, memories = [
    #mcu.memory<"dtcm", size = 64, bytes = 4, live_bytes = 4, live_step = 0, bound_bytes = 4>,
    #mcu.memory<"sram", size = 64, bytes = 8, live_bytes = 8, live_step = 0, bound_bytes = 8>]} {
  %0 = mcu.buffer "x" at 4 {live = array<i64: 0, 0>, memory = 1 : i64} : <4xi8>
  // expected-error @+1 {{ends at byte 8 of an arena of 4}}
  %1 = mcu.buffer "y" at 4 {live = array<i64: 0, 0>, memory = 0 : i64} : <4xi8>
}

// -----

mcu.model @buffer_c2_memory {
  // expected-error @+1 {{lies in a memory of a negative number}}
  %0 = mcu.buffer "x" {memory = -1 : i64} : <4xi8>
}

// -----

mcu.model @buffer_c1 {
  // expected-error @+1 {{is const; the arena is written}}
  %0 = mcu.buffer "x" : <const 4xi8>
}

// -----

mcu.model @buffer_c2_offset {
  // expected-error @+1 {{has a negative offset}}
  %0 = mcu.buffer "x" at -4 : <4xi8>
}

// -----

mcu.model @buffer_c2_live {
  // expected-error @+1 {{has a live range of 1 numbers, expected 2}}
  %0 = mcu.buffer "x" {live = array<i64: 0>} : <4xi8>
}

// -----

mcu.model @view_c1_count {
  %0 = mcu.buffer "x" : <4xi8>
  // expected-error @+1 {{shows '!mcu.buffer<4xi8>' as '!mcu.buffer<5xi8>'}}
  %1 = mcu.view %0 : <4xi8> -> <5xi8>
}

// -----

mcu.model @view_c1_type {
  %0 = mcu.buffer "x" : <4xi32>
  // expected-error @+1 {{shows '!mcu.buffer<4xi32>' as '!mcu.buffer<4xf32>'}}
  %1 = mcu.view %0 : <4xi32> -> <4xf32>
}

// -----

mcu.model @view_c2_end {
  %0 = mcu.buffer "x" : <8xi8>
  // expected-error @+1 {{shows '!mcu.buffer<4xi8>' at byte 5 of '!mcu.buffer<8xi8>'}}
  %1 = mcu.view %0 at 5 : <8xi8> -> <4xi8>
}

// -----

mcu.model @view_c2_element {
  %0 = mcu.buffer "x" : <8xi32>
  // expected-error @+1 {{shows '!mcu.buffer<4xi32>' at byte 6 of '!mcu.buffer<8xi32>'}}
  %1 = mcu.view %0 at 6 : <8xi32> -> <4xi32>
}

// -----

mcu.model @view_c1_const {
  %0 = mcu.constant "c" dense<0> : tensor<4xi8> : <const 4xi8>
  // expected-error @+1 {{shows '!mcu.buffer<const 4xi8>' as '!mcu.buffer<4xi8>'}}
  %1 = mcu.view %0 : <const 4xi8> -> <4xi8>
}

// -----

mcu.model @constant_c1 {
  // expected-error @+1 {{is not const}}
  %0 = mcu.constant "c" dense<0> : tensor<4xi8> : <4xi8>
}

// -----

mcu.model @constant_c2 {
  // expected-error @+1 {{has a value of type 'tensor<4xi8>' for '!mcu.buffer<const 5xi8>'}}
  %0 = mcu.constant "c" dense<0> : tensor<4xi8> : <const 5xi8>
}

// -----

mcu.model @input_c1 {
  %0 = mcu.constant "c" dense<0.0> : tensor<4xf32> : <const 4xf32>
  // expected-error @+1 {{takes a const buffer}}
  mcu.input %0, 0 "x" {signature = "", type = tensor<4xf32>} : <const 4xf32>
}

// -----

mcu.model @input_c2 {
  %0 = mcu.buffer "x" : <4xi8>
  // expected-error @+1 {{takes 'tensor<4xf32>' in a buffer of type '!mcu.buffer<4xi8>'}}
  mcu.input %0, 0 "x" {signature = "", type = tensor<4xf32>} : <4xi8>
}

// -----

mcu.model @output_c1 {
  %0 = mcu.constant "c" dense<0.0> : tensor<4xf32> : <const 4xf32>
  // expected-error @+1 {{takes a const buffer}}
  mcu.output %0, 0 "x" {signature = "", type = tensor<4xf32>} : <const 4xf32>
}

// -----

mcu.model @output_c2 {
  %0 = mcu.buffer "x" : <4xf32>
  // expected-error @+1 {{takes 'tensor<?xf32>' in a buffer}}
  mcu.output %0, 0 "x" {signature = "", type = tensor<?xf32>} : <4xf32>
}

// -----

// expected-error @+1 {{has inputs or outputs that are not #mcu.tensor}}
mcu.interface @interface_c1 {inputs = [0 : i32], outputs = [], arena_bytes = 8 : i64, arena_align = 8 : i64}

// -----

// expected-error @+1 {{has an arena of 8 bytes aligned to 16}}
mcu.interface @interface_c2 {inputs = [], outputs = [], arena_bytes = 8 : i64, arena_align = 16 : i64}

// -----

// expected-error @+1 {{has elements of type 'i4'}}
mcu.global @global_c1 dense<0> : tensor<4xi4>

// -----

func.func @address_of_c1() {
  // expected-error @+1 {{which is no mcu.global}}
  %0 = mcu.address_of @nothing : !mcu.ptr<const i8>
  return
}

// -----

mcu.global @data dense<0> : tensor<4xi8>
func.func @address_of_c2() {
  // expected-error @+1 {{gives a pointer that is not const}}
  %0 = mcu.address_of @data : !mcu.ptr<i8>
  return
}

// -----

func.func @offset_c1(%p: !mcu.ptr<i8>, %i: i32) {
  // expected-error @+1 {{changes the pointer's type from '!mcu.ptr<i8>' to '!mcu.ptr<i32>'}}
  %0 = mcu.offset %p[%i] : !mcu.ptr<i8> -> !mcu.ptr<i32>
  return
}

// -----

func.func @cast_c1(%p: !mcu.ptr<const i8>) {
  // expected-error @+1 {{takes const off a pointer}}
  %0 = mcu.cast %p : !mcu.ptr<const i8> -> !mcu.ptr<i8>
  return
}

// -----

func.func @store_c1(%p: !mcu.ptr<const i8>, %i: i32) {
  // expected-error @+1 {{writes through a const pointer}}
  mcu.store %i, %p[%i] : i32, !mcu.ptr<const i8>
  return
}
