// RUN: tinymlc-opt %s -split-input-file -verify-diagnostics

mcu.model @buffer_type_c4_rank {
  // expected-error @+1 {{keeps rows, which are those of one image}}
  %x = mcu.buffer "x" : <8x8x4xi8, keeps 3>
}

// -----

mcu.model @buffer_type_c4_batch {
  // expected-error @+1 {{keeps rows, which are those of one image}}
  %x = mcu.buffer "x" : <2x8x8x4xi8, keeps 3>
}

// -----

mcu.model @buffer_type_c4_const {
  // expected-error @+1 {{keeps rows, which are those of one image}}
  %x = mcu.buffer "x" : <const 1x8x8x4xi8, keeps 3>
}

// -----

mcu.model @buffer_type_c4_many {
  // expected-error @+1 {{keeps 9 of 8 rows}}
  %x = mcu.buffer "x" : <1x8x8x4xi8, keeps 9>
}

// -----

mcu.model @buffer_type_c4_negative {
  // expected-error @+1 {{keeps -1 of 8 rows}}
  %x = mcu.buffer "x" : <1x8x8x4xi8, keeps -1>
}

// -----

mcu.model @buffer_type_c4_planes {
  // expected-error @+1 {{keeps 3 rows in planes of 4}}
  %x = mcu.buffer "x" : <1x8x8x4xi8, keeps 3, <rows = 4, rowBytes = 12, top = 0, left = 1>>
}

// -----

mcu.model @buffer_type_c4_top {
  // expected-error @+1 {{keeps 3 rows in planes of 3}}
  %x = mcu.buffer "x" : <1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 1, left = 1>>
}

// -----

mcu.model @slide_c1_all {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  // expected-error @+1 {{slides by 3 of 3 kept rows}}
  mcu.slide %y {rows = 3 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 3>
}

// -----

mcu.model @slide_c1_none {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  // expected-error @+1 {{slides by 0 of 3 kept rows}}
  mcu.slide %y {rows = 0 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 3>
}

// -----

mcu.model @slide_c1_whole {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  // expected-error @+1 {{slides by 1 of 0 kept rows}}
  mcu.slide %y {rows = 1 : i64} : !mcu.buffer<1x8x8x4xi8>
}

// -----

mcu.model @fill_c2_strip_all_rows {
  %y = mcu.buffer "y" : <1x8x8x4xi8, <rows = 10, rowBytes = 12, top = 1, left = 1>>
  // expected-error @+1 {{fills around strips of '!mcu.buffer<1x8x8x4xi8, <rows = 10, rowBytes = 12, top = 1, left = 1>>', expected planes that keep rows}}
  mcu.fill %y {value = 0 : i8, strip} : !mcu.buffer<1x8x8x4xi8, <rows = 10, rowBytes = 12, top = 1, left = 1>>
}

// -----

mcu.model @fill_c2_strip_row_major {
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  // expected-error @+1 {{fills around strips of '!mcu.buffer<1x8x8x4xi8, keeps 3>', expected planes that keep rows}}
  mcu.fill %y {value = 0 : i8, strip} : !mcu.buffer<1x8x8x4xi8, keeps 3>
}

// -----

mcu.model @fill_c2_rows_outside_keeps {
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 10, top = 0, left = 1>>
  // expected-error @+1 {{fills 4 rows of '!mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 10, top = 0, left = 1>>', expected planes that keep them, and no stream}}
  mcu.fill %y {value = 0 : i8, rows = 4} : !mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 10, top = 0, left = 1>>
}

// -----

mcu.model @fill_c2_no_rows {
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 10, top = 0, left = 1>>
  // expected-error @+1 {{fills 0 rows of}}
  mcu.fill %y {value = 0 : i8, rows = 0} : !mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 10, top = 0, left = 1>>
}

// -----

mcu.model @fill_c2_rows_row_major {
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  // expected-error @+1 {{fills 2 rows of '!mcu.buffer<1x8x8x4xi8, keeps 3>', expected planes that keep them}}
  mcu.fill %y {value = 0 : i8, rows = 2} : !mcu.buffer<1x8x8x4xi8, keeps 3>
}

// -----

mcu.model @fill_c2_one_way {
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 10, top = 0, left = 1>>
  // expected-error @+1 {{fills some rows in several ways}}
  mcu.fill %y {value = 0 : i8, rows = 2, strip} : !mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 10, top = 0, left = 1>>
}

// -----

mcu.model @packed_average_pool_c2_no_stream {
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %s = mcu.buffer "s" : <4xi16>
  %z = mcu.buffer "z" : <1x1x1x4xi8>
  // expected-error @+1 {{has row sums of '!mcu.buffer<4xi16>', expected those of a whole image in a stream}}
  mcu.packed_average_pool %x, %s, %z {filter_size = array<i64: 8, 8>, strides = array<i64: 1, 1>, scale = 1024 : i32, start = 0 : i32, multiplier = 1 : i32, correction = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>} : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<4xi16>, !mcu.buffer<1x1x1x4xi8>
}

// -----

mcu.model @packed_average_pool_c2_few {
  %x = mcu.buffer "x" : <1x8x8x6xi8>
  %s = mcu.buffer "s" : <6xi16>
  %z = mcu.buffer "z" : <1x1x1x6xi8>
  mcu.stream 8, first = [0], rows = [1] {
    // expected-error @+1 {{has row sums of '!mcu.buffer<6xi16>', expected those of a whole image in a stream}}
    mcu.packed_average_pool %x, %s, %z {filter_size = array<i64: 8, 8>, strides = array<i64: 1, 1>, scale = 1024 : i32, start = 0 : i32, multiplier = 1 : i32, correction = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>} : !mcu.buffer<1x8x8x6xi8>, !mcu.buffer<6xi16>, !mcu.buffer<1x1x1x6xi8>
  }
}

// -----

mcu.model @packed_average_pool_c2_part {
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %s = mcu.buffer "s" : <4xi16>
  %z = mcu.buffer "z" : <1x1x1x4xi8>
  mcu.stream 8, first = [0], rows = [1] {
    // expected-error @+1 {{has row sums of '!mcu.buffer<4xi16>', expected those of a whole image in a stream}}
    mcu.packed_average_pool %x, %s, %z {filter_size = array<i64: 7, 8>, strides = array<i64: 2, 1>, scale = 1024 : i32, start = 0 : i32, multiplier = 1 : i32, correction = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>} : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<4xi16>, !mcu.buffer<1x1x1x4xi8>
  }
}

// -----

mcu.model @stream_c1_kernel {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  %m = mcu.buffer "m" : <1x4xi8>
  mcu.stream 1, first = [0], rows = [8] {
    // expected-error @+1 {{does not run on strips of rows}}
    mcu.mean %x, %m {axes = array<i64: 1, 2>, sum_offset = 0 : i32, output_offset = 0 : i32, multiplier = 0 : i32, shift = 0 : i32} : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<1x4xi8>
  }
}

// -----

mcu.model @stream_c1_no_kernel {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 1, first = [0], rows = [8] {
    // expected-error @+1 {{does not run on strips of rows}}
    %b = mcu.buffer "b" : <4xi8>
  }
}

// -----

mcu.model @stream_c1_fill {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 1, first = [0], rows = [8] {
    // expected-error @+1 {{fills all rows in a stream}}
    mcu.fill %y {value = 0 : i8} : !mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>
  }
}

// -----

mcu.model @stream_c2_count {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  // expected-error @+1 {{has 2 first rows and 1 strips for 1 operations}}
  mcu.stream 8, first = [0, 0], rows = [1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8>
  }
}

// -----

mcu.model @stream_c2_strips {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  // expected-error @+1 {{has 0 strips}}
  mcu.stream 0, first = [0], rows = [1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8>
  }
}

// -----

mcu.model @stream_c2_first {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  // expected-error @+1 {{has strips of 1 rows from row 1 on}}
  mcu.stream 8, first = [1], rows = [1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8>
  }
}

// -----

mcu.model @stream_c2_rows {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  // expected-error @+1 {{has strips of 0 rows from row 0 on}}
  mcu.stream 8, first = [0], rows = [0] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8>
  }
}

// -----

mcu.model @stream_c2_every_count {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  // expected-error @+1 {{has 1 periods for 2 operations}}
  mcu.stream 8, first = [0, 0], rows = [1, 1], every = [1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 3>
    mcu.table_lookup %y, %t, %z : !mcu.buffer<1x8x8x4xi8, keeps 3>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8>
  }
}

// -----

mcu.model @stream_c2_every {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  // expected-error @+1 {{has periods of 0 turns}}
  mcu.stream 8, first = [0], rows = [1], every = [0] {
    mcu.table_lookup %x, %t, %z : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8>
  }
}

// -----

// In eight turns it runs four times.

mcu.model @stream_c2_every_end {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 8, first = [0], rows = [1], every = [2] {
    // expected-error @+1 {{computes 4 of 8 rows}}
    mcu.table_lookup %x, %t, %z : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8>
  }
}

// -----

mcu.model @stream_c2_end {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 8, first = [-1], rows = [1] {
    // expected-error @+1 {{computes 7 of 8 rows}}
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8>
  }
}

// -----

mcu.model @stream_c3_twice {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 8, first = [0, 0], rows = [1, 1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8>
    // expected-error @+1 {{writes an image that a kernel before it writes}}
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8>
  }
}

// -----

mcu.model @stream_c3_slide_rows {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 9, first = [0, -1, 0], rows = [1, 1, 1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 3>
    mcu.pool_2d %y, %z {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x8x4xi8, keeps 3>, !mcu.buffer<1x8x8x4xi8>
    // expected-error @+1 {{has strips of 2 rows, expected 1}}
    mcu.slide %y {rows = 2 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 3>
  }
}

// -----

mcu.model @stream_c3_slide_alone {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 8, first = [0, 0], rows = [1, 1] {
    // expected-error @+1 {{works on rows that nothing before it writes}}
    mcu.slide %y {rows = 1 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 3>
    mcu.table_lookup %x, %t, %z : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8>
  }
}

// -----

mcu.model @stream_c3_slide_every {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 18, first = [0, -1, 0], rows = [1, 1, 1], every = [2, 2, 1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 3>
    mcu.pool_2d %y, %z {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x8x4xi8, keeps 3>, !mcu.buffer<1x8x8x4xi8>
    // expected-error @+1 {{has periods of 1 turns, expected 2}}
    mcu.slide %y {rows = 1 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 3>
  }
}

// -----

// Rows move behind the last reader, or before new ones are written.

mcu.model @stream_c6_slide_between {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 9, first = [0, 0, -1], rows = [1, 1, 1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 3>
    // expected-error @+1 {{moves rows before all have read them}}
    mcu.slide %y {rows = 1 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 3>
    mcu.pool_2d %y, %z {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x8x4xi8, keeps 3>, !mcu.buffer<1x8x8x4xi8>
  }
}

// -----

mcu.model @stream_c3_fill {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 9, first = [0, 0], rows = [1, 1] {
    // expected-error @+1 {{works on rows that nothing before it writes}}
    mcu.fill %y {value = 0 : i8, strip} : !mcu.buffer<1x8x8x4xi8, keeps 3, <rows = 3, rowBytes = 12, top = 0, left = 1>>
    mcu.table_lookup %x, %t, %z : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8>
  }
}

// -----

mcu.model @stream_c4_producer {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 9, first = [-1, 0], rows = [1, 1] {
    // expected-error @+1 {{reads kept rows that nothing before it writes}}
    mcu.pool_2d %y, %z {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x8x4xi8, keeps 3>, !mcu.buffer<1x8x8x4xi8>
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 3>
  }
}

// -----

mcu.model @stream_c4_rows {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 9, first = [0, -1], rows = [1, 2] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 3>
    // expected-error @+1 {{needs rows -2 to 2 of 1 rows, of which 3 are kept}}
    mcu.pool_2d %y, %z {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x8x4xi8, keeps 3>, !mcu.buffer<1x8x8x4xi8>
  }
}

// -----

// It reads in each turn what is written in each second one.

mcu.model @stream_c4_every {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 18, first = [0, -1, 0], rows = [2, 1, 2], every = [2, 1, 2] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 3>
    // expected-error @+1 {{has periods of 1 turns, but reads rows that are written in each 2}}
    mcu.pool_2d %y, %z {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x8x4xi8, keeps 3>, !mcu.buffer<1x8x8x4xi8>
    mcu.slide %y {rows = 2 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 3>
  }
}

// -----

// Two rows are written in the two turns in which it reads one.

mcu.model @stream_c4_every_rows {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 18, first = [0, -1, 0], rows = [1, 1, 1], every = [1, 2, 1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 3>
    // expected-error @+1 {{needs rows -2 to 1 of 2 rows, of which 3 are kept}}
    mcu.pool_2d %y, %z {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x8x4xi8, keeps 3>, !mcu.buffer<1x8x8x4xi8>
    mcu.slide %y {rows = 1 : i64} : !mcu.buffer<1x8x8x4xi8, keeps 3>
  }
}

// -----

mcu.model @stream_c4_kept {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 2>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 9, first = [0, -1], rows = [1, 1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 2>
    // expected-error @+1 {{needs rows -2 to 1 of 1 rows, of which 2 are kept}}
    mcu.pool_2d %y, %z {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x8x4xi8, keeps 2>, !mcu.buffer<1x8x8x4xi8>
  }
}

// -----

mcu.model @stream_c4_late {
  %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
  %x = mcu.buffer "x" : <1x8x8x4xi8>
  %y = mcu.buffer "y" : <1x8x8x4xi8, keeps 3>
  %z = mcu.buffer "z" : <1x8x8x4xi8>
  mcu.stream 9, first = [0, 0], rows = [1, 1] {
    mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x8x4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x8x4xi8, keeps 3>
    // expected-error @+1 {{needs rows -1 to 2 of 1 rows, of which 3 are kept}}
    mcu.pool_2d %y, %z {kind = #mcu.pool<max>, filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x8x4xi8, keeps 3>, !mcu.buffer<1x8x8x4xi8>
  }
}

// -----

mcu.model @stream_c5 {
  %x = mcu.buffer "x" : <1x7x7x4xi8>
  %w = mcu.constant "w" dense<0> : tensor<44xi32> : <const 44xi32>
  %s = mcu.buffer "s" : <70xi32>
  %y = mcu.buffer "y" : <1x3x3x4xi8>
  mcu.stream 3, first = [0], rows = [1] {
    // expected-error @+1 {{computes 2 rows at a time, but has strips of 1 from row 0 on}}
    mcu.packed_conv_2d %x, %w, %s, %y {kernel = #mcu.conv_kernel<window>, filter_size = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, pad_value = 3 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
      : !mcu.buffer<1x7x7x4xi8>, !mcu.buffer<const 44xi32>, !mcu.buffer<70xi32>, !mcu.buffer<1x3x3x4xi8>
  }
}
