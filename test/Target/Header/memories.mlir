// RUN: tinymlc-translate -mcu-to-header %s -o %t.h && FileCheck %s < %t.h
// RUN: echo '#define TML_STATIC_ARENA' > %t.c && echo '#include "%t.h"' >> %t.c
// RUN: echo 'NET_ARENAS(fast, slow); void *use(int i) { return i ? fast : slow; }' >> %t.c
// RUN: gcc -std=c99 -Wall -Wextra -Wpedantic -Wconversion -Werror -c %t.c -o %t.o
// RUN: llvm-readelf -S %t.o | FileCheck %s --check-prefix=SECTIONS
// REQUIRES: gcc

// With several memories there is an arena for each, in their order: in parameters,
// macros and sections, which take no bytes in a file.

// CHECK: There is an arena for each memory, aligned to 8; all
// CHECK: int_ram: 1000 bytes of 65536
// CHECK-NEXT: sram: 1 bytes of 4096
// CHECK-NOT: NET_ARENA_BYTES
// CHECK: #define NET_ARENA_INT_RAM_BYTES 1000
// CHECK-NEXT: #define NET_ARENA_SRAM_BYTES 1
// CHECK-NEXT: #define NET_ARENA_ALIGN 8
// CHECK: #define NET_ARENAS(int_ram_arena, sram_arena) \
// CHECK-NEXT: static uint64_t int_ram_arena[(NET_ARENA_INT_RAM_BYTES + 7) / 8] \
// CHECK-NEXT: NET_ARENA_SECTION(".bss.int_ram"); \
// CHECK-NEXT: static uint64_t sram_arena[(NET_ARENA_SRAM_BYTES + 7) / 8] \
// CHECK-NEXT: NET_ARENA_SECTION(".bss.sram")
// CHECK: int net_init(void *int_ram_arena, size_t int_ram_bytes, void *sram_arena, size_t sram_bytes);
// CHECK: int8_t *net_input_0(void *int_ram_arena, void *sram_arena);
// CHECK: int net_invoke(void *int_ram_arena, void *sram_arena);
// CHECK: const int8_t *net_output_0(const void *int_ram_arena, const void *sram_arena);
// CHECK: void net_reset(void *int_ram_arena, void *sram_arena);
// CHECK: int net_learn(void *int_ram_arena, void *sram_arena, int labelled);
// CHECK: int net_head_save(const void *int_ram_arena, const void *sram_arena, void *buffer, size_t bytes);
// CHECK: int net_head_load(void *int_ram_arena, void *sram_arena, const void *buffer, size_t bytes);
// CHECK: static inline int8_t *net_input_pixels(void *int_ram_arena, void *sram_arena) {
// CHECK-NEXT: return net_input_0(int_ram_arena, sram_arena);
// CHECK: static inline int net_run(
// CHECK: NET_ARENAS(int_ram_arena, sram_arena);
// CHECK: net_init(int_ram_arena, sizeof(int_ram_arena), sram_arena, sizeof(sram_arena));
// CHECK: net_invoke(int_ram_arena, sram_arena);

// SECTIONS-DAG: .bss.int_ram NOBITS
// SECTIONS-DAG: .bss.sram NOBITS
mcu.interface @net {
  inputs = [#mcu.tensor<"x", "pixels", tensor<4x!quant.uniform<i8:f32, 0.5>>, 0 in 1>],
  outputs = [#mcu.tensor<"y", "", tensor<4x!quant.uniform<i8:f32, 0.5>>, 8>],
  memories = [
    #mcu.memory<"int_ram", size = 65536, bytes = 1000, live_bytes = 1000, live_step = 0, bound_bytes = 1000>,
    #mcu.memory<"sram", size = 4096, bytes = 0, live_bytes = 0, live_step = 0, bound_bytes = 0>],
  arena_bytes = 1001 : i64, arena_align = 8 : i64, head_bytes = 64 : i64}
