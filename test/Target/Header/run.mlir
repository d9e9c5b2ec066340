// RUN: tinymlc-translate -mcu-to-header %s | FileCheck %s
// RUN: not tinymlc-translate -mcu-to-header --allow-unregistered-dialect /dev/null 2>&1 | FileCheck %s --check-prefix=NONE

// NONE: error: expected one mcu.interface, found 0

// CHECK: #ifdef TML_STATIC_ARENA
// CHECK: static inline int one_run(const float in[ONE_INPUT_0_LEN],
// CHECK-NEXT: int8_t out[ONE_OUTPUT_0_LEN]) {
// CHECK-NEXT: ONE_ARENA(arena);
// CHECK: #endif
module {
  mcu.interface @one {
    inputs = [#mcu.tensor<"x", "x", tensor<1x2xf32>, 0>],
    outputs = [#mcu.tensor<"y", "y", tensor<1x2x!quant.uniform<i8:f32, 0.5>>, 8>],
    arena_bytes = 16 : i64, arena_align = 8 : i64}
}
